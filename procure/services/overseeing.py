"""Results as they are watched: mission, then objective, then tender, then measure.

Whoever is not signed in sees the series that were made public. Board members see besides what their own boards have,
officers what their own organisation has. Whatever is counted here, they may also list. Pages of missions and tenders
read how series stand, and never go through observations.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import or_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from procure.domain.exceptions import NotFound
from procure.domain.permissions import Actor, Permission, may
from procure.domain.results import Status
from procure.domain.vocabulary import Role
from procure.models import (
    MeasureSeries,
    ObjectiveRow,
    Observation,
    Organisation,
    ResultDecision,
    SeriesJudgement,
    SeriesLink,
    SeriesStanding,
    Tender,
)
from procure.services import assessing, frameworks, measure_series, ranking, tallying
from procure.services.surveying import may_see

PAGE = 20
MOST_NOTABLE = 8
#: For so long, something that happened is told first.
NOTABLE_FOR = timedelta(days=92)
MOST_EXPORTED = 20_000


@dataclass(frozen=True)
class Watched:
    """What a page of results is narrowed to: an objective, a buyer by its key, a status. ``after`` is the status and
    the series that a page of the list begins after."""

    objective: str = ""
    buyer: str = ""
    status: str = ""
    after: tuple[str, int] | None = None


Counts = dict[Status, int]


@dataclass(frozen=True)
class Measured:
    """One series as it stands, with whose it is."""

    series: MeasureSeries
    judgement: SeriesJudgement
    standing: SeriesStanding
    tender: Tender
    buyer: str

    @property
    def status(self) -> Status:
        """As it was judged last."""
        return Status(self.judgement.status)


@dataclass(frozen=True)
class Objective:
    """An objective of a mission and how what serves it stands."""

    objective_id: str
    title: str
    counts: Counts

    @property
    def total(self) -> int:
        """Series that serve it."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class MissionResults:
    """All that the page of a mission says."""

    mission_id: str
    mission_name: str
    counts: Counts
    objectives: Sequence[Objective]
    notable: Sequence[Measured]
    measures: Sequence[Measured]
    after: tuple[str, int] | None
    follow_ups: Sequence[ResultDecision] = ()
    buyers: Sequence[tuple[str, str]] = ()
    watched: Watched = field(default_factory=Watched)

    @property
    def total(self) -> int:
        """Series that the reader may see, narrowed."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class TenderResults:
    """All that the page of a tender says of its results, the open series first."""

    tender: Tender
    buyer: str
    measures: Sequence[Measured]
    ended: Sequence[Measured]
    counts: Counts
    decisions: Sequence[ResultDecision]
    #: Objective → percent of its gap that the results so far come to, of what is claimed.
    delivered: dict[str, tuple[Decimal, Decimal]]
    objective_titles: dict[str, str]


def missions(session: Session, actor: Actor) -> list[tuple[str, str, Counts]]:
    """Every mission with an objective, in order of its name: id, name and how its series stand."""
    named = frameworks.missions(session)
    found = tallying.counts(session, [each for each, _ in named], [""], tallying.shares(actor))
    counted = {mission_id: _counted(by) for (mission_id, _), by in found.items()}
    return [(each, name, counted.get(each, none_yet())) for each, name in named]


def mission(session: Session, actor: Actor, mission_id: str, watched: Watched, today: date) -> MissionResults:
    """The results of a mission as of ``today``, narrowed. Raises NotFound for a mission that no framework has."""
    objectives = frameworks.objectives_of(session, mission_id)
    buyers = session.execute(
        sql_select(col(Organisation.id), col(Organisation.key), col(Organisation.name)).where(
            col(Organisation.id).in_(tallying.buyers(session, mission_id, actor))
        )
    ).all()
    buyer_id = None
    if watched.buyer:
        buyer_id = next((row[0] for row in buyers if row[1] == watched.buyer), tallying.NOBODY)
    ids = ["", watched.objective, *(row.objective_id for row in objectives)]
    found = tallying.counts(session, [mission_id], ids, tallying.shares(actor, buyer_id))
    counted = {objective_id: _counted(by) for (_, objective_id), by in found.items()}
    counts = counted.get(watched.objective, none_yet())
    here = ranking.Place(mission_id, watched.objective, actor, buyer_id)
    listed = [
        Measured(*row)
        for row in ranking.by_status(session, here, counts, PAGE + 1, watched.status, watched.after)
    ]
    more = len(listed) > PAGE
    last = listed[PAGE - 1] if more else None
    return MissionResults(
        mission_id=mission_id,
        mission_name=objectives[0].mission_name,
        counts=counts,
        objectives=[
            Objective(row.objective_id, row.title, counted.get(row.objective_id, none_yet()))
            for row in objectives
        ],
        notable=[
            Measured(*row)
            for row in ranking.by_what_happened(session, here, today - NOTABLE_FOR, MOST_NOTABLE)
        ],
        measures=listed[:PAGE],
        after=(last.judgement.status, last.series.id or 0) if last else None,
        follow_ups=_follow_ups(session, actor, mission_id, today),
        buyers=sorted(((row[1], row[2]) for row in buyers), key=lambda pair: pair[1].casefold()),
        watched=watched,
    )


def every(session: Session, actor: Actor, mission_id: str, watched: Watched) -> list[Measured]:
    """All series of a mission, narrowed, for a file; ``MOST_EXPORTED`` at most. Raises NotFound as ``mission`` does."""
    frameworks.require_mission(session, mission_id)
    here = [
        SeriesLink.mission_id == mission_id, col(SeriesLink.is_open).is_(True), may_see(SeriesLink, actor),
        SeriesLink.objective_id == watched.objective,
    ]  # fmt: skip
    if watched.buyer:
        buyer = select(Organisation.id).where(Organisation.key == watched.buyer)
        here.append(col(SeriesLink.organisation_id).in_(buyer))
    if watched.status:
        here.append(SeriesLink.status == watched.status)
    wanted = _series().where(*here).order_by(col(SeriesLink.series_id)).limit(MOST_EXPORTED)
    return [Measured(*row) for row in session.exec(wanted)]


def tender(session: Session, actor: Actor, reference: str) -> TenderResults:
    """The results of a tender. Raises NotFound where the actor may see none of them."""
    found = session.exec(select(Tender).where(Tender.reference == reference)).one_or_none()
    if found is None:
        raise NotFound("There are no results of this tender to show.")
    rows = {each.id: each for each in measure_series.of_tender(session, actor, found)}
    ready = [
        Measured(series, judgement, standing, found, found.organisation.name)
        for series, judgement, standing in session.exec(
            select(MeasureSeries, SeriesJudgement, SeriesStanding)
            .join(SeriesJudgement, col(SeriesJudgement.series_id) == MeasureSeries.id)
            .join(SeriesStanding, col(SeriesStanding.series_id) == MeasureSeries.id)
            .where(col(MeasureSeries.id).in_(list(rows)))
            .order_by(col(MeasureSeries.position), col(MeasureSeries.id))
        )
    ]
    open_now = [each for each in ready if each.series.closed_at is None]
    counts = none_yet()
    for each in open_now:
        counts[each.status] += 1
    come = delivered(open_now)
    return TenderResults(
        tender=found,
        buyer=found.organisation.name,
        measures=open_now,
        ended=[each for each in ready if each.series.closed_at is not None],
        counts=counts,
        decisions=decisions(session, actor, found),
        delivered=come,
        objective_titles=titles_of(session, come),
    )


def measure(session: Session, actor: Actor, key: str) -> Measured:
    """One series. Raises NotFound where there is none that the actor may know of, or it was not judged yet."""
    series = measure_series.by_key(session, actor, key)
    judgement, standing = session.get(SeriesJudgement, series.id), session.get(SeriesStanding, series.id)
    if judgement is None or standing is None:
        raise NotFound("This measure has only just been taken up. Look again in a minute.")
    return Measured(series, judgement, standing, series.tender, series.tender.organisation.name)


def observations(session: Session, found: Measured) -> Sequence[Observation]:
    """Every publication of a series, the newest period first; ``MOST_EXPORTED`` at most."""
    return assessing.newest(session, found.series.id or 0, MOST_EXPORTED)


def decisions(
    session: Session, actor: Actor, of: Tender, series: MeasureSeries | None = None
) -> Sequence[ResultDecision]:
    """What was decided on the results of a tender, or of one of its series, the newest first. Nobody outside the
    buyer and its board is told."""
    if not may(actor, Permission.SEE_RESULT_DECISIONS, of):
        return ()
    query = select(ResultDecision).where(ResultDecision.tender_id == of.id)
    if series is not None:
        query = query.where(ResultDecision.series_id == series.id)
    return session.exec(query.order_by(col(ResultDecision.id).desc()).limit(50)).all()


def delivered(measures: Sequence[Measured]) -> dict[str, tuple[Decimal, Decimal]]:
    """Of each objective that is claimed: percent of its gap that the results so far come to, and percent claimed. An
    outcome has come as far as its measure that has come least; one with a measure that cannot be placed on its way yet
    adds nothing but its claim."""
    by_outcome: dict[str, list[Measured]] = {}
    for each in measures:
        by_outcome.setdefault(each.series.outcome_key, []).append(each)
    found: dict[str, tuple[Decimal, Decimal]] = {}
    for rows in by_outcome.values():
        ways = [each.judgement.travelled for each in rows if each.judgement.travelled is not None]
        way = min(ways) if len(ways) == len(rows) else Decimal(0)
        for claim in rows[0].judgement.claims:
            share = Decimal(claim["share"])
            come = share * min(Decimal(100), max(Decimal(0), way)) / 100
            before = found.get(claim["objective"], (Decimal(0), Decimal(0)))
            found[claim["objective"]] = (before[0] + come, before[1] + share)
    return found


def titles_of(session: Session, objective_ids: Collection[str]) -> dict[str, str]:
    """The titles of objectives by their ids, as the newest framework has them."""
    if not objective_ids:
        return {}
    rows = session.exec(
        select(ObjectiveRow.objective_id, ObjectiveRow.title)
        .where(col(ObjectiveRow.objective_id).in_(list(objective_ids)))
        .order_by(col(ObjectiveRow.framework_effective_from))
    )
    return dict(rows.all())


def none_yet() -> Counts:
    """Nought of each status, in the order in which they are shown."""
    return dict.fromkeys(Status, 0)


def _counted(by: Mapping[str, int]) -> Counts:
    return {each: by.get(each.value, 0) for each in Status}


def _series() -> Any:
    wanted: Any = (MeasureSeries, SeriesJudgement, SeriesStanding, Tender, Organisation.name)
    return (
        select(*wanted)
        .select_from(SeriesLink)
        .join(MeasureSeries, col(MeasureSeries.id) == SeriesLink.series_id)
        .join(SeriesJudgement, col(SeriesJudgement.series_id) == SeriesLink.series_id)
        .join(SeriesStanding, col(SeriesStanding.series_id) == SeriesLink.series_id)
        .join(Tender, col(Tender.id) == SeriesLink.tender_id)
        .join(Organisation, col(Organisation.id) == SeriesLink.organisation_id)
    )


def _follow_ups(session: Session, actor: Actor, mission_id: str, today: date) -> Sequence[ResultDecision]:
    """Decisions whose day to be looked at again has come and that nobody has looked at, the longest due first."""
    if not actor.is_signed_in:
        return ()
    own = actor.organisation_id if Role.OFFICER in actor.roles else None
    of_mission = (
        sql_select(col(SeriesLink.tender_id))
        .where(
            SeriesLink.mission_id == mission_id,
            SeriesLink.objective_id == "",
            col(SeriesLink.tender_id) == ResultDecision.tender_id,
        )
        .exists()
    )
    return session.exec(
        select(ResultDecision)
        .where(
            col(ResultDecision.followed_up_at).is_(None),
            col(ResultDecision.follow_up_on) <= today,
            or_(
                col(ResultDecision.board_id).in_(actor.boards),
                ResultDecision.organisation_id == (own or 0),
            ),
            of_mission,
        )
        .order_by(col(ResultDecision.follow_up_on))
        .limit(PAGE)
    ).all()
