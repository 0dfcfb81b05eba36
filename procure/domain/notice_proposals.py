"""What results propose for the notices of a running contract, and where each answer comes from (Act ss.71, 75, 80).

Pure: what a notice begins with anyway, indicators with their readings, and a decision go in; the facts and a line on
each proposal come out. Nothing is made up: what no source holds stays empty, and the line says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from procure.act.calendar import months_beginning_with
from procure.act.kpis import KPIS_DESCRIBED
from procure.act.kpis import Rating as ActRating
from procure.domain.notice_facts import (
    ChangeFacts,
    ContractEndFacts,
    ContractFacts,
    FailureFacts,
    NoticeFacts,
    PerformanceFacts,
)
from procure.domain.notice_facts.parts import Breach, Kpi, Term
from procure.domain.notice_facts.words import BreachResult, DamagesBasis, EndingKind, FailureKind, Rating
from procure.domain.notice_sequence import PublishedNotice
from procure.domain.results import Bands, Point, Reading, VintageRule
from procure.domain.results.course import Consequence
from procure.domain.results.telling import day_in_words, figure
from procure.domain.vocabulary import Direction

#: The notice's word for each rating of the Act.
RATING_WORDS = {
    ActRating.GOOD: Rating.GOOD,
    ActRating.APPROACHING_TARGET: Rating.APPROACHING_TARGET,
    ActRating.REQUIRES_IMPROVEMENT: Rating.REQUIRES_IMPROVEMENT,
    ActRating.INADEQUATE: Rating.INADEQUATE,
    ActRating.OTHER: Rating.OTHER,
}
RESULTS = {
    Consequence.ENDED_IN_PART: BreachResult.PARTIAL_TERMINATION,
    Consequence.DAMAGES: BreachResult.DAMAGES,
    Consequence.SETTLEMENT: BreachResult.SETTLEMENT,
}
#: Each day of a settlement is known to rest on one; on what damages rest, an officer says.
BASES = {Consequence.SETTLEMENT: DamagesBasis.SETTLEMENT}


@dataclass(frozen=True, slots=True)
class Proposal:
    """One answer that results gave a notice: what it is about, and in words what it is and where it comes from."""

    about: str
    words: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator as it is rated: ``points`` are its readings by the publication that it names, as known on the day,
    and ``readings`` all publications. ``days`` goes with a figure as it stood some days after its period.
    ``revision_rule`` and ``threshold`` (in the unit) say when a rating is made again."""

    title: str
    description: str
    target: Decimal | None
    unit: str
    reported: str
    bands: Bands | None
    points: Sequence[Point]
    rule: VintageRule = VintageRule.LATEST
    days: int | None = None
    other_when: str = ""
    readings: Sequence[Reading] = ()
    revision_rule: str = ""
    threshold: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """The decision that a notice is begun from: what it means for the contract, from when, why, and on which day it was
    made."""

    consequence: Consequence
    on: date
    reason: str
    decided_on: date
    measure: str = ""
    target: str = ""

    @property
    def source(self) -> str:
        """Where answers taken from it come from."""
        return f"from the decision of {day_in_words(self.decided_on)}"


def proposed(
    facts: NoticeFacts,
    indicators: Sequence[Indicator],
    history: Sequence[PublishedNotice],
    today: date,
    ground: Ground | None = None,
) -> tuple[NoticeFacts, tuple[Proposal, ...]]:
    """``facts`` with what results and the decision say, and a line on each. ``history`` are the notices that are out of
    the same contract, oldest first; ``indicators`` the most material first."""
    if isinstance(facts, PerformanceFacts):
        if ground is not None and ground.consequence.notice == "UK9":
            return _failure(facts, ground)
        return _assessment(facts, indicators, history, today)
    if isinstance(facts, ContractEndFacts):
        return _end(facts, ground, today)
    if isinstance(facts, ChangeFacts) and ground is not None:
        return _change(facts, ground)
    return facts, ()


