"""What the review page shows of a review, gathered once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from exports.changes import ShownChange, between
from exports.html import Reading
from procure.domain import discussion
from procure.domain.decisions import counting
from procure.domain.discussion import Counts
from procure.domain.gaps import Gap, gap_of
from procure.domain.permissions import Actor, Permission, may
from procure.domain.snapshot import (
    ObjectiveLinkSnapshot,
    ObjectiveSnapshot,
    OutcomeSnapshot,
    SpecificationSnapshot,
)
from procure.domain.vocabulary import BoardRole
from procure.models import BoardMember, Review, ReviewComment, SpecificationVersion, Verdict
from procure.services import reviewing
from procure.services.discussing import Discussion
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
    section_comments: dict[str, list[ReviewComment]]
    carried: frozenset[int | None]
    counts: Counts
    earlier_number: int | None
    saw_earlier: bool
    has_seen: bool
    changed: Sequence[tuple[str, Sequence[ShownChange]]]
    counting: Sequence[Verdict]
    missing: int
    waiting_for: Sequence[BoardMember]
    dissent: Sequence[Verdict]
    own_verdict: Verdict | None
    has_interest: bool
    works_for_buyer: bool
    chair_has_interest: bool
    may_comment: bool
    may_discuss: bool
    may_vote: bool
    may_declare: bool
    may_decide: bool


@dataclass(frozen=True)
class Beside:
    """What the service found beside a review: the discussion, and the versions before this one."""

    discussion: Discussion
    seen: SpecificationVersion | None
    reviewed: SpecificationVersion | None
    has_seen: bool


def reading_of(actor: Actor, review: Review, beside: Beside) -> ReviewReading:
    """The page's reading of ``review`` for ``actor``, who may read it. Changes are told from the version that the
    person last saw; where they saw none, from the one the board last looked at."""
    snapshot = snapshot_of(review.version)
    words = Reading(snapshot)
    earlier = beside.seen or beside.reviewed
    keys = {outcome.key for outcome in snapshot.outcomes}
    by_place: dict[str, list[ReviewComment]] = {}
    for each in beside.discussion.all:
        by_place.setdefault(discussion.place_of(each, keys), []).append(each)
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
                by_place.get(outcome.key, []),
            )
            for outcome in snapshot.outcomes
        ],
        general_comments=by_place.get("", []),
        section_comments={name: by_place.get(f"section:{name}", []) for name in discussion.SECTIONS},
        carried=frozenset(each.id for each in beside.discussion.carried),
        counts=beside.discussion.counts,
        earlier_number=earlier.number if earlier else None,
        saw_earlier=beside.seen is not None,
        has_seen=beside.has_seen,
        changed=between(snapshot_of(earlier), snapshot) if earlier else (),
        counting=counting(review.verdicts, review.interested_user_ids),
        missing=reviewing.missing_for_quorum(review),
        waiting_for=[seat for seat in review.board.members if seat.user_id not in voted],
        dissent=reviewing.dissent(review) if review.decision else (),
        own_verdict=next((each for each in review.verdicts if each.user_id == actor.user_id), None),
        has_interest=has_interest,
        works_for_buyer=reviewing.works_for_buyer(actor, review),
        chair_has_interest=chair is not None and chair.user_id in review.interested_user_ids,
        may_comment=may(actor, Permission.COMMENT_ON_REVIEW, review),
        may_discuss=not has_interest,
        may_vote=may(actor, Permission.RECORD_VERDICT, review),
        may_declare=may(actor, Permission.DECLARE_INTEREST, review) and not has_interest,
        may_decide=may(actor, Permission.DECIDE_REVIEW, review),
    )
