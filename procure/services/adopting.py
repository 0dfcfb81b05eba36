"""The outcome library as authors use it: search, read, and adopt a copy that remembers where it came from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from outcome_library.schema import PLACEHOLDER, Baseline, LibraryMeasure, LibraryOutcome
from procure import search
from procure.domain.exceptions import NotFound
from procure.domain.permissions import Actor, Permission
from procure.models import LibraryOutcomeRow, LibraryTag, Measure, ObjectiveLink, Outcome, Tender
from procure.services import access, auditing

PAGE_SIZE = 20
UNKNOWN = Baseline(value=None, value_text=None, period=None, source_url=None, verified=False)


@dataclass(frozen=True)
class LibraryQuery:
    """What somebody looks for; empty fields do not narrow. ``cpv`` may be the beginning of a code."""

    words: str = ""
    sector: str = ""
    mission: str = ""
    cpv: str = ""
    page: int = 1


@dataclass(frozen=True)
class LibraryResults:
    """One page of matches, best first (by title when no words were given)."""

    outcomes: list[LibraryOutcome]
    total: int
    page: int
    pages: int


def search_library(session: Session, actor: Actor, query: LibraryQuery) -> LibraryResults:
    """Current library outcomes that match all of ``query``."""
    access.require(actor, Permission.BROWSE_LIBRARY)
    found = select(LibraryOutcomeRow).where(col(LibraryOutcomeRow.is_current).is_(True))
    order = [col(LibraryOutcomeRow.title)]
    if query.words.strip():
        matches = search.matching(session, "search_library", query.words).subquery()
        found = found.join(matches, col(LibraryOutcomeRow.id) == matches.c.id)
        order = [matches.c.relevance.desc(), *order]
    if query.sector:
        found = found.where(LibraryOutcomeRow.sector == query.sector)
    if query.mission:
        found = found.where(_tagged("mission").where(LibraryTag.value == query.mission).exists())
    stem = re.sub(r"0+$", "", re.sub(r"\D", "", query.cpv)[:8])
    if len(stem) >= 2 or (query.cpv and stem):
        found = found.where(_tagged("cpv").where(col(LibraryTag.value).startswith(stem)).exists())
    total = session.exec(select(func.count()).select_from(found.subquery())).one()
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, query.page), pages)
    rows = session.exec(found.order_by(*order).offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE)).all()
    return LibraryResults([LibraryOutcome.model_validate(row.content) for row in rows], total, page, pages)


def sectors(session: Session) -> list[str]:
    """Sectors that have a current outcome, in order."""
    return list(
        session.exec(
            select(LibraryOutcomeRow.sector)
            .where(col(LibraryOutcomeRow.is_current).is_(True))
            .distinct()
            .order_by(LibraryOutcomeRow.sector)
        )
    )


def library_outcome(
    session: Session, actor: Actor, library_id: str, version: int | None = None
) -> LibraryOutcome:
    """One entry: the current version, or the one asked for. Raises NotFound."""
    access.require(actor, Permission.BROWSE_LIBRARY)
    query = select(LibraryOutcomeRow).where(LibraryOutcomeRow.library_id == library_id)
    if version is None:
        query = query.where(col(LibraryOutcomeRow.is_current).is_(True))
    else:
        query = query.where(LibraryOutcomeRow.version == version)
    row = session.exec(query).one_or_none()
    if row is None:
        raise NotFound("There is no such outcome in the library.")
    return LibraryOutcome.model_validate(row.content)


def fill(statement: str, values: Mapping[str, str]) -> str:
    """The statement with each filled ``{placeholder}`` replaced; those left empty keep their braces."""
    return PLACEHOLDER.sub(lambda found: values.get(found[1], "").strip() or found[0], statement)


def adopt(
    session: Session, actor: Actor, tender: Tender, library_id: str, values: Mapping[str, str] | None = None
) -> Outcome:
    """Copy a library outcome into the draft with its measures and provenance, placeholders filled from ``values``.

    Nothing in the draft changes when the library does later. Objectives the entry serves are linked (and chosen, if
    they were not yet) with evidence still to be graded by the author.
    """
    access.require(actor, Permission.EDIT_TENDER, tender)
    entry = library_outcome(session, actor, library_id)
    last = session.exec(select(func.max(Outcome.position)).where(Outcome.tender_id == tender.id)).one() or 0
    outcome = Outcome(
        tender_id=tender.id,
        position=last + 1,
        title=entry.title,
        statement=fill(entry.statement, values or {}),
        beneficiary=entry.beneficiary,
        library_id=entry.id,
        library_version=entry.version,
        library_title=entry.title,
        library_digest=entry.digest,
    )
    outcome.measures = [
        _measure(tender, position, measure) for position, measure in enumerate(entry.measures, start=1)
    ]
    outcome.objective_links = [ObjectiveLink(objective_id=objective) for objective in entry.objectives]
    chosen = list(tender.specification.objective_ids)
    tender.specification.objective_ids = chosen + [o for o in entry.objectives if o not in chosen]
    session.add(outcome)
    session.flush()
    auditing.record(
        session, actor, "outcome.adopted", subject_kind="tender", subject_key=tender.reference,
        library_id=entry.id, library_version=entry.version, outcome=outcome.key,
    )  # fmt: skip
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


def _tagged(kind: str) -> SelectOfScalar[LibraryTag]:
    return select(LibraryTag).where(
        LibraryTag.outcome_row_id == LibraryOutcomeRow.id, LibraryTag.kind == kind
    )
