"""Reads the library's files into checked entries, or says everything that is wrong with them at once.

No database is involved. The library is a folder of Markdown files with front matter: one kind of entry to a
folder, one entry to a file, the file named after the entry's id. Outcomes have a folder for each sector.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from outcome_library.checking import Source, check_references
from outcome_library.front_matter import Document, FormatError, joined_lines, list_items, parse_document
from outcome_library.library import Library, LibraryError, Problem
from outcome_library.schema import Entry, Foundation, Framework, LibraryOutcome, Mission, Policy

DEFAULT_ROOT = Path(__file__).parent


@dataclass(frozen=True)
class _Kind:
    """How the files of one folder are read: the model, and the field each heading fills, in order."""

    model: type[Entry]
    sections: dict[str, str]
    optional: frozenset[str] = frozenset()


_LIST_FIELDS = frozenset({"questions", "cautions"})

_KINDS = {
    "outcomes": _Kind(
        LibraryOutcome,
        {
            "Outcome": "statement",
            "Questions for suppliers": "questions",
            "The usual prescriptive trap": "prescriptive_trap",
            "How it can be gamed": "gaming_risk",
            "Using it well": "advice",
        },
    ),
    "missions": _Kind(Mission, {"Aim": "aim", "In plain words": "explanation", "Cautions": "cautions"}),
    "frameworks": _Kind(Framework, {"Summary": "summary", "Cautions": "cautions"}, frozenset({"Cautions"})),
    "foundations": _Kind(Foundation, {"In plain words": "explanation"}),
    "policies": _Kind(Policy, {"Summary": "summary"}),
}


def read_library(root: Path | str = DEFAULT_ROOT) -> Library:
    """Every entry under ``root``, checked one by one and against each other.

    Raises LibraryError, which lists every problem found, if any file is unsound. A folder that does not exist
    is an empty kind, not an error.
    """
    base = Path(root)
    problems: list[Problem] = []
    found: dict[str, dict[str, Any]] = {}
    sources: dict[str, Source] = {}
    unread: set[str] = set()
    for folder, kind in _KINDS.items():
        entries: dict[str, Entry] = {}
        for path in sorted((base / folder).rglob("*.md")):
            relative = path.relative_to(base).as_posix()
            try:
                entry, document = _read_entry(path, relative, kind)
            except LibraryError as error:
                problems.extend(error.problems)
                unread.add(folder)
                continue
            key = f"{folder}/{entry.id}"
            if key in sources:
                message = f"uses the id '{entry.id}', which {sources[key].path} has: give each entry its own"
                problems.append(Problem(relative, document.line_of(("id",)), message))
                continue
            entries[entry.id] = entry
            sources[key] = Source(relative, document)
        found[folder] = dict(sorted(entries.items()))
    library = Library(**found)
    problems.extend(check_references(library, sources, unread))
    if problems:
        raise LibraryError(sorted(problems, key=lambda problem: (problem.path, problem.line or 0)))
    return library


def _read_entry(path: Path, relative: str, kind: _Kind) -> tuple[Entry, Document]:
    """One file's entry and document. Raises LibraryError with all that is wrong with the file."""
    return _parse_entry(path.read_bytes(), relative, kind)


def read_outcome(data: bytes, name: str) -> LibraryOutcome:
    """The outcome that one file holds, on its own: what it refers to is not looked up. ``name`` stands in what is said
    of faults. Raises LibraryError.
    """
    entry, _ = _parse_entry(data, name, _KINDS["outcomes"])
    assert isinstance(entry, LibraryOutcome)
    return entry


