"""How much a figure moves by chance alone, and the smallest change it can show (outcome method, section 4).

For a share p of n people a reading, against a baseline of n0: SE = √(p(1−p)(1/n + 1/n0)). For an average with standard
deviation s: SE = s√(1/n + 1/n0). For a count: SE = √count. People who come in groups (classes, estates, practices) are
more alike than strangers, so the variance is multiplied by a design effect. Nineteen times in twenty chance stays
within 1.96 SE; a true change of 2.8 SE is noticed four times in five.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from procure.domain.gaps import number_of
from procure.domain.snapshot import MeasureSnapshot
from procure.domain.vocabulary import FigureKind

#: Standard errors within which chance stays 19 times in 20 (two-sided 5% of a normal distribution).
BAND = Decimal("1.96")
#: Standard errors of a true change that is noticed 4 times in 5: 1.96 + 0.84, two-sided 5% test at 80% power.
DETECTABLE = Decimal("2.8")
#: What is assumed of people who come in groups when nobody has worked out better.
DESIGN_EFFECT = Decimal("1.5")

_PER = re.compile(r"\bper (?P<many>\d{1,3}(?:,\d{3})+|\d{2,7})\b")


@dataclass(frozen=True, slots=True)
class Noise:
    """The arithmetic of chance for one measure, in the measure's own unit (percentage points for a percentage).

    ``change`` is how far the target lies from the baseline; None while either is unknown.
    """

    standard_error: Decimal
    change: Decimal | None

    @property
    def band(self) -> Decimal:
        """Up or down, chance alone moves the figure this far 19 times in 20."""
        return self.standard_error * BAND

    @property
    def detectable(self) -> Decimal:
        """The smallest true change that would be noticed 4 times in 5."""
        return self.standard_error * DETECTABLE

    @property
    def is_signal(self) -> bool | None:
        """Whether the target is far enough from the baseline to be told from chance; None while it is unknown."""
        return None if self.change is None else self.change >= self.detectable


def noise_of(measure: MeasureSnapshot) -> Noise | None:
    """The noise of a measure, or None while what it needs is not known or makes no sense (a share above the whole,
    nobody to measure).
    """
    baseline = plain_number(measure.baseline_value)
    if baseline is None:
        return None
    error = _standard_error(measure, baseline)
    if error is None:
        return None
    target = plain_number(measure.target_value)
    return Noise(error, None if target is None else abs(target - baseline))


def plain_number(text: str) -> Decimal | None:
    """The number in a typed figure, which may carry %, £ or its thousands' commas; None for anything less plain."""
    bare = re.sub(r"^£ ?|(?: ?%| per ?cent| percent| days?| weeks?)$", "", text.strip().casefold())
    return number_of(bare)


def whole_of(unit: str) -> Decimal:
    """What a share is out of: 100 for a percentage, 1,000 for "per 1,000 people"."""
    found = _PER.search(unit.casefold())
    return Decimal(found["many"].replace(",", "")) if found else Decimal(100)


def _standard_error(measure: MeasureSnapshot, baseline: Decimal) -> Decimal | None:
    if measure.figure_kind == FigureKind.COUNT:
        variance = baseline if baseline > 0 else None
    else:
        variance = _variance_of_people(measure, baseline)
    if variance is None:
        return None
    return (variance * (DESIGN_EFFECT if measure.is_clustered else 1)).sqrt()


def _variance_of_people(measure: MeasureSnapshot, baseline: Decimal) -> Decimal | None:
    """Of the difference between a reading and the baseline, in the unit squared."""
    if not measure.people_per_reading or not measure.people_in_baseline:
        return None
    drawn_twice = 1 / Decimal(measure.people_per_reading) + 1 / Decimal(measure.people_in_baseline)
    if measure.figure_kind == FigureKind.AVERAGE:
        return measure.spread**2 * drawn_twice if measure.spread else None
    if measure.figure_kind != FigureKind.SHARE:
        return None
    whole = whole_of(measure.unit)
    share = baseline / whole
    return whole**2 * share * (1 - share) * drawn_twice if 0 < share < 1 else None
