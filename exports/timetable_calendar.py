"""A timetable as an iCalendar file (RFC 5545): one event a step, for the whole of its day.

An event keeps its UID however often the timetable is worked out again, so that a calendar moves the event instead of
adding another.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event, vText
from icalendar.enums import TRANSP

from exports.text import clean_text
from procure.act.timeline_steps import Step


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day that the buyer set. ``key`` keeps its name in calendars when the day moves."""

    key: str
    on: date
    label: str
    description: str = ""


PRODUCT = "-//Procure//Procurement timetable//EN"
_A_DAY = timedelta(days=1)


def timetable_ics(
    steps: Iterable[Step],
    *,
    name: str,
    key: str,
    host: str,
    made_at: datetime,
    revision: int = 0,
    url: str = "",
    days: Iterable[NamedDay] = (),
) -> bytes:
    """The steps as an iCalendar file, and after them the buyer's own ``days``, such as decisions at gates.

    ``name`` is what the calendar is called, ``key`` tells this timetable from others of ``host`` (both go into the
    UIDs), ``made_at`` is the aware moment its days were settled, ``revision`` counts how often they were, and ``url``
    is where the timetable is shown, if anywhere.
    """
    name = " ".join(name.split())
    calendar = named_calendar(PRODUCT, name, f"{key}@{host}")
    for step in steps:
        calendar.add_component(_event(step, name, key, host, made_at, revision, url))
    for each in days:
        calendar.add_component(_own_day(each, name, f"{key}@{host}", made_at, revision, url))
    return bytes(calendar.to_ical())


def named_calendar(product: str, name: str, uid: str) -> Calendar:
    """An empty calendar of published events, called ``name`` (one line) in old programs and in new ones."""
    calendar = Calendar.new(prodid=product, calscale="GREGORIAN", method="PUBLISH", uid=uid)
    # Older calendars know only the second. As plain strings the library would write them without escaping.
    for called in ("NAME", "X-WR-CALNAME"):
        calendar[called] = vText(name)
    return calendar


def _event(step: Step, name: str, key: str, host: str, made_at: datetime, revision: int, url: str) -> Event:
    code = f" ({step.notice})" if step.notice else ""
    event = Event.new(
        uid=f"{step.key}.{key}@{host}",
        stamp=made_at,
        last_modified=made_at,
        sequence=revision,
        start=step.planned_on,
        end=step.planned_on + _A_DAY,
        summary=f"{step.label}{code}: {name}",
        description=_description(step),
        categories=["By law" if step.is_by_law else "Own allowance"],
        transparency=TRANSP.TRANSPARENT,
    )
    if url:
        event.add("URL", url)
    return event


def _own_day(day: NamedDay, name: str, uid: str, made_at: datetime, revision: int, url: str) -> Event:
    event = Event.new(
        uid=f"{day.key}.{uid}",
        stamp=made_at,
        last_modified=made_at,
        sequence=revision,
        start=day.on,
        end=day.on + _A_DAY,
        summary=" ".join(f"{clean_text(day.label)}: {name}".split()),
        description=clean_text(day.description),
        categories=["Own decision"],
        transparency=TRANSP.TRANSPARENT,
    )
    if url:
        event.add("URL", url)
    return event


def _description(step: Step) -> str:
    lines = [step.why, *step.notes, f"{step.provision} (rule {step.rule_id})"]
    if step.url:
        lines.append(step.url)
    return "\n".join(lines)
