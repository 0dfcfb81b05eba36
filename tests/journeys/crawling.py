"""Following every link of the service, as one person, to each kind of page once."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from procure.domain.identifiers import REFERENCE_PATTERN, is_key
from procure.domain.sections import PAGES
from tests.journeys.visiting import Visitor

#: Names in an address that say which page it is, not which thing it is about.
WORDS = {*PAGES, "new"}
#: What follows these in an address is the name of one of them, in words.
NAMED_BY_WORDS = {"outcome", "outcomes", "objectives", "missions", "portfolio"}
_NUMBERED = re.compile(r"[0-9A-Za-z-]*[0-9][0-9A-Za-z-]*")
LINKS = """() => [...document.querySelectorAll('a[href]')].map(one => one.href)"""
#: The same pages in Welsh are looked at by themselves (test_every_page).
A_FILE = re.compile(
    r"^/cy(?:/|$)|/files/|\.(?:atom|csv|docx|ics|json|pdf|xlsx|zip)$|^/assets/|^/api/[0-9.]+/|^/library/export/"
)


def kind_of(address: str) -> str:
    """The kind of page at an address: keys, references, numbers and library entries made one; of what follows
    "?" only the names, and not those that say where to go afterwards."""
    parts = urlsplit(address)
    steps = parts.path.split("/")
    path = "/".join(
        "*" if step not in WORDS and (is_a_name(step) or before in NAMED_BY_WORDS) else step
        for before, step in zip(["", *steps], steps, strict=False)
    )
    asked = sorted({name for name, _ in parse_qsl(parts.query)} - {"from", "then"})
    return f"{path}?{'&'.join(asked)}" if asked else path


def is_a_name(step: str) -> bool:
    """Whether a step names one thing among many. A reference may be of letters alone, like a word."""
    return bool(is_key(step) or REFERENCE_PATTERN.fullmatch(step) or _NUMBERED.fullmatch(step))


@dataclass
class Crawl:
    """What was found: the title of each kind of page, and where it was seen. Kinds that are `known` already are
    not opened.
    """

    visitor: Visitor
    known: set[str] = field(default_factory=set)
    most: int = 400
    titles: dict[str, str] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)

    def start(self, *paths: str) -> Crawl:
        """Open each path and every kind of page that links lead to from there, each looked at on arrival.

        Raises AssertionError for a page that fails, or when there are more kinds than there can be.
        """
        waiting = deque(self.visitor.url + path for path in paths)
        while waiting:
            address = waiting.popleft().partition("#")[0]
            kind = kind_of(address)
            if kind in self.titles or kind in self.known:
                continue
            assert len(self.titles) < self.most, f"more than {self.most} kinds of page, the last {address}"
            self.visitor.open(address.removeprefix(self.visitor.url))
            assert self.visitor.status == 200, f"a link leads to {address}: {self.visitor.status}"
            self.titles[kind] = self.visitor.page.title()
            self.addresses[kind] = address
            for link in self.visitor.page.evaluate(LINKS):
                parts = urlsplit(link)
                if link.startswith(f"{self.visitor.url}/") and not A_FILE.search(parts.path):
                    waiting.append(link)
        return self
