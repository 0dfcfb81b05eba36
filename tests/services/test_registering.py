"""Who sees which dataset in the register: their boards' versions, their own organisation's, and nobody's drafts."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import Session, select

from procure.domain.exceptions import NotAllowed
from procure.models import Measure, Tender, User
from procure.services import arranging, freezing, registering
from procure.services.access import actor_of
from procure.services.transcribing import write_snapshot
from tests.factories.boards import (
    make_authority,
    make_board,
    make_members,
    make_ready_tender,
    make_review,
)
from tests.factories.people import make_officer, make_user


def waiting_tender(
    session: Session, officer: User, dataset: str = "Winter admissions", outcomes: int = 2
) -> Tender:
    """A draft of which this many outcomes wait for a dataset."""
    tender = make_ready_tender(session, officer, title=f"{dataset} {officer.id} {outcomes}")
    measures = session.exec(select(Measure).where(Measure.tender_id == tender.id)).all()
    chosen = list({measure.outcome_id: measure for measure in measures}.values())[:outcomes]
    for measure in chosen:
        values = {"measure_key": measure.key, "name": dataset, "holder": "NHS", "blocker": "legislation",
                  "needed_on": date(2027, 1, 5), "champion": "Chief data officer", "next_step": "Ask"}  # fmt: skip
        arranging.add(session, actor_of(officer), tender, "data_shares", values)
    return tender


@pytest.mark.both_databases
def test_the_register_shows_what_one_may_know_of_and_nothing_of_drafts(session: Session) -> None:
    ours, theirs = (
        make_officer(session, make_authority(session)),
        make_officer(session, make_authority(session, name="Other")),
    )
    chair, member = make_members(session, 2)
    board = make_board(session, chair, member)
    make_review(session, waiting_tender(session, ours, outcomes=2), ours, board)
    make_review(session, waiting_tender(session, theirs, " winter ADMISSIONS", 3), theirs, board)
    waiting_tender(session, ours, "A draft's dataset")
    (wall,) = registering.register_for(session, actor_of(member)).walls
    assert (wall.outcomes, wall.tenders, wall.champions) == (5, 2, ("Chief data officer",))
    (own,) = registering.register_for(session, actor_of(ours)).walls
    assert (own.outcomes, own.tenders) == (2, 1)
    assert registering.register_for(session, actor_of(make_officer(session))).walls == ()
    stranger = make_user(session)
    with pytest.raises(NotAllowed):
        registering.register_for(session, actor_of(stranger))
    assert len(list(registering.csv_lines(session, actor_of(member)))) == 1 + 5
    assert len(list(registering.csv_lines(session, actor_of(ours)))) == 1 + 2


def test_the_latest_version_alone_counts(session: Session) -> None:
    officer = make_officer(session, make_authority(session))
    tender = waiting_tender(session, officer, outcomes=2)
    actor = actor_of(officer)
    freezing.freeze(session, actor, tender)
    (row, *_) = arranging.rows(session, actor, tender, "data_shares")
    arranging.remove(session, actor, tender, "data_shares", row.key)
    freezing.freeze(session, actor, tender)
    (wall,) = registering.register_for(session, actor).walls
    assert wall.outcomes == 1


def test_a_copy_keeps_each_dataset_with_its_measure(session: Session) -> None:
    officer = make_officer(session, make_authority(session))
    tender = waiting_tender(session, officer)
    snapshot = freezing.draft_snapshot(session, tender)
    again = Tender(title="A copy", organisation_id=officer.organisation_id, created_by_id=officer.id)
    session.add(again)
    session.flush()
    write_snapshot(session, again, snapshot)
    copied = freezing.draft_snapshot(session, again)
    measures = {measure.key for outcome in copied.outcomes for measure in outcome.measures}
    assert {each.measure_key for each in copied.data_shares} <= measures
    assert len(copied.data_shares) == 2
