"""Before and after: how much of a paper fixed what suppliers do, and how much is theirs to propose now.

Freedom is counted in statements that fix what is delivered or how (output, activity, input, design): those that do not
stay fixed are gained. Undecided ones are counted as fixed, so the figure never flatters.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from exports.environment import render_document
from exports.pdf import html_to_pdf
from exports.sheet import csv_line
from procure import db
from procure.coach import Kind
from procure.db import reading, writing
from procure.domain.permissions import Actor, Permission
from procure.domain.vocabulary import RequirementReason
from procure.models import SourceDocument, SourceStatement, Tender
from procure.papers.passages import place_in_words
from procure.services import access, auditing, triaging
from procure.services.triaging import BACKGROUND, DECIDED, FIXED, OUTCOME, QUESTION
from procure.storage import Storage

log = logging.getLogger("procure.triage_reports")
#: Kinds that fix what is delivered or how the work is done.
PRESCRIBING = (Kind.OUTPUT, Kind.ACTIVITY, Kind.INPUT, Kind.DESIGN)
COLUMNS = ("Number", "Place", "Heading", "Statement", "Kind before", "Why", "Decision", "Reason", "Explanation",
           "Becomes", "In the draft")  # fmt: skip


@dataclass(frozen=True)
class Kept:
    """A statement that stays fixed."""

    place: str
    text: str
    reason: str
    explanation: str


@dataclass(frozen=True)
class Report:
    """Counts of statements: ``before`` by kind, ``after`` by decision (undecided: ""), and for every kind the
    decisions.
    """

    document: SourceDocument
    before: dict[Kind, int]
    after: dict[str, int]
    by_kind: dict[Kind, dict[str, int]]
    reasons: dict[str, int]
    kept: list[Kept]

    @property
    def total(self) -> int:
        """All statements of the paper."""
        return sum(self.before.values())

    @property
    def prescribing(self) -> int:
        """Statements that fixed what or how."""
        return sum(self.before.get(kind, 0) for kind in PRESCRIBING)

    @property
    def still_fixed(self) -> int:
        """Of those, how many stay fixed or are undecided."""
        return sum(self.by_kind.get(kind, {}).get(each, 0) for kind in PRESCRIBING for each in (FIXED, ""))

    @property
    def gained(self) -> int:
        """Of those, how many are the supplier's to propose now."""
        return self.prescribing - self.still_fixed

    @property
    def percent(self) -> int:
        """Freedom gained, in whole percent, rounded down."""
        return self.gained * 100 // self.prescribing if self.prescribing else 0

    @property
    def share_in_words(self) -> str:
        """``12%``; ``less than 1%`` where something was gained that whole percent do not show."""
        return "less than 1%" if self.gained and not self.percent else f"{self.percent}%"

    @property
    def undecided(self) -> int:
        """Statements that nobody has decided about."""
        return self.after.get("", 0)


def report(session: Session, actor: Actor, tender: Tender, document: SourceDocument) -> Report:
    """What became of a paper so far. Raises NotAllowed."""
    access.require(actor, Permission.READ_TENDER, tender)
    return _report(session, document)


def rows(session: Session, actor: Actor, tender: Tender, document: SourceDocument) -> Iterator[str]:
    """The whole paper as lines of CSV, heading line first."""
    access.require(actor, Permission.READ_TENDER, tender)
    found = _statements(session, document)
    return _lines(found)


def ask(
    session: Session,
    actor: Actor,
    tender: Tender,
    document: SourceDocument,
    *,
    enqueue: Callable[[int], object],
) -> None:
    """Ask the worker for the report as a PDF, as things stand when it gets to it."""
    access.require(actor, Permission.READ_TENDER, tender)
    db.lock(session, document)
    document.report_asked_at, document.report_sha256, document.report_size = datetime.now(UTC), "", 0
    session.add(document)
    auditing.of_tender(session, actor, tender, "document.report_asked", document=document.key)
    document_id = document.id
    assert document_id is not None
    db.after_commit(session, lambda: enqueue(document_id))


def make(engine: Engine, storage: Storage, document_id: int) -> str:
    """Make the report that was asked for, and its digest; empty when none is wanted. Raises LookupError."""
    with reading(engine) as session:
        document = session.get(SourceDocument, document_id)
        if document is None:
            raise LookupError(f"There is no document {document_id}.")
        asked = document.report_asked_at
        if asked is None or document.report_sha256:
            return document.report_sha256
        tender = session.get_one(Tender, document.tender_id)
        html = render_document(
            "documents/triage_report.html",
            {
                "report": _report(session, document),
                "title": tender.title,
                "buyer": tender.organisation.name,
                "kinds": list(Kind),
                "decisions": DECIDED,
                "made_at": asked,
            },
        )
    data = html_to_pdf(str(html))
    digest = storage.put(data)
    with writing(engine) as session:
        document = session.get_one(SourceDocument, document_id)
        db.lock(session, document)
        if document.report_asked_at == asked:
            document.report_sha256, document.report_size = digest, len(data)
            session.add(document)
    return digest


def sweep(engine: Engine, enqueue: Callable[[int], object]) -> list[int]:
    """Give ``enqueue`` the id of every paper whose report is wanted and not made."""
    with reading(engine) as session:
        due = session.exec(
            select(SourceDocument.id).where(
                col(SourceDocument.report_asked_at).is_not(None), SourceDocument.report_sha256 == ""
            )
        ).all()
    found = [each for each in due if each is not None]
    for document_id in found:
        enqueue(document_id)
    return found


def _statements(session: Session, document: SourceDocument) -> list[SourceStatement]:
    return list(
        session.exec(
            select(SourceStatement)
            .where(SourceStatement.document_id == document.id)
            .order_by(col(SourceStatement.number))
        )
    )


def _report(session: Session, document: SourceDocument) -> Report:
    statements = _statements(session, document)
    by_kind: dict[Kind, Counter[str]] = {}
    for each in statements:
        by_kind.setdefault(Kind(each.kind), Counter())[each.decision] += 1
    fixed = [each for each in statements if each.decision == FIXED]
    return Report(
        document=document,
        before={kind: by_kind[kind].total() for kind in Kind if kind in by_kind},
        after=Counter(each.decision for each in statements),
        by_kind={kind: dict(counts) for kind, counts in by_kind.items()},
        reasons=Counter(RequirementReason(each.reason).label for each in fixed if each.reason),
        kept=[
            Kept(_place(each), triaging.whole(each), _reason(each.reason), each.explanation) for each in fixed
        ],
    )


def _place(each: SourceStatement) -> str:
    return place_in_words(each.page, each.unit, each.place, each.path)


def _reason(value: str) -> str:
    return RequirementReason(value).label if value else ""


def _lines(statements: Iterable[SourceStatement]) -> Iterator[str]:
    yield "\ufeff" + csv_line(COLUMNS)
    for each in statements:
        becomes = {FIXED: triaging.whole(each), OUTCOME: each.wording, QUESTION: each.wording, BACKGROUND: ""}
        yield csv_line(
            (
                each.number,
                _place(each),
                " › ".join(each.headings),
                each.text,
                each.kind_in_words,
                each.why,
                DECIDED.get(each.decision, "Undecided"),
                _reason(each.reason),
                each.explanation,
                becomes.get(each.decision, ""),
                "yes" if each.landed_at else "no",
            )
        )
