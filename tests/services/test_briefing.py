"""What a board's page says beside the version: what is public, and nothing else."""

from __future__ import annotations

from sqlmodel import Session

from procure.models import (
    GrownTender,
    MarketEngagement,
    PublishedFacet,
    PublishedTender,
    Review,
    TargetOutcome,
)
from procure.models.types import now
from procure.services import briefing, reviewing
from procure.services.freezing import snapshot_of
from tests.services.review_cast import Cast, two_endorse


def test_other_published_tenders_of_the_same_mission_are_counted_without_this_one(
    session: Session, cast: Cast, review: Review
) -> None:
    snapshot = snapshot_of(review.version)
    assert briefing.around(session, cast.tender, snapshot).overlaps[0] == (
        "No other tender published here serves the same mission."
    )
    session.add(PublishedFacet(kind="mission", value="clean-energy", label="Energy", tenders=3))
    session.add(PublishedFacet(kind="mission", value="health", label="Health", tenders=1))
    session.add(
        PublishedTender(
            tender_id=cast.tender.id, reference=cast.tender.reference, version_number=1, title="Ours",
            buyer_name="Us", published_at=now(), facets=[["mission", "clean-energy"], ["mission", "health"]],
        )
    )  # fmt: skip
    session.flush()
    said = briefing.around(session, cast.tender, snapshot).overlaps
    assert said[0].startswith("2 other published tenders here serve the mission “Make the country")
    assert len(said) == 1


def test_what_the_market_taught_is_told_once_a_chair_let_it_out(
    session: Session, cast: Cast, review: Review
) -> None:
    target = TargetOutcome(board_id=cast.board.id, created_by_id=cast.chair.id)
    session.add(target)
    session.flush()
    round_ = MarketEngagement(
        target_outcome_id=target.id,
        published_at=now(),
        learnt="Small firms cannot wait",
        changed="Paid monthly",
    )
    session.add(round_)
    session.add(
        GrownTender(target_outcome_id=target.id, tender_id=cast.tender.id, grown_by_id=cast.officer.id)
    )
    session.flush()
    snapshot = snapshot_of(review.version)
    (asked,) = briefing.around(session, cast.tender, snapshot).market
    assert asked.endswith("(0 questions, 0 answers public). What was learnt is not let out yet.")
    assert "Small firms" not in asked
    round_.learning_approved_at = now()
    session.add(round_)
    session.flush()
    assert briefing.around(session, cast.tender, snapshot).market == (
        "The market told us (0 questions, 0 answers public): Small firms cannot wait",
        "What changed because of it: Paid monthly",
    )


def test_a_recalled_review_decided_nothing_and_an_open_one_is_still_to_decide(
    session: Session, cast: Cast, review: Review
) -> None:
    waiting = briefing.stamp_of(review.version, [review])
    assert (waiting.is_open, waiting.board, waiting.decided) == (True, cast.board.name, ())
    reviewing.recall(session, cast.as_officer, cast.tender)
    recalled = briefing.stamp_of(review.version, [review])
    assert (recalled.is_open, recalled.decided) == (False, ())


def test_a_decision_is_stamped_with_its_dissent(session: Session, cast: Cast, review: Review) -> None:
    two_endorse(session, review, cast)
    reviewing.record_verdict(session, cast.as_nour, review, "not_endorsed", "Too soon")
    reviewing.decide(session, cast.as_chair, review, "endorsed", "Agreed by two")
    (decided,) = briefing.stamp_of(review.version, [review]).decided
    assert (decided.label, decided.reason, decided.by) == ("Endorsed", "Agreed by two", "Chris Chair")
    assert decided.dissent == ("Nour Member: not endorsed",)
