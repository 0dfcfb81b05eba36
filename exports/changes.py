"""What differs between two versions, under the headings of the document and word by word."""

from __future__ import annotations

from dataclasses import dataclass

from exports.diff import Change, by_section, changes
from exports.redline import Piece, redline
from exports.text import clean_text
from procure.domain.snapshot import SpecificationSnapshot


@dataclass(frozen=True)
class ShownDifference:
    """A field that differs, its two values laid over each other word by word."""

    field: str
    pieces: list[Piece]
    is_authored: bool = False


@dataclass(frozen=True)
class ShownChange:
    """A part that was added, removed or changed between two versions."""

    kind: str
    name: str
    differences: list[ShownDifference]
    called: str = ""
    subject: str = ""


def between(
    earlier: SpecificationSnapshot, later: SpecificationSnapshot
) -> list[tuple[str, list[ShownChange]]]:
    """What differs between two snapshots of one tender, under the headings of the document, word by word."""
    found = by_section(changes(earlier, later))
    return [(section, [_shown(change) for change in group]) for section, group in found]


def _shown(change: Change) -> ShownChange:
    return ShownChange(
        change.kind.value,
        clean_text(change.name),
        [
            ShownDifference(
                each.field, redline(clean_text(each.before), clean_text(each.after)), each.is_authored
            )
            for each in change.differences
        ],
        clean_text(change.called),
        clean_text(change.subject),
    )
