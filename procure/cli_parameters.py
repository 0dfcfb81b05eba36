"""Days, amounts and kinds of contract as people write them on the command line, and what the rules make of them."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import click

from procure.act.facts import Authority, Category, ContractFacts, Nation

LARGEST = Decimal(10) ** 12
PENCE_DIGITS = 2
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_POUNDS = re.compile(r"£?(?P<pounds>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.(?P<pence>[0-9]+))?")


class Day(click.ParamType):
    """A day written as 2026-03-02."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            day = date.fromisoformat(value if _DAY.fullmatch(value) else "")
        except ValueError:
            self.fail(f"{value!r} is not a day. Write it like 2026-03-02.", param, ctx)
        if not 1990 <= day.year <= 2200:
            self.fail(f"{value} is too far away. Give a year from 1990 to 2200.", param, ctx)
        return day


class Pounds(click.ParamType):
    """An amount such as 207720 or 207,719.99, including VAT."""

    name = "POUNDS"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        if isinstance(value, Decimal):
            return value
        found = _POUNDS.fullmatch(value.strip())
        if found is None:
            self.fail(
                f"{value!r} is not an amount. Write pounds and pence like 207720 or 207719.99.", param, ctx
            )
        if len((found["pence"] or "").rstrip("0")) > PENCE_DIGITS:
            self.fail(f"{value} has fractions of a penny. Give at most two decimal places.", param, ctx)
        amount = Decimal(f"{found['pounds'].replace(',', '')}.{found['pence'] or '0'}")
        if not amount < LARGEST:
            self.fail("Give an amount from 0 to less than £1,000,000,000,000.", param, ctx)
        return amount


DAY = Day()
POUNDS = Pounds()

AUTHORITIES = {
    "central": Authority.CENTRAL,
    "sub-central": Authority.SUB_CENTRAL,
    "utility": Authority.PRIVATE_UTILITY,
    "private-utility": Authority.PRIVATE_UTILITY,
    "public-undertaking": Authority.PUBLIC_UNDERTAKING,
}
CATEGORIES = ("goods", "services", "works", "light-touch", "concession", "utilities", "defence")
NATIONS = {
    "england": Nation.ENGLAND_OR_RESERVED,
    "wales": Nation.WALES,
    "northern-ireland": Nation.NORTHERN_IRELAND,
}


def contract_facts(authority: str, categories: tuple[str, ...]) -> ContractFacts:
    """Facts from words: several categories may be given, such as works and concession."""
    bought = [word for word in categories if word in tuple(Category)]
    if len(bought) > 1:
        raise click.BadParameter("Give one of goods, services and works: the main purpose of the contract.")
    return ContractFacts(
        authority=AUTHORITIES[authority],
        category=Category(bought[0]) if bought else Category.SERVICES,
        is_light_touch="light-touch" in categories,
        is_concession="concession" in categories,
        is_utilities="utilities" in categories
        or AUTHORITIES[authority] not in (Authority.CENTRAL, Authority.SUB_CENTRAL),
        is_defence="defence" in categories,
    )
