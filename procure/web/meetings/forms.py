"""What a chair is asked about a meeting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from procure.domain.decisions import POSITIONS
from procure.domain.meetings import AttendanceKind
from procure.domain.vocabulary import Position, VerdictKind
from procure.models import BoardMember, Review, User, Verdict
from procure.services.freezing import snapshot_of
from procure.web.board.forms import check_conditions, condition_fields
from procure.web.forms import (
    Line,
    ManyOf,
    Moment,
    OneOf,
    Paragraphs,
    QuestionForm,
    WebAddress,
)

_STOOD = [(each.value, each.label) for each in Position if each in POSITIONS]


class PlaceForm(QuestionForm):
    heading = "When and where"
    starts_at = Moment("When does it begin?", called="When the meeting begins", required=True)
    place = Line(
        "Where is it?", called="Where it is", hint="A room and an address. Leave empty if it is online"
    )
    link = WebAddress(
        "Address to join by", called="The address to join by", hint="For those who are not there"
    )

    def check(self) -> None:
        """A meeting is somewhere."""
        said = self.answers
        if not said["place"] and not said["link"] and not self["link"].errors:
            self.refuse("place", "Enter where the meeting is, or an address to join by")


def call_form(boards: Sequence[tuple[str, str]], waiting: Sequence[Review]) -> type[QuestionForm]:
    """When, where, and with what on its agenda; for which board, where the person chairs several."""
    fields: dict[str, Any] = {"heading": "Call a meeting"}
    if len(boards) > 1:
        fields["board"] = OneOf("Which board meets?", boards, called="the board", required=True)
    fields |= {
        "starts_at": Moment("When does it begin?", called="When the meeting begins", required=True),
        "place": Line(
            "Where is it?", called="Where it is", hint="A room and an address. Leave empty if it is online"
        ),
        "link": WebAddress("Address to join by", called="The address to join by"),
        "check": PlaceForm.check,
    }
    if waiting:
        fields["reviews"] = ManyOf(
            "What is on the agenda?",
            [(each.key, name_of(each)) for each in waiting],
            called="what is on the agenda",
            hint="What waits for the board, the longest first. You can change the agenda until the minutes are signed",
        )
    return type("CallForm", (QuestionForm,), fields)


def item_form(waiting: Sequence[Review]) -> type[QuestionForm]:
    """A tender that waits, or a matter with a title of its own."""
    fields: dict[str, Any] = {"heading": "Add to the agenda"}
    if waiting:
        fields["review"] = OneOf(
            "Which tender?",
            [(each.key, name_of(each)) for each in waiting],
            called="a tender",
            as_select=True,
        )
    fields["title"] = Line(
        "Or another matter",
        called="The matter",
        hint="Such as “Matters arising”. No decision on a tender goes here",
    )
    fields["check"] = _one_of_both
    return type("ItemForm", (QuestionForm,), fields)


def _one_of_both(form: QuestionForm) -> None:
    said = form.answers
    chosen = [name for name in ("review", "title") if said.get(name)]
    if not chosen:
        form.refuse("title", "Select a tender, or enter another matter")
    elif len(chosen) == 2:
        form.refuse("title", "Add a tender or another matter, one at a time")


class NoteForm(QuestionForm):
    note = Paragraphs(
        "What should the minutes say of this item?", called="The note", maximum=10_000,
        hint="The decision, where members stood and the conditions are in the minutes without it",
    )  # fmt: skip


class NotesForm(QuestionForm):
    notes = Paragraphs(
        "What else should the minutes say?", called="The notes", maximum=20_000, rows=10,
        hint="They stand at the end, as other matters",
    )  # fmt: skip


class CancelForm(QuestionForm):
    heading = "Call the meeting off"
    reason = Paragraphs("Why?", called="The reason", required=True, maximum=2_000, rows=3)


def attendance_form(seats: Sequence[BoardMember]) -> type[QuestionForm]:
    """For each member, whether they came."""
    fields: dict[str, Any] = {"heading": "Who is there?"}
    for seat in seats:
        role = ", chair" if seat.role == "chair" else ""
        fields[f"member_{seat.user_id}"] = OneOf(
            f"{seat.user.name}{role}", AttendanceKind, called=f"whether {seat.user.name} is there",
            required=True, params={"classes": "govuk-radios--inline"},
        )  # fmt: skip
    return type("AttendanceForm", (QuestionForm,), fields)


def attendance_in(form: QuestionForm) -> dict[int, str]:
    """What was answered, by account."""
    return {int(name.removeprefix("member_")): kind for name, kind in form.answers.items()}


def interest_form(seats: Sequence[BoardMember]) -> type[QuestionForm]:
    """Who declares an interest in an item at the meeting, and which."""

    class MeetingInterestForm(QuestionForm):
        heading = "Record a declaration of interest"
        intro = (
            "Whoever declares an interest can stay in the room, and takes no part in deciding this item. It cannot be "
            "taken back.",
        )
        member = OneOf(
            "Who declares it?", [(seat.user.key, seat.user.name) for seat in seats],
            called="who declares it", required=True,
        )  # fmt: skip
        nature = Paragraphs(
            "What is the interest?", called="What the interest is", required=True, maximum=2_000, rows=4
        )

    return MeetingInterestForm


def decision_form(
    kind: VerdictKind,
    voters: Sequence[BoardMember],
    own: dict[int, Verdict],
    owners: Sequence[User],
    rows: int,
) -> type[QuestionForm]:
    """The reason, where each member stood, and the conditions with their owners and days."""
    fields: dict[str, Any] = {
        "heading": f"Decision: {kind.label.lower()}",
        "reason": Paragraphs(
            "Why has the board decided this?", called="The reason for the decision", required=True, maximum=10_000,
            hint="Answer those who saw it otherwise. The buyer sees the reason, and it is in the minutes.",
        ),
    }  # fmt: skip
    for seat in voters:
        had = own.get(seat.user_id)
        fields[f"position_{seat.user_id}"] = OneOf(
            f"Where did {seat.user.name} stand?", _STOOD, called=f"where {seat.user.name} stood",
            required=True, as_select=True,
        )  # fmt: skip
        fields[f"reason_{seat.user_id}"] = Line(
            f"Reason of {seat.user.name}", called=f"The reason of {seat.user.name}", maximum=2_000,
            hint="Needed where they saw it otherwise. Their own verdict keeps its reason if this is empty"
            if had else "Needed where they saw it otherwise",
        )  # fmt: skip
    if kind == VerdictKind.ENDORSED_WITH_CONDITIONS:
        fields |= condition_fields(owners, rows)
        fields["check"] = check_conditions
    return type("MeetingDecisionForm", (QuestionForm,), fields)


def positions_before(
    kind: VerdictKind, voters: Sequence[BoardMember], own: dict[int, Verdict]
) -> dict[str, str]:
    """What the form shows at first: the verdict that a member gave, or else the decision."""
    return {
        f"position_{seat.user_id}": own[seat.user_id].kind if seat.user_id in own else kind.value
        for seat in voters
    }


def positions_in(form: QuestionForm) -> dict[int, tuple[str, str]]:
    """Where members stood, by account, each with the reason."""
    said = form.answers
    names = [name.removeprefix("position_") for name in said if name.startswith("position_")]
    return {int(name): (said[f"position_{name}"], said[f"reason_{name}"]) for name in names}


def name_of(review: Review) -> str:
    """A review in a list to choose from."""
    snapshot, number = snapshot_of(review.version), review.version.number
    return f"{snapshot.title or 'A tender without a title'} ({snapshot.authority.name}, version {number})"
