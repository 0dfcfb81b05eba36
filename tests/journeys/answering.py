"""Filling in whatever form is before us, by the words that people read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from playwright.sync_api import Locator

from tests.journeys.visiting import Visitor


@dataclass(frozen=True)
class Choice:
    """One of several: a radio button or an option, by its label."""

    label: str


@dataclass(frozen=True)
class Found:
    """A code that is searched for by a word, and chosen from what was found by its label."""

    words: str
    label: str


Answer = str | bool | date | datetime | Choice | Found | list[str]
Answers = Mapping[str, Answer]


def answer(visitor: Visitor, answers: Answers) -> Visitor:
    """Give each answer to the question with its words: text, yes or no, a day, a time, a choice, ticks."""
    for question, given in answers.items():
        match given:
            case bool():
                _within(visitor, question).get_by_label("Yes" if given else "No", exact=True).check()
            case datetime():
                _write_day(_within(visitor, question), given)
                _within(visitor, question).get_by_label("Time", exact=True).fill(f"{given:%H:%M}")
            case date():
                _write_day(_within(visitor, question), given)
            case Choice():
                _choose(visitor, question, given.label)
            case list():
                for label in given:
                    _within(visitor, question).get_by_label(label, exact=True).check()
            case Found():
                visitor.field(question).fill(given.words)
                visitor.press("Search").choose(given.label)
            case _:
                visitor.field(question).fill(given)
    return visitor


def _within(visitor: Visitor, legend: str) -> Locator:
    return visitor.page.get_by_role("group", name=legend, exact=True)


def _write_day(group: Locator, day: date) -> None:
    for box, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        group.get_by_label(box, exact=True).fill(str(number))


def _choose(visitor: Visitor, question: str, label: str) -> None:
    options = visitor.page.get_by_role("combobox", name=question, exact=True)
    if options.count():
        options.select_option(label=label)
    else:
        _within(visitor, question).get_by_label(label, exact=True).check()
