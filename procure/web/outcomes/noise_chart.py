"""Where the pieces of the picture of chance stand: a line of the measure's values, drawn by the template."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from procure.domain.measurability import Noise
from procure.domain.measurability.noise import plain_number
from procure.domain.measurability.six_tests import amount
from procure.domain.snapshot import MeasureSnapshot

LEFT, RIGHT = 40, 560


@dataclass(frozen=True)
class NoiseChart:
    """Places along the line in units of the drawing (0 to 600), and the figures they stand for."""

    baseline: float
    band: tuple[float, float]
    detectable: tuple[float, float]
    target: float | None
    figures: tuple[tuple[str, str], ...]
    is_signal: bool | None

    @property
    def sentence(self) -> str:
        """The picture in words."""
        if self.is_signal is None:
            return "How far chance alone moves the figure, and the smallest change it can show."
        if self.is_signal:
            return "The target lies beyond the smallest change that can be told from chance."
        return "The target lies within what cannot be told from chance."


def noise_chart(measure: MeasureSnapshot, noise: Noise | None) -> NoiseChart | None:
    """The picture for a measure; None when the noise is not known."""
    baseline = plain_number(measure.baseline_value)
    if noise is None or baseline is None:
        return None
    target = plain_number(measure.target_value)
    reach = [baseline - noise.detectable, baseline + noise.detectable, *([] if target is None else [target])]
    low, high = min(reach), max(reach)
    span = (high - low) or Decimal(1)

    def place(value: Decimal) -> float:
        return round(float(LEFT + (value - low) / span * (RIGHT - LEFT)), 1)

    figures = [
        ("Starting figure", measure.baseline_value),
        ("Moves by chance alone, 19 times in 20", f"up to {amount(noise.band, measure)} either way"),
        ("Smallest change noticed 4 times in 5", amount(noise.detectable, measure)),
    ]
    if target is not None and noise.change is not None:
        figures += [("Target", measure.target_value), ("Change asked for", amount(noise.change, measure))]
    return NoiseChart(
        place(baseline),
        (place(baseline - noise.band), place(baseline + noise.band)),
        (place(baseline - noise.detectable), place(baseline + noise.detectable)),
        None if target is None else place(target),
        tuple(figures),
        noise.is_signal,
    )