def period_to_assess(facts: ContractFacts, history: Sequence[PublishedNotice], today: date) -> Term:
    """The period that the next assessment covers: from where the last one ended, or the contract's first day, for
    twelve months at most, and not beyond today or the contract's last day. Empty where none has begun."""
    last = [
        told.period.ends_on
        for told in (each.facts for each in history)
        if isinstance(told, PerformanceFacts) and told.has_kpis and told.period.ends_on is not None
    ]
    starts_on = max(last) + timedelta(days=1) if last else facts.supply.term.starts_on
    if starts_on is None or starts_on > today:
        return Term()
    days = (months_beginning_with(starts_on, 12), today, facts.supply.term.ends_on)
    ends_on = min(day for day in days if day is not None)
    return Term(starts_on=starts_on, ends_on=ends_on) if ends_on >= starts_on else Term()


def _assessment(
    facts: PerformanceFacts, indicators: Sequence[Indicator], history: Sequence[PublishedNotice], today: date
) -> tuple[PerformanceFacts, tuple[Proposal, ...]]:
    period = period_to_assess(facts, history, today)
    lines = []
    if period.starts_on is None or period.ends_on is None:
        lines.append(Proposal("Period", "No period has begun that was not assessed before: enter it."))
    else:
        covered = f"{day_in_words(period.starts_on)} to {day_in_words(period.ends_on)}"
        why = "from the end of the last assessment or the contract’s first day, for twelve months at most"
        lines.append(Proposal("Period", f"{covered}: {why}."))
    kpis = list(facts.kpis)
    if indicators:
        kpis = []
        for number, each in enumerate(indicators[:KPIS_DESCRIBED], start=1):
            kpi, line = _rated(number, each, period)
            kpis.append(kpi)
            lines.append(line)
    elif kpis:
        lines.append(
            Proposal(
                "Indicators", "As the contract details notice tells them. None is measured here: rate each."
            )
        )
    return facts.model_copy(update={"kpis": tuple(kpis), "period": period, "breach": None}), tuple(lines)


def _rated(number: int, each: Indicator, period: Term) -> tuple[Kpi, Proposal]:
    point = _in_period(each.points, period)
    return rated_on(number, each, point.reading if point is not None else None)


def rated_on(number: int, each: Indicator, reading: Reading | None) -> tuple[Kpi, Proposal]:
    """An indicator as a notice tells it when it rests on this reading, and a line on its rating."""
    about = f"Indicator {number}, {each.title}"
    kpi = Kpi(
        number=number, title=each.title, description=each.description, target=each.target, unit=each.unit,
        reported=each.reported,
    )  # fmt: skip
    if reading is None or reading.value is None:
        words = (
            "Not rated: no figure for a period that ends within the period assessed was known on this day."
        )
        return kpi, Proposal(about, f"{words}{_when_other(each)}")
    told = reading_in_words(reading, each.unit)
    if each.bands is None:
        words = f"Not rated: it has no rating bands that hold. Its newest reading is {told}."
        return kpi.model_copy(update={"result": reading.value, "judged_on": told}), Proposal(about, words)
    rating = each.bands.rating(reading.value)
    words = f"{rating.value}: {told}. {_why(each.bands, rating, each.unit)} {_rule(each)}{_when_other(each)}"
    rated = {"result": reading.value, "judged_on": told, "rating": RATING_WORDS[rating].value}
    return kpi.model_copy(update=rated), Proposal(about, words)


def _in_period(points: Sequence[Point], period: Term) -> Point | None:
    """The newest reading whose own period ends within the period that is assessed."""
    if period.starts_on is None or period.ends_on is None:
        return None
    inside = [each for each in points if period.starts_on <= each.on <= period.ends_on]
    return max(inside, key=lambda each: each.on, default=None)


def reading_in_words(reading: Reading, unit: str) -> str:
    """A figure that stands, with its period, its day of publication and its vintage."""
    assert reading.value is not None
    covered = f"{day_in_words(reading.starts_on)} to {day_in_words(reading.ends_on)}"
    number = f"{reading.value.normalize():,f}"
    value = f"{number}%" if unit.startswith("%") else f"{number} {unit}".strip()
    return f"{value} for {covered}, as published on {day_in_words(reading.published_on)} (vintage {reading.vintage})"


def _why(bands: Bands, rating: ActRating, unit: str) -> str:
    """Which figures the rating lies between: each holds its better edge and not its worse one."""
    band = next(each for each in bands.bands if each.rating is rating)
    what = f"Its distance from {figure(bands.centre, unit)}" if bands.direction == Direction.HOLD else "It"
    rises = bands.direction == Direction.UP
    parts = []
    if band.low is not None:
        low = figure(band.low, unit)
        parts.append(f"{low} or more" if rises else f"more than {low}")
    if band.high is not None:
        high = figure(band.high, unit)
        parts.append(f"less than {high}" if rises else f"{high} or less")
    return f"{what} is {' and '.join(parts)}."


