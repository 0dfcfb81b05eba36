"""The page of one dataset that a measure is read from."""

from __future__ import annotations

from collections.abc import Iterable

from procure.domain.snapshot import OutcomeSnapshot
from procure.domain.vocabulary import Blocker, Gateway, LawfulBasis
from procure.web.forms import Day, Line, OneOf, Paragraphs, QuestionForm, YesNo


def data_share_form(outcomes: Iterable[OutcomeSnapshot]) -> type[QuestionForm]:
    """The form of a dataset, with the measures there are."""
    measures = [
        (measure.key, f"Outcome {outcome.number}: {measure.name or 'a measure without a name'}")
        for outcome in outcomes
        for measure in outcome.measures
    ]

    class DataShareForm(QuestionForm):
        heading = "Dataset"
        why = (
            "A result that nobody may read carries no payment. It counts as ready with a gateway in law, the holder’s "
            "agreement, and a day before the first reading. The board sees it; it is not published with the tender."
        )
        measure_key = OneOf("Which measure is read from it?", measures, called="The measure", as_select=True)
        name = Line(
            "What is the dataset called?", called="The name", required=True, maximum=200,
            hint="By the name its holder uses, so that others who wait for it are found",
        )  # fmt: skip
        holder = Line("Who holds it?", called="The holder", maximum=200)
        purpose = Paragraphs("What is it needed for?", called="The purpose", rows=2, maximum=2_000)
        data_items = Paragraphs("Which items of it are needed?", called="The items", rows=3, maximum=3_000)
        minimum = Paragraphs("What is the least that would do?", called="The least", rows=2, maximum=2_000)
        roles = Paragraphs(
            "Who is controller, and who processor?", called="Controller and processor", rows=2, maximum=1_000
        )
        lawful_basis = OneOf(
            "What is the lawful basis?", LawfulBasis, called="The lawful basis", as_select=True
        )
        special_category = Line(
            "Condition for special category data, if any", called="The condition", maximum=300
        )
        gateway = OneOf("What in law allows it to be shared?", Gateway, called="The gateway", as_select=True)
        gateway_note = Line(
            "Which section, objective or notice?", called="The gateway in full", maximum=300,
            hint="Section 35 serves only objectives set in regulations, and bodies that they name",
        )  # fmt: skip
        holder_agrees = YesNo("Does the holder agree?", called="whether the holder agrees")
        blocker = OneOf("What stands in the way, if anything?", Blocker, called="What stands in the way")
        champion = Line("Who can take it out of the way?", called="The champion", maximum=200, hint="A role")
        next_step = Line("What is the next step?", called="The next step", maximum=300)
        available_on = Day("When will it be there?", called="The day it will be there")
        needed_on = Day(
            "When is it needed?", called="The day it is needed",
            hint="Leave empty for the first reading that the measure implies. For example, 27 3 2028",
        )  # fmt: skip
        standard = Line("Which standard or identifier links it?", called="The standard", maximum=300)
        assessment_done = YesNo(
            "Is a data protection impact assessment done?", called="whether it is assessed"
        )
        agreement_reference = Line(
            "Reference of the agreement, once there is one", called="The reference", maximum=200
        )
        register_entry = Line("Entry in a public register, if any", called="The entry", maximum=300)
        share_owner = Line(
            "Who looks after it here?", called="Who looks after it", maximum=200, hint="A role"
        )
        fallback = Paragraphs(
            "What if it does not come?", called="The way without it", rows=2, maximum=2_000,
            hint="Totals only, a sample, or a survey",
        )  # fmt: skip

    if not measures:
        del DataShareForm.measure_key
    return DataShareForm
