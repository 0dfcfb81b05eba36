"""Sorting what a paper says: what stays fixed and why, what becomes an outcome or a question, and what is background.

Every decision is stored at once and can be undone. A statement that is in the draft is changed there.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import String, cast, func, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from procure import coach, db
from procure.coach import Kind
from procure.coach.rewriting import ladder
from procure.domain.exceptions import Invalid, NotFound
from procure.domain.permissions import Actor, Permission
from procure.domain.vocabulary import RequirementReason
from procure.models import SourceDocument, SourceStatement, Tender, TriageStep
from procure.models.types import now
from procure.papers.leads import parted, whole_of
from procure.services import access, authoring, browsing, suggesting

FIXED, OUTCOME, QUESTION, BACKGROUND, UNDECIDED = "fixed", "outcome", "question", "background", "undecided"
DECISIONS: Mapping[str, str] = {
    FIXED: "Keep as a fixed requirement",
    OUTCOME: "Turn into an outcome",
    QUESTION: "Ask suppliers",
    BACKGROUND: "Drop as background",
}
DECIDED: Mapping[str, str] = {
    FIXED: "Fixed requirement",
    OUTCOME: "Outcome",
    QUESTION: "Supplier question",
    BACKGROUND: "Background",
}
PAGE_SIZE = 50
LONGEST_WORDING = 2_000
LONGEST_EXPLANATION = 1_000
#: What an outcome says before its author has: the braces are to be filled.
LADDER = "{Who} will {be better off in what way} by {when}"
_COLUMNS = ("decision", "reason", "explanation", "wording", "library_id", "decided_by")
_MOST_SUGGESTIONS = 3
_ASKS = re.compile(
    r"^\s*(?:the\s+)?(?:provider|supplier|contractor|bidder|tenderer|service provider|applicant)s?\s+"
    r"(?:must|shall|should|will|is to|are to|is required to|are required to)\s+",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Filters:
    """Which statements are looked at: empty fields do not narrow. ``page`` counts from 1."""

    kind: str = ""
    decision: str = ""
    words: str = ""
    page: int = 1


@dataclass(frozen=True)
class Table:
    """One page of a paper's statements, and how many there are of each kind and decision in the whole paper."""

    statements: list[SourceStatement]
    total: int
    page: int
    pages: int
    kinds: Mapping[str, int]
    decisions: Mapping[str, int]
    landed: int

    @property
    def undecided(self) -> int:
        """How many are still to be decided."""
        return self.decisions.get(UNDECIDED, 0)

    @property
    def to_land(self) -> int:
        """How many decisions would put something into the draft now."""
        return sum(self.decisions.get(each, 0) for each in (FIXED, OUTCOME, QUESTION)) - self.landed


@dataclass(frozen=True)
class Choice:
    """A decision: for a fixed requirement its reason and an explanation, else what the statement becomes."""

    decision: str
    reason: str = ""
    explanation: str = ""
    wording: str = ""
    library_id: str = ""


@dataclass(frozen=True)
class Suggestion:
    """What an outcome could say, and where that comes from. ``library_id`` is empty unless from the library, whose
    ``measures`` come with it, by name.
    """

    text: str
    source: str
    library_id: str = ""
    measures: tuple[str, ...] = ()


def table(
    session: Session, actor: Actor, tender: Tender, document: SourceDocument, filters: Filters
) -> Table:
    """The statements that ``filters`` leave, a page of them."""
    access.require(actor, Permission.READ_TENDER, tender)
    found = _found(document, filters)
    total = session.exec(select(func.count()).select_from(found.subquery())).one()
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, filters.page), pages)
    rows = session.exec(
        found.order_by(col(SourceStatement.number)).offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE)
    ).all()
    kinds: Counter[str] = Counter()
    decisions: Counter[str] = Counter()
    landed = 0
    counts = session.exec(
        select(
            SourceStatement.kind, SourceStatement.decision, func.count(), func.count(col(SourceStatement.landed_at))
        )
        .where(SourceStatement.document_id == document.id)
        .group_by(SourceStatement.kind, SourceStatement.decision)
    )  # fmt: skip
    for kind, decision, count, in_draft in counts:
        kinds[kind] += count
        decisions[decision or UNDECIDED] += count
        landed += in_draft
    return Table(list(rows), total, page, pages, kinds, decisions, landed)


