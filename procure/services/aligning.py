"""The alignment score of a tender: of its draft for officers, of a frozen version with what reviewers make of it.

A version is scored as on the day it was frozen, so that its score never ages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_
from sqlalchemy.orm import joinedload, selectinload
from sqlmodel import Session, col, select

from procure import db
from procure.domain.alignment import (
    Alignment,
    Beside,
    Gate,
    JudgedStep,
    Opinion,
    Prescription,
    Step,
    align,
    beside,
    gates_of,
    inputs_of,
    steps_up,
)
from procure.domain.exceptions import Invalid, NotFound
from procure.domain.measurability import Timing
from procure.domain.permissions import Actor, Permission
from procure.domain.snapshot import ObjectiveLinkSnapshot, OutcomeSnapshot, SpecificationSnapshot
from procure.domain.vocabulary import EvidenceGrade
from procure.models import (
    LinkJudgement,
    PortfolioLink,
    PortfolioRow,
    Review,
    SpecificationVersion,
    Tender,
    User,
    Verdict,
    VersionReading,
)
from procure.models.types import now
from procure.services import access, auditing, coaching, freezing, reviewing

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class Reviewer:
    """One member's inputs. Those of a member who declared an interest later (``has_interest``) are kept, and marked."""

    user: User
    board: str
    works_for_buyer: bool
    has_interest: bool
    judgements: dict[tuple[str, str], LinkJudgement]
    beside: Beside


@dataclass(frozen=True)
class Aligned:
    """All that is said of the alignment of one specification."""

    snapshot: SpecificationSnapshot
    alignment: Alignment
    gates: tuple[Gate, ...]
    steps: Sequence[Step]
    reviewers: Sequence[Reviewer] = ()
    #: How the version was read when it was frozen; None for a draft, and until it is kept.
    kept: VersionReading | None = None


def of_snapshot(
    snapshot: SpecificationSnapshot,
    today: date,
    prescription: Prescription | None = None,
    claimed_elsewhere: Mapping[str, Decimal] | None = None,
) -> Aligned:
    """The author's own score, as on ``today`` (a day in London), read by the coach of now unless told.
    ``claimed_elsewhere`` is as for ``gates_of``."""
    prescription = prescription or coaching.prescription_of(snapshot)
    timing = Timing.of(snapshot, today)
    inputs = inputs_of(snapshot, prescription, timing)
    return Aligned(snapshot, align(inputs), gates_of(snapshot, timing, claimed_elsewhere), steps_up(inputs))


def claimed_by_others(
    session: Session, tender: Tender, snapshot: SpecificationSnapshot
) -> dict[str, Decimal]:
    """The percent of the gap of each objective that other published tenders claim whose contract has not ended, by the
    objective's id. Only what anybody may read in the portfolio counts, so a total tells of no draft."""
    today = now().astimezone(LONDON).date()
    query = (
        select(PortfolioLink.objective_id, func.sum(PortfolioLink.share))
        .join(PortfolioRow, col(PortfolioRow.id) == PortfolioLink.row_id)
        .where(
            col(PortfolioLink.mission_id).in_({each.mission_id for each in snapshot.objectives}),
            col(PortfolioLink.objective_id).in_({each.objective_id for each in snapshot.objectives}),
            PortfolioLink.is_public,
            PortfolioRow.tender_id != tender.id,
            col(PortfolioLink.share).is_not(None),
            or_(col(PortfolioRow.ends_on).is_(None), col(PortfolioRow.ends_on) >= today),
        )
        .group_by(col(PortfolioLink.objective_id))
    )
    return {objective: Decimal(share) for objective, share in session.exec(query)}


def of_draft(session: Session, actor: Actor, tender: Tender, today: date) -> Aligned:
    """The score of a draft as it stands. Raises NotAllowed to anybody but its officers."""
    access.require(actor, Permission.READ_TENDER, tender)
    snapshot = freezing.draft_snapshot(session, tender)
    return of_snapshot(snapshot, today, claimed_elsewhere=claimed_by_others(session, tender, snapshot))


def of_review(session: Session, actor: Actor, review: Review) -> Aligned:
    """The score of the version under review, with what reviewers of this review say. Raises NotAllowed to anybody who
    does not sit on its board."""
    access.require(actor, Permission.READ_REVIEW, review)
    return with_reviewers(session, review.version, [review])


def of_version(session: Session, actor: Actor, tender: Tender, version: SpecificationVersion) -> Aligned:
    """The score of one frozen version with what every board that saw it says, for its officers."""
    access.require(actor, Permission.READ_TENDER, tender)
    return with_reviewers(session, version, reviews_of_version(session, version))


def version_by_number(session: Session, actor: Actor, tender: Tender, number: int) -> SpecificationVersion:
    """A frozen version of one's own tender. Raises NotFound."""
    access.require(actor, Permission.READ_TENDER, tender)
    found = session.exec(
        select(SpecificationVersion).where(
            SpecificationVersion.tender_id == tender.id, SpecificationVersion.number == number
        )
    ).one_or_none()
    if found is None:
        raise NotFound("There is no such version.")
    return found


def versions_of(session: Session, actor: Actor, tender: Tender) -> Sequence[SpecificationVersion]:
    """Every frozen version of a tender, newest first, for its officers."""
    access.require(actor, Permission.READ_TENDER, tender)
    query = select(SpecificationVersion).where(SpecificationVersion.tender_id == tender.id)
    return session.exec(query.order_by(col(SpecificationVersion.number).desc())).all()


