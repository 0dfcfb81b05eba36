"""What is asked about a reading, a publisher's file and a key."""

from __future__ import annotations

from typing import Any

from procure.domain.observing import LONGEST_ADDRESS, LONGEST_WORDS, Fault
from procure.domain.result_files import PeriodKind
from procure.web.forms import Confirmation, Day, Line, ManyOf, OneOf, QuestionForm

_FIGURE: dict[str, Any] = {
    "params": {"classes": "govuk-input--width-10", "inputmode": "decimal", "spellcheck": False},
    "maximum": 60,
}
#: A fault of a row, on the question of the form that it is about.
_QUESTION_OF = {"measure": "value", "row_key": "value", "withdrawn": "is_withdrawn"}


class ReadingForm(QuestionForm):
    """One figure for one period."""

    period_start = Day("First day of the period", required=True, hint="For example, 1 4 2027")
    period_end = Day("Last day of the period", required=True, hint="For example, 30 6 2027")
    value = Line(
        "Value", hint="One plain number in the unit of the measure, such as 48.2 or 1,250", **_FIGURE
    )
    low = Line("Low, if its publisher gives a range", called="Low", **_FIGURE)
    high = Line("High, if its publisher gives a range", called="High", **_FIGURE)
    published_on = Day(
        "When was it published?", called="The day of publication", required=True,
        hint="For a figure of your own, the day it was settled",
    )  # fmt: skip
    source = Line("Source", hint="For example, the name of the survey or statistic", maximum=LONGEST_WORDS)
    source_url = Line("Web address of the source", maximum=LONGEST_ADDRESS)
    note = Line(
        "Note",
        hint="What a reader should know of this figure; why, where it is withdrawn",
        maximum=LONGEST_WORDS,
    )
    is_withdrawn = Confirmation(
        "Withdraw a figure", "The figure recorded for this period was a mistake and no other takes its place",
        hint="Leave the value empty. To correct a figure, enter the right one with the day it was corrected",
    )  # fmt: skip

    def row(self, measure: str) -> dict[str, object]:
        """The answers as a row of ours."""
        answers = self.answers
        withdrawn = "yes" if answers.pop("is_withdrawn") else ""
        return {**answers, "measure": measure, "withdrawn": withdrawn}

    def tell(self, fault: Fault) -> None:
        """Put a fault on its question."""
        name = _QUESTION_OF.get(fault.field, fault.field)
        self.refuse(name, fault.message)


class MappingForm(QuestionForm):
    """Where in a publisher's file the figures of a measure are."""

    heading = "Map a publisher’s file"
    intro = (
        "Name the columns by their headings in the first row of the file. Later files of the same form need only be "
        "uploaded.",
    )
    period = Line("Column with the period", called="The column with the period", required=True)
    period_kind = OneOf(
        "What a date in it stands for", PeriodKind, called="what a date stands for", required=True
    )
    value = Line("Column with the value", called="The column with the value", required=True)
    published_on = Line(
        "Column with the day of publication",
        hint="Leave empty to give one day for the whole file when you upload it",
    )
    low = Line("Column with the low end of a range")
    high = Line("Column with the high end of a range")
    filter_heading = Line("Column that says which rows are meant", hint="For example, Area")
    filter_value = Line("What it says in those rows", hint="For example, Westmarch")
    sheet = Line("Name of the sheet", hint="Leave empty for the first sheet, or for a CSV file", maximum=31)
    source = Line("What to give as the source", called="The source", maximum=LONGEST_WORDS, required=True)
    source_url = Line("Web address of the source", maximum=LONGEST_ADDRESS)

    def check(self) -> None:
        if bool(self.filter_heading.data) != bool(self.filter_value.data):
            name = "filter_value" if self.filter_heading.data else "filter_heading"
            self.refuse(name, "Enter both the column and what it says, or neither")
        if bool(self.low.data) != bool(self.high.data):
            self.refuse("high" if self.low.data else "low", "Name both columns of the range, or neither")


class KeyForm(QuestionForm):
    """A key for another system."""

    heading = "Keys for other systems"
    name = Line("What is the key for?", called="What the key is for", hint="For example, Housing monitoring system",
                maximum=100, required=True)  # fmt: skip
    scope = OneOf(
        "What may it record?",
        [("tender", "Results of this tender"), ("organisation", "Results of every tender of ours")],
        called="what it may record", required=True,
    )  # fmt: skip


class PublicForm(QuestionForm):
    """Which results anybody may see."""

    heading = "Publish results"
    intro = (
        "What you tick is public at once, with every figure recorded so far and from then on.",
        "Boards see all results, whatever is ticked.",
    )


def public_form(choices: list[tuple[str, str]]) -> type[PublicForm]:
    """The form with the measures of a tender."""
    return type(
        "MeasuresForm", (PublicForm,), {"series": ManyOf("Measures whose results anybody may see", choices)}
    )
