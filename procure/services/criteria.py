"""What is looked for among published tenders, and what each filter offers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import and_, bindparam, func, or_, union_all
from sqlalchemy import select as sql_select
from sqlmodel import Session

from procure import search
from procure.languages import later
from procure.models import PublishedFacet
from procure.services.listing import STAGES, TREES, VALUE_BANDS

#: Buyers offered as a filter: those with the most tenders. Others are found by name or from their tenders.
BUYERS_OFFERED = 60
#: Filters, in the order of the page. Values of one are alternatives; of several, all must hold.
KINDS = (
    "stage", "mission", "outcome", "region", "cpv", "procedure", "value", "suitable", "lots", "buyer",
)  # fmt: skip
#: When a tender closes → (words, at the earliest, at the latest), counted from now; None for no end.
CLOSING: dict[str, tuple[str, timedelta, timedelta | None]] = {
    "7": (later("Within 7 days"), timedelta(), timedelta(days=7)),
    "30": (later("Within 30 days"), timedelta(), timedelta(days=30)),
    "later": (later("In more than 30 days"), timedelta(days=30), None),
}

_FACET = PublishedFacet.__table__  # type: ignore[attr-defined]
#: Plain rows: half the list's time would go into making objects of them.
_FACETS = sql_select(_FACET.c.kind, _FACET.c.value, _FACET.c.label, _FACET.c.tenders)
_BUYERS = _FACETS.where(_FACET.c.kind == "buyer")
_LENGTH = func.length(_FACET.c.value)
#: Of a tree, its first branches, and those beneath what is chosen.
_BRANCHES = _FACETS.where(
    or_(
        *(and_(_FACET.c.kind == kind, first >= _LENGTH) for kind, first in TREES.items()),
        and_(
            _FACET.c.kind.in_(list(TREES)),
            func.substr(_FACET.c.value, 1, _LENGTH - 1).in_(bindparam("parents", expanding=True)),
        ),
    )
)
_OFFERED = union_all(
    _FACETS.where(_FACET.c.kind.in_([kind for kind in KINDS if kind != "buyer" and kind not in TREES])),
    _BRANCHES,
    sql_select(_BUYERS.order_by(_FACET.c.tenders.desc()).limit(BUYERS_OFFERED).subquery()),
    _BUYERS.where(_FACET.c.value.in_(bindparam("chosen", expanding=True))),
)


@dataclass(frozen=True)
class Criteria:
    """What is looked for. ``filters`` maps a kind of ``KINDS`` to its chosen values; ``closing`` is one of ``CLOSING``;
    ``by_deadline`` lists open tenders, the next to close first, in place of the newest first. ``before`` and ``after``
    are sequence numbers of the tenders that pages begin from.
    """

    words: str = ""
    filters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    is_open: bool = False
    before: int | None = None
    after: int | None = None
    closing: str = ""
    by_deadline: bool = False

    @property
    def is_narrowed(self) -> bool:
        """Whether anything narrows the list."""
        return bool(search.words_of(self.words) or any(self.filters.values()) or self.is_open_alone)

    @property
    def is_open_alone(self) -> bool:
        """Whether only what is open fits."""
        return bool(self.is_open or self.closing or self.by_deadline)


@dataclass(frozen=True)
class Choice:
    """A value offered as a filter, how many published tenders have it, and how deep in its tree it is (from 0)."""

    value: str
    label: str
    tenders: int
    depth: int = 0


def narrowest(kind: str, values: Iterable[str]) -> tuple[str, ...]:
    """The values of a filter; of a tree without those that have a chosen one beneath them."""
    chosen = tuple(dict.fromkeys(values))
    if kind not in TREES:
        return chosen
    return tuple(
        each for each in chosen if not any(other != each and other.startswith(each) for other in chosen)
    )


def choices(session: Session, criteria: Criteria) -> dict[str, list[Choice]]:
    """What each filter offers, by kind. Of buyers, those with the most tenders, and whichever is chosen; of trees, the
    first branches and what is beneath those chosen."""
    parents = {
        value[:length]
        for kind, first in TREES.items()
        for value in criteria.filters.get(kind, ())
        for length in range(first, len(value) + 1)
    }
    asked = {"chosen": criteria.filters.get("buyer", ()), "parents": sorted(parents)}
    rows = {(row.kind, row.value): row for row in session.execute(_OFFERED, asked)}.values()
    offered: dict[str, list[Choice]] = {kind: [] for kind in KINDS}
    for row in rows:
        depth = max(0, len(row.value) - TREES[row.kind]) if row.kind in TREES else 0
        offered[row.kind].append(Choice(row.value, row.label, row.tenders, depth))
    for values in offered.values():
        values.sort(key=lambda choice: choice.label.casefold())
    for kind in TREES:
        offered[kind] = _as_tree(offered[kind])
    for kind, order in (("value", [band for band, _, _ in VALUE_BANDS]), ("stage", list(STAGES))):
        offered[kind].sort(key=lambda choice: order.index(choice.value) if choice.value in order else 99)
    return offered


def _as_tree(found: list[Choice]) -> list[Choice]:
    """Each branch followed by what is beneath it."""

    def beneath(parent: str, depth: int) -> list[Choice]:
        ordered = []
        for each in found:
            if each.depth == depth and each.value.startswith(parent):
                ordered += [each, *beneath(each.value, depth + 1)]
        return ordered

    return beneath("", 0)
