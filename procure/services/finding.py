"""Finding published tenders: words and filters in one intersection, newest first, a page at a time.

Paging walks down the publication sequence (never OFFSET) and counts stop early, so that a page costs the same
with a thousand tenders as with a hundred thousand. SQLite's FTS5 hands out matches in sequence order as they
are asked for. PostgreSQL cannot, so there each tender is also indexed by the stretch of a thousand that it
stands in: the two stretches where a page begins are enough for anything common, and only then all matches are
gathered, of which there are few. What is common is counted in a few of the newest stretches.

A page with its count is one statement, and so are the filters offered. Statements are made once for each way of
asking: making one takes longer than answering it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Literal

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    FromClause,
    Row,
    ScalarSelect,
    Select,
    String,
    TableClause,
    and_,
    bindparam,
    case,
    column,
    func,
    literal_column,
    or_,
    table,
    union_all,
)
from sqlalchemy import select as sql_select
from sqlmodel import Session

from procure import search
from procure.models import PublishedFacet, PublishedTender
from procure.services.criteria import CLOSING, KINDS, Choice, Criteria, choices
from procure.services.listing import ALL, STRETCH, STRETCH_TOKEN, token_of

__all__ = [
    "COUNTED",
    "KINDS",
    "PAGE",
    "Choice",
    "Criteria",
    "Found",
    "choices",
    "find",
    "find_or_correct",
    "fits",
]

PAGE = 20
#: Counting stops here: beyond, a reader wants another filter and not a number.
COUNTED = 1_000
#: On PostgreSQL, a common word is counted in the newest stretches first, if so many are enough.
NEWEST = 10
#: What the list shows of a tender; an object with these names.
COLUMNS = tuple(
    PublishedTender.__table__.c[name]  # type: ignore[attr-defined]
    for name in (
        "sequence", "reference", "version_number", "title", "summary", "title_cy", "summary_cy", "buyer_name",
        "places", "value_gross", "procedure", "published_at", "deadline_at", "deadline_is_for_requests", "sme_suitable",
        "vcse_suitable",
    )
)  # fmt: skip


_FACET = PublishedFacet.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Found:
    """One page of the list. ``total`` is exact unless ``is_capped``, when there are more than it says.
    ``newer`` and ``older`` are what to ask for next, as ``after`` and ``before``.
    """

    rows: Sequence[Row[Any]]
    total: int
    is_capped: bool
    newer: int | None
    older: int | None


def find(session: Session, criteria: Criteria, at: datetime | None = None) -> Found:
    """A page of published tenders as of ``at`` (aware; default now)."""
    moment = at or datetime.now(UTC)
    rows = _ask(session, criteria, moment)
    if rows:
        found = rows[0].matches or 0
    elif criteria.before is None and criteria.after is None:
        found = 0
    else:  # beyond the last page: the first one knows
        first = _ask(session, replace(criteria, before=None, after=None), moment)
        found = first[0].matches if first else 0
    is_capped = found > COUNTED and _sole_facet(criteria) is None
    has_more = len(rows) > PAGE
    rows = rows[:PAGE]
    if criteria.after is not None:
        rows = rows[::-1]
    goes_on_up = has_more if criteria.after is not None else criteria.before is not None
    goes_on_down = has_more if criteria.after is None else True
    return Found(
        rows=rows,
        total=COUNTED if is_capped else found,
        is_capped=is_capped,
        newer=rows[0].sequence if rows and goes_on_up else None,
        older=rows[-1].sequence if rows and goes_on_down else None,
    )


def find_or_correct(session: Session, criteria: Criteria) -> tuple[Criteria, Found]:
    """As ``find``, and what was looked for: where nothing fits, and a slip of the keyboard put right finds something,
    the same search with that word put right. The same words always give the same answer."""
    found = find(session, criteria)
    if found.total == 0 and criteria.words:
        words = search.corrected(session, "search_published", criteria.words)
        if words is not None:
            instead = replace(criteria, words=words, before=None, after=None)
            corrected = find(session, instead)
            if corrected.total:
                return instead, corrected
    return criteria, found


def fits(session: Session, criteria: Criteria, row: PublishedTender, at: datetime) -> bool:
    """Whether a search would find this published tender, as of ``at`` (aware)."""
    if criteria.is_open_alone and (row.deadline_at is None or row.deadline_at < at):
        return False
    terms = _terms(criteria)
    if not terms:
        return True
    if session.get_bind().dialect.name == "sqlite":
        query = sql_select(_FTS5.c.rowid).where(_FTS5.c.rowid == row.sequence, _FTS5_MATCHES)
        asked = {"terms": _match(terms)}
    else:
        query = sql_select(_VECTORS.c.id).where(
            _VECTORS.c.id == row.sequence,
            _VECTORS.c.document.op("@@")(_query(bindparam("terms", type_=String()))),
        )
        asked = {"terms": _tsquery(terms)}
    return session.execute(query, asked).first() is not None


# How it is asked


@dataclass(frozen=True)
class _Way:
    """Of a search, what decides the words of its statement. The rest goes in as values."""

    dialect: str
    has_terms: bool
    is_open: bool
    begins: Literal["at the head", "before", "after"]
    is_one_facet: bool
    has_latest: bool = False
    by_deadline: bool = False

    @property
    def is_upward(self) -> bool:
        return self.begins == "after"


def _ask(session: Session, criteria: Criteria, moment: datetime) -> Sequence[Row[Any]]:
    """A page and one row more, each row with how many match in all as ``matches``, which stops above ``COUNTED``."""
    terms, sole = _terms(criteria), _sole_facet(criteria)
    begins: Literal["at the head", "before", "after"] = (
        "after" if criteria.after is not None else "before" if criteria.before is not None else "at the head"
    )
    _, earliest, latest = CLOSING.get(criteria.closing, ("", timedelta(), None))
    way = _Way(
        session.get_bind().dialect.name, bool(terms), criteria.is_open_alone, begins, sole is not None,
        latest is not None, criteria.by_deadline,
    )  # fmt: skip
    kind, value = sole or ("", "")
    values = {
        "terms": (_match if way.dialect == "sqlite" else _tsquery)(terms),
        "moment": moment + earliest,
        "latest": moment + latest if latest is not None else None,
        "edge": criteria.after if way.is_upward else criteria.before,
        "kind": kind,
        "value": value,
    }
    statement = _statement(way)
    return session.execute(statement, {name: values[name] for name in _named_in(statement)}).all()


def _sole_facet(criteria: Criteria) -> tuple[str, str] | None:
    """The one facet whose exact count is kept and answers ``criteria``, if there is one."""
    if criteria.is_open_alone or search.words_of(criteria.words):
        return None
    chosen = [(kind, value) for kind, values in criteria.filters.items() for value in values]
    return ALL if not chosen else chosen[0] if len(chosen) == 1 else None


def _terms(criteria: Criteria) -> list[list[str]]:
    """What must match: each inner list holds alternatives, each a word or the token of a filter value."""
    words = [[word] for word in search.words_of(criteria.words)]
    return words + [
        [token_of(kind, value) for value in values] for kind, values in criteria.filters.items() if values
    ]


def _match(terms: list[list[str]]) -> str:
    """In FTS5's language. Every word is quoted, so that nothing typed is read as part of it."""
    return " AND ".join("(" + " OR ".join(f'"{term}"' for term in each) + ")" for each in terms)