def reviews_of_version(session: Session, version: SpecificationVersion) -> list[Review]:
    """Reviews of one version, newest first; the same version may go to a board twice."""
    query = select(Review).where(Review.version_id == version.id).order_by(col(Review.id).desc())
    wanted = (
        joinedload(Review.board),
        joinedload(Review.tender),
        joinedload(Review.decided_by),
        selectinload(Review.interests),
        selectinload(Review.conditions),
        selectinload(Review.verdicts).joinedload(Verdict.user),
    )
    return list(session.exec(query.options(*wanted)))


def link_of(
    review: Review, outcome_key: str, objective_id: str
) -> tuple[SpecificationSnapshot, OutcomeSnapshot, ObjectiveLinkSnapshot]:
    """A link that the version under review has, with its outcome and the whole. Raises NotFound."""
    snapshot = freezing.snapshot_of(review.version)
    outcome = snapshot.outcome(outcome_key)
    for link in outcome.objective_links if outcome else ():
        if link.objective_id == objective_id and outcome is not None:
            return snapshot, outcome, link
    raise NotFound("There is no such link in this version.")


def own_judgement(
    session: Session, actor: Actor, review: Review, outcome_key: str, objective_id: str
) -> LinkJudgement | None:
    """What the person said of a link before; None when nothing."""
    return session.exec(
        select(LinkJudgement).where(
            LinkJudgement.review_id == review.id, LinkJudgement.user_id == actor.user_id,
            LinkJudgement.outcome_key == outcome_key, LinkJudgement.objective_id == objective_id,
        )
    ).one_or_none()  # fmt: skip


def judge_link(
    session: Session,
    actor: Actor,
    review: Review,
    outcome_key: str,
    objective_id: str,
    *,
    causal_step: str,
    evidence_grade: str,
    reason: str,
    at: datetime | None = None,
) -> LinkJudgement:
    """The person's own inputs for one link, replacing those they gave while the review is open. Raises NotFound for a
    link that the version does not have, Invalid for what is missing, and as ``reviewing.require_part`` does."""
    db.lock(session, review)
    session.expire(review, ["interests"])
    reviewing.require_part(actor, Permission.JUDGE_LINK, review)
    link_of(review, outcome_key, objective_id)
    if causal_step not in set(JudgedStep):
        raise Invalid("causal_step", "Select how far the outcome is from the objective")
    if causal_step == JudgedStep.NONE:
        evidence_grade = ""
    elif evidence_grade not in set(EvidenceGrade):
        raise Invalid("evidence_grade", "Select how well it is known")
    if not reason.strip():
        raise Invalid("reason", "Give the reason for your inputs")
    given = {"causal_step": causal_step, "evidence_grade": evidence_grade, "reason": reason.strip()}
    own = own_judgement(session, actor, review, outcome_key, objective_id)
    before = {name: getattr(own, name) for name in given} if own else {}
    if own is not None and before == given:
        return own
    own = own or LinkJudgement(
        review_id=review.id, user_id=actor.user_id, outcome_key=outcome_key, objective_id=objective_id, **given
    )  # fmt: skip
    for name, value in given.items():
        setattr(own, name, value)
    own.judged_at = at or now()
    session.add(own)
    session.flush()
    after: dict[str, Any] = {"after": [causal_step, evidence_grade]}
    if before:
        after["before"] = [before["causal_step"], before["evidence_grade"]]
    auditing.of_tender(
        session, actor, review.tender, "link.judged", review=review.key, version=review.version.number,
        outcome=outcome_key, objective=objective_id, **after,
    )  # fmt: skip
    return own


def with_reviewers(session: Session, version: SpecificationVersion, reviews: Sequence[Review]) -> Aligned:
    """The score of a version as it was read when it was frozen, with what members say in ``reviews`` of it. It asks for
    no permission: pages come by ``of_review`` and ``of_version``."""
    snapshot = freezing.snapshot_of(version)
    kept = session.get(VersionReading, version.id)
    prescription = Prescription(kept.flagged, kept.requirements) if kept else None
    frozen_on = version.frozen_at.astimezone(LONDON).date()
    found = of_snapshot(
        snapshot, frozen_on, prescription, claimed_by_others(session, version.tender, snapshot)
    )
    by_person: dict[tuple[int, int], list[LinkJudgement]] = {}
    query = (
        select(LinkJudgement)
        .where(col(LinkJudgement.review_id).in_([review.id for review in reviews]))
        .order_by(col(LinkJudgement.id))
        .options(joinedload(LinkJudgement.user).joinedload(User.organisation))
    )
    for row in session.exec(query):
        by_person.setdefault((row.review_id, row.user_id), []).append(row)
    known = {review.id: review for review in reviews}
    reviewers = []
    for (review_id, user_id), rows in by_person.items():
        review, user = known[review_id], rows[0].user
        opinions = [
            Opinion(row.outcome_key, row.objective_id, row.causal_step, row.evidence_grade, row.reason)
            for row in rows
        ]
        reviewers.append(
            Reviewer(
                user,
                review.board.name,
                user.organisation_id == review.tender.organisation_id,
                user_id in review.interested_user_ids,
                {(row.outcome_key, row.objective_id): row for row in rows},
                beside(found.alignment.inputs, opinions),
            )
        )
    return Aligned(snapshot, found.alignment, found.gates, found.steps, reviewers, kept)
