"""The measures of a published tender are followed from its publication on, through every later version."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from procure.db import reading, writing
from procure.domain.observing import Way
from procure.models import MeasureSeries, Publication, SeriesLink, Tender, TenderResults
from procure.services import freezing, measure_series, observing
from tests.factories.publications import PUBLISHED_AT, make_complete_publication, make_listed_tender
from tests.factories.results import make_followed, make_reading

pytestmark = pytest.mark.both_databases


def publish_again(session: Session, tender: Tender, **measure: object) -> list[MeasureSeries]:
    """A second version of a tender, whose first measure says something else."""
    newest = session.exec(select(Publication).where(Publication.tender_id == tender.id)).one()
    snapshot = freezing.snapshot_of(newest.version)
    (outcome, *others) = snapshot.outcomes
    (first, *rest) = outcome.measures
    changed = outcome.model_copy(update={"measures": (first.model_copy(update=measure), *rest)})
    version = snapshot.model_copy(update={"outcomes": (changed, *others)})
    make_complete_publication(session, tender, version, 2, PUBLISHED_AT)
    return measure_series.take(session, tender)


def test_each_measure_is_followed_with_its_figures_and_its_missions(session: Session) -> None:
    _, _, series = make_followed(session, outcomes=2, measures=2)

    assert [each.position for each in series] == [0, 1, 2, 3]
    first = series[0]
    assert (first.baseline_value, first.target_value, first.unit) == (Decimal(41), Decimal(76), first.unit)
    assert (first.interval_days, first.lag_days) == (365, 152)
    linked = session.exec(select(SeriesLink).where(SeriesLink.series_id == first.id)).all()
    assert {(each.mission_id, each.objective_id) for each in linked} >= {
        ("clean-energy", ""), ("clean-energy", "warm-homes"),
    }  # fmt: skip


def test_to_take_measures_up_again_changes_nothing(session: Session) -> None:
    tender, _, series = make_followed(session)

    again = measure_series.take(session, tender)

    assert [each.id for each in again] == [each.id for each in series]


def test_a_target_that_moves_goes_on_with_its_series(session: Session) -> None:
    tender, officer, (series,) = make_followed(session)
    observing.record(
        session,
        officer,
        [make_reading(series)],
        Way.FORM,
        organisation_id=tender.organisation_id,
        tender=tender,
    )

    (now,) = publish_again(session, tender, target_value="80")

    assert (now.id, now.target_value) == (series.id, Decimal(80))
    assert len(observing.history(session, officer, now)) == 1


def test_a_measure_that_is_renamed_ends_its_series_and_keeps_its_readings(session: Session) -> None:
    tender, officer, (series,) = make_followed(session)
    observing.record(
        session,
        officer,
        [make_reading(series)],
        Way.FORM,
        organisation_id=tender.organisation_id,
        tender=tender,
    )
    measure_series.make_public(session, officer, tender, [series.key], is_public=True)

    (new,) = publish_again(session, tender, name="Homes at band B or better")

    assert new.follows_id == series.id
    assert new.is_public
    assert series.closed_at is not None
    assert len(observing.history(session, officer, series)) == 1
    assert measure_series.of_tender(session, officer, tender) == [new, series]
    answer = observing.record(
        session, officer, [make_reading(series, "1", 2)], Way.FORM, organisation_id=tender.organisation_id
    )
    assert "no longer followed" in answer.rows[0].fault.message


def test_the_worker_takes_up_what_was_published_before_results_were_kept(engine: Engine) -> None:
    with writing(engine) as session:
        make_listed_tender(session)

    assert measure_series.sweep(engine) == 1
    assert measure_series.sweep(engine) == 0
    with reading(engine) as session:
        assert len(session.exec(select(MeasureSeries)).all()) == 1
        assert session.exec(select(col(TenderResults.version_id))).one()
