"""Before and after, in words and on paper."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime

from pypdf import PdfReader

from exports.environment import render_document
from exports.pdf import html_to_pdf
from procure.coach import Kind
from procure.models import SourceDocument
from procure.services.triage_reports import Kept, Report
from procure.services.triaging import DECIDED

FEW = Report(
    document=SourceDocument(name="old.pdf"),
    before={Kind.OUTPUT: 5_204},
    after={"": 5_200, "outcome": 4, "fixed": 0, "question": 0, "background": 0},
    by_kind={Kind.OUTPUT: {"": 5_200, "outcome": 4}},
    reasons={"Safety": 1},
    kept=[Kept("page 193, line 4", "Words of a requirement that fill the column. " * 6, "Safety", "")],
)


def test_the_share_that_is_gained_is_never_said_to_be_nothing_while_there_is_some():
    halves = replace(FEW, by_kind={Kind.OUTPUT: {"": 2_602, "outcome": 2_602}})
    none = replace(FEW, by_kind={Kind.OUTPUT: {"": 5_204}})
    assert [each.share_in_words for each in (FEW, halves, none)] == ["less than 1%", "50%", "0%"]


def test_on_paper_no_reason_is_broken_and_thousands_are_parted():
    about = {"report": FEW, "title": "Streets", "buyer": "Northmoor Council", "kinds": list(Kind), "decisions": DECIDED,
             "made_at": datetime(2026, 11, 29, 11, tzinfo=UTC)}  # fmt: skip
    (page,) = PdfReader(
        io.BytesIO(html_to_pdf(str(render_document("documents/triage_report.html", about))))
    ).pages
    lines = [line.strip() for line in page.extract_text().split("\n")]
    assert "less than 1%" in page.extract_text()
    assert any(line.endswith("Safety") for line in lines)
    assert any(line.startswith("Output 5,204") for line in lines)
