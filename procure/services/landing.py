"""What was decided of a paper's statements, put into the draft: each once, each remembering where it came from.

Questions under one heading become one award criterion without a weight, because that is where a specification asks
suppliers something; its officer weighs it, or moves the questions to another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from procure import db
from procure.domain.permissions import Actor, Permission
from procure.domain.vocabulary import CriterionKind
from procure.models import SourceDocument, SourceStatement, Tender
from procure.models.types import now
from procure.papers.leads import parted
from procure.papers.passages import place_in_words
from procure.services import access, adopting, arranging, authoring, triaging
from procure.services.triaging import FIXED, OUTCOME, QUESTION

LONGEST_TITLE = 90
#: Questions in one criterion, at most: beyond that suppliers cannot answer it as one.
MOST_QUESTIONS = 8


@dataclass(frozen=True)
class Landed:
    """How much was put into the draft: rows of each part."""

    fixed: int = 0
    outcomes: int = 0
    questions: int = 0

    @property
    def total(self) -> int:
        """All statements that were put in."""
        return self.fixed + self.outcomes + self.questions


@dataclass(frozen=True)
class Origin:
    """Where a row of a draft came from."""

    document: SourceDocument
    statement: SourceStatement

    @property
    def place(self) -> str:
        """``page 3, line 12``."""
        each = self.statement
        return place_in_words(each.page, each.unit, each.place, each.path)


def land(session: Session, actor: Actor, tender: Tender, document: SourceDocument) -> Landed:
    """Put every decided statement that is not in the draft yet into it, in the order of the paper.

    Twice, or twice at once, puts nothing in again. Raises NotAllowed and WrongState.
    """
    authoring.lock_for_editing(session, actor, tender)
    db.lock(session, document)
    rows = list(
        session.exec(
            select(SourceStatement)
            .where(
                SourceStatement.document_id == document.id,
                col(SourceStatement.landed_at).is_(None),
                col(SourceStatement.decision).in_([FIXED, OUTCOME, QUESTION]),
            )
            .order_by(col(SourceStatement.number))
        )
    )
    fixed = [row for row in rows if row.decision == FIXED]
    outcomes = [row for row in rows if row.decision == OUTCOME]
    questions = [row for row in rows if row.decision == QUESTION]
    for row in fixed:
        values = {"text": triaging.whole(row), "reason": row.reason, "explanation": row.explanation}
        added = arranging.add(session, actor, tender, "fixed_requirements", values)
        _note(session, [row], "fixed_requirements", added.key)
    for row in outcomes:
        _note(session, [row], "outcomes", _outcome(session, actor, tender, row))
    for group in _by_heading(questions):
        values = {
            "name": _title(group[0]),
            "kind": CriterionKind.QUALITY.value,
            "question": "\n\n".join(row.wording or triaging.whole(row) for row in group),
        }
        added = arranging.add(session, actor, tender, "criteria", values)
        _note(session, group, "criteria", added.key)
    if fixed and tender.specification.has_no_fixed_requirements:
        db.lock(session, tender.specification)
        tender.specification.has_no_fixed_requirements = False
        session.add(tender.specification)
    landed = Landed(len(fixed), len(outcomes), len(questions))
    if landed.total:
        authoring.touch(
            session, actor, tender, "document.landed", document=document.key, fixed=landed.fixed,
            outcomes=landed.outcomes, questions=landed.questions,
        )  # fmt: skip
    return landed


def origins(session: Session, actor: Actor, tender: Tender, keys: Iterable[str]) -> dict[str, list[Origin]]:
    """Where rows of a draft came from, by key; rows that no paper brought are left out."""
    access.require(actor, Permission.READ_TENDER, tender)
    wanted = [key for key in keys if key]
    found: dict[str, list[Origin]] = {}
    if not wanted:
        return found
    rows = session.exec(
        select(SourceStatement, SourceDocument)
        .join(SourceDocument, col(SourceDocument.id) == SourceStatement.document_id)
        .where(SourceDocument.tender_id == tender.id, col(SourceStatement.landed_key).in_(wanted))
        .order_by(col(SourceStatement.id))
    )
    for statement, document in rows:
        found.setdefault(statement.landed_key, []).append(Origin(document, statement))
    return found


def _outcome(session: Session, actor: Actor, tender: Tender, row: SourceStatement) -> str:
    """A copy of the library's with its measures where one was chosen, with the words that were settled on."""
    if row.library_id:
        adopted = adopting.adopt(session, actor, tender, row.library_id)
        if row.wording:
            adopted.statement = row.wording
            session.add(adopted)
        return adopted.key
    values = {"title": _title(row), "statement": row.wording or triaging.whole(row)}
    key: str = arranging.add(session, actor, tender, "outcomes", values).key
    return key


def _by_heading(rows: Sequence[SourceStatement]) -> list[list[SourceStatement]]:
    groups: dict[tuple[str, ...], list[list[SourceStatement]]] = {}
    for row in rows:
        held = groups.setdefault(tuple(parted(row.headings)[0]), [[]])
        if len(held[-1]) >= MOST_QUESTIONS:
            held.append([])
        held[-1].append(row)
    return [group for held in groups.values() for group in held]


def _title(row: SourceStatement) -> str:
    """The heading above it without its number, else its first words."""
    above, _ = parted(row.headings)
    heading = above[-1].lstrip("0123456789. ") if above else ""
    title = heading or row.text
    return title if len(title) <= LONGEST_TITLE else title[:LONGEST_TITLE].rsplit(" ", 1)[0] + " …"


def _note(session: Session, rows: Iterable[SourceStatement], part: str, key: str) -> None:
    for row in rows:
        row.landed_part, row.landed_key, row.landed_at = part, key, now()
        session.add(row)
    session.flush()
