"""Reading the dated tables packaged with the rules."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from io import StringIO

from .provisions import ACT

#: The day the Procurement Act 2023 came into force.
ACT_BEGAN_ON = date(2025, 2, 24)


@cache
def read_rows(name: str) -> tuple[Mapping[str, str], ...]:
    """The rows of ``data/<name>.csv``, each a mapping of column to text, in file order."""
    text = files(f"{__package__}.data").joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(StringIO(text)))


def in_force(rows: tuple[Mapping[str, str], ...], on: date) -> Mapping[str, str]:
    """The row with the latest ``effective_from`` not after ``on``.

    Raises ``ValueError`` when nothing was in force on that day, which is so before the Act began.
    """
    current = [row for row in rows if date.fromisoformat(row["effective_from"]) <= on]
    if not current:
        raise ValueError(f"The {ACT} figures begin later than {on.isoformat()}: give a later date.")
    return max(current, key=lambda row: row["effective_from"])


def amount_line(key: str, on: date) -> Decimal:
    """The amount in pounds, including VAT, of the line named ``key`` in ``lines.csv`` as in force on
    ``on``."""
    rows = tuple(row for row in read_rows("lines") if row["key"] == key)
    if not rows:
        raise KeyError(key)
    return Decimal(in_force(rows, on)["amount"])


def pounds(amount: Decimal) -> str:
    """An amount for people: £207,720 or £207,719.99; pence only where there are some."""
    return f"£{amount:,.0f}" if amount == amount.to_integral_value() else f"£{amount:,.2f}"


def day_in_words(day: date) -> str:
    """A day for people: Wednesday 11 March 2026."""
    return f"{day:%A} {day.day} {day:%B %Y}"
