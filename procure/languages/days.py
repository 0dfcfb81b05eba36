"""Days in words, in the language in force."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date

from procure.languages import WELSH, is_welsh


def day_in_words(value: date) -> str:
    """ "31 March 2027"; in Welsh with the months of the Unicode locale data."""
    if is_welsh():
        return format_date(value, "d MMMM y", locale=WELSH)
    return f"{value.day} {value:%B} {value.year}"


def month_in_words(value: date) -> str:
    """ "March 2027"."""
    return format_date(value, "MMMM y", locale=WELSH) if is_welsh() else f"{value:%B} {value.year}"


def short_month(value: date) -> str:
    """ "Mar 2027"."""
    return format_date(value, "MMM y", locale=WELSH) if is_welsh() else f"{value:%b} {value.year}"