def _tsquery(terms: list[list[str]]) -> str:
    """In PostgreSQL's language. Words go through the dictionary; tokens of filters are lexemes as they are."""
    return " & ".join("(" + " | ".join(f"'{term}'" for term in each) + ")" for each in terms)


_TENDER = PublishedTender.__table__  # type: ignore[attr-defined]
_FTS5 = table("search_published", column("rowid"))
_VECTORS = table("search_published", column("id"), column("document"))
_MOMENT = bindparam("moment", type_=_TENDER.c.deadline_at.type)
_LATEST = bindparam("latest", type_=_TENDER.c.deadline_at.type)
_EDGE: BindParameter[int] = bindparam("edge", type_=BigInteger())
#: The oldest that is still open: nothing before it needs to be looked at. Adding nought makes the engine go through
#: the few open ones instead of walking up from the first row.
_OLDEST_OPEN = (
    sql_select(func.min(_TENDER.c.sequence + 0)).where(_TENDER.c.deadline_at >= _MOMENT).scalar_subquery()
)


@cache
def _named_in(statement: Select[Any]) -> Iterable[str]:
    return {"terms", "moment", "latest", "edge", "kind", "value"} & statement.compile().params.keys()


@cache
def _statement(way: _Way) -> Select[Any]:
    if way.by_deadline:
        return _by_deadline(way)
    if not way.has_terms:
        page = sql_select(*COLUMNS).where(*_from_edge(way, _TENDER.c.sequence), *_open(way))
        page = _ordered(page, way, _TENDER.c.sequence).limit(PAGE + 1)
    elif way.dialect == "sqlite":
        page = _sqlite(way)
    else:
        return _postgresql(way)
    return page.add_columns(_matches(way).label("matches"))


