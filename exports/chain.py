"""The chain of one outcome as a drawing: the objectives it serves, its measures, how it is assessed.

Only geometry is worked out here, in drawing units; ``documents/chain.html`` draws it. Words too long for
their box end in an ellipsis: the same facts stand in full in the text beside every drawing.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from exports.markdown import plain_text
from procure.domain.snapshot import OutcomeSnapshot, SpecificationSnapshot
from procure.languages import gettext, ngettext

WIDTH = 680
COLUMN = 146
GAP = 32
HEAD = 24
PADDING = 9
LINE = 14
BETWEEN = 10
MOST_BOXES = 5
"""In one column; more are counted in a last box."""
MOST_LINES = 4
FONT_SIZE = 10.5

_NARROW = frozenset("iljtfr.,;:'|!()[] ")
_WIDE = frozenset("mwMWÆŒ@%&")


@dataclass(frozen=True, slots=True)
class Box:
    """A box with its words, a line each. ``kind`` is objective, outcome, measure, criterion or missing."""

    x: float
    y: float
    height: float
    kind: str
    lines: tuple[str, ...]
    width: float = COLUMN

    @property
    def middle(self) -> float:
        """The height at which lines meet the box."""
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Column:
    head: str
    x: float
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """A drawing of ``width`` by ``height`` units. ``joints`` are path data, ``tips`` are where arrows end."""

    width: float
    height: float
    title: str
    columns: tuple[Column, ...]
    joints: tuple[str, ...]
    tips: tuple[tuple[float, float], ...]


def outcome_chain(snapshot: SpecificationSnapshot, outcome: OutcomeSnapshot) -> Chain:
    """The drawing for ``outcome``. A missing link is drawn as an empty box that says what is missing."""
    objectives = [
        found.title
        for link in outcome.objective_links
        if (found := snapshot.objective(link.objective_id)) is not None
    ]
    measures = [measure.name or gettext("Measure without a name") for measure in outcome.measures]
    criteria = [
        f"{criterion.name} ({criterion.weight.normalize():f}%)"
        if criterion.weight is not None
        else criterion.name
        for criterion in snapshot.award.criteria
        if outcome.key in criterion.outcome_keys
    ]
    parts = (
        (gettext("Objective"), "objective", objectives, gettext("No objective linked")),
        (gettext("Outcome"), "outcome", [outcome.title or gettext("Outcome without a title")], ""),
        (gettext("Measured by"), "measure", measures, gettext("No measure")),
        (gettext("Assessed by"), "criterion", criteria, gettext("No award criterion")),
    )
    stacks = [_stack(texts, kind, missing) for _, kind, texts, missing in parts]
    tallest = max(_height(stack) for stack in stacks)
    columns = tuple(
        _placed(head, index, stack, tallest)
        for index, ((head, *_), stack) in enumerate(zip(parts, stacks, strict=True))
    )
    joints: list[str] = []
    tips: list[tuple[float, float]] = []
    for left, right in pairwise(columns):
        path, ends = _joint(left, right)
        joints.append(path)
        tips.extend(ends)
    title = gettext(
        "Outcome %(number)s as a chain: %(objectives)s, the outcome, %(measures)s, %(criteria)s. The text that follows "
        "gives each in full.",
        number=outcome.number,
        objectives=ngettext("%(num)s objective", "%(num)s objectives", len(objectives)),
        measures=ngettext("%(num)s measure", "%(num)s measures", len(measures)),
        criteria=ngettext("%(num)s award criterion", "%(num)s award criteria", len(criteria)),
    )
    return Chain(WIDTH, HEAD + tallest + 2, title, columns, tuple(joints), tuple(tips))


def _stack(texts: list[str], kind: str, missing: str) -> list[tuple[str, tuple[str, ...]]]:
    if not texts:
        return [("missing", wrapped(missing))]
    shown = texts if len(texts) <= MOST_BOXES else texts[: MOST_BOXES - 1]
    stack = [(kind, wrapped(plain_text(text))) for text in shown]
    if len(shown) < len(texts):
        stack.append((kind, (gettext("and %(count)s more", count=len(texts) - len(shown)),)))
    return stack


def _box_height(lines: tuple[str, ...]) -> float:
    return len(lines) * LINE + 2 * PADDING - 3


def _height(stack: list[tuple[str, tuple[str, ...]]]) -> float:
    return sum(_box_height(lines) for _, lines in stack) + BETWEEN * (len(stack) - 1)


def _placed(head: str, index: int, stack: list[tuple[str, tuple[str, ...]]], tallest: float) -> Column:
    x = index * (COLUMN + GAP)
    y = HEAD + (tallest - _height(stack)) / 2
    boxes = []
    for kind, lines in stack:
        boxes.append(Box(x, round(y, 1), _box_height(lines), kind, lines))
        y += _box_height(lines) + BETWEEN
    return Column(head, x, tuple(boxes))


def _joint(left: Column, right: Column) -> tuple[str, list[tuple[float, float]]]:
    """Lines from every box on the left through one upright to an arrow at every box on the right."""
    start, end = left.x + COLUMN, right.x
    upright = start + GAP / 2 - 2
    heights = [box.middle for box in (*left.boxes, *right.boxes)]
    parts = [f"M{start} {box.middle:g}H{upright:g}" for box in left.boxes]
    if max(heights) > min(heights):
        parts.append(f"M{upright:g} {min(heights):g}V{max(heights):g}")
    parts += [f"M{upright:g} {box.middle:g}H{end - 5:g}" for box in right.boxes]
    return "".join(parts), [(end, box.middle) for box in right.boxes]


def wrapped(text: str, room: float = COLUMN - 2 * PADDING, most: int = MOST_LINES) -> tuple[str, ...]:
    """``text`` in at most ``most`` lines that fit in ``room`` units, the last cut with an ellipsis."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        for piece in _pieces(word, room):
            longer = f"{line} {piece}" if line and piece[0] != "\0" else line + piece.lstrip("\0")
            if line and _width(longer) > room:
                lines.append(line)
                longer = piece.lstrip("\0")
            line = longer
            if len(lines) == most:
                return (*lines[:-1], _cut(lines[-1], room))
    return (*lines, line) if line else tuple(lines)


