"""The money of every tender before a board: totals by who pays, year and fund, tender by tender, and as CSV.

Read from flat lines that are written when a version is frozen, so that a board's totals are sums in the database.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import case
from sqlmodel import Session, col, func, select

from exports.sheet import csv_line
from procure.domain.decisions import RECALLED
from procure.domain.funding import ledger_of, year_label
from procure.domain.permissions import Actor, Permission
from procure.domain.snapshot import SpecificationSnapshot
from procure.models import LedgerLine, Organisation, Review, SpecificationVersion, Tender
from procure.services import access

PAGE_SIZE = 25
HEADINGS = ("Reference", "Title", "Buyer", "Version", "Who pays", "Financial year", "Fund", "Pounds without VAT",
            "Benefit share %", "Gains and pays nothing")  # fmt: skip


@dataclass(frozen=True)
class PartyTotal:
    """What one party pays in all tenders before the person's boards."""

    name: str
    by_year: dict[int, Decimal]
    total: Decimal


@dataclass(frozen=True)
class FundedTender:
    """One tender in the list; ``key`` is of the review in which its money is shown line by line."""

    key: str
    title: str
    buyer: str
    version: int
    total: Decimal
    lines: int
    free_riders: int


@dataclass(frozen=True)
class BoardLedger:
    """The money before the person's boards, one page of its tenders."""

    total: Decimal
    total_tenders: int
    years: list[int]
    parties: list[PartyTotal]
    funds: list[tuple[str, Decimal]]
    tenders: list[FundedTender]
    page: int
    pages: int


@dataclass(frozen=True)
class Narrowed:
    """What of the ledger is asked for; None is all. A fund without a name is the empty text."""

    party: str | None = None
    year: int | None = None
    fund: str | None = None

    @property
    def conditions(self) -> list[Any]:
        """As conditions on the lines."""
        return [
            column == value
            for column, value in (
                (LedgerLine.party_name, self.party), (LedgerLine.year, self.year), (LedgerLine.fund, self.fund),
            )
            if value is not None
        ]  # fmt: skip


def lines_of(version_id: int, snapshot: SpecificationSnapshot) -> Iterator[LedgerLine]:
    """The flat lines of a version that is being frozen."""
    ledger = ledger_of(snapshot.parties, snapshot.contributions, snapshot.money)
    for each in ledger.standings:
        yield LedgerLine(
            version_id=version_id, is_party=True, party_name=each.party.name, benefit_share=each.party.benefit_share,
            pays_nothing=each.gains_and_pays_nothing,
        )  # fmt: skip
    for contribution in ledger.contributions:
        yield LedgerLine(
            version_id=version_id, party_name=ledger.payer(contribution), year=contribution.year,
            fund=contribution.fund, amount_net=contribution.amount_net,
        )  # fmt: skip


