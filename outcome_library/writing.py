"""Library outcomes as files and tables: Markdown that the reader reads back the same, JSON, and CSV."""

import csv
import io
import json
from collections.abc import Iterable

import yaml
from pydantic import BaseModel

from outcome_library.schema import LibraryOutcome

FORMATS = ("json", "csv", "md")
#: Heading → the field it holds, in the order of a file.
_SECTIONS = {
    "Outcome": "statement",
    "Questions for suppliers": "questions",
    "The usual prescriptive trap": "prescriptive_trap",
    "How it can be gamed": "gaming_risk",
    "Using it well": "advice",
}
COLUMNS = (
    "id", "version", "status", "title", "sector", "geography", "missions", "objectives", "cpv", "beneficiary",
    "statement", "measure", "unit", "direction", "kind", "source", "publisher", "frequency", "lag", "baseline",
    "baseline_in_words", "baseline_period", "baseline_source_url", "baseline_verified", "counter_measure", "questions",
    "prescriptive_trap", "gaming_risk", "advice", "data_needs", "evidence",
)  # fmt: skip
#: Breaks of a line to YAML alone. Between single quotes it would fold them away; escaped they stay as written.
_YAML_BREAKS = frozenset("\x85\u2028\u2029")
#: An apostrophe too, so that taking one off again gives back what was there.
RISKY = ("=", "+", "-", "@", "\t", "\r", "'")


class _FrontMatter(yaml.SafeDumper):
    """Writes every text so that it is read back letter for letter."""


def _as_written(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar(
        "tag:yaml.org,2002:str", text, style=None if _YAML_BREAKS.isdisjoint(text) else '"'
    )


_FrontMatter.add_representer(str, _as_written)


def to_markdown(outcome: LibraryOutcome) -> str:
    """The file of an entry, as ``reader`` reads it: front matter, then a section to each passage."""
    values = outcome.model_dump(mode="json")
    passages = {heading: values.pop(field) for heading, field in _SECTIONS.items()}
    front = yaml.dump(values, Dumper=_FrontMatter, allow_unicode=True, sort_keys=False, width=10_000)
    sections = "\n\n".join(
        f"## {heading}\n" + ("\n".join(f"- {each}" for each in text) if isinstance(text, list) else text)
        for heading, text in passages.items()
    )
    return f"---\n{front}---\n{sections}\n"


def to_json(outcomes: Iterable[LibraryOutcome]) -> str:
    """Every entry as one JSON list, which ``from_json`` reads back."""
    entries = [outcome.model_dump(mode="json") for outcome in outcomes]
    return json.dumps(entries, ensure_ascii=False, indent=2) + "\n"


def to_csv(outcomes: Iterable[LibraryOutcome]) -> str:
    """A row to each measure, its outcome repeated, which ``incoming.from_csv`` reads back the same. Lists stand one to
    a line; what has parts of its own (``data_needs``, ``evidence``) stands as JSON. A cell that a spreadsheet would run
    as a formula begins with an apostrophe.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for outcome in outcomes:
        shared = {name: getattr(outcome, name) for name in COLUMNS if name in LibraryOutcome.model_fields}
        for measure in outcome.measures:
            baseline = measure.baseline
            row = shared | {
                name: getattr(measure, name) for name in COLUMNS if name in type(measure).model_fields
            }
            row |= {
                "measure": measure.name,
                "baseline": baseline.value if baseline else None,
                "baseline_in_words": baseline.value_text if baseline else None,
                "baseline_period": baseline.period if baseline else None,
                "baseline_source_url": baseline.source_url if baseline else None,
                "baseline_verified": baseline.verified if baseline else None,
            }
            writer.writerow([_cell(row.get(name)) for name in COLUMNS])
    return out.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    text = _listed(value) if isinstance(value, tuple) else str(value)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return f"'{text}" if text.startswith(RISKY) and not is_number else text


def _listed(values: tuple[object, ...]) -> str:
    """One to a line, where each is a line that a reader would not take for JSON; JSON otherwise."""
    plain = [each for each in values if isinstance(each, str)]
    if len(plain) == len(values) and not any("\n" in each or "\r" in each for each in plain):
        text = "\n".join(plain)
        if not text.startswith("["):
            return text
    parts = [each.model_dump(mode="json") if isinstance(each, BaseModel) else each for each in values]
    return json.dumps(parts, ensure_ascii=False)
