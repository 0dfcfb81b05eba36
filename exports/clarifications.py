"""Questions and answers on a tender as files: what is public, for everybody, and the log that its buyer keeps.

Cells that a spreadsheet would run are made harmless. Times are UTC, in ISO 8601.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from exports.markdown import plain_text
from exports.sheet import csv_line
from exports.text import clean_text


@dataclass(frozen=True, slots=True)
class PublicAnswer:
    """A public question with its answer. ``key`` is its place on the page; ``corrects`` and ``corrected_by`` are keys
    of others, empty for none. ``part`` is a place in ``version`` of the specification, empty for the whole."""

    key: str
    batch: int
    published_at: datetime
    part: str
    part_name: str
    version: int
    question: str
    answer: str
    is_declined: bool
    changes_specification: bool
    corrects: str
    corrected_by: str


@dataclass(frozen=True, slots=True)
class LoggedQuestion:
    """A question as it is kept on record: when and what was asked, what became of it and through whom.
    ``response_hours`` are whole hours from confirmed to published, None while it is not."""

    key: str
    standing: str
    asked_at: datetime
    confirmed_at: datetime | None
    is_late: bool
    organisation: str
    part_name: str
    version: int
    original: str
    wording: str
    answer: str
    decision: str
    changes_specification: bool
    because: str
    handled_by: str
    handled_at: datetime | None
    batch: int | None
    published_at: datetime | None
    published_by: str
    response_hours: int | None
    corrections: int


_PUBLIC = (
    "Key", "Batch", "Published (UTC)", "About", "Version of the specification", "Question", "Answer", "Declined",
    "Leads to a change of the specification", "Corrects", "Corrected by",
)  # fmt: skip
_LOG = (
    "Key", "Standing", "Asked (UTC)", "Confirmed (UTC)", "After the deadline for questions", "Organisation", "About",
    "Version of the specification", "Question as asked", "Question as published", "Answer", "Decision",
    "Leads to a change of the specification", "Set aside because", "Handled by", "Handled (UTC)", "Batch",
    "Published (UTC)", "Published by", "Hours from question to answer", "Corrections since",
)  # fmt: skip


def public_csv(answers: Iterable[PublicAnswer]) -> str:
    """What is public, a line each; the answer without the marks of its formatting."""
    lines = [_line(_PUBLIC)]
    lines += [
        _line(
            (
                each.key, each.batch, _iso(each.published_at), each.part_name, each.version,
                clean_text(each.question), plain_text(each.answer), _yes(each.is_declined),
                _yes(each.changes_specification), each.corrects, each.corrected_by,
            )
        )
        for each in answers
    ]  # fmt: skip
    return "\ufeff" + "".join(lines)


def public_json(answers: Iterable[PublicAnswer], *, tender: str, page: str, made_at: datetime) -> str:
    """What is public as one JSON document. ``tender`` is a reference, ``page`` where people read it."""
    return _json(
        {
            "tender": tender,
            "page": page,
            "madeAt": _iso(made_at),
            "answers": [
                {
                    "key": each.key,
                    "batch": each.batch,
                    "publishedAt": _iso(each.published_at),
                    "part": each.part,
                    "partName": clean_text(each.part_name),
                    "version": each.version,
                    "question": clean_text(each.question),
                    "answerMarkdown": clean_text(each.answer),
                    "isDeclined": each.is_declined,
                    "changesSpecification": each.changes_specification,
                    "corrects": each.corrects or None,
                    "correctedBy": each.corrected_by or None,
                    "url": f"{page}#answer-{each.key}",
                }
                for each in answers
            ],
        }
    )


def log_csv(questions: Iterable[LoggedQuestion]) -> str:
    """The log, a line for each question."""
    lines = [_line(_LOG)]
    lines += [
        _line(
            (
                each.key, each.standing, _iso(each.asked_at), _iso(each.confirmed_at), _yes(each.is_late),
                each.organisation, each.part_name, each.version, clean_text(each.original),
                clean_text(each.wording), clean_text(each.answer), each.decision,
                _yes(each.changes_specification), each.because, each.handled_by, _iso(each.handled_at),
                each.batch, _iso(each.published_at), each.published_by, each.response_hours, each.corrections,
            )
        )
        for each in questions
    ]  # fmt: skip
    return "\ufeff" + "".join(lines)


def log_json(questions: Iterable[LoggedQuestion], *, tender: str, made_at: datetime) -> str:
    """The log as one JSON document."""
    return _json(
        {
            "tender": tender,
            "madeAt": _iso(made_at),
            "questions": [
                {
                    "key": each.key,
                    "standing": each.standing,
                    "askedAt": _iso(each.asked_at),
                    "confirmedAt": _iso(each.confirmed_at) or None,
                    "isLate": each.is_late,
                    "organisation": clean_text(each.organisation) or None,
                    "partName": clean_text(each.part_name),
                    "version": each.version,
                    "original": clean_text(each.original),
                    "wording": clean_text(each.wording),
                    "answerMarkdown": clean_text(each.answer),
                    "decision": each.decision or None,
                    "changesSpecification": each.changes_specification,
                    "setAsideBecause": each.because or None,
                    "handledBy": each.handled_by or None,
                    "handledAt": _iso(each.handled_at) or None,
                    "batch": each.batch,
                    "publishedAt": _iso(each.published_at) or None,
                    "publishedBy": each.published_by or None,
                    "responseHours": each.response_hours,
                    "correctionsSince": each.corrections,
                }
                for each in questions
            ],
        }
    )


def _line(cells: Iterable[object]) -> str:
    return csv_line(clean_text(each) if isinstance(each, str) else each for each in cells)


def _json(content: dict[str, object]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _iso(moment: datetime | None) -> str:
    return (
        ""
        if moment is None
        else moment.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
    )


def _yes(value: bool) -> str:
    return "yes" if value else "no"
