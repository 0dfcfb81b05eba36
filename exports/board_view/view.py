"""What the one page says, worked out of a snapshot, its alignment and what boards decided. What the record does not
hold is said to be not yet stated, never left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from exports.board_view.chain import WIDTH, BoardChain, board_chain
from exports.board_view.fitting import EVERYTHING, LETTERS, MILLIMETRES, PARTS, Budget, Shortening
from exports.board_view.shared import data_lines, who_gains, who_pays, who_pays_nothing
from exports.freedom import freedom_of
from exports.gates import board_gates
from exports.wording import day, distance, figure, moment, net, partial_day
from procure.domain.alignment import Alignment, Gate, GateState, Part, Step, is_aligned
from procure.domain.gaps import gap_of
from procure.domain.snapshot import Figure, ObjectiveSnapshot, OutcomeSnapshot, SpecificationSnapshot

NOT_YET = "not yet stated"
#: Steps that would raise the score which are named.
MOST_STEPS = 2
#: Boxes in a column of the chain, and lines in a box, where there is room for all.
MOST_DRAWN = 12
#: Of the drawing, on paper: it is as wide as the page's text.
MILLIMETRES_PER_UNIT = 186 / WIDTH
#: Parts as they are called, in the order of the page.
TITLES = dict(sorted(PARTS.items(), key=lambda each: int(each[1].partition(".")[0])))


@dataclass(frozen=True, slots=True)
class Decided:
    """How one review of the version was closed. ``dissent`` are lines of "name: verdict"."""

    board: str
    label: str
    reason: str
    by: str
    at: datetime | None
    conditions: tuple[str, ...] = ()
    dissent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VersionStamp:
    """Which version the page is of, and who is to decide. ``board`` is empty when no board has it."""

    number: int
    frozen_at: datetime
    sha256: str
    board: str = ""
    decided: tuple[Decided, ...] = ()
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """An objective: where it stands, where it is to get to, and how far that is."""

    title: str
    mission: str
    metric: str
    today: str
    target: str
    gap: str
    is_verified: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A name and what is to be said of it."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class InputRow:
    """One outcome's inputs as printed."""

    number: int
    title: str
    weight: str
    link: str
    evidence: str
    measurable: str
    worth: str


@dataclass(frozen=True, slots=True)
class BoardView:
    """The page, part by part, in its order. ``left_out`` names what is shortened; ``lost`` counts letters."""

    title: str
    authority: str
    reference: str
    stamp: VersionStamp
    sentence: str
    more_outcomes: int
    value: str
    objectives: tuple[Standing, ...]
    more_objectives: int
    score: str
    shown: int
    weakest: str
    raising: tuple[str, ...]
    inputs: tuple[InputRow, ...]
    more_inputs: int
    gates: tuple[Gate, ...]
    is_aligned: bool
    chain: BoardChain
    people: tuple[Line, ...]
    freedom: tuple[str, ...]
    overlaps: tuple[str, ...]
    data: tuple[str, ...]
    stages: tuple[str, ...]
    left_out: tuple[str, ...]
    lost: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Around:
    """What is known beside the version: sentences about other tenders, and what the market said in public."""

    overlaps: tuple[str, ...] = ()
    market: tuple[str, ...] = ()


NOTHING_AROUND = Around()


def board_view(
    snapshot: SpecificationSnapshot,
    alignment: Alignment,
    gates: tuple[Gate, ...],
    steps: Sequence[Step],
    stamp: VersionStamp,
    around: Around = NOTHING_AROUND,
    budget: Budget = EVERYTHING,
) -> BoardView:
    """The page of a frozen version. ``around`` is what its own record cannot know."""
    cut = Shortening(budget)
    first = next((each for each in snapshot.outcomes if each.priority == "primary"), None)
    first = first or next(iter(snapshot.outcomes), None)
    value = snapshot.facts.value_net
    aims, score = cut.of("objectives"), cut.of("score")
    shown_aims = snapshot.objectives[: aims.rows(snapshot.objectives)]
    rows = alignment.claimed.parts[: score.rows(alignment.claimed.parts)]
    weakest = alignment.weakest
    sentence = cut.of("sentence")
    made: dict[str, Any] = {
        "authority": sentence.line(snapshot.who_buys),
        "title": sentence.text(snapshot.title, sentence.limits.title),
        "sentence": sentence.text(_sentence(first), sentence.limits.sentence),
        "overlaps": cut.of("overlaps").lines(around.overlaps),
        "people": _people(snapshot, cut.of("people")),
        "freedom": _freedom(snapshot, alignment, around, cut.of("freedom")),
        "data": _data(snapshot, cut.of("data")),
        "stages": _stages(snapshot, cut.of("stages")),
        "stamp": _shortened_stamp(stamp, cut.of("decision")),
        "raising": score.lines(_raising(steps)),
        "objectives": tuple(_standing(each, aims) for each in shown_aims),
        "inputs": tuple(_input_row(part, score) for part in rows),
        "weakest": score.line(f"outcome {weakest.outcome.number}, {weakest.outcome.title}")
        if weakest
        else "none",
        "chain": _chain(snapshot, cut.of("chain")),
    }
    return BoardView(
        reference=snapshot.reference,
        more_outcomes=max(0, len(snapshot.outcomes) - 1),
        value=f"{net(value)}" if value is not None else NOT_YET,
        more_objectives=len(snapshot.objectives) - len(shown_aims),
        score=alignment.words,
        shown=alignment.claimed.shown,
        more_inputs=len(alignment.claimed.parts) - len(rows),
        gates=gates,
        is_aligned=is_aligned(gates),
        left_out=tuple(title for part, title in TITLES.items() if part in cut.lost),
        lost=dict(cut.lost),
        **made,
    )


