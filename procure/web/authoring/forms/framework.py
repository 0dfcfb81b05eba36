"""Frameworks: their term, who may use them, how contracts are awarded under them, and what they cost."""

from __future__ import annotations

from procure.domain.vocabulary import FrameworkAward, SupplierNumber
from procure.web.forms import Day, Line, OneOf, Paragraphs, Percent, QuestionForm, WholeNumber, YesNo


class TermForm(QuestionForm):
    heading = "When does the framework begin and end?"
    why = (
        "A framework runs for 4 years at most, or 8 for utilities or defence and security, unless what is supplied "
        "needs longer. Light touch frameworks have no limit."
    )
    framework_starts_on = Day("First day of the framework")
    framework_ends_on = Day("Last day of the framework", hint="With every extension")


class LongTermForm(QuestionForm):
    why = "A longer term is lawful only where the nature of what is supplied requires it, and the notice says why."
    framework_long_term_reasons = Paragraphs(
        "Why must the framework run longer than usual?",
        called="Reasons for the longer term",
        hint="Leave it empty if it does not",
        rows=4,
    )


class UsersForm(QuestionForm):
    why = "Only authorities that the notice names or describes may award contracts under the framework."
    framework_users = Paragraphs(
        "Which authorities may award contracts under it?",
        called="Who may use the framework",
        hint="Name them, or describe them so that anybody can tell who is one, such as all councils in Wales",
        rows=5,
    )


class SuppliersForm(QuestionForm):
    heading = "How many suppliers will join the framework?"
    framework_supplier_number = OneOf("How many suppliers", SupplierNumber, called="How many suppliers join")
    framework_maximum_suppliers = WholeNumber(
        "Most suppliers intended", hint="Leave it empty if there is no maximum", least=1
    )


class SelectionForm(QuestionForm):
    heading = "How are contracts awarded under the framework?"
    why = (
        "A contract may be awarded without competition only where there is one supplier, or where the framework sets "
        "out its core terms and an objective way to choose the supplier."
    )
    framework_award = OneOf("How they are awarded", FrameworkAward, called="How contracts are awarded")
    framework_selection_process = Paragraphs(
        "Describe the selection process",
        called="The selection process",
        hint="Who is invited, what is assessed, and how prices are set",
        rows=6,
    )


class OpenForm(QuestionForm):
    why = (
        "An open framework is a series of frameworks on the same terms: new suppliers may join each time it is opened, "
        "at least once in the first 3 years and every 5 after, and it ends after 8."
    )
    is_open_framework = YesNo("Is this part of an open framework?", called="whether it is an open framework")


class OpenDetailsForm(QuestionForm):
    heading = "The open framework"
    open_framework_previous_identifier = Line(
        "Procurement identifier of the last framework in it",
        hint="For example, ocds-h6vhtk-0f1a2b. Leave it empty if this is the first.",
    )
    open_framework_ends_on = Day("When is the open framework estimated to end?")


class FeesForm(QuestionForm):
    why = "A fee may only be a fixed percentage of the value of the contracts that a supplier is awarded."
    framework_charges_fees = YesNo("Will suppliers be charged a fee?", called="whether a fee is charged")


class FeeForm(QuestionForm):
    heading = "What is the fee?"
    framework_fee_percentage = Percent("Fixed percentage of each contract")
    framework_fee_note = Paragraphs(
        "Anything suppliers need to understand it", hint="Such as when it is paid, and to whom", rows=3
    )


FORMS: dict[str, type[QuestionForm]] = {
    "framework-term": TermForm,
    "framework-long-term": LongTermForm,
    "framework-users": UsersForm,
    "framework-suppliers": SuppliersForm,
    "framework-selection": SelectionForm,
    "open-framework": OpenForm,
    "open-framework-details": OpenDetailsForm,
    "framework-fees": FeesForm,
    "framework-fee": FeeForm,
}
