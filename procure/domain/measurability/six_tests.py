"""The six tests of a measure (outcome method, section 4). Unknown is not a pass."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from procure.domain.measurability.noise import Noise, noise_of, plain_number
from procure.domain.measurability.spans import months_between, months_of_lag
from procure.domain.snapshot import MeasureSnapshot, SpecificationSnapshot
from procure.domain.vocabulary import FigureKind, MeasureKind, Word

#: A baseline older than this says little about today.
FRESH_MONTHS = 24
#: Fewer readings than this in the initial term are not a series.
LEAST_READINGS = 3


class Verdict(Word):
    PASS = "pass", "Passes"
    FAIL = "fail", "Fails"
    UNKNOWN = "unknown", "Not known"


#: Code → the question each test asks, in the method's order.
TESTS = {
    "source": "Is the source named, and may it be used?",
    "baseline": "Is the starting figure recent, or will one be set in time?",
    "readings": "Will there be three readings within the contract?",
    "lag": "Does each figure come soon enough to act on?",
    "signal": "Is the change too large to be chance?",
    "gaming": "Is there a guard against gaming?",
}


@dataclass(frozen=True, slots=True)
class Timing:
    """When a contract runs: its initial term, before extensions, and the day from which a baseline's age counts."""

    starts_on: date | None
    ends_on: date | None
    today: date

    @classmethod
    def of(cls, snapshot: SpecificationSnapshot, today: date) -> Timing:
        """The initial term of a specification."""
        return cls(snapshot.facts.supply_starts_on, snapshot.facts.supply_ends_on, today)

    @property
    def months(self) -> Decimal | None:
        """Length of the initial term in months; None while it is not known."""
        if self.starts_on is None or self.ends_on is None or self.ends_on <= self.starts_on:
            return None
        return Decimal((self.ends_on - self.starts_on).days + 1) / Decimal("30.44")


@dataclass(frozen=True, slots=True)
class TestResult:
    """What one test found. ``page`` names the measure's page where it can be mended."""

    __test__ = False  # not a test of ours, whatever its name

    code: str
    verdict: Verdict
    sentence: str
    page: str

    @property
    def question(self) -> str:
        """What the test asks."""
        return TESTS[self.code]


@dataclass(frozen=True, slots=True)
class Measurability:
    """The six results for one measure, with the arithmetic of chance where it could be done."""

    results: tuple[TestResult, ...]
    noise: Noise | None

    @property
    def passed(self) -> int:
        """How many of the six pass: the M of the alignment score is this over six."""
        return sum(result.verdict is Verdict.PASS for result in self.results)

    def result(self, code: str) -> TestResult:
        """One result by its code. Raises KeyError."""
        return {result.code: result for result in self.results}[code]


def measurability(
    measure: MeasureSnapshot, beside: Iterable[MeasureSnapshot], timing: Timing
) -> Measurability:
    """Put one measure to the six tests. ``beside`` are the other measures of the same outcome: a slow measure may be
    led by an early sign among them.
    """
    noise = noise_of(measure)
    return Measurability(
        (
            _source(measure),
            _baseline(measure, timing),
            _readings(measure, timing),
            _lag(measure, beside, timing),
            _signal(measure, noise),
            _gaming(measure),
        ),
        noise,
    )


def _source(measure: MeasureSnapshot) -> TestResult:
    if not measure.source:
        return TestResult("source", Verdict.FAIL, "No source is named for the figure.", "source")
    if measure.may_use_data is None:
        return TestResult(
            "source", Verdict.UNKNOWN, "Nobody has said whether the data may be used for this.", "owner"
        )
    if not measure.may_use_data:
        holder = measure.data_owner or "whoever holds the data"
        return TestResult("source", Verdict.FAIL, f"There is no permission yet from {holder}.", "owner")
    return TestResult("source", Verdict.PASS, f"It comes from {measure.source}, which may be used.", "source")


def _baseline(measure: MeasureSnapshot, timing: Timing) -> TestResult:
    published = measure.baseline_published_on
    if measure.baseline_value and published is not None:
        age = Decimal((timing.today - published).days) / Decimal("30.44")
        if age <= FRESH_MONTHS:
            return TestResult(
                "baseline",
                Verdict.PASS,
                "The starting figure was published within the last 24 months.",
                "baseline",
            )
        if not measure.baseline_plan:
            return TestResult(
                "baseline",
                Verdict.FAIL,
                "The starting figure was published more than 24 months ago, and there is no plan for a newer one.",
                "baseline",
            )
    if measure.baseline_plan:
        return TestResult("baseline", Verdict.PASS, "There is a plan to set the starting figure.", "baseline")
    if measure.baseline_value:
        return TestResult(
            "baseline", Verdict.UNKNOWN, "It is not known when the starting figure was published.", "baseline"
        )
    return TestResult(
        "baseline", Verdict.FAIL, "There is no starting figure and no plan to set one.", "baseline"
    )


