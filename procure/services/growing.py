"""A tender grows out of a target outcome, and the two stay linked: the board sees which tenders serve what it shaped.

Of a draft the board sees its title, its buyer and its state, which the officer is told before the link is made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import joinedload, selectinload
from sqlmodel import Session, col, select

from exports.wording import measured
from procure import db
from procure.domain.engagement import engagement_answers
from procure.domain.exceptions import Invalid, NotFound
from procure.domain.identifiers import REFERENCE_PATTERN
from procure.domain.permissions import Actor, Permission, may
from procure.domain.snapshot import (
    MeasureSnapshot,
    ObjectiveLinkSnapshot,
    OutcomeSnapshot,
    ProblemStatement,
    ProcurementFacts,
    SpecificationSnapshot,
)
from procure.domain.targets import OPEN, TargetStatus
from procure.domain.vocabulary import TenderState
from procure.models import GrownTender, MarketEngagement, Organisation, TargetOutcome, Tender
from procure.services import access, auditing, engaging, freezing, shaping, starting
from procure.services.transcribing import write_snapshot

ORIGIN = "target"


@dataclass(frozen=True)
class Serving:
    """A tender that serves a target outcome, as its board sees it."""

    reference: str
    title: str
    buyer: str
    state: str
    may_read: bool


@dataclass(frozen=True)
class Origin:
    """The target outcome a tender serves. ``may_read`` says whether the person may follow the link to it."""

    target: TargetOutcome
    may_read: bool


def require_growing(actor: Actor, found: TargetOutcome) -> None:
    """Raises NotAllowed unless the person is an officer who advises on the outcome, which is not dropped."""
    access.require(actor, Permission.GROW_TENDER, found)


def grow(session: Session, actor: Actor, found: TargetOutcome, title: str) -> Tender:
    """A draft of the actor's organisation that begins with the outcome: problem, objective, outcome and measure.

    Raises NotAllowed unless the officer advises on it; Invalid for a title that is taken. What the board keeps of the
    market and its options is not copied.
    """
    access.require(actor, Permission.GROW_TENDER, found)
    access.require(actor, Permission.START_TENDER)
    tender = starting.new_tender(session, actor, title, origin=ORIGIN)
    organisation = session.get_one(Organisation, actor.organisation_id)
    write_snapshot(session, tender, draft_of(session, found, tender, organisation))
    session.flush()
    auditing.of_tender(session, actor, tender, "tender.started", origin=ORIGIN)
    _link(session, actor, found, tender)
    return tender


def link(session: Session, actor: Actor, found: TargetOutcome, reference: str) -> Tender:
    """Say that a tender of one's own organisation, begun otherwise, serves the outcome. Doing so twice does nothing
    more. Raises NotAllowed; Invalid (field ``reference``) for a tender that is not there or not one's own.
    """
    access.require(actor, Permission.GROW_TENDER, found)
    tender = _own(session, actor, reference.strip().upper())
    if tender is None:
        raise Invalid("reference", "Your organisation has no tender with this reference")
    if _linked(session, found, tender) is None:
        _link(session, actor, found, tender)
    return tender


def unlink(session: Session, actor: Actor, found: TargetOutcome, reference: str) -> None:
    """Say that a tender of one's own does not serve the outcome after all. Raises NotAllowed and
    NotFound."""
    access.require(actor, Permission.GROW_TENDER, found)
    tender = _own(session, actor, reference)
    linked = _linked(session, found, tender) if tender is not None else None
    if tender is None or linked is None:
        raise NotFound("No tender of yours that serves it has this reference.")
    session.delete(linked)
    session.flush()
    _record(session, actor, "target.tender_unlinked", found, tender)


def serving(session: Session, actor: Actor, found: TargetOutcome) -> list[Serving]:
    """The tenders that serve the outcome, first linked first. Raises NotAllowed."""
    access.require(actor, Permission.READ_TARGET, found)
    rows = session.exec(
        select(Tender)
        .join(GrownTender, col(GrownTender.tender_id) == Tender.id)
        .where(GrownTender.target_outcome_id == found.id)
        .options(joinedload(Tender.organisation))
        .order_by(col(GrownTender.id))
    )
    return [
        Serving(
            tender.reference,
            tender.title,
            tender.organisation.name,
            tender.state,
            may(actor, Permission.READ_TENDER, tender),
        )
        for tender in rows
    ]


def counts(session: Session, targets: Sequence[TargetOutcome]) -> dict[int, int]:
    """How many tenders serve each of these outcomes, by the outcome's id; those without are left out."""
    found: dict[int, int] = {}
    ids = [target.id for target in targets]
    for target_id in session.exec(
        select(GrownTender.target_outcome_id).where(col(GrownTender.target_outcome_id).in_(ids))
    ):
        found[target_id] = found.get(target_id, 0) + 1
    return found


def origins(session: Session, actor: Actor, tender: Tender) -> list[Origin]:
    """The target outcomes that a tender serves. Raises NotAllowed."""
    access.require(actor, Permission.READ_TENDER, tender)
    return [
        Origin(target, may(actor, Permission.READ_TARGET, target)) for target in _targets_of(session, tender)
    ]


