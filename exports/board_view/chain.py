"""The chain of a whole specification as a drawing: money, activity, output, outcomes, objectives.

A line is solid where the step is evidenced and dashed where it is only asserted. Only geometry is worked out here, in
drawing units; ``documents/board_chain.html`` draws it, and ``steps`` says the same in words.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from exports.chain import wrapped
from exports.markdown import plain_text
from exports.wording import net
from procure.domain.alignment import Claim
from procure.domain.snapshot import OutcomeSnapshot, SpecificationSnapshot
from procure.domain.vocabulary import CausalStep, EvidenceGrade, MeasureKind

WIDTH = 760
HEAD = 22
LINE = 13
PADDING = 7
BETWEEN = 9
MOST_BOXES = 5
MOST_OUTPUTS = 2
"""In one column; more are counted in a last box."""
MOST_LINES = 2
_COLUMNS = (
    ("Money", 0, 92),
    ("Activity", 120, 100),
    ("Output", 248, 124),
    ("Outcome", 400, 176),
    ("Objective", 604, 156),
)
_SUPPLIER_DECIDES = "The supplier decides"


@dataclass(frozen=True, slots=True)
class Node:
    """A box with its words, a line each. ``kind`` is money, activity, output, outcome, objective or missing."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    lines: tuple[str, ...]

    @property
    def middle(self) -> float:
        """The height at which lines meet the box."""
        return round(self.y + self.height / 2, 1)


@dataclass(frozen=True, slots=True)
class Edge:
    """A line from one box to another, as path data, and where its arrow ends."""

    path: str
    tip: tuple[float, float]
    is_evidenced: bool


