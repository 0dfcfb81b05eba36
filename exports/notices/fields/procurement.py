"""What is bought, for how much, for how long and on what terms."""

from __future__ import annotations

from exports.notices.context import Context, Entry
from exports.notices.fields.amounts import amounts, cpv_lines, places
from exports.notices.values import Values, days_between, one_line, texts, yes_no
from exports.wording import day
from procure.domain.vocabulary import Category, SpecialRegime


def award_intention_statement(c: Context) -> Values:
    return (
        "The contracting authority intends to award a public contract under section 19 of the "
        "Procurement Act 2023.",
    )


def procurement_title(c: Context) -> Values:
    return one_line(c.snapshot.title)


def procurement_identifier(c: Context) -> Values:
    """The platform's identifier; while there is none, ours with words that say so."""
    if c.stamp is None:
        return ("The central digital platform gives it when the notice is published there.",)
    if c.stamp.platform_procurement_id:
        return (c.stamp.platform_procurement_id,)
    return (
        f"Not yet given by the central digital platform. Until then it is known here as "
        f"{c.stamp.local_procurement_id}.",
    )


def open_procedure_statement(c: Context) -> Values:
    return ("Open procedure, under section 20(1) and (2)(a) of the Procurement Act 2023.",)


def flexible_procedure_statement(c: Context) -> Values:
    return ("Competitive flexible procedure, under section 20(1) and (2)(b) of the Procurement Act 2023.",)


def special_regime(c: Context) -> Values:
    return ("Yes",) if c.facts.special_regimes else ("No",)


def special_regime_kind(c: Context) -> Values:
    return texts(*(SpecialRegime.label_of(kind) for kind in c.facts.special_regimes))


def each_outcome(c: Context) -> tuple[Entry, ...]:
    return c.snapshot.outcomes


def outcome_heading(c: Context) -> str:
    assert c.outcome is not None
    title = one_line(c.outcome.title)
    return f"Outcome {c.outcome.number}: {title[0]}" if title else f"Outcome {c.outcome.number}"


def outcome_statement(c: Context) -> Values:
    """What must change, in the authority's words; the title where there is no statement yet."""
    return texts(c.outcome.statement or c.outcome.title) if c.outcome else ()


def main_category(c: Context) -> Values:
    return texts(Category.label_of(c.facts.main_category))


def subject_description(c: Context) -> Values:
    return texts(c.facts.subject_description)


def supply_method(c: Context) -> Values:
    return texts(c.facts.supply_method)


def supply_quantity(c: Context) -> Values:
    return texts(c.facts.supply_quantity)


def supply_dates(c: Context) -> Values:
    return days_between(c.facts.supply_starts_on, c.facts.supply_ends_on)


def cpv_codes(c: Context) -> Values:
    return cpv_lines(c.facts.cpv_codes)


def geographical_classification(c: Context) -> Values:
    return places(c.facts.regions)


def estimated_value(c: Context) -> Values:
    """With VAT first: that is the legal test (s.123(2)). Nothing counts as given until the amount with VAT
    is known.
    """
    note = texts(c.facts.valuation_note)
    money = amounts(c.facts.value_net, c.facts.value_gross)
    return (*money, *note) if money else ()


def options(c: Context) -> Values:
    """Extensions and other options. Each that exists has to be described."""
    facts = c.facts
    extension = texts(facts.extension_description)
    option = texts(facts.options_description)
    if (facts.has_extensions and not extension) or (facts.has_options and not option):
        return ()
    latest = facts.supply_may_extend_to_on
    said: Values = ()
    if facts.has_extensions:
        said += extension
        said += (f"With every extension the contract would end by {day(latest)}.",) if latest else ()
    return said + option if facts.has_options else said


def subsequent_direct_award_intended(c: Context) -> Values:
    return yes_no(c.facts.later_direct_award_intended)


def subsequent_tender_notice_date(c: Context) -> Values:
    return (day(c.facts.later_tender_notice_on),) if c.facts.later_tender_notice_on else ()


def modification_provisions(c: Context) -> Values:
    return texts(c.facts.modification_provisions)


def subcontract_requirement(c: Context) -> Values:
    return texts(c.facts.subcontract_requirement)


def payment_terms(c: Context) -> Values:
    return texts(c.facts.payment_terms)


def known_risks(c: Context) -> Values:
    return texts(c.facts.known_risks)


def sme_suitable(c: Context) -> Values:
    return yes_no(c.facts.sme_suitable)


def vcse_suitable(c: Context) -> Values:
    return yes_no(c.facts.vcse_suitable)


def gpa_covered(c: Context) -> Values:
    return yes_no(c.facts.gpa_covered)


def cptpp_covered(c: Context) -> Values:
    return yes_no(c.facts.cptpp_covered)
