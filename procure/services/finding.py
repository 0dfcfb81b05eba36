"""Finding published tenders: words and filters in one intersection, newest first, a page at a time.

Paging walks down the publication sequence (never OFFSET) and counts stop early, so that a page costs the same
with a thousand tenders as with a hundred thousand. SQLite's FTS5 hands out matches in sequence order as they
are asked for. PostgreSQL cannot, so it looks through the newest rows first, which is enough for anything
common, and only then gathers all matches, of which there are few.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, column, func, literal, table, text
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from procure import search
from procure.models import PublishedFacet, PublishedTender
from procure.services.listing import ALL, VALUE_BANDS, token_of

PAGE = 20
#: Counting stops here: beyond, a reader wants another filter and not a number.
COUNTED = 1_000
#: Rows that PostgreSQL looks through before it gathers.
NEWEST = 300
#: Buyers offered as a filter: those with the most tenders. Others are found by name or from their tenders.
BUYERS_OFFERED = 60
#: Filters, in the order of the page. Values of one are alternatives; of several, all must hold.
KINDS = ("mission", "region", "cpv", "procedure", "value", "suitable", "buyer")
#: What the list shows of a tender; an object with these names.
COLUMNS = tuple(
    PublishedTender.__table__.c[name]  # type: ignore[attr-defined]
    for name in (
        "sequence", "reference", "version_number", "title", "summary", "buyer_name", "places", "value_gross",
        "procedure", "published_at", "deadline_at", "deadline_is_for_requests", "sme_suitable",
        "vcse_suitable",
    )
)  # fmt: skip


#: Plain rows: half the list's time would go into making objects of them.
_FACETS = sql_select(
    *(
        PublishedFacet.__table__.c[name]  # type: ignore[attr-defined]
        for name in ("kind", "value", "label", "tenders")
    )
)
_ONE = literal(1).label("one")


@dataclass(frozen=True)
class Criteria:
    """What is looked for. ``filters`` maps a kind of ``KINDS`` to its chosen values; ``before`` and ``after``
    are sequence numbers that pages begin from.
    """

    words: str = ""
    filters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    is_open: bool = False
    before: int | None = None
    after: int | None = None

    @property
    def is_narrowed(self) -> bool:
        """Whether anything narrows the list."""
        return bool(search.words_of(self.words) or any(self.filters.values()) or self.is_open)


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


@dataclass(frozen=True)
class Choice:
    """A value offered as a filter, and how many published tenders have it."""

    value: str
    label: str
    tenders: int


def find(session: Session, criteria: Criteria, at: datetime | None = None) -> Found:
    """A page of published tenders as of ``at`` (aware; default now)."""
    moment = at or datetime.now(UTC)
    rows = _rows(session, criteria, moment)
    has_more = len(rows) > PAGE
    rows = rows[:PAGE]
    if criteria.after is not None:
        rows = rows[::-1]
    if criteria.before is None and criteria.after is None and (not has_more or hasattr(rows[0], "matches")):
        found = rows[0].matches if has_more else len(rows)  # the page itself knows how many there are
        total, is_capped = min(found, COUNTED), found > COUNTED
    else:
        total, is_capped = _count(session, criteria, moment)
    goes_on_up = has_more if criteria.after is not None else criteria.before is not None
    goes_on_down = has_more if criteria.after is None else True
    return Found(
        rows=rows,
        total=total,
        is_capped=is_capped,
        newer=rows[0].sequence if rows and goes_on_up else None,
        older=rows[-1].sequence if rows and goes_on_down else None,
    )


def choices(session: Session, criteria: Criteria) -> dict[str, list[Choice]]:
    """What each filter offers, by kind. Of buyers, those with the most tenders, and whichever is chosen."""
    few = [kind for kind in KINDS if kind != "buyer"]
    rows = list(session.execute(_FACETS.where(col(PublishedFacet.kind).in_(few))))
    buyers = _FACETS.where(col(PublishedFacet.kind) == "buyer")
    rows += session.execute(buyers.order_by(col(PublishedFacet.tenders).desc()).limit(BUYERS_OFFERED))
    chosen = set(criteria.filters.get("buyer", ())) - {row.value for row in rows if row.kind == "buyer"}
    if chosen:
        rows += session.execute(buyers.where(col(PublishedFacet.value).in_(sorted(chosen))))
    offered: dict[str, list[Choice]] = {kind: [] for kind in KINDS}
    for row in rows:
        offered[row.kind].append(Choice(row.value, row.label, row.tenders))
    for values in offered.values():
        values.sort(key=lambda choice: choice.label.casefold())
    bands = [band for band, _, _ in VALUE_BANDS]
    offered["value"].sort(key=lambda choice: bands.index(choice.value) if choice.value in bands else 99)
    return offered


# How it is asked


def _rows(session: Session, criteria: Criteria, moment: datetime) -> list[Row[Any]]:
    sequence = PublishedTender.__table__.c.sequence  # type: ignore[attr-defined]
    order = sequence.asc() if criteria.after is not None else sequence.desc()
    wanted = _wanted(criteria)
    if not wanted:
        listed = _narrowed(sql_select(*COLUMNS), sequence, criteria, moment).order_by(order).limit(PAGE + 1)
        return list(session.execute(listed))
    if session.get_bind().dialect.name == "sqlite":
        return list(session.execute(_sqlite(criteria, moment, wanted).limit(PAGE + 1)))
    rows = list(session.execute(_postgresql_newest(criteria, moment, wanted)))
    if len(rows) <= PAGE:
        rows = list(session.execute(_postgresql_gathered(criteria, moment, wanted)))
    return rows


def _count(session: Session, criteria: Criteria, moment: datetime) -> tuple[int, bool]:
    unpaged = Criteria(criteria.words, criteria.filters, criteria.is_open)
    wanted = _wanted(unpaged)
    sole = _sole_facet(unpaged)
    if sole is not None:
        kind, value = sole
        counted = session.execute(
            _FACETS.where(col(PublishedFacet.kind) == kind, col(PublishedFacet.value) == value)
        ).first()
        return (counted.tenders if counted else 0), False
    if not wanted:
        sequence = PublishedTender.__table__.c.sequence  # type: ignore[attr-defined]
        matches = _narrowed(sql_select(_ONE).select_from(PublishedTender), sequence, unpaged, moment)
    elif session.get_bind().dialect.name == "sqlite":
        matches = _sqlite(unpaged, moment, wanted, is_count=True)
    else:
        matches = _postgresql(unpaged, moment, wanted, (_ONE,))
    found = session.execute(
        sql_select(func.count()).select_from(matches.limit(COUNTED + 1).subquery())
    ).scalar_one()
    return min(found, COUNTED), found > COUNTED


def _sole_facet(criteria: Criteria) -> tuple[str, str] | None:
    """The one facet whose exact count is kept and answers ``criteria``, if there is one."""
    if criteria.is_open or search.words_of(criteria.words):
        return None
    chosen = [(kind, value) for kind, values in criteria.filters.items() for value in values]
    return ALL if not chosen else chosen[0] if len(chosen) == 1 else None


def _wanted(criteria: Criteria) -> list[list[str]]:
    """What must match: each inner list holds alternatives, each a word or the token of a filter value."""
    words = [[word] for word in search.words_of(criteria.words)]
    return words + [
        [token_of(kind, value) for value in values] for kind, values in criteria.filters.items() if values
    ]


def _narrowed(query: Any, sequence: ColumnElement[int], criteria: Criteria, moment: datetime) -> Any:
    """Only from where the page begins, and only open ones if asked. Nothing older than the oldest open tender
    needs to be looked at.
    """
    if criteria.after is not None:
        query = query.where(sequence > criteria.after)
    elif criteria.before is not None:
        query = query.where(sequence < criteria.before)
    if criteria.is_open:
        # Adding nought makes the engine go through the few open ones instead of walking up from the first
        # row.
        oldest = (
            select(func.min(col(PublishedTender.sequence) + 0))
            .where(col(PublishedTender.deadline_at) >= moment)
            .scalar_subquery()
        )
        query = query.where(sequence >= oldest, col(PublishedTender.deadline_at) >= moment)
    return query


def _sqlite(
    criteria: Criteria, moment: datetime, wanted: list[list[str]], *, is_count: bool = False
) -> Select[Any]:
    """FTS5 leads, in the order of its rowid, and each match fetches its row by primary key, unless all that
    is wanted is how many there are.
    """
    indexed = table("search_published", column("rowid"))
    joined = indexed.join(PublishedTender, PublishedTender.sequence == indexed.c.rowid)
    # Every word is quoted, so that nothing typed is read as FTS5's query language.
    match = " AND ".join("(" + " OR ".join(f'"{term}"' for term in terms) + ")" for terms in wanted)
    query = (
        sql_select(*((_ONE,) if is_count else COLUMNS))
        .select_from(indexed if is_count and not criteria.is_open else joined)
        .where(column("search_published").op("MATCH")(literal(match)))
        .order_by(indexed.c.rowid.asc() if criteria.after is not None else indexed.c.rowid.desc())
    )
    return _narrowed(query, indexed.c.rowid, criteria, moment)


_INDEXED = table("search_published", column("id"), column("document"))


def _tsquery(wanted: list[list[str]]) -> ColumnElement[Any]:
    """Words go through the dictionary, one by one and quoted; tokens of filters are lexemes as they are."""
    parts = [" | ".join(f"'{term}'" for term in terms) for terms in wanted]
    return func.to_tsquery("english", " & ".join(f"({part})" for part in parts))


def _postgresql(
    criteria: Criteria, moment: datetime, wanted: list[list[str]], columns: Iterable[Any]
) -> Select[Any]:
    query = sql_select(*columns).select_from(_INDEXED).where(_INDEXED.c.document.op("@@")(_tsquery(wanted)))
    if criteria.is_open:
        query = query.join(PublishedTender, PublishedTender.sequence == _INDEXED.c.id)
    return _narrowed(query, _INDEXED.c.id, criteria, moment)


def _postgresql_newest(criteria: Criteria, moment: datetime, wanted: list[list[str]]) -> Select[Any]:
    """Matches among the newest rows of where the page begins: one short walk down the primary key."""
    ascending = criteria.after is not None
    walk = sql_select(_INDEXED.c.id, _INDEXED.c.document)
    walk = _narrowed(walk, _INDEXED.c.id, Criteria(before=criteria.before, after=criteria.after), moment)
    walk = walk.order_by(_INDEXED.c.id.asc() if ascending else _INDEXED.c.id.desc()).limit(NEWEST)
    newest = walk.subquery("newest")
    matches = (
        sql_select(*COLUMNS)
        .select_from(newest.join(PublishedTender, PublishedTender.sequence == newest.c.id))
        .where(newest.c.document.op("@@")(_tsquery(wanted)))
        .order_by(newest.c.id.asc() if ascending else newest.c.id.desc())
        .limit(PAGE + 1)
    )
    return _narrowed(matches, newest.c.id, Criteria(is_open=criteria.is_open), moment)


def _postgresql_gathered(criteria: Criteria, moment: datetime, wanted: list[list[str]]) -> Select[Any]:
    """All matches by the inverted index, then the newest of them, each with how many there are in all as
    ``matches``. Adding nought keeps the planner from walking the primary key instead, in the hope of matches
    that may not come.
    """
    matches = _postgresql(criteria, moment, wanted, (_INDEXED.c.id, func.count().over().label("matches")))
    key = text("search_published.id + 0" + (" ASC" if criteria.after is not None else " DESC"))
    page = matches.order_by(key).limit(PAGE + 1).subquery("page")
    return (
        sql_select(*COLUMNS, page.c.matches)
        .select_from(page.join(PublishedTender, PublishedTender.sequence == page.c.id))
        .order_by(page.c.id.asc() if criteria.after is not None else page.c.id.desc())
    )