def _readings(measure: MeasureSnapshot, timing: Timing) -> TestResult:
    interval, lag, term = months_between(measure.frequency), months_of_lag(measure.lag), timing.months
    missing = _not_known(interval, lag, term)
    if missing or interval is None or lag is None or term is None:
        sentence = f"How many readings the contract would see cannot be counted: say {missing}."
        return TestResult("readings", Verdict.UNKNOWN, sentence, "source")
    readings = max(0, int((term - lag) / interval))
    seen = f"The contract would see {'no reading' if not readings else _count(readings, 'reading')}"
    if readings >= LEAST_READINGS:
        return TestResult("readings", Verdict.PASS, f"{seen} before it ends.", "source")
    return TestResult(
        "readings", Verdict.FAIL, f"{seen} before it ends: at least {LEAST_READINGS} are needed.", "source"
    )


def _lag(measure: MeasureSnapshot, beside: Iterable[MeasureSnapshot], timing: Timing) -> TestResult:
    lag, term = months_of_lag(measure.lag), timing.months
    if lag is None or term is None:
        sentence = f"It is not known {_not_known(Decimal(1), lag, term)}."
        return TestResult("lag", Verdict.UNKNOWN, sentence, "source")
    late = f"Each figure comes {_span(lag)} after its period"
    if lag <= term / 3:
        return TestResult("lag", Verdict.PASS, f"{late}, soon enough to act on.", "source")
    leads = [other for other in beside if other.kind == MeasureKind.LEAD and other.key != measure.key]
    if any(lead.predicts_because for lead in leads):
        return TestResult(
            "lag", Verdict.PASS, f"{late}, but an early sign with evidence stands beside it.", "source"
        )
    sentence = (
        f"{late}, more than a third of the contract, and the early sign beside it has no evidence that it predicts."
        if leads
        else f"{late}, more than a third of the contract: add an early sign that is known to predict it."
    )
    return TestResult("lag", Verdict.FAIL, sentence, "source")


def _signal(measure: MeasureSnapshot, noise: Noise | None) -> TestResult:
    if noise is None:
        return TestResult("signal", Verdict.UNKNOWN, _what_chance_needs(measure), "chance")
    sentence = smallest_change(measure, noise)
    if noise.is_signal is None:
        return TestResult("signal", Verdict.UNKNOWN, f"{sentence} There is no target to compare.", "target")
    verdict = Verdict.PASS if noise.is_signal else Verdict.FAIL
    asked = f"The target asks for {amount(noise.change or Decimal(0), measure)}."
    return TestResult("signal", verdict, f"{sentence} {asked}", "chance")


def _gaming(measure: MeasureSnapshot) -> TestResult:
    if measure.counter_measure:
        return TestResult("gaming", Verdict.PASS, "A second figure would show it being gamed.", "owner")
    return TestResult("gaming", Verdict.FAIL, "Nothing would show it being gamed.", "owner")


def smallest_change(measure: MeasureSnapshot, noise: Noise) -> str:
    """The smallest detectable change in words an officer can use."""
    change = amount(noise.detectable, measure)
    if measure.figure_kind == FigureKind.COUNT:
        return (
            f"From a count of {measure.baseline_value}, a change under {change} cannot be told from chance."
        )
    return f"With {measure.people_per_reading:,} people a reading, a change under {change} cannot be told from chance."


def amount(value: Decimal, measure: MeasureSnapshot) -> str:
    """A change in the measure's unit: "7.5 points" for a percentage, "4.2 days" for days."""
    places = Decimal("0.1") if value >= Decimal("0.05") else Decimal("0.001")
    number = f"{value.quantize(places, rounding=ROUND_HALF_UP).normalize():,f}"
    if "%" in measure.unit or "per cent" in measure.unit.casefold() or "percent" in measure.unit.casefold():
        return f"{number} points"
    if measure.figure_kind == FigureKind.COUNT or not measure.unit:
        return number
    return f"{number} ({measure.unit})"


def _what_chance_needs(measure: MeasureSnapshot) -> str:
    if plain_number(measure.baseline_value) is None:
        return "Chance can be worked out once the starting figure is a plain number."
    if not measure.figure_kind:
        return "Say whether it is a share, an average or a count, and of how many people."
    if measure.figure_kind == FigureKind.COUNT:
        return "A count must be above nought for chance to be worked out."
    if not measure.people_per_reading or not measure.people_in_baseline:
        return "Say how many people each reading and the starting figure describe."
    if measure.figure_kind == FigureKind.AVERAGE:
        return "Say how far single people’s figures spread around the average."
    return "The starting figure must be above nought and below the whole for chance to be worked out."


def _not_known(interval: Decimal | None, lag: Decimal | None, term: Decimal | None) -> str:
    """What is missing of the three, in words that follow "say" or "it is not known"; empty when nothing is."""
    missing = [
        words
        for words, value in (
            ("how often it is read", interval),
            ("how long after its period it comes", lag),
            ("how long the contract runs", term),
        )
        if value is None
    ]
    if not missing:
        return ""
    *first, last = missing
    return f"{', '.join(first)}{' and ' if first else ''}{last}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _span(months: Decimal) -> str:
    if months == 0:
        return "straight"
    if months < 2:
        weeks = int((months * Decimal("4.345")).to_integral_value(rounding=ROUND_HALF_UP))
        return _count(weeks, "week") if weeks else "days"
    return _count(int(months.to_integral_value(rounding=ROUND_HALF_UP)), "month")
