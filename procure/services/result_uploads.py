"""Files of results: taken in, read by the worker, shown, and only then recorded, all of it or what is right of it.

The file is stored before it is queued; what it says and the word that it is ready are written in one transaction, so
that a worker that is killed leaves a file that the next one reads from the start. No observation is stored before
somebody confirms, and confirming twice records once.
"""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Engine, delete
from sqlmodel import Session, col, select

from procure import db
from procure.act.calendar import LONDON
from procure.db import reading, writing
from procure.domain.exceptions import Invalid, WrongState
from procure.domain.observing import Fault, Reading, Verdict, Way
from procure.domain.permissions import Actor, Permission
from procure.domain.result_files import BadHeadings, SeriesMap, Understood, headings_of, mapped_rows, own_row
from procure.models import MeasureSeries, ObservationBatch, ResultsUpload, SeriesMapping, Tender, User
from procure.papers import Refused
from procure.papers.tables import TABLE_LIMITS, Table, read_table_within
from procure.services import access, auditing, brought, keyed, observing, series_maps
from procure.services.brought import READING, READY, REFUSED, WAITING, Enqueue
from procure.services.observing import Answer, RowAnswer
from procure.storage import Storage

log = logging.getLogger("procure.results")
CONFIRMED = "confirmed"
#: How long a reading may go on before another worker takes it up, and how long a file waits to be confirmed.
LEASE = timedelta(minutes=5)
KEPT = timedelta(days=7)
#: Faults that are kept and shown.
MOST_FAULTS = 500
_GIVEN_UP = (
    "The file could not be read: the reading was begun three times and never came to an end. Save it as CSV and upload "
    "that."
)


@dataclass(frozen=True)
class Preview:
    """What a file says, before it is recorded: its right rows with what each would do, its faults by row, and how
    many of each there are."""

    good: Sequence[tuple[int, Reading, Verdict]]
    faults: Sequence[tuple[int, Fault]]
    fresh: int
    unchanged: int

    @property
    def is_whole(self) -> bool:
        """Whether all of it can be recorded."""
        return not self.faults


def take_in(
    session: Session,
    actor: Actor,
    tender: Tender,
    storage: Storage,
    data: bytes,
    name: str,
    *,
    series: MeasureSeries | None = None,
    published_on: date | None = None,
    enqueue: Enqueue,
) -> ResultsUpload:
    """Store a file and ask the worker to read it: in our own form, or of one ``series`` as it was mapped (with the day
    on which all of it was published, where no column says so). Raises NotAllowed, and Invalid for an empty or too
    large file and a series that was not mapped."""
    access.require(actor, Permission.RECORD_RESULTS, tender)
    if not data:
        raise Invalid("file", "The file is empty. Choose the file again")
    if len(data) > TABLE_LIMITS.size:
        raise Invalid(
            "file", f"The file must be smaller than {TABLE_LIMITS.size // 1024**2} MB. Split it into parts"
        )
    columns: dict[str, Any] = {}
    if series is not None:
        columns = columns_of(session, series, published_on)
    upload = ResultsUpload(
        tender_id=tender.id, series_id=series.id if series else None,
        file_name=brought.name_of(name, "File"),
        sha256=storage.put(data), size=len(data), columns=columns, state=WAITING, uploaded_by_id=actor.user_id,
    )  # fmt: skip
    session.add(upload)
    brought.queue(session, upload, enqueue)
    return upload


def upload_of(session: Session, actor: Actor, tender: Tender, key: str) -> ResultsUpload:
    """One file of a tender. Raises NotAllowed and NotFound."""
    access.require(actor, Permission.RECORD_RESULTS, tender)
    wanted = select(ResultsUpload).where(ResultsUpload.key == key, ResultsUpload.tender_id == tender.id)
    missing = "There is no such file. It may have been discarded, or waited too long."
    return keyed.one(session, wanted, key, missing)


def waiting(session: Session, actor: Actor, tender: Tender) -> list[ResultsUpload]:
    """The files of a tender that nobody has confirmed, the newest first. Raises NotAllowed."""
    access.require(actor, Permission.RECORD_RESULTS, tender)
    return list(
        session.exec(
            select(ResultsUpload)
            .where(ResultsUpload.tender_id == tender.id, ResultsUpload.state != CONFIRMED)
            .order_by(col(ResultsUpload.id).desc())
            .limit(20)
        )
    )


def names_of(session: Session, seen: Preview) -> dict[str, str]:
    """What the measures of a preview are called, by their keys."""
    keys = {reading.series_key for _, reading, _ in seen.good}
    rows = session.exec(select(MeasureSeries.key, MeasureSeries.name).where(col(MeasureSeries.key).in_(keys)))
    return dict(rows.all())


