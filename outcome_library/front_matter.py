"""Splitting an entry's file into its YAML front matter and its Markdown sections, strictly.

The YAML accepted is a small, unsurprising part of the language: mappings, lists and scalars. Anchors,
aliases, tags and duplicate keys are refused, so a file can neither blow up in memory nor hide a value.
Plain scalars become null, true, false, or a number written in decimal; all else, dates included, stays text.
"""

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

LARGEST_FILE = 200_000
"""Characters. The longest real entry is under a tenth of this."""
DEEPEST = 8

Path = tuple[str | int, ...]

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}
_QUOTED = {"'", '"', "|", ">"}
_FENCE = "---"


class FormatError(Exception):
    """The file is not laid out as an entry must be. ``line`` counts from 1 in the file, or is None."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


@dataclass(frozen=True)
class Section:
    """The text under one ``## heading``, and the line of the heading in the file."""

    text: str
    line: int


@dataclass
class Document:
    """A file's front matter as plain data, the line each value starts on, and its sections by heading."""

    data: dict[str, Any]
    lines: dict[Path, int]
    sections: dict[str, Section] = field(default_factory=dict)

    def line_of(self, path: Path) -> int | None:
        """Line of the value at ``path``, or of the nearest value that holds it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)


def parse_document(text: str) -> Document:
    """Front matter and sections of ``text``. Raises FormatError at the first thing wrong with the layout."""
    if len(text) > LARGEST_FILE:
        raise FormatError(f"is longer than {LARGEST_FILE:,} characters: an entry is a page or two")
    if "\x00" in text:
        raise FormatError("holds a null character: remove it", text[: text.index("\x00")].count("\n") + 1)
    rows = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    if rows[0].rstrip() != _FENCE:
        raise FormatError("does not start with front matter: make the first line '---'", 1)
    end = next((i for i, row in enumerate(rows[1:], start=1) if row.rstrip() == _FENCE), None)
    if end is None:
        raise FormatError("does not close its front matter: add a line '---' before the first heading", 1)
    data, lines = _read_yaml("\n".join(rows[1:end]))
    return Document(data, lines, _read_sections(rows[end + 1 :], first_line=end + 2))


def _line_of(event: yaml.Event) -> int:
    """Line in the file: marks count from 0, below the opening fence."""
    return event.start_mark.line + 2 if event.start_mark else 2


def _scalar(event: yaml.ScalarEvent) -> Any:
    if event.style in _QUOTED:
        return event.value
    if event.value in _WORDS:
        return _WORDS[event.value]
    if _INTEGER.fullmatch(event.value):
        return int(event.value) if len(event.value) <= 18 else event.value
    if _DECIMAL.fullmatch(event.value):
        return float(event.value)
    return event.value


class _Builder:
    """Turns parser events into plain data, without recursion and without PyYAML's constructors."""

    def __init__(self) -> None:
        self.lines: dict[Path, int] = {}
        self.root: Any = None
        self._open: list[tuple[Any, Path]] = []
        self._key: list[str | None] = []

    def _place(self, value: Any, line: int) -> Path:
        if not self._open:
            self.root = value
            self.lines[()] = line
            return ()
        container, path = self._open[-1]
        if isinstance(container, list):
            path = (*path, len(container))
            container.append(value)
        else:
            key = self._key[-1]
            assert key is not None
            path = (*path, key)
            container[key] = value
            self._key[-1] = None
        self.lines.setdefault(path, line)
        return path

    def _awaits_key(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1][0], dict) and self._key[-1] is None

    def take(self, event: yaml.Event) -> None:
        line = _line_of(event)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise FormatError("uses a YAML anchor or alias: write the value out in full", line)
        if isinstance(event, (yaml.ScalarEvent, yaml.CollectionStartEvent)) and event.tag not in (None, "!"):
            raise FormatError(f"uses the YAML tag '{event.tag}': tags are not accepted", line)
        if isinstance(event, yaml.ScalarEvent):
            if self._awaits_key():
                self._take_key(event.value, line)
            else:
                self._place(_scalar(event), line)
        elif isinstance(event, yaml.CollectionStartEvent):
            if self._awaits_key():
                raise FormatError("has a list or mapping as a key: a key is a word", line)
            if len(self._open) >= DEEPEST:
                raise FormatError(f"nests more than {DEEPEST} levels deep", line)
            value: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
            self._open.append((value, self._place(value, line)))
            self._key.append(None)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._open.pop()
            self._key.pop()

    def _take_key(self, key: str, line: int) -> None:
        container, path = self._open[-1]
        if key in container:
            raise FormatError(f"gives '{key}' twice: keep one", line)
        self._key[-1] = key
        self.lines[(*path, key)] = line


def _read_yaml(text: str) -> tuple[dict[str, Any], dict[Path, int]]:
    builder = _Builder()
    documents = 0
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            documents += isinstance(event, yaml.DocumentStartEvent)
            if documents > 1:
                raise FormatError("holds a second YAML document: keep one", _line_of(event))
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = error.problem or error.context or "cannot be read"
        raise FormatError(
            f"has front matter that is not valid YAML ({reason}): "
            "text that holds ': ' or ' #', or starts with a symbol, needs quotes",
            mark.line + 2 if mark else None,
        ) from None
    except yaml.YAMLError as error:
        raise FormatError(f"has front matter that is not valid YAML ({error})") from None
    if not isinstance(builder.root, dict):
        raise FormatError("has front matter that is not a list of 'key: value' lines", 2)
    return builder.root, builder.lines


def _read_sections(rows: list[str], first_line: int) -> dict[str, Section]:
    sections: dict[str, Section] = {}
    heading: str | None = None
    heading_line = 0
    gathered: list[str] = []

    def close() -> None:
        if heading is not None:
            sections[heading] = Section("\n".join(gathered).strip(), heading_line)

    for number, row in enumerate(rows, start=first_line):
        if row.startswith("## "):
            close()
            heading, heading_line, gathered = row[3:].strip(), number, []
            if heading in sections:
                raise FormatError(f"has the heading '## {heading}' twice: keep one", number)
        elif heading is None and row.strip():
            raise FormatError("has text before its first '## ' heading: move it under a heading", number)
        else:
            gathered.append(row.rstrip())
    close()
    return sections


def list_items(text: str) -> list[str] | None:
    """The items of a Markdown list ('- ' or '1. '), wrapped lines joined; None if it is not a list."""
    items: list[str] = []
    for row in text.split("\n"):
        if not row.strip():
            continue
        marker = re.match(r"(?:[-*]|\d{1,2}\.)\s+(.*)", row)
        if marker:
            items.append(marker[1].strip())
        elif items and row.startswith(" "):
            items[-1] += " " + row.strip()
        else:
            return None
    return items


def joined_lines(text: str) -> str:
    """``text`` with wrapped lines joined inside each paragraph; a blank line still parts paragraphs.

    Lists keep a line for each item.
    """
    paragraphs = re.split(r"\n\s*\n", text)
    return "\n\n".join(
        p if re.match(r"(?:[-*]|\d{1,2}\.)\s", p) else " ".join(p.split()) for p in paragraphs if p.strip()
    )
