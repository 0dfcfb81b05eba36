"""The portfolio of a mission, read: what it covers, what is claimed twice, what it is worth, when it comes.

Whoever is not signed in sees what is published. Board members see besides what their own boards have, and officers
what their own organisation has with a board. Whatever is counted here, they may also list: no sum holds what its
reader may not see.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, func, or_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from procure.domain.overlaps import Standing
from procure.domain.permissions import Actor
from procure.domain.snapshot import ObjectiveSnapshot
from procure.domain.vocabulary import Role
from procure.languages import gettext
from procure.models import (
    EndorsementCondition,
    Organisation,
    PortfolioLink,
    PortfolioRow,
    PortfolioSum,
    Review,
    Tender,
)
from procure.services import frameworks, freezing

PAGE = 20
MOST_OVERDUE = 20
MOST_EXPORTED = 20_000


@dataclass(frozen=True)
class Criteria:
    """What a portfolio is narrowed to: an objective, a buyer by its key, a financial year, how far things are.
    ``before`` is the row that a page of the list begins after."""

    objective: str = ""
    buyer: str = ""
    year: int | None = None
    standing: str = ""
    before: int | None = None


@dataclass(frozen=True)
class Sums:
    """Sums over tenders: how many, pounds net and gross of VAT of the ``valued`` of them, how many suit small firms
    and voluntary bodies, prescriptive requirements of all, and percent claimed of a gap by the ``claiming`` of
    them."""

    tenders: int = 0
    value_net: Decimal = Decimal(0)
    value_gross: Decimal = Decimal(0)
    valued: int = 0
    sme: int = 0
    vcse: int = 0
    flagged: int = 0
    requirements: int = 0
    share: Decimal = Decimal(0)
    claiming: int = 0


@dataclass(frozen=True)
class Covered:
    """One objective of the mission and what serves it."""

    objective: ObjectiveSnapshot
    sums: Sums

    @property
    def is_gap(self) -> bool:
        """Whether nothing serves it."""
        return self.sums.tenders == 0

    @property
    def is_claimed_twice(self) -> bool:
        """Whether contracts claim more of its gap than there is."""
        return self.sums.share > 100


@dataclass(frozen=True)
class Placed:
    """One tender of the list, with its link to each objective that it serves."""

    row: PortfolioRow
    links: dict[str, PortfolioLink]


@dataclass(frozen=True)
class Overdue:
    """A condition of an endorsement whose day is past and that nobody has met."""

    text: str
    due_on: date
    title: str
    review_key: str
    reference: str


@dataclass(frozen=True)
class Portfolio:
    """All that the page of a mission says. ``by_buyer_and_year`` has the buyer's key and name, the financial year
    and the sums."""

    mission_id: str
    mission_name: str
    total: Sums
    covered: Sequence[Covered]
    by_buyer_and_year: Sequence[tuple[str, str, int, Sums]]
    by_standing: dict[str, Sums]
    placed: Sequence[Placed]
    following: int | None
    overdue: Sequence[Overdue] = ()
    buyers: Sequence[tuple[str, str]] = ()
    years: Sequence[int] = ()
    criteria: Criteria = field(default_factory=Criteria)


def year_in_words(year: int) -> str:
    """``2027 to 2028``, a financial year; for 0, that it is not known."""
    if not year:
        return gettext("Start not stated")
    return gettext("%(start)s to %(end)s", start=year, end=year + 1)


def missions(session: Session, actor: Actor) -> list[tuple[str, str, int]]:
    """Every mission with an objective, in order of its name: id, name, and how many tenders the person may see of
    it."""
    summed = session.execute(
        sql_select(col(PortfolioSum.mission_id), func.sum(PortfolioSum.tenders))
        .where(PortfolioSum.objective_id == "", may_see(PortfolioSum, actor))
        .group_by(PortfolioSum.mission_id)
    )
    counted = {row[0]: row[1] for row in summed}
    return [(each, name, int(counted.get(each, 0))) for each, name in frameworks.missions(session)]


def portfolio(session: Session, actor: Actor, mission_id: str, criteria: Criteria, today: date) -> Portfolio:
    """The portfolio of a mission as of ``today``, narrowed. Raises NotFound for a mission that no framework has."""
    objectives = frameworks.objectives_of(session, mission_id)
    buyer_id = _buyer(session, criteria.buyer)
    all_of_it = (PortfolioSum.mission_id == mission_id, may_see(PortfolioSum, actor))
    narrowed = (*all_of_it, *_narrowed(PortfolioSum, criteria, buyer_id))
    by_objective = {
        row[0]: _sums(row[1:])
        for row in session.execute(
            _summed(PortfolioSum.objective_id).where(*narrowed).group_by(PortfolioSum.objective_id)
        )
    }
    of_one = PortfolioSum.objective_id == criteria.objective
    cells = session.execute(
        _summed(PortfolioSum.organisation_id, PortfolioSum.year)
        .where(*narrowed, of_one)
        .group_by(PortfolioSum.organisation_id, PortfolioSum.year)
    ).all()
    standings = session.execute(
        _summed(PortfolioSum.standing).where(*narrowed, of_one).group_by(PortfolioSum.standing)
    ).all()
    offered = session.execute(
        sql_select(col(PortfolioSum.organisation_id), col(PortfolioSum.year))
        .where(*all_of_it, PortfolioSum.objective_id == "")
        .distinct()
    ).all()
    named = {
        row.id: (row.key, row.name)
        for row in session.execute(
            sql_select(col(Organisation.id), col(Organisation.key), col(Organisation.name)).where(
                col(Organisation.id).in_({each for each, _ in offered})
            )
        )
    }
    placed = listed(session, actor, mission_id, criteria, buyer_id)
    return Portfolio(
        mission_id=mission_id,
        mission_name=objectives[0].mission_name,
        total=by_objective.get(criteria.objective, Sums()),
        covered=[
            Covered(freezing.objective_snapshot(row), by_objective.get(row.objective_id, Sums()))
            for row in objectives
        ],
        by_buyer_and_year=sorted(
            ((*named[row[0]], row[1], _sums(row[2:])) for row in cells),
            key=lambda cell: (cell[1].casefold(), cell[2]),
        ),
        by_standing={row[0]: _sums(row[1:]) for row in standings},
        placed=placed[:PAGE],
        following=placed[PAGE - 1].row.id if len(placed) > PAGE else None,
        overdue=overdue(session, actor, mission_id, today),
        buyers=sorted(set(named.values()), key=lambda pair: pair[1].casefold()),
        years=sorted({year for _, year in offered}),
        criteria=criteria,
    )


def listed(
    session: Session,
    actor: Actor,
    mission_id: str,
    criteria: Criteria,
    buyer_id: int | None,
    most: int = PAGE + 1,
) -> list[Placed]:
    """Tenders of the mission, the newest first, with all their links to its objectives."""
    wanted = (
        select(PortfolioRow)
        .join(PortfolioLink, col(PortfolioLink.row_id) == PortfolioRow.id)
        .where(
            PortfolioLink.mission_id == mission_id,
            PortfolioLink.objective_id == criteria.objective,
            may_see(PortfolioLink, actor),
            *_narrowed(PortfolioLink, criteria, buyer_id),
        )
        .order_by(col(PortfolioLink.row_id).desc())
        .limit(most)
    )
    if criteria.before is not None:
        wanted = wanted.where(PortfolioLink.row_id < criteria.before)
    rows = session.exec(wanted).all()
    links: dict[int, dict[str, PortfolioLink]] = {}
    # Asked by row alone: with the mission as well, a database walks through all links of it.
    served = select(PortfolioLink).where(col(PortfolioLink.row_id).in_([row.id for row in rows]))
    for link in session.exec(served):
        if link.mission_id == mission_id and link.objective_id:
            links.setdefault(link.row_id, {})[link.objective_id] = link
    return [Placed(row, links.get(row.id or 0, {})) for row in rows]


def every(session: Session, actor: Actor, mission_id: str, criteria: Criteria) -> list[Placed]:
    """All tenders of a narrowed portfolio, for a file; ``MOST_EXPORTED`` at most."""
    return listed(session, actor, mission_id, criteria, _buyer(session, criteria.buyer), MOST_EXPORTED)


def overdue(session: Session, actor: Actor, mission_id: str, today: date) -> list[Overdue]:
    """Conditions of endorsements that are due and not met, the longest first: of the boards on which the person
    sits, and of their own organisation's tenders."""
    if not actor.is_signed_in:
        return []
    rows = session.execute(
        sql_select(
            col(EndorsementCondition.text),
            col(EndorsementCondition.due_on),
            col(Tender.title),
            col(Review.key),
            col(Tender.reference),
        )
        .join(Review, col(Review.id) == EndorsementCondition.review_id)
        .join(Tender, col(Tender.id) == Review.tender_id)
        .where(
            col(EndorsementCondition.met_at).is_(None),
            col(EndorsementCondition.due_on) < today,
            or_(col(Review.board_id).in_(actor.boards), _is_own(Tender.organisation_id, actor)),
            # Looked up for each that is overdue, which are few, and not the other way about.
            sql_select(col(PortfolioLink.row_id))
            .join(PortfolioRow, col(PortfolioRow.id) == PortfolioLink.row_id)
            .where(
                PortfolioRow.tender_id == Tender.id,
                PortfolioLink.mission_id == mission_id,
                PortfolioLink.objective_id == "",
            )
            .exists(),
        )
        .order_by(col(EndorsementCondition.due_on))
        .limit(MOST_OVERDUE)
    )
    return [Overdue(*row) for row in rows]


