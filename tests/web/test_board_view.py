"""The board view, each member's own inputs, and the officer's own score, as people use their pages."""

from __future__ import annotations

import re

import lxml.html
import pytest
from sqlalchemy import Engine
from sqlmodel import select

from procure.db import writing
from procure.models import LinkJudgement, User
from procure.services import briefing, reviewing, starting
from procure.services.access import actor_of
from procure.services.freezing import snapshot_of
from tests.browsing import counted_statements
from tests.web.board_scene import AS, Scene, stored

INPUTS = {"causal_step": "two_steps", "evidence_grade": "assertion", "reason": "The study is of other homes."}


def first_link(engine: Engine) -> tuple[str, str]:
    outcome = snapshot_of(stored(engine).version).outcomes[0]
    return outcome.key, outcome.objective_links[0].objective_id


def judging(scene: Scene, engine: Engine) -> str:
    outcome_key, objective_id = first_link(engine)
    return f"{scene.address}/outcomes/{outcome_key}/objectives/{objective_id}"


def reference(engine: Engine) -> str:
    return str(stored(engine).tender.reference)


def test_every_number_of_the_page_is_explained_where_it_leads(scene: Scene, client_for: AS) -> None:
    text = client_for(scene.mel).get(f"{scene.address}/board-view").text
    page = lxml.html.fromstring(text)
    leads = {
        link.get("href")[1:] for link in page.xpath('//div[@class="bv"]//a') if link.get("href")[0] == "#"
    }
    assert {"how-score", "how-formula", "how-outcome-1", "how-gap", "how-data", "how-freedom"} <= leads
    assert leads <= {each.get("id") for each in page.xpath("//*[@id]")}
    assert "A = 100 × (sum of w × L × √(E × M)) × (1 − 0.5 × p)" in text
    assert "version 1 of the formula" in text
    for gate in ("An equality assessment", "A known way to use the data"):
        assert gate in text


def test_a_member_gives_their_own_inputs_beside_the_authors(
    scene: Scene, client_for: AS, engine: Engine
) -> None:
    address = judging(scene, engine)
    assert address in client_for(scene.mel).get(f"{scene.address}/board-view").text
    page = client_for(scene.mel).fill_in(address, INPUTS)
    assert "Your inputs stand beside the author’s" in page.text
    for said in ("The study is of other homes.", "Apart on L", "Apart on E", "links not judged"):
        assert said in page.text
    assert "Change your own inputs" in page.text
    seen = client_for(scene.chair).get(f"{scene.address}/board-view").text
    assert "Change your own inputs" not in seen
    assert "The study is of other homes." in seen
    officer = client_for(scene.officer).get(f"/tenders/{reference(engine)}/versions/1/board-view").text
    assert "Mel Member" in officer
    assert "The study is of other homes." in officer
    assert "Give your own inputs" not in officer


def test_inputs_without_a_grade_are_asked_for_it_unless_the_outcome_leads_nowhere(
    scene: Scene, client_for: AS, engine: Engine
) -> None:
    address = judging(scene, engine)
    page = client_for(scene.mel).fill_in(address, {"causal_step": "one_step", "reason": "So it is"})
    assert "Select how well it is known" in page.text
    page = client_for(scene.mel).fill_in(address, {"causal_step": "none", "reason": "It leads elsewhere"})
    assert "It does not lead there: 0.00" in page.text


@pytest.mark.parametrize("who", ["stranger", "officer"])
def test_the_page_its_file_and_its_form_are_the_boards_alone(
    scene: Scene, client_for: AS, engine: Engine, who: str
) -> None:
    client = client_for(getattr(scene, who))
    for address in (
        f"{scene.address}/board-view",
        f"{scene.address}/board-view.pdf",
        judging(scene, engine),
    ):
        assert client.get(address).status_code == 404


