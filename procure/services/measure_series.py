"""Series: the measures of a published tender, followed from its publication on.

``take`` may be called once too often. A later version's measure goes on with its series where it is the same figure;
one that was renamed or replaced ends its series, with every reading kept, and begins another that says which it
follows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Engine, delete, update
from sqlmodel import Session, col, or_, select

from procure.db import reading, writing
from procure.domain.exceptions import NotFound
from procure.domain.gaps import number_of
from procure.domain.measurability.spans import months_between, months_of_lag
from procure.domain.observing import LARGEST, ChangeKind
from procure.domain.permissions import Actor, Permission, may
from procure.domain.snapshot import MeasureSnapshot, OutcomeSnapshot, SpecificationSnapshot
from procure.models import (
    MeasureSeries,
    Publication,
    SeriesJudgement,
    SeriesLink,
    SeriesStanding,
    SpecificationVersion,
    Tender,
    TenderResults,
)
from procure.models.types import now
from procure.services import access, assessing, auditing, freezing, keyed, results_feed, tallying

_DAYS_IN_MONTH = Decimal("30.44")
#: What makes a measure the same figure from version to version: readings of one are readings of the other.
SAME = ("name", "unit", "direction", "figure_kind")
RENAMED = "A later version of the specification renamed or replaced this measure"
REMOVED = "A later version of the specification has this measure no longer"
#: Tenders whose measures one sweep takes up.
SWEPT = 50


def take(session: Session, tender: Tender, at: datetime | None = None) -> list[MeasureSeries]:
    """Follow the measures of the newest published version of a tender; the open series, in order. Nothing where no
    version is public. What links series to missions is written afresh."""
    moment = at or now()
    version = freezing.in_force(session, tender)
    if version is None:
        return []
    snapshot = freezing.public_snapshot_of(version)
    open_now = {each.measure_key: each for each in _rows(session, tender) if each.closed_at is None}
    has_changed, wanted = False, []
    for position, (outcome, measure) in enumerate(_measures(snapshot)):
        found = open_now.pop(measure.key, None)
        fresh = _described(MeasureSeries(), tender, version, outcome, measure, position)
        if found is not None and all(getattr(found, name) == getattr(fresh, name) for name in SAME):
            row = _described(found, tender, version, outcome, measure, position)
        else:
            row = fresh
            row.opened_at, has_changed = moment, True
            if found is not None:
                _close(session, found, RENAMED, moment)
                row.follows_id, row.is_public = found.id, found.is_public
                row.made_public_at = moment if found.is_public else None
        session.add(row)
        session.flush()
        if row is fresh:
            session.add(SeriesStanding(series_id=row.id))
        wanted.append(row)
    for gone in open_now.values():
        _close(session, gone, REMOVED, moment)
        has_changed = True
    _note(session, tender, version, moment)
    link(session, tender, snapshot)
    assessing.assess(session, wanted, moment)
    if has_changed:
        results_feed.tell(session, [tender], ChangeKind.OPENED, moment)
    return wanted


def link(session: Session, tender: Tender, snapshot: SpecificationSnapshot | None = None) -> None:
    """Write afresh which missions and objectives each series of a tender serves, and who may see it there. A series
    that has ended keeps what it served."""
    ids = [each.id for each in _rows(session, tender)]
    if not ids:
        return
    standings = tallying.locked(session, ids)
    before = tallying.links(session, ids)
    rows = _rows(session, tender, afresh=True)
    session.execute(
        update(SeriesLink)
        .where(col(SeriesLink.series_id).in_(ids))
        .values(board_id=tender.board_id or 0, organisation_id=tender.organisation_id)
    )
    for row in rows:
        session.execute(
            update(SeriesLink)
            .where(col(SeriesLink.series_id) == row.id)
            .values(is_public=row.is_public, is_open=row.closed_at is None)
        )
    if snapshot is not None:
        _link_anew(session, tender, snapshot, [each for each in rows if each.closed_at is None], standings)
    tallying.note(session, before, tallying.links(session, ids))


def _link_anew(
    session: Session,
    tender: Tender,
    snapshot: SpecificationSnapshot,
    rows: Sequence[MeasureSeries],
    standings: Mapping[int, SeriesStanding],
) -> None:
    judged = {
        each.series_id: each
        for each in session.exec(
            select(SeriesJudgement).where(col(SeriesJudgement.series_id).in_([each.id for each in rows]))
        )
    }
    for row in rows:
        assert row.id is not None
        session.execute(delete(SeriesLink).where(col(SeriesLink.series_id) == row.id))
        last, standing = judged.get(row.id), standings.get(row.id)
        for mission, objective in _serves(snapshot, row.outcome_key):
            session.add(
                SeriesLink(
                    mission_id=mission, objective_id=objective, series_id=row.id, tender_id=tender.id,
                    organisation_id=tender.organisation_id, board_id=tender.board_id or 0,
                    is_public=row.is_public, status=standing.status if standing else "",
                    notable_rank=last.notable_rank if last else 9, notable_on=last.notable_on if last else None,
                )
            )  # fmt: skip
    session.flush()


def of_tender(session: Session, actor: Actor, tender: Tender) -> list[MeasureSeries]:
    """The series of a tender that the actor may see, those that are open first, in order. Raises NotFound where they
    may see none."""
    rows = [each for each in _rows(session, tender) if may(actor, Permission.READ_RESULTS, each)]
    if not rows and not may(actor, Permission.RECORD_RESULTS, tender):
        raise NotFound("There are no results of this tender to show.")
    return sorted(rows, key=lambda each: (each.closed_at is not None, each.position, each.id or 0))


def by_key(session: Session, actor: Actor, key: str) -> MeasureSeries:
    """One series. Raises NotFound where there is none, or none that the actor may know of."""
    found = keyed.find(session, select(MeasureSeries).where(MeasureSeries.key == key), key)
    if found is None or not may(actor, Permission.READ_RESULTS, found):
        raise NotFound("There is no such measure.")
    return found


def open_to(session: Session, actor: Actor) -> list[MeasureSeries]:
    """The open series of an organisation that one of its keys may record, by tender and in order."""
    rows = session.exec(
        select(MeasureSeries)
        .where(MeasureSeries.organisation_id == actor.organisation_id, col(MeasureSeries.closed_at).is_(None))
        .order_by(col(MeasureSeries.tender_id), col(MeasureSeries.position))
    )
    return [each for each in rows if may(actor, Permission.RECORD_RESULTS, each.tender)]


def make_public(
    session: Session, actor: Actor, tender: Tender, keys: Iterable[str], *, is_public: bool
) -> list[MeasureSeries]:
    """Let anybody see what was and will be observed of these series of a tender, or nobody outside any more. Raises
    NotAllowed; NotFound for a key that is none of the tender's."""
    access.require(actor, Permission.PUBLISH_RESULTS, tender)
    rows = {each.key: each for each in _rows(session, tender)}
    changed = []
    for key in keys:
        if key not in rows:
            raise NotFound("There is no such measure.")
        row = rows[key]
        if row.is_public != is_public:
            row.is_public, row.made_public_at = is_public, now() if is_public else None
            session.add(row)
            changed.append(row)
    if changed:
        session.flush()
        link(session, tender)
        auditing.of_tender(
            session, actor, tender, "results.published" if is_public else "results.hidden",
            series=[each.key for each in changed],
        )  # fmt: skip
        results_feed.tell(session, [tender], ChangeKind.PUBLISHED)
    return changed


