"""Words that stand nowhere else, put into everything that a notice could tell: to see where each of them comes out.

A canary is one lower-case word. Amounts, dates and codes cannot carry one: they are looked for in every form in which a
document writes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from itertools import count
from typing import Any, TypeVar

from pydantic import BaseModel

from exports.wording import day, money
from procure.domain.notice_facts.parts import Withholding
from procure.domain.notice_facts.words import WithholdingLimb
from procure.domain.snapshot import SpecificationSnapshot, WithheldSnapshot
from procure.domain.withholding import public, rules, says_something, withholdable

Model = TypeVar("Model", bound=BaseModel)
REASON = "zqreasonofthebuyer"
#: Shorter than this, a value says nothing by itself.
SHORTEST = 5


def canaried(part: Model, bird: str) -> Model:
    """The part with a word of its own, such as ``zqwren017``, in every text of several words, address and link."""
    numbers = count(1)

    def within(value: Any) -> Any:
        if isinstance(value, BaseModel):
            return value.model_copy(
                update={name: within(getattr(value, name)) for name in type(value).model_fields}
            )
        if isinstance(value, tuple):
            return tuple(within(each) for each in value)
        if not isinstance(value, str):
            return value
        if "@" in value and " " not in value:
            return f"{bird}{next(numbers):03d}@example.org"
        if value.startswith("http"):
            return f"https://{bird}{next(numbers):03d}.example.org/"
        return f"{value} {bird}{next(numbers):03d}" if " " in value.strip() else value

    found: Model = within(part)
    return found


def withheld_at(
    snapshot: SpecificationSnapshot, items: Iterable[str], **changes: Any
) -> SpecificationSnapshot:
    """The snapshot with these items of its tender notice kept back as sensitive commercial information."""
    kept = tuple(
        WithheldSnapshot(
            key=f"wth-{number}",
            number=number,
            item=item,
            limb=changes.get("limb", WithholdingLimb.COMMERCIAL),
            reason=REASON,
            is_silent=changes.get("is_silent", False),
        )
        for number, item in enumerate(items, start=1)
    )
    facts = snapshot.facts.model_copy(update={"is_information_withheld": True})
    return snapshot.model_copy(update={"withheld": kept, "facts": facts})


def all_that_can_be_withheld(snapshot: SpecificationSnapshot) -> list[str]:
    return [item for item, _ in withholdable() if says_something(snapshot, item)]


def kept_back(items: Iterable[str]) -> tuple[Withholding, ...]:
    """Items of another notice, kept back."""
    return tuple(Withholding(item=item, limb=WithholdingLimb.COMMERCIAL, reason=REASON) for item in items)


def needles(snapshot: SpecificationSnapshot, items: Iterable[str]) -> dict[str, set[str]]:
    """By item, what to look for: every form of its values that the public rest of the snapshot does not tell too."""
    rest = squeezed(public(withheld_at(snapshot, items)).canonical_json())
    found: dict[str, set[str]] = {}
    for item in items:
        values = (value for path in rules()[item].paths for value in _values(snapshot, path.split(".")))
        forms = {form for value in values for form in forms_of(value) if squeezed(form) not in rest}
        if forms:
            found[item] = forms
    return found


def forms_of(value: Any) -> Iterator[str]:
    """How documents and open data write a value."""
    if isinstance(value, tuple):
        for each in value:
            yield from forms_of(each)
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            if name not in {"key", "number"}:
                yield from forms_of(getattr(value, name))
    elif isinstance(value, Decimal):
        if value >= 1_000:
            yield from (f"{value:.0f}", money(value).removesuffix(".00"))
    elif isinstance(value, int) and value >= 1_000:
        yield str(value)
    elif isinstance(value, date) and not isinstance(value, datetime):
        yield from (day(value), value.isoformat())
    elif isinstance(value, str) and len(value) >= SHORTEST:
        birds = re.findall(r"zq[a-z]+[0-9]+", value)
        yield from birds or (value,)
    # Yes, no and small numbers tell nothing by themselves.


def forms_on_page(text: str) -> Iterator[str]:
    """How open data writes what a page says in these words."""
    yield from re.findall(r"zq[a-z]+[0-9]+", text) or (text,)
    yield from (amount.replace(",", "") for amount in re.findall(r"£([0-9,]{5,})", text))


def squeezed(text: str) -> str:
    """Without white space and capitals, as a PDF breaks lines anywhere."""
    return re.sub(r"\s+", "", text).casefold()


def _values(part: Any, steps: list[str]) -> Iterator[Any]:
    name, *rest = steps
    value = getattr(part, name)
    if not rest:
        yield value
        return
    for each in value if isinstance(value, tuple) else (value,):
        yield from _values(each, rest)