def may_see(table: Any, actor: Actor) -> ColumnElement[bool]:
    if not actor.is_signed_in:
        return col(table.is_public).is_(True)
    return or_(
        col(table.is_public).is_(True),
        col(table.board_id).in_(actor.boards),
        _is_own(table.organisation_id, actor),
    )


def _is_own(column: Any, actor: Actor) -> ColumnElement[bool]:
    own = actor.organisation_id if Role.OFFICER in actor.roles else None
    return col(column) == (own or 0)


def _narrowed(table: Any, criteria: Criteria, buyer_id: int | None) -> list[ColumnElement[bool]]:
    found = []
    if criteria.buyer:
        found.append(col(table.organisation_id) == (buyer_id or 0))
    if criteria.year is not None:
        found.append(col(table.year) == criteria.year)
    if criteria.standing in set(Standing):
        found.append(col(table.standing) == criteria.standing)
    return found


def _buyer(session: Session, key: str) -> int | None:
    return session.exec(select(Organisation.id).where(Organisation.key == key)).one_or_none() if key else None


def _summed(*keys: Any) -> Any:
    table = PortfolioSum
    amounts = (
        table.tenders, table.value_net, table.value_gross, table.valued, table.sme, table.vcse, table.flagged,
        table.requirements, table.share, table.claiming,
    )  # fmt: skip
    return sql_select(*keys, *(func.sum(each) for each in amounts))


def _sums(amounts: Sequence[Any]) -> Sums:
    """Pence become pounds, and hundredths percent."""
    found = [int(each or 0) for each in amounts]
    net, gross, share = (Decimal(found[at]).scaleb(-2) for at in (1, 2, 8))
    return Sums(found[0], net, gross, *found[3:8], share, found[9])
