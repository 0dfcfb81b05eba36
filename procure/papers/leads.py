"""Lists: the words before one (“The Supplier shall:”) belong to each of its items, which say little without them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

LONGEST_LEAD = 200
#: What a sentence that leads into a list holds, and a heading with a colon does not.
_LEADS = re.compile(
    r"\b(?:shall|must|should|will|may|can|is|are|has|have|needs?|includ\w+|compris\w+|contains?|following|ensures?|"
    r"requires?|required)\b.*:$",
    re.IGNORECASE | re.DOTALL,
)
#: How an item before the last may end, and one before the very last.
_GOES_ON = re.compile(r"(?:[;,]|[;,]?\s(?:and|or|and/or))$")
_LAST_BUT_ONE = re.compile(r"[;,]?\s(?:and|or|and/or)$")
#: What says all by itself: it has a subject of its own.
_WHOLE = re.compile(
    r"(?:the|this|these|those|any|all|each|every|where|if|when|no|a|an|it|they|such|its|their|there)\b.*\b"
    r"(?:shall|must|will|should|is|are|may|has|have)\b",
    re.IGNORECASE | re.DOTALL,
)


def is_lead(words: str) -> bool:
    """Whether words lead into a list: “The plan shall include:”."""
    return len(words) <= LONGEST_LEAD and _LEADS.search(words) is not None


@dataclass
class _Open:
    """A list that is not over."""

    lead: str
    has_items: bool = False
    is_at_last: bool = False


def leads_of(passages: Sequence[tuple[str, str, tuple[str, ...]]]) -> list[str]:
    """For every passage (its text, its last sentence, its headings) the words that lead into the list that it is an
    item of, empty where it is none. Lists end with their full stop, with the item after “and”, and with a heading.
    """
    found: list[str] = []
    lists: list[_Open] = []
    above: tuple[str, ...] | None = None
    for text, last, headings in passages:
        if headings != above:
            lists, above = [], headings
        while lists and not lists[-1].has_items and not _is_item(text):
            lists.pop()
        held = lists[-1] if lists else None
        found.append(held.lead if held else "")
        if held is not None:
            held.has_items = True
            if held.is_at_last:
                lists.pop()
            held.is_at_last = _LAST_BUT_ONE.search(text) is not None
        if is_lead(last):
            lists.append(_Open(last))
        elif not _GOES_ON.search(text) and not (held is not None and held not in lists):
            lists = []
    return found


def _is_item(text: str) -> bool:
    """Whether a text may be the first item of a list: it goes on to another, or begins small."""
    return _GOES_ON.search(text) is not None or text.endswith(":") or text[:1].islower()


def parted(headings: Sequence[str]) -> tuple[list[str], str]:
    """The headings above a statement, and the words that lead into its list, empty where it is no item."""
    *above, last = headings or [""]
    return (above, last) if is_lead(last) else ([each for each in headings if each], "")


def whole_of(lead: str, item: str) -> str:
    """“The Supplier shall:” and “Sweep each street; and” as “The Supplier shall sweep each street.”"""
    if not is_lead(lead) or (_WHOLE.match(item) and not lead.endswith(" that:")):
        return item
    words = re.sub(r"[;,]?(?:\s(?:and|or|and/or))?$", "", item.strip()).rstrip(" ;,.")
    small = words[:1].lower() + words[1:] if words[1:2].islower() or words[1:2] == " " else words
    stem = re.sub(r",?\s*(?:the following|as follows)\s*:$|\s*:$", "", lead, flags=re.IGNORECASE)
    return f"{stem} {small}."
