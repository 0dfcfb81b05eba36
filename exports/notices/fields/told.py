"""What the facts of a notice say, as values: one way for each type, whatever notice asks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from exports.notices.context import Context
from exports.notices.fields.amounts import amounts, cpv_lines, places
from exports.notices.values import Values, days_between, email_link, one_line, texts, web_link, yes_no
from exports.wording import day, gross, percent
from procure.domain import vocabulary
from procure.domain.notice_facts import words
from procure.domain.notice_facts.parts import Fact, Money, Party, Term


def fact_at(c: Context, path: str) -> Any:
    """The fact at a path such as ``framework.term``: of the entry of a list in hand, or of the notice. None
    where a step of the path is empty. Raises AttributeError for a path that does not exist.
    """
    found: Any = c.entry if isinstance(c.entry, Fact) else c.notice_facts
    for step in path.split(".") if path else ():
        if found is None:
            return None
        found = getattr(found, step)
    return found


def calls_for(c: Context, when: str) -> bool:
    """Whether a fact calls for an item: ``always``, or a path whose fact is true or not empty."""
    return when == "always" or bool(fact_at(c, when))


def told(c: Context, path: str, *, shows: str = "", word: str = "", is_prose: bool = False) -> Values:
    """The values of a fact. ``shows`` picks the form where the type alone does not; ``word`` names the class of
    words that a stored value belongs to.
    """
    found = fact_at(c, path)
    if found is None or found == ():
        return ()
    if shows:
        return FORMS[shows](found)
    if word:
        kind = getattr(words, word, None) or getattr(vocabulary, word)
        given = found if isinstance(found, tuple) else (found,)
        return texts(*(kind.label_of(each) for each in given))
    return _by_type(found, is_prose=is_prose)


def _by_type(found: Any, *, is_prose: bool) -> Values:
    if isinstance(found, bool):
        return yes_no(found)
    if isinstance(found, date):
        return (day(found),)
    if isinstance(found, Money):
        return amounts(found.net, found.gross)
    if isinstance(found, Term):
        latest = found.may_extend_to_on
        extended = (f"Up to {day(latest)} with every extension",) if latest else ()
        return (*days_between(found.starts_on, found.ends_on), *extended)
    if isinstance(found, tuple):
        return texts(*map(str, found))
    return texts(str(found)) if is_prose else one_line(str(found))


def _contact(party: Party) -> Values:
    """Postal address and e-mail: both are due."""
    address, email = one_line(party.address), email_link(party.email)
    return (*address, *email) if address and email else ()


def _percent(value: Decimal) -> Values:
    return (percent(value),)


def _gross(value: Decimal) -> Values:
    return (gross(value),)


def _number(value: Decimal) -> Values:
    return (f"{value.normalize():f}",)


def _address(url: str) -> Values:
    return web_link("", url) if url else ()


#: How a value is shown where its type does not say.
FORMS: dict[str, Callable[[Any], Values]] = {
    "cpv": cpv_lines,
    "places": places,
    "contact": _contact,
    "address": _address,
    "percent": _percent,
    "gross": _gross,
    "number": _number,
}
