"""What was observed is recorded once, whoever sends it how often, and is never changed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session, col, func, select

from procure.db import reading, writing
from procure.domain.exceptions import NotFound
from procure.domain.observing import Reading, Verdict, Way
from procure.domain.permissions import ANYONE, RESULTS_KEY, Actor
from procure.models import AuditEvent, MeasureSeries, Observation, ObservationBatch, SeriesStanding, Tender
from procure.services import measure_series, observing, results_feed
from procure.services.access import actor_of
from procure.services.observing import Answer, Conflict
from tests.factories.people import make_officer
from tests.factories.results import NOW, make_followed, make_reading

pytestmark = pytest.mark.both_databases


def record(session: Session, actor: Actor, tender: Tender, *readings: Reading, **how: object) -> Answer:
    return observing.record(
        session,
        actor,
        readings,
        Way.FORM,
        organisation_id=tender.organisation_id,
        tender=tender,
        at=NOW,
        **how,
    )  # type: ignore[arg-type]


def standing_of(session: Session, series: MeasureSeries) -> SeriesStanding:
    return session.get_one(SeriesStanding, series.id)


def test_a_reading_is_recorded_with_its_source_and_by_whom(session: Session) -> None:
    tender, officer, (series, *_) = make_followed(session)

    answer = record(session, officer, tender, make_reading(series, "48.2"))

    (kept,) = observing.history(session, officer, series)
    assert answer.count(Verdict.RECORDED) == 1
    assert (kept.value, kept.vintage, kept.source) == (Decimal("48.2"), 1, "Fictional monthly survey")
    batch = session.get_one(ObservationBatch, kept.batch_id)
    assert (batch.key, batch.entered_by_id, batch.way) == (answer.batch_key, officer.user_id, "form")
    (told,) = session.exec(select(AuditEvent).where(AuditEvent.action == "results.recorded"))
    assert told.subject_key == tender.reference


def test_the_same_reading_again_changes_nothing(session: Session) -> None:
    tender, officer, (series, *_) = make_followed(session)
    record(session, officer, tender, make_reading(series))

    answer = record(session, officer, tender, make_reading(series))

    assert [each.verdict for each in answer.rows] == [Verdict.UNCHANGED]
    assert session.exec(select(func.count()).select_from(Observation)).one() == 1


def test_another_figure_as_of_the_same_day_is_refused_and_the_first_stands(session: Session) -> None:
    tender, officer, (series, *_) = make_followed(session)
    record(session, officer, tender, make_reading(series, "48.2"))

    answer = record(session, officer, tender, make_reading(series, "52"))

    assert answer.is_refused
    assert "Another figure of this period is recorded" in answer.rows[0].fault.message
    assert [each.value for each in observing.history(session, officer, series)] == [Decimal("48.2")]


def test_a_revision_stands_beside_what_it_revises(session: Session) -> None:
    tender, officer, (series, *_) = make_followed(session)
    revised = make_reading(series, "47.9", published_on=date(2028, 5, 2))

    record(session, officer, tender, revised, make_reading(series, "48.2"))

    newest_first = observing.history(session, officer, series)
    assert [(each.value, each.vintage) for each in newest_first] == [
        (Decimal("47.9"), 2),
        (Decimal("48.2"), 1),
    ]
    standing = standing_of(session, series)
    assert (standing.latest_value, standing.latest_vintage) == (Decimal("47.9"), 2)
    assert (standing.observations, standing.periods, standing.revisions) == (2, 1, 1)
    assert standing.revised_at == NOW


def test_a_publication_older_than_what_stands_is_refused(session: Session) -> None:
    tender, officer, (series, *_) = make_followed(session)
    record(session, officer, tender, make_reading(series, published_on=date(2028, 3, 10)))

    answer = record(session, officer, tender, make_reading(series, published_on=date(2028, 2, 10)))

    assert "must be published after it" in answer.rows[0].fault.message


def test_a_withdrawn_figure_is_a_revision_that_says_so(session: Session) -> None:
    tender, officer, (series, *_) = make_followed(session)
    record(session, officer, tender, make_reading(series, "40", 1), make_reading(series, "99", 2))

    mistaken = make_reading(
        series, None, 2, is_withdrawn=True, published_on=date(2028, 5, 1), note="Miscounted"
    )
    record(session, officer, tender, mistaken)

    assert standing_of(session, series).latest_value == Decimal(40)
    assert [each.is_withdrawn for each in observing.history(session, officer, series)] == [True, False, False]


def test_only_what_was_recorded_can_be_withdrawn(session: Session) -> None:
    tender, officer, (series, *_) = make_followed(session)

    answer = record(session, officer, tender, make_reading(series, None, is_withdrawn=True, note="Why"))

    assert answer.rows[0].fault.field == "withdrawn"


def test_how_a_series_stands_is_its_newest_period_and_the_one_before(session: Session) -> None:
    tender, officer, (series, *_) = make_followed(session)

    record(session, officer, tender, make_reading(series, "51", 3), make_reading(series, "49", 1))
    record(session, officer, tender, make_reading(series, "50", 2, low=Decimal(48), high=Decimal(52)))

    standing = standing_of(session, series)
    assert (standing.latest_end, standing.latest_value) == (date(2028, 3, 31), Decimal(51))
    assert (standing.previous_end, standing.previous_value) == (date(2028, 2, 29), Decimal(50))


def test_one_wrong_row_refuses_all_unless_part_is_wanted(session: Session) -> None:
    tender, officer, (series, *_) = make_followed(session)
    wrong = make_reading(series, "1", 2, series_key="0000000000")

    assert record(session, officer, tender, make_reading(series), wrong).is_refused
    assert observing.history(session, officer, series) == []

    answer = record(session, officer, tender, make_reading(series), wrong, in_part=True)
    assert [each.verdict for each in answer.rows] == [Verdict.RECORDED, Verdict.REFUSED]
    assert len(observing.history(session, officer, series)) == 1


def test_a_batch_that_is_sent_again_is_answered_as_it_was(session: Session) -> None:
    tender, officer, (series, *_) = make_followed(session)
    how = {"idempotency_key": "night-1", "digest": "a"}
    first = record(session, officer, tender, make_reading(series), **how)

    again = record(session, officer, tender, make_reading(series), **how)

    assert again.is_replay
    assert (again.batch_key, again.rows) == (first.batch_key, first.rows)
    assert len(observing.history(session, officer, series)) == 1


def test_an_idempotency_key_with_other_content_is_refused_and_loses_nothing(session: Session) -> None:
    tender, officer, (series, *_) = make_followed(session)
    record(session, officer, tender, make_reading(series), idempotency_key="night-1", digest="a")

    with pytest.raises(Conflict, match="used before"):
        record(session, officer, tender, make_reading(series, "9", 2), idempotency_key="night-1", digest="b")

    assert [each.value for each in observing.history(session, officer, series)] == [Decimal("48.2")]


def test_a_row_id_means_one_reading(session: Session) -> None:
    tender, officer, (series, *_) = make_followed(session)
    record(session, officer, tender, make_reading(series, row_key="r-1"))

    same = record(session, officer, tender, make_reading(series, row_key="r-1"))
    other = record(session, officer, tender, make_reading(series, "12", 2, row_key="r-1"))

    assert same.rows[0].verdict is Verdict.UNCHANGED
    assert other.rows[0].fault.field == "row_key"


def test_an_observation_cannot_be_changed_or_deleted(engine: Engine) -> None:
    with writing(engine) as session:
        tender, officer, (series, *_) = make_followed(session)
        record(session, officer, tender, make_reading(series))
    for change in ("UPDATE observation SET value = 1", "DELETE FROM observation"):
        with pytest.raises(DatabaseError, match="append-only"), writing(engine) as session:
            session.execute(text(change))


def test_others_can_neither_record_nor_see(session: Session) -> None:
    tender, officer, (series, *_) = make_followed(session)
    stranger = actor_of(make_officer(session))
    record(session, officer, tender, make_reading(series))

    answer = record(session, stranger, tender, make_reading(series, "1", 2))

    assert answer.rows[0].fault.field == "measure"
    for reader in (stranger, ANYONE):
        with pytest.raises(NotFound):
            observing.history(session, reader, series)
        with pytest.raises(NotFound):
            measure_series.by_key(session, reader, series.key)


def test_a_key_records_for_its_own_tender_alone(session: Session) -> None:
    tender, _, (series, *_) = make_followed(session)
    key = Actor(
        None, "Monitoring", tender.organisation_id, frozenset({RESULTS_KEY}), only_tender_id=tender.id
    )
    elsewhere = Actor(None, "Other", tender.organisation_id, frozenset({RESULTS_KEY}), only_tender_id=0)

    assert record(session, elsewhere, tender, make_reading(series)).is_refused
    assert not record(session, key, tender, make_reading(series)).is_refused


def test_anybody_sees_what_the_buyer_made_public_and_no_more(session: Session) -> None:
    tender, officer, (series, other, *_) = make_followed(session, measures=2)
    record(session, officer, tender, make_reading(series), make_reading(other))

    measure_series.make_public(session, officer, tender, [series.key], is_public=True)

    assert measure_series.of_tender(session, ANYONE, tender) == [series]
    measure_series.make_public(session, officer, tender, [series.key], is_public=False)
    with pytest.raises(NotFound):
        measure_series.of_tender(session, ANYONE, tender)


def test_an_open_page_is_told_of_each_change_once(session: Session) -> None:
    tender, officer, (series, *_) = make_followed(session)
    mission = "clean-energy"
    seen = results_feed.newest(session, mission)
    assert seen > 0

    record(session, officer, tender, make_reading(series))

    (change,) = results_feed.after(session, officer, mission, seen)
    assert (change.kind, change.tender_id) == ("recorded", tender.id)
    assert results_feed.after(session, officer, mission, change.id) == []
    assert results_feed.after(session, ANYONE, mission, 0) == []


def test_those_who_send_the_same_at_once_record_it_once(engine: Engine) -> None:
    """The second is begun while the first is not yet committed; it waits, and finds the work done."""
    with writing(engine) as session:
        tender, officer, (series, *_) = make_followed(session)
        wanted = make_reading(series)

    def send(_: int) -> Verdict:
        with writing(engine) as session:
            row = session.get_one(Tender, tender.id)
            return record(session, officer, row, wanted, idempotency_key="k", digest="d").rows[0].verdict

    with ThreadPoolExecutor(4) as pool:
        verdicts = list(pool.map(send, range(4)))

    assert set(verdicts) == {Verdict.RECORDED}
    with reading(engine) as session:
        assert session.exec(select(func.count(col(Observation.id)))).one() == 1
        assert session.exec(select(func.count(col(ObservationBatch.id)))).one() == 1
