"""The portfolio of a mission as people read it."""

from __future__ import annotations

import csv
import io

import pytest
from pypdf import PdfReader
from sqlalchemy import Engine

from procure.db import writing
from procure.models import User
from procure.services import summing
from procure.services.freezing import draft_snapshot
from tests.browsing import CheckedClient
from tests.factories.boards import make_authority, make_board, make_members, make_ready_tender, make_review
from tests.factories.people import make_officer
from tests.factories.publications import PUBLISHED_AT, make_complete_publication
from tests.factories.snapshots import make_snapshot
from tests.services.test_surveying import SMALL, claim, publish
from tests.web.board_scene import AS

FORMULA = "=HYPERLINK(1) <b>warm</b>"


def test_a_mission_shows_what_it_covers_and_where_gaps_are_claimed_twice(
    engine: Engine, client: CheckedClient, client_for: AS
) -> None:
    with writing(engine) as session:
        officer = make_officer(session, make_authority(session))
        chair = make_members(session, 1)[0]
        board = make_board(session, chair, quorum=1)
        publish(session, "60", title=FORMULA)
        waiting = make_ready_tender(session, officer, title="Not out yet", **SMALL)
        claim(session, waiting, "70")
        make_review(session, waiting, officer, board)
        mission = make_snapshot(**SMALL).objectives[0].mission_id
    page = client.get(f"/missions/{mission}")
    assert "Not out yet" not in page.text
    assert "60% by 1 tender" in page.text
    assert "=HYPERLINK(1) &lt;b&gt;warm&lt;/b&gt;" in page.text
    inside = client_for(chair).get(f"/portfolio/{mission}")
    assert "Claimed twice" in inside.text
    assert "130% by 2 tenders" in inside.text
    assert "£44,160,000" in inside.text
    assert "£36,800,000" in client_for(chair).get(f"/portfolio/{mission}?vat=net").text
    assert "Not out yet" not in client_for(make_outsider(engine)).get(f"/portfolio/{mission}").text
    narrowed = client_for(chair).get(f"/portfolio/{mission}?standing=planned&year=2027&before=999999")
    assert "Not out yet" in narrowed.text
    assert "HYPERLINK" not in narrowed.text
    file = client.get(f"/missions/{mission}/list.csv").data.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(file))
    assert row["Title"] == f"'{FORMULA}"
    assert row["Value with VAT (GBP)"] == "22080000.00"


def make_outsider(engine: Engine) -> User:
    with writing(engine) as session:
        return make_officer(session, make_authority(session))


def test_an_address_that_asks_for_nonsense_is_answered_with_the_whole(
    engine: Engine, client: CheckedClient
) -> None:
    with writing(engine) as session:
        tender = make_ready_tender(session, make_officer(session, make_authority(session)), **SMALL)
        make_complete_publication(session, tender, draft_snapshot(session, tender), 1, PUBLISHED_AT)
        summing.refresh(session, tender)
        mission = make_snapshot(**SMALL).objectives[0].mission_id
    for asked in ("year=MMXX", "year=99999999999999999999", "standing=soon", "before=-1", "objective=%0A"):
        assert "Warm homes for Westmarch" in client.get(f"/missions/{mission}?{asked}").text, asked
    assert "No tender fits" in client.get(f"/missions/{mission}?buyer=nobody").text
    assert client.get("/missions/nothing-such").status_code == 404


@pytest.mark.filterwarnings("ignore:unclosed file .*sRGB2014:ResourceWarning")
def test_a_briefing_is_made_off_the_request_for_whoever_asked_alone(engine: Engine, client_for: AS) -> None:
    with writing(engine) as session:
        officer, other = (make_officer(session, make_authority(session)) for _ in range(2))
        publish(session, "60", title=FORMULA)
        mission = make_snapshot(**SMALL).objectives[0].mission_id
    asker, address = client_for(officer), f"/portfolio/{mission}"
    assert asker.get(f"{address}/briefing.pdf").status_code == 404
    page = asker.send_form(asker.get(f"{address}?standing=live&vat=net"), button="Make a briefing to print")
    assert "Briefing to print (PDF" in page.text
    data = asker.get(f"{address}/briefing.pdf").data
    file = PdfReader(io.BytesIO(data))
    text = " ".join(" ".join(each.extract_text() for each in file.pages).split())
    assert "=HYPERLINK(1) <b>warm</b>" in text
    assert "60% by 1 tender" in text
    assert "how far it is: open or being decided" in text
    assert "/StructTreeRoot" in file.trailer["/Root"], "it is tagged"
    assert client_for(other).get(f"{address}/briefing.pdf").status_code == 404
