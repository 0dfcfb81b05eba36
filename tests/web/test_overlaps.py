"""Who else is buying this, through pages."""

from __future__ import annotations

from sqlalchemy import Engine
from sqlmodel import select

from procure.db import reading, writing
from procure.models import OverlapDecision, Tender
from procure.services import disclosing
from tests.factories.boards import make_authority, make_ready_tender
from tests.factories.people import make_officer
from tests.factories.publications import make_listed_tender
from tests.web.board_scene import AS

HOSTILE = "<script>alert(1)</script> & “warm” \u05d0"


def test_officers_show_a_draft_find_another_and_answer(engine: Engine, client_for: AS) -> None:
    with writing(engine) as session:
        officer, other = (make_officer(session, make_authority(session)) for _ in range(2))
        small = {"outcomes": 1, "measures": 1}
        mine = make_ready_tender(session, officer, **small).reference
        theirs = make_ready_tender(session, other, title=HOSTILE, **small).reference
    owner, asker = client_for(other), client_for(officer)
    index = f"/tenders/{mine}/overlaps"
    assert "Nobody is found" in asker.get(index).text
    page = owner.fill_in(f"/tenders/{theirs}/shown", {"shown": "outcomes"})
    assert "whom to contact and its outcomes" in page.text
    page = asker.get(index)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text
    assert "Join: buy it together" in page.text
    assert f"/tenders/{theirs}" not in page.text
    address = page.text.split(f'href="{index}/')[1].split('"')[0]
    page = asker.fill_in(f"{index}/{address}", {"answer": "join"})
    assert "Enter the reason" in page.text
    page = asker.send_form(page, {"answer": "join", "reason": HOSTILE})
    assert "The answer is on record" in page.text
    assert "Change the answer" in page.text
    owner.fill_in(f"/tenders/{theirs}/shown", {"shown": "none"})
    assert asker.get(f"{index}/{address}").status_code == 404
    page = asker.get(index)
    assert "A plan that is no longer shown" in page.text
    assert "Nobody is found" in page.text
    with reading(engine) as session:
        assert session.exec(select(OverlapDecision.answer)).one() == "join"


def test_a_published_tender_is_a_link_and_has_nothing_left_to_show(engine: Engine, client_for: AS) -> None:

    with writing(engine) as session:
        officer = make_officer(session, make_authority(session))
        mine = make_ready_tender(session, officer, outcomes=1, measures=1).reference
        reference = make_listed_tender(session, organisation=officer.organisation)

        disclosing.refresh(session, session.exec(select(Tender).where(Tender.reference == reference)).one())
    page = client_for(officer).get(f"/tenders/{mine}/overlaps")
    assert f'href="/published/{reference}"' in page.text
    assert "(your organisation)" in page.text
    assert client_for(officer).get(f"/tenders/{reference}/shown").status_code == 409
