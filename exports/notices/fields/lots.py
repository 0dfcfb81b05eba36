"""Lots, or why there are none."""

from __future__ import annotations

from exports.notices.context import Context, Entry
from exports.notices.fields.amounts import amounts, cpv_lines, places
from exports.notices.values import Values, days_between, one_line, texts, yes_no


def uses_lots(c: Context) -> Values:
    return yes_no(c.facts.uses_lots)


def each_lot(c: Context) -> tuple[Entry, ...]:
    return c.snapshot.lots


def lot_heading(c: Context) -> str:
    assert c.lot is not None
    title = lot_title(c)
    return f"Lot {c.lot.number}: {title[0]}" if title else f"Lot {c.lot.number}"


def lot_title(c: Context) -> Values:
    return one_line(c.lot.title) if c.lot else ()


def lot_number(c: Context) -> Values:
    return (str(c.lot.number),) if c.lot else ()


def lot_description(c: Context) -> Values:
    return texts(c.lot.description) if c.lot else ()


def lot_value(c: Context) -> Values:
    return amounts(c.lot.value_net, c.lot.value_gross) if c.lot else ()


def lot_supply_dates(c: Context) -> Values:
    """The lot's own dates, or those of the whole where it has none."""
    if c.lot is None:
        return ()
    return days_between(
        c.lot.supply_starts_on or c.facts.supply_starts_on, c.lot.supply_ends_on or c.facts.supply_ends_on
    )


def lot_cpv_codes(c: Context) -> Values:
    return cpv_lines(c.lot.cpv_codes or c.facts.cpv_codes) if c.lot else ()


def lot_geographical_classification(c: Context) -> Values:
    return places(c.lot.regions or c.facts.regions) if c.lot else ()


def lot_award_criteria(c: Context) -> Values:
    """Criteria are set once for the procurement and apply to each lot."""
    return ("The award criteria of this notice apply to this lot.",) if c.snapshot.award.criteria else ()


def lots_max_tendered(c: Context) -> Values:
    most = c.facts.lots_max_tendered
    return ("No limit",) if most is None else (f"At most {most}",)


def lots_max_awarded(c: Context) -> Values:
    most = c.facts.lots_max_awarded
    return ("No limit",) if most is None else (f"At most {most}",)


def lots_award_rule(c: Context) -> Values:
    return texts(c.facts.lots_award_rule)


def no_lots_reasons(c: Context) -> Values:
    return texts(c.facts.no_lots_reasons)