def _rule(each: Indicator) -> str:
    """The publication that counts, as the indicator says."""
    if each.rule is VintageRule.AS_OF and each.days is not None:
        return f"The figure counts as it stood {each.days} days after its period."
    return f"{each.rule.label} counts."


def _when_other(each: Indicator) -> str:
    return f" It would be rated Other: {each.other_when}." if each.other_when else ""


def _failure(facts: PerformanceFacts, ground: Ground) -> tuple[PerformanceFacts, tuple[Proposal, ...]]:
    lines = [*_of_breach(ground), Proposal("Before it goes out", SIGN_OFF)]
    return facts.model_copy(update={"breach": _breach(ground), "kpis": (), "period": Term()}), tuple(lines)


#: PER-6.
SIGN_OFF = (
    "Publication makes the supplier excludable elsewhere (Schedule 7 paragraph 12(4)): "
    "a senior officer should agree."
)


def _breach(ground: Ground) -> Breach:
    is_late = ground.consequence is Consequence.NOT_IMPROVED
    result = RESULTS.get(ground.consequence)
    basis = BASES.get(ground.consequence)
    return Breach(
        kind=(FailureKind.UNSATISFACTORY if is_late else FailureKind.BREACH).value,
        circumstances=ground.reason,
        result=result.value if result else "",
        result_on=None if is_late else ground.on,
        failed_to_improve_on=ground.on if is_late else None,
        obligation=f"{ground.measure}: {ground.target}" if ground.measure and ground.target else "",
        basis=basis.value if basis else "",
    )


def _of_breach(ground: Ground) -> list[Proposal]:
    words = f"{ground.consequence.label}, on {day_in_words(ground.on)}: {ground.source}."
    lines = [Proposal("What happened", f"The reason given: {ground.source}."), Proposal("Result", words)]
    if ground.measure and ground.target:
        lines.append(
            Proposal("Obligation", f"The target of the measure that was decided on: {ground.measure}.")
        )
    lines.append(Proposal("Impact, duration and steps taken", "No record holds them: enter them."))
    return lines


def _end(
    facts: ContractEndFacts, ground: Ground | None, today: date
) -> tuple[FailureFacts, tuple[Proposal, ...]]:
    last = facts.supply.term.ends_on
    if ground is None:
        if last is None:
            return facts, ()
        words = f"{day_in_words(last)}, the last day of the term that the notices tell"
        ahead = " It is still to come." if last > today else ""
        reasons = f"The contract ran its term, to {day_in_words(last)}."
        told = {"ended_on": last, "ending": EndingKind.EXPIRY.value, "reasons": reasons}
        return facts.model_copy(update=told), (Proposal("Day it ended, and how", f"{words}.{ahead}"),)
    is_failure = ground.consequence.is_failure
    update: dict[str, object] = {
        "ended_on": ground.on,
        "reasons": ground.reason,
        "ending": EndingKind.BY_A_PARTY.value if is_failure else "",
        "breach": _breach(ground) if is_failure else None,
    }
    lines = [
        Proposal("Day it ended", f"{day_in_words(ground.on)}: {ground.source}."),
        Proposal("Reasons", f"The reason given: {ground.source}."),
    ]
    if is_failure:
        lines += [*_of_breach(ground)[1:], Proposal("Before it goes out", SIGN_OFF)]
    else:
        lines.append(
            Proposal("Kind of ending", "Section 80(3) tells five apart: choose the one that it was.")
        )
    return facts.model_copy(update=update), tuple(lines)


def _change(facts: ChangeFacts, ground: Ground) -> tuple[ChangeFacts, tuple[Proposal, ...]]:
    update = {"modified_on": ground.on, "effective_on": ground.on, "ground_explanation": ground.reason}
    lines = (
        Proposal("Days of the change and of its effect", f"{day_in_words(ground.on)}: {ground.source}."),
        Proposal(
            "Why it is permitted", f"The reason given: {ground.source}. Put it as the ground in law needs it."
        ),
        Proposal("Value and term", "As they stand before the change. Enter what they will be."),
    )
    return facts.model_copy(update=update), lines
