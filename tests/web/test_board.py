"""The board's pages, as members and the chair use them."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from procure.db import writing
from procure.models import Review, ReviewComment, Tender, User
from procure.services import discussing, reviewing
from procure.services.access import actor_of
from procure.services.freezing import snapshot_of
from tests.browsing import counted_statements
from tests.factories.boards import (
    make_review,
)
from tests.web.board_scene import AS, Scene, stored

# Reading


def test_the_queue_leads_to_what_waits_and_says_ones_own_verdict_is_awaited(
    scene: Scene, client_for: AS
) -> None:
    page = client_for(scene.mel).get("/board")
    assert scene.address in page.text
    assert "Your verdict is awaited" in page.text
    assert "Nothing is waiting" in client_for(scene.stranger).get("/board").text


def test_the_frozen_version_is_shown_beside_its_objectives_with_its_digest(
    scene: Scene, client_for: AS, engine: Engine
) -> None:
    review, page = stored(engine), client_for(scene.mel).get(scene.address)
    snapshot = snapshot_of(review.version)
    assert review.version.sha256 in page.text
    for outcome in snapshot.outcomes:
        assert f'id="outcome-{outcome.number}"' in page.text
        assert outcome.measures[0].name in page.text
    for words in ("Households in fuel poverty", "Not verified", "Still to go", "Open to challenge"):
        assert words in page.text
    for criterion in snapshot.award.criteria:
        assert criterion.name in page.text


def test_a_page_shows_what_was_frozen_and_not_what_the_draft_became(
    scene: Scene, client_for: AS, engine: Engine
) -> None:
    with writing(engine) as session:
        session.exec(select(Tender)).one().title = "Changed behind the board's back"
    page = client_for(scene.mel).get(scene.address)
    assert "behind the board" not in page.text


def test_the_gap_of_an_objective_is_worked_out_and_marked_where_a_figure_is_not_verified(
    scene: Scene, client_for: AS
) -> None:
    text = client_for(scene.mel).get(scene.address).text
    assert re.search(
        r"<dt>Still to go</dt><dd>2\.1 percentage points, from the latest figure.*?Not verified", text
    )


def test_the_whole_specification_can_be_read_under_review(scene: Scene, client_for: AS) -> None:
    page = client_for(scene.mel).get(f"{scene.address}/specification")
    assert "Draft – not published" in page.text
    assert "spec-document" in page.text


def test_what_changed_since_the_version_looked_at_before_is_listed_by_part(
    scene: Scene, client_for: AS, engine: Engine
) -> None:
    with writing(engine) as session:
        tender = session.exec(select(Tender)).one()
        reviewing.recall(session, actor_of(session.get(User, scene.officer.id)), tender)
        tender.specification.who_affected = "Tenants and their landlords."
        board = session.exec(select(Review)).one().board
        again = make_review(session, tender, session.get(User, scene.officer.id), board)
    page = client_for(scene.mel).get(f"/board/reviews/{again.key}")
    assert "What changed since version 1" in page.text
    assert re.search(r"<ins>.*?landlords.*?</ins>", page.text)
    assert "What changed since" not in client_for(scene.mel).get(scene.address).text


def test_a_review_page_costs_the_same_queries_however_much_was_said(
    scene: Scene, client_for: AS, engine: Engine
) -> None:
    client = client_for(scene.chair)

    def cost() -> int:
        with counted_statements() as seen:
            assert client.get(scene.address).status_code == 200
        return len(seen)

    cost()
    before = cost()
    with writing(engine) as session:
        review = session.exec(select(Review)).one()
        for member in (scene.chair, scene.mel, scene.nour):
            actor = actor_of(session.get(User, member.id))
            for number in range(5):
                discussing.comment(session, actor, review, scene.outcome_key, f"Comment {number}")
            reviewing.record_verdict(session, actor, review, "endorsed", "Because")
    assert cost() == before


# Commenting


def test_a_comment_stands_under_its_outcome_and_the_answer_under_the_comment(
    scene: Scene, client_for: AS, engine: Engine
) -> None:
    client = client_for(scene.mel)
    page = client.fill_in(
        f"{scene.address}/outcomes/{scene.outcome_key}/comment", {"text": "Who collects this figure?"}
    )
    assert "Comments on outcome 2" in page.text
    with writing(engine) as session:
        made = session.exec(select(ReviewComment)).one()
        officer = actor_of(session.get(User, scene.officer.id))
        discussing.answer_comment(session, officer, made.id, "The landlords do.")
    text = client_for(scene.nour).get(scene.address).text
    assert text.index("Who collects this figure?") < text.index("The landlords do.")


def test_a_comment_can_be_on_the_whole(scene: Scene, client_for: AS, engine: Engine) -> None:
    client_for(scene.mel).fill_in(f"{scene.address}/comment", {"text": "Well thought through."})
    assert [each.outcome_key for each in stored(engine).comments] == [""]


HOSTILE = [
    "<script>alert(1)</script>",
    "[x](javascript:alert(1)) ![](file:///etc/passwd)",
    "مرحبا بالعالم",
    "🏠 " * 50,
    "Diolch yn fawr, ŵyr",
    "=HYPERLINK(1)",
    "{{ 7 * 7 }} {% raw %}",
    "a" * 4_000,
]
REFUSED = {
    "": "Enter your comment",
    "   \n ": "Enter your comment",
    "a\x00b": "a character we cannot use",
    "pay \u202eexe.fdp": "a character we cannot use",
    "b" * 5_001: "must be 5,000 characters or fewer",
}


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_words_of_any_shape_are_kept_as_words(
    scene: Scene, client_for: AS, engine: Engine, text: str
) -> None:
    client = client_for(scene.mel)
    client.fill_in(f"{scene.address}/comment", {"text": text})
    client.fill_in(f"{scene.address}/verdict", {"kind": "endorsed", "reason": text})
    review = stored(engine)
    assert [each.text for each in review.comments] == [text.strip()]
    assert [each.reason for each in review.verdicts] == [text.strip()]
    page = client.get(scene.address)  # the page checks find anything that runs
    assert "<script>alert" not in page.text


@pytest.mark.parametrize(("text", "words"), REFUSED.items(), ids=range(len(REFUSED)))
def test_words_that_cannot_be_kept_are_refused_with_what_to_do(
    scene: Scene, client_for: AS, engine: Engine, text: str, words: str
) -> None:
    client = client_for(scene.mel)
    page = client.fill_in(f"{scene.address}/comment", {"text": text})
    assert "There is a problem" in page.text
    assert words in page.text
    assert stored(engine).comments == []


@pytest.mark.parametrize(
    ("page", "fields", "words"),
    [
        ("verdict", {"kind": None, "reason": ""}, ["Select your verdict", "Enter your reason"]),
        ("verdict", {"kind": "endorsed", "reason": "r" * 5_001}, ["5,000 characters or fewer"]),
        ("verdict", {"kind": "endorsed", "reason": "\x00"}, ["a character we cannot use"]),
        ("interest", {"nature": ""}, ["Enter what your interest is"]),
        ("interest", {"nature": "n" * 2_001}, ["2,000 characters or fewer"]),
        ("interest", {"nature": "\u2067hidden"}, ["a character we cannot use"]),
    ],
)
def test_an_answer_that_is_missing_or_wrong_is_named_in_the_error_summary(
    scene: Scene, client_for: AS, engine: Engine, page: str, fields: dict[str, str], words: list[str]
) -> None:
    shown = client_for(scene.mel).fill_in(f"{scene.address}/{page}", fields)
    for each in words:
        assert each in shown.text
    assert (stored(engine).verdicts, stored(engine).interests) == ([], [])


def test_a_verdict_that_is_not_in_the_list_is_refused(scene: Scene, client_for: AS, engine: Engine) -> None:
    client = client_for(scene.mel)
    page = client.fill_in(f"{scene.address}/verdict", {"kind": "withdrawn", "reason": "Because"})
    assert "choose one from the list" in page.text
    assert stored(engine).verdicts == []


# Talking it over


def test_a_member_comments_on_a_section_and_the_buyer_and_others_reply_below_it(
    scene: Scene, client_for: AS, engine: Engine
) -> None:
    mel, chair = client_for(scene.mel), client_for(scene.chair)
    page = mel.fill_in(f"{scene.address}/sections/award/comment", {"text": "Who marks this?"})
    assert "Comments on: How tenders are judged" in page.text
    assert mel.get(f"{scene.address}/sections/weather/comment").status_code == 404
    made = stored(engine).comments[0]
    page = chair.fill_in(f"{scene.address}/comments/{made.id}/reply", {"text": "I ask that too."})
    assert "I ask that too." in page.text
    reference = stored(engine).tender.reference
    officer = client_for(scene.officer)
    officer.fill_in(f"/tenders/{reference}/feedback/{made.id}", {"text": "Three of us."})
    officer.fill_in(f"/tenders/{reference}/feedback/{made.id}/reply", {"text": "One from each office."})
    for page in (officer.get(f"/tenders/{reference}/feedback"), mel.get(scene.address)):
        for words in ("Who marks this?", "I ask that too.", "Three of us.", "One from each office."):
            assert words in page.text


def test_a_settled_comment_says_by_whom_and_only_its_author_and_the_chair_can_settle_it(
    scene: Scene, client_for: AS, engine: Engine
) -> None:
    mel, chair, nour = (client_for(each) for each in (scene.mel, scene.chair, scene.nour))
    mel.fill_in(f"{scene.address}/comment", {"text": "The second link is weak."})
    made = stored(engine).comments[0]
    assert "1 open, 0 resolved" in nour.get(scene.address).text
    assert f"/comments/{made.id}/resolve" not in nour.get(scene.address).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', nour.get(scene.address).text)
    assert token
    answer = nour.post(f"{scene.address}/comments/{made.id}/resolve", data={"csrf_token": token[1]})
    assert answer.status_code == 403
    token = re.search(r'name="csrf_token" value="([^"]+)"', chair.get(scene.address).text)
    assert token
    page = chair.post(
        f"{scene.address}/comments/{made.id}/resolve", data={"csrf_token": token[1]}, follow_redirects=True
    )
    assert "Resolved by Chris Chair" in page.text
    assert "0 open, 1 resolved" in page.text


def test_a_version_one_has_seen_is_what_the_next_is_compared_with(
    scene: Scene, client_for: AS, engine: Engine
) -> None:
    mel = client_for(scene.mel)
    page = mel.get(scene.address)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token
    quiet = mel.post(f"{scene.address}/seen", data={"csrf_token": token[1], "quietly": "yes"})
    assert quiet.status_code == 204
    assert "Remember that I saw version" not in mel.get(scene.address).text
    with writing(engine) as session:
        tender = session.exec(select(Tender)).one()
        reviewing.recall(session, actor_of(session.get(User, scene.officer.id)), tender)
        tender.specification.who_affected = "Tenants and their landlords."
        board = session.exec(select(Review)).one().board
        again = make_review(session, tender, session.get(User, scene.officer.id), board)
    address = f"/board/reviews/{again.key}"
    assert "Version 1 is the one you saw last." in mel.get(address).text
    assert "You have not opened an earlier version" in client_for(scene.nour).get(address).text
