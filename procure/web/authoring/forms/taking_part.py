"""How suppliers take part, on what terms, and whom they ask."""

from __future__ import annotations

from procure.web.forms import (
    Email,
    Line,
    ManyOf,
    Paragraphs,
    Ppon,
    QuestionForm,
    Telephone,
    YesNo,
)

LANGUAGES = [("en", "English"), ("cy", "Welsh"), ("ga", "Irish"), ("gd", "Scottish Gaelic")]


class SubmissionForm(QuestionForm):
    heading = "How do suppliers submit tenders?"
    why = (
        "Suppliers need the address or the system, and any account they must open first. Periods are longer"
        " when tenders are not electronic."
    )
    is_electronic = YesNo(
        "Are tenders submitted electronically?", called="whether tenders are submitted electronically"
    )
    submission_method = Paragraphs(
        "Where and how are tenders, and any requests to participate, submitted?",
        called="How to submit",
        hint="Give the web address of the system",
        rows=4,
        maximum=5_000,
    )


class LanguagesForm(QuestionForm):
    why = "The notice says in which languages tenders and questions may be sent."
    languages = ManyOf("In which languages may suppliers write to you?", LANGUAGES, called="Languages")


class AuctionForm(QuestionForm):
    uses_electronic_auction = YesNo(
        "Will there be an electronic auction?", called="whether there is an electronic auction"
    )


class AuctionDetailsForm(QuestionForm):
    electronic_auction_details = Paragraphs(
        "How do suppliers take part in the auction?", called="How to take part in the auction", rows=5
    )


class TradeForm(QuestionForm):
    heading = "Do trade agreements cover this contract?"
    why = (
        "The notice says whether the UK has obligations for this contract under each agreement. Ask your "
        "commercial lawyers if you are not sure."
    )
    gpa_covered = YesNo(
        "Is it covered by the WTO Agreement on Government Procurement (GPA)?", called="the GPA"
    )
    cptpp_covered = YesNo(
        "Is it covered by the Comprehensive and Progressive Agreement for Trans-Pacific Partnership (CPTPP)?",
        called="the CPTPP",
    )


class SmallSuppliersForm(QuestionForm):
    heading = "Does it suit small firms and charities?"
    why = (
        "You must have regard to the barriers that small and medium-sized firms face. Say yes where the "
        "contract or a lot may particularly suit them."
    )
    sme_suitable = YesNo(
        "May it particularly suit small and medium-sized enterprises (SMEs)?", called="whether it suits SMEs"
    )
    vcse_suitable = YesNo(
        "May it particularly suit voluntary, community and social enterprises (VCSEs)?",
        called="whether it suits VCSEs",
    )


class DocumentsNowForm(QuestionForm):
    why = "The tendering period may be shorter when all documents are there from the start."
    documents_provided_now = YesNo(
        "Will tender documents be provided with the notice?", called="whether documents come with the notice",
        hint="The outcome specification that you are writing here is one of them",
    )  # fmt: skip


class DocumentsLaterForm(QuestionForm):
    documents_follow_later = YesNo(
        "Might other tender documents follow after the notice?", called="whether documents follow later"
    )


class DocumentsAccessForm(QuestionForm):
    documents_later_access = Paragraphs(
        "Where will later documents be, or how will suppliers get them?", called="Access to later documents",
        rows=3, maximum=2_000,
    )  # fmt: skip


class TechnicalForm(QuestionForm):
    why = (
        "The notice names the technical specifications that tenders are to meet, or where to find them. "
        "Section 56 wants performance and function before design, international standards before UK ones, "
        "and “or equivalent”."
    )
    technical_specifications = Paragraphs(
        "Which technical specifications must be met, or where are they?",
        called="Technical specifications",
        hint="If it is only what this specification says, write that",
        rows=5,
    )


class PaymentForm(QuestionForm):
    why = (
        "Every public contract already has 30-day payment and electronic invoicing in it. Say what goes "
        "beyond that, such as payment for results."
    )
    payment_terms = Paragraphs(
        "Are there payment terms beyond 30 days?", called="Payment terms", rows=5,
        hint="For example, what part of the price depends on which outcome. Leave empty if there are none.",
    )  # fmt: skip