def _chain(snapshot: SpecificationSnapshot, cut: Shortening) -> BoardChain:
    rows = cut.limits.rows
    if not rows:
        return board_chain(snapshot, MOST_DRAWN, MOST_DRAWN, MOST_DRAWN)
    drawn = board_chain(snapshot, max(3, min(MOST_DRAWN, rows)), max(2, rows // 2), 2 if rows < 6 else 3)
    if drawn.is_cut:
        whole = board_chain(snapshot, MOST_DRAWN, MOST_DRAWN, MOST_DRAWN)
        cut.note(round((whole.height - drawn.height) * MILLIMETRES_PER_UNIT / MILLIMETRES * LETTERS) + 1)
    return drawn


def _sentence(outcome: OutcomeSnapshot | None) -> str:
    """Who gains, what changes and by when, in the author's own sentence where there is one."""
    if outcome is None:
        return "No outcome is stated."
    said = outcome.statement.strip().split("\n\n")[0] or outcome.title
    if outcome.by_when_on is not None and str(outcome.by_when_on.year) not in said:
        said = f"{said.rstrip('. ')}, by {day(outcome.by_when_on)}."
    return said


def _standing(objective: ObjectiveSnapshot, cut: Shortening) -> Standing:
    gap = gap_of(objective)
    since = objective.latest if objective.latest and objective.latest.value else objective.baseline
    if gap is None:
        left = "not known"
    elif gap.is_reached:
        left = "nothing: the target is reached"
    else:
        left = distance(f"{gap.remaining:f}", objective.unit)
    return Standing(
        cut.line(objective.title),
        cut.line(objective.mission_name),
        cut.line(objective.metric),
        cut.line(_shown(since, objective.unit)),
        cut.line(_shown(objective.target, objective.unit)),
        cut.line(left),
        gap is not None and gap.is_verified,
    )


def _shown(found: Figure, unit: str) -> str:
    if not found.value:
        return "not known"
    return f"{figure(found.value, unit)}{f' ({partial_day(found.period)})' if found.period else ''}"


def _input_row(part: Part, cut: Shortening) -> InputRow:
    return InputRow(
        part.outcome.number,
        cut.line(part.outcome.title),
        f"{part.weight:.2f}",
        f"{part.link.normalize():f}",
        f"{part.evidence.normalize():f}",
        f"{part.outcome.passed}/6",
        f"{100 * part.worth:.1f}",
    )


def _raising(steps: Sequence[Step]) -> tuple[str, ...]:
    """The few steps that would raise the score most, with the points each would bring."""
    if not steps:
        return ("No single step would raise it.",)
    return tuple(
        f"{step.sentence.rstrip('.?')} (about {step.points:.1f} points)." for step in steps[:MOST_STEPS]
    )


def _people(snapshot: SpecificationSnapshot, cut: Shortening) -> tuple[Line, ...]:
    leads = list(dict.fromkeys(each.lead_department for each in snapshot.objectives if each.lead_department))
    gaining = list(dict.fromkeys(each.beneficiary for each in snapshot.outcomes if each.beneficiary))
    buyers = [each.name for each in snapshot.buyers]
    owner = f"{buyers[0]} leads, buying with {', '.join(buyers[1:])}." if buyers[1:] else f"{buyers[0]} buys."
    if leads:
        owner += f" {', '.join(leads)} {'leads' if len(leads) == 1 else 'lead'} on the objective."
    people = "; ".join(gaining) if gaining else f"People who gain are {NOT_YET}."
    return (
        Line("Owns", cut.line(owner)),
        Line(
            "Pays", cut.line(who_pays(snapshot) or f"The buyer, by contract. What others pay is {NOT_YET}.")
        ),
        Line("Gains", cut.line(" ".join(part for part in (people, who_gains(snapshot)) if part))),
        Line(
            "Not at the table",
            cut.line(
                who_pays_nothing(snapshot) or f"Departments that gain or pay and were not asked: {NOT_YET}."
            ),
        ),
    )


def _freedom(
    snapshot: SpecificationSnapshot, alignment: Alignment, around: Around, cut: Shortening
) -> tuple[str, ...]:
    found, frame = freedom_of(snapshot), alignment.inputs.prescription
    if not found.fixed:
        said = "Nothing is fixed: how is the supplier’s to propose."
    else:
        reasons = ", ".join(f"{count} {label[:1].lower()}{label[1:]}" for label, count in found.by_reason)
        said = (
            f"{found.fixed} fixed ({reasons}); {found.open_to_challenge} open to challenge. "
            f"{frame.flagged} of {frame.requirements} say how with no accepted reason (p = {frame.rate:.2f})."
        )
    if around.market:
        return said, *cut.lines(around.market)
    asked = snapshot.facts.engagement_took_place
    market = {
        True: "The market was asked before the tender",
        False: "The market was not asked before the tender",
    }.get(asked, "Whether the market was asked is not yet stated")  # type: ignore[arg-type]
    return said, f"{market}; what changed because of it is {NOT_YET}."


def _data(snapshot: SpecificationSnapshot, cut: Shortening) -> tuple[str, ...]:
    if stated := data_lines(snapshot):
        return tuple(cut.line(each) for each in stated)
    measures = [measure for outcome in snapshot.outcomes for measure in outcome.measures]
    ready = sum(measure.may_use_data is True for measure in measures)
    said = [
        f"Data of {ready} of {len(measures)} measures may be used. Gateways and agreements are {NOT_YET}."
    ]
    blocked = next((each for each in measures if each.may_use_data is False), None)
    unknown = next((each for each in measures if each.may_use_data is None), None)
    if blocked is not None:
        holder = blocked.data_owner or "whoever holds it"
        said.append(cut.line(f"To unblock first: permission from {holder} for “{blocked.name}”."))
    elif unknown is not None:
        holder = unknown.data_owner or "its holder"
        said.append(
            cut.line(f"To settle first: whether {holder} lets the data for “{unknown.name}” be used.")
        )
    return tuple(said)


def _stages(snapshot: SpecificationSnapshot, cut: Shortening) -> tuple[str, ...]:
    names = "; ".join(f"{each.number}. {each.name}" for each in snapshot.stages if each.name)
    dates = [
        words
        for words, value in (
            (
                "tenders in by ",
                snapshot.facts.tender_deadline_at and moment(snapshot.facts.tender_deadline_at),
            ),
            ("award expected ", snapshot.facts.estimated_award_on and day(snapshot.facts.estimated_award_on)),
        )
        if value
        for words in [f"{words}{value}"]
    ]
    said = [cut.line(f"Stages: {names}.")] if names else ["Stages: one, no gate between."]
    gates = board_gates(snapshot)
    said += [cut.line(each) for each in gates[: cut.rows(gates)]]
    if not gates:
        said.append(f"What is tested at each gate, and the rule for stopping: {NOT_YET}.")
    said.append(f"Next dates: {', '.join(dates)}." if dates else f"Next decision date: {NOT_YET}.")
    return tuple(said)


def _shortened_stamp(stamp: VersionStamp, cut: Shortening) -> VersionStamp:
    latest = stamp.decided[: 1 if cut.limits.rows else None]
    if len(latest) < len(stamp.decided):
        cut.note()
    decided = tuple(
        Decided(
            cut.line(each.board),
            each.label,
            cut.line(each.reason),
            cut.line(each.by),
            each.at,
            cut.lines(each.conditions),
            cut.lines(each.dissent),
        )
        for each in latest
    )
    board = cut.line(stamp.board)
    return VersionStamp(stamp.number, stamp.frozen_at, stamp.sha256, board, decided, stamp.is_open)


def stopping(gates: Sequence[Gate]) -> tuple[Gate, ...]:
    """The gates that stop it, and after them those not known."""
    return tuple(
        gate for state in (GateState.STOPS, GateState.NOT_KNOWN) for gate in gates if gate.state is state
    )