def read(engine: Engine, storage: Storage, upload_id: int) -> str:
    """Read a file; the state it is in then. Two at once are safe: what the second writes is thrown away. Raises
    LookupError for an unknown file."""
    with writing(engine) as session:
        upload = _begin(session, upload_id)
        if upload is None:
            return session.get_one(ResultsUpload, upload_id).state
    try:
        with storage.open(upload.sha256) as file:
            data = file.read()
        table = read_table_within(data, upload.file_name, sheet=upload.columns.get("sheet", ""))
        with reading(engine) as session:
            understood = _understand(session, upload, table)
    except (Refused, BadHeadings) as refusal:
        return _conclude(engine, upload_id, trouble=str(refusal))
    return _conclude(engine, upload_id, understood)


def sweep(
    engine: Engine, enqueue: Enqueue, *, at: datetime | None = None, starting: bool = False
) -> list[int]:
    """Give ``enqueue`` the id of every file that waits, or whose reading was cut off; ``starting`` says that the only
    worker has just started."""
    return brought.sweep(engine, ResultsUpload, LEASE, enqueue, at=at, starting=starting)


def preview(session: Session, upload: ResultsUpload) -> Preview:
    """What a file that was read says."""
    good, faults = [], []
    for kept in upload.rows:
        if "says" in kept:
            good.append((kept["row"], _reading(kept["says"]), Verdict(kept["verdict"])))
        faults += [(kept["row"], Fault(*each)) for each in kept.get("faults", ())]
    fresh = sum(verdict is Verdict.RECORDED for _, _, verdict in good)
    return Preview(good, faults[:MOST_FAULTS], fresh, len(good) - fresh)


def confirm(
    session: Session,
    actor: Actor,
    tender: Tender,
    upload: ResultsUpload,
    *,
    in_part: bool = False,
    at: datetime | None = None,
) -> Answer:
    """Record what a file says; ``in_part`` leaves out the rows that are wrong. Whoever confirms twice gets the same
    answer. Raises NotAllowed; WrongState for a file that was not read; Invalid where rows are wrong that should not be
    left out."""
    access.require(actor, Permission.RECORD_RESULTS, tender)
    db.lock(session, upload)
    if upload.state == CONFIRMED:
        batch = session.get(ObservationBatch, upload.batch_id) if upload.batch_id else None
        return _as_it_was(batch)
    if upload.state != READY:
        raise WrongState("This file was not read yet, or could not be.")
    seen = preview(session, upload)
    if seen.faults and not in_part:
        raise Invalid("in_part", "Mend the rows that are wrong and upload the file again, or leave them out")
    answer = observing.record(
        session,
        actor,
        [each for _, each, _ in seen.good],
        Way.OFFICIAL if upload.series_id else Way.FILE,
        organisation_id=tender.organisation_id,
        tender=tender,
        in_part=in_part,
        faults=seen.faults,
        places=[number for number, _, _ in seen.good],
        idempotency_key=f"upload:{upload.key}",
        digest=upload.sha256,
        file_name=upload.file_name,
        at=at,
    )
    if answer.is_refused:
        raise Invalid("in_part", "Something was recorded since this page was opened. Upload the file again")
    upload.state, upload.confirmed_at, upload.rows = CONFIRMED, at or datetime.now(UTC), []
    upload.batch_id = session.exec(
        select(ObservationBatch.id).where(ObservationBatch.key == answer.batch_key)
    ).one()
    if upload.series_id:
        series = session.get_one(MeasureSeries, upload.series_id)
        series_maps.refreshed(session, series, upload.confirmed_at)
    session.add(upload)
    session.flush()
    return answer


def discard(session: Session, actor: Actor, tender: Tender, upload: ResultsUpload) -> None:
    """Forget a file that nobody confirmed. Raises NotAllowed, and WrongState for one that is recorded."""
    access.require(actor, Permission.RECORD_RESULTS, tender)
    db.lock(session, upload)
    if upload.state == CONFIRMED:
        raise WrongState("What this file says is recorded already.")
    auditing.of_tender(session, actor, tender, "results.discarded", name=upload.file_name)
    session.delete(upload)
    session.flush()


def forget(session: Session, at: datetime | None = None) -> None:
    """Delete files that nobody confirmed in time."""
    before = (at or datetime.now(UTC)) - KEPT
    session.execute(
        delete(ResultsUpload).where(
            col(ResultsUpload.state) != CONFIRMED, col(ResultsUpload.uploaded_at) < before
        )
    )


