"""What an officer is asked, in order: sections, their pages, the snapshot fields each page covers, and when a
page is asked at all. The list is data (``data/pages.csv``), so that the task list, the readiness rules and
the pages themselves agree.

A field is named by its path in ``SpecificationSnapshot``: ``title``, ``problem.cause``, ``facts.value_net``.
A page with ``rows`` is a list of repeating parts, named as in the snapshot (``fixed_requirements``,
``criteria``, ``lots`` …); its rows are addressed by their key.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from procure.domain.snapshot import AwardSnapshot, ProcurementFacts, SpecificationSnapshot

Read = Callable[[str], Any]
"""Gives the value at a field path; see ``reader_of``."""

_TITLES = {
    "problem": "The problem",
    "objectives": "Mission objectives",
    "outcomes": "Outcomes",
    "frame": "What is fixed",
    "award": "How tenders are judged",
    "procedure": "Procedure",
    "framework": "The framework",
    "contract": "What is bought",
    "lots": "Lots",
    "gates": "Test, learn, then scale",
    "money": "Money, and how the supplier is paid",
    "data": "Data sharing",
    "timetable": "Timetable",
    "taking-part": "Taking part",
    "terms": "Terms and risks",
    "contact": "Contact and other information",
}
"""Sections in the order of the task list."""

BOXES = frozenset({"has_no_fixed_requirements"})
"""Fields answered by ticking a box, so that ``False`` is no answer."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What calls for a page: the answer at ``path`` is ``value``, or is among several chosen there; with
    ``is_negated``, that it is not. An answer to a question that is not asked counts for nothing.
    """

    path: str
    value: str | bool
    is_negated: bool = False

    def holds(self, read: Read) -> bool:
        """Whether it is so, given the answers so far. A question without an answer is answered by nothing."""
        page = PAGE_OF_FIELD.get(self.path)
        answer = None if page is not None and not page.is_asked(read) else read(self.path)
        is_so = self.value in answer if isinstance(answer, list | tuple) else answer == self.value
        return is_so is not self.is_negated


@dataclass(frozen=True, slots=True)
class Page:
    """One question page. ``slug`` is its address; ``needed`` says whether publication wants an answer.

    Every condition of ``asked_when`` must hold, or the page is passed over. ``source`` is the provision that asks for
    it, empty where the house does.
    """

    slug: str
    title: str
    section: str
    fields: tuple[str, ...] = ()
    rows: str = ""
    needed: bool = True
    asked_when: tuple[Condition, ...] = ()
    source: str = ""

    def is_asked(self, read: Read) -> bool:
        """Whether the page applies, given the answers so far."""
        return all(condition.holds(read) for condition in self.asked_when)

    def is_answered(self, read: Read) -> bool:
        """Whether any of its questions has an answer: ``False`` is one, empty text and a box not ticked
        are not.
        """
        return any(
            read(path) not in (None, "", (), []) and not (path in BOXES and read(path) is False)
            for path in self.fields or (self.rows,)
        )


@dataclass(frozen=True, slots=True)
class Section:
    """A line of the task list."""

    slug: str
    title: str
    pages: tuple[Page, ...]


def _condition(text: str) -> Condition:
    """``facts.procedure=open``, or ``facts.is_below_threshold!=yes``."""
    name, _, word = text.partition("=")
    return Condition(name.removesuffix("!"), {"yes": True, "no": False}.get(word, word), name.endswith("!"))


def _read_pages() -> Iterator[Page]:
    path = Path(__file__).parent / "data" / "pages.csv"
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Page(
                slug=row["slug"],
                title=row["title"],
                section=row["section"],
                fields=tuple(row["fields"].split()),
                rows=row["rows"],
                needed=row["needed"] == "yes",
                asked_when=tuple(_condition(each) for each in row["asked_when"].split()),
                source=row["source"],
            )


PAGES: Mapping[str, Page] = {page.slug: page for page in _read_pages()}
SECTIONS: Mapping[str, Section] = {
    slug: Section(slug, title, tuple(page for page in PAGES.values() if page.section == slug))
    for slug, title in _TITLES.items()
}
PAGE_OF_FIELD: Mapping[str, Page] = {path: page for page in PAGES.values() for path in page.fields}
PAGE_OF_ROWS: Mapping[str, Page] = {page.rows: page for page in PAGES.values() if page.rows}


def reader_of(snapshot: SpecificationSnapshot) -> Read:
    """Reads field paths, and the names of repeating parts, from a snapshot."""

    def read(path: str) -> Any:
        value: Any = snapshot.award if path == "criteria" else snapshot
        for name in path.split("."):
            value = getattr(value, name)
        return value

    return read


def asked_pages(read: Read) -> Iterator[Page]:
    """Every page that applies, in order."""
    return (page for page in PAGES.values() if page.is_asked(read))


def unasked_fields(read: Read) -> frozenset[str]:
    """Paths of fields whose page does not apply: an answer left over there must not be published."""
    return frozenset(path for page in PAGES.values() if not page.is_asked(read) for path in page.fields)


def without_leftovers(snapshot: SpecificationSnapshot) -> SpecificationSnapshot:
    """The snapshot without answers to pages that do not apply, and without lots, stages and withheld items that
    are not used.
    """
    blank = {"facts": ProcurementFacts(), "award": AwardSnapshot()}
    changes: dict[str, dict[str, Any]] = {part: {} for part in blank}
    for path in unasked_fields(reader_of(snapshot)):
        part, _, name = path.rpartition(".")
        if part in blank:
            changes[part][name] = getattr(blank[part], name)
    unused = {
        page.rows: ()
        for page in PAGES.values()
        if page.rows in {"lots", "stages", "withheld"} and not page.is_asked(reader_of(snapshot))
    }
    parts = {part: getattr(snapshot, part).model_copy(update=values) for part, values in changes.items()}
    return snapshot.model_copy(update={**parts, **unused})
