"""What an entry of the library holds: outcomes, and the missions and objectives they serve.

Every model is frozen and refuses unknown fields. A value of ``None`` means "not known", never zero.
``verified`` is true only where somebody saw the fact in the text of the source named beside it.
"""

import hashlib
import json
import math
import re
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    model_validator,
)

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_URL = re.compile(r"https?://[A-Za-z0-9.-]+(:\d+)?([/?#][^\s<>\"'`\\{}|^]*)?")
_TAG = re.compile(r"<[/!?a-zA-Z]")
_SCHEME = re.compile(r"\b(javascript|vbscript|data|file):\S", re.IGNORECASE)
_LINK = re.compile(r"\]\(\s*<?\s*([^)\s>]*)")


def _plain(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty: write something, or null where the field allows it")
    if _CONTROL.search(text):
        raise ValueError("holds a control or direction-override character: remove it")
    if _TAG.search(text):
        raise ValueError("holds what looks like HTML: write plain Markdown")
    for target in _LINK.findall(text):
        if not _URL.fullmatch(target):
            raise ValueError(f"links to '{target[:60]}': link only to http or https addresses")
    if _SCHEME.search(text):
        raise ValueError("holds an address that is not a web page: link only to http or https addresses")
    return text.strip()


def _web_address(text: str) -> str:
    if not _URL.fullmatch(text):
        raise ValueError(
            f"'{text[:60]}' is not an http or https address: give the full address of the source"
        )
    return text


def _plain_number(value: int | float) -> int | float:
    if not math.isfinite(value):
        raise ValueError("is not a number: give a number, or null where the figure is not known")
    return int(value) if value == int(value) else value


Text = Annotated[StrictStr, Field(max_length=3000), AfterValidator(_plain)]
Line = Annotated[StrictStr, Field(max_length=300), AfterValidator(_plain)]
Slug = Annotated[StrictStr, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
WebAddress = Annotated[StrictStr, Field(max_length=600), AfterValidator(_web_address)]
CpvCode = Annotated[StrictStr, Field(pattern=r"^\d{8}$")]
PartialDate = Annotated[StrictStr, Field(pattern=r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")]
"""A year, a month or a day, as exactly as the source gives it: 2025, 2025-09 or 2025-09-30."""
Number = Annotated[StrictInt | StrictFloat, AfterValidator(_plain_number)]
Version = Annotated[StrictInt, Field(ge=1)]
Direction = Literal["up", "down", "hold"]


class Part(BaseModel):
    """A frozen piece of an entry that refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Entry(Part):
    """One file of the library, known by its id and numbered by its version."""

    id: Slug
    version: Version
    status: Literal["current", "retired"]

    @property
    def digest(self) -> str:
        """SHA-256, in hexadecimal, of the entry's whole content in canonical JSON.

        The layout of the file (quoting, wrapped lines) does not count; every word and figure does.
        """
        canonical = json.dumps(
            self.model_dump(mode="json"), sort_keys=True, separators=(",", ":"), ensure_ascii=False
        )
        return hashlib.sha256(canonical.encode("utf-8")).hexdigest()


class Baseline(Part):
    """Where a measure stood: a number, or words where one number cannot say it, with period and source."""

    value: Number | None
    value_text: Line | None
    period: Line | None
    source_url: WebAddress | None
    verified: StrictBool

    @model_validator(mode="after")
    def _a_figure_has_a_period_and_a_source(self) -> Self:
        has_figure = self.value is not None or self.value_text is not None
        if has_figure and (self.period is None or self.source_url is None):
            raise ValueError(
                "gives a figure without its period and source_url: add both, or make the figure null"
            )
        if self.verified and not has_figure:
            raise ValueError("is marked verified but gives no figure: set verified to false")
        return self


class LibraryMeasure(Part):
    """How a change would be seen: what is counted, which way is better, who publishes it and how late."""

    name: Line
    unit: Line
    direction: Direction
    kind: Literal["outcome", "proxy", "lead", "output", "input"]
    source: Line
    publisher: Line
    frequency: Line
    lag: Line
    baseline: Baseline | None
    counter_measure: Text | None


class DataNeed(Part):
    """Data that another body holds and the outcome needs, and what usually stands in the way."""

    dataset: Line
    holder: Line
    blocker: Literal["culture", "ownership", "legislation", "standards"]
    note: Text | None


class Evidence(Part):
    """A public source and what it supports."""

    url: WebAddress
    supports: Text
    verified: StrictBool


class LibraryOutcome(Entry):
    """A reusable target outcome: a change for people or places, with {placeholders} for its levels."""

    title: Annotated[Line, Field(max_length=120)]
    sector: Line
    missions: tuple[Slug, ...]
    objectives: tuple[Slug, ...]
    geography: Line
    beneficiary: Line
    cpv: Annotated[tuple[CpvCode, ...], Field(min_length=1)]
    measures: Annotated[tuple[LibraryMeasure, ...], Field(min_length=1)]
    data_needs: tuple[DataNeed, ...]
    evidence: tuple[Evidence, ...]
    statement: Annotated[Text, Field(max_length=700)]
    questions: Annotated[tuple[Text, ...], Field(min_length=2, max_length=4)]
    prescriptive_trap: Text
    gaming_risk: Text
    advice: Text

    @property
    def placeholders(self) -> tuple[str, ...]:
        """Names in braces in the statement, in order of first appearance, each once."""
        return tuple(dict.fromkeys(PLACEHOLDER.findall(self.statement)))

    @property
    def sector_slug(self) -> str:
        """The folder the entry lives in: the sector in lower case with hyphens for spaces."""
        return self.sector.lower().replace(" ", "-")


class Figure(Part):
    """A figure of an objective: a number or words, when it applies, its source and any warning about it."""

    value: Number | Line | None
    date: Line | None
    source_url: WebAddress
    verified: StrictBool
    note: Text | None


class Departments(Part):
    """Who answers for something in government, and how sure we are of it."""

    lead_department: Line
    other_departments: tuple[Line, ...]
    departments_verified: StrictBool
    departments_source_url: WebAddress | None
    departments_note: Text | None


class Objective(Departments):
    """Something a mission aims at. A milestone is an objective with a metric and a date."""

    id: Slug
    title: Annotated[Line, Field(max_length=120)]
    mission: Slug
    framework: Slug
    kind: Literal["milestone", "ambition"]
    metric: Line
    unit: Line
    direction: Direction
    direction_note: Text | None
    geography: Line
    baseline: Figure
    target: Figure
    interim_targets: tuple[Figure, ...]
    data_source: Line
    publisher: Line
    frequency: Line | None
    lag: Line | None
    data_source_verified: StrictBool
    updates: tuple[Figure, ...]
    caution: Text | None
    caution_source_url: WebAddress | None


class Sourced(Entry):
    """An entry with a name, and the public source it rests on."""

    name: Line
    source_url: WebAddress
    verified: StrictBool


class Mission(Departments, Sourced):
    """A long-term aim of government, with the objectives beneath it."""

    framework: Slug
    objectives: tuple[Objective, ...]
    aim: Text
    explanation: Text
    cautions: Annotated[tuple[Text, ...], Field(min_length=1)]


class Framework(Sourced):
    """A dated set of government objectives. A published specification keeps the one it was approved under."""

    effective_from: PartialDate
    standing: Line
    summary: Text
    cautions: tuple[Text, ...]


class Foundation(Sourced):
    """One of the foundations the missions rest on."""

    framework: Slug
    explanation: Text


class Policy(Sourced):
    """A procurement policy or legal change that ties buying to the missions."""

    published_on: PartialDate
    in_force_from: PartialDate
    summary: Text
