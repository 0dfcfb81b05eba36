"""Outcomes, measures and the rest of a specification as tables, for people who compare tenders or work with figures.

Numbers that a source wrote as text stay text, so that "25" and "25%" and "about a quarter" are kept as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter

from exports import wording
from exports.artefact import PublicationStamp
from exports.packing import EPOCH, repacked
from exports.sheet import csv_line
from exports.text import clean_text
from procure.domain.snapshot import MeasureSnapshot, OutcomeSnapshot, SpecificationSnapshot

Cell = str | int | Decimal | date | None
#: Wider than this, and a row no longer fits a screen.
WIDEST, NARROWEST = 60, 10
#: The longest text that a cell of a workbook can hold.
LONGEST_CELL = 32_767


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet: its name, what each column is called, and its rows."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


_OUTCOME: tuple[tuple[str, Callable[[OutcomeSnapshot], Cell]], ...] = (
    ("Outcome", lambda outcome: outcome.number),
    ("Title", lambda outcome: outcome.title),
    ("Priority", lambda outcome: wording.label(outcome.priority, "OutcomePriority")),
    ("Outcome in a sentence", lambda outcome: outcome.statement),
    ("Who is better off", lambda outcome: outcome.beneficiary),
    ("What changes", lambda outcome: outcome.change),
    ("To what level", lambda outcome: outcome.level),
    ("By when", lambda outcome: outcome.by_when_on),
    ("Where", lambda outcome: outcome.place),
    ("Compared with", lambda outcome: outcome.comparison),
    ("Looked at separately for", lambda outcome: outcome.equality_split),
    ("Share of payment on results, %", lambda outcome: outcome.payment_share),
)
_MEASURE: tuple[tuple[str, Callable[[MeasureSnapshot], Cell]], ...] = (
    ("Measure name", lambda measure: measure.name),
    ("Unit", lambda measure: measure.unit),
    ("Direction", lambda measure: wording.label(measure.direction, "Direction")),
    ("Kind", lambda measure: wording.label(measure.kind, "MeasureKind")),
    ("Source", lambda measure: measure.source),
    ("Publisher", lambda measure: measure.publisher),
    ("How often", lambda measure: measure.frequency),
    ("Known after", lambda measure: measure.lag),
    ("Baseline", lambda measure: measure.baseline_value),
    ("Baseline period", lambda measure: measure.baseline_period),
    ("Baseline published", lambda measure: measure.baseline_published_on),
    ("Baseline address", lambda measure: measure.baseline_url),
    ("Baseline checked", lambda measure: _checked(measure)),
    ("How the baseline will be set", lambda measure: measure.baseline_plan),
    ("Target", lambda measure: measure.target_value),
    ("Target date", lambda measure: measure.target_on),
    ("On the way", lambda measure: _path(measure)),
    ("Who holds the data", lambda measure: measure.data_owner),
    ("Guard against a hollow result", lambda measure: measure.counter_measure),
)


def tables_of(snapshot: SpecificationSnapshot) -> list[Table]:
    """Every table of a specification, those without rows too."""
    return [
        Table(
            "Outcomes", _named(_OUTCOME), tuple(_cells(_OUTCOME, outcome) for outcome in snapshot.outcomes)
        ),
        measures_table(snapshot),
        Table(
            "Objectives",
            ("Outcome", "Mission", "Objective", "Causal step", "Evidence", "Evidence address", "Assumption"),
            tuple(_objectives(snapshot)),
        ),
        Table(
            "Fixed requirements",
            ("Number", "What is fixed", "Why", "Explanation", "Open to challenge"),
            tuple(
                (
                    each.number,
                    each.text,
                    wording.label(each.reason, "RequirementReason"),
                    each.explanation,
                    wording.yes_or_no(each.open_to_challenge),
                )
                for each in snapshot.fixed_requirements
            ),
        ),
        Table(
            "Award criteria",
            (
                "Number",
                "Criterion",
                "Kind",
                "Weight (%)",
                "What is assessed",
                "Question",
                "Most words",
                "Outcomes assessed",
            ),
            tuple(
                (
                    each.number,
                    each.name,
                    wording.label(each.kind, "CriterionKind"),
                    each.weight,
                    each.description,
                    each.question,
                    each.word_limit,
                    ", ".join(
                        str(outcome.number)
                        for outcome in snapshot.outcomes
                        if outcome.key in each.outcome_keys
                    ),
                )
                for each in snapshot.award.criteria
            ),
        ),
    ]


def measures_table(snapshot: SpecificationSnapshot) -> Table:
    """A row for each measure, with its outcome; an outcome that has none yet has a row of its own."""
    rows = [
        (f"{outcome.number}.{place}", outcome.title, *_cells(_MEASURE, measure))
        for outcome in snapshot.outcomes
        for place, measure in enumerate(outcome.measures or (MeasureSnapshot(key=""),), start=1)
    ]
    return Table("Measures", ("Measure", "Outcome", *_named(_MEASURE)), tuple(rows))


def measures_csv(snapshot: SpecificationSnapshot, _stamp: PublicationStamp) -> bytes:
    """Every measure with its outcome, a line each, as CSV in UTF-8 with cells that no spreadsheet runs."""
    table = measures_table(snapshot)
    lines = [csv_line(table.headings), *(csv_line(map(_written, row)) for row in table.rows)]
    return ("\ufeff" + "".join(lines)).encode()


def workbook(snapshot: SpecificationSnapshot, stamp: PublicationStamp) -> bytes:
    """Every table as a sheet of an Office Open XML workbook, in which all text is text and nothing is a formula."""
    book = Workbook(write_only=True)
    about = Table("About", ("What", "Said"), tuple(_about(snapshot, stamp)))
    for table in (about, *tables_of(snapshot)):
        _put(book, table)
    properties = book.properties
    properties.title = clean_text(snapshot.title)[:255]
    properties.creator = clean_text(snapshot.authority.name)[:255]
    properties.language = snapshot.language or "en"
    published = stamp.published_at or datetime(*EPOCH, tzinfo=UTC)
    properties.created = properties.modified = published.astimezone(UTC).replace(tzinfo=None)
    loose = BytesIO()
    with ZipFile(loose, "w") as parts:
        # The book's own way of saving would date it with the moment of saving.
        ExcelWriter(book, parts).save()
    return repacked(loose.getvalue())


def _about(snapshot: SpecificationSnapshot, stamp: PublicationStamp) -> Iterable[tuple[Cell, ...]]:
    yield "Tender", snapshot.title
    yield "Reference", snapshot.reference
    yield "Buyer", snapshot.authority.name
    yield "Version", stamp.version_number if stamp.version_number is not None else "Draft – not published"
    if stamp.published_at is not None:
        yield "Published", wording.moment(stamp.published_at)
    if stamp.url:
        yield "Address", stamp.url


def _objectives(snapshot: SpecificationSnapshot) -> Iterable[tuple[Cell, ...]]:
    for outcome in snapshot.outcomes:
        for link in outcome.objective_links:
            objective = snapshot.objective(link.objective_id)
            if objective is not None:
                yield (
                    outcome.number,
                    objective.mission_name,
                    objective.title,
                    wording.label(link.causal_step, "CausalStep"),
                    wording.label(link.evidence_grade, "EvidenceGrade"),
                    link.evidence_url,
                    link.assumption,
                )


def _put(book: Workbook, table: Table) -> None:
    sheet = book.create_sheet(table.name)
    for column, heading in enumerate(table.headings):
        longest = max([len(heading), *(len(_written(row[column])) for row in table.rows)])
        width = min(max(longest + 2, NARROWEST), WIDEST)
        sheet.column_dimensions[get_column_letter(column + 1)].width = width
    sheet.freeze_panes = "A2"
    head = [WriteOnlyCell(sheet, value=heading) for heading in table.headings]
    for cell in head:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="F3F2F1")
    sheet.append(head)
    for row in table.rows:
        sheet.append([_cell(sheet, value) for value in row])


def _cell(sheet: Any, value: Cell) -> WriteOnlyCell:
    if isinstance(value, str):
        cell = WriteOnlyCell(sheet, value=clean_text(value)[:LONGEST_CELL])
        cell.data_type = "s"  # what begins with "=" is text like any other
    else:
        cell = WriteOnlyCell(sheet, value=value)
        if isinstance(value, date):
            cell.number_format = "d mmmm yyyy"
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    return cell


def _named(columns: Iterable[tuple[str, Any]]) -> tuple[str, ...]:
    return tuple(heading for heading, _ in columns)


def _cells(columns: Iterable[tuple[str, Callable[[Any], Cell]]], row: Any) -> tuple[Cell, ...]:
    return tuple(read(row) for _, read in columns)


def _checked(measure: MeasureSnapshot) -> str:
    if not measure.baseline_value:
        return ""
    return "Yes" if measure.baseline_verified else "No: unverified"


def _path(measure: MeasureSnapshot) -> str:
    return "; ".join(f"{point.value} by {wording.day(point.on)}" for point in measure.target_path)


def _written(value: Cell) -> str:
    if value is None:
        return ""
    return (
        value.isoformat()
        if isinstance(value, date)
        else f"{value:f}"
        if isinstance(value, Decimal)
        else str(value)
    )
