"""The coach on real lines that it did not learn from, where a file of them is at hand (``COACH_DEV_FILE``).

Floors, not aims: what was reached, less a little, so that no change makes the coach worse unnoticed. The aims, and
how far from them it is, are in docs/coach.md.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from procure.coach.evaluating import Evaluation, Row, evaluate
from procure.coach.lines import labelled_in

FILE = os.environ.get("COACH_DEV_FILE", "")

pytestmark = pytest.mark.skipif(not FILE, reason="COACH_DEV_FILE names no file of real labelled lines")


@pytest.fixture(scope="module")
def found() -> Evaluation:
    return evaluate(list(labelled_in(Path(FILE).read_text(encoding="utf-8"))))


def row(rows: tuple[Row, ...], name: str) -> Row:
    return next(each for each in rows if each.name == name)


def test_kinds_are_told_apart(found: Evaluation) -> None:
    assert found.macro_f1.value >= 0.77


def test_outcomes_are_recognised(found: Evaluation) -> None:
    outcome = row(found.kinds, "outcome")
    assert outcome.precision.value >= 0.88
    assert outcome.recall.value >= 0.82


def test_makes_and_uk_standards_are_seen(found: Evaluation) -> None:
    assert found.named.precision.value >= 0.90
    assert found.named.recall.value >= 0.90


def test_findings_are_worth_reading_and_lines_with_nothing_wrong_are_mostly_left_alone(
    found: Evaluation,
) -> None:
    assert found.flags_micro.f1.value >= 0.75
    assert found.flags_micro.precision.value >= 0.85
    assert found.false_alarms.value <= 0.10
