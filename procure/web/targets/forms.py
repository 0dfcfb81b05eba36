"""The questions about a target outcome, a page each, in the order they are asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from procure.domain.targets import MOVES, OptionKind, OptionStanding, TargetStatus
from procure.domain.vocabulary import Direction
from procure.services.authoring import Mission
from procure.web.forms import (
    Day,
    Email,
    Line,
    OneOf,
    Paragraphs,
    Percent,
    QuestionForm,
    WebAddress,
    WholeNumber,
)

PASSAGE = 4_000


class ChangeForm(QuestionForm):
    heading = "What must change, and for whom?"
    why = (
        "Say what would be different in people's lives or in a place. How it is brought about is for those who "
        "offer to do it."
    )
    change = Paragraphs("What must change?", called="What must change", maximum=PASSAGE, rows=5)
    beneficiary = Line("For whom?", called="For whom it must change")


class PlaceAndTimeForm(QuestionForm):
    heading = "Where, and by when?"
    place = Line("Where?", called="Where", hint="A region, a council area, or all of England")
    by_when_on = Day("By when?", called="The date by which it must change")


class FigureForm(QuestionForm):
    heading = "Which figure shows it?"
    measure_name = Line("What is counted?", called="What is counted")
    measure_unit = Line(
        "In which unit?", called="The unit", hint="Such as % of people, days or homes", maximum=100
    )
    direction = OneOf("Which way should it go?", Direction, called="Which way the figure should go")


class GapForm(QuestionForm):
    heading = "How far is today's figure from it?"
    why = (
        "The gap is worked out from the two figures. It shows how much of the milestone a tender could close."
    )
    baseline_value = Line(
        "Today's figure", called="Today's figure", hint="A plain number, such as 59.2", maximum=100
    )
    baseline_period = Line(
        "Which period is it for?", called="The period", hint="Such as April 2025 to March 2026"
    )
    baseline_source = Line("Where does it come from?", called="The source of today's figure")
    baseline_url = WebAddress("Its web address", called="The web address")
    target_value = Line(
        "The figure you aim at",
        called="The figure you aim at",
        hint="A plain number, in the same unit",
        maximum=100,
    )


class MarketCouldForm(QuestionForm):
    market_could = Paragraphs(
        "What could the market do?",
        called="What the market could do",
        hint="What suppliers, charities and inventors can do already, and what they might if asked for the result",
        maximum=PASSAGE,
        rows=6,
    )


class MoneyCouldForm(QuestionForm):
    money_could = Paragraphs(
        "What could public money take the risk out of?",
        called="What public money could de-risk",
        hint="Such as a first customer, data, a place to test, or cost while results are awaited",
        maximum=PASSAGE,
        rows=6,
    )


class SuppliersForm(QuestionForm):
    heading = "How many suppliers could do it?"
    able_suppliers = WholeNumber("Able suppliers", called="The number of able suppliers", most=100_000)
    able_suppliers_source = Line(
        "Where does the figure come from?", called="The source of the number of suppliers"
    )
    able_suppliers_on = Day("What is its date?", called="The date of the number of suppliers")


class LargestShareForm(QuestionForm):
    heading = "How much of the market has the largest supplier?"
    largest_share = Percent("Share of the largest", called="The share of the largest supplier")
    largest_share_source = Line("Where does the figure come from?", called="The source of the largest share")
    largest_share_on = Day("What is its date?", called="The date of the largest share")


class SmallFirmsForm(QuestionForm):
    heading = "How much do small and medium-sized firms have?"
    small_firm_share = Percent("Share of small and medium-sized firms", called="The share of small firms")
    small_firm_share_source = Line(
        "Where does the figure come from?", called="The source of small firms' share"
    )
    small_firm_share_on = Day("What is its date?", called="The date of small firms' share")


class CharitiesForm(QuestionForm):
    heading = "How much do charities and social enterprises have?"
    charity_share = Percent("Share of charities and social enterprises", called="The share of charities")
    charity_share_source = Line("Where does the figure come from?", called="The source of charities' share")
    charity_share_on = Day("What is its date?", called="The date of charities' share")


class BarriersForm(QuestionForm):
    heading = "What keeps others out?"
    barriers = Paragraphs(
        "Barriers that the market names", called="The barriers", maximum=PASSAGE, rows=6,
        hint="Such as lot size, payment in arrears, insurance, data they cannot get, or standards written for one",
    )  # fmt: skip
    barriers_source = Line("Who said so?", called="The source of the barriers")
    barriers_on = Day("When?", called="The date of the barriers")


class PublicValueForm(QuestionForm):
    heading = "What is it worth beyond its cost?"
    public_goal = Paragraphs(
        "What public goal does it serve, and how would people see it?", called="The public goal",
        maximum=PASSAGE, rows=3,
    )  # fmt: skip
    public_resources = Paragraphs(
        "Which money, people and assets are there already?", called="Resources", maximum=PASSAGE, rows=3
    )
    public_people = Paragraphs(
        "How do those it is for take part?", called="How people take part", maximum=PASSAGE, rows=3
    )
    public_capacity = Paragraphs(
        "What would the whole system be better able to do afterwards?", called="The system's capacity",
        maximum=PASSAGE, rows=3,
    )  # fmt: skip


class OptionForm(QuestionForm):
    heading = "An option to consider"
    why = "The board decides better between ways to get the result when each has its case for and against."
    kind = OneOf("Which way is it?", OptionKind, called="which way it is", required=True)
    description = Paragraphs("What would be done?", called="What would be done", maximum=PASSAGE, rows=3)
    reasons_for = Paragraphs("What speaks for it?", called="What speaks for it", maximum=PASSAGE, rows=4)
    reasons_against = Paragraphs(
        "What speaks against it?", called="What speaks against it", maximum=PASSAGE, rows=4
    )
    standing = OneOf("How does it stand?", OptionStanding, called="How it stands", required=True)


class InviteForm(QuestionForm):
    heading = "Invite a commercial officer"
    intro = (
        "The officer can read this target outcome, change its words and take part from now on. Nobody else of "
        "their organisation can.",
    )
    email = Email("Their email address", called="The email address", required=True)


@dataclass(frozen=True)
class Part:
    """A part of the page that shows an outcome, with its pages of questions by address."""

    title: str
    pages: dict[str, type[QuestionForm]]
    #: Whether a page is shown as one row: an answer with its source and date.
    is_sourced: bool = False


PARTS = (
    Part("The change", {"change": ChangeForm, "place-and-time": PlaceAndTimeForm}),
    Part("The gap", {"figure": FigureForm, "gap": GapForm}),
    Part("What could be done", {"market-could": MarketCouldForm, "money-could": MoneyCouldForm}),
    Part(
        "The market",
        {
            "suppliers": SuppliersForm,
            "largest-share": LargestShareForm,
            "small-firms": SmallFirmsForm,
            "charities": CharitiesForm,
            "barriers": BarriersForm,
        },
        is_sourced=True,
    ),
    Part("Value beyond cost", {"public-value": PublicValueForm}),
)
PAGES: dict[str, type[QuestionForm]] = {slug: form for part in PARTS for slug, form in part.pages.items()}
NAME = "name"


def name_form(missions: Sequence[Mission], boards: Sequence[tuple[str, str]] = ()) -> type[QuestionForm]:
    """Which objective the outcome stands under, and what it is called; and where there are several, on which board."""
    choices = [
        (each.objective_id, f"{mission.name}: {each.title}")
        for mission in missions
        for each in mission.objectives
    ]
    fields: dict[str, Any] = {
        "heading": "Which objective is it for?",
        "board": OneOf("For which board?", boards, called="the board", required=True, as_select=True),
        "objective_id": OneOf(
            "Objective", choices, called="an objective", required=True, as_select=True,
            hint="Objectives come from the frameworks of missions that are loaded",
        ),
        "title": Line(
            "What would you call the outcome?", called="What the outcome is called", required=True, maximum=120,
            hint="A few words, such as “Homes that stay warm”",
        ),
    }  # fmt: skip
    if len(boards) < 2:
        del fields["board"]
    return type("NameForm", (QuestionForm,), fields)


def status_form(was: str) -> type[QuestionForm]:
    """How the outcome stands, among what may follow ``was``."""

    class StatusForm(QuestionForm):
        heading = "How does this target outcome stand?"
        status = OneOf(
            "It is",
            [(each.value, each.label) for each in MOVES[TargetStatus(was)]],
            called="how it stands",
            required=True,
            hints={
                TargetStatus.SHAPING.value: "Its words are still being written",
                TargetStatus.READY.value: "The board would tender it. Its words can still be changed",
                TargetStatus.DROPPED.value: "It goes no further. Its words stay as they are",
            },
        )
        reason = Paragraphs(
            "Why?", called="The reason", hint="Needed where it is dropped", maximum=2_000, rows=4
        )

    return StatusForm
