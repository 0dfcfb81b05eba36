"""Buying jointly as officers of two authorities use its pages."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import Engine

from procure.db import writing
from procure.models import User
from tests.browsing import CheckedClient
from tests.factories.boards import make_authority, make_board, make_members, make_ready_tender, make_review
from tests.factories.people import make_officer
from tests.web.board_scene import AS


@dataclass
class Pair:
    lead: User
    partner: User
    chair: User
    address: str
    elsewhere: str


@pytest.fixture
def pair(engine: Engine) -> Pair:
    with writing(engine) as session:
        lead = make_officer(session, make_authority(session))
        partner = make_officer(session, make_authority(session, name="Eastmarch Council"))
        (chair,) = make_members(session, 1)
        make_board(session, chair, quorum=1)
        tender = make_ready_tender(session, lead)
        return Pair(lead, partner, chair, f"/tenders/{tender.reference}", partner.organisation.key)


def answer_page(client: CheckedClient) -> str:
    listed = client.get("/joint").text
    return "/joint/" + listed.split('href="/joint/')[1].split('"')[0]


def test_a_partner_is_invited_accepts_comments_and_approves_what_was_frozen(
    pair: Pair, client_for: AS, engine: Engine
) -> None:
    lead, partner = client_for(pair.lead), client_for(pair.partner)
    assert "and buys alone" in lead.get(f"{pair.address}/joint").text
    page = lead.fill_in(
        f"{pair.address}/joint/invite",
        {"organisation": pair.elsewhere, "access": "comment", "note": "The same homes"},
    )
    assert "Eastmarch Council is invited." in page.text
    assert partner.get(pair.address).status_code == 404
    assert "1 invitation to buy jointly" in partner.get("/tenders").text
    page = partner.fill_in(answer_page(partner), {"answer": "decline", "reason": ""})
    assert "Say why not" in page.text
    page = partner.fill_in(answer_page(partner), {"answer": "accept"})
    assert "Takes part" in page.text
    task_list = partner.get(pair.address)
    assert task_list.status_code == 200
    assert "Submit to a board" not in task_list.text
    assert "The lead changes them and sends it to a board." in task_list.text
    assert "Others wait" not in partner.get("/tenders").text
    overview = partner.get(f"{pair.address}/money").text
    assert "Ask the owners to sign" not in overview
    assert "Change who pays" not in overview
    page = partner.fill_in(f"{pair.address}/joint/comment", {"text": "Add our wards"})
    assert "Add our wards" in lead.get(f"{pair.address}/joint").text
    assert partner.get(f"{pair.address}/questions/summary").status_code == 403
    with writing(engine) as session:
        officer = session.get_one(User, pair.lead.id)
        from procure.services import authoring  # noqa: PLC0415
        from procure.services.access import actor_of  # noqa: PLC0415

        tender = authoring.tender_by_reference(session, actor_of(officer), pair.address.rpartition("/")[2])
        partner_row = tender.partners[0]
        partner_row.accepted_at = partner_row.accepted_at.replace(year=2025)
        session.add(partner_row)
        board = session.get_one(User, pair.chair.id).memberships[0].board
        make_review(session, tender, officer, board)
        key = partner_row.key
    page = partner.fill_in(
        f"/joint/{key}/approval",
        {
            "decision": "approved", "decided_by": "Eastmarch Cabinet",
            "decided_on-day": "23", "decided_on-month": "11", "decided_on-year": "2026",
        },
    )  # fmt: skip
    assert "approved</strong> by Eastmarch Cabinet on 23 November 2026" in page.text
    assert "No authority stands in its way." in page.text
    page = partner.fill_in(f"/joint/{key}/leave", {"reason": "No money this year"})
    assert "no longer takes part" in page.text
    assert "No money this year" in lead.get(f"{pair.address}/joint").text
