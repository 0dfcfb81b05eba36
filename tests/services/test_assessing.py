"""How a series stands is kept beside it, as it was judged last, with what happened since."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, select

from procure.db import reading, writing
from procure.domain.observing import Reading, Way
from procure.domain.permissions import Actor
from procure.models import MeasureSeries, SeriesJudgement, SeriesLink, SeriesStanding
from procure.services import assessing, observing
from tests.factories.results import make_followed

#: The contract of the test's tender starts on 1 October 2027; this measure is read monthly with a lag of 20 days.
NOW = datetime(2028, 6, 1, 9, 0, tzinfo=UTC)
MONTHLY: dict[str, Any] = {"frequency": "monthly", "lag": "20 days"}


def make_read_monthly(session: Session) -> tuple[Actor, MeasureSeries]:
    """A series that should rise from 41 to 76, of 2,000 people a month."""
    _, officer, (series, *_) = make_followed(session)
    series.interval_days, series.lag_days = 30, 20
    series.figure_kind, series.people_per_reading, series.people_in_baseline = "share", 20_000, 20_000
    series.is_clustered = False
    session.add(series)
    assessing.assess(session, [series], NOW - timedelta(days=400))
    return officer, series


def observe(
    session: Session,
    officer: Actor,
    series: MeasureSeries,
    end: date,
    value: str,
    late: int = 20,
    at: datetime = NOW,
) -> SeriesJudgement:
    observed = Reading(series.key, end - timedelta(days=29), end, end + timedelta(days=late), Decimal(value))
    answer = observing.record(
        session, officer, [observed], Way.FORM, organisation_id=series.organisation_id, at=at
    )
    assert not answer.is_refused, answer
    return session.get_one(SeriesJudgement, series.id)


def test_a_series_is_judged_with_every_observation_and_counted_by_it(session: Session) -> None:
    officer, series = make_read_monthly(session)
    found = observe(session, officer, series, date(2028, 4, 30), "30")
    assert (found.status, found.judged_at) == ("off_path", NOW)
    assert "short by" in found.reason
    standing = session.get_one(SeriesStanding, series.id)
    assert (standing.status, standing.status_until) == ("off_path", found.next_due + timedelta(days=1))
    counted = session.exec(select(SeriesLink.status).where(SeriesLink.series_id == series.id)).all()
    assert set(counted) == {"off_path"}


def test_a_revision_that_changes_the_status_is_what_is_notable(session: Session) -> None:
    officer, series = make_read_monthly(session)
    end = date(2028, 4, 30)
    observe(session, officer, series, end, "30")
    found = observe(session, officer, series, end, "60", late=31, at=NOW + timedelta(hours=1))
    assert (found.status, found.notable_kind) == ("on_path", "revision")
    assert "was revised from 30% to 60%" in found.notable_words


def test_time_alone_makes_a_figure_overdue_and_then_the_series_not_measurable(engine: Engine) -> None:
    with writing(engine) as session:
        officer, series = make_read_monthly(session)
        observe(session, officer, series, date(2028, 4, 30), "60")
    assert assessing.sweep(engine, NOW) == 0
    for day, status, kind in ((25, "on_path", "overdue"), (90, "not_measurable", "status")):
        assert assessing.sweep(engine, NOW + timedelta(days=day)) == 1
        with reading(engine) as session:
            found = session.get_one(SeriesJudgement, series.id)
        assert (found.status, found.notable_kind) == (status, kind)
    assert assessing.sweep(engine, NOW + timedelta(days=91)) == 0
