"""Lines to read, or to judge by, as JSON Lines: an ``id``, a ``text``, and for judging ``kind`` and ``flags``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .reading import Code, Kind
from .voting import FLAGS


class LineAmiss(ValueError):
    """A line of a file that cannot be used. The message names the line and says what to mend."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line to read. ``id`` is given back as it came."""

    id: str | int
    text: str


@dataclass(frozen=True, slots=True)
class Labelled:
    """A line with the answer that counts. ``alt_kind`` is another kind that a careful reader could defend."""

    text: str
    kind: Kind
    flags: frozenset[Code]
    alt_kind: Kind | None = None
    source: str = ""


def looks_like_json_lines(text: str) -> bool:
    """Whether a file holds JSON objects, one a line, by its first character that is no white space."""
    return text.lstrip()[:1] == "{"


def lines_in(text: str) -> Iterator[Line]:
    """The lines of a JSON Lines file. A line without ``id`` is known by its number. Raises ``LineAmiss``."""
    for number, row in _objects(text):
        given = row.get("id", number)
        if isinstance(given, bool) or not isinstance(given, str | int):
            raise LineAmiss(f"line {number}: “id” must be text or a whole number")
        yield Line(given, _text(row, number))


def labelled_in(text: str) -> Iterator[Labelled]:
    """The labelled lines of a JSON Lines file. Raises ``LineAmiss`` for one without the labels of the guide."""
    for number, row in _objects(text):
        if "kind" not in row:
            raise LineAmiss(f"line {number}: “kind” is missing; it is one of {', '.join(Kind)}")
        kind = _kind(row["kind"], number, "kind")
        alt_kind = _kind(row["alt_kind"], number, "alt_kind") if row.get("alt_kind") else None
        flags = row.get("flags", [])
        if not isinstance(flags, list) or not all(isinstance(flag, str) for flag in flags):
            raise LineAmiss(f"line {number}: “flags” must be a list of codes, such as {FLAGS[0].value}")
        unknown = [flag for flag in flags if flag not in list(FLAGS)]
        if unknown:
            raise LineAmiss(
                f"line {number}: “{unknown[0][:60]}” is no flag; the flags are {', '.join(FLAGS)}"
            )
        source = row.get("source", "")
        yield Labelled(
            _text(row, number),
            kind,
            frozenset(map(Code, flags)),
            alt_kind,
            source if isinstance(source, str) else "",
        )


def _objects(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            said = (
                error.msg
                if isinstance(error, json.JSONDecodeError)
                else "nested too deeply or a number too long"
            )
            raise LineAmiss(f"line {number}: not JSON ({said}); each line must be one whole object") from None
        if not isinstance(row, dict):
            raise LineAmiss(f'line {number}: not a JSON object; write {{"id": …, "text": …}}')
        yield number, row


def _text(row: dict[str, Any], number: int) -> str:
    text = row.get("text")
    if not isinstance(text, str):
        raise LineAmiss(f"line {number}: “text” is missing or not text")
    return text


def _kind(value: Any, number: int, name: str) -> Kind:
    if value not in list(Kind):
        raise LineAmiss(
            f"line {number}: “{name}” is {str(value)[:60]!r}; it must be one of {', '.join(Kind)}"
        )
    return Kind(value)