def sweep(engine: Engine) -> int:
    """Follow the measures of published tenders whose newest version was not yet looked at, a few at a time; how many
    tenders that were."""
    unseen = (
        select(Publication.tender_id)
        .outerjoin(TenderResults, col(TenderResults.tender_id) == Publication.tender_id)
        .where(col(Publication.completed_at).is_not(None))
        .where(
            or_(
                col(TenderResults.tender_id).is_(None), col(TenderResults.version_id) < Publication.version_id
            )
        )
        .distinct()
        .limit(SWEPT)
    )
    with reading(engine) as session:
        tenders = session.exec(unseen).all()
    for tender_id in tenders:
        with writing(engine) as session:
            take(session, session.get_one(Tender, tender_id))
    return len(tenders)


def _rows(session: Session, tender: Tender, *, afresh: bool = False) -> Sequence[MeasureSeries]:
    return session.exec(
        select(MeasureSeries)
        .where(MeasureSeries.tender_id == tender.id)
        .order_by(col(MeasureSeries.position), col(MeasureSeries.id))
        .execution_options(populate_existing=afresh)
    ).all()


def _measures(snapshot: SpecificationSnapshot) -> list[tuple[OutcomeSnapshot, MeasureSnapshot]]:
    return [
        (outcome, measure) for outcome in snapshot.outcomes for measure in outcome.measures if measure.name
    ]