def test_no_inputs_after_the_decision_or_a_declared_interest(
    scene: Scene, client_for: AS, engine: Engine
) -> None:
    address = judging(scene, engine)
    client_for(scene.nour).fill_in(address, INPUTS)
    client_for(scene.nour).fill_in(f"{scene.address}/interest", {"nature": "My sister bids"})
    page = client_for(scene.nour).get(f"{scene.address}/board-view").text
    assert "Declared an interest" in page
    assert "Give your own inputs" not in page
    assert client_for(scene.nour).get(address).status_code == 403
    with writing(engine) as session:
        review = reviewing.review_by_key(session, actor_of(session.get(User, scene.chair.id)), scene.key)
        for user in (scene.chair, scene.mel):
            actor = actor_of(session.get(User, user.id))
            reviewing.record_verdict(session, actor, review, "endorsed", "Because")
        reviewing.decide(
            session, actor_of(session.get(User, scene.chair.id)), review, "endorsed", "Agreed by all"
        )
    assert client_for(scene.mel).get(address).status_code == 409
    page = client_for(scene.mel).get(f"{scene.address}/board-view").text
    assert "Agreed by all" in page
    assert "Return for changes" not in page


def test_the_file_is_a_pdf_named_after_the_version(
    scene: Scene, client_for: AS, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(briefing, "file_of", lambda *_: b"%PDF of the page")
    client = client_for(scene.mel)
    assert client.get(f"{scene.address}/board-view.pdf").status_code == 302
    page = client.get(f"{scene.address}/board-view").text
    assert "Make the PDF now" in page
    client.fill_in(f"{scene.address}/board-view")
    page = client.get(f"{scene.address}/board-view").text
    assert "Download as one page (PDF)</a>, made" in page
    answer = client.get(f"{scene.address}/board-view.pdf")
    assert answer.data.startswith(b"%PDF")
    assert answer.headers["Cache-Control"] == "no-store"
    assert f"{reference(engine)}-v1-board-view.pdf" in answer.headers["Content-Disposition"]


def test_an_officer_sees_their_score_and_where_to_raise_it(
    scene: Scene, client_for: AS, engine: Engine
) -> None:
    address = f"/tenders/{reference(engine)}"
    client = client_for(scene.officer)
    assert f"{address}/alignment" in client.get(address).text
    assert f"{address}/alignment" in client.get(f"{address}/readiness").text
    text = client.get(f"{address}/alignment").text
    assert re.search(r"Your draft scores <strong>\d+ \(\d+ to \d+\)</strong> of 100", text)
    assert "it stops nothing by itself" in text
    first, *_ = re.findall(r'<ol.*?<a class="govuk-link" href="(/[^"]+)">', text, re.DOTALL)
    assert client.get(first).status_code == 200
    assert f"{address}/versions/1/board-view" in text
    assert client.get(f"{address}/versions/9/board-view").status_code == 404


def test_a_draft_of_no_words_has_a_page_that_says_what_is_missing(
    scene: Scene, client_for: AS, engine: Engine
) -> None:
    with writing(engine) as session:
        bare = starting.start(session, actor_of(session.get(User, scene.officer.id)), "Bare")
        address = f"/tenders/{bare.reference}/alignment"
    text = client_for(scene.officer).get(address).text
    assert "<strong>0 (0 to 0)</strong>" in text
    assert "No single step raises it." in text


def test_more_reviewers_ask_the_database_no_more(scene: Scene, client_for: AS, engine: Engine) -> None:
    client = client_for(scene.mel)
    address = f"{scene.address}/board-view"
    client.get(address)
    with counted_statements() as few:
        client.get(address)
    review = stored(engine)
    with writing(engine) as session:
        for user in (scene.chair, scene.mel, scene.nour):
            for outcome in snapshot_of(review.version).outcomes:
                session.add(
                    LinkJudgement(
                        review_id=review.id, user_id=user.id, outcome_key=outcome.key,
                        objective_id=outcome.objective_links[0].objective_id, causal_step="one_step",
                        evidence_grade="theory", reason="So I read it",
                    )
                )  # fmt: skip
        assert len(session.exec(select(LinkJudgement)).all()) > 3
    with counted_statements() as many:
        client.get(address)
    assert len(many) == len(few)
