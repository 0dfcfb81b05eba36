"""Verdicts, interests and decisions, on a board's pages."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from procure.db import reading, writing
from procure.models import AuditEvent, Review, User, Verdict
from procure.services import reviewing
from procure.services.access import actor_of
from tests.factories.boards import (
    make_authority,
    make_board,
    make_members,
    make_ready_tender,
    make_review,
)
from tests.factories.people import make_officer, make_user
from tests.web.board_scene import AS, Scene, stored, vote

# Verdicts and interests


def test_a_member_changes_their_verdict_until_the_board_decides(
    scene: Scene, client_for: AS, engine: Engine
) -> None:
    client = client_for(scene.mel)
    vote(client, scene, "not_endorsed", "No baseline.")
    page = client.get(f"{scene.address}/verdict")
    assert "No baseline." in page.text  # what was said before is there to change
    vote(client, scene, "endorsed", "The baseline came.")
    assert [(each.kind, each.reason) for each in stored(engine).verdicts] == [
        ("endorsed", "The baseline came.")
    ]
    assert "You gave your verdict: endorsed" in client.get("/board").text


def test_a_double_click_records_one_verdict(scene: Scene, client_for: AS, engine: Engine) -> None:
    client = client_for(scene.mel)
    page = client.get(f"{scene.address}/verdict")
    for _ in range(2):
        sent = client.send_form(page, {"kind": "endorsed", "reason": "Because"})
        assert sent.status_code == 200
    with reading(engine) as session:
        events = session.exec(select(AuditEvent).where(AuditEvent.action == "verdict.recorded")).all()
        assert len(session.exec(select(Verdict)).all()) == len(events) == 1


def test_whoever_declares_an_interest_reads_on_and_takes_no_part(
    scene: Scene, client_for: AS, engine: Engine
) -> None:
    client = client_for(scene.mel)
    page = client.fill_in(f"{scene.address}/interest", {"nature": "My sister bids for such work."})
    assert "You take no further part" in page.text
    shown = client.get(scene.address)
    assert "you take no part in the decision" in shown.text
    for part in ("verdict", "comment", "interest"):
        assert f'href="{scene.address}/{part}"' not in shown.text
    for part in ("verdict", "comment"):
        assert client.get(f"{scene.address}/{part}").status_code == 403
    assert "You declared an interest" in client.get("/board").text
    assert "My sister bids" in client_for(scene.nour).get(scene.address).text


def test_who_works_for_the_buyer_is_warned_and_marked(engine: Engine, client_for: AS) -> None:
    with writing(engine) as session:
        authority = make_authority(session)
        officer, insider = make_officer(session, authority), make_user(session, authority, name="Ina Insider")
        chair, *_ = make_members(session)
        board = make_board(session, chair, insider)
        review = make_review(session, make_ready_tender(session, officer), officer, board)
        address = f"/board/reviews/{review.key}"
    client = client_for(insider)
    assert f"You work for {authority.name}" in client.get(address).text
    client.fill_in(f"{address}/verdict", {"kind": "endorsed", "reason": "Because"})
    assert "Works for the buyer" in client_for(chair).get(address).text


# Deciding


def test_the_chair_waits_for_the_quorum(scene: Scene, client_for: AS, engine: Engine) -> None:
    client = client_for(scene.chair)
    page = client.get(f"{scene.address}/decision")
    assert "2 more verdicts" in page.text
    assert client.get(f"{scene.address}/decision/endorsed").location == f"{scene.address}/decision"
    assert stored(engine).closed_at is None


def test_the_chair_decides_and_the_dissent_stands_beside_it(
    scene: Scene, client_for: AS, engine: Engine
) -> None:
    chair = client_for(scene.chair)
    vote(client_for(scene.mel), scene, "not_endorsed", "The second link is only asserted.")
    vote(chair, scene, "endorsed", "Strong first outcome.")
    page = chair.fill_in(f"{scene.address}/decision", {"kind": "endorsed"})
    assert "The second link is only asserted." in page.text

    closed = chair.send_form(page, {"reason": "One to one, and the chair decides."})

    assert "The decision is recorded" in closed.text
    review = stored(engine)
    assert (review.decision, review.tender.state) == ("endorsed", "endorsed")
    shown = client_for(scene.nour).get(scene.address).text
    assert "1 member saw it otherwise" in shown
    assert "Dissent" in shown
    assert "The second link is only asserted." in shown
    assert scene.address in client_for(scene.nour).get("/board/decided").text
    assert scene.address not in client_for(scene.nour).get("/board").text


@pytest.fixture
def quorate(scene: Scene, engine: Engine) -> Scene:
    with writing(engine) as session:
        review = session.exec(select(Review)).one()
        for member in (scene.chair, scene.mel):
            actor = actor_of(session.get(User, member.id))
            reviewing.record_verdict(session, actor, review, "endorsed", "Because")
    return scene


def test_conditions_have_a_text_and_a_date_and_more_can_be_asked_for(
    quorate: Scene, client_for: AS, engine: Engine
) -> None:
    client, address = client_for(quorate.chair), f"{quorate.address}/decision/endorsed_with_conditions"
    first = {
        "condition_1": "Share the baseline.", "due_1-day": "4", "due_1-month": "1", "due_1-year": "2027",
    }  # fmt: skip
    page = client.fill_in(address, first, button="Add another condition")
    assert "Condition 3" in page.text
    assert "Share the baseline." in page.text
    assert stored(engine).closed_at is None

    client.send_form(page, {"reason": "Agreed.", "condition_3": "Name the data owner."},
                     button="Record the decision and close the review")  # fmt: skip

    assert [(each.text, str(each.due_on)) for each in stored(engine).conditions] == [
        ("Share the baseline.", "2027-01-04"), ("Name the data owner.", "None"),
    ]  # fmt: skip
    assert "Not met yet" in client.get(quorate.address).text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"reason": "Agreed."}, "Enter at least one condition"),
        ({"reason": "Agreed.", "due_1-day": "1", "due_1-month": "1", "due_1-year": "2027"}, "Enter condition 1"),
        ({"reason": "Agreed.", "condition_1": "x", "due_1-day": "31", "due_1-month": "2", "due_1-year": "2027"},
         "must be a real date"),
        ({"reason": "", "condition_1": "Share it."}, "Enter the reason for the decision"),
        ({"reason": "Agreed.", "condition_1": "c" * 1_001}, "1,000 characters or fewer"),
        ({"reason": "Agreed.", "condition_1": "a\x00"}, "a character we cannot use"),
    ],
)  # fmt: skip
def test_wrong_conditions_are_refused_and_what_was_typed_stays(
    quorate: Scene, client_for: AS, engine: Engine, fields: dict[str, str], words: str
) -> None:
    address = f"{quorate.address}/decision/endorsed_with_conditions"
    page = client_for(quorate.chair).fill_in(
        address, fields, button="Record the decision and close the review"
    )
    assert words in page.text
    if fields["reason"]:
        assert fields["reason"] in page.text
    assert stored(engine).closed_at is None


def test_a_decision_sent_twice_is_one_decision(quorate: Scene, client_for: AS, engine: Engine) -> None:
    client = client_for(quorate.chair)
    page = client.get(f"{quorate.address}/decision/not_endorsed")
    client.send_form(page, {"reason": "Too soon."})
    again = client.send_form(page, {"reason": "Too soon."})
    assert again.status_code == 409
    assert "This review is closed" in again.text
    assert stored(engine).decision == "not_endorsed"


def test_members_cannot_decide_and_the_attempt_is_on_the_trail(
    quorate: Scene, client_for: AS, engine: Engine
) -> None:
    client = client_for(quorate.mel)
    assert client.get(f"{quorate.address}/decision").status_code == 403
    assert client.get(f"{quorate.address}/decision/endorsed").status_code == 403
    page = client.get(f"{quorate.address}/verdict")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token is not None
    sent = client.post(
        f"{quorate.address}/decision/endorsed", data={"csrf_token": token[1], "reason": "Mine"}
    )
    assert sent.status_code == 403
    assert stored(engine).closed_at is None
    with reading(engine) as session:
        refused = session.exec(select(AuditEvent).where(AuditEvent.action == "access.refused")).all()
        assert {event.actor_id for event in refused} == {quorate.mel.id}


@pytest.mark.parametrize(
    "path", ["", "/specification", "/comment", "/interest", "/verdict", "/decision", "/decision/endorsed"]
)
def test_a_review_of_another_board_is_not_found(scene: Scene, client_for: AS, path: str) -> None:
    for person in (scene.stranger, scene.officer):
        assert client_for(person).get(scene.address + path).status_code == 404
    assert client_for(scene.mel).get(f"/board/reviews/0000000000{path}").status_code == 404


def test_an_outcome_or_decision_that_is_not_there_is_not_found(quorate: Scene, client_for: AS) -> None:
    client = client_for(quorate.chair)
    for path in ("/outcomes/0000000000/comment", "/decision/maybe", "/outcomes/%00/comment"):
        assert client.get(quorate.address + path).status_code == 404


def test_a_form_without_its_token_changes_nothing(scene: Scene, client_for: AS, engine: Engine) -> None:
    sent = client_for(scene.mel).post(
        f"{scene.address}/verdict", data={"kind": "endorsed", "reason": "Because"}
    )
    assert sent.status_code == 400
    assert stored(engine).verdicts == []