@dataclass(frozen=True, slots=True)
class BoardChain:
    """A drawing of ``WIDTH`` by ``height`` units; ``steps`` are its lines in words, in reading
    order. ``is_cut`` says that some words or boxes had no room."""

    height: float
    heads: tuple[tuple[str, float], ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    steps: tuple[str, ...]
    is_cut: bool = False

    @property
    def width(self) -> float:
        """Drawing units from left to right."""
        return WIDTH

    @property
    def title(self) -> str:
        """The whole drawing in words, for those who cannot see it."""
        return "The chain from money to objectives. " + " ".join(self.steps)


def board_chain(
    snapshot: SpecificationSnapshot,
    most: int = MOST_BOXES,
    outputs_at_most: int = MOST_OUTPUTS,
    lines_at_most: int = MOST_LINES,
) -> BoardChain:
    """The drawing of ``snapshot`` with at most this many boxes in a column and lines in a box. Money leads to activity
    by the contract itself; what the activity will put out is asserted until suppliers have said what they would do."""
    outputs = [
        plain_text(measure.name) or "An output without a name"
        for outcome in snapshot.outcomes
        for measure in outcome.measures
        if measure.kind == MeasureKind.OUTPUT
    ]
    value = snapshot.facts.value_net
    stack = partial(_stack, lines_at_most)
    stacks = (
        stack(0, "money", most, [net(value) if value is not None else "Value not yet stated"]),
        stack(1, "activity", most, [_SUPPLIER_DECIDES]),
        stack(2, "output", outputs_at_most, outputs or ["None is fixed: the supplier’s to propose"]),
        stack(3, "outcome", most, [_numbered(each) for each in snapshot.outcomes], "No outcome"),
        stack(4, "objective", most, [plain_text(each.title) for each in snapshot.objectives], "No objective"),
    )
    tallest = max(_height(stack) for stack in stacks)
    columns = [_placed(stack, tallest) for stack in stacks]
    edges = [_edge(columns[0][0], columns[1][0], is_evidenced=value is not None)]
    edges += [_edge(columns[1][0], box, is_evidenced=False) for box in columns[2]]
    steps = [
        paid_words(value is not None),
        "What the supplier does leads to outputs: asserted, until suppliers have said what they would do.",
    ]
    boxes = {each.objective_id: box for each, box in zip(snapshot.objectives, columns[4], strict=False)}
    if len(snapshot.objectives) > most:  # the last box then stands for several
        boxes.popitem()
    shown = most - 1 if len(snapshot.outcomes) > most else most
    middle_output = columns[2][len(columns[2]) // 2]
    for at, outcome in enumerate(snapshot.outcomes):
        links = [
            Claim(link.objective_id, link.causal_step, link.evidence_grade)
            for link in outcome.objective_links
        ]
        is_shown = at < shown
        if is_shown:
            caused = any(link.is_evidenced for link in links)
            edges.append(_edge(middle_output, columns[3][at], is_evidenced=caused))
        said = [link for link in links if link.is_said and snapshot.objective(link.objective_id)]
        for link in said:
            objective = snapshot.objective(link.objective_id)
            assert objective is not None
            steps.append(
                f"Outcome {outcome.number} leads to “{plain_text(objective.title)}”: {_said(link)}, "
                f"{'evidenced' if link.is_evidenced else 'asserted'}."
            )
            if is_shown and link.objective_id in boxes:
                edges.append(_edge(columns[3][at], boxes[link.objective_id], is_evidenced=link.is_evidenced))
        if not said:
            steps.append(f"Outcome {outcome.number} leads to no objective.")
    heads = tuple((head, float(x)) for head, x, _ in _COLUMNS)
    nodes = tuple(box for column in columns for box in column)
    counts = (1, 1, len(outputs), len(snapshot.outcomes), len(snapshot.objectives))
    is_cut = any(line.endswith("…") for node in nodes for line in node.lines) or any(
        count > len(column) for count, column in zip(counts, columns, strict=True)
    )
    return BoardChain(HEAD + tallest + 2, heads, nodes, tuple(edges), tuple(steps), is_cut)


def paid_words(has_value: bool) -> str:
    """How money leads to activity, in words."""
    if has_value:
        return "The money pays for what the supplier decides to do: by contract."
    return "What it may cost is not yet stated."


def _said(link: Claim) -> str:
    step = CausalStep.label_of(link.causal_step)
    grade = EvidenceGrade.label_of(link.evidence_grade)
    words = f"{step[:1].lower()}{step[1:]}"
    return f"{words} ({grade[:1].lower()}{grade[1:]})" if grade else words


def _numbered(outcome: OutcomeSnapshot) -> str:
    return f"{outcome.number}. {plain_text(outcome.title) or 'Without a title'}"


Stack = tuple[int, list[tuple[str, tuple[str, ...]]]]


def _stack(
    lines_at_most: int, column: int, kind: str, most: int, texts: list[str], missing: str = ""
) -> Stack:
    room = _COLUMNS[column][2] - 2 * PADDING
    if not texts:
        return column, [("missing", wrapped(missing, room))]
    shown = texts if len(texts) <= most else texts[: most - 1]
    boxes = [(kind, wrapped(text, room, lines_at_most) or ("–",)) for text in shown]
    if len(shown) < len(texts):
        boxes.append((kind, (f"and {len(texts) - len(shown)} more",)))
    return column, boxes


def _box_height(lines: tuple[str, ...]) -> float:
    return len(lines) * LINE + 2 * PADDING - 2


def _height(stack: Stack) -> float:
    return sum(_box_height(lines) for _, lines in stack[1]) + BETWEEN * (len(stack[1]) - 1)


def _placed(stack: Stack, tallest: float) -> list[Node]:
    column, boxes = stack
    _, x, width = _COLUMNS[column]
    y = HEAD + (tallest - _height(stack)) / 2
    nodes = []
    for kind, lines in boxes:
        nodes.append(Node(x, round(y, 1), width, _box_height(lines), kind, lines))
        y += _box_height(lines) + BETWEEN
    return nodes


def _edge(left: Node, right: Node, *, is_evidenced: bool) -> Edge:
    start, end = left.x + left.width, right.x
    bend = round((start + end) / 2, 1)
    path = f"M{start:g} {left.middle:g}C{bend:g} {left.middle:g} {bend:g} {right.middle:g} {end - 6:g} {right.middle:g}"
    return Edge(path, (end, right.middle), is_evidenced)