def note_published(session: Session, actor: Actor, tender: Tender) -> None:
    """Mark the outcomes that a tender serves as tendered: it is published now. Those dropped stay so."""
    for target in _targets_of(session, tender):
        db.lock(session, target)
        if target.status in OPEN:
            was, target.status = target.status, TargetStatus.TENDERED.value
            shaping.touch(
                session, actor, target, "target.settled", "status", was=was, to=target.status,
                tender=tender.reference,
            )  # fmt: skip


def answers_of_notice(
    session: Session, tender: Tender, base_url: str, *, at: datetime | None = None
) -> dict[str, object]:
    """What the engagement notice (UK2) of a tender can say of the public rounds on the outcomes it serves."""
    found = session.exec(
        select(MarketEngagement)
        .join(GrownTender, col(GrownTender.target_outcome_id) == MarketEngagement.target_outcome_id)
        .where(GrownTender.tender_id == tender.id, col(MarketEngagement.published_at).is_not(None))
        .options(selectinload(MarketEngagement.questions))
        .order_by(col(MarketEngagement.id))
    ).all()
    told = [
        {
            "title": each.title,
            "address": f"{base_url}/engagement/{each.key}",
            "published_at": each.published_at,
            "closes_at": each.closes_at,
            "questions": tuple(question.text for question in engaging.questions(each)),
        }
        for each in found
    ]
    return engagement_answers(told, at or datetime.now(UTC))


def draft_of(
    session: Session, found: TargetOutcome, tender: Tender, organisation: Organisation
) -> SpecificationSnapshot:
    """What a specification knows that grows out of the outcome; what nobody said stays empty."""
    objectives = freezing.objectives_by_id(session, [found.objective_id])
    sources = " ".join(text for text in (found.baseline_source, found.baseline_url) if text)
    outcome = OutcomeSnapshot(
        key="outcome",
        number=1,
        title=found.title,
        statement=found.change,
        beneficiary=found.beneficiary,
        change=found.change,
        level=measured(found.target_value, found.measure_unit),
        by_when_on=found.by_when_on,
        place=found.place,
        objective_links=tuple(ObjectiveLinkSnapshot(objective_id=each.objective_id) for each in objectives),
        measures=(_measure(found),) if found.measure_name else (),
    )
    return SpecificationSnapshot(
        reference=tender.reference,
        title=tender.title,
        authority=freezing.authority_of(organisation),
        problem=ProblemStatement(
            who_affected=found.beneficiary,
            where_affected=found.place,
            how_many=_today(found),
            problem_sources=sources,
        ),
        objectives=tuple(objectives),
        outcomes=(outcome,),
        facts=ProcurementFacts(engagement_took_place=True if engaging.has_engaged(session, found) else None),
    )


def _measure(found: TargetOutcome) -> MeasureSnapshot:
    return MeasureSnapshot(
        key="measure",
        name=found.measure_name,
        unit=found.measure_unit,
        direction=found.direction,
        source=found.baseline_source,
        baseline_value=found.baseline_value,
        baseline_period=found.baseline_period,
        baseline_url=found.baseline_url,
        target_value=found.target_value,
        target_on=found.by_when_on,
    )


def _today(found: TargetOutcome) -> str:
    if not (found.measure_name and found.baseline_value):
        return ""
    when = f" ({found.baseline_period})" if found.baseline_period else ""
    return f"{found.measure_name}: {measured(found.baseline_value, found.measure_unit)}{when}."


def _own(session: Session, actor: Actor, reference: str) -> Tender | None:
    """A tender of the actor's own organisation, in any state."""
    if not REFERENCE_PATTERN.fullmatch(reference):
        return None
    tender = session.exec(select(Tender).where(Tender.reference == reference)).one_or_none()
    return tender if tender is not None and may(actor, Permission.READ_TENDER, tender) else None


def _targets_of(session: Session, tender: Tender) -> Sequence[TargetOutcome]:
    return session.exec(
        select(TargetOutcome)
        .join(GrownTender, col(GrownTender.target_outcome_id) == TargetOutcome.id)
        .where(GrownTender.tender_id == tender.id)
        .order_by(col(GrownTender.id))
    ).all()


def _linked(session: Session, found: TargetOutcome, tender: Tender) -> GrownTender | None:
    return session.exec(
        select(GrownTender).where(
            GrownTender.target_outcome_id == found.id, GrownTender.tender_id == tender.id
        )
    ).one_or_none()


def _link(session: Session, actor: Actor, found: TargetOutcome, tender: Tender) -> None:
    session.add(GrownTender(target_outcome_id=found.id, tender_id=tender.id, grown_by_id=actor.user_id))
    session.flush()
    _record(session, actor, "target.tender_linked", found, tender)
    if tender.state == TenderState.PUBLISHED:
        note_published(session, actor, tender)


def _record(session: Session, actor: Actor, action: str, found: TargetOutcome, tender: Tender) -> None:
    auditing.record(
        session, actor, action, subject_kind="target_outcome", subject_key=found.key, tender=tender.reference
    )
