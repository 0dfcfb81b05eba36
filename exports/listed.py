"""A list of published tenders as files that other programs read: an Atom feed, a calendar of deadlines, CSV and JSON.

All are made from the same rows, so that they cannot disagree with the page that shows the list.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from xml.etree import ElementTree

from icalendar import Event
from icalendar.enums import TRANSP

from exports import wording
from exports.sheet import csv_line
from exports.text import clean_text
from exports.timetable_calendar import named_calendar

ATOM = "http://www.w3.org/2005/Atom"
PRODUCT = "-//Procure//Deadlines of tenders//EN"
HEADINGS = (
    "Reference",
    "Version",
    "Title",
    "Summary",
    "Buyer",
    "Places",
    "Estimated value in pounds, including VAT",
    "Procedure",
    "Published (UTC)",
    "Deadline (UTC)",
    "Deadline is for",
    "Suitable for SMEs",
    "Suitable for VCSEs",
    "Address",
)
_REQUESTS, _TENDERS = "requests to participate", "tenders"


@dataclass(frozen=True, slots=True)
class ListedTender:
    """What a list says of one published tender. Times are aware UTC; ``url`` is the address of its page, ``procedure``
    its name in words, ``value_gross`` pounds including VAT. ``news`` is what became public of it last, such as answers
    to questions, and ``news_at`` when; None where that was the tender itself.
    """

    reference: str
    version_number: int
    title: str
    summary: str
    buyer_name: str
    places: str
    value_gross: Decimal | None
    procedure: str
    published_at: datetime
    deadline_at: datetime | None
    deadline_is_for_requests: bool
    sme_suitable: bool | None
    vcse_suitable: bool | None
    url: str
    news: str = ""
    news_at: datetime | None = None

    @property
    def changed_at(self) -> datetime:
        """When anything of it became public last."""
        return max(self.published_at, self.news_at or self.published_at)

    @property
    def deadline_is_for(self) -> str:
        """What is due at the deadline."""
        return _REQUESTS if self.deadline_is_for_requests else _TENDERS


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment by which something is due (aware UTC). ``key`` keeps its name in calendars when the moment moves."""

    key: str
    summary: str
    at: datetime
    url: str
    description: str = ""
    revision: int = 0


def atom_feed(
    tenders: Iterable[ListedTender],
    *,
    title: str,
    page: str,
    address: str,
    older: str | None,
    made_at: datetime,
) -> bytes:
    """An Atom feed (RFC 4287), a page at a time (RFC 5005).

    ``page`` is the list as people read it, ``address`` the feed's own, which is its id, and ``older`` where it goes on.
    A changed tender, or one of which news became public, is the same entry, updated. ``made_at`` (aware) stands where
    there is nothing in the list.
    """
    rows = list(tenders)
    feed = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": "en-GB"})
    _text(feed, "id", address)
    _text(feed, "title", title)
    _text(feed, "updated", _iso(max((row.changed_at for row in rows), default=made_at)))
    _link(feed, "self", address, "application/atom+xml")
    _link(feed, "alternate", page, "text/html")
    if older:
        _link(feed, "next", older, "application/atom+xml")
    for row in rows:
        entry = ElementTree.SubElement(feed, "entry")
        _text(entry, "id", row.url)
        _text(entry, "title", row.title)
        _text(entry, "updated", _iso(row.changed_at))
        _text(entry, "published", _iso(row.published_at))
        _text(ElementTree.SubElement(entry, "author"), "name", row.buyer_name)
        _link(entry, "alternate", row.url, "text/html")
        _link(entry, "related", f"{row.url}/questions", "text/html")
        _text(entry, "summary", _facts(row))
    data: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return data


