"""The pages about money: who pays and gains, who holds it, how the supplier is paid and what that does to its cash."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from procure.domain.funding import MOST_AT_RISK, PaymentMechanism, year_label
from procure.domain.snapshot import FundingPartySnapshot
from procure.models import Organisation
from procure.web.forms import (
    Line,
    OneOf,
    Paragraphs,
    Percent,
    Pounds,
    QuestionForm,
    WholeNumber,
    YesNo,
)

#: Financial years that may be named, by the year they begin in.
YEARS = range(2024, 2050)


class Year(OneOf):
    """A financial year, chosen; data is the year it begins in, None when unanswered."""

    def empty(self) -> Any:
        return None

    def parse(self, typed: dict[str, str]) -> Any:
        return int(super().parse(typed))


def party_form(organisations: Iterable[Organisation]) -> type[QuestionForm]:
    """The form of one party, with the organisations of this service that can sign here."""
    known = [(each.key, each.name) for each in organisations]

    class FundingPartyForm(QuestionForm):
        heading = "Who pays or gains"
        why = (
            "A department that gains is a department at the table. The board sees every party, what it pays and "
            "what it gains. None of this is published with the tender."
        )
        name = Line("Which department or organisation is it?", called="The name", required=True, maximum=200)
        organisation_key = OneOf(
            "Its account in this service", known, called="Its account", as_select=True, none="None",
            hint="An owner needs one to sign here",
        )  # fmt: skip
        is_owner = YesNo("Is it an owner, who signs?", called="whether it is an owner")
        benefit_share = Percent(
            "Share of the benefit that comes to it",
            called="Share of the benefit",
            hint="All shares come to 100",
        )
        gains = Paragraphs("What does it gain?", called="What it gains", rows=3, maximum=2_000)
        stops_doing = Paragraphs(
            "What does it stop doing?", called="What it stops doing", rows=3, maximum=2_000,
            hint="A contract, a grant or a service that this takes the place of",
        )  # fmt: skip

    return FundingPartyForm


def contribution_form(parties: Iterable[FundingPartySnapshot]) -> type[QuestionForm]:
    """The form of what one party pays in one year from one fund."""
    who = [(each.key, each.name or f"Party {each.number}") for each in parties]

    class ContributionForm(QuestionForm):
        heading = "Contribution"
        why = "What one party pays in one financial year from one fund. Add one for each."
        party_key = OneOf("Who pays it?", who, called="Who pays", required=True, as_select=True)
        year = Year(
            "In which financial year?", [(str(year), year_label(year)) for year in YEARS], called="The year",
            as_select=True,
        )  # fmt: skip
        fund = Line("From which fund or budget?", called="The fund", maximum=200)
        amount_net = Pounds("How much, without VAT?", called="The amount, without VAT")

    return ContributionForm


class MoneyRulesForm(QuestionForm):
    heading = "Who holds the money, and who decides"
    why = "Two departments that share a result need one purse and one person who breaks ties."
    money_held_by = Line("Who holds the money?", called="Who holds the money", maximum=300)
    tie_breaker = Line(
        "Who breaks ties between the owners?",
        called="Who breaks ties",
        maximum=300,
        hint="A role, not a person",
    )
    money_exit = Paragraphs(
        "How may an owner leave, and what becomes of its share?",
        called="How an owner leaves",
        rows=3,
        maximum=2_000,
    )


class PaymentFactsForm(QuestionForm):
    heading = "What payment could hang on"
    intro = ("Whether the result can be measured, and told from chance, we read from your measures.",)
    why = "These answers decide which ways to pay fit. They are for you and the board, and are not published."
    result_is_attributable = YesNo(
        "Could a change be put down to the supplier?", called="whether it can be put down to the supplier",
        hint="Others cause change too: think of the whole street, not only of this contract",
    )  # fmt: skip
    provider_can_carry_risk = YesNo(
        "Can the suppliers you hope for carry the risk?", called="whether suppliers can carry the risk",
        hint="Ask them: small firms and charities seldom can",
    )  # fmt: skip
    steps_are_known = YesNo("Are the steps towards the result known?", called="whether the steps are known")
    must_be_ready = YesNo(
        "Must something be ready whenever it is needed?", called="whether it must be ready",
        hint="A building, a line, a crew on call",
    )  # fmt: skip
    demand_is_unknown = YesNo(
        "Is it unknown how much will be needed, of units that are alike?", called="whether demand is unknown"
    )
    is_discovery = YesNo("Has what works still to be found out?", called="whether it is discovery")
    many_providers = YesNo(
        "Will many suppliers bring about the same result?", called="whether there are many suppliers"
    )


class PaymentForm(QuestionForm):
    heading = "How the supplier is paid"
    intro = (f"The house’s own starting guard is at most {MOST_AT_RISK}% on results. It is no policy.",)
    why = "Suppliers read this in the specification: it decides who can afford to take part."
    payment_mechanism = OneOf(
        "Which way to pay do you choose?", PaymentMechanism, called="How the supplier is paid"
    )
    payment_share_at_risk = Percent("Share of the value that hangs on results", called="Share at risk")
    payment_trigger = Paragraphs(
        "What sets a payment off?", called="What sets a payment off", rows=2, maximum=2_000
    )
    payment_verification = Paragraphs(
        "Who checks it, and how?", called="Who checks it", rows=2, maximum=2_000
    )
    payment_timing = Line("How soon is it paid then?", called="How soon it is paid", maximum=300)
    payment_cap_net = Pounds("The most that results may earn, without VAT", called="The cap, without VAT")
    payment_clawback = Paragraphs(
        "When is money paid back?", called="When money is paid back", rows=2, maximum=2_000
    )
    payment_guards = Paragraphs(
        "How do you keep to its guards?", called="How the guards are kept", rows=4, maximum=3_000,
        hint="The payment page lists the guards of each way to pay",
    )  # fmt: skip


class CashForm(QuestionForm):
    heading = "The supplier’s cash"
    intro = (
        "Your own estimate, in pounds without VAT. We work out how deep the supplier must reach into its pocket.",
    )
    why = "A way to pay that is fair on paper can be out of reach for a small firm or a charity."
    cash_months = WholeNumber("How many months does the contract run?", called="Months", least=1, most=240)
    cash_start_net = Pounds("What does it cost to begin, without VAT?", called="Cost to begin, without VAT")
    cash_monthly_net = Pounds(
        "What does it cost each month, without VAT?", called="Cost each month, without VAT"
    )
    cash_price_net = Pounds(
        "What is paid in all, without VAT?",
        called="Price, without VAT",
        hint="Leave empty if it is what it costs",
    )
    cash_days_to_pay = WholeNumber(
        "How many days after an invoice is it paid?", called="Days to pay", most=365
    )
    cash_months_to_result = WholeNumber(
        "How many months do results take to be checked?", called="Months until a result is checked", most=120
    )


FORMS: dict[str, type[QuestionForm]] = {
    "money-rules": MoneyRulesForm,
    "payment-facts": PaymentFactsForm,
    "payment": PaymentForm,
    "cash-flow": CashForm,
}
