"""What is bought, what it may cost, when and where."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from procure.domain.snapshot import gross_of
from procure.domain.vocabulary import Category
from procure.web.forms import (
    CpvCodes,
    Day,
    ItlRegions,
    OneOf,
    Paragraphs,
    Percent,
    Pounds,
    QuestionForm,
    YesNo,
)
from procure.web.pages import pounds_text


class CategoryForm(QuestionForm):
    why = "The category decides the threshold and some of the rules."
    main_category = OneOf(
        "What is mainly being bought?", Category, called="Main category",
        hint="If it is a mixture, choose what it is mainly for",
    )  # fmt: skip


class SubjectForm(QuestionForm):
    heading = "What is being bought?"
    intro = ("Name the change and the kinds of goods, services or works that may bring it about.",)
    subject_description = Paragraphs(
        "Kinds of goods, services or works", called="What is bought", rows=6, maximum=5_000
    )
    supply_method = Paragraphs(
        "How will they be supplied?",
        called="How it is supplied",
        hint="In outline, as far as you know it: leave room for suppliers to propose how",
        rows=3,
        maximum=2_000,
    )


class QuantityForm(QuestionForm):
    why = (
        "An amount helps suppliers judge scale. For outcomes it is often how many people or places must "
        "benefit."
    )
    supply_quantity = Paragraphs(
        "How much do you expect to be supplied?",
        called="Estimated amount",
        hint="For example, about 6,200 homes. Leave empty if it is not known.",
        rows=3,
        maximum=2_000,
    )


class CpvForm(QuestionForm):
    why = "Suppliers are alerted by these codes. Choose one that fits the whole and a few that fit its parts."
    cpv_codes = CpvCodes("Which CPV codes describe what is bought?", called="CPV codes")


#: Percent; no rate is higher (Value Added Tax Act 1994 s.2(1)).
STANDARD_VAT_RATE = Decimal(20)


class ValueForm(QuestionForm):
    """Gross is worked out from net and the VAT rate unless the officer states it."""

    heading = "What is the most you expect to pay?"
    intro = (
        "Count everything over the whole term: extensions, options, fees and payments for results.",
        "We work out the value including VAT from the rate.",
    )
    why = "The law tests the value including VAT; the notice shows it with and without."
    value_net = Pounds("Value without VAT", called="Value without VAT")
    vat_rate = Percent(
        "VAT rate", called="VAT rate", hint="20 for the standard rate, 0 where no VAT is due", most=100
    )
    value_gross = Pounds(
        "Value including VAT, if more than one rate applies",
        summary="Value including VAT",
        called="Value including VAT",
        hint="Leave empty to have it worked out from the rate above",
    )

    def process(self, *args: Any, **kwargs: Any) -> None:
        super().process(*args, **kwargs)
        if not self.is_submitted() and self.value_gross.data == self._worked_out():
            self.value_gross.typed = {"": ""}

    def check(self) -> None:
        net, gross = self.value_net.data, self.value_gross.data
        if gross is None and not self.value_gross.errors:
            self.value_gross.data = self._worked_out()
        elif gross is not None and net is not None and gross < net:
            self.refuse(
                "value_gross", "Value including VAT must be the same as the value without VAT, or more"
            )
        elif gross is not None and net is not None and gross > (most := self._most(net)):
            self.refuse(
                "value_gross",
                f"Value including VAT must be {pounds_text(most)} or less, which is the value without VAT and all "
                "the VAT there can be: check both",
            )

    def _most(self, net: Decimal) -> Decimal:
        """The value with VAT at the highest rate: the standard one, or what the officer says where that is more."""
        rate = self.vat_rate.data
        return gross_of(net, STANDARD_VAT_RATE if rate is None else max(STANDARD_VAT_RATE, rate))

    def _worked_out(self) -> Any:
        net, rate = self.value_net.data, self.vat_rate.data
        return gross_of(net, rate) if net is not None and rate is not None else None


class ValuationForm(QuestionForm):
    why = "Keep a note of the method: the value decides which rules apply, and it may be asked for later."
    valuation_note = Paragraphs(
        "How did you estimate the value?", called="How the value was estimated", rows=4, maximum=5_000
    )


class ContractDatesForm(QuestionForm):
    heading = "When will the contract run?"
    why = "Estimates will do. Leave time for the award, the standstill period and getting ready."
    supply_starts_on = Day("When will it start?", called="Start of the contract")
    supply_ends_on = Day("When will it end, without any extension?", called="End of the contract")

    def check(self) -> None:
        starts, ends = self.supply_starts_on.data, self.supply_ends_on.data
        if starts and ends and ends <= starts:
            self.refuse("supply_ends_on", "End of the contract must be after its start")


class ExtensionsForm(QuestionForm):
    why = "An extension is an option: it must be in the notice, and its value counts in the estimate."
    has_extensions = YesNo("May the contract be extended?", called="whether the contract may be extended")


class ExtensionDetailsForm(QuestionForm):
    heading = "How may the contract be extended?"
    extension_description = Paragraphs(
        "By how long, how often, and on what grounds?", called="How it may be extended", rows=4, maximum=5_000
    )
    supply_may_extend_to_on = Day("What is the latest it could end?", called="Latest end of the contract")


class OptionsForm(QuestionForm):
    why = "An option to buy more must be in the notice, and its value counts in the estimate."
    has_options = YesNo(
        "Will the contract have options other than extending it?", called="whether there are options",
        hint="For example, to add places, people or services later",
    )  # fmt: skip


class OptionDetailsForm(QuestionForm):
    options_description = Paragraphs(
        "What are the options, and when may they be used?",
        called="What the options are",
        rows=5,
        maximum=5_000,
    )


class ContinuingNeedForm(QuestionForm):
    why = "Suppliers plan better when they know whether there is more to come."
    need_continues = YesNo("Will the need go on after the contract ends?", called="whether the need goes on")


class LaterDirectAwardForm(QuestionForm):
    why = (
        "A later contract for similar supply may be awarded directly only if this notice says that you "
        "intend it (Schedule 5, paragraph 8)."
    )
    later_direct_award_intended = YesNo(
        "Do you intend to award similar supply directly later?",
        called="whether a later direct award is intended",
    )


class LaterNoticeForm(QuestionForm):
    later_tender_notice_on = Day(
        "When might the next tender notice be published?", called="Date of the next tender notice",
        hint="An estimate. Leave empty if you cannot say. For example, 27 3 2032",
    )  # fmt: skip


class PlaceForm(QuestionForm):
    why = "Notices name places by ITL areas, so that suppliers find what is near them."
    regions = ItlRegions("Where will it be delivered?", called="Where it is delivered")


FORMS: dict[str, type[QuestionForm]] = {
    "category": CategoryForm,
    "subject": SubjectForm,
    "quantity": QuantityForm,
    "cpv-codes": CpvForm,
    "value": ValueForm,
    "valuation": ValuationForm,
    "contract-dates": ContractDatesForm,
    "extensions": ExtensionsForm,
    "extension-details": ExtensionDetailsForm,
    "options": OptionsForm,
    "option-details": OptionDetailsForm,
    "continuing-need": ContinuingNeedForm,
    "later-direct-award": LaterDirectAwardForm,
    "later-tender-notice": LaterNoticeForm,
    "place": PlaceForm,
}