def rows_of(table: Table, today: date, series_key: str, columns: Mapping[str, Any]) -> Sequence[Understood]:
    """What the rows of a file say: in our own form, or (with a ``series_key``) of one series as ``columns`` map it.
    Raises BadHeadings, in words for whoever brought it."""
    understood: Sequence[Understood]
    if series_key:
        published = columns.get("published_on")
        understood = mapped_rows(
            [(row.number, row.cells, row.formulas) for row in table.rows],
            SeriesMap.of(columns),
            series_key,
            today,
            published_on=date.fromisoformat(published) if published else None,
            source=columns.get("source", ""),
            source_url=columns.get("source_url", ""),
        )
    else:
        headings = headings_of(table.rows[0].cells if table.rows else ())
        found = (own_row(row.number, headings, row.cells, row.formulas, today) for row in table.rows[1:])
        understood = [each for each in found if each is not None]
    if not understood:
        raise BadHeadings("The file has headings and no rows with figures. Fill it in and upload it again")
    return understood


def columns_of(session: Session, series: MeasureSeries, published_on: date | None) -> dict[str, Any]:
    """Where in a publisher's file the figures of a series are, with the day on which all of it was published where no
    column says so. Raises Invalid where nobody has mapped it."""
    mapping = session.get(SeriesMapping, series.id)
    if mapping is None:
        raise Invalid("file", "Say first which columns of the file hold what")
    return {
        **mapping.columns, "published_on": published_on.isoformat() if published_on else None,
        "source": mapping.source, "source_url": mapping.source_url,
    }  # fmt: skip


def _begin(session: Session, upload_id: int) -> ResultsUpload | None:
    upload = session.get(ResultsUpload, upload_id)
    if upload is None:
        raise LookupError(f"There is no file {upload_id}.")
    return upload if brought.begin(session, upload, lambda: _give_up(session, upload)) else None


def _give_up(session: Session, upload: ResultsUpload) -> None:
    upload.state, upload.trouble = REFUSED, _GIVEN_UP
    session.add(upload)


def _understand(session: Session, upload: ResultsUpload, table: Table) -> list[dict[str, Any]]:
    """Each row as it is kept, with what it would do as things stand."""
    today = datetime.now(UTC).astimezone(LONDON).date()
    series = session.get_one(MeasureSeries, upload.series_id) if upload.series_id else None
    understood = rows_of(table, today, series.key if series else "", upload.columns)
    return _judged(session, upload, understood)


def _judged(
    session: Session, upload: ResultsUpload, understood: Sequence[Understood]
) -> list[dict[str, Any]]:
    tender, user = session.get_one(Tender, upload.tender_id), session.get_one(User, upload.uploaded_by_id)
    good = [each for each in understood if each.reading is not None]
    answers = observing.judge(
        session,
        access.actor_of(user),
        [each.reading for each in good if each.reading is not None],
        organisation_id=tender.organisation_id,
        tender=tender,
    )
    told = {each.number: answer for each, answer in zip(good, answers, strict=True)}
    kept = []
    for each in understood:
        answer: RowAnswer | None = told.get(each.number)
        faults = [*each.faults, *((answer.fault,) if answer and answer.fault else ())]
        if faults or answer is None or each.reading is None:
            kept.append({"row": each.number, "faults": [dataclasses.astuple(fault) for fault in faults]})
        else:
            kept.append({"row": each.number, "says": _plain(each.reading), "verdict": answer.verdict.value})
    return kept


def _conclude(
    engine: Engine, upload_id: int, rows: list[dict[str, Any]] | None = None, *, trouble: str = ""
) -> str:
    """Write everything at once, unless somebody else has."""
    with writing(engine) as session:
        upload = session.get(ResultsUpload, upload_id)
        if upload is None:  # discarded meanwhile
            return REFUSED
        db.lock(session, upload)
        if upload.state == READING:
            upload.state, upload.trouble = (READY, "") if rows is not None else (REFUSED, trouble)
            upload.rows = rows or []
            upload.row_count = len(upload.rows)
            upload.fault_count = sum(bool(each.get("faults")) for each in upload.rows)
            session.add(upload)
        return upload.state


def _plain(reading: Reading) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else f"{value:f}" if isinstance(value, Decimal) else value
        for name, value in dataclasses.asdict(reading).items()
    }  # fmt: skip


def _reading(kept: dict[str, Any]) -> Reading:
    days = {name: date.fromisoformat(kept[name]) for name in ("period_start", "period_end", "published_on")}
    figures = {name: None if kept[name] is None else Decimal(kept[name]) for name in ("value", "low", "high")}
    return Reading(**{**kept, **days, **figures})


def _as_it_was(batch: ObservationBatch | None) -> Answer:
    if batch is None:
        return Answer([])
    return observing.answer_of(batch)
