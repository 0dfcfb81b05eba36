"""Figures and days as sentences give them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from procure.languages.days import day_in_words

__all__ = ["day_in_words", "exact_figure", "figure", "plain_figure"]

_FINEST = Decimal("0.001")


def figure(value: Decimal, unit: str = "") -> str:
    """A figure with as many places as it needs, three at most, and its unit: "48.2%", "1,204 homes"."""
    return _with_unit(plain_figure(value), unit)


def exact_figure(value: Decimal, unit: str = "") -> str:
    """A figure with all the places that it was given: what is compared is never rounded."""
    return _with_unit(f"{value.normalize() + 0:,f}", unit)


def _with_unit(number: str, unit: str) -> str:
    return f"{number}%" if unit.startswith("%") else f"{number} {unit}".strip()


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