def _pieces(word: str, room: float) -> list[str]:
    """A word in pieces that each fit; those after the first begin with a null, and take no space before."""
    pieces: list[str] = []
    piece = ""
    for letter in word[: MOST_LINES * 40]:
        if piece and _width(piece + letter) > room:
            pieces.append(piece)
            piece = "\0"
        piece += letter
    return [*pieces, piece]


def _cut(line: str, room: float) -> str:
    while line and _width(line + "…") > room:
        line = line[:-1]
    return line.rstrip() + "…"


def cut_to(text: str, letters: int) -> str:
    """``text`` as wide as this many ordinary letters at most: a W takes more room than an i. Cut with an
    ellipsis, after a whole word unless that would lose much."""
    room, taken = letters * FONT_SIZE * 0.56, 0.0
    for at, letter in enumerate(text):
        taken += _width(letter)
        if taken > room:
            whole = text[: max(0, at - 1)].rstrip()
            before, _, _ = whole.rpartition(" ")
            is_inside_word = not text[len(whole) : len(whole) + 1].isspace()
            kept = before if is_inside_word and len(before) * 3 >= len(whole) * 2 else whole
            return kept.rstrip(" ,;:.") + "…"
    return text


def _width(text: str) -> float:
    """A width in units that is at least what IBM Plex Sans needs, good enough to wrap by."""
    return FONT_SIZE * sum(
        0.31
        if letter in _NARROW
        else 0.9
        if letter in _WIDE or ord(letter) > 0x2E80
        else 0.66
        if letter.isupper()
        else 0.56
        for letter in text
    )