def csv_lines(tenders: Iterable[ListedTender]) -> Iterator[str]:
    """The list as CSV, line by line, with cells that no spreadsheet takes for formulas."""
    yield "\ufeff" + csv_line(HEADINGS)
    for row in tenders:
        yield csv_line(
            (
                row.reference,
                row.version_number,
                row.title,
                row.summary,
                row.buyer_name,
                row.places,
                "" if row.value_gross is None else f"{row.value_gross:f}",
                row.procedure,
                _iso(row.published_at),
                _iso(row.deadline_at) if row.deadline_at else "",
                row.deadline_is_for if row.deadline_at else "",
                wording.yes_or_no(row.sme_suitable),
                wording.yes_or_no(row.vcse_suitable),
                row.url,
            )
        )


def json_pieces(tenders: Iterable[ListedTender], *, page: str, made_at: datetime) -> Iterator[str]:
    """The list as one JSON document, piece by piece. Amounts are text, so that no reader rounds them."""
    head = {"list": page, "madeAt": _iso(made_at)}
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "tenders": ['
    comma = ""
    for row in tenders:
        yield comma + "\n" + json.dumps(_object(row), ensure_ascii=False)
        comma = ","
    yield "\n]}\n"


def deadlines_ics(
    deadlines: Iterable[Deadline], *, name: str, key: str, host: str, made_at: datetime
) -> bytes:
    """Deadlines as an iCalendar file (RFC 5545): one event each, at its moment, that takes up no time.

    ``name`` is what the calendar is called; ``key`` tells it from others of ``host``.
    """
    name = " ".join(clean_text(name).split())
    calendar = named_calendar(PRODUCT, name, f"{key}@{host}")
    for deadline in deadlines:
        event = Event.new(
            uid=f"{deadline.key}@{host}",
            stamp=made_at,
            sequence=deadline.revision,
            start=deadline.at,
            end=deadline.at,
            summary=" ".join(clean_text(deadline.summary).split()),
            description=deadline.description,
            transparency=TRANSP.TRANSPARENT,
        )
        event.add("URL", deadline.url)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def deadline_of(row: ListedTender) -> Deadline:
    """The deadline of a listed tender that has one. Raises ValueError for one without."""
    if row.deadline_at is None:
        raise ValueError(f"{row.reference} has no deadline")
    return Deadline(
        key=f"{'requests' if row.deadline_is_for_requests else 'tenders'}.{row.reference}",
        summary=f"{wording.sentence(row.deadline_is_for)} due: {row.title}",
        at=row.deadline_at,
        url=row.url,
        description=f"{row.buyer_name}. Due {wording.moment(row.deadline_at)}, London time.",
        revision=row.version_number,
    )


def _facts(row: ListedTender) -> str:
    lines = [row.summary] if row.summary else []
    if row.places:
        lines.append(f"Where: {row.places}")
    if row.value_gross is not None:
        lines.append(f"Estimated value: {wording.gross(row.value_gross)}")
    if row.deadline_at:
        lines.append(f"{wording.sentence(row.deadline_is_for)} by {wording.moment(row.deadline_at)}")
    if row.news and row.news_at:
        lines.append(f"{row.news}: {wording.moment(row.news_at)}")
    return "\n".join(lines) or row.title


def _object(row: ListedTender) -> dict[str, object]:
    return {
        "reference": row.reference,
        "version": row.version_number,
        "title": row.title,
        "summary": row.summary,
        "buyer": row.buyer_name,
        "places": row.places,
        "valueGross": None if row.value_gross is None else f"{row.value_gross:f}",
        "currency": "GBP",
        "procedure": row.procedure,
        "publishedAt": _iso(row.published_at),
        "deadlineAt": _iso(row.deadline_at) if row.deadline_at else None,
        "deadlineIsFor": row.deadline_is_for if row.deadline_at else None,
        "smeSuitable": row.sme_suitable,
        "vcseSuitable": row.vcse_suitable,
        "url": row.url,
    }


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _text(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = clean_text(text)


def _link(parent: ElementTree.Element, rel: str, href: str, media_type: str) -> None:
    ElementTree.SubElement(parent, "link", {"rel": rel, "href": href, "type": media_type})
