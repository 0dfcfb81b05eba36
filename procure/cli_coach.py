"""The outcome coach from the command line: ``procure coach lint`` and ``procure coach evaluate``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO

import click

from procure.coach import evaluating, read, telling
from procure.coach.lines import LineAmiss, labelled_in, lines_in, looks_like_json_lines
from procure.coach.voting import unpacked, voter

_TELLERS: dict[str, Callable[[telling.Document, str], Iterator[str]]] = {
    "text": telling.as_text,
    "json": telling.as_json,
    "sarif": telling.as_sarif,
    "jsonl": telling.as_jsonl,
}
#: More than any specification, and still little memory.
_MOST = 20_000_000


@click.group()
def coach() -> None:
    """Read the wording of tenders: what each line is, and what may be worth another look.

    Works offline, decides nothing, and says the same of the same words every time. docs/coach.md says how it
    works and how often it is wrong.
    """


@coach.command("lint")
@click.argument("file", type=click.File("rb"))
@click.option(
    "--format",
    "how",
    type=click.Choice(telling.FORMATS),
    help="How to tell it. Without it: text for a document, jsonl for JSON Lines.",
)
def lint(file: BinaryIO, how: str | None) -> None:
    """Read FILE (- for standard input) and say what its lines are and what is worth another look.

    FILE is a document as plain text or Markdown, or JSON Lines of {"id": …, "text": …}. A document is cut into
    statements that answer for each other (a target in the next row, "or equivalent" for all names). JSON Lines
    are read one by one, and each gets a line back, in order: id, kind, confidence, flags, spans, in the words
    of the labelling guide. Spans count characters from 0 in that line's text.

    \b
    Formats:
      text   a line for each statement, its findings below it
      json   everything that is known, with places in the file
      sarif  SARIF 2.1.0, for editors and code hosts
      jsonl  id, kind, confidence, flags and spans, one statement a line

    \b
    Examples:
      procure coach lint specification.md
      procure coach lint lines.jsonl > labels.jsonl
      procure coach lint --format sarif specification.md > coach.sarif

    Findings never make it fail: exit code 0 when FILE was read, 2 when it could not be.
    """
    text = _text_of(file)
    name = getattr(file, "name", "-")
    name = name if isinstance(name, str) and not name.startswith("<") else "-"
    if looks_like_json_lines(text):
        if how not in (None, "jsonl"):
            raise click.UsageError("JSON Lines are answered as JSON Lines: leave --format out, or say jsonl.")
        try:
            told = list(telling.lines_as_jsonl(list(lines_in(text))))
        except LineAmiss as error:
            raise click.UsageError(f"{name}, {error}") from None
    else:
        told = list(_TELLERS[how or "text"](telling.Document(text), name))
    for line in told:
        click.echo(line)


@coach.command("evaluate")
@click.argument("file", type=click.File("rb"))
@click.option(
    "--voter",
    "weights",
    type=click.File("rb"),
    help="Weights of another learned voter, such as one trained without the lines of FILE.",
)
def evaluate(file: BinaryIO, weights: BinaryIO | None) -> None:
    """Read the labelled lines of FILE (- for standard input) and print how often the coach agrees.

    FILE is JSON Lines with "text", "kind" (outcome, output, activity, input, design or other), "flags" (a list
    of codes) and, if known, "alt_kind" (another kind that a careful reader could defend) and "source" (the
    document, whose lines are resampled together). Other members are passed over.

    Prints precision, recall and F1 for every kind and flag with 95% intervals, and what they come to together.
    False alarms are the lines labelled with no flag that the coach flags. Exit code 2 when FILE cannot be used.

    \b
    Examples:
      procure coach evaluate labelled.jsonl
      python -m procure.coach.learning --held-out var/held
      procure coach evaluate --voter var/held/voter.json.gz var/held/held_out.jsonl
    """
    text = _text_of(file)
    try:
        labelled = list(labelled_in(text))
    except LineAmiss as error:
        raise click.UsageError(str(error)) from None
    if not labelled:
        raise click.UsageError("The file holds no labelled line.")
    try:
        by = unpacked(weights.read()) if weights else voter()
    except ValueError as error:
        raise click.UsageError(f"--voter: {error}") from None
    click.echo(evaluating.as_text(evaluating.evaluate(labelled, lambda text: read(text, by))))


def _text_of(file: BinaryIO) -> str:
    held = file.read(_MOST + 1)
    if len(held) > _MOST:
        raise click.UsageError("The file is larger than 20 MB. Split it and read the parts.")
    try:
        return held.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = held.count(b"\n", 0, error.start) + 1
        raise click.UsageError(
            f"line {line}: not UTF-8 text. Save a word-processor file as plain text, or convert its encoding."
        ) from None
