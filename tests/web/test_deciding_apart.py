"""A board decides without meeting and without its chair, as its members see it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Engine

from procure.models.types import now
from tests.web.board_scene import AS, Scene, stored


def days(**values: int) -> dict[str, str]:
    """What is typed in the boxes of each date, as days from today."""
    typed = {}
    for name, ahead in values.items():
        day = now() + timedelta(days=ahead)
        typed |= {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}
    return typed


def test_a_member_decides_under_a_delegation_and_the_buyer_reads_it(
    scene: Scene, client_for: AS, engine: Engine
) -> None:
    chair, mel, officer = (client_for(who) for who in (scene.chair, scene.mel, scene.officer))
    key = stored(engine).board_id
    assert chair.get(f"{scene.address}/delegated").status_code == 403
    with_board = next(
        line
        for line in chair.get("/board/delegations/new").text.split('"')
        if line.endswith(f":{scene.mel.key}")
    )
    answers = {"member": with_board, "scope": "any", "reason": "We meet in March."} | days(
        from_on=-1, to_on=9
    )
    page = chair.fill_in("/board/delegations/new", answers | days(to_on=-2))
    assert "The last day must not be before the first day" in page.text
    page = chair.fill_in("/board/delegations/new", answers)
    assert "In force" in page.text
    address = page.request.path
    assert mel.get(f"{address}/revoke").status_code == 403
    assert client_for(scene.stranger).get(address).status_code == 404
    assert "Decide for the board" in mel.get(scene.address).text
    page = mel.fill_in(f"{scene.address}/delegated", {"kind": "endorsed"})
    page = mel.send_form(page, {"reason": "It is clear."})
    assert "under a delegation: any version before the board, delegated to Mel Member" in page.text
    assert "under a delegation" in officer.get(f"/tenders/{stored(engine).tender.reference}/feedback").text
    page = chair.fill_in(f"{address}/revoke", {"because": "We met."})
    assert "Revoked" in page.text
    assert stored(engine).board_id == key


def test_members_are_asked_in_writing_and_what_they_answer_decides(
    scene: Scene, client_for: AS, engine: Engine
) -> None:
    chair, mel, nour = (client_for(who) for who in (scene.chair, scene.mel, scene.nour))
    new = f"{scene.address}/written/new"
    asked = {"kind": "endorsed_with_conditions", "reason": "The papers show it."} | days(closes_on=9)
    page = chair.fill_in(new, asked, button="Ask the members")
    assert "Enter at least one condition" in page.text
    page = chair.send_form(page, asked | {"condition_1": "Share it"}, button="Ask the members")
    assert "Share it" in page.text
    assert "Your answer in writing is awaited" in mel.get("/board").text
    answer = f"{scene.address}/written/answer"
    page = mel.fill_in(answer, {"kind": "object"})
    assert "Give the reason for your objection" in page.text
    mel.fill_in(answer, {"kind": "object", "reason": "Too soon."})
    assert "You answered in writing" in mel.get("/board").text
    page = chair.fill_in(f"{scene.address}/written/end", {"what": "record"})
    assert "Members still have time to answer" in page.text
    for client in (chair, nour):
        page = client.fill_in(answer, {"kind": "agree"})
    page = chair.fill_in(f"{scene.address}/written/end", {"what": "record"})
    assert "2 agreed, 1 objected, 0 abstained" in page.text
    review = mel.get(scene.address).text
    assert "Dissent" in review
    assert "Too soon." in review
    assert stored(engine).decision == "endorsed_with_conditions"


def test_a_chair_with_an_interest_hands_the_chair_over_for_one_tender(scene: Scene, client_for: AS) -> None:
    chair, nour = client_for(scene.chair), client_for(scene.nour)
    page = chair.fill_in(f"{scene.address}/chair", {"member": scene.nour.key, "because": "interest"})
    assert "The chair declared no interest in this tender" in page.text
    away = {"member": scene.nour.key, "because": "away", "note": "On leave until May."}
    page = chair.fill_in(f"{scene.address}/chair", away)
    assert "Nour Member acted as chair, named by Chris Chair." in page.text
    assert "Record the board" not in page.text
    assert "Record the board" in nour.get(scene.address).text
    assert chair.get(f"{scene.address}/decision").status_code == 403
    page = chair.send_form(page, {}, button="Take the chair back")
    assert "You chair this tender again." in page.text