def _parse_entry(data: bytes, relative: str, kind: _Kind) -> tuple[Entry, Document]:
    try:
        document = parse_document(data.decode("utf-8"))
    except UnicodeDecodeError:
        raise LibraryError([Problem(relative, None, "is not UTF-8 text: save it as UTF-8")]) from None
    except FormatError as error:
        raise LibraryError([Problem(relative, error.line, error.message)]) from None
    problems = [Problem(relative, line, message) for line, message in _layout_faults(document, kind)]
    try:
        entry = kind.model.model_validate({**document.data, **_section_fields(document, kind)})
    except ValidationError as error:
        problems.extend(_explain(error, document, kind, relative))
        raise LibraryError(problems) from None
    if problems:
        raise LibraryError(problems)
    return entry, document


def _section_fields(document: Document, kind: _Kind) -> dict[str, Any]:
    """The sections that say something, as values for the model's fields."""
    values: dict[str, Any] = {name: () for heading, name in kind.sections.items() if heading in kind.optional}
    for heading, name in kind.sections.items():
        text = document.sections[heading].text if heading in document.sections else ""
        if text:
            values[name] = tuple(list_items(text) or ()) if name in _LIST_FIELDS else joined_lines(text)
    return values


def _layout_faults(document: Document, kind: _Kind) -> Iterator[tuple[int | None, str]]:
    """Faults of order and headings that the model cannot see."""
    for name in kind.sections.values():
        if name in document.data:
            yield document.line_of((name,)), f"gives '{name}' in the front matter: write it under its heading"
    keys = [name for name in document.data if name in kind.model.model_fields]
    ordered = [name for name in kind.model.model_fields if name in keys]
    if keys != ordered:
        yield 2, f"has its keys out of order: put them as {', '.join(ordered)}"
    headings = [heading for heading in document.sections if heading in kind.sections]
    if headings != [heading for heading in kind.sections if heading in headings]:
        yield (
            document.sections[headings[0]].line,
            f"has its sections out of order: use {_named(kind.sections)}",
        )
    for heading, section in document.sections.items():
        if heading not in kind.sections:
            yield section.line, f"has the unknown heading '## {heading}': use {_named(kind.sections)}"
        elif kind.sections[heading] in _LIST_FIELDS and section.text and list_items(section.text) is None:
            yield section.line, f"must have a list under '## {heading}': start each item with '- '"


def _named(headings: dict[str, str]) -> str:
    return ", ".join(f"'## {heading}'" for heading in headings)


_ADVICE = {
    "missing": "is missing: add it (null where it is not known)",
    "extra_forbidden": "is not a key this kind of entry has: remove it or mend its spelling",
    "string_type": "must be text: put it in quotes",
    "bool_type": "must be true or false, without quotes",
    "int_type": "must be a whole number, without quotes",
    "tuple_type": "must be a list: write [a, b], or [] for none",
    "model_type": "must be 'key: value' lines, or null where the key allows it",
    "too_long": "has too many items",
    "too_short": "has too few items",
}
_UNION_BRANCH = re.compile(r"int|float|str|.*\[.*")
"""What pydantic adds to a location for each branch of a union; it is not part of the file."""


def _explain(error: ValidationError, document: Document, kind: _Kind, relative: str) -> Iterator[Problem]:
    headings = {name: heading for heading, name in kind.sections.items()}
    told: set[tuple[str | int, ...]] = set()
    for fault in error.errors(include_url=False, include_context=False, include_input=False):
        location = tuple(
            each for each in fault["loc"] if isinstance(each, int) or not _UNION_BRANCH.fullmatch(each)
        )
        if location in told or (fault["type"] == "too_short" and any(each[:1] == location for each in told)):
            continue
        told.add(location)
        message = _ADVICE.get(fault["type"], fault["msg"].removeprefix("Value error, "))
        head = str(location[0]) if location else ""
        if head in headings:
            section = document.sections.get(headings[head])
            if fault["type"] in ("missing", "too_short"):
                message = "is missing or says too little: add to it"
            yield Problem(relative, section.line if section else None, f"'## {headings[head]}' {message}")
        else:
            name = ".".join(str(each + 1) if isinstance(each, int) else each for each in location)
            yield Problem(relative, document.line_of(location), f"{name} {message}".strip())
