"""The coach at work on a draft: what it says of each line, what officers keep and why, and how free suppliers are.

Wording never blocks publication. A finding is known by where it stands and the words it is about, so what was kept
because of a reason stays kept until those words change.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlmodel import Session

from procure import coach, db
from procure.coach import Code, Finding, Kind, Reading, Severity
from procure.coach.rewriting import FIXING
from procure.domain.alignment import Prescription
from procure.domain.exceptions import Invalid, NotFound
from procure.domain.permissions import Actor, Permission
from procure.domain.snapshot import (
    FixedRequirementSnapshot,
    KeptWording,
    OutcomeSnapshot,
    SpecificationSnapshot,
)
from procure.models import Tender
from procure.models.types import now
from procure.services import access, authoring, freezing

LONGEST_REASON = 1_000
#: Findings that section 56 of the Act asks a reason for.
SECTION_56 = frozenset(
    {Code.BRAND_WITHOUT_EQUIVALENT, Code.UK_ONLY_STANDARD, Code.ORIGIN_OR_PRODUCER, Code.PRESCRIPTIVE_DESIGN}
)
#: Kinds that fix how the work is done.
PRESCRIBING = frozenset({Kind.ACTIVITY, Kind.INPUT, Kind.DESIGN})
#: Findings that two words after the name mend.
MENDED_BY_EQUIVALENT = frozenset({Code.BRAND_WITHOUT_EQUIVALENT, Code.UK_ONLY_STANDARD})
#: Parts whose lines ask for something, so that what kind of thing they ask for matters.
WITH_KINDS = frozenset({"outcomes", "fixed_requirements"})
#: Findings that mean nothing of a question to suppliers or a condition: nobody in them acts or is better off.
NOT_OF_QUESTIONS = frozenset(
    {
        Code.PRESCRIPTIVE_DESIGN,
        Code.UNMEASURABLE,
        Code.NO_TARGET,
        Code.NO_DATE,
        Code.NO_BENEFICIARY,
        Code.COMPOUND,
        Code.MISSING_ACTOR,
    }
)
_EQUIVALENT = " or equivalent"


@dataclass(frozen=True)
class Place:
    """A text that the coach reads: a field of a row of a repeating part, and how people call it."""

    rows: str
    key: str
    field: str
    name: str

    @property
    def address(self) -> str:
        """As the record names it: ``fixed_requirements/abc123``."""
        return f"{self.rows}/{self.key}"


@dataclass(frozen=True)
class Advice:
    """A finding in its place. ``start`` and ``end`` are characters of the whole text; ``because`` is the reason it
    was kept for, empty while it is open.
    """

    place: Place
    finding: Finding
    reading: Reading
    start: int
    end: int
    excerpt: str
    because: str = ""

    @property
    def id(self) -> str:
        """What names it in an address: the same for the same words in the same place."""
        said = "\x1f".join((self.place.address, self.place.field, self.finding.code, self.excerpt))
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    @property
    def is_kept(self) -> bool:
        """Whether somebody kept the words for a reason."""
        return bool(self.because)

    @property
    def can_take_equivalent(self) -> bool:
        """Whether adding “or equivalent” mends it."""
        return self.finding.code in MENDED_BY_EQUIVALENT


@dataclass(frozen=True)
class Line:
    """One statement of a text with what the coach says it is."""

    text: str
    reading: Reading


@dataclass(frozen=True)
class CoachedText:
    """A text with its lines and everything found in it, kept or open."""

    place: Place
    text: str
    lines: tuple[Line, ...]
    advice: tuple[Advice, ...]

    @property
    def shows_kinds(self) -> bool:
        """Whether it helps to say what its lines are: a question to suppliers is neither outcome nor output."""
        return self.place.rows in WITH_KINDS

    @property
    def could_be_an_outcome(self) -> bool:
        """Whether a line of it surely fixes how or what, so that an outcome may be written instead."""
        return self.shows_kinds and any(
            line.reading.is_sure and line.reading.kind in FIXING for line in self.lines
        )

    @property
    def open(self) -> tuple[Advice, ...]:
        """What nobody has kept, the weightiest first; suggestions about reading last."""
        order = list(Severity)
        return tuple(
            sorted((a for a in self.advice if not a.is_kept), key=lambda a: order.index(a.finding.severity))
        )


# Reading


@lru_cache(maxsize=2_048)
def readings_of(text: str) -> tuple[tuple[int, Reading], ...]:
    """Where each statement of a text begins, and what the coach says of it, read together. Kept by text: it is the
    same every time.
    """
    statements = coach.segment(text) or ([coach.Statement(text, 0, len(text))] if text.strip() else [])
    return tuple(zip((s.start for s in statements), coach.read_document(statements), strict=True))


def advice_on(
    place: Place, text: str, kept: Sequence[KeptWording] = (), answered: frozenset[Code] = frozenset()
) -> CoachedText:
    """Everything the coach says of a text. Findings whose code is ``answered`` by other fields are left out."""
    because = {(k.place, k.field, k.code, k.excerpt): k.because for k in kept}
    lines, advice = [], []
    for start, reading in readings_of(text):
        lines.append(Line(reading.text, reading))
        for finding in reading.findings:
            if finding.code in answered:
                continue
            excerpt = reading.text[finding.start : finding.end]
            why = because.get((place.address, place.field, finding.code.value, excerpt), "")
            advice.append(
                Advice(place, finding, reading, start + finding.start, start + finding.end, excerpt, why)
            )
    return CoachedText(place, text, tuple(lines), tuple(advice))


def texts_of(snapshot: SpecificationSnapshot) -> list[CoachedText]:
    """Every coached text of a specification, in the order it is read."""
    found = []
    for place, text, answered in _places(snapshot):
        if text.strip():
            found.append(advice_on(place, text, snapshot.kept_wording, answered))
    return found


def _places(snapshot: SpecificationSnapshot) -> Iterator[tuple[Place, str, frozenset[Code]]]:
    for outcome in snapshot.outcomes:
        place = Place("outcomes", outcome.key, "statement", f"Outcome {outcome.number}")
        yield place, outcome.statement, answered_by_fields(outcome)
    for fixed in snapshot.fixed_requirements:
        place = Place("fixed_requirements", fixed.key, "text", f"Fixed requirement {fixed.number}")
        yield place, fixed.text, answered_by_reason(fixed)
    for criterion in snapshot.award.criteria:
        for field, what in (("description", "what is assessed"), ("question", "question")):
            place = Place("criteria", criterion.key, field, f"Award criterion {criterion.number}, {what}")
            yield place, getattr(criterion, field), NOT_OF_QUESTIONS
    for condition in snapshot.conditions:
        place = Place("conditions", condition.key, "text", f"Condition of participation {condition.number}")
        yield place, condition.text, NOT_OF_QUESTIONS


def answered_by_fields(outcome: OutcomeSnapshot) -> frozenset[Code]:
    """What an outcome's other answers say, so that its sentence need not."""
    said = {
        Code.NO_TARGET: outcome.level or any(measure.target_value for measure in outcome.measures),
        Code.NO_DATE: outcome.by_when_on,
        Code.NO_BENEFICIARY: outcome.beneficiary,
        Code.UNMEASURABLE: outcome.measures,
    }
    return frozenset(code for code, value in said.items() if value)


