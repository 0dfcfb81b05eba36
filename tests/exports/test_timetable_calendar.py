"""A timetable as a calendar file: read back whole, with escaping and folding as RFC 5545 has them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import icalendar
import pytest

from exports.timetable_calendar import timetable_ics
from procure.act.timeline import plan
from procure.act.timeline_facts import TimelineFacts
from procure.act.timeline_steps import Step

MADE_AT = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
HOSTILE = 'Warm, dry; "homes" \\ fine\r\nBEGIN:VALARM\nEND:VEVENT — ünï 中文 ' + "long " * 30


def steps(**answers: object) -> tuple[Step, ...]:
    facts = {
        "gross": Decimal(6_000_000),
        "starts_from": date(2027, 1, 4),
        "contract_ends_on": date(2029, 3, 31),
    }
    return plan(TimelineFacts(**{**facts, **answers})).steps


def written(laid_out: tuple[Step, ...], name: str = "Warm homes", revision: int = 1) -> bytes:
    return timetable_ics(
        laid_out,
        name=name,
        key="PRC-2345-6789",
        host="procure.example",
        made_at=MADE_AT,
        revision=revision,
        url="https://procure.example/tenders/PRC-2345-6789/timetable",
    )


@pytest.mark.parametrize("name", ["Warm homes", HOSTILE])
def test_every_step_reads_back_as_an_event_for_the_whole_of_its_day(name: str) -> None:
    laid_out = steps()
    calendar = icalendar.Calendar.from_ical(written(laid_out, name))

    assert calendar.errors == []
    assert [component.name for component in calendar.walk()] == ["VCALENDAR"] + ["VEVENT"] * len(laid_out)
    for step, event in zip(laid_out, calendar.events, strict=True):
        assert event.errors == []
        assert (event.start, event.end) == (step.planned_on, step.planned_on + timedelta(days=1))
        assert str(event["SUMMARY"]).startswith(step.label)
        assert " ".join(name.split()) in str(event["SUMMARY"])
        assert step.why in str(event["DESCRIPTION"])
        assert step.rule_id in str(event["DESCRIPTION"])
        assert event["DTSTAMP"].dt == MADE_AT


def test_lines_end_and_fold_and_are_escaped_as_the_standard_says() -> None:
    text = written(steps(), HOSTILE)
    lines = text.split(b"\r\n")

    assert b"\n" not in text.replace(b"\r\n", b"")
    assert max(map(len, lines)) <= 75
    unfolded = text.replace(b"\r\n ", b"").decode()
    assert 'NAME:Warm\\, dry\\; "homes" \\\\ fine BEGIN:VALARM' in unfolded
    assert "DTSTART;VALUE=DATE:20270104" in unfolded
    assert unfolded.count("BEGIN:VEVENT") == len(steps())
    assert not [line for line in unfolded.splitlines() if line.startswith(("BEGIN:VALARM", "END:VEVENT —"))]


def test_a_step_keeps_its_uid_when_its_day_moves_and_the_file_says_that_it_is_newer() -> None:
    def events(data: bytes) -> dict[str, icalendar.Event]:
        return {str(event["UID"]): event for event in icalendar.Calendar.from_ical(data).events}

    before = events(written(steps(contract_ends_on=None), revision=1))
    after = events(written(steps(contract_ends_on=None, assessing_days=60), revision=2))

    assert set(before) == set(after)
    assert len(before) == len(steps(contract_ends_on=None))
    moved = "contract-start.PRC-2345-6789@procure.example"
    assert after[moved].start > before[moved].start
    assert (before[moved]["SEQUENCE"], after[moved]["SEQUENCE"]) == (1, 2)


def test_the_same_timetable_gives_the_same_bytes() -> None:
    assert written(steps()) == written(steps())
