"""The portfolio of each mission, kept: a row for each tender, its links, and running sums.

``refresh`` takes a tender out of all three and puts it in again as it stands: what is public of it, or else the
version that a board has. It is called wherever that changes, and may be called once too often.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, text
from sqlmodel import Session, col, select

from procure.act.calendar import LONDON
from procure.domain.alignment import align, inputs_of
from procure.domain.decisions import RECALLED
from procure.domain.measurability import Timing
from procure.domain.overlaps import Standing
from procure.domain.snapshot import SpecificationSnapshot
from procure.domain.vocabulary import TenderState
from procure.models import (
    Notice,
    PortfolioLink,
    PortfolioRow,
    PortfolioSum,
    Review,
    SpecificationVersion,
    Tender,
)
from procure.models.types import now
from procure.services import coaching, freezing
from procure.services.disclosing import AWARDING, ENDING

SUMS = (
    "tenders",
    "value_net",
    "value_gross",
    "valued",
    "sme",
    "vcse",
    "flagged",
    "requirements",
    "share",
    "claiming",
)
_KEYS = ("mission_id", "objective_id", "organisation_id", "year", "standing", "is_public", "board_id")
_ADD = text(
    f"INSERT INTO portfolio_sum ({', '.join((*_KEYS, *SUMS))}) "  # noqa: S608 - nothing but ours
    f"VALUES ({', '.join(f':{name}' for name in (*_KEYS, *SUMS))}) ON CONFLICT ({', '.join(_KEYS)}) DO UPDATE SET "
    + ", ".join(f"{name} = portfolio_sum.{name} + excluded.{name}" for name in SUMS)
)
#: The first month of a financial year.
APRIL = 4


def financial_year(day: date | None) -> int:
    """The calendar year in which the financial year of a day begins; 0 for none."""
    if day is None:
        return 0
    return day.year if day.month >= APRIL else day.year - 1


def refresh(session: Session, tender: Tender) -> PortfolioRow | None:
    """Write a tender's place in the portfolios of its missions; None where it has none."""
    old = session.exec(
        select(PortfolioRow).where(PortfolioRow.tender_id == tender.id).with_for_update()
    ).one_or_none()
    if old is not None:
        links = session.exec(select(PortfolioLink).where(PortfolioLink.row_id == old.id)).all()
        _count(session, old, links, -1)
        session.execute(delete(PortfolioLink).where(col(PortfolioLink.row_id) == old.id))
        for each in links:
            session.expunge(each)
        session.delete(old)
        session.flush()
        session.execute(delete(PortfolioSum).where(col(PortfolioSum.tenders) <= 0))
    shown = _shown(session, tender)
    if shown is None:
        return None
    version, snapshot, values = shown
    row = PortfolioRow(tender_id=tender.id, organisation_id=tender.organisation_id, **values)
    row.made_at = now()
    _describe(row, version, snapshot)
    session.add(row)
    session.flush()
    fresh = links_of(row, snapshot)
    session.add_all(fresh)
    _count(session, row, fresh, 1)
    session.flush()
    return row


def links_of(row: PortfolioRow, snapshot: SpecificationSnapshot) -> list[PortfolioLink]:
    """A link for each mission of a tender, and one for each of its objectives. Of several outcomes that claim a
    share of one gap, the shares add up."""
    shared = {
        "row_id": row.id, "organisation_id": row.organisation_id, "year": row.year, "standing": row.standing,
        "is_public": row.is_public, "board_id": row.board_id,
    }  # fmt: skip
    found = []
    for mission in sorted({each.mission_id for each in snapshot.objectives if each.mission_id}):
        found.append(
            PortfolioLink(mission_id=mission, objective_id="", outcomes=len(snapshot.outcomes), **shared)
        )
    for objective in snapshot.objectives:
        if not objective.mission_id:
            continue
        links = [
            link
            for outcome in snapshot.outcomes
            for link in outcome.objective_links
            if link.objective_id == objective.objective_id
        ]
        claims = [link.claimed_share for link in links if link.claimed_share is not None]
        found.append(
            PortfolioLink(
                mission_id=objective.mission_id, objective_id=objective.objective_id, outcomes=len(links),
                share=sum(claims, Decimal(0)) if claims else None, **shared,
            )
        )  # fmt: skip
    return found


def amounts_of(row: PortfolioRow, share: Decimal | None) -> dict[str, int]:
    """What one tender adds to each sum."""
    is_valued = row.value_net is not None and row.value_gross is not None
    return {
        "tenders": 1,
        "value_net": _pence(row.value_net) if is_valued else 0,
        "value_gross": _pence(row.value_gross) if is_valued else 0,
        "valued": int(is_valued),
        "sme": int(row.sme_suitable),
        "vcse": int(row.vcse_suitable),
        "flagged": row.flagged,
        "requirements": row.requirements,
        "share": _pence(share),
        "claiming": int(share is not None),
    }


def _count(session: Session, row: PortfolioRow, links: Iterable[PortfolioLink], sign: int) -> None:
    """In one order for everybody, so that two at once wait for each other and never lock for good."""
    for link in sorted(links, key=lambda each: (each.mission_id, each.objective_id)):
        keys = {name: getattr(link, name) for name in _KEYS}
        amounts = {name: sign * amount for name, amount in amounts_of(row, link.share).items()}
        session.execute(_ADD, keys | amounts)


def _pence(amount: Decimal | None) -> int:
    return 0 if amount is None else int((amount * 100).to_integral_exact())


def _shown(
    session: Session, tender: Tender
) -> tuple[SpecificationVersion, SpecificationSnapshot, dict[str, Any]] | None:
    if tender.state == TenderState.WITHDRAWN:
        return None
    published = freezing.in_force(session, tender)
    if published is not None:
        told = set(
            session.exec(
                select(Notice.code).where(
                    Notice.tender_id == tender.id, col(Notice.completed_at).is_not(None)
                )
            )
        )
        if ENDING in told:
            return None
        standing = Standing.AWARDED if told & set(AWARDING) else Standing.LIVE
        values = {"is_public": True, "board_id": 0, "standing": standing.value}
        return published, freezing.public_snapshot_of(published), values
    review = session.exec(
        select(Review)
        .where(Review.tender_id == tender.id, Review.decision != RECALLED)
        .order_by(col(Review.id).desc())
        .limit(1)
    ).first()
    if review is None:
        return None
    values = {"is_public": False, "board_id": review.board_id, "standing": Standing.PLANNED.value}
    return review.version, freezing.snapshot_of(review.version), values


def _describe(row: PortfolioRow, version: SpecificationVersion, snapshot: SpecificationSnapshot) -> None:
    facts = snapshot.facts
    row.reference, row.title, row.buyer_name = snapshot.reference, snapshot.title, snapshot.authority.name
    row.version_number = version.number
    row.value_net, row.value_gross = facts.value_net, facts.value_gross
    row.notice_on, row.award_on = facts.notice_planned_on, facts.estimated_award_on
    row.starts_on, row.ends_on = facts.supply_starts_on, facts.supply_ends_on
    row.year = financial_year(row.starts_on)
    row.sme_suitable, row.vcse_suitable = bool(facts.sme_suitable), bool(facts.vcse_suitable)
    prescription = coaching.prescription_of(snapshot)
    row.flagged, row.requirements = prescription.flagged, prescription.requirements
    frozen_on = version.frozen_at.astimezone(LONDON).date()
    row.score = align(inputs_of(snapshot, prescription, Timing.of(snapshot, frozen_on))).words
