"""Members of a board give their own inputs to the score of the version they review."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from procure.domain.exceptions import Invalid, NotAllowed, NotFound, WrongState
from procure.models import AuditEvent, LinkJudgement, Review
from procure.services import aligning, reviewing
from procure.services.access import actor_of
from procure.services.freezing import snapshot_of
from tests.factories.boards import SUBMITTED_AT, make_board, make_members
from tests.factories.people import make_officer
from tests.services.review_cast import Cast, actions, two_endorse


def links(review: Review) -> list[tuple[str, str]]:
    return [
        (outcome.key, link.objective_id)
        for outcome in snapshot_of(review.version).outcomes
        for link in outcome.objective_links
    ]


def judge(
    session: Session, actor: Any, review: Review, link: tuple[str, str], **changes: str
) -> LinkJudgement:
    said = {"causal_step": "two_steps", "evidence_grade": "theory", "reason": "One study, of another place"}
    return aligning.judge_link(session, actor, review, *link, **(said | changes))


def test_a_members_inputs_stand_beside_the_authors_which_they_leave_alone(
    session: Session, cast: Cast, review: Review
) -> None:
    before = aligning.of_review(session, cast.as_mel, review)
    for link in links(review):
        judge(session, cast.as_mel, review, link)
    found = aligning.of_review(session, cast.as_chair, review)
    assert found.alignment.words == before.alignment.words
    (mel,) = found.reviewers
    assert (mel.user.name, mel.works_for_buyer, mel.has_interest) == ("Mel Member", False, False)
    assert set(mel.judgements) == set(links(review))
    assert mel.beside.alignment is not None
    assert mel.beside.alignment.claimed.exact < found.alignment.claimed.exact


def test_part_of_the_links_gives_inputs_and_no_score(session: Session, cast: Cast, review: Review) -> None:
    judge(session, cast.as_mel, review, links(review)[0])
    (mel,) = aligning.of_review(session, cast.as_mel, review).reviewers
    assert (mel.beside.alignment, mel.beside.missing) == (None, len(links(review)) - 1)


def test_a_member_who_changes_their_mind_replaces_their_inputs_and_the_trail_keeps_both(
    session: Session, cast: Cast, review: Review
) -> None:
    link = links(review)[0]
    judge(session, cast.as_mel, review, link)
    judge(session, cast.as_mel, review, link)
    judge(session, cast.as_mel, review, link, causal_step="none", evidence_grade="replicated")
    (row,) = session.exec(select(LinkJudgement)).all()
    assert (row.causal_step, row.evidence_grade) == ("none", "")
    assert actions(session, cast.tender).count("link.judged") == 2
    last = session.exec(
        select(AuditEvent).where(AuditEvent.action == "link.judged").order_by(AuditEvent.id.desc())
    ).first()
    assert (last.detail["before"], last.detail["after"]) == (["two_steps", "theory"], ["none", ""])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"causal_step": "three_steps"}, "causal_step"),
        ({"evidence_grade": ""}, "evidence_grade"),
        ({"reason": "  "}, "reason"),
    ],
)
def test_inputs_need_a_step_a_grade_and_a_reason(
    session: Session, cast: Cast, review: Review, changes: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        judge(session, cast.as_mel, review, links(review)[0], **changes)
    assert refused.value.field == field


def test_only_a_link_that_the_version_has_can_be_judged(session: Session, cast: Cast, review: Review) -> None:
    outcome, _ = links(review)[0]
    for link in ((outcome, "no-such-objective"), ("0000000000", "warm-homes")):
        with pytest.raises(NotFound):
            judge(session, cast.as_mel, review, link)


def test_nobody_from_elsewhere_or_from_the_buyer_and_nobody_with_an_interest_judges(
    session: Session, cast: Cast, review: Review
) -> None:
    link = links(review)[0]
    judge(session, cast.as_nour, review, link)
    reviewing.declare_interest(session, cast.as_nour, review, "My sister bids")
    (stranger,) = make_members(session, 1)
    make_board(session, stranger)
    for actor in (cast.as_nour, cast.as_officer, actor_of(stranger)):
        with pytest.raises(NotAllowed):
            judge(session, actor, review, link)
    (nour,) = aligning.of_review(session, cast.as_chair, review).reviewers
    assert nour.has_interest


def test_once_the_board_has_decided_inputs_stand(session: Session, cast: Cast, review: Review) -> None:
    judge(session, cast.as_mel, review, links(review)[0])
    two_endorse(session, review, cast)
    reviewing.decide(session, cast.as_chair, review, "endorsed", "Agreed")
    with pytest.raises(WrongState):
        judge(session, cast.as_mel, review, links(review)[0], causal_step="none")


def test_inputs_stay_with_the_version_they_were_given_on(
    session: Session, cast: Cast, review: Review
) -> None:
    judge(session, cast.as_mel, review, links(review)[0])
    reviewing.recall(session, cast.as_officer, cast.tender)
    cast.tender.specification.summary = "Another beginning."
    later = reviewing.submit(session, cast.as_officer, cast.tender, cast.board, at=SUBMITTED_AT)
    assert later.version.number == 2
    assert aligning.of_review(session, cast.as_mel, later).reviewers == []
    first = aligning.version_by_number(session, cast.as_officer, cast.tender, 1)
    assert len(aligning.of_version(session, cast.as_officer, cast.tender, first).reviewers) == 1


def test_a_frozen_version_is_scored_as_on_the_day_it_was_frozen(
    session: Session, cast: Cast, review: Review
) -> None:
    first = aligning.of_review(session, cast.as_mel, review).alignment
    old = aligning.of_snapshot(snapshot_of(review.version), SUBMITTED_AT.date() + timedelta(days=3000))
    assert old.alignment.claimed.exact < first.claimed.exact
    assert aligning.of_review(session, cast.as_mel, review).alignment == first


def test_a_draft_and_its_versions_are_for_its_own_officers(
    session: Session, cast: Cast, review: Review
) -> None:
    elsewhere = actor_of(make_officer(session))
    today = date(2026, 11, 23)
    assert aligning.of_draft(session, cast.as_officer, cast.tender, today).alignment.inputs.outcomes
    for refused in (
        lambda: aligning.of_draft(session, elsewhere, cast.tender, today),
        lambda: aligning.of_draft(session, cast.as_mel, cast.tender, today),
        lambda: aligning.version_by_number(session, elsewhere, cast.tender, 1),
        lambda: aligning.of_review(session, cast.as_officer, review),
    ):
        with pytest.raises(NotAllowed):
            refused()
    with pytest.raises(NotFound):
        aligning.version_by_number(session, cast.as_officer, cast.tender, 9)
