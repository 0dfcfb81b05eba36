"""A board meets, as its chair and members see it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from procure.db import reading, writing
from procure.models import Meeting, Review, User
from procure.models.types import now
from procure.services import meeting
from procure.services.access import actor_of
from tests.web.board_scene import AS, Scene

RECORD = "Record the decision and close the review"


@pytest.fixture
def held(scene: Scene, engine: Engine) -> str:
    """The address of a meeting that began an hour ago, with the tender on its agenda."""
    with writing(engine) as session:
        review = session.exec(select(Review)).one()
        chair = actor_of(session.get_one(User, scene.chair.id))
        called = now() - timedelta(days=3)
        made = meeting.call(
            session,
            chair,
            review.board,
            now() - timedelta(hours=1),
            place="Room 3",
            reviews=[review],
            at=called,
        )
        return f"/board/meetings/{made.key}"


def item_key(engine: Engine) -> str:
    with reading(engine) as session:
        return session.exec(select(Meeting)).one().items[0].key


def test_a_chair_calls_a_meeting_with_what_waits_on_its_agenda(scene: Scene, client_for: AS) -> None:
    chair, mel = client_for(scene.chair), client_for(scene.mel)
    day = now() + timedelta(days=14)
    when = {
        "starts_at-day": str(day.day), "starts_at-month": str(day.month), "starts_at-year": str(day.year),
        "starts_at-time": "10am",
    }  # fmt: skip
    page = chair.fill_in("/board/meetings/new", when)
    assert "Enter where the meeting is, or an address to join by" in page.text
    page = chair.fill_in("/board/meetings/new", when | {"place": "Room 3"})
    assert "The meeting is called." in page.text
    assert "Warm homes" in page.text
    address = page.request.path
    assert "Room 3" in mel.get(address).text
    assert "Call this meeting off" not in mel.get(address).text
    assert client_for(scene.stranger).get(address).status_code == 404
    page = chair.fill_in(f"{address}/items/new", {"title": "Matters arising"})
    assert "Matters arising" in page.text


def test_a_meeting_decides_once_there_is_a_quorum_and_its_minutes_are_signed(
    scene: Scene, client_for: AS, engine: Engine, held: str
) -> None:
    chair, mel = client_for(scene.chair), client_for(scene.mel)
    item = f"{held}/items/{item_key(engine)}"
    assert chair.get(f"{item}/decision").status_code == 409
    came = {f"member_{who.id}": "present" for who in (scene.chair, scene.mel, scene.nour)}
    chair.fill_in(f"{held}/attendance", came)
    page = chair.fill_in(f"{item}/interest", {"member": scene.nour.key, "nature": "A brother bids."})
    assert "Nour Member takes no part" in page.text
    page = chair.fill_in(f"{item}/decision", {"kind": "endorsed_with_conditions"})
    assert f"position_{scene.nour.id}" not in page.text
    answers = {"reason": "On balance.", "condition_1": "Name the data", "owner_1": scene.officer.key}
    answers[f"position_{scene.mel.id}"] = "not_endorsed"
    page = chair.send_form(page, answers, button=RECORD)
    assert "Give the reason of each member who saw it otherwise" in page.text
    page = chair.send_form(
        page, answers | {f"reason_{scene.mel.id}": "The baseline is a guess."}, button=RECORD
    )
    assert "The decision is recorded, and the review is closed." in page.text

    minutes = mel.get(f"{held}/minutes").text
    for words in ("Draft: not signed.", "The baseline is a guess.", "A brother bids.", "Name the data"):
        assert words in minutes
    assert mel.get(f"{held}/minutes/sign").status_code == 403
    page = chair.fill_in(f"{held}/minutes/sign", {})
    assert "Signed" in page.text
    for name, first in (("minutes.pdf", b"%PDF"), ("minutes.docx", b"PK")):
        assert mel.get(f"{held}/files/{name}").data.startswith(first)
    assert chair.get(f"{held}/attendance").status_code == 409


def test_the_owner_of_a_condition_reports_and_the_chair_sends_it_back_and_then_confirms(
    scene: Scene, client_for: AS, engine: Engine
) -> None:
    chair, mel, officer = (client_for(who) for who in (scene.chair, scene.mel, scene.officer))
    for member in (chair, mel):
        member.fill_in(f"{scene.address}/verdict", {"kind": "endorsed", "reason": "Because"})
    chair.fill_in(
        f"{scene.address}/decision/endorsed_with_conditions",
        {"reason": "Agreed", "condition_1": "Name the data", "owner_1": scene.officer.key},
        button=RECORD,
    )
    with reading(engine) as session:
        key = session.exec(select(Review)).one().conditions[0].key
    assert "Yours" in officer.get("/conditions").text
    officer.fill_in(f"/conditions/{key}/report", {"note": "We asked for it."})
    page = chair.fill_in(f"/conditions/{key}/confirm", {"result": "back", "note": "Asking is not having."})
    assert "Asking is not having." in page.text
    assert "To be met (1)" in officer.get("/conditions").text
    evidence = {"note": "It is signed.", "evidence_url": "https://example.org/agreement"}
    officer.fill_in(f"/conditions/{key}/report", evidence)
    page = chair.fill_in(f"/conditions/{key}/confirm", {"result": "met", "note": "I read it."})
    assert "I read it." in page.text
    assert "https://example.org/agreement" in page.text
    assert "Name the data" not in client_for(scene.stranger).get("/conditions").text