def numbers_of(
    session: Session, actor: Actor, tender: Tender, document: SourceDocument, filters: Filters
) -> list[int]:
    """The numbers of all statements that ``filters`` leave, on every page."""
    access.require(actor, Permission.READ_TENDER, tender)
    return [
        row.number for row in session.exec(_found(document, filters).order_by(col(SourceStatement.number)))
    ]


def statement_of(
    session: Session, actor: Actor, tender: Tender, document: SourceDocument, number: int
) -> SourceStatement:
    """One statement by its number. Raises NotFound."""
    access.require(actor, Permission.READ_TENDER, tender)
    found = session.exec(
        select(SourceStatement).where(
            SourceStatement.document_id == document.id, SourceStatement.number == number
        )
    ).one_or_none()
    if found is None:
        raise NotFound("There is no such statement.")
    return found


def decide(
    session: Session,
    actor: Actor,
    tender: Tender,
    document: SourceDocument,
    numbers: Sequence[int],
    choice: Choice,
) -> int:
    """Decide about statements by their numbers; how many were. Those that are in the draft already stay as they are.

    Raises Invalid for no statements, no decision, or a fixed requirement without a reason; WrongState and NotAllowed.
    """
    if choice.decision not in DECISIONS:
        raise Invalid("decision", "Select what becomes of the statements")
    if choice.decision == FIXED and choice.reason not in set(RequirementReason):
        raise Invalid("reason", "Select why it has to stay fixed")
    if choice.library_id:
        browsing.library_outcome(session, actor, choice.library_id)
    rows = _to_change(session, actor, tender, document, numbers)
    before = []
    for row in rows:
        before.append({"id": row.id} | {name: getattr(row, name) for name in _COLUMNS})
        row.decision, row.decided_by, row.decided_at = choice.decision, actor.name, now()
        row.reason = choice.reason if choice.decision == FIXED else ""
        row.explanation = choice.explanation.strip()[:LONGEST_EXPLANATION] if choice.decision == FIXED else ""
        row.library_id = choice.library_id if choice.decision == OUTCOME else ""
        row.wording = _wording(row, choice)
        session.add(row)
    session.add(
        TriageStep(document_id=document.id, user_id=actor.user_id, decision=choice.decision, before=before)
    )
    authoring.touch(
        session, actor, tender, "statement.decided", document=document.key, decision=choice.decision,
        reason=choice.reason, numbers=[row.number for row in rows],
    )  # fmt: skip
    return len(rows)


def undo(session: Session, actor: Actor, tender: Tender, document: SourceDocument) -> int:
    """Take back the actor's latest decision that is not taken back; how many statements are as they were before.

    Statements that are in the draft by now, or that somebody else decided since, stay as they are. Raises Invalid when
    there is nothing to undo.
    """
    authoring.lock_for_editing(session, actor, tender)
    db.lock(session, document)
    step = session.exec(
        select(TriageStep)
        .where(
            TriageStep.document_id == document.id,
            TriageStep.user_id == actor.user_id,
            col(TriageStep.undone_at).is_(None),
        )
        .order_by(col(TriageStep.id).desc())
        .limit(1)
    ).one_or_none()
    if step is None:
        raise Invalid("", "There is nothing to undo")
    undone = 0
    before = {each["id"]: each for each in step.before}
    for row in session.exec(select(SourceStatement).where(col(SourceStatement.id).in_(list(before)))):
        if row.landed_at is None and row.decided_by == actor.name and row.decision == step.decision:
            for name in _COLUMNS:
                setattr(row, name, before[row.id][name])
            row.decided_at = now() if row.decision else None
            session.add(row)
            undone += 1
    step.undone_at = now()
    session.add(step)
    authoring.touch(session, actor, tender, "statement.reconsidered", document=document.key, count=undone)
    return undone


