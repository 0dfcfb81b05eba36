"""What is asked when somebody decides on results, at a stage gate or not, and when a decision is followed up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from procure.domain.notice_sequence import Contract
from procure.domain.results.course import Consequence, Course, GateResult
from procure.web.forms import Day, Line, ManyOf, OneOf, Paragraphs, QuestionForm

WHOLE = "whole"
Choices = Sequence[tuple[str, str]]
_KEPT = (
    "What is known now is kept with the decision: how each measure stands, its newest reading, and when that was "
    "published."
)


def _course() -> OneOf:
    return OneOf(
        "What do you decide?",
        Course,
        called="what you decide",
        required=True,
        hints={
            Course.CONTINUE: "It goes on as it is",
            Course.TURN_ROUND: "It goes on, and something changes so that it comes back on path",
            Course.SCALE: "What works is done for more people or in more places",
            Course.STOP: "It ends, in whole or in part",
        },
    )


def _last(contracts: Sequence[Contract]) -> dict[str, Any]:
    """Who sees to it and when it is looked at again; and, where notices tell of a contract, what follows for it."""
    found: dict[str, Any] = {
        "owner_name": Line("Who sees to it?", called="Who sees to it", required=True, maximum=200),
        "follow_up_on": Day(
            "When will you look at it again?", called="The day to look at it again", required=True
        ),
    }
    if contracts:
        found["consequence"] = OneOf(
            "What does it mean for the contract?",
            Consequence,
            called="what it means for the contract",
            hint="A change, an end, or a breach is published in a notice, by a day that the Act sets",
        )
        found["consequence_on"] = Day(
            "From which day?",
            called="The day from which this is so",
            hint="Of the change, of the end, or on which the breach had its result. Not asked where nothing follows",
        )
    if len(contracts) > 1:
        found["contract"] = OneOf(
            "For which contract?",
            [(each.identifier, f"{each.identifier}: {each.title}" if each.title else each.identifier)
             for each in contracts],
            called="which contract",
        )  # fmt: skip
    return found


class _Deciding(QuestionForm):
    def check(self) -> None:
        asked = {each.name for each in self.questions}
        follows = (
            Consequence(self["consequence"].data or "none") if "consequence" in asked else Consequence.NONE
        )
        if follows.notice and self["consequence_on"].data is None and not self["consequence_on"].errors:
            self.refuse("consequence_on", "Enter the day from which this is so")
        if follows.notice and "contract" in asked and not self["contract"].data:
            self.refuse("contract", "Select which contract")


def decide_form(about_choices: Choices, contracts: Sequence[Contract] = ()) -> type[QuestionForm]:
    """The form for a decision about one of these: pairs of value and label. ``contracts`` are those that notices tell
    of."""
    return type(
        "DecideForm",
        (_Deciding,),
        {
            "heading": "Decide what follows from results",
            "intro": (_KEPT,),
            "about": OneOf("What is it about?", about_choices, called="what it is about", required=True),
            "kind": _course(),
            "reason": Paragraphs("Why?", called="The reason", required=True, maximum=4_000, rows=5),
            **_last(contracts),
        },
    )


def gate_form(number: int, measures: Choices, contracts: Sequence[Contract] = ()) -> type[QuestionForm]:
    """The form that judges a stage gate on its evidence. ``measures`` are pairs of a key and a name."""
    fields: dict[str, Any] = {
        "heading": f"Judge stage gate {number} on its evidence",
        "intro": (_KEPT,),
        "gate_result": OneOf(
            "What does the gate come to?",
            GateResult,
            called="what the gate comes to",
            required=True,
            hints={
                GateResult.PASSED: "The evidence is enough, as the gate asks",
                GateResult.FAILED: "It is not",
                GateResult.LATER: "It cannot be told yet: say when it will be judged again",
            },
        ),
    }
    if measures:
        fields["judged_on"] = ManyOf(
            "Which measures is it judged on?",
            list(measures),
            called="which measures it is judged on",
            hint="Their newest readings are kept with the decision. Choose none to keep those of all",
        )
    fields |= {
        "evidence": Paragraphs(
            "What is the evidence?",
            called="The evidence",
            hint="What you have seen, against the evidence and the threshold that the gate asks for",
            required=True,
            maximum=4_000,
            rows=4,
        ),
        "kind": _course(),
        "reason": Paragraphs("Why?", called="The reason", required=True, maximum=4_000, rows=5),
    }
    return type("GateForm", (_Deciding,), {**fields, **_last(contracts)})


class FollowUpForm(QuestionForm):
    heading = "What came of the decision?"
    what_came = Paragraphs(
        "What was done, and what changed?", called="What came of it", required=True, maximum=4_000, rows=5
    )
