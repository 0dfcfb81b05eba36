"""Questions answered with a date, or a date and time in London."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import Any, ClassVar

from markupsafe import Markup

from procure.act.calendar import LONDON
from procure.web.forms.question import Question
from procure.web.forms.widgets import TextInput, component
from procure.web.pages import date_text, time_text

EARLIEST, LATEST = 1900, 2199
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAMES = ("january", "february", "march", "april", "may", "june", "july", "august", "september",
                "october", "november", "december")  # fmt: skip
_CLOCK = re.compile(
    r"(\d{1,2})(?:[:.](\d{2}))? ?([ap])\.?m\.?|(\d{1,2})[:.]?(\d{2})", re.ASCII | re.IGNORECASE
)


class DateWidget:
    """Day, month and year boxes, and a time where the question has one. Errors link to the first wrong
    box.
    """

    LABELS = {"-day": ("Day", 2), "-month": ("Month", 2), "-year": ("Year", 4), "-time": ("Time", 5)}

    def __call__(self, field: Any, heading: str = "", params: Any = None, **kwargs: Any) -> Markup:
        legend = (
            {"text": heading, "isPageHeading": True, "classes": "govuk-fieldset__legend--l"}
            if heading
            else {"text": field.label.text, "classes": "govuk-fieldset__legend--s"}
        )
        everything = {
            "id": field.id,
            "fieldset": {"legend": legend},
            "hint": {"text": field.description} if field.description else None,
            "errorMessage": {"text": field.errors[0]} if field.errors else None,
            "items": [self._box(field, part) for part in field.parts],
        }
        return component("date-input", "govukDateInput", everything | field.params | (params or {}))

    def _box(self, field: Any, part: str) -> dict[str, Any]:
        label, width = self.LABELS[part]
        is_wrong = bool(field.errors) and (part in field.wrong or not field.wrong)
        return {
            "label": label,
            "id": field.id + part,
            "name": field.name + part,
            "value": field.typed.get(part, ""),
            "classes": f"govuk-input--width-{width}" + (" govuk-input--error" if is_wrong else ""),
            "inputmode": "text" if part == "-time" else "numeric",
        }


class Day(Question):
    """A date in three boxes; data is ``date``. Accepts month names, and a whole date typed in the first
    box.
    """

    parts: ClassVar[tuple[str, ...]] = ("-day", "-month", "-year")
    widget = DateWidget()

    def __init__(self, label: str, **kwargs: Any) -> None:
        kwargs.setdefault("hint", "For example, 27 3 2027")
        super().__init__(label, **kwargs)

    def parse(self, typed: dict[str, str]) -> Any:
        return self._date(typed)

    def shown(self, data: Any) -> list[str]:
        return [date_text(data)] if data else []

    def written(self, data: Any) -> dict[str, str]:
        if data is None:
            return dict.fromkeys(self.parts, "")
        return {"-day": str(data.day), "-month": str(data.month), "-year": str(data.year)}

    def _date(self, typed: dict[str, str]) -> date:
        day, month, year = _spread(typed["-day"], typed["-month"], typed["-year"])
        absent = [
            part
            for part, text in zip(("-day", "-month", "-year"), (day, month, year), strict=True)
            if not text
        ]
        if absent:
            words = " and ".join(f"a {part[1:]}" for part in absent)
            self.wrong = tuple(absent)
            raise ValueError(f"{self.called} must include {words}")
        if not re.fullmatch(r"[0-9]{4}", year) and re.fullmatch(r"[0-9]+", year):
            self.wrong = ("-year",)
            raise ValueError(f"{self.called} must have a year of 4 numbers, like 2027")
        wrong = [
            part
            for part, is_good in (
                ("-day", re.fullmatch(r"0?[1-9]|[12][0-9]|3[01]", day)),
                ("-month", _month(month)),
                ("-year", re.fullmatch(r"[0-9]{4}", year)),
            )
            if not is_good
        ]
        try:
            if wrong:
                raise ValueError
            found = date(int(year), _month(month), int(day))
        except ValueError:
            self.wrong = tuple(wrong)
            raise ValueError(f"{self.called} must be a real date, like 27 3 2027") from None
        if not EARLIEST <= found.year <= LATEST:
            self.wrong = ("-year",)
            raise ValueError(f"{self.called} must be between {EARLIEST} and {LATEST}")
        return found


class DayInOneBox(Day):
    """A date in one box, for pages that ask for many; data is ``date``. Read as people write it: 27 March 2027."""

    parts = ("",)
    widget = TextInput()

    def __init__(self, label: str, **kwargs: Any) -> None:
        kwargs.setdefault("hint", "")
        super().__init__(label, **kwargs)
        self.params = {"classes": "govuk-input--width-10", "spellcheck": False} | self.params

    def parse(self, typed: dict[str, str]) -> Any:
        try:
            return self._date({"-day": typed[""], "-month": "", "-year": ""})
        finally:
            self.wrong = ()

    def written(self, data: Any) -> dict[str, str]:
        return {"": date_text(data) if data else ""}


class Moment(Day):
    """A date and a time of day in London; data is an aware ``datetime`` in UTC."""

    parts = ("-day", "-month", "-year", "-time")

    def __init__(self, label: str, **kwargs: Any) -> None:
        kwargs.setdefault("hint", "For example, 27 3 2027, midday. The time is the time in London")
        super().__init__(label, **kwargs)

    def parse(self, typed: dict[str, str]) -> Any:
        day = self._date(typed)
        clock = self._clock(typed["-time"])
        naive = datetime.combine(day, clock)
        first, second = (naive.replace(tzinfo=LONDON, fold=fold) for fold in (0, 1))
        if first.utcoffset() != second.utcoffset():
            self.wrong = ("-time",)
            if first.astimezone(UTC).astimezone(LONDON).replace(tzinfo=None) != naive:
                raise ValueError(
                    f"{self.called} is at a time that does not exist: the clocks go forward from 1am to 2am "
                    "that day. Choose another time"
                )
            raise ValueError(
                f"{self.called} is at a time that comes twice: the clocks go back from 2am to 1am that day. "
                "Choose a time before 1am, or from 2am"
            )
        return first.astimezone(UTC)

    def shown(self, data: Any) -> list[str]:
        return [time_text(data)] if data else []

    def written(self, data: Any) -> dict[str, str]:
        if data is None:
            return dict.fromkeys(self.parts, "")
        local = data.astimezone(LONDON)
        return super().written(local) | {"-time": clock_text(local.time())}

    def _clock(self, text: str) -> time:
        if text.casefold() in {"noon", "12 noon", "midday", "12 midday", "12noon"}:
            return time(12)
        found = _CLOCK.fullmatch(text)
        self.wrong = ("-time",)
        if not text:
            raise ValueError(f"{self.called} must include a time, like midday or 5pm")
        if "midnight" in text.casefold():
            raise ValueError(
                f"{self.called} cannot be midnight, because people differ on which day it belongs to. "
                "Use 11:59pm"
            )
        try:
            if not found:
                raise ValueError
            if found[3]:
                hour, minute = int(found[1]), int(found[2] or 0)
                if not 1 <= hour <= 12:
                    raise ValueError
                hour = hour % 12 + (12 if found[3].casefold() == "p" else 0)
            else:
                hour, minute = int(found[4]), int(found[5])
            clock = time(hour, minute)
        except ValueError:
            raise ValueError(f"{self.called} must have a real time, like midday, 5pm or 14:30") from None
        self.wrong = ()
        return clock


def clock_text(clock: time) -> str:
    """A time as people write it: midday, 5pm, 9:30am; 00:00 for the first minute of a day."""
    if (clock.hour, clock.minute) == (12, 0):
        return "midday"
    if (clock.hour, clock.minute) == (0, 0):
        return "00:00"
    minutes = f":{clock.minute:02}" if clock.minute else ""
    return f"{clock.hour % 12 or 12}{minutes}{'am' if clock.hour < 12 else 'pm'}"


def _spread(day: str, month: str, year: str) -> tuple[str, str, str]:
    """A whole date typed in the first box, spread over the three: ``1 2 2027``, ``1/2/2027``,
    ``2027-02-01``.
    """
    if month or year:
        return day, month, year
    pieces = [piece for piece in re.split(r"[\s/.,-]+", day) if piece]
    if len(pieces) != 3:
        return day, month, year
    return (pieces[2], pieces[1], pieces[0]) if len(pieces[0]) == 4 else (pieces[0], pieces[1], pieces[2])


def _month(text: str) -> int:
    """1 to 12 from a number or an English name; 0 for anything else."""
    word = text.casefold().rstrip(".")
    if re.fullmatch(r"[0-9]{1,2}", word):
        return int(word) if 1 <= int(word) <= 12 else 0
    if word == "sept":
        return 9
    if word in _MONTH_NAMES or word in _MONTHS:
        return _MONTHS.index(word[:3]) + 1
    return 0