def can_undo(session: Session, actor: Actor, document: SourceDocument) -> bool:
    """Whether the actor has a decision of this paper to take back."""
    query = select(TriageStep.id).where(
        TriageStep.document_id == document.id,
        TriageStep.user_id == actor.user_id,
        col(TriageStep.undone_at).is_(None),
    )
    return session.exec(query.limit(1)).first() is not None


def suggestions(session: Session, actor: Actor, row: SourceStatement) -> list[Suggestion]:
    """What an outcome made of a statement could say: itself if it is one, the nearest of the library, and the question
    that leads from an activity to an outcome.
    """
    access.require(actor, Permission.BROWSE_LIBRARY)
    if row.kind == Kind.OUTCOME:
        return [Suggestion(whole(row), "The statement itself")]
    climb = ladder(coach.read(row.text))
    pattern = suggesting.to_fill(climb.pattern) if climb is not None else LADDER
    return [
        *(
            Suggestion(
                each.statement, f"Library: {each.title}", each.id, tuple(m.name for m in each.measures)
            )
            for each in suggesting.nearest(session, row.text)[: _MOST_SUGGESTIONS - 1]
        ),
        Suggestion(pattern, "From nothing: so that who is better off?"),
    ]


def whole(row: SourceStatement) -> str:
    """What a statement says; an item of a list together with the words that lead into it."""
    _, lead = parted(row.headings)
    return whole_of(lead, row.text)


def question_from(text: str) -> str:
    """A requirement as a question to suppliers: “How will you …?” A question stays as it is."""
    if text.rstrip().endswith("?"):
        return text
    asked = _ASKS.sub("", text).strip().rstrip(".;,")
    if asked != text.strip().rstrip(".;,") and asked:
        return f"How will you {asked[:1].lower()}{asked[1:]}?"
    return f"How would you meet this need: “{text.strip().rstrip('.;')}”?"


def _found(document: SourceDocument, filters: Filters) -> SelectOfScalar[SourceStatement]:
    found = select(SourceStatement).where(SourceStatement.document_id == document.id)
    if filters.kind:
        found = found.where(SourceStatement.kind == filters.kind)
    if filters.decision:
        wanted = "" if filters.decision == UNDECIDED else filters.decision
        found = found.where(SourceStatement.decision == wanted)
    headings = func.lower(cast(col(SourceStatement.headings), String))
    for word in filters.words.lower().split()[:8]:
        written = json.dumps(word)[1:-1]  # as the headings are stored
        found = found.where(
            or_(
                func.lower(SourceStatement.text).contains(word, autoescape=True),
                headings.contains(written, autoescape=True),
            )
        )
    return found


def _wording(row: SourceStatement, choice: Choice) -> str:
    """What the statement becomes: as chosen, else the plainest thing of its kind."""
    if choice.wording.strip():
        return choice.wording.strip()[:LONGEST_WORDING]
    if choice.decision == OUTCOME:
        return whole(row) if row.kind == Kind.OUTCOME else LADDER
    return question_from(whole(row)) if choice.decision == QUESTION else ""


def _to_change(
    session: Session, actor: Actor, tender: Tender, document: SourceDocument, numbers: Sequence[int]
) -> list[SourceStatement]:
    authoring.lock_for_editing(session, actor, tender)
    db.lock(session, document)
    wanted = list(dict.fromkeys(numbers))
    if not wanted:
        raise Invalid("statements", "Select at least one statement")
    rows: list[Any] = list(
        session.exec(
            select(SourceStatement)
            .where(SourceStatement.document_id == document.id, col(SourceStatement.number).in_(wanted))
            .order_by(col(SourceStatement.number))
        )
    )
    if not rows:
        raise NotFound("There is no such statement.")
    changing = [row for row in rows if row.landed_at is None]
    if not changing:
        raise Invalid("statements", "These statements are in the draft already: change them there")
    return changing
