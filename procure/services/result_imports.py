"""Files of results brought in at the command line: the same rows, rules and refusals as an upload, in one step.

The bytes are read in a process of their own, as any file is. Bringing the same file twice records it once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine
from sqlmodel import Session, select

from procure import db
from procure.act.calendar import LONDON
from procure.domain.exceptions import NotFound
from procure.domain.observing import FIELDS, Fault, Reading, Verdict, Way
from procure.domain.permissions import Actor, Permission
from procure.models import Tender
from procure.models.types import now
from procure.papers.tables import read_table_within
from procure.services import access, measure_series, observing, result_uploads, series_maps


@dataclass(frozen=True)
class Brought:
    """What became of a file, or would become of it: how many readings were recorded and were there already, and each
    row that is wrong, by its number in the file. ``is_recorded`` where what is right of it now stands."""

    recorded: int
    unchanged: int
    faults: Sequence[tuple[int, Fault]]
    is_recorded: bool

    @property
    def refused(self) -> int:
        """Rows that are wrong."""
        return len({number for number, _ in self.faults})

    @property
    def sentences(self) -> list[str]:
        """Each fault on a line of its own, in the order of the file."""
        return [
            f"Row {number}, {FIELDS.get(fault.field, fault.field).lower()}: {fault.message}"
            for number, fault in sorted(self.faults, key=lambda each: each[0])
        ]


def bring(
    engine: Engine,
    email: str,
    data: bytes,
    name: str,
    *,
    reference: str = "",
    measure: str = "",
    published_on: date | None = None,
    sheet: str = "",
    in_part: bool = False,
    is_rehearsal: bool = False,
    at: datetime | None = None,
) -> Brought:
    """Record a file as the officer with this address would: in our own form, of ``reference`` alone where it is given,
    or of one ``measure`` by the map of its official series. ``in_part`` leaves out rows that are wrong; otherwise one
    of them refuses all. ``is_rehearsal`` records nothing, and says what would become of each row.

    Raises LookupError for an unknown address; NotAllowed, NotFound and Invalid; Refused and BadHeadings for a file that
    cannot be read.
    """
    moment = at or now()
    with db.reading(engine) as session:
        actor = access.actor_by_email(session, email)
        tender = _tender(session, actor, reference)
        columns = {}
        if measure:
            series = measure_series.by_key(session, actor, measure)
            access.require(actor, Permission.RECORD_RESULTS, series.tender)
            tender = series.tender
            columns = result_uploads.columns_of(session, series, published_on)
    table = read_table_within(data, name, sheet=sheet or columns.get("sheet", ""))
    today = moment.astimezone(LONDON).date()
    understood = result_uploads.rows_of(table, today, measure, columns)
    good = [(each.number, each.reading) for each in understood if each.reading is not None]
    faults = [(each.number, fault) for each in understood for fault in each.faults]
    with db.open_session(engine, writes=not is_rehearsal) as session:
        answers = _answered(
            session, access.actor_by_email(session, email), tender, good, faults,
            way=Way.OFFICIAL if measure else Way.COMMAND, in_part=in_part, is_rehearsal=is_rehearsal, name=name,
            moment=moment,
        )  # fmt: skip
        wrong = faults + [(number, answer.fault) for number, answer in answers if answer.fault]
        is_recorded = not is_rehearsal and (in_part or not wrong)
        if is_recorded:
            if measure:
                series_maps.refreshed(session, measure_series.by_key(session, actor, measure), moment)
            db.commit(session)
    verdicts = [answer.verdict for _, answer in answers]
    return Brought(verdicts.count(Verdict.RECORDED), verdicts.count(Verdict.UNCHANGED), wrong, is_recorded)


def _answered(
    session: Session,
    actor: Actor,
    tender: Tender | None,
    good: Sequence[tuple[int, Reading]],
    faults: Sequence[tuple[int, Fault]],
    *,
    way: Way,
    in_part: bool,
    is_rehearsal: bool,
    name: str,
    moment: datetime,
) -> list[tuple[int, observing.RowAnswer]]:
    """What becomes of each reading, by its row in the file."""
    readings = [each for _, each in good]
    organisation_id = tender.organisation_id if tender else actor.organisation_id or 0
    of = session.get_one(Tender, tender.id) if tender else None
    found: Sequence[observing.RowAnswer]
    if is_rehearsal or (faults and not in_part):
        found = observing.judge(session, actor, readings, organisation_id=organisation_id, tender=of)
    else:
        found = observing.record(
            session, actor, readings, way, organisation_id=organisation_id, tender=of, in_part=in_part,
            file_name=name, at=moment,
        ).rows  # fmt: skip
    return [(number, answer) for (number, _), answer in zip(good, found, strict=True)]


def _tender(session: Session, actor: Actor, reference: str) -> Tender | None:
    if not reference:
        return None
    found = session.exec(select(Tender).where(Tender.reference == reference.upper())).one_or_none()
    if found is None:
        raise NotFound(f"There is no tender {reference}.")
    access.require(actor, Permission.RECORD_RESULTS, found)
    return found
