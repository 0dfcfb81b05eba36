"""Figures and days as sentences give them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from procure.languages.days import day_in_words

__all__ = ["day_in_words", "figure", "plain_figure"]

_FINEST = Decimal("0.001")


def figure(value: Decimal, unit: str = "") -> str:
    """A figure with as many places as it needs, three at most, and its unit: "48.2%", "1,204 homes"."""
    number = plain_figure(value)
    if unit.startswith("%"):
        return f"{number}%"
    return f"{number} {unit}".strip()


def plain_figure(value: Decimal) -> str:
    """The number alone, with thousands' commas. Large figures are given with fewer places."""
    size = abs(value)
    places = (
        Decimal(1)
        if size >= 1_000
        else Decimal("0.1")
        if size >= 10
        else Decimal("0.01")
        if size >= 1
        else _FINEST
    )
    rounded = value.quantize(places, rounding=ROUND_HALF_UP)
    return f"{rounded.normalize() + 0:,f}"
