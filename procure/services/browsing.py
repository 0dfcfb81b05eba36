"""The outcome library as people read it: search it, read an entry, see where it is used and what is newer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, literal, or_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from outcome_library.schema import LibraryOutcome
from procure import search
from procure.config import Settings
from procure.domain.codes import CpvCode, cpv_ancestors, search_cpv
from procure.domain.exceptions import NotFound
from procure.domain.permissions import Actor, Permission, may
from procure.models import LibraryOutcomeRow, LibraryTag, ObjectiveRow, Outcome, Tender
from procure.services import access, tracking
from procure.services.tracking import Use

PAGE_SIZE = 20
#: As many matches are put in order. Beyond, a reader wants another word and not a number.
MOST = 1_000
MOST_CPV_CODES = 200
LIBRARY_ID = re.compile(r"[a-z0-9-]{1,80}")


@dataclass(frozen=True)
class LibraryQuery:
    """What somebody looks for; empty fields do not narrow.

    ``cpv`` is a code, the beginning of one, or words of what a code is called. ``measure`` holds words of its measures
    and their units, ``source`` words of its data sources and of who publishes or holds them.
    """

    words: str = ""
    sector: str = ""
    mission: str = ""
    cpv: str = ""
    measure: str = ""
    source: str = ""
    page: int = 1


@dataclass(frozen=True)
class LibraryResults:
    """One page of matches, best first (by title when no words were given).

    ``is_capped`` says that more match than ``total``, and these are some of them. ``is_loose`` says that no entry has
    all of the words, so these have some of them. ``corrected`` pairs what was typed with what was looked for instead,
    where a slip of the keyboard was put right. ``cpv`` holds the codes that the query's words or digits were taken to
    mean, best first.
    """

    outcomes: list[LibraryOutcome]
    total: int
    page: int
    pages: int
    is_capped: bool = False
    is_loose: bool = False
    corrected: tuple[tuple[str, str], ...] = ()
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
    any version, and ``uses`` are those that anybody may read. ``successor`` is the
    (id, title) to use instead of an entry that is retired; ``note`` says what is new, or why it is retired.
    """

    outcome: LibraryOutcome
    current_version: int | None
    missions: tuple[tuple[str, str], ...]
    objectives: tuple[tuple[str, str], ...]
    tenders: int
    uses: tuple[Use, ...] = ()
    successor: tuple[str, str] | None = None
    note: str = ""


@dataclass(frozen=True)
class EntryNews:
    """That the entry an outcome was copied from has a newer version on offer, or none any more (``version`` is None).
    ``shown`` is the version to read of one that is gone; ``has_differences`` says whether the copied version is kept,
    so that the newer one can be laid beside it.
    """

    outcome: Outcome
    version: int | None
    shown: int
    has_differences: bool


def search_library(session: Session, actor: Actor, query: LibraryQuery) -> LibraryResults:
    """Current library outcomes that match all of ``query``."""
    access.require(actor, Permission.BROWSE_LIBRARY)
    codes = tuple(search_cpv(query.cpv, MOST_CPV_CODES)) if query.cpv.strip() else ()
    results = _search(session, query, codes, any_word=False)
    if not results.total:
        typed = {name: getattr(query, name) for name in ("words", "measure", "source")}
        instead = {
            name: right for name, text in typed.items()
            if text.strip() and (right := search.corrected(session, "search_library", text))
        }  # fmt: skip
        if instead:
            found = _search(session, replace(query, **instead), codes, any_word=False)
            if found.total:
                return replace(
                    found, corrected=tuple((typed[name], right) for name, right in instead.items())
                )
    if not results.total and len(search.words_of(query.words)) > 1:
        return _search(session, query, codes, any_word=True)
    return results


def _search(
    session: Session, query: LibraryQuery, codes: Sequence[CpvCode], *, any_word: bool
) -> LibraryResults:
    entries: Any = LibraryOutcomeRow.__table__  # type: ignore[attr-defined]
    gathered = _gathered(session, query, codes, any_word=any_word)
    order = [entries.c.title]
    if gathered is None:
        found = sql_select(entries.c.id).where(entries.c.is_current.is_(True))
    else:
        once = gathered.limit(MOST + 1).cte("gathered").prefix_with("MATERIALIZED")
        found = sql_select(entries.c.id).join(once, entries.c.id == once.c.id)
        order = [once.c.relevance.desc(), *order]
    total = session.execute(sql_select(func.count()).select_from(found.subquery())).scalar_one()
    is_capped = gathered is not None and total > MOST
    total = MOST if is_capped else total
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, query.page), pages)
    first = (page - 1) * PAGE_SIZE
    ids = session.scalars(found.order_by(*order).offset(first).limit(min(PAGE_SIZE, total - first))).all()
    rows = {
        row.id: row
        for row in session.exec(select(LibraryOutcomeRow).where(col(LibraryOutcomeRow.id).in_(ids)))
    }
    outcomes = [LibraryOutcome.model_validate(rows[id_].content) for id_ in ids]
    return LibraryResults(
        outcomes, total, page, pages, is_capped, is_loose=any_word and bool(total), cpv=tuple(codes[:5])
    )


