"""Authored text as open data holds it: plain words with line breaks, and dates and numbers in their JSON
form.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

from exports.markdown import render_markdown
from exports.notices.values import tidy
from procure.act.calendar import LONDON

START_OF_DAY, END_OF_DAY = time(0, 0, 0), time(23, 59, 59)


def plain_lines(markdown: str) -> str:
    """The words of authored Markdown: paragraphs apart, lists as lines with a dash or a number, links in
    brackets.
    """
    reader = _Reader()
    reader.feed(str(render_markdown(markdown)))
    reader.close()
    return tidy("".join(reader.parts))


def plain_line(text: str) -> str:
    """A title or name on one line."""
    return " ".join(tidy(text).split())


def joined(*paragraphs: str) -> str:
    """Paragraphs that say something, a blank line between them."""
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def labelled(label: str, text: str) -> str:
    """``Label: text``; nothing for text that says nothing, such as a rule drawn alone. Text of several lines stands
    under its label, so that a list in it stays a list to whoever reads the whole as Markdown again.
    """
    if not text:
        return ""
    return f"{label}:\n\n{text}" if "\n" in text else f"{label}: {text}"


def date_time(moment: datetime) -> str:
    """``2027-04-30T12:00:00+01:00``: London time to the second, ``Z`` in winter."""
    text = moment.astimezone(LONDON).replace(microsecond=0).isoformat()
    return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text


def start_of(day: date | None) -> str | None:
    """The first second of a day in London."""
    return date_time(datetime.combine(day, START_OF_DAY, LONDON)) if day else None


def end_of(day: date | None) -> str | None:
    """The last second of a day in London."""
    return date_time(datetime.combine(day, END_OF_DAY, LONDON)) if day else None


def json_number(number: Decimal) -> int | float:
    """A whole number as an integer, any other as a float; exact up to fifteen digits."""
    return int(number) if number == number.to_integral_value() else float(number)


def compact(value: Any) -> Any:
    """The same data without what says nothing: None, blank text, empty lists and objects, at every depth."""
    if isinstance(value, Mapping):
        kept = {key: compact(item) for key, item in value.items()}
        return {key: item for key, item in kept.items() if not _is_empty(item)}
    if isinstance(value, (list, tuple)):
        return [item for item in map(compact, value) if not _is_empty(item)]
    return value


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip()) or value in ([], {})


class _Reader(HTMLParser):
    """Reads the little HTML that ``render_markdown`` writes: paragraphs, breaks, lists, quotations and
    links.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._lists: list[int | None] = []
        self._links: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "p":
            self.parts.append("\n\n")
        elif tag == "br":
            self.parts.append("\n")
        elif tag in ("ul", "ol"):
            self._lists.append(int(given.get("start") or 1) if tag == "ol" else None)
            self.parts.append("\n" if len(self._lists) == 1 else "")
        elif tag == "li":
            self._begin_item()
        elif tag == "a":
            self._links.append((given.get("href") or "", len(self.parts)))

    def _begin_item(self) -> None:
        number = self._lists[-1] if self._lists else None
        indent = "  " * (len(self._lists) - 1)
        if number is None:
            self.parts.append(f"\n{indent}- ")
        else:
            self._lists[-1] = number + 1
            self.parts.append(f"\n{indent}{number}. ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ul", "ol") and self._lists:
            self._lists.pop()
            self.parts.append("\n" if not self._lists else "")
        elif tag == "a" and self._links:
            address, start = self._links.pop()
            if "".join(self.parts[start:]).strip() != address.removeprefix("mailto:"):
                self.parts.append(f" ({address})")

    def handle_data(self, data: str) -> None:
        # Line feeds in the HTML only lay it out: every break that counts is an element.
        self.parts.append(data.replace("\n", ""))