def answered_by_reason(fixed: FixedRequirementSnapshot) -> frozenset[Code]:
    """A fixed requirement that says why it is fixed has answered for fixing it; a name or a standard needs more."""
    return frozenset({Code.PRESCRIPTIVE_DESIGN}) if fixed.reason and fixed.explanation else frozenset()


def prescription_of(snapshot: SpecificationSnapshot) -> Prescription:
    """How many fixed requirements fix how with no accepted reason, of how many. One of two is no trend: show both."""
    flagged = 0
    for fixed in snapshot.fixed_requirements:
        place = Place("fixed_requirements", fixed.key, "text", "")
        text = advice_on(place, fixed.text, snapshot.kept_wording, answered_by_reason(fixed))
        is_flagged = any(advice.finding.code in SECTION_56 for advice in text.open)
        prescribes = any(line.reading.is_sure and line.reading.kind in PRESCRIBING for line in text.lines)
        flagged += is_flagged or (prescribes and not (fixed.reason and fixed.explanation))
    return Prescription(flagged, len(snapshot.fixed_requirements))


def kinds_of(texts: Sequence[CoachedText]) -> dict[Kind, int]:
    """How many lines are of each kind; those the coach is not sure of are left out."""
    counted = Counter(
        line.reading.kind for text in texts if text.shows_kinds for line in text.lines if line.reading.is_sure
    )
    return {kind: counted[kind] for kind in Kind if counted[kind]}


