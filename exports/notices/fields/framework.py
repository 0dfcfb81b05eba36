"""What a tender notice says of a framework, and of a dynamic market that it is awarded by."""

from __future__ import annotations

from exports.notices.context import Context
from exports.notices.values import Values, days_between, texts, yes_no
from exports.wording import day
from procure.domain.notice_facts.parts import fee_text
from procure.domain.vocabulary import FrameworkAward, SupplierNumber


def framework_term(c: Context) -> Values:
    starts, ends = c.facts.framework_starts_on, c.facts.framework_ends_on
    return days_between(starts, ends) if starts and ends else ()


def framework_long_term_reasons(c: Context) -> Values:
    return texts(c.facts.framework_long_term_reasons)


def framework_users(c: Context) -> Values:
    return texts(c.facts.framework_users)


def framework_selection_process(c: Context) -> Values:
    """How contracts are awarded, and the process in words: the words are what the law asks for."""
    process = texts(c.facts.framework_selection_process)
    return (*texts(FrameworkAward.label_of(c.facts.framework_award)), *process) if process else ()


def framework_supplier_number(c: Context) -> Values:
    return texts(SupplierNumber.label_of(c.facts.framework_supplier_number))


def framework_max_suppliers(c: Context) -> Values:
    most = c.facts.framework_maximum_suppliers
    return (str(most),) if most is not None else ()


def open_framework(c: Context) -> Values:
    return yes_no(c.facts.is_open_framework)


def open_framework_previous_identifier(c: Context) -> Values:
    return texts(c.facts.open_framework_previous_identifier)


def open_framework_end_date(c: Context) -> Values:
    return (day(c.facts.open_framework_ends_on),) if c.facts.open_framework_ends_on else ()


def framework_charges_fees(c: Context) -> Values:
    return yes_no(c.facts.framework_charges_fees)


def framework_fee_percentage(c: Context) -> Values:
    facts = c.facts
    if not facts.framework_fee_percentage:
        return ()
    return texts(*fee_text(facts.framework_fee_percentage, facts.framework_fee_note))


def dynamic_market_identifier(c: Context) -> Values:
    return texts(c.facts.dynamic_market_identifier)


def dynamic_market_statement(c: Context) -> Values:
    if c.facts.uses_dynamic_market is not True:
        return ()
    return ("The contract is to be awarded by reference to suppliers’ membership of a dynamic market.",)


def dynamic_market_part_title(c: Context) -> Values:
    return texts(c.facts.dynamic_market_part_title)


def dynamic_market_part_number(c: Context) -> Values:
    return texts(c.facts.dynamic_market_part_number)