class RisksForm(QuestionForm):
    why = (
        "A risk that is named here may later be a ground for changing the contract. One that is not named "
        "cannot be."
    )
    known_risks = Paragraphs(
        "Are there known risks that the contract itself cannot deal with?",
        called="Known risks",
        hint="Say what might happen, and what change it might make necessary. Leave empty if there are none.",
        rows=6,
    )


class ModificationsForm(QuestionForm):
    why = (
        "Changes that are provided for without ambiguity, here and in the contract, may be made later "
        "without a new procurement."
    )
    modification_provisions = Paragraphs(
        "Which changes to the contract do you provide for?", called="Changes provided for", rows=5,
        hint="Leave empty if there are none",
    )  # fmt: skip


class SubcontractingForm(QuestionForm):
    why = (
        "You may require a part to be sub-contracted to a named supplier only where you could have awarded "
        "it to them directly."
    )
    subcontract_requirement = Paragraphs(
        "Must some supply be sub-contracted to a named supplier?", called="Sub-contracting requirement", rows=4,
        hint="Leave empty if not",
    )  # fmt: skip


class ContactForm(QuestionForm):
    heading = "Whom do suppliers ask?"
    intro = ("These details are published.",)
    why = "The notice gives a name, postal address and email address for questions."
    contact_name = Line("Name of a person or team", called="Contact name", maximum=200)
    contact_email = Email("Email address", called="Contact email address")
    contact_telephone = Telephone(
        "Telephone number", called="Contact telephone number", hint="You can leave this empty"
    )
    contact_address = Paragraphs("Postal address", called="Contact address", rows=4, maximum=500)


class AgentForm(QuestionForm):
    has_agent = YesNo(
        "Does somebody else carry out the procurement for you?", called="whether somebody acts for you",
        hint="All of it or a part, for example a shared service or a consultant",
    )  # fmt: skip


class AgentDetailsForm(QuestionForm):
    heading = "Who acts for you?"
    agent_name = Line("Name", called="Agent name")
    agent_address = Paragraphs("Postal address", called="Agent address", rows=4, maximum=500)
    agent_email = Email("Email address", called="Agent email address")
    agent_ppon = Ppon(
        "Public Procurement Organisation Number (PPON)",
        called="Agent PPON",
        hint="For example, PBCD-1234-GHJL",
    )
    agent_role = Paragraphs("What do they do for you?", called="Agent role", rows=3, maximum=2_000)


class WithholdingForm(QuestionForm):
    why = (
        "Information may be withheld only for national security, or because it is sensitive commercial "
        "information and the public interest favours it."
    )
    is_information_withheld = YesNo(
        "Do you withhold any information from the notice?", called="whether information is withheld"
    )


class WithheldForm(QuestionForm):
    withheld_information = Paragraphs(
        "Is there more to say about what is withheld?", called="What is said of it", rows=4,
        hint="The notice already says which items are withheld and on which ground. Do not put the information itself "
        "here: this is published",
    )  # fmt: skip


class OtherForm(QuestionForm):
    heading = "Is there anything else to say?"
    additional_information = Paragraphs(
        "Other information about this procurement", called="Other information", rows=5,
        hint="You can leave this empty",
    )  # fmt: skip
    buyer_reference = Line(
        "Your own reference", called="Your own reference", maximum=100, hint="You can leave this empty"
    )


FORMS: dict[str, type[QuestionForm]] = {
    "submission": SubmissionForm,
    "languages": LanguagesForm,
    "auction": AuctionForm,
    "auction-details": AuctionDetailsForm,
    "trade-agreements": TradeForm,
    "small-suppliers": SmallSuppliersForm,
    "documents-now": DocumentsNowForm,
    "documents-later": DocumentsLaterForm,
    "documents-later-access": DocumentsAccessForm,
    "technical-specifications": TechnicalForm,
    "payment-terms": PaymentForm,
    "known-risks": RisksForm,
    "modifications": ModificationsForm,
    "subcontracting": SubcontractingForm,
    "contact": ContactForm,
    "agent": AgentForm,
    "agent-details": AgentDetailsForm,
    "withholding": WithholdingForm,
    "withheld-information": WithheldForm,
    "other-information": OtherForm,
}
