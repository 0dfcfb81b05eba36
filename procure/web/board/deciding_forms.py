"""What is asked about deciding without a meeting, and without the chair."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from procure.domain.delegating import DelegationScope, HandoverReason
from procure.domain.vocabulary import VerdictKind
from procure.domain.written import AnswerKind
from procure.models import Board, BoardMember, User
from procure.services import delegating
from procure.web.board.forms import condition_fields, conditions_in
from procure.web.forms import Confirmation, Day, OneOf, Paragraphs, Pounds, QuestionForm

RECORD, WITHDRAW = "record", "withdraw"


def handover_form(seats: Sequence[BoardMember]) -> type[QuestionForm]:
    """Who acts as chair for one tender, and why."""
    people = [(seat.user.key, _named(seat)) for seat in seats]

    class HandoverForm(QuestionForm):
        heading = "Another member acts as chair"
        intro = (
            "For this tender alone: they record its decision, at a meeting, by verdicts or in writing. It stands in "
            "the record of the decision and in the minutes.",
        )
        member = OneOf("Who acts as chair?", people, called="who acts as chair", required=True)
        because = OneOf("Why?", HandoverReason, called="why another member acts as chair", required=True)
        note = Paragraphs(
            "More about it", called="More about it", maximum=1_000, rows=3,
            hint="Needed where the chair is away: how that is known, and for how long",
        )  # fmt: skip

    return HandoverForm


def written_form(owners: Sequence[User], rows: int) -> type[QuestionForm]:
    """What is proposed to the members in writing, why, on which conditions, and until when they answer."""
    fields: dict[str, Any] = {
        "heading": "Ask the members in writing",
        "kind": OneOf("What do you propose?", VerdictKind, called="the decision that you propose", required=True),
        "reason": Paragraphs(
            "Why?", called="Why you propose this", required=True, maximum=10_000,
            hint="Members read it with the papers. It becomes the reason of the decision",
        ),
        "closes_on": Day(
            "Until which day can members answer?", called="The last day for answers", required=True,
            hint="Give them time to read the papers, such as five working days",
        ),
    } | condition_fields(owners, rows)  # fmt: skip
    fields["check"] = _conditions_fit
    return type("WrittenForm", (QuestionForm,), fields)


def _conditions_fit(form: QuestionForm) -> None:
    wanted, kind = conditions_in(form, ()), form.answers["kind"]
    if kind == VerdictKind.ENDORSED_WITH_CONDITIONS and not wanted:
        form.refuse("condition_1", "Enter at least one condition")
    elif kind and kind != VerdictKind.ENDORSED_WITH_CONDITIONS and wanted:
        form.refuse("condition_1", "Conditions go with “Endorsed with conditions” only. Take them away")


class AnswerForm(QuestionForm):
    heading = "Your answer"
    kind = OneOf(
        "What do you answer to the proposal?",
        [
            (AnswerKind.AGREE.value, "I agree"),
            (AnswerKind.OBJECT.value, "I object"),
            (AnswerKind.ABSTAIN.value, "I abstain"),
        ],
        called="your answer",
        required=True,
        hints={AnswerKind.ABSTAIN.value: "You count for the quorum, and neither for nor against"},
    )
    reason = Paragraphs(
        "Why?",
        called="Your reason",
        hint="Needed if you object. The other members and the buyer see it, and it stays on record",
        maximum=5_000,
    )
    wants_meeting = Confirmation(
        "Should the board talk about it?",
        "I object, and ask that it goes to the next meeting",
        hint="The question ends at once, and the tender goes on the next agenda",
    )

    def check(self) -> None:
        """An objection has a reason, and it alone can ask for a meeting."""
        said = self.answers
        if said["kind"] == AnswerKind.OBJECT and not said["reason"]:
            self.refuse("reason", "Give the reason for your objection")
        if said["wants_meeting"] and said["kind"] not in {"", AnswerKind.OBJECT.value}:
            self.refuse("wants_meeting", "Only an objection can ask for a meeting. Untick this, or object")


class EndForm(QuestionForm):
    heading = "End the question"
    what = OneOf(
        "What do you want to do?",
        [(RECORD, "Record the result"), (WITHDRAW, "Withdraw the question")],
        called="what you want to do",
        required=True,
        hints={WITHDRAW: "The review goes on as before"},
    )
    because = Paragraphs(
        "Why do you withdraw it?", called="Why you withdraw it", maximum=2_000, rows=3,
        hint="Leave this empty if you record the result",
    )  # fmt: skip

    def check(self) -> None:
        """A withdrawal has a reason."""
        if self.answers["what"] == WITHDRAW and not self.answers["because"]:
            self.refuse("because", "Say why you withdraw the question")


def delegation_form(boards: Sequence[Board]) -> type[QuestionForm]:
    """To whom the board delegates what, up to which value, and between which days."""
    people = [
        (f"{board.key}:{seat.user.key}", f"{seat.user.name}, {board.name}")
        for board in boards
        for seat in delegating.members_to_choose(board)
    ]

    class DelegationForm(QuestionForm):
        heading = "Delegate decisions to a member"
        intro = (
            "They decide for the board, and name this delegation when they do. It reaches no tender that they had a "
            "hand in or declared an interest in. What they decide is reported to the next meeting.",
        )
        member = OneOf("To whom?", people, called="to whom you delegate", required=True)
        scope = OneOf(
            "What is delegated?", DelegationScope, called="what is delegated", required=True,
            hints={
                DelegationScope.MINOR.value: "Once the board decided on an earlier version: no outcome, objective or "
                "target is another, the value did not rise, and it is bought and judged as before",
                DelegationScope.CONDITIONS.value: "Confirming that a condition of an endorsement is met, or sending "
                "the report back",
            },
        )  # fmt: skip
        value_limit = Pounds(
            "For tenders up to which value, with VAT?", called="The highest value",
            hint="Leave empty for any value",
        )  # fmt: skip
        from_on = Day("From which day?", called="The first day", required=True)
        to_on = Day("Until which day?", called="The last day", required=True)
        reason = Paragraphs(
            "Why?", called="The reason", required=True, maximum=2_000, rows=3,
            hint="It is in the minutes of the next meeting",
        )  # fmt: skip

    return DelegationForm


class RevokeForm(QuestionForm):
    heading = "Revoke the delegation"
    because = Paragraphs(
        "Why?", called="The reason", required=True, maximum=2_000, rows=3,
        hint="It ends at once. What was decided under it stands",
    )  # fmt: skip


def _named(seat: BoardMember) -> str:
    return f"{seat.user.name}, vice-chair" if seat.role == "vice_chair" else seat.user.name