def _gathered(
    session: Session, query: LibraryQuery, codes: Sequence[CpvCode], *, any_word: bool
) -> Select[Any] | None:
    """(id, relevance) of what matches, as the index gives it: what it costs to put in order must not grow with the
    library, so as many are gathered as anybody will look through. None where nothing narrows the search.
    """
    nothing = literal(0).label("relevance")
    entries: Any = LibraryOutcomeRow.__table__.alias("entries")  # type: ignore[attr-defined]
    tags: Any = LibraryTag.__table__  # type: ignore[attr-defined]
    has_words = any(search.words_of(said) for said in (query.words, query.measure, query.source))
    if has_words:
        # Asked first, and for everything: a planner that begins with entries asks the index anew for each of them.
        # What it holds is all on offer.
        found = search.matching(
            session, "search_library", query.words,
            any_word=any_word, measures=query.measure, sources=query.source,
        )  # fmt: skip
        id_ = found.selected_columns.id
        if not query.words.strip():
            found = found.with_only_columns(id_, nothing)
    else:
        id_ = entries.c.id
        found = sql_select(id_, nothing).where(entries.c.is_current.is_(True)).order_by(entries.c.title)
    filters: list[ColumnElement[bool]] = []
    if query.sector:
        of_sector = sql_select(1).where(entries.c.id == id_, entries.c.sector == query.sector)
        filters.append(of_sector.exists() if has_words else entries.c.sector == query.sector)
    for kind, asked, is_meant in (
        ("mission", query.mission, tags.c.value == query.mission),
        ("cpv", query.cpv.strip(), _related_to(query.cpv, codes)),
    ):
        if asked:
            tagged = sql_select(1).where(tags.c.outcome_row_id == id_, tags.c.kind == kind, is_meant)
            filters.append(tagged.exists())
    if query.words.strip() and not has_words:  # nothing in it is a word
        filters.append(false())
    return found.where(*filters) if has_words or filters else None


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
    session: Session,
    actor: Actor,
    library_id: str,
    version: int | None = None,
    settings: Settings | None = None,
) -> LibraryEntry:
    """One entry with the names of what it serves, where it is used and what came of it. ``settings`` (default: the
    environment's) tell how notices are named. Raises NotFound.
    """
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
    latest = _latest_row(session, library_id)
    successor = offered(session, actor, latest.successor_id) if latest.successor_id else None
    return LibraryEntry(
        outcome,
        current,
        tuple((id_, names.get(id_, id_)) for id_ in outcome.missions),
        tuple((id_, titles.get(id_, id_)) for id_ in outcome.objectives),
        tenders,
        tracking.uses(session, library_id, settings or Settings()),
        (successor.id, successor.title) if successor else None,
        latest.note,
    )


def offered(session: Session, actor: Actor, library_id: str) -> LibraryOutcome | None:
    """The version of an entry that is on offer, or None."""
    try:
        return library_outcome(session, actor, library_id)
    except NotFound:
        return None


def news(session: Session, actor: Actor, outcomes: Sequence[Outcome]) -> list[EntryNews]:
    """What became of the entries that these outcomes were copied from, where that is anything: a newer version is on
    offer, or none is any more. In the order of the outcomes; nothing for whoever may not read the library.
    """
    copied = [each for each in outcomes if each.library_id]
    if not copied or not may(actor, Permission.BROWSE_LIBRARY):
        return []
    rows = session.exec(
        select(LibraryOutcomeRow.library_id, LibraryOutcomeRow.version, LibraryOutcomeRow.is_current).where(
            col(LibraryOutcomeRow.library_id).in_({each.library_id for each in copied})
        )
    ).all()
    kept = {(library_id, version) for library_id, version, _ in rows}
    current = {library_id: version for library_id, version, is_current in rows if is_current}
    last = {library_id: version for library_id, version, _ in sorted(rows)}
    found = []
    for each in copied:
        library_id, since = each.library_id, each.library_version or 0
        offered_now = current.get(library_id)
        if library_id not in last or (offered_now is not None and offered_now <= since):
            continue
        shown = since if (library_id, since) in kept else last[library_id]
        found.append(EntryNews(each, offered_now, shown, has_differences=shown == since))
    return found


def titles(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """Every entry on offer as (id, title), by title."""
    access.require(actor, Permission.BROWSE_LIBRARY)
    return list(
        session.exec(
            select(LibraryOutcomeRow.library_id, LibraryOutcomeRow.title)
            .where(col(LibraryOutcomeRow.is_current).is_(True))
            .order_by(LibraryOutcomeRow.title)
        )
    )


def note_of(session: Session, actor: Actor, library_id: str) -> str:
    """What the curator said of the newest version; empty where there was nothing to say."""
    access.require(actor, Permission.BROWSE_LIBRARY)
    return _latest_row(session, library_id).note


def _latest_row(session: Session, library_id: str) -> LibraryOutcomeRow:
    return session.exec(
        select(LibraryOutcomeRow)
        .where(LibraryOutcomeRow.library_id == library_id)
        .order_by(col(LibraryOutcomeRow.version).desc())
        .limit(1)
    ).one()


def _missions(session: Session) -> list[tuple[str, str]]:
    """Missions that objectives are loaded for, in the order of their files, as (id, name)."""
    rows = session.exec(
        select(ObjectiveRow.mission_id, ObjectiveRow.mission_name).order_by(col(ObjectiveRow.position))
    )
    return list(dict.fromkeys(rows.all()))
