"""The audit trail, as an administrator reads it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlmodel import Session, select

from procure.domain.permissions import Actor
from procure.models import AuditEvent, Organisation, User
from procure.services import administering, inspecting
from tests.services.administration import ORGANISATION

# The trail


def trail(session: Session, number: int) -> None:
    for at in range(number):
        session.add(
            AuditEvent(
                at=datetime(2026, 7, 1 + at % 28, 23, 30, tzinfo=UTC), actor_name=f"Person {at % 3}",
                action=("tender.started", "tender.published")[at % 2], subject_key=f"AAAA-{at:04}",
            )
        )  # fmt: skip
    session.flush()


@pytest.mark.both_databases
def test_the_trail_is_paged_by_key_without_gap_or_repeat(session: Session, actor: Actor) -> None:
    trail(session, 120)
    seen, before = [], None
    while True:
        page = inspecting.events(session, actor, inspecting.AuditQuery(), before)
        seen += [row.id for row in page.rows]
        if page.older is None:
            break
        before = page.older
    assert len(seen) == len(session.exec(select(AuditEvent)).all())
    assert seen == sorted(set(seen), reverse=True)


@pytest.mark.both_databases
def test_filters_of_the_trail_narrow_together(session: Session, actor: Actor) -> None:
    trail(session, 60)

    def found(**query: Any) -> list[AuditEvent]:
        return inspecting.events(session, actor, inspecting.AuditQuery(**query)).rows

    assert {row.action for row in found(action="tender.published")} == {"tender.published"}
    assert {row.actor_name for row in found(person="pERSON 2")} == {"Person 2"}
    assert [row.subject_key for row in found(subject="AAAA-0007")] == ["AAAA-0007"]
    assert len(found(subject="AAAA-000")) == 10
    assert found(subject="%") == []
    assert found(action="tender.published", person="Person 1", subject="AAAA-0001")
    assert not found(action="tender.started", person="Person 1", subject="AAAA-0001")


def test_days_of_the_trail_are_days_in_london(session: Session, actor: Actor) -> None:
    session.add(AuditEvent(at=datetime(2026, 7, 1, 23, 30, tzinfo=UTC), action="late"))  # 00:30 on 2 July
    session.flush()

    def found(first: date, last: date) -> int:
        query = inspecting.AuditQuery(action="late", from_on=first, to_on=last)
        return len(inspecting.events(session, actor, query).rows)

    assert found(date(2026, 7, 2), date(2026, 7, 2)) == 1
    assert found(date(2026, 7, 1), date(2026, 7, 1)) == 0


def test_a_person_of_the_trail_may_be_named_by_address(session: Session, actor: Actor) -> None:
    administering.add_organisation(session, actor, ORGANISATION)
    address = session.exec(select(User.email).where(User.id == actor.user_id)).one()
    rows = inspecting.events(session, actor, inspecting.AuditQuery(person=address.upper())).rows
    assert [row.action for row in rows] == ["organisation.added"]


def test_every_event_is_given_out_once_with_its_organisation(session: Session, actor: Actor) -> None:
    trail(session, inspecting.BATCH + 7)
    administering.add_organisation(session, actor, ORGANISATION)
    home = session.get(Organisation, actor.organisation_id)
    assert home is not None
    session.commit()

    given = [(row.id, name) for row, name in inspecting.every_event(session, actor, inspecting.AuditQuery())]

    assert len(given) == inspecting.BATCH + 8
    assert len(set(given)) == len(given)
    assert given[0][1] == home.name


def test_the_actions_that_happened_are_listed_once(session: Session, actor: Actor) -> None:
    trail(session, 6)
    assert inspecting.actions(session, actor) == ["tender.published", "tender.started"]
