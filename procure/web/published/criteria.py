"""The address of a search, read and written: every filter and page of the public list is a link to keep or
send.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import url_for
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from procure.languages import gettext, later
from procure.services.criteria import CLOSING, KINDS, Choice, Criteria, narrowest
from procure.web.languages import said

LONGEST_WORDS = 200
LONGEST_VALUE = 64
MOST_VALUES = 20
LARGEST_NUMBER = 2**53
BY_DEADLINE = "deadline"

TITLES = {
    "stage": later("How far it has come"),
    "mission": later("Mission"),
    "outcome": later("Outcome of the library"),
    "region": later("Place"),
    "cpv": later("What is bought"),
    "procedure": later("Procedure"),
    "value": later("Estimated value, including VAT"),
    "suitable": later("Suitable for"),
    "lots": later("Lots"),
    "buyer": later("Buyer"),
}
#: Other forms of the list: endpoint and label.
FORMS = {
    "following.search": later("Emails about new tenders"),
    "published.feed": later("Feed of new tenders (Atom)"),
    "published.calendar": later("Calendar of deadlines (iCalendar)"),
    "published.csv_list": later("Spreadsheet (CSV)"),
    "published.json_list": later("Data (JSON)"),
}


@dataclass(frozen=True)
class Chosen:
    """A filter in force, and the address of the list without it."""

    title: str
    label: str | Markup
    without: str


def criteria_of(args: MultiDict[str, str]) -> Criteria:
    """What an address asks for. Whatever makes no sense in it is left out, never an error: people cut
    addresses.
    """
    filters = {}
    for kind in KINDS:
        values = dict.fromkeys(plain(value, LONGEST_VALUE) for value in args.getlist(kind)[:MOST_VALUES])
        filters[kind] = narrowest(kind, (value for value in values if value))
    return Criteria(
        words=plain(args.get("q", ""), LONGEST_WORDS),
        filters={kind: values for kind, values in filters.items() if values},
        is_open=args.get("open") == "1",
        closing=closing if (closing := args.get("closing", "")) in CLOSING else "",
        by_deadline=args.get("sort") == BY_DEADLINE,
        before=_number(args.get("before")),
        after=_number(args.get("after")) if "before" not in args else None,
    )


def address_of(criteria: Criteria, form: str = "published.search", **place: int | None) -> str:
    """The address of a search; ``before`` or ``after`` says where its page begins, ``form`` is the endpoint of another
    form of it, such as the feed.
    """
    values: dict[str, Any] = {
        "q": criteria.words or None,
        "open": "1" if criteria.is_open else None,
        "closing": criteria.closing or None,
        "sort": BY_DEADLINE if criteria.by_deadline else None,
    }
    values |= {kind: list(chosen) for kind, chosen in criteria.filters.items()} | place
    return url_for(form, **values)


def forms_of(criteria: Criteria) -> list[tuple[str, str]]:
    """(what it is, address) of each way to keep up with a search: by email, and in forms that programs read."""
    whole = replace(criteria, before=None, after=None)
    return [(gettext(label), address_of(whole, endpoint)) for endpoint, label in FORMS.items()]


def chosen_of(criteria: Criteria, offered: Mapping[str, Iterable[Choice]]) -> list[Chosen]:
    """The filters in force, each with the way to take it off."""
    chosen = []
    whole = replace(criteria, before=None, after=None)
    if criteria.words:
        chosen.append(Chosen(gettext("Words"), criteria.words, address_of(replace(whole, words=""))))
    if criteria.is_open:
        without = address_of(replace(whole, is_open=False))
        chosen.append(Chosen(gettext("Deadline"), gettext("Still open"), without))
    if criteria.closing:
        without = address_of(replace(whole, closing=""))
        chosen.append(Chosen(gettext("Closes"), gettext(CLOSING[criteria.closing][0]), without))
    for kind, values in criteria.filters.items():
        labels = {choice.value: choice.label for choice in offered[kind]}
        for value in values:
            rest = tuple(other for other in values if other != value)
            address = address_of(replace(whole, filters={**criteria.filters, kind: rest}))
            chosen.append(Chosen(gettext(TITLES[kind]), said(labels.get(value, value)), address))
    return chosen


def plain(text: str, length: int) -> str:
    """What can be printed of a text, cut to a length."""
    return "".join(letter for letter in text if letter.isprintable()).strip()[:length]


def _number(text: str | None) -> int | None:
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 16:
        return None
    number = int(text)
    return number if number <= LARGEST_NUMBER else None