# What a draft says


def draft_texts(
    session: Session, actor: Actor, tender: Tender
) -> tuple[SpecificationSnapshot, list[CoachedText]]:
    """The draft and every coached text of it. Raises NotAllowed."""
    access.require(actor, Permission.READ_TENDER, tender)
    snapshot = freezing.draft_snapshot(session, tender)
    return snapshot, texts_of(snapshot)


def notes_for(session: Session, actor: Actor, tender: Tender, rows: str, key: str) -> dict[str, CoachedText]:
    """What the coach says of one row, by field."""
    _, texts = draft_texts(session, actor, tender)
    return {text.place.field: text for text in texts if (text.place.rows, text.place.key) == (rows, key)}


def find(session: Session, actor: Actor, tender: Tender, advice_id: str) -> Advice:
    """A finding by its id. Raises NotFound when its words are no longer there."""
    _, texts = draft_texts(session, actor, tender)
    for text in texts:
        for advice in text.advice:
            if advice.id == advice_id:
                return advice
    raise NotFound("These words are no longer there: somebody has changed the text.")


def keep(session: Session, actor: Actor, tender: Tender, advice_id: str, because: str) -> Advice:
    """Keep the words of a finding for a reason that boards and suppliers will read.

    Raises Invalid without a reason, NotFound when the words have changed, WrongState when the tender cannot be changed.
    """
    authoring.lock_for_editing(session, actor, tender)
    advice = find(session, actor, tender, advice_id)
    because = because.strip()
    if not because:
        raise Invalid("because", "Enter why the words stay as they are")
    kept = {
        "place": advice.place.address,
        "field": advice.place.field,
        "code": advice.finding.code.value,
        "excerpt": advice.excerpt,
        "because": because[:LONGEST_REASON],
        "kept_by": actor.name,
        "kept_at": now().isoformat(),
    }
    _store(session, tender, [*_others(tender, kept), kept])
    _touch(session, actor, tender, "wording.kept", advice, because=because[:200])
    return advice


def reopen(session: Session, actor: Actor, tender: Tender, advice_id: str) -> Advice:
    """Take back a reason: the finding is open again. Doing so twice does nothing more."""
    authoring.lock_for_editing(session, actor, tender)
    advice = find(session, actor, tender, advice_id)
    same = {
        "place": advice.place.address,
        "field": advice.place.field,
        "code": advice.finding.code.value,
        "excerpt": advice.excerpt,
    }
    if advice.is_kept:
        _store(session, tender, _others(tender, same))
        _touch(session, actor, tender, "wording.reopened", advice)
    return advice


def add_equivalent(session: Session, actor: Actor, tender: Tender, advice_id: str) -> Advice:
    """Take the coach's advice on a name or a standard: put “or equivalent” after it (section 56(4) and (8)).

    Raises NotFound when the words have changed, Invalid where that would not mend it.
    """
    authoring.lock_for_editing(session, actor, tender)
    advice = find(session, actor, tender, advice_id)
    if not advice.can_take_equivalent:
        raise Invalid(
            "", "Adding “or equivalent” does not answer this. Change the words yourself, or keep them"
        )
    from_rows = freezing.arranged_rows(session, tender, advice.place.rows)
    row = next(row for row in from_rows if row.key == advice.place.key)
    db.lock(session, row)
    text = getattr(row, advice.place.field)
    if text[advice.start : advice.end] != advice.excerpt:
        raise NotFound("These words are no longer there: somebody has changed the text.")
    setattr(row, advice.place.field, text[: advice.end] + _EQUIVALENT + text[advice.end :])
    session.add(row)
    _touch(session, actor, tender, "wording.mended", advice)
    return advice


def _others(tender: Tender, kept: Mapping[str, Any]) -> list[dict[str, Any]]:
    about = ("place", "field", "code", "excerpt")
    return [
        each for each in tender.specification.kept_wording if any(each[name] != kept[name] for name in about)
    ]


def _store(session: Session, tender: Tender, kept: list[dict[str, Any]]) -> None:
    db.lock(session, tender.specification)
    tender.specification.kept_wording = kept
    session.add(tender.specification)


def _touch(session: Session, actor: Actor, tender: Tender, action: str, advice: Advice, **more: str) -> None:
    authoring.touch(
        session, actor, tender, action, place=advice.place.address, code=advice.finding.code.value, **more
    )
