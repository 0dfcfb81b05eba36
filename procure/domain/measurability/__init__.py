"""Can this measure tell success from luck, in time, with data we may use? Six tests, and the arithmetic of chance.

The tests are those of the outcome method, section 4: pass, fail or unknown, and unknown is not a pass.
"""

from procure.domain.measurability.noise import Noise, noise_of
from procure.domain.measurability.six_tests import (
    TESTS,
    Measurability,
    TestResult,
    Timing,
    Verdict,
    measurability,
)
from procure.domain.measurability.spans import months_between, months_of_lag

__all__ = [
    "TESTS",
    "Measurability",
    "Noise",
    "TestResult",
    "Timing",
    "Verdict",
    "measurability",
    "months_between",
    "months_of_lag",
    "noise_of",
]
