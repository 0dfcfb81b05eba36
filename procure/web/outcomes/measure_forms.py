"""The questions asked of a measure, one thing to a page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from procure.domain.vocabulary import Direction, FigureKind, MeasureKind
from procure.web.forms import (
    Day,
    Line,
    OneOf,
    Paragraphs,
    Quantity,
    QuestionForm,
    WebAddress,
    WholeNumber,
    YesNo,
)

LONGEST_ANSWER = 2_000
MOST_POINTS = 12
SPARE_POINTS = 2


class WhatForm(QuestionForm):
    heading = "What is measured"
    name = Line(
        "Name of the measure",
        called="The name of the measure",
        hint="Such as “Heating energy used over a winter”",
        required=True,
    )
    unit = Line(
        "Unit",
        called="Unit",
        hint="Such as “% of households” or “days”",
        params={"classes": "govuk-input--width-20"},
    )
    direction = OneOf("Which way is better?", Direction, called="Which way is better")
    kind = OneOf(
        "What kind of measure is it?",
        MeasureKind,
        called="What kind of measure it is",
        hints={
            "outcome": "Such as people in work six months on",
            "proxy": "Such as calls to a helpline, for fear of crime",
            "lead": "Such as a job offer, for lasting work",
            "output": "Such as courses run. It shows effort, not change",
            "input": "Such as staff hours. It shows cost, not change",
        },
    )
    predicts_because = Paragraphs(
        "If it is an early sign: what shows that it predicts the change?",
        called="What shows that it predicts the change",
        hint="Such as a study in which those who had a job offer were still in work a year later",
        maximum=LONGEST_ANSWER,
        rows=2,
    )


class SourceForm(QuestionForm):
    heading = "Where the figure comes from"
    source = Line("Source", called="Source", hint="The dataset, survey or record it is read from")
    publisher = Line(
        "Who publishes it?", called="Who publishes it", hint="Such as “Office for National Statistics”"
    )
    frequency = Line(
        "How often?",
        called="How often",
        hint="Such as “monthly” or “each May”",
        params={"classes": "govuk-input--width-20"},
    )
    lag = Line(
        "How long after the period is it published?",
        called="How long after the period it is published",
        hint="Such as “about 6 weeks”. If it comes too late to act on, add an early sign as well",
        params={"classes": "govuk-input--width-20"},
    )


class BaselineForm(QuestionForm):
    heading = "Where it stands today"
    baseline_value = Line(
        "Starting figure",
        called="Starting figure",
        hint="Leave empty if it is not known. Not known is not nought",
        params={"classes": "govuk-input--width-20"},
    )
    baseline_period = Line(
        "Period it describes",
        called="Period it describes",
        hint="Such as “April 2025 to March 2026”",
        params={"classes": "govuk-input--width-20"},
    )
    baseline_published_on = Day("When was it published?", called="The date it was published")
    baseline_url = WebAddress(
        "Where is it published?", called="Where it is published", hint="The full address of the page"
    )
    baseline_verified = YesNo(
        "Have you seen the figure at that address?",
        called="Whether you have seen the figure",
        hint="Until you have, documents mark it as not verified",
    )
    baseline_plan = Paragraphs(
        "If it is not known, how and when will it be set?",
        called="How and when the starting figure will be set",
        hint="Before the second stage of the tender, or the first months of the contract, at the latest",
        maximum=LONGEST_ANSWER,
        rows=3,
    )

    def check(self) -> None:
        if self.baseline_value.data and not self.baseline_period.data:
            self.refuse("baseline_period", "Enter the period the starting figure describes")
        if self.baseline_verified.data and not self.baseline_value.data and not self.baseline_value.errors:
            self.refuse("baseline_value", "Enter the figure you have seen, or select no")
        if self.baseline_verified.data and not self.baseline_url.data and not self.baseline_url.errors:
            self.refuse("baseline_url", "Enter where you have seen the figure, or select no")

    @property
    def answers(self) -> dict[str, Any]:
        """An unanswered "have you seen it" is a no."""
        return {**super().answers, "baseline_verified": bool(self.baseline_verified.data)}


class TargetForm(QuestionForm):
    heading = "The target"
    target_value = Line(
        "Figure to reach",
        called="Figure to reach",
        hint="In the measure’s own unit",
        params={"classes": "govuk-input--width-20"},
    )
    target_on = Day("By when?", called="The target’s date")

    def check(self) -> None:
        if self.target_on.data and not self.target_value.data and not self.target_value.errors:
            self.refuse("target_value", "Enter the figure to reach by that date")


class PathForm(QuestionForm):
    """Steps on the way to the target; ``path_form`` adds the questions."""

    heading = "Steps on the way to the target"
    intro = (
        "Say what should be seen, and by when, on the way. Steps show early whether things are on course.",
        "Leave this empty if only the end counts.",
    )
    points = 0
    target_on: date | None = None

    def check(self) -> None:
        seen: dict[date, str] = {}
        for at in range(self.points):
            on, value = self[f"on_{at}"], self[f"value_{at}"]
            if value.data and not on.data and not on.errors:
                self.refuse(on.name, f"{on.called} must be entered, or its figure deleted")
            if on.data and not value.data and not value.errors:
                self.refuse(value.name, f"{value.called} must be entered, or its date deleted")
            if on.data and on.data in seen:
                self.refuse(on.name, f"{on.called} is the same as that of {seen[on.data]}")
            if on.data and self.target_on and on.data > self.target_on:
                self.refuse(on.name, f"{on.called} is after the target’s date. Steps come before it")
            if on.data:
                seen.setdefault(on.data, f"step {at + 1}")

    @property
    def answers(self) -> dict[str, Any]:
        """The path as it is stored, oldest first."""
        pairs = ((self[f"on_{at}"].data, self[f"value_{at}"].data) for at in range(self.points))
        path = [{"on": on.isoformat(), "value": value} for on, value in pairs if on and value]
        return {"target_path": sorted(path, key=lambda point: point["on"])}


class ChanceForm(QuestionForm):
    heading = "Telling change from chance"
    intro = (
        "A figure about a few people moves a lot by chance alone. Say how many it describes, and we work out the "
        "smallest change it can show.",
    )
    figure_kind = OneOf("What sort of figure is it?", FigureKind, called="What sort of figure it is")
    people_per_reading = WholeNumber(
        "How many people does one reading describe?",
        called="How many people one reading describes",
        hint="People, homes or cases in one period, such as 400 a year. Not needed for a count",
        least=1,
    )
    people_in_baseline = WholeNumber(
        "How many people does the starting figure describe?",
        called="How many people the starting figure describes",
        hint="Not needed for a count",
        least=1,
    )
    spread = Quantity(
        "For an average: how far do single people’s figures spread?",
        called="How far single people’s figures spread",
        hint="The standard deviation, in the measure’s own unit",
    )
    is_clustered = YesNo(
        "Do the people come in groups?",
        called="Whether the people come in groups",
        hint="Such as classes, estates or practices. People in one group are alike, so each of them says less",
    )

    def check(self) -> None:
        if self.spread.data is not None and self.figure_kind.data not in ("", FigureKind.AVERAGE):
            self.refuse("spread", "Delete the spread, or select “An average” as the sort of figure")


class OwnerForm(QuestionForm):
    heading = "Who holds the data, and what would show it being gamed"
    data_owner = Line(
        "Who holds the data?",
        called="Who holds the data",
        hint="The body that must agree before anybody can read it",
    )
    may_use_data = YesNo(
        "Have they agreed that the data may be used for this?",
        called="Whether the data may be used",
        hint="Leave it open while you do not know",
    )
    counter_measure = Paragraphs(
        "What would show this measure being gamed?",
        called="What would show this measure being gamed",
        hint="A second figure, read beside the first",
        maximum=LONGEST_ANSWER,
        rows=3,
    )


def path_form(points: int, target_on: date | None) -> type[PathForm]:
    """A form for that many steps, at most MOST_POINTS."""
    points = max(SPARE_POINTS, min(points, MOST_POINTS))
    questions: dict[str, Any] = {}
    for at in range(points):
        number = at + 1
        questions[f"on_{at}"] = Day(f"Step {number}: by when?", called=f"The date of step {number}")
        questions[f"value_{at}"] = Line(
            f"Step {number}: figure",
            called=f"The figure of step {number}",
            maximum=100,
            params={"classes": "govuk-input--width-10"},
        )
    return type("PathForm", (PathForm,), {"points": points, "target_on": target_on, **questions})


def as_fields(values: Mapping[str, Any]) -> dict[str, Any]:
    """Columns by form field: a stored path becomes the fields of its steps, the rest stay as they are."""
    fields = {name: value for name, value in values.items() if name != "target_path"}
    for at in range(MOST_POINTS if "target_path" in values else 0):
        point = dict(enumerate(values["target_path"])).get(at)
        fields[f"on_{at}"] = date.fromisoformat(point["on"]) if point else None
        fields[f"value_{at}"] = point["value"] if point else ""
    return fields
