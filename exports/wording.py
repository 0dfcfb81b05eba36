"""How dates, times, money and short answers are written, in documents and on pages alike.

The style is the GOV.UK one: 27 January 2027, 5:30pm, midday and midnight, £1,234,567. In Welsh, months
are those of the Unicode locale data, as Babel has them.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from procure.act.calendar import LONDON
from procure.domain import codes, vocabulary
from procure.domain.gaps import number_of
from procure.languages import gettext, later
from procure.languages.days import day_in_words, month_in_words

_CALLS_FOR_COMMAS = 10_000
"""Below, a figure keeps the form its source gave it: it may be a year."""


def day(value: date | datetime) -> str:
    """ "27 January 2027". A time is first put on the clock in London; raises ValueError for a naive one."""
    if isinstance(value, datetime):
        value = _in_london(value)
    return day_in_words(value)


def partial_day(text: str) -> str:
    """ "14 May 2026" for "2026-05-14" and "May 2026" for "2026-05", as sources give them; any other text as it is."""
    parts = text.split("-")
    try:
        if len(parts) == 2:
            return month_in_words(date(int(parts[0]), int(parts[1]), 1))
        return day(date.fromisoformat(text))
    except ValueError:
        return text


def clock(value: datetime) -> str:
    """ "5pm", "5:30pm", "midday" or "midnight", on the clock in London."""
    local = _in_london(value)
    if local.minute == 0 and local.hour in {0, 12}:
        return gettext("midday") if local.hour else gettext("midnight")
    minutes = f":{local.minute:02}" if local.minute else ""
    half = gettext("am") if local.hour < 12 else gettext("pm")
    return f"{local.hour % 12 or 12}{minutes}{half}"


def moment(value: datetime) -> str:
    """ "27 January 2027 at 5pm", on the clock in London."""
    return gettext("%(day)s at %(clock)s", day=day(value), clock=clock(value))


def money(value: Decimal) -> str:
    """ "£1,234,567", with pence only where there are any. Say beside it whether VAT is in it."""
    amount = abs(value)
    whole = amount == amount.to_integral_value()
    return f"{'−' if value < 0 else ''}£{amount:,.{0 if whole else 2}f}"


def net(value: Decimal) -> str:
    """ "£1,234,567 excluding VAT"."""
    return gettext("%(amount)s excluding VAT", amount=money(value))


def gross(value: Decimal) -> str:
    """ "£1,234,567 including VAT"."""
    return gettext("%(amount)s including VAT", amount=money(value))


def percent(value: Decimal) -> str:
    """ "50%" or "12.5%", without idle noughts."""
    return f"{value.normalize():f}%"


def figure(value: str, unit: str) -> str:
    """ "86%" for "86" where the unit is "% of homes", "£407" where it is "£ a year", "221,070" where it is
    "homes"; anything but one plain number as it was written."""
    number = number_of(value)
    if number is None:
        return value
    sign = "−" if number < 0 else ""
    amount = f"{abs(number):,f}" if abs(number) >= _CALLS_FOR_COMMAS else f"{abs(number):f}"
    if unit.startswith("£"):
        return f"{sign}£{amount}"
    return f"{sign}{amount}%" if unit.startswith("%") else f"{sign}{amount}"


def measured(value: str, unit: str) -> str:
    """A figure with the whole of its unit: "86% of homes", "£407 a year", "221,070 homes"."""
    shown = figure(value, unit)
    rest = unit.lstrip("%£") if unit.startswith(("%", "£")) else f" {unit}"
    return shown if number_of(value) is None or unit == "number" else f"{shown}{rest}".rstrip()


def distance(value: str, unit: str) -> str:
    """How far one figure is from another: between shares in percent "6.7 percentage points", else as ``measured``."""
    return measured(value, "percentage points" if unit.startswith("%") else unit)


def yes_or_no(value: bool | None) -> str:
    """ "Yes", "No", or nothing when it has not been answered."""
    return "" if value is None else (gettext("Yes") if value else gettext("No"))


def label(value: str | None, word: str) -> str:
    """The label of a value of the vocabulary class named ``word``, as in ``"open"|label("Procedure")``."""
    return gettext(getattr(vocabulary, word).label_of(value))


def cpv(code: str) -> str:
    """ "71314300-5 Energy-efficiency consultancy services"; the code alone when the list does not hold it."""
    name = codes.cpv_label(code)
    return f"{codes.format_cpv(code)} {name}" if name else code


def area(code: str) -> str:
    """ "West Midlands (England) (UKG)"; the code alone when the list does not hold it."""
    name = codes.itl_name(code)
    return f"{name} ({code})" if name else code


_LANGUAGES = {"en": later("English"), "cy": later("Welsh")}


def language(code: str) -> str:
    """ "English" for "en"; the code itself when it is another."""
    return gettext(_LANGUAGES.get(code, code))


def sentence(text: str) -> str:
    """The same words with a capital first letter."""
    return text[:1].upper() + text[1:]


def _in_london(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("A time without its zone cannot be shown.")
    return value.astimezone(LONDON)
