"""What is asked about a key performance indicator."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from procure.domain.observing import RevisionRule, figure_of
from procure.domain.results import VintageRule
from procure.services.indicating import EDGES
from procure.web.forms import Confirmation, Line, OneOf, Paragraphs, QuestionForm, WholeNumber


class Figure(Line):
    """One plain number, in the unit of the measure; data is Decimal."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.params = {
            "classes": "govuk-input--width-10",
            "inputmode": "decimal",
            "spellcheck": False,
        } | self.params

    def empty(self) -> Any:
        return None

    def parse(self, typed: dict[str, str]) -> Any:
        return figure_of(typed[""])

    def written(self, data: Any) -> dict[str, str]:
        return {"": "" if data is None else f"{data:f}" if isinstance(data, Decimal) else str(data)}


class KpiForm(QuestionForm):
    """An indicator, its rating and its rules. ``tried`` is a reading to see rated; nobody keeps it."""

    title = Line("What is it called?", called="What it is called", required=True)
    description = Paragraphs("What does it show, and how is it worked out?", maximum=2_000, rows=3)
    good = Figure("Good, from", called="The figure for Good", required=True,
                  hint="At this figure or better the rating is Good")  # fmt: skip
    approaching = Figure("Approaching target, from", called="The figure for Approaching target", required=True,
                         hint="At this figure or better, and short of Good")  # fmt: skip
    improvement = Figure("Requires improvement, from", called="The figure for Requires improvement", required=True,
                         hint="At this figure or better; anything worse is Inadequate")  # fmt: skip
    tried = Figure("A reading to try", called="The reading to try",
                   hint="Any reading, past or to come, in the unit of the measure")  # fmt: skip
    other_when = Line("When would none of these describe it?", hint="It is then rated Other")
    reported = Line("How often is it reported?", hint="For example, every quarter")
    vintage_rule = OneOf(
        "Which figure of a period counts?", VintageRule, called="which figure counts", required=True
    )
    vintage_days = WholeNumber("Days after the period, for a figure as it stood then", most=3_650)
    revision_rule = OneOf(
        "What if figures are revised?",
        RevisionRule,
        called="what happens when figures are revised",
        required=True,
    )
    revision_threshold = Figure("How far must a figure move before it is rated again?")
    is_most_material = Confirmation(
        "Most material", "One of the three most material, which the contract details notice (UK7) describes"
    )
    owner_name = Line("Who looks after it?")
    check_method = Line("How is it checked?")
    remedy = Line("What follows when it falls short?")

    def is_tried(self) -> bool:
        """Whether the figures are right so far as a reading can be tried on them; what else is asked may wait."""
        self.validate()
        for question in self.questions:
            if question.name not in {*EDGES, "tried"}:
                question.errors = []
        return not self.error_list
