"""The outcome library as authors use it: search, read, and adopt a copy that remembers where it came from."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, false, func, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from outcome_library.schema import PLACEHOLDER, Baseline, LibraryMeasure, LibraryOutcome
from procure import db, search
from procure.domain.codes import CpvCode, cpv_ancestors, search_cpv
from procure.domain.exceptions import NotFound
from procure.domain.identifiers import ALPHABET, new_key
from procure.domain.permissions import Actor, Permission
from procure.domain.states import EDITABLE
from procure.models import (
    LibraryOutcomeRow,
    LibraryTag,
    Measure,
    ObjectiveLink,
    ObjectiveRow,
    Outcome,
    Tender,
)
from procure.services import access, authoring

PAGE_SIZE = 20
MOST_CPV_CODES = 200
UNKNOWN = Baseline(value=None, value_text=None, period=None, source_url=None, verified=False)
"""What an entry without a baseline says of it."""

LIBRARY_ID = re.compile(r"[a-z0-9-]{1,80}")
KEY = re.compile(f"[{ALPHABET.lower()}]{{10}}")

Filled = str | date
"""What an author puts in the place of a ``{placeholder}``."""


@dataclass(frozen=True)
class LibraryQuery:
    """What somebody looks for; empty fields do not narrow.

    ``cpv`` is a code, the beginning of one, or words of what a code is called.
    """

    words: str = ""
    sector: str = ""
    mission: str = ""
    cpv: str = ""
    page: int = 1


@dataclass(frozen=True)
class LibraryResults:
    """One page of matches, best first (by title when no words were given).

    ``is_loose`` says that no entry has all of the words, so these have some of them. ``cpv`` holds the
    codes that the query's words or digits were taken to mean, best first.
    """

    outcomes: list[LibraryOutcome]
    total: int
    page: int
    pages: int
    is_loose: bool = False
    cpv: tuple[CpvCode, ...] = ()


@dataclass(frozen=True)
class LibraryFilters:
    """What a search may be narrowed to: sectors as (name, entries), missions as (id, name, entries)."""

    sectors: tuple[tuple[str, int], ...]
    missions: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True)
class LibraryEntry:
    """One version of an entry with what the library cannot know of itself.

    ``current_version`` is None for an entry that is no longer offered. ``missions`` and ``objectives`` are
    (id, name) pairs. ``tenders`` counts the tenders of the reader's own organisation that hold a copy, of
    any version.
    """

    outcome: LibraryOutcome
    current_version: int | None
    missions: tuple[tuple[str, str], ...]
    objectives: tuple[tuple[str, str], ...]
    tenders: int


def search_library(session: Session, actor: Actor, query: LibraryQuery) -> LibraryResults:
    """Current library outcomes that match all of ``query``."""
    access.require(actor, Permission.BROWSE_LIBRARY)
    codes = tuple(search_cpv(query.cpv, MOST_CPV_CODES)) if query.cpv.strip() else ()
    results = _search(session, query, codes, any_word=False)
    if not results.total and len(search.words_of(query.words)) > 1:
        return _search(session, query, codes, any_word=True)
    return results


def _search(
    session: Session, query: LibraryQuery, codes: Sequence[CpvCode], *, any_word: bool
) -> LibraryResults:
    found = select(LibraryOutcomeRow).where(col(LibraryOutcomeRow.is_current).is_(True))
    order: list[Any] = [col(LibraryOutcomeRow.title)]
    if query.words.strip():
        matches = search.matching(session, "search_library", query.words, any_word=any_word).subquery()
        found = found.join(matches, col(LibraryOutcomeRow.id) == matches.c.id)
        order = [matches.c.relevance.desc(), *order]
    if query.sector:
        found = found.where(LibraryOutcomeRow.sector == query.sector)
    if query.mission:
        found = found.where(_tagged("mission").where(LibraryTag.value == query.mission).exists())
    if query.cpv.strip():
        found = found.where(_tagged("cpv").where(_related_to(query.cpv, codes)).exists())
    total = session.exec(select(func.count()).select_from(found.subquery())).one()
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, query.page), pages)
    rows = session.exec(found.order_by(*order).offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE)).all()
    outcomes = [LibraryOutcome.model_validate(row.content) for row in rows]
    return LibraryResults(outcomes, total, page, pages, any_word and bool(total), tuple(codes[:5]))


def _related_to(typed: str, codes: Sequence[CpvCode]) -> ColumnElement[bool]:
    """Tags at or below what was asked for; for one whole code, those above it too, since they take it in."""
    if not codes:
        return false()
    digits = re.sub(r"\D", "", typed.split("-")[0])
    if digits:
        stem = digits[:8].rstrip("0") if len(digits) >= 8 else digits
        below = col(LibraryTag.value).startswith(stem if len(stem) >= 2 else digits[:2])
        return or_(below, col(LibraryTag.value).in_(cpv_ancestors(codes[0].code)))
    stems = {code.code[: code.depth] for code in codes}
    return or_(*(col(LibraryTag.value).startswith(stem) for stem in sorted(stems)))


def filters(session: Session, actor: Actor) -> LibraryFilters:
    """What the library can be narrowed to now, with how many current entries each holds."""
    access.require(actor, Permission.BROWSE_LIBRARY)
    is_current = col(LibraryOutcomeRow.is_current).is_(True)
    sectors = session.exec(
        select(LibraryOutcomeRow.sector, func.count())
        .where(is_current)
        .group_by(LibraryOutcomeRow.sector)
        .order_by(LibraryOutcomeRow.sector)
    ).all()
    tagged = dict(
        session.exec(
            select(LibraryTag.value, func.count())
            .where(LibraryTag.kind == "mission")
            .group_by(LibraryTag.value)
        ).all()
    )
    missions = tuple((id_, name, tagged[id_]) for id_, name in _missions(session) if id_ in tagged)
    return LibraryFilters(tuple((sector, count) for sector, count in sectors), missions)


def library_outcome(
    session: Session, actor: Actor, library_id: str, version: int | None = None
) -> LibraryOutcome:
    """One entry: the current version, or the one asked for. Raises NotFound."""
    access.require(actor, Permission.BROWSE_LIBRARY)
    if not LIBRARY_ID.fullmatch(library_id):
        raise NotFound("There is no such outcome in the library.")
    query = select(LibraryOutcomeRow).where(LibraryOutcomeRow.library_id == library_id)
    if version is None:
        query = query.where(col(LibraryOutcomeRow.is_current).is_(True))
    else:
        query = query.where(LibraryOutcomeRow.version == version)
    row = session.exec(query).one_or_none()
    if row is None:
        raise NotFound("There is no such outcome in the library.")
    return LibraryOutcome.model_validate(row.content)


def library_entry(
    session: Session, actor: Actor, library_id: str, version: int | None = None
) -> LibraryEntry:
    """One entry with the names of what it serves and how often it is used. Raises NotFound."""
    outcome = library_outcome(session, actor, library_id, version)
    current = session.exec(
        select(LibraryOutcomeRow.version).where(
            LibraryOutcomeRow.library_id == library_id, col(LibraryOutcomeRow.is_current).is_(True)
        )
    ).one_or_none()
    names = dict(_missions(session))
    titles = dict(
        session.exec(
            select(ObjectiveRow.objective_id, ObjectiveRow.title).where(
                col(ObjectiveRow.objective_id).in_(outcome.objectives)
            )
        ).all()
    )
    tenders = session.exec(
        select(func.count(func.distinct(Outcome.tender_id)))
        .join(Tender, col(Tender.id) == Outcome.tender_id)
        .where(
            Outcome.library_id == library_id,
            col(Outcome.removed_at).is_(None),
            Tender.organisation_id == actor.organisation_id,
        )
    ).one()
    return LibraryEntry(
        outcome,
        current,
        tuple((id_, names.get(id_, id_)) for id_ in outcome.missions),
        tuple((id_, titles.get(id_, id_)) for id_ in outcome.objectives),
        tenders,
    )


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
    entry = library_outcome(session, actor, library_id)
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


def _tagged(kind: str) -> SelectOfScalar[LibraryTag]:
    return select(LibraryTag).where(
        LibraryTag.outcome_row_id == LibraryOutcomeRow.id, LibraryTag.kind == kind
    )


def _missions(session: Session) -> list[tuple[str, str]]:
    """Missions that objectives are loaded for, in the order of their files, as (id, name)."""
    rows = session.exec(
        select(ObjectiveRow.mission_id, ObjectiveRow.mission_name).order_by(col(ObjectiveRow.position))
    )
    return list(dict.fromkeys(rows.all()))
