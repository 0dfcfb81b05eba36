"""Adopting a library outcome: a copy in a draft that is filled in, and remembers where it came from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from sqlalchemy import func
from sqlmodel import Session, col, select

from outcome_library.schema import PLACEHOLDER, Baseline, LibraryMeasure
from procure import db
from procure.domain.identifiers import ALPHABET, new_key
from procure.domain.permissions import Actor, Permission
from procure.domain.states import EDITABLE
from procure.models import (
    Measure,
    ObjectiveLink,
    Outcome,
    Tender,
)
from procure.services import access, authoring, browsing

UNKNOWN = Baseline(value=None, value_text=None, period=None, source_url=None, verified=False)
"""What an entry without a baseline says of it."""
KEY = re.compile(f"[{ALPHABET.lower()}]{{10}}")
Filled = str | date
"""What an author puts in the place of a ``{placeholder}``."""


def adoptable_tenders(session: Session, actor: Actor) -> list[Tender]:
    """The drafts of the actor's own organisation that may be changed now, the latest touched first."""
    access.require(actor, Permission.LIST_TENDERS)
    return list(
        session.exec(
            select(Tender)
            .where(
                Tender.organisation_id == actor.organisation_id,
                col(Tender.state).in_([state.value for state in EDITABLE]),
            )
            .order_by(col(Tender.updated_at).desc(), col(Tender.id).desc())
        )
    )


def placeholders(statement: str) -> tuple[str, ...]:
    """Names still in braces, in order of first appearance, each once."""
    return tuple(dict.fromkeys(PLACEHOLDER.findall(statement)))


def fill(statement: str, values: Mapping[str, Filled | None]) -> str:
    """The statement with each filled ``{placeholder}`` replaced; those left empty keep their braces.

    A percent sign that is typed where the statement has one already is not said twice.
    """

    def written(found: re.Match[str]) -> str:
        value = _written(values.get(found[1]))
        if statement[found.end() : found.end() + 1] == "%":
            value = value.removesuffix("%").rstrip()
        return value or found[0]

    return PLACEHOLDER.sub(written, statement)


def _written(value: Filled | None) -> str:
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    return (value or "").strip()


def adopt(
    session: Session,
    actor: Actor,
    tender: Tender,
    library_id: str,
    values: Mapping[str, Filled | None] | None = None,
    *,
    key: str = "",
) -> Outcome:
    """Copy a library outcome into the draft with its measures and provenance, filled from ``values``.

    Nothing in the draft changes when the library does later. Objectives the entry serves are linked (and
    chosen, if they were not yet) with evidence still to be graded by the author. A filled ``{date}`` or
    ``{place}`` becomes the outcome's own date or place. ``key`` is the new outcome's: asking twice with one
    key gives one copy. Raises NotAllowed, WrongState, and NotFound for an entry that is not offered.
    """
    authoring.lock_for_editing(session, actor, tender)
    entry = browsing.library_outcome(session, actor, library_id)
    taken = session.exec(select(Outcome).where(Outcome.key == key)).one_or_none() if key else None
    if taken is not None and taken.tender_id == tender.id and taken.library_id == library_id:
        return taken
    values = values or {}
    by_when, place = values.get("date"), values.get("place")
    last = session.exec(select(func.max(Outcome.position)).where(Outcome.tender_id == tender.id)).one() or 0
    outcome = Outcome(
        tender_id=tender.id,
        key=key if KEY.fullmatch(key) and taken is None else new_key(),
        position=last + 1,
        title=entry.title,
        statement=fill(entry.statement, values),
        beneficiary=entry.beneficiary,
        by_when_on=by_when if isinstance(by_when, date) else None,
        place=place.strip() if isinstance(place, str) else "",
        library_id=entry.id,
        library_version=entry.version,
        library_title=entry.title,
        library_digest=entry.digest,
    )
    outcome.measures = [
        _measure(tender, position, measure) for position, measure in enumerate(entry.measures, start=1)
    ]
    outcome.objective_links = [ObjectiveLink(objective_id=objective) for objective in entry.objectives]
    db.lock(session, tender.specification)
    chosen = list(tender.specification.objective_ids)
    tender.specification.objective_ids = chosen + [o for o in entry.objectives if o not in chosen]
    session.add(outcome)
    authoring.touch(
        session,
        actor,
        tender,
        "outcome.adopted",
        library_id=entry.id,
        library_version=entry.version,
        key=outcome.key,
    )
    return outcome


def _measure(tender: Tender, position: int, measure: LibraryMeasure) -> Measure:
    baseline = measure.baseline or UNKNOWN
    figure = baseline.value_text or baseline.value
    names = ("name", "unit", "direction", "kind", "source", "publisher", "frequency", "lag")
    return Measure(
        tender_id=tender.id,
        position=position,
        **{name: getattr(measure, name) for name in names},
        baseline_value="" if figure is None else str(figure),
        baseline_period=baseline.period or "",
        baseline_url=baseline.source_url or "",
        baseline_verified=baseline.verified,
        counter_measure=measure.counter_measure or "",
    )
