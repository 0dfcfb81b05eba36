"""An item of a list goes into a draft with the words that lead into it, under the heading of its clause."""

from __future__ import annotations

from sqlalchemy import Engine

from procure.db import writing
from procure.models import SourceDocument, SourceStatement, User
from procure.papers import Form, Paper, Passage
from procure.services import converting, freezing, landing, triage_reports, triaging
from procure.services.access import actor_of
from procure.services.triaging import Choice
from tests.factories.people import make_officer, make_tender

LINES = ("The Supplier shall:", "Sweep each street; and", "Wash each bin.", "The Council pays.")
PAPER = Paper(
    Form.TEXT, tuple(Passage(line, ("1. Cleaning",), 3, at) for at, line in enumerate(LINES, start=1))
)
BLANK = dict.fromkeys(("decision", "reason", "explanation", "wording", "library_id", "decided_by"), "")


def test_an_item_lands_whole_and_is_reported_so(engine: Engine):
    with writing(engine) as session:
        tender = make_tender(session, make_officer(session))
        actor = actor_of(session.get_one(User, tender.created_by_id))
        document = SourceDocument(tender_id=tender.id, name="old.txt", form="text", sha256="0" * 64, size=9,
                                  uploaded_by_id=actor.user_id, state=converting.READY)  # fmt: skip
        session.add(document)
        session.flush()
        for row in converting.coached(PAPER):
            session.add(
                SourceStatement(document_id=document.id, landed_part="", landed_key="", **BLANK, **row)
            )
        about = (session, actor, tender, document)
        triaging.decide(*about, [2], Choice(triaging.FIXED, reason="law"))
        triaging.decide(*about, [3, 4], Choice(triaging.QUESTION))
        landing.land(*about)
        draft = freezing.draft_snapshot(session, tender)
        (fixed,) = draft.fixed_requirements
        assert fixed.text == "The Supplier shall sweep each street."
        (asked,) = draft.award.criteria
        assert asked.name == "Cleaning"
        assert asked.question.startswith("How will you wash each bin?\n\n")
        assert [each.text for each in triage_reports.report(*about).kept] == [fixed.text]
