"""How well the coach reads labelled lines: precision, recall and F1 for each kind and flag, with 95% intervals.

Precision and recall have Wilson intervals. F1 and what is pooled have bootstrap intervals, drawn by source where
the lines name one (lines of one document err together) and by line where they do not, from a fixed seed.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .coaching import read
from .lines import Labelled
from .reading import Code, Reading
from .voting import FLAGS, KINDS

NAMED = (Code.BRAND_WITHOUT_EQUIVALENT, Code.UK_ONLY_STANDARD)
DRAWS = 400
_Z = 1.959964
_SEED = 56
_COLUMNS = (*KINDS, *FLAGS)

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Score:
    """A share between 0 and 1 with its 95% interval. ``value`` is NaN where there was nothing to count."""

    value: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class Row:
    """One kind or flag: how many lines are labelled so and found so, and how well the two agree."""

    name: str
    labelled: int
    found: int
    precision: Score
    recall: Score
    f1: Score


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The table. ``lenient`` also accepts a line's defensible other kind; ``false_alarms`` is of lines with no flag."""

    lines: int
    kinds: tuple[Row, ...]
    flags: tuple[Row, ...]
    macro_f1: Score
    accuracy: Score
    lenient: Score
    flags_micro: Row
    named: Row
    false_alarms: Score
    sure: Score
    accuracy_when_sure: Score


def evaluate(lines: Sequence[Labelled], by: Callable[[str], Reading] = read) -> Evaluation:
    """Read every line and compare. Raises ValueError where there is no line."""
    if not lines:
        raise ValueError("There is no labelled line to judge by.")
    readings = [by(line.text) for line in lines]
    counted = [_counts(line, reading) for line, reading in zip(lines, readings, strict=True)]
    groups: dict[str, list[list[tuple[int, int, int]]]] = {}
    for place, (line, counts) in enumerate(zip(lines, counted, strict=True)):
        groups.setdefault(line.source or f"#{place}", []).append(counts)
    draws = _draws([_sum(group) for group in groups.values()])
    totals = _sum(counted)

    def row(name: str, *columns: int) -> Row:
        tp, fp, fn = _pool(totals, columns)
        spread = sorted(_f1(*_pool(draw, columns)) for draw in draws)
        return Row(
            name, tp + fn, tp + fp, _wilson(tp, tp + fp), _wilson(tp, tp + fn),
            Score(_f1(tp, fp, fn), _middle(spread)),
        )  # fmt: skip

    many = len(KINDS)
    clean = [reading for line, reading in zip(lines, readings, strict=True) if not line.flags]
    pairs = list(zip(lines, readings, strict=True))
    sure = [(line, reading) for line, reading in pairs if reading.is_sure]
    return Evaluation(
        lines=len(lines),
        kinds=tuple(row(kind.value, at) for at, kind in enumerate(KINDS)),
        flags=tuple(row(code.value, many + at) for at, code in enumerate(FLAGS)),
        macro_f1=Score(_macro(totals), _middle(sorted(map(_macro, draws)))),
        accuracy=_wilson(sum(line.kind is reading.kind for line, reading in pairs), len(lines)),
        lenient=_wilson(
            sum(reading.kind in (line.kind, line.alt_kind) for line, reading in pairs), len(lines)
        ),
        flags_micro=row("all flags", *range(many, len(_COLUMNS))),
        named=row("makes and UK standards", *(many + FLAGS.index(code) for code in NAMED)),
        false_alarms=_wilson(sum(bool(reading.flags) for reading in clean), len(clean)),
        sure=_wilson(len(sure), len(lines)),
        accuracy_when_sure=_wilson(sum(line.kind is reading.kind for line, reading in sure), len(sure)),
    )


def as_text(found: Evaluation) -> str:
    """The table for a terminal."""
    head = f"{'':<26}{'lines':>6}{'found':>6}  {'precision':<18}{'recall':<18}{'F1':<18}"
    parts = [f"{found.lines} lines; 95% intervals in brackets", "", head]
    parts += [_line(row) for row in found.kinds]
    parts += [
        "",
        head,
        *(_line(row) for row in found.flags),
        "",
        _line(found.flags_micro),
        _line(found.named),
        "",
    ]
    for name, score in (
        ("macro-F1 of kind", found.macro_f1),
        ("accuracy of kind", found.accuracy),
        ("  or its defensible other", found.lenient),
        ("false alarms", found.false_alarms),
        ("told as known", found.sure),
        ("  accuracy among those", found.accuracy_when_sure),
    ):
        parts.append(f"{name:<26}{'':>14}{_told(score)}")
    return "\n".join(line.rstrip() for line in parts)


def _line(row: Row) -> str:
    told = "".join(f"{_told(score):<18}" for score in (row.precision, row.recall, row.f1))
    return f"{row.name:<26}{row.labelled:>6}{row.found:>6}  {told}"


def _told(score: Score) -> str:
    if math.isnan(score.value):
        return "–"
    return f"{score.value:.2f} [{score.interval[0]:.2f}, {score.interval[1]:.2f}]"


def _counts(line: Labelled, reading: Reading) -> list[tuple[int, int, int]]:
    """Hits, false alarms and misses of one line for every kind and flag."""
    wanted = {line.kind, *line.flags}
    told = {reading.kind, *reading.flags}
    return [
        (
            int(c in wanted and c in told),
            int(c in told and c not in wanted),
            int(c in wanted and c not in told),
        )
        for c in _COLUMNS
    ]


def _sum(many: Sequence[Sequence[tuple[int, int, int]]]) -> list[tuple[int, int, int]]:
    return [
        (sum(c[0] for c in column), sum(c[1] for c in column), sum(c[2] for c in column))
        for column in zip(*many, strict=True)
    ]


def _draws(groups: Sequence[list[tuple[int, int, int]]]) -> list[list[tuple[int, int, int]]]:
    drawn = random.Random(_SEED)  # noqa: S311 - for resampling, not a secret
    return [_sum(drawn.choices(groups, k=len(groups))) for _ in range(DRAWS)]


def _pool(totals: Sequence[tuple[int, int, int]], columns: Sequence[int]) -> tuple[int, int, int]:
    chosen = [totals[at] for at in columns]
    return sum(c[0] for c in chosen), sum(c[1] for c in chosen), sum(c[2] for c in chosen)


def _f1(tp: int, fp: int, fn: int) -> float:
    return 2 * tp / (2 * tp + fp + fn) if tp + fp + fn else math.nan


def _macro(totals: Sequence[tuple[int, int, int]]) -> float:
    each = [_f1(*totals[at]) for at in range(len(KINDS))]
    known = [value for value in each if not math.isnan(value)]
    return sum(known) / len(known) if known else math.nan


def _middle(ordered: Sequence[float]) -> Interval:
    known = [value for value in ordered if not math.isnan(value)]
    if not known:
        return math.nan, math.nan
    known.sort()
    return known[int(0.025 * len(known))], known[min(len(known) - 1, int(0.975 * len(known)))]


def _wilson(hits: int, of: int) -> Score:
    if not of:
        return Score(math.nan, (math.nan, math.nan))
    share = hits / of
    middle = (share + _Z * _Z / (2 * of)) / (1 + _Z * _Z / of)
    reach = _Z * math.sqrt(share * (1 - share) / of + _Z * _Z / (4 * of * of)) / (1 + _Z * _Z / of)
    return Score(share, (max(0.0, middle - reach), min(1.0, middle + reach)))
