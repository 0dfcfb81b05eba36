"""Is the data that shows the result ready to be shared? (Outcome method, section 8.)

``readiness = datasets with a gateway AND the holder's agreement AND there before the first reading / datasets needed``.
A measure for which no dataset is named needs one that is not ready.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from procure.domain.measurability import months_between, months_of_lag
from procure.domain.sharing_parts import DataShareSnapshot as DataShareSnapshot
from procure.domain.snapshot import MeasureSnapshot, SpecificationSnapshot
from procure.domain.vocabulary import Blocker, Gateway

DAYS_A_MONTH = Decimal("30.44")


@dataclass(frozen=True, slots=True)
class DatasetStanding:
    """One dataset of one measure: the day it is needed by, and what it still lacks, in words. ``share`` is None where
    nothing is named for the measure."""

    measure: MeasureSnapshot
    outcome_number: int
    share: DataShareSnapshot | None
    needed_by: date | None
    lacks: tuple[str, ...]

    @property
    def is_ready(self) -> bool:
        """Whether nothing is lacking."""
        return not self.lacks


@dataclass(frozen=True, slots=True)
class Readiness:
    """How many of the datasets needed are ready, and each as it stands."""

    datasets: tuple[DatasetStanding, ...]

    @property
    def needed(self) -> int:
        """Datasets needed."""
        return len(self.datasets)

    @property
    def ready(self) -> int:
        """Those of them that are ready."""
        return sum(each.is_ready for each in self.datasets)

    @property
    def share(self) -> Decimal | None:
        """Ready over needed, from 0 to 1; None where none is needed."""
        return Decimal(self.ready) / self.needed if self.needed else None

    @property
    def words(self) -> str:
        """``2 of 3 datasets are ready (67%)``."""
        if self.share is None:
            return "No measure, so no data is needed yet"
        percent = int((self.share * 100).to_integral_value())
        return (
            f"{self.ready} of {self.needed} datasets {'is' if self.ready == 1 else 'are'} ready ({percent}%)"
        )


def first_reading(measure: MeasureSnapshot, starts_on: date | None) -> date | None:
    """When the first figure of the contract comes out: its start, one interval and the lag; None while unknown."""
    interval, lag = months_between(measure.frequency), months_of_lag(measure.lag)
    if starts_on is None or interval is None:
        return None
    try:
        return starts_on + timedelta(days=int((interval + (lag or Decimal(0))) * DAYS_A_MONTH))
    except OverflowError:
        return None


def needed_by(
    share: DataShareSnapshot | None, measure: MeasureSnapshot, starts_on: date | None
) -> date | None:
    """The day officers say the data is needed, or the first reading where that comes sooner; None while unknown."""
    days = [day for day in (share.needed_on if share else None, first_reading(measure, starts_on)) if day]
    return min(days, default=None)


def lacks(share: DataShareSnapshot | None, needed: date | None) -> tuple[str, ...]:
    """What keeps one dataset from being ready, in words, in the order of the formula."""
    if share is None:
        return ("a dataset, named",)
    found = []
    if share.gateway in ("", Gateway.NONE):
        found.append("a legal gateway")
    if share.holder_agrees is not True:
        found.append("the holder’s agreement")
    if share.available_on is None:
        found.append("the day it will be there")
    elif needed is None:
        found.append("the day of the first reading")
    elif share.available_on >= needed:
        found.append("to be there before the first reading")
    return tuple(found)


def readiness_of(snapshot: SpecificationSnapshot) -> Readiness:
    """Every dataset that the measures of a specification need, in the order of the outcomes."""
    starts_on = snapshot.facts.supply_starts_on
    found = []
    for outcome in snapshot.outcomes:
        for measure in outcome.measures:
            named: list[DataShareSnapshot | None] = [
                each for each in snapshot.data_shares if each.measure_key == measure.key
            ]
            for share in named or [None]:
                day = needed_by(share, measure, starts_on)
                found.append(DatasetStanding(measure, outcome.number, share, day, lacks(share, day)))
    return Readiness(tuple(found))


def data_is_ready(snapshot: SpecificationSnapshot) -> bool | None:
    """Whether all data is ready, so that payment may hang on it; None while nothing is said of data."""
    if not snapshot.data_shares:
        return None
    found = readiness_of(snapshot)
    return found.ready == found.needed


def blocked_first(readiness: Readiness) -> DatasetStanding | None:
    """The dataset to unblock first: with a named blocker, the one needed soonest; then any that is not ready."""
    waiting = [each for each in readiness.datasets if not each.is_ready and each.share is not None]
    return min(
        waiting,
        key=lambda each: (
            not (each.share and each.share.blocker),
            each.needed_by or date.max,
            each.outcome_number,
        ),
        default=None,
    )


@dataclass(frozen=True, slots=True)
class ShareIssue:
    """Something to weigh about data; ``key`` is the row, empty for a measure without one."""

    code: str
    message: str
    key: str = ""


def share_issues(snapshot: SpecificationSnapshot) -> Iterator[ShareIssue]:
    """What is missing, once anything is said of data sharing."""
    if not snapshot.data_shares:
        return
    measures = {measure.key for outcome in snapshot.outcomes for measure in outcome.measures}
    for each in snapshot.data_shares:
        if each.measure_key not in measures:
            yield ShareIssue(
                "data-without-measure", f"Dataset {each.number} belongs to no measure that is left", each.key
            )
        if each.assessment_done is not True:
            yield ShareIssue(
                "no-privacy-assessment",
                f"Dataset {each.number} has no data protection assessment yet",
                each.key,
            )
    for standing in readiness_of(snapshot).datasets:
        name = standing.measure.name or "without a name"
        if standing.share is None:
            yield ShareIssue("measure-without-data", f"No dataset is named for the measure “{name}”")
        elif not standing.is_ready:
            what = ", ".join(standing.lacks)
            yield ShareIssue(
                "data-not-ready", f"Dataset {standing.share.number} lacks {what}", standing.share.key
            )


# The register


@dataclass(frozen=True, slots=True)
class Waiting:
    """One dataset that one outcome of one tender waits for, or has."""

    dataset: str
    holder: str
    tender: str
    outcome_key: str
    is_ready: bool
    blocker: str = ""
    needed_by: date | None = None
    champion: str = ""
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class Wall:
    """A dataset of one holder across tenders, with how many outcomes and tenders it holds up. ``blockers`` are counted
    by outcome, the most frequent first."""

    dataset: str
    holder: str
    outcomes: int
    tenders: int
    blockers: tuple[tuple[str, int], ...]
    needed_by: date | None
    champions: tuple[str, ...]
    next_steps: tuple[str, ...]
    lines: tuple[Waiting, ...]


def identity(dataset: str, holder: str) -> tuple[str, str]:
    """What makes two names the same dataset of the same holder: letter case and spaces do not."""
    return " ".join(dataset.split()).casefold(), " ".join(holder.split()).casefold()


def register(lines: Iterable[Waiting]) -> tuple[Wall, ...]:
    """Datasets that hold up at least one outcome; first those that hold up most, then those needed soonest.

    The order in which lines come makes no difference.
    """
    by_name: dict[tuple[str, str], list[Waiting]] = {}
    for line in lines:
        if not line.is_ready:
            by_name.setdefault(identity(line.dataset, line.holder), []).append(line)
    walls = [_wall(sorted(found, key=_place)) for found in by_name.values()]
    return tuple(
        sorted(
            walls,
            key=lambda wall: (
                -wall.outcomes,
                wall.needed_by or date.max,
                identity(wall.dataset, wall.holder),
            ),
        )
    )


def _place(line: Waiting) -> tuple[date, str, str, str, str, str, str, str]:
    return (
        line.needed_by or date.max, line.tender, line.outcome_key, line.dataset, line.holder, line.blocker,
        line.champion, line.next_step,
    )  # fmt: skip


def _wall(lines: Sequence[Waiting]) -> Wall:
    blockers: dict[str, set[tuple[str, str]]] = {}
    for line in lines:
        if line.blocker:
            blockers.setdefault(line.blocker, set()).add((line.tender, line.outcome_key))
    return Wall(
        lines[0].dataset,
        lines[0].holder,
        len({(line.tender, line.outcome_key) for line in lines}),
        len({line.tender for line in lines}),
        tuple(
            (blocker, len(held))
            for blocker, held in sorted(blockers.items(), key=lambda item: (-len(item[1]), item[0]))
        ),
        min((line.needed_by for line in lines if line.needed_by), default=None),
        tuple(dict.fromkeys(line.champion for line in lines if line.champion)),
        tuple(dict.fromkeys(line.next_step for line in lines if line.next_step)),
        tuple(lines),
    )


def blocker_words(wall: Wall) -> str:
    """``legislation (5), culture (2)``; what is said where nobody named one."""
    said = ", ".join(f"{Blocker.label_of(blocker).lower()} ({count})" for blocker, count in wall.blockers)
    return said or "not said"
