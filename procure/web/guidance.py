"""What the law asks on a page, in plain English beside the question, with where to read it. The words are data
(``data/guidance.yml``); provisions come from the page or the notice's definition, so that they are stated once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

from exports.notices.definition import definition_of
from exports.notices.schema import ItemDefinition
from procure.domain.sections import PAGES

FILE = Path(__file__).parent / "data" / "guidance.yml"
REQUIREMENTS = {"always": "Always", "conditional": "Where it applies", "optional": "If you wish"}
SO_FAR_AS_KNOWN = "As far as you know it"


class Words(BaseModel):
    """The words for one page: ``asks`` is one short sentence; ``also`` are further provisions, ``rules`` the rules
    told here because an officer decides on them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    asks: str = Field(min_length=10, max_length=120, pattern=r"^[A-Z].*[.]$")
    more: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


class NoticeWords(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    this_notice: Mapping[str, Words] = Field(alias="this-notice")
    parts: Mapping[str, Words]


class GuidanceFile(BaseModel):
    """The whole file: pages of questions by their slug, parts of notices by their path, notices by their code."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    questions: Mapping[str, Words]
    notices: NoticeWords


@dataclass(frozen=True)
class Answer:
    """One answer of a notice page: what it is called, whether it is due, and by which provision."""

    label: str
    due: str
    provision: str


@dataclass(frozen=True)
class Guidance:
    """What a page shows. ``provisions`` begin with the one that asks; ``answers`` are those of a notice page."""

    asks: str
    more: tuple[str, ...]
    provisions: tuple[str, ...]
    answers: tuple[Answer, ...] = ()


@cache
def words() -> GuidanceFile:
    """The words, read and checked once."""
    return GuidanceFile.model_validate(yaml.safe_load(FILE.read_text(encoding="utf-8")))


def of_question(slug: str) -> Guidance | None:
    """The guidance of a page of questions; None where no provision governs it."""
    page, said = PAGES[slug], words().questions.get(slug)
    if said is None:
        return None
    return Guidance(said.asks, said.more, (page.source, *_others(said, page.source)))


def of_notice(code: str, form: str, path: str, fields: tuple[str, ...], *, is_list: bool) -> Guidance | None:
    """The guidance of a page of a notice in one of its forms: ``path`` is that of its part ("" for the notice itself)
    and ``fields`` the paths it asks, within an entry where ``is_list``. None for a part that has no words.
    """
    held = words().notices
    said = held.parts.get(path) if path else held.this_notice.get(code)
    if said is None:
        return None
    items = [item for item in definition_of(code).items() if not item.variants or form in item.variants]
    asked = _asked(items, path, fields, is_list=is_list)
    main = definition_of(code).provision if not path else _of_part(code, items, path, said)
    answers = tuple(Answer(item.label, _due(item), item.provision) for item in asked)
    return Guidance(said.asks, said.more, (main, *_others(said, main)), answers)


def _others(said: Words, main: str) -> tuple[str, ...]:
    return tuple(provision for provision in said.also if provision != main)


def _of_part(code: str, items: Sequence[ItemDefinition], path: str, said: Words) -> str:
    """The provision that asks for a part: its own item's, else that of the first thing in it, else as the words say."""
    whole = (item for item in items if item.fact == path)
    within = (item for item in items if (item.fact or "").startswith(f"{path}."))
    found = next(whole, None) or next(within, None)
    if found is not None:
        return found.provision
    return said.also[0] if said.also else definition_of(code).provision


def _asked(
    items: Sequence[ItemDefinition], path: str, fields: tuple[str, ...], *, is_list: bool
) -> list[ItemDefinition]:
    """The items that the fields of a page answer, in the notice's order, each once."""
    if is_list:
        parts = [item for item in items if item.fact == path]
        within = [inner for part in parts for item in part.items for inner in item.walk()]
        return [item for item in within if item.fact in fields]
    full = {f"{path}.{name}" if path else name for name in fields}
    return [
        item
        for item in items
        if item.fact and any(name == item.fact or name.startswith(f"{item.fact}.") for name in full)
    ]


def _due(item: ItemDefinition) -> str:
    return SO_FAR_AS_KNOWN if item.so_far_as_known else REQUIREMENTS[item.requirement]
