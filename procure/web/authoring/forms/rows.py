"""Forms of the repeating parts, one row a page."""

from __future__ import annotations

from typing import Any

from procure.domain.notice_facts.words import WithholdingLimb
from procure.domain.snapshot import OutcomeSnapshot
from procure.domain.vocabulary import ConditionKind, CriterionKind, RequirementReason, StageKind
from procure.domain.withholding import withholdable
from procure.web.forms import (
    Confirmation,
    CpvCodes,
    Day,
    ItlRegions,
    Line,
    ManyOf,
    OneOf,
    Paragraphs,
    Percent,
    Pounds,
    QuestionForm,
    WebAddress,
    WholeNumber,
    YesNo,
)


class FixedRequirementForm(QuestionForm):
    heading = "Fixed requirement"
    why = (
        "Each fixed requirement closes a door. Its reason is published, so that suppliers can see why, and "
        "challenge it if you allow that."
    )
    text = Paragraphs(
        "What must be so, whatever is proposed?",
        called="The requirement",
        required=True,
        rows=4,
        maximum=3_000,
    )
    reason = OneOf("Why is it fixed?", RequirementReason, called="Reason")
    explanation = Paragraphs(
        "What exactly requires it?", called="Explanation", rows=3, maximum=3_000,
        hint="Name the law, the standard, the system or the asset",
    )  # fmt: skip
    open_to_challenge = YesNo(
        "May suppliers propose to meet the reason in another way?", called="whether it is open to challenge"
    )
    approved_by = Line(
        "Who approved fixing it?", called="Who approved it", hint="A role, such as Head of Safety"
    )


def criterion_form(outcomes: tuple[OutcomeSnapshot, ...]) -> type[QuestionForm]:
    """The page of one award criterion, with the outcomes of the tender to link it to."""

    class CriterionForm(QuestionForm):
        heading = "Award criterion"
        why = (
            "A criterion must relate to what is bought, be clear, measurable and specific, follow the rules"
            " on technical specifications, and be proportionate (section 23(2))."
        )
        name = Line("What is the criterion called?", called="The name", required=True, maximum=200)
        kind = OneOf("What does it judge?", CriterionKind, called="What it judges")
        weight = Percent("Weight", called="Weight", hint="All weights together must come to 100")
        description = Paragraphs(
            "What will be assessed, and what is a good answer?", called="Description", rows=5
        )
        question = Paragraphs(
            "What will you ask suppliers?", called="Question", rows=4, hint="Leave empty for price"
        )
        word_limit = WholeNumber(
            "How many words may an answer have?",
            called="The limit of words",
            least=1,
            most=100_000,
            hint="Leave empty if you set no limit. It is printed beside the question in the response template",
        )
        outcome_keys = ManyOf(
            "Which outcomes does it assess?",
            [
                (outcome.key, f"{outcome.number}. {outcome.title or 'Outcome without a title'}")
                for outcome in outcomes
            ],
            called="Outcomes",
            hint="Leave empty for price, or where it assesses none of them",
        )
        relates_to_contract = Confirmation(
            "What the law asks of every criterion",
            "It relates to the subject-matter of the contract",
            called="the subject-matter",
            hint="Tick each that this criterion meets (section 23). You can come back to it",
        )
        is_clear_and_measurable = Confirmation(
            "Clarity", "It is sufficiently clear, measurable and specific", called="the clarity", goes_on=True
        )
        follows_specification_rules = Confirmation(
            "Technical specifications", "It follows the rules on technical specifications (section 56)",
            called="the rules on technical specifications", goes_on=True,
        )  # fmt: skip
        is_proportionate = Confirmation(
            "Proportion", "It is proportionate to the nature, complexity and cost of the contract",
            called="the proportion", goes_on=True,
        )  # fmt: skip

    if not outcomes:
        del CriterionForm.outcome_keys
    return CriterionForm


