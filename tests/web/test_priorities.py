"""A change of national priorities as a curator maps it and an officer meets it."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from procure.db import writing
from procure.domain.vocabulary import Role
from procure.models import ObjectiveRow, User
from procure.services import remapping
from procure.services.access import actor_of
from tests.factories.boards import make_authority, make_ready_tender
from tests.factories.people import make_officer, make_user
from tests.web.board_scene import AS


@pytest.fixture
def people(engine: Engine) -> tuple[User, User, str, str]:
    """A curator, an officer, and the addresses of a change of framework and of the officer's tender."""
    with writing(engine) as session:
        officer = make_officer(session, make_authority(session))
        tender = make_ready_tender(session, officer)
        for row in session.exec(select(ObjectiveRow)):
            row.framework_id, row.framework_name = "old", "Old priorities"
        session.add(
            ObjectiveRow(
                objective_id="new-heat", mission_id="new", mission_name="New", framework_id="new",
                framework_name="New priorities", framework_effective_from="2026-01", title="Warm homes for all",
                content={"kind": "milestone"}, digest="0",
            )
        )  # fmt: skip
        curator = make_user(session, None, Role.CURATOR)
        session.flush()
        change = remapping.begin(session, actor_of(curator), "old", "new", date(2026, 1, 1))
        return curator, officer, f"/priorities/{change.key}", f"/tenders/{tender.reference}"


def test_a_curator_maps_by_page_and_by_file_and_the_officer_chooses_anew(
    people: tuple[User, User, str, str], client_for: AS
) -> None:
    curator, officer, change, tender = people
    client = client_for(curator)
    assert "New priorities" in client.get("/priorities").text
    page = client.get(change).text
    assert "Nothing is said yet" in page
    first = page.split(f'href="{change}/objectives/')[1].split('"')[0]
    page = client.fill_in(
        f"{change}/objectives/{first}", {"part": ["new-heat"], "note": "Only for tenants"}
    ).text
    assert "In part" in page
    template = client.get(f"{change}/mapping.csv").text
    assert f"{first},new-heat,part,Only for tenants" in template
    wrong = client.fill_in(change, {"file": (BytesIO(b"old,new,coverage\nx,y,full\n"), "mapping.csv")})
    assert "was not taken in" in wrong.text
    whole = "\n".join(
        line if line.startswith(("old", first)) else f"{line.split(',')[0]},,none,"
        for line in template.splitlines()
        if line
    )
    client.fill_in(change, {"file": (BytesIO(whole.encode()), "mapping.csv")})
    client.fill_in(change, {}, button="Let the change count")
    assert "It counts since" in client.get(change).text

    client = client_for(officer)
    assert "Your objectives have changed" in client.get(tender).text
    assert "orphaned" in client.get("/priorities/changed").text
    page = client.fill_in(f"{tender}/objectives-changed", {"objective": "-"}).text
    assert "The objective is changed." in page
