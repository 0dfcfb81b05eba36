"""How tenders are judged."""

from __future__ import annotations

from procure.domain.vocabulary import AwardMethod
from procure.web.forms import OneOf, Paragraphs, QuestionForm, YesNo


class AwardMethodForm(QuestionForm):
    why = "Suppliers must know before they tender how price and quality weigh against each other."
    award_method = OneOf(
        "How will price and quality decide who wins?",
        AwardMethod,
        called="How price and quality decide",
        hints={
            AwardMethod.QUALITY_AT_FIXED_PRICE: "You set what you will pay; suppliers compete on outcomes",
            AwardMethod.COST_AND_QUALITY: "Counts what it costs to own, run and end, not the price alone",
        },
    )


class AwardMethodologyForm(QuestionForm):
    why = (
        "The assessment methodology must be published with the criteria: how scores are given, by whom, and"
        " what happens when they are equal."
    )
    award_methodology = Paragraphs(
        "How will tenders be assessed?",
        called="Assessment methodology",
        hint="Say how each criterion is scored, who scores it, how scores are combined and how ties are "
        "settled",
        rows=8,
    )


class FailingForm(QuestionForm):
    why = "You must say whether a tender that fails a criterion is out, whatever its other scores."
    failing_disqualifies = YesNo(
        "Does failing any award criterion disqualify a tender?",
        called="whether failing a criterion disqualifies",
    )


class DisqualifyingForm(QuestionForm):
    disqualifying_note = Paragraphs(
        "Which criteria, and what counts as failing?",
        called="What disqualifies a tender",
        hint="For example, a score below 2 out of 5 on criterion 1",
        rows=4,
    )


FORMS: dict[str, type[QuestionForm]] = {
    "award-method": AwardMethodForm,
    "award-methodology": AwardMethodologyForm,
    "failing-a-criterion": FailingForm,
    "disqualifying": DisqualifyingForm,
}
