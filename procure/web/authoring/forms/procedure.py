"""The procedure, what came before it, and how many may take part."""

from __future__ import annotations

from procure.domain.vocabulary import Procedure, SpecialRegime
from procure.web.forms import Day, ManyOf, OneOf, Paragraphs, QuestionForm, WholeNumber, YesNo


class ProcedureForm(QuestionForm):
    why = (
        "The tender notice must say which competitive procedure this is. Choose the plainest that suits the"
        " need."
    )
    procedure = OneOf(
        "Which procedure will you use?",
        Procedure,
        called="Procedure",
        hints={
            Procedure.OPEN: "One stage: anyone may tender, and you assess every tender",
            Procedure.COMPETITIVE_FLEXIBLE: "Stages of your own design, such as requests, dialogue "
            "or demonstrations: often better where you buy outcomes",
        },
    )


class SpecialRegimesForm(QuestionForm):
    why = "Special regimes have thresholds, time limits and notice contents of their own."
    special_regimes = ManyOf(
        "Is this a special regime contract?",
        SpecialRegime,
        called="Special regimes",
        hint="Select all that apply. Select none for an ordinary contract.",
        hints={
            SpecialRegime.LIGHT_TOUCH: "Social, health, education and other listed services",
            SpecialRegime.CONCESSION: "The supplier earns from users, and carries real operating risk",
        },
    )


class ProcedureDescriptionForm(QuestionForm):
    why = (
        "In a competitive flexible procedure the notice describes the process, so that every supplier can "
        "plan for it."
    )
    procedure_description = Paragraphs(
        "How will the procedure run, from this notice to the award?",
        called="How the procedure will run",
        hint="The stages get a page each next: give the whole picture here",
        rows=8,
    )


class RequestsForm(QuestionForm):
    why = (
        "A first stage of requests to participate lets you check conditions before anybody writes a tender."
        " It has a time limit of its own."
    )
    invites_requests = YesNo(
        "Will you first invite requests to participate?", called="whether you invite requests to participate"
    )


class NegotiationForm(QuestionForm):
    why = "You may only negotiate later if the notice says that you might."
    may_include_negotiation = YesNo(
        "Might there be negotiation at any stage?", called="whether there might be negotiation"
    )


class RefiningForm(QuestionForm):
    why = (
        "Award criteria may only be refined during the procedure if the notice or its documents provide for"
        " it."
    )
    refines_criteria = YesNo(
        "Might you refine the award criteria during the procedure?",
        called="whether criteria might be refined",
    )


class RefinementForm(QuestionForm):
    refinement_summary = Paragraphs(
        "How might the award criteria be refined, and when?",
        called="How criteria may be refined",
        hint="No later than the invitation to submit the tenders that are assessed for the award",
        rows=5,
    )


class SupplierNumbersForm(QuestionForm):
    why = (
        "If you may limit how many suppliers go on to a stage, the notice must say how many and how they "
        "are chosen."
    )
    caps_suppliers = YesNo(
        "Might you limit the number of suppliers at any stage?", called="whether numbers might be limited"
    )


class SupplierLimitsForm(QuestionForm):
    heading = "How many suppliers will go on, and how are they chosen?"
    minimum_suppliers = WholeNumber(
        "Fewest suppliers you intend to invite", called="Fewest suppliers", least=1, most=1_000,
        hint="Leave empty if there is no minimum",
    )  # fmt: skip
    maximum_suppliers = WholeNumber(
        "Most suppliers you will invite", called="Most suppliers", least=1, most=1_000
    )
    supplier_selection = Paragraphs(
        "How will you choose between those who qualify?",
        called="How suppliers are chosen",
        hint="Objective criteria that suppliers can apply to themselves",
        rows=5,
    )

    def check(self) -> None:
        least, most = self.minimum_suppliers.data, self.maximum_suppliers.data
        if least is not None and most is not None and most < least:
            self.refuse("maximum_suppliers", f"Most suppliers must be {least} or more, the fewest you intend")


class ReservedForm(QuestionForm):
    heading = "Is the contract reserved?"
    why = (
        "A competitive flexible procedure may be kept for supported employment providers (at least 30% of "
        "whose workers are disabled or disadvantaged) or, for certain light touch services, for public "
        "service mutuals."
    )
    reserved_supported_employment = YesNo(
        "Is it reserved to supported employment providers?", called="supported employment providers"
    )
    reserved_public_service_mutual = YesNo(
        "Is it reserved to public service mutuals?", called="public service mutuals"
    )


class EngagementForm(QuestionForm):
    why = (
        "If you talked with the market about this contract first, a notice about it must be published "
        "before the tender notice, or the tender notice must say why not."
    )
    engagement_took_place = YesNo(
        "Was there preliminary market engagement?", called="whether there was market engagement"
    )


class EngagementNoticeForm(QuestionForm):
    engagement_notice_published = YesNo(
        "Was a preliminary market engagement notice published?",
        called="whether an engagement notice was published",
    )


class NoEngagementNoticeForm(QuestionForm):
    no_engagement_notice_reasons = Paragraphs(
        "Why was no preliminary market engagement notice published?",
        called="Reasons for no engagement notice",
        rows=4,
    )


class ConflictsForm(QuestionForm):
    heading = "Has a conflicts assessment been prepared?"
    why = (
        "A conflicts assessment must exist before the tender notice, be kept under review, and be confirmed"
        " in the notice."
    )
    conflicts_assessment_prepared = YesNo(
        "Has a conflicts assessment been prepared and kept up to date?", called="the conflicts assessment"
    )
    conflicts_assessment_on = Day("When was it last revised?", called="Date of the conflicts assessment")


FORMS: dict[str, type[QuestionForm]] = {
    "procedure": ProcedureForm,
    "special-regimes": SpecialRegimesForm,
    "procedure-description": ProcedureDescriptionForm,
    "requests-to-participate": RequestsForm,
    "negotiation": NegotiationForm,
    "refining-criteria": RefiningForm,
    "refinement-summary": RefinementForm,
    "supplier-numbers": SupplierNumbersForm,
    "supplier-limits": SupplierLimitsForm,
    "reserved": ReservedForm,
    "engagement": EngagementForm,
    "engagement-notice": EngagementNoticeForm,
    "no-engagement-notice": NoEngagementNoticeForm,
    "conflicts-assessment": ConflictsForm,
}
