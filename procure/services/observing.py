"""Recording what was observed: all at once, each reading once, nothing ever changed.

A batch is one transaction. The same batch sent again is answered as it was; the same reading sent again changes
nothing; one that says something else of what is recorded already is refused, and what is recorded stands. A revision
is a new reading with a later day of publication.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, text
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from procure.domain.exceptions import Invalid, NotFound
from procure.domain.observing import ChangeKind, Fault, Reading, Verdict, Way
from procure.domain.permissions import Actor, Permission, may
from procure.domain.results.telling import day_in_words
from procure.models import (
    MeasureSeries,
    Observation,
    ObservationBatch,
    Tender,
)
from procure.models.types import now
from procure.services import auditing, results_feed, standings

#: Readings of one batch.
MOST_ROWS = 20_000
#: What one statement asks for: SQLite takes so many parameters at once.
_ASKED = 2_000
_LOCK = 7_015_000


class Conflict(Invalid):
    """The same idempotency key came with other content before."""


@dataclass(frozen=True)
class RowAnswer:
    """What became of one reading, by its place in the batch, from 0."""

    row: int
    verdict: Verdict
    fault: Fault | None = None


@dataclass(frozen=True)
class Answer:
    """What became of a batch. Nothing of it was recorded where ``is_refused``: some rows are wrong, and the sender did
    not want the others without them. ``batch_key`` is empty where there was nothing to keep."""

    rows: Sequence[RowAnswer]
    batch_key: str = ""
    is_refused: bool = False
    is_replay: bool = False

    def count(self, verdict: Verdict) -> int:
        """How many rows met with this."""
        return sum(each.verdict is verdict for each in self.rows)


def record(
    session: Session,
    actor: Actor,
    readings: Sequence[Reading],
    way: Way,
    *,
    organisation_id: int,
    tender: Tender | None = None,
    in_part: bool = False,
    faults: Sequence[tuple[int, Fault]] = (),
    places: Sequence[int] | None = None,
    idempotency_key: str | None = None,
    digest: str = "",
    user_id: int | None = None,
    results_key_id: int | None = None,
    file_name: str = "",
    at: datetime | None = None,
) -> Answer:
    """Record readings of measures of one organisation (of ``tender`` alone, where it is given). ``in_part`` takes what
    is right where some of it is wrong; otherwise one wrong row refuses all. ``places`` are the rows in the sender's
    batch that the readings came from, and ``faults`` what was wrong with others of its rows already.

    Raises ``Conflict`` where ``idempotency_key`` came with another ``digest`` before, and Invalid for too many rows.
    """
    if len(readings) > MOST_ROWS:
        raise Invalid("rows", f"Send at most {MOST_ROWS:,} readings at once")
    moment = at or now()
    _in_turn(session, organisation_id)
    if idempotency_key is not None and (before := _before(session, organisation_id, idempotency_key)):
        return _again(before, digest)
    where = list(places) if places is not None else list(range(len(readings)))
    series = _series(session, actor, organisation_id, tender, readings)
    found = _judged(session, organisation_id, readings, series)
    refused = [RowAnswer(place, Verdict.REFUSED, fault) for place, fault in faults]
    answers = sorted(
        [*refused, *(RowAnswer(where[at_], verdict, fault) for at_, (verdict, _, fault) in enumerate(found))],
        key=lambda each: each.row,
    )
    if not in_part and any(each.verdict is Verdict.REFUSED for each in answers):
        return Answer(answers, is_refused=True)
    fresh = [
        (reading, vintage)
        for reading, (verdict, vintage, _) in zip(readings, found, strict=True)
        if verdict is Verdict.RECORDED
    ]
    answer = Answer(answers)
    if not fresh and idempotency_key is None:
        return answer
    batch = ObservationBatch(
        organisation_id=organisation_id, tender_id=tender.id if tender else None, way=way.value,
        idempotency_key=idempotency_key, digest=digest, file_name=file_name[:200],
        entered_by_id=user_id if user_id is not None else actor.user_id, results_key_id=results_key_id,
        entered_by_name=actor.name, at=moment, recorded=len(fresh), unchanged=answer.count(Verdict.UNCHANGED),
        refused=answer.count(Verdict.REFUSED),
    )  # fmt: skip
    answer = Answer(answers, batch.key)
    if idempotency_key is not None:
        batch.answer = _kept(answer)
    session.add(batch)
    session.flush()
    _store(session, batch, fresh, series, moment)
    touched = {reading.series_key: series[reading.series_key] for reading, _ in fresh}
    standings.refresh(
        session,
        list(touched.values()),
        moment,
        [(series[each.series_key].id, vintage) for each, vintage in fresh],
    )
    tenders = {each.tender_id: each.tender for each in touched.values()}
    for each in tenders.values():
        rows = sum(series[reading.series_key].tender_id == each.id for reading, _ in fresh)
        auditing.of_tender(
            session, actor, each, "results.recorded", batch=batch.key, way=way.value, readings=rows,
        )  # fmt: skip
    if tenders:
        results_feed.tell(session, list(tenders.values()), ChangeKind.RECORDED, moment)
    return answer


def judge(
    session: Session,
    actor: Actor,
    readings: Sequence[Reading],
    *,
    organisation_id: int,
    tender: Tender | None = None,
) -> list[RowAnswer]:
    """What would become of readings if they were recorded now; nothing is."""
    series = _series(session, actor, organisation_id, tender, readings)
    found = _judged(session, organisation_id, readings, series)
    return [RowAnswer(at, verdict, fault) for at, (verdict, _, fault) in enumerate(found)]


def digest_of(readings: Sequence[object], *more: object) -> str:
    """SHA-256 of what was sent, the same for the same content."""
    content = [asdict(each) if isinstance(each, Reading) else each for each in readings]
    return hashlib.sha256(json.dumps([content, more], default=str, sort_keys=True).encode()).hexdigest()


def history(
    session: Session, actor: Actor, series: MeasureSeries, *, limit: int = 500, before: date | None = None
) -> list[Observation]:
    """The observations of a series, the newest period first and of each period its newest publication first. ``before``
    asks for periods that end earlier. Raises NotFound where the actor may not see them."""
    if not may(actor, Permission.READ_RESULTS, series):
        raise NotFound("There is no such measure.")
    query = select(Observation).where(Observation.series_id == series.id)
    if before is not None:
        query = query.where(Observation.period_end < before)
    return list(
        session.exec(
            query.order_by(
                col(Observation.period_end).desc(),
                col(Observation.period_start).desc(),
                col(Observation.published_on).desc(),
            ).limit(limit)
        )
    )


def _series(
    session: Session, actor: Actor, organisation_id: int, tender: Tender | None, readings: Sequence[Reading]
) -> dict[str, MeasureSeries]:
    """The series that the readings are of, by key: only those that the actor may record."""
    keys = sorted({each.series_key for each in readings})
    allowed: dict[int, bool] = {}
    found = {}
    for some in _in_parts(keys, _ASKED):
        query = select(MeasureSeries).where(
            col(MeasureSeries.key).in_(some), MeasureSeries.organisation_id == organisation_id
        )
        if tender is not None:
            query = query.where(MeasureSeries.tender_id == tender.id)
        for each in session.exec(query):
            if each.tender_id not in allowed:
                allowed[each.tender_id] = may(actor, Permission.RECORD_RESULTS, each.tender)
            if allowed[each.tender_id]:
                found[each.key] = each
    return found


Judged = tuple[Verdict, int, Fault | None]
Period = tuple[int, date, date]


def _judged(
    session: Session,
    organisation_id: int,
    readings: Sequence[Reading],
    series: dict[str, MeasureSeries],
) -> list[Judged]:
    """Of each reading: what becomes of it, its vintage where it is recorded, and what is wrong with it."""
    known = [each for each in readings if each.series_key in series]
    told = _told(session, known, series)
    by_key = _by_row_key(session, organisation_id, known)
    found: dict[int, Judged] = {}
    # A batch may hold a figure and its revision, in any order.
    for at in sorted(range(len(readings)), key=lambda at: (readings[at].published_on, at)):
        reading = readings[at]
        row = series.get(reading.series_key)
        if row is None:
            found[at] = _refused(
                "measure", "There is no such measure that you may record: copy its key from the template"
            )
            continue
        assert row.id is not None
        same_key = by_key.get(reading.row_key) if reading.row_key else None
        if same_key is not None:
            found[at] = (
                (Verdict.UNCHANGED, 0, None)
                if same_key == reading.content
                else _refused(
                    "row_key", "This row id was used before, for other content: give each reading its own"
                )
            )
            continue
        found[at] = _beside(row, reading, told[row.id, reading.period_end, reading.period_start])
        if found[at][0] is Verdict.RECORDED and reading.row_key:
            by_key[reading.row_key] = reading.content
    return [found[at] for at in range(len(readings))]


def _beside(row: MeasureSeries, reading: Reading, told: dict[date, tuple[Any, ...]]) -> Judged:
    """What a reading means beside what was published of its period, which it joins where it is recorded."""
    same_day = told.get(reading.published_on)
    if same_day is not None:
        if same_day == reading.says:
            return Verdict.UNCHANGED, 0, None
        return _refused(
            "value",
            f"Another figure of this period is recorded, or stands in another row, as published on "
            f"{day_in_words(reading.published_on)}. Enter the day on which this one was published, or leave "
            "the row out",
        )
    if row.closed_at is not None:
        return _refused("measure", "This measure is no longer followed: use the one that took its place")
    if told and (newest := max(told)) > reading.published_on:
        return _refused(
            "published_on",
            f"A later figure for this period, published on {newest.isoformat()}, is recorded. A revision must be "
            "published after it",
        )
    if reading.is_withdrawn and not told:
        return _refused("withdrawn", "There is no figure for this period that could be withdrawn")
    told[reading.published_on] = reading.says
    return Verdict.RECORDED, len(told), None


def _refused(field: str, message: str) -> Judged:
    return Verdict.REFUSED, 0, Fault(field, message)


def _told(
    session: Session, readings: Sequence[Reading], series: dict[str, MeasureSeries]
) -> defaultdict[Period, dict[date, tuple[Any, ...]]]:
    """What is recorded of the periods that the readings are of: by day of publication."""
    wanted = sorted({(series[each.series_key].id, each.period_end, each.period_start) for each in readings})
    found: defaultdict[Period, dict[date, tuple[Any, ...]]] = defaultdict(dict)
    table = Observation
    for some in _in_parts(wanted, _ASKED // 3):
        # By each column alone: SQLite looks through the whole table for a list of several columns.
        rows = session.execute(
            sql_select(
                col(table.series_id), col(table.period_end), col(table.period_start), col(table.published_on),
                col(table.value), col(table.low), col(table.high), col(table.is_withdrawn),
            )
            .where(col(table.series_id).in_({each[0] for each in some}))
            .where(col(table.period_end).in_({each[1] for each in some}))
        )  # fmt: skip
        for series_id, end, start, published_on, *says in rows:
            found[series_id, end, start][published_on] = tuple(says)
    return found


def _by_row_key(
    session: Session, organisation_id: int, readings: Sequence[Reading]
) -> dict[str, tuple[Any, ...]]:
    keys = sorted({each.row_key for each in readings if each.row_key})
    found = {}
    for some in _in_parts(keys, _ASKED):
        rows = session.exec(
            select(Observation, MeasureSeries.key)
            .join(MeasureSeries, col(MeasureSeries.id) == Observation.series_id)
            .where(Observation.organisation_id == organisation_id, col(Observation.row_key).in_(some))
        )
        for row, key in rows:
            found[row.row_key or ""] = Reading(
                key, row.period_start, row.period_end, row.published_on, row.value, row.low, row.high,
                row.is_withdrawn, row.source, row.source_url, row.note,
            ).content  # fmt: skip
    return found


def _store(
    session: Session,
    batch: ObservationBatch,
    fresh: Sequence[tuple[Reading, int]],
    series: dict[str, MeasureSeries],
    moment: datetime,
) -> None:
    rows = [
        {
            "series_id": series[each.series_key].id, "organisation_id": batch.organisation_id,
            "period_start": each.period_start, "period_end": each.period_end, "value": each.value, "low": each.low,
            "high": each.high, "is_withdrawn": each.is_withdrawn, "published_on": each.published_on,
            "vintage": vintage, "source": each.source, "source_url": each.source_url, "note": each.note,
            "received_at": moment, "batch_id": batch.id, "row_key": each.row_key or None,
        }
        for each, vintage in fresh
    ]  # fmt: skip
    if rows:
        session.execute(insert(Observation), rows)


def _in_parts(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for at in range(0, len(items), size):
        yield items[at : at + size]


def _before(session: Session, organisation_id: int, idempotency_key: str) -> ObservationBatch | None:
    return session.exec(
        select(ObservationBatch).where(
            ObservationBatch.organisation_id == organisation_id,
            ObservationBatch.idempotency_key == idempotency_key,
        )
    ).one_or_none()


def _kept(answer: Answer) -> dict[str, Any]:
    faults = {str(each.row): asdict(each.fault) for each in answer.rows if each.fault}
    return {"rows": [[each.row, each.verdict.value] for each in answer.rows], "faults": faults}


def _again(batch: ObservationBatch, digest: str) -> Answer:
    if batch.digest != digest:
        raise Conflict(
            "idempotency_key",
            "This idempotency key was used before, for other content. What was recorded then stands: send this with a "
            "key of its own",
        )
    return answer_of(batch)


def answer_of(batch: ObservationBatch) -> Answer:
    """The answer that a batch with an idempotency key was given when it first came."""
    faults = batch.answer["faults"]
    rows = [
        RowAnswer(row, Verdict(verdict), Fault(**faults[str(row)]) if str(row) in faults else None)
        for row, verdict in batch.answer["rows"]
    ]
    return Answer(rows, batch.key, is_replay=True)


def _in_turn(session: Session, organisation_id: int) -> None:
    """Whoever records for one organisation waits for others who do, so that two who send the same are seen to."""
    if session.get_bind().dialect.name == "postgresql":
        lock = text("SELECT pg_advisory_xact_lock(:kind, :organisation)")
        session.execute(lock, {"kind": _LOCK, "organisation": organisation_id})