def _serves(snapshot: SpecificationSnapshot, outcome_key: str) -> list[tuple[str, str]]:
    """The missions and objectives of an outcome; of each mission once without an objective."""
    outcome = snapshot.outcome(outcome_key)
    linked = {link.objective_id for link in outcome.objective_links} if outcome else set()
    missions = {each.objective_id: each.mission_id for each in snapshot.objectives if each.mission_id}
    found = {(missions[each], each) for each in linked if each in missions}
    return sorted(found | {(mission, "") for mission, _ in found})


def _described(
    row: MeasureSeries,
    tender: Tender,
    version: SpecificationVersion,
    outcome: OutcomeSnapshot,
    measure: MeasureSnapshot,
    position: int,
) -> MeasureSeries:
    """The row with all that the version says of its measure."""
    assert tender.id is not None
    assert version.id is not None
    row.tender_id, row.organisation_id, row.version_id = tender.id, tender.organisation_id, version.id
    row.outcome_key, row.measure_key, row.position = outcome.key, measure.key, position
    row.outcome_title = outcome.title
    for name in (
        "name", "unit", "direction", "kind", "figure_kind", "baseline_period", "baseline_published_on", "target_on",
        "frequency", "lag", "source", "publisher", "people_per_reading", "people_in_baseline", "spread", "is_clustered",
    ):  # fmt: skip
        setattr(row, name, getattr(measure, name))
    row.source_url = measure.baseline_url
    row.baseline_words, row.baseline_value = measure.baseline_value, figure_in(measure.baseline_value)
    row.target_words, row.target_value = measure.target_value, figure_in(measure.target_value)
    row.target_path = [{"on": each.on.isoformat(), "value": each.value} for each in measure.target_path]
    interval, lag = months_between(measure.frequency), months_of_lag(measure.lag)
    row.interval_days = None if interval is None else max(1, round(interval * _DAYS_IN_MONTH))
    row.lag_days = None if lag is None else round(lag * _DAYS_IN_MONTH)
    return row


def figure_in(words: str) -> Decimal | None:
    """The one plain number that a specification's words are, with or without a sign for pounds or percent; None for
    anything else, and for one too large or too fine to be kept."""
    number = number_of(words.strip().removeprefix("£").removesuffix("%").strip())
    if number is None or abs(number) >= LARGEST or number != round(number, 6):
        return None
    return number


def _close(session: Session, row: MeasureSeries, why: str, moment: datetime) -> None:
    row.closed_at, row.closed_because = moment, why
    session.add(row)
    session.flush()


def _note(session: Session, tender: Tender, version: SpecificationVersion, moment: datetime) -> None:
    kept = session.get(TenderResults, tender.id) or TenderResults(tender_id=tender.id, opened_at=moment)
    assert version.id is not None
    kept.version_id = version.id
    session.add(kept)
    session.flush()
