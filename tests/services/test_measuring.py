"""Measures of an outcome, and its links to objectives: what hangs on one outcome and on no other."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import Session, select

from procure.domain.exceptions import NotAllowed, NotFound, StaleEdit, WrongState
from procure.domain.permissions import Actor
from procure.models import AuditEvent, Measure, ObjectiveLink, ObjectiveRow, Outcome, Tender
from procure.services import arranging, authoring, measuring
from procure.services.access import actor_of
from procure.services.freezing import draft_snapshot
from tests.factories.people import make_officer, make_tender

LINKED = {
    "is_linked": True,
    "causal_step": "one_step",
    "evidence_grade": "theory",
    "evidence_url": "",
    "assumption": "A",
    "claimed_share": Decimal("12.5"),
    "claimed_because": "A tenth of all homes",
}

pytestmark = pytest.mark.both_databases


@pytest.fixture
def desk(session: Session) -> tuple[Actor, Tender, Outcome]:
    officer = make_officer(session)
    actor, tender = actor_of(officer), make_tender(session, officer)
    outcome = arranging.add(session, actor, tender, "outcomes", {"title": "Warm for less"})
    for objective in ("aim-one", "aim-two"):
        session.add(
            ObjectiveRow(
                objective_id=objective, title=objective, mission_id="m", mission_name="M", framework_id="f",
                framework_name="F", framework_effective_from="2024", content={}, digest="",
            )
        )  # fmt: skip
    tender.specification.objective_ids = ["aim-one"]
    session.flush()
    return actor, tender, outcome


Desk = tuple[Actor, Tender, Outcome]


def names(session: Session, outcome: Outcome) -> list[str]:
    session.refresh(outcome, ["measures"])
    return [measure.name for measure in measuring.measures(outcome)]


def add(session: Session, desk: Desk, name: str, **more: Any) -> Measure:
    actor, tender, outcome = desk
    return measuring.add_measure(session, actor, tender, outcome, {"name": name}, **more)


def test_measures_are_added_moved_removed_and_put_back_in_their_place(session: Session, desk: Desk) -> None:
    actor, tender, outcome = desk
    first, second = add(session, desk, "First"), add(session, desk, "Second")
    measuring.move_measure(session, actor, tender, outcome, second.key, "up")
    assert names(session, outcome) == ["Second", "First"]
    measuring.move_measure(session, actor, tender, outcome, second.key, "up")
    assert names(session, outcome) == ["Second", "First"]
    measuring.remove_measure(session, actor, tender, outcome, second.key)
    measuring.remove_measure(session, actor, tender, outcome, second.key)
    assert names(session, outcome) == ["First"]
    (frozen,) = draft_snapshot(session, tender).outcomes
    assert [measure.key for measure in frozen.measures] == [first.key]
    measuring.restore_measure(session, actor, tender, outcome, second.key)
    assert names(session, outcome) == ["Second", "First"]
    actions = [event.action for event in session.exec(select(AuditEvent).order_by(AuditEvent.id))]  # type: ignore[arg-type]
    assert actions == ["outcome.added", "measure.added", "measure.added", "measure.moved", "measure.removed",
                       "measure.restored"]  # fmt: skip


def test_a_measure_added_twice_with_one_key_is_one(session: Session, desk: Desk) -> None:
    assert add(session, desk, "First", key="0123456789") is add(session, desk, "First", key="0123456789")
    assert len(session.exec(select(Measure)).all()) == 1


def test_a_measure_is_found_under_its_own_outcome_alone(session: Session, desk: Desk) -> None:
    actor, tender, _ = desk
    measure = add(session, desk, "First", key="0123456789")
    other = arranging.add(session, actor, tender, "outcomes", {"title": "Other"})
    for use in (measuring.measure, measuring.remove_measure, measuring.restore_measure):
        with pytest.raises(NotFound):
            use(session, actor, tender, other, measure.key)
    theirs = measuring.add_measure(session, actor, tender, other, {"name": "Theirs"}, key="0123456789")
    assert theirs.key != measure.key


def test_a_stale_change_of_a_measure_loses_nothing(session: Session, desk: Desk) -> None:
    actor, tender, outcome = desk
    measure = add(session, desk, "First")
    read = authoring.revision_of({"unit": ""})
    assert measuring.change_measure(session, actor, tender, outcome, measure.key, {"unit": "days"}, read)
    with pytest.raises(StaleEdit) as clash:
        measuring.change_measure(session, actor, tender, outcome, measure.key, {"unit": "weeks"}, read)
    assert (clash.value.theirs, clash.value.yours) == ({"unit": "days"}, {"unit": "weeks"})
    assert measure.unit == "days"
    assert not measuring.change_measure(session, actor, tender, outcome, measure.key, {"unit": "days"}, read)


def test_a_link_is_made_changed_and_taken_away(session: Session, desk: Desk) -> None:
    actor, tender, outcome = desk

    def put(values: dict[str, Any], seen: dict[str, Any]) -> bool:
        return measuring.set_link(
            session, actor, tender, outcome, "aim-one", values, authoring.revision_of(seen)
        )

    unlinked = measuring.link_values(None)
    assert not put({"is_linked": False, "assumption": "unsaid"}, unlinked)
    assert put(LINKED, unlinked)
    changed = LINKED | {"causal_step": "two_steps"}
    assert put(changed, LINKED)
    (link,) = session.exec(select(ObjectiveLink)).all()
    assert measuring.link_values(link) == changed
    with pytest.raises(StaleEdit) as clash:
        put(LINKED | {"assumption": "B"}, LINKED)
    assert clash.value.theirs == changed
    assert put({"is_linked": False}, changed)
    assert session.exec(select(ObjectiveLink)).all() == []
    with pytest.raises(StaleEdit):
        put(changed | {"assumption": "C"}, changed)


def test_only_chosen_objectives_can_be_linked(session: Session, desk: Desk) -> None:
    actor, tender, outcome = desk
    assert [each.objective.objective_id for each in measuring.served(session, actor, tender, outcome)] == [
        "aim-one"
    ]
    for objective in ("aim-two", "no-such-aim"):
        with pytest.raises(NotFound):
            measuring.set_link(session, actor, tender, outcome, objective, LINKED, "")


def test_others_and_the_wrong_state_are_refused(session: Session, desk: Desk) -> None:
    actor, tender, outcome = desk
    measure = add(session, desk, "First")
    stranger = actor_of(make_officer(session))

    def attempts(who: Actor) -> list[Any]:
        return [
            lambda: measuring.add_measure(session, who, tender, outcome, {"name": "X"}),
            lambda: measuring.change_measure(session, who, tender, outcome, measure.key, {"unit": "x"}, ""),
            lambda: measuring.move_measure(session, who, tender, outcome, measure.key, "up"),
            lambda: measuring.remove_measure(session, who, tender, outcome, measure.key),
            lambda: measuring.restore_measure(session, who, tender, outcome, measure.key),
            lambda: measuring.set_link(session, who, tender, outcome, "aim-one", LINKED, ""),
        ]

    for attempt in attempts(stranger):
        with pytest.raises(NotAllowed):
            attempt()
    tender.state = "in_review"
    session.flush()
    for attempt in attempts(actor):
        with pytest.raises(WrongState):
            attempt()
    assert names(session, outcome) == ["First"]