class LotForm(QuestionForm):
    heading = "Lot"
    title = Line("What is the lot called?", called="The title", required=True, maximum=200)
    description = Paragraphs("What does it cover?", called="Description", rows=4, maximum=5_000)
    value_net = Pounds("Value without VAT", called="Value without VAT")
    value_gross = Pounds("Value including VAT", called="Value including VAT")
    supply_starts_on = Day("When will it start?", called="Start of the lot")
    supply_ends_on = Day("When will it end?", called="End of the lot")
    cpv_codes = CpvCodes("Which CPV codes describe it?", called="CPV codes of the lot")
    regions = ItlRegions("Where is it delivered?", called="Where the lot is delivered")

    def check(self) -> None:
        net, gross = self.value_net.data, self.value_gross.data
        if net is not None and gross is not None and gross < net:
            self.refuse(
                "value_gross", "Value including VAT must be the same as the value without VAT, or more"
            )
        starts, ends = self.supply_starts_on.data, self.supply_ends_on.data
        if starts and ends and ends <= starts:
            self.refuse("supply_ends_on", "End of the lot must be after its start")


class StageForm(QuestionForm):
    heading = "Stage"
    why = (
        "A competitive flexible procedure is described in the notice, stage by stage. At least one stage "
        "ends in tenders that are assessed for the award."
    )
    name = Line("What is the stage called?", called="The name", required=True, maximum=200)
    kind = OneOf("What kind of stage is it?", StageKind, called="Kind of stage")
    description = Paragraphs("What happens in it?", called="Description", rows=5, maximum=5_000)
    maximum_suppliers = WholeNumber(
        "Most suppliers in this stage",
        called="Most suppliers",
        least=1,
        most=1_000,
        hint="Leave empty if not limited",
    )
    selection = Paragraphs(
        "How is it decided who goes on from it?", called="Who goes on", rows=3, maximum=5_000
    )
    starts_on = Day("When does it start?", called="Start of the stage")
    ends_on = Day("When does it end?", called="End of the stage")

    def check(self) -> None:
        starts, ends = self.starts_on.data, self.ends_on.data
        if starts and ends and ends < starts:
            self.refuse("ends_on", "End of the stage must be on or after its start")


class ConditionForm(QuestionForm):
    heading = "Condition of participation"
    why = (
        "A condition is pass or fail, and only to make sure that a supplier has the legal and financial "
        "capacity or the technical ability. It must be proportionate (section 22)."
    )
    text = Paragraphs(
        "What must a supplier satisfy?", called="The condition", required=True, rows=4, maximum=3_000
    )
    kind = OneOf("What does it make sure of?", ConditionKind, called="What it makes sure of")
    why_proportionate = Paragraphs(
        "Why is it proportionate?", called="Why it is proportionate", rows=3, maximum=3_000,
        hint="To the nature, complexity and cost of the contract",
    )  # fmt: skip
    evidence_asked = Paragraphs(
        "What evidence will you ask for?", called="Evidence", rows=3, maximum=3_000,
        hint="Not audited accounts from those who need none, nor insurance before the award",
    )  # fmt: skip


class DocumentForm(QuestionForm):
    heading = "Tender document"
    title = Line("What is the document called?", called="The title", required=True, maximum=200)
    url = WebAddress(
        "Where is it?",
        called="Web address",
        hint="A page or file that anybody can open, like https://www.example.org/terms.pdf",
    )
    description = Paragraphs("What is in it?", called="Description", rows=3, maximum=2_000)


class WithheldItemForm(QuestionForm):
    heading = "Withheld item"
    why = (
        "What you withhold is left out of everything that is published: the notice, the specification, the files, the "
        "open data and the search. The notice says that it is withheld and on which ground. You and the board "
        "still see it."
    )
    item = OneOf(
        "Which item of the notice do you withhold?", withholdable(), called="Which item", required=True,
        as_select=True, hint="Items without which nobody could take part cannot be withheld, and are not listed",
    )  # fmt: skip
    limb = OneOf("On which ground?", WithholdingLimb, called="The ground")
    reason = Paragraphs(
        "Why is it withheld?", called="Why it is withheld", rows=4, maximum=3_000,
        hint="For the board and the record. This is never published",
    )  # fmt: skip
    is_silent = Confirmation(
        "Is even saying so harmful?", "National security bars even saying that this is withheld",
        called="silence", hint="Only on the ground of national security (section 94(4))",
    )  # fmt: skip

    def check(self) -> None:
        if self.is_silent.data and self.limb.data != WithholdingLimb.NATIONAL_SECURITY:
            self.refuse(
                "is_silent", "Only the ground of national security allows it to be withheld without saying so"
            )


FORMS: dict[str, Any] = {
    "fixed_requirements": FixedRequirementForm,
    "lots": LotForm,
    "stages": StageForm,
    "conditions": ConditionForm,
    "documents": DocumentForm,
    "withheld": WithheldItemForm,
}