def _matches(way: _Way) -> ScalarSelect[int]:
    """How many match in all: kept for a sole facet, counted otherwise, but not beyond ``COUNTED``."""
    if way.is_one_facet:
        return (
            sql_select(_FACET.c.tenders)
            .where(_FACET.c.kind == bindparam("kind"), _FACET.c.value == bindparam("value"))
            .scalar_subquery()
        )
    matches: Select[Any] = sql_select(literal_column("1"))
    if not way.has_terms:
        matches = matches.select_from(_TENDER).where(*_open(way))
    else:
        matches = matches.select_from(_joined(_FTS5, _FTS5.c.rowid) if way.is_open else _FTS5)
        matches = matches.where(_FTS5_MATCHES, *_open(way, _FTS5.c.rowid))
    return _counted(matches)


def _counted(matches: Select[Any]) -> ScalarSelect[int]:
    """How many rows there are, but not beyond ``COUNTED`` and one."""
    return sql_select(func.count()).select_from(matches.limit(COUNTED + 1).subquery()).scalar_subquery()


def _stretches_of_the_open() -> ColumnElement[str]:
    """For PostgreSQL: in any of the stretches from the oldest open tender on, so that the inverted index alone says
    which to look at. Reading the words of each would cost ten times as much."""
    head = sql_select(func.max(_TENDER.c.sequence)).scalar_subquery()
    return _stretches(_OLDEST_OPEN // STRETCH, head // STRETCH)


def _from_edge(way: _Way, sequence: ColumnElement[int]) -> list[ColumnElement[bool]]:
    return {"at the head": [], "before": [sequence < _EDGE], "after": [sequence > _EDGE]}[way.begins]


def _open(way: _Way, sequence: ColumnElement[int] = _TENDER.c.sequence) -> list[ColumnElement[bool]]:
    """Only what is open. ``sequence`` is that of the index which leads: told where to end, it goes no further back."""
    if not way.is_open:
        return []
    until = [_TENDER.c.deadline_at <= _LATEST] if way.has_latest else []
    return [sequence >= _OLDEST_OPEN, _TENDER.c.deadline_at >= _MOMENT, *until]


def _ordered(query: Select[Any], way: _Way, sequence: ColumnElement[int]) -> Select[Any]:
    return query.order_by(sequence.asc() if way.is_upward else sequence.desc())


def _by_deadline(way: _Way) -> Select[Any]:
    """Open tenders, the next to close first. They are few, so that all that match may be gathered and put in order."""
    source: FromClause = _TENDER
    matching: list[ColumnElement[bool]] = []
    if way.has_terms and way.dialect == "sqlite":
        source, matching = _joined(_FTS5, _FTS5.c.rowid), [_FTS5_MATCHES]
    elif way.has_terms:
        terms = _within(bindparam("terms", type_=String()), _stretches_of_the_open())
        source, matching = _joined(_VECTORS, _VECTORS.c.id), [_VECTORS.c.document.op("@@")(_query(terms))]
    here = [*matching, *_open(way)]
    due, sequence = _TENDER.c.deadline_at, _TENDER.c.sequence
    edge = sql_select(due).where(sequence == _EDGE).scalar_subquery()
    beyond: list[ColumnElement[bool]] = []
    if way.is_upward:
        beyond = [or_(due < edge, and_(due == edge, sequence < _EDGE))]
    elif way.begins == "before":
        beyond = [or_(due > edge, and_(due == edge, sequence > _EDGE))]
    order = [due.desc(), sequence.desc()] if way.is_upward else [due, sequence]
    page = sql_select(*COLUMNS).select_from(source).where(*here, *beyond).order_by(*order).limit(PAGE + 1)
    matches: Select[Any] = sql_select(literal_column("1")).select_from(source).where(*here)
    return page.add_columns(_counted(matches).label("matches"))


def _joined(index: TableClause, sequence: ColumnElement[int]) -> FromClause:
    return index.join(_TENDER, _TENDER.c.sequence == sequence)


_FTS5_MATCHES = column("search_published").op("MATCH")(bindparam("terms", type_=String()))


def _sqlite(way: _Way) -> Select[Any]:
    """FTS5 leads, in the order of its rowid, and each match fetches its row by primary key."""
    query = sql_select(*COLUMNS).select_from(_joined(_FTS5, _FTS5.c.rowid))
    query = query.where(_FTS5_MATCHES, *_open(way, _FTS5.c.rowid))
    return _ordered(query.where(*_from_edge(way, _FTS5.c.rowid)), way, _FTS5.c.rowid).limit(PAGE + 1)


def _query(terms: ColumnElement[str]) -> ColumnElement[Any]:
    return func.to_tsquery("english", terms)


def _postgresql(way: _Way) -> Select[Any]:
    """Matches in the two stretches where the page begins; if they do not fill it, all matches by the inverted index.

    Adding nought keeps the planner from walking the primary key instead, in the hope of matches that may not
    come.
    """
    terms: ColumnElement[str] = bindparam("terms", type_=String())
    wanted = _within(terms, _stretches_of_the_open()) if way.is_open else terms
    sequence = _VECTORS.c.id + 0
    head = sql_select(func.coalesce(func.max(_VECTORS.c.id), 0)).scalar_subquery()
    here = (head if way.begins == "at the head" else _EDGE) // STRETCH
    pair = [func.concat(STRETCH_TOKEN, each) for each in (here, here + 1 if way.is_upward else here - 1)]
    near = _within(terms, func.concat("'", pair[0], "' | '", pair[1], "'"))

    def numbers(words: ColumnElement[str]) -> Select[Any]:
        source = _joined(_VECTORS, _VECTORS.c.id) if way.is_open else _VECTORS
        found = sql_select(_VECTORS.c.id).select_from(source)
        return found.where(_VECTORS.c.document.op("@@")(_query(words)), *_open(way))

    beginning = numbers(near).where(*_from_edge(way, sequence)).cte("beginning")
    in_beginning = sql_select(func.count()).select_from(beginning).scalar_subquery()
    is_full = in_beginning > PAGE
    gathered = numbers(wanted).where(~is_full, *_from_edge(way, sequence)).cte("gathered")
    ids = union_all(sql_select(beginning.c.id).where(is_full), sql_select(gathered.c.id)).subquery("ids")
    page = _ordered(sql_select(ids.c.id), way, ids.c.id).limit(PAGE + 1).subquery("page")
    if way.is_one_facet:
        matches: ColumnElement[int] = _matches(way)
    else:
        counted: ColumnElement[int] = _counted(numbers(wanted))
        if not way.is_open:
            # All the matches of a common word take long to gather. Where the beginning is full of it, twice as many
            # as are counted can be expected in a few of the newest stretches.
            back = 1 + 2 * COUNTED // func.greatest(in_beginning, 1, type_=BigInteger())
            newest = _within(terms, _stretches(head // STRETCH - back, head // STRETCH))
            has_more = and_(back < NEWEST, back <= head // STRETCH, _counted(numbers(newest)) > COUNTED)
            counted = case((has_more, COUNTED + 1), else_=counted)
        if way.begins == "at the head":  # what was gathered is all there is
            everything = sql_select(func.count()).select_from(gathered).scalar_subquery()
            counted = case((is_full, counted), else_=everything)
        matches = counted
    joined = page.join(_TENDER, _TENDER.c.sequence == page.c.id)
    return _ordered(sql_select(*COLUMNS, matches.label("matches")).select_from(joined), way, page.c.id)


def _within(terms: ColumnElement[str], stretches: ColumnElement[str]) -> ColumnElement[str]:
    """For PostgreSQL: what matches ``terms`` in any of ``stretches``."""
    return func.concat("(", terms, ") & (", stretches, ")")


def _stretches(first: ColumnElement[int], last: ColumnElement[int]) -> ColumnElement[str]:
    """For PostgreSQL: in any of the stretches from ``first`` to ``last``."""
    stretch = func.generate_series(first, last).column_valued("stretch")
    tokens = func.string_agg(func.concat("'", STRETCH_TOKEN, stretch, "'"), literal_column("' | '"))
    return func.coalesce(sql_select(tokens).scalar_subquery(), literal_column(f"'{STRETCH_TOKEN}'"))
