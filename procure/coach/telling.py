"""What the coach says of a document, as text, JSON, SARIF or JSON Lines."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from .catalogue import entry
from .coaching import read
from .lines import Line
from .reading import Code, Finding, Reading, Severity, Statement
from .segmenting import segment
from .settling import read_document

FORMATS = ("text", "json", "sarif", "jsonl")
_LEVELS = {Severity.CHECK: "warning", Severity.IMPROVE: "note", Severity.SUGGEST: "note"}


@dataclass(frozen=True, slots=True)
class Told:
    """A statement of a document, what is said of it, and where it begins: line and column, from 1."""

    statement: Statement
    reading: Reading
    line: int
    column: int


class Document:
    """A document that has been read: its statements, and where any of its characters stands."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(at + 1 for at, letter in enumerate(text) if letter == "\n")]
        statements = segment(text)
        self.told = tuple(
            Told(statement, reading, *self.place(statement.start))
            for statement, reading in zip(statements, read_document(statements), strict=True)
        )

    def place(self, at: int) -> tuple[int, int]:
        """The line and column of a character, both from 1."""
        line = bisect_right(self._starts, at)
        return line, at - self._starts[line - 1] + 1


def as_text(document: Document, name: str) -> Iterator[str]:
    """A line for each statement, and one for each finding below it; at the end, how many of each kind."""
    counts: dict[str, int] = {}
    for told in document.told:
        reading = told.reading
        counts[reading.kind] = counts.get(reading.kind, 0) + 1
        yield f"{name}:{told.line}:{told.column}: {reading.in_words}: {_shortened(reading.text)}"
        for finding in reading.findings:
            line, column = document.place(told.statement.start + finding.start)
            yield f"  {line}:{column} {finding.severity.value} {finding.code.value}: {finding.message}"
            yield f"      {finding.question} {finding.mend}"
    shares = ", ".join(
        f"{count} {kind}" for kind, count in sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    )
    yield f"{len(document.told)} statements: {shares}" if counts else "There is nothing to read."


def as_json(document: Document, name: str) -> Iterator[str]:
    """One JSON object: every statement with its place, kind, reason, findings, and what another statement answers."""
    statements = [
        {
            "text": told.statement.text,
            "start": told.statement.start,
            "end": told.statement.end,
            "line": told.line,
            "column": told.column,
            "heading": told.statement.heading,
            "kind": told.reading.kind,
            "confidence": round(told.reading.confidence, 3),
            "is_sure": told.reading.is_sure,
            "in_words": told.reading.in_words,
            "rule": told.reading.rule,
            "reason": told.reading.reason,
            "words": told.reading.words,
            "findings": [_finding(each) for each in told.reading.findings],
            "settled": [{"code": each.finding.code, "by": each.by} for each in told.reading.settled],
        }
        for told in document.told
    ]
    yield json.dumps({"file": name, "statements": statements}, ensure_ascii=False, indent=2)


def as_jsonl(document: Document, _name: str) -> Iterator[str]:
    """A JSON line for each statement, whose ``id`` is its line and column."""
    for told in document.told:
        yield _labels(f"{told.line}:{told.column}", told.reading)


def lines_as_jsonl(lines: Iterable[Line]) -> Iterator[str]:
    """Lines that came with an ``id``, each read on its own: a JSON line of labels for each, in order."""
    for line in lines:
        yield _labels(line.id, read(line.text))


def as_sarif(document: Document, name: str) -> Iterator[str]:
    """A SARIF 2.1.0 log, for editors and for checks of a repository."""
    used = sorted(
        {each.code for told in document.told for each in told.reading.findings}, key=list(Code).index
    )
    path = PurePath(name)
    uri = path.as_uri() if path.is_absolute() else quote(path.as_posix())
    results = []
    for told in document.told:
        for found in told.reading.findings:
            start = told.statement.start + found.start
            end = told.statement.start + found.end
            (line, column), (end_line, end_column) = document.place(start), document.place(end)
            region = {
                "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column,
                "charOffset": start, "charLength": end - start,
            }  # fmt: skip
            place = {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}
            results.append(
                {
                    "ruleId": found.code,
                    "ruleIndex": used.index(found.code),
                    "level": _LEVELS[found.severity],
                    "message": {"text": f"{found.message} {found.mend}"},
                    "locations": [place],
                }
            )
    driver = {"name": "procure coach", "rules": [_rule(code) for code in used]}
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}],
    }
    yield json.dumps(log, ensure_ascii=False, indent=2)


def _rule(code: Code) -> dict[str, Any]:
    said = entry(code)
    rule: dict[str, Any] = {
        "id": code,
        "name": "".join(word.title() for word in code.split("_")),
        "shortDescription": {"text": said.label},
        "fullDescription": {"text": said.why},
        "help": {"text": f"{said.question} {said.mend} ({said.provision})"},
        "defaultConfiguration": {"level": _LEVELS[said.severity]},
    }
    return {**rule, "helpUri": said.url} if said.url else rule


def _labels(known_as: str | int, reading: Reading) -> str:
    spans = [
        {"flag": each.code, "start": each.start, "end": each.end}
        for each in reading.findings
        if not each.code.is_about_reading
    ]
    told = {
        "id": known_as,
        "kind": reading.kind,
        "confidence": round(reading.confidence, 3),
        "flags": reading.flags,
        "spans": spans,
    }
    return json.dumps(told, ensure_ascii=False)


def _finding(found: Finding) -> dict[str, Any]:
    return {
        "code": found.code,
        "start": found.start,
        "end": found.end,
        "severity": found.severity,
        "message": found.message,
        "why": found.why,
        "question": found.question,
        "mend": found.mend,
        "provision": found.provision,
        "url": found.url,
    }


def _shortened(text: str, most: int = 100) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[: most - 2].rsplit(" ", 1)[0] + " …"
