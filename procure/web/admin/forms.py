"""What administrators are asked."""

from __future__ import annotations

from procure.domain.codes import ITL1
from procure.domain.vocabulary import AuthorityType, BoardRole, DevolvedRegime, Role
from procure.services.administering import MOST_QUORUM
from procure.web.forms import (
    Day,
    Email,
    Line,
    ManyOf,
    OneOf,
    Paragraphs,
    Postcode,
    Ppon,
    QuestionForm,
    WebAddress,
    WholeNumber,
    YesNo,
)

#: A radio needs a value: this stands for the empty one of the vocabulary.
NOT_DEVOLVED = "none"
Pairs = list[tuple[str, str]]


class OrganisationForm(QuestionForm):
    """Who the organisation is in law."""

    heading = "The organisation"
    name = Line(
        "Name", hint="As it is to stand on notices, in full", called="The name", required=True, maximum=200
    )
    ppon = Ppon(
        "Public Procurement Organisation Number (PPON)",
        called="The PPON",
        hint="From the central digital platform, like PBCD-1234-GHJL. Leave empty if it has none yet: nothing can "
        "be published without it",
    )
    authority_type = OneOf("What kind of authority is it?", AuthorityType, called="The kind", required=True)
    devolved_regime = OneOf(
        "Is it a devolved authority?",
        [(regime.value or NOT_DEVOLVED, regime.label) for regime in DevolvedRegime],
        called="The devolved regime",
        required=True,
    )
    publishes_in_welsh = YesNo(
        "Does it publish in Welsh as well as English?",
        hint="Its officers are then offered to write each tender in Welsh beside the English",
        required=True,
    )


class AddressForm(QuestionForm):
    """Where the organisation is, and how it is reached."""

    heading = "Address and contact"
    street = Line("Building and street", called="Building and street", maximum=200)
    locality = Line("Town or city", maximum=100, params={"classes": "govuk-input--width-20"})
    postcode = Postcode("Postcode")
    region = OneOf("Region or nation", list(ITL1), as_select=True)
    email = Email("Email address for suppliers", params={"autocomplete": "off"})
    website = WebAddress("Website", called="The website")


def standing_form(question: str, yes: str, no: str, hints: dict[str, str]) -> type[QuestionForm]:
    """A form that closes or reopens a thing."""
    asked = YesNo(question, yes=yes, no=no, required=True, hints=hints)
    return type("StandingForm", (QuestionForm,), {"is_active": asked})


def _name() -> Line:
    return Line(
        "Full name", called="The full name", required=True, maximum=200, params={"autocomplete": "off"}
    )


def _roles() -> ManyOf:
    return ManyOf(
        "What may this person do?",
        Role,
        called="What the person may do",
        hint="Seats on boards are given on the board’s own page",
        hints={
            Role.OFFICER.value: "Writes, submits and publishes tenders of their organisation",
            Role.CURATOR.value: "Decides what the outcome library takes in, and what it no longer offers",
            Role.ADMINISTRATOR.value: "Keeps organisations, people and boards, and reads the audit trail",
        },
    )


def new_person_form(organisations: Pairs) -> type[QuestionForm]:
    """A new person, in one of ``organisations`` (key, name)."""

    class NewPersonForm(QuestionForm):
        heading = "Add a person"
        name = _name()
        email = Email(
            "Work email address",
            called="The work email address",
            hint="They sign in with it, and it cannot be changed later",
            required=True,
            params={"autocomplete": "off"},
        )
        organisation = OneOf(
            "Organisation", organisations, called="The organisation", as_select=True, required=True
        )
        roles = _roles()

    return NewPersonForm


def person_form(organisations: Pairs) -> type[QuestionForm]:
    """Who somebody is, in one of ``organisations`` (key, name)."""

    class PersonForm(QuestionForm):
        heading = "Name and organisation"
        name = _name()
        organisation = OneOf(
            "Organisation", organisations, called="The organisation", as_select=True, required=True
        )

    return PersonForm


class RolesForm(QuestionForm):
    roles = _roles()


def board_form(missions: Pairs) -> type[QuestionForm]:
    """A board, with the missions that are loaded now."""

    class BoardForm(QuestionForm):
        heading = "The board"
        name = Line("Name", called="The name", required=True, maximum=200)
        remit = Paragraphs("What does it look after?", called="What it looks after", maximum=2_000, rows=4)
        mission_id = OneOf("Mission it answers for", missions, called="The mission", as_select=True)
        quorum = WholeNumber(
            "How many verdicts does a decision need?",
            called="The number of verdicts",
            hint="Members who declared an interest do not count",
            least=1,
            most=MOST_QUORUM,
            required=True,
        )

    return BoardForm


_SEATS = {
    "chair": "A board has one chair: the present one becomes a member",
    "vice_chair": "Takes the chair where the chair has an interest or is away. A board has one at most",
}


class SeatForm(QuestionForm):
    heading = "Add a member"
    email = Email(
        "Their email address",
        called="The email address",
        hint="They need an account first",
        required=True,
        params={"autocomplete": "off"},
    )
    role = OneOf(
        "What are they on this board?",
        BoardRole,
        called="What they are on this board",
        required=True,
        hints=_SEATS,
    )


class ChangeSeatForm(QuestionForm):
    role = OneOf(
        "What is this person on the board?",
        [*BoardRole.choices(), ("none", "Not on the board any more")],
        called="What they are on this board",
        required=True,
        hints=_SEATS,
    )


def trail_form(actions: Pairs) -> type[QuestionForm]:
    """Filters of the audit trail, sent in the address; ``actions`` are those that have happened."""

    class TrailForm(QuestionForm):
        class Meta:
            csrf = False

        heading = "Audit trail"
        person = Line("Who", hint="Part of a name, or a whole email address", maximum=254)
        action = OneOf("What happened", actions, as_select=True, none="Anything")
        subject = Line(
            "To what", hint="A tender’s reference, or the key of a person, board or organisation", maximum=100
        )
        from_on = Day("From", called="The first day")
        to_on = Day("To", called="The last day")

        def check(self) -> None:
            if self.from_on.data and self.to_on.data and self.to_on.data < self.from_on.data:
                self.refuse("to_on", "The last day must be the same as or after the first day")

    return TrailForm
