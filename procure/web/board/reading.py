"""What the review page shows of a review, gathered once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from exports.diff import Change, by_section, changes
from exports.html import Reading
from procure.domain.decisions import counting
from procure.domain.gaps import Gap, gap_of
from procure.domain.permissions import Actor, Permission, may
from procure.domain.snapshot import (
    ObjectiveLinkSnapshot,
    ObjectiveSnapshot,
    OutcomeSnapshot,
    SpecificationSnapshot,
)
from procure.domain.vocabulary import BoardRole
from procure.models import BoardMember, Review, ReviewComment, Verdict
from procure.services import reviewing
from procure.services.freezing import snapshot_of


@dataclass(frozen=True)
class Served:
    """An objective that an outcome serves, how, and how far the objective has to go."""

    objective: ObjectiveSnapshot
    link: ObjectiveLinkSnapshot
    gap: Gap | None


@dataclass(frozen=True)
class OutcomeInReview:
    outcome: OutcomeSnapshot
    serves: Sequence[Served]
    criteria: Sequence[str]
    comments: Sequence[ReviewComment]


@dataclass(frozen=True)
class ReviewReading:
    """All that the page says beyond the rows themselves."""

    snapshot: SpecificationSnapshot
    outcomes: Sequence[OutcomeInReview]
    general_comments: Sequence[ReviewComment]
    earlier_number: int | None
    changed: Sequence[tuple[str, Sequence[Change]]]
    counting: Sequence[Verdict]
    missing: int
    waiting_for: Sequence[BoardMember]
    dissent: Sequence[Verdict]
    own_verdict: Verdict | None
    has_interest: bool
    works_for_buyer: bool
    chair_has_interest: bool
    may_comment: bool
    may_vote: bool
    may_declare: bool
    may_decide: bool


def reading_of(actor: Actor, review: Review, earlier: Review | None) -> ReviewReading:
    """The page's reading of ``review`` for ``actor``, who may read it; ``earlier`` is the last review of other
    words."""
    snapshot = snapshot_of(review.version)
    words = Reading(snapshot)
    changed = changes(snapshot_of(earlier.version), snapshot) if earlier else []
    keys = {outcome.key for outcome in snapshot.outcomes}
    voted = {verdict.user_id for verdict in review.verdicts} | review.interested_user_ids
    chair = next((seat for seat in review.board.members if seat.role == BoardRole.CHAIR), None)
    has_interest = actor.user_id in review.interested_user_ids
    return ReviewReading(
        snapshot=snapshot,
        outcomes=[
            OutcomeInReview(
                outcome,
                [Served(objective, link, gap_of(objective)) for objective, link in words.links(outcome)],
                [f"{criterion.number}: {criterion.name}" for criterion in words.criteria_of(outcome)],
                [each for each in review.comments if each.outcome_key == outcome.key],
            )
            for outcome in snapshot.outcomes
        ],
        general_comments=[each for each in review.comments if each.outcome_key not in keys],
        earlier_number=earlier.version.number if earlier else None,
        changed=by_section(changed),
        counting=counting(review.verdicts, review.interested_user_ids),
        missing=reviewing.missing_for_quorum(review),
        waiting_for=[seat for seat in review.board.members if seat.user_id not in voted],
        dissent=reviewing.dissent(review) if review.decision else (),
        own_verdict=next((each for each in review.verdicts if each.user_id == actor.user_id), None),
        has_interest=has_interest,
        works_for_buyer=reviewing.works_for_buyer(actor, review),
        chair_has_interest=chair is not None and chair.user_id in review.interested_user_ids,
        may_comment=may(actor, Permission.COMMENT_ON_REVIEW, review),
        may_vote=may(actor, Permission.RECORD_VERDICT, review),
        may_declare=may(actor, Permission.DECLARE_INTEREST, review) and not has_interest,
        may_decide=may(actor, Permission.DECIDE_REVIEW, review),
    )