def board_ledger(session: Session, actor: Actor, wanted: Narrowed, page: int = 1) -> BoardLedger:
    """The ledger of the latest version of each tender that the person's boards were sent. Raises NotAllowed."""
    access.require(actor, Permission.SEE_BOARD)
    lines = (
        select(LedgerLine)
        .join(Review, col(Review.version_id) == LedgerLine.version_id)
        .where(col(Review.id).in_(_latest(actor)), *wanted.conditions)
        .subquery()
    )
    amount = func.coalesce(func.sum(lines.c.amount_net), 0)
    parties: dict[str, PartyTotal] = {}
    rows = session.exec(
        select(lines.c.party_name, lines.c.year, amount, func.max(case((lines.c.pays_nothing, 1), else_=0)))
        .group_by(lines.c.party_name, lines.c.year)
        .order_by(lines.c.party_name, lines.c.year)
    ).all()
    for name, year, pence, pays_nothing in rows:
        pounds = _pounds(pence)
        found = parties.get(name)
        if found is None and not pounds and not pays_nothing:
            continue
        by_year = dict(found.by_year) if found else {}
        if year is not None and pounds:
            by_year[year] = pounds
        parties[name] = PartyTotal(name, by_year, (found.total if found else Decimal(0)) + pounds)
    funds = session.exec(
        select(lines.c.fund, amount).where(~lines.c.is_party).group_by(lines.c.fund).order_by(lines.c.fund)
    ).all()
    count = session.exec(select(func.count(lines.c.version_id.distinct()))).one()
    pages = max(1, -(-count // PAGE_SIZE))
    page = min(max(1, page), pages)
    return BoardLedger(
        sum((each.total for each in parties.values()), Decimal(0)),
        count,
        sorted({year for each in parties.values() for year in each.by_year}),
        list(parties.values()),
        [(name, _pounds(pence)) for name, pence in funds],
        _tenders(session, actor, wanted, page),
        page,
        pages,
    )


def csv_lines(session: Session, actor: Actor, wanted: Narrowed) -> Iterator[str]:
    """Every line of the ledger as CSV, with who gains and pays nothing."""
    access.require(actor, Permission.SEE_BOARD)
    yield "\ufeff" + csv_line(HEADINGS)
    query = (
        select(  # type: ignore[call-overload]
            Tender.reference, Tender.title, Organisation.name, SpecificationVersion.number, LedgerLine
        )
        .join(Review, col(Review.version_id) == LedgerLine.version_id)
        .join(SpecificationVersion, col(SpecificationVersion.id) == LedgerLine.version_id)
        .join(Tender, col(Tender.id) == SpecificationVersion.tender_id)
        .join(Organisation, col(Organisation.id) == Tender.organisation_id)
        .where(col(Review.id).in_(_latest(actor)), *wanted.conditions)
        .order_by(col(Tender.reference), col(LedgerLine.id))
    )
    for reference, title, buyer, number, line in session.exec(query):
        yield csv_line(
            (
                reference, title, buyer, number, line.party_name,
                "" if line.year is None else year_label(line.year), line.fund,
                "" if line.amount_net is None else f"{line.amount_net:f}",
                "" if line.benefit_share is None else f"{line.benefit_share:f}",
                "yes" if line.pays_nothing else "",
            )
        )  # fmt: skip


def _latest(actor: Actor) -> Any:
    """The latest review, not recalled, of each tender before the person's boards."""
    return (
        select(func.max(Review.id))
        .where(col(Review.board_id).in_(actor.boards), Review.decision != RECALLED)
        .group_by(col(Review.tender_id))
    )


def _tenders(session: Session, actor: Actor, wanted: Narrowed, page: int) -> list[FundedTender]:
    total = func.coalesce(func.sum(LedgerLine.amount_net), 0)
    query = (
        select(  # type: ignore[call-overload]
            Review.key, Tender.title, Organisation.name, SpecificationVersion.number, total,
            func.sum(case((col(LedgerLine.is_party), 0), else_=1)),
            func.sum(case((col(LedgerLine.pays_nothing), 1), else_=0)),
        )
        .join(LedgerLine, col(LedgerLine.version_id) == Review.version_id)
        .join(SpecificationVersion, col(SpecificationVersion.id) == Review.version_id)
        .join(Tender, col(Tender.id) == Review.tender_id)
        .join(Organisation, col(Organisation.id) == Tender.organisation_id)
        .where(col(Review.id).in_(_latest(actor)), *wanted.conditions)
        .group_by(Review.id, Review.key, Tender.title, Organisation.name, SpecificationVersion.number)
        .order_by(total.desc(), col(Review.id))
    )  # fmt: skip
    rows = session.exec(query.offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE)).all()
    return [
        FundedTender(key, title, buyer, number, _pounds(pence), lines, free)
        for key, title, buyer, number, pence, lines, free in rows
    ]


def _pounds(value: Any) -> Decimal:
    """A sum that the database gives in the column's own type, or as a plain nought."""
    return value if isinstance(value, Decimal) else Decimal(value)
