"""Two texts as one, word by word: what stayed, what was taken out, what came in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

#: A figure such as 6,200 or 12.5 is one word.
_TOKENS = re.compile(r"\s+|\d+(?:[.,]\d+)+|\w+|[^\w\s]+")
#: Words and spaces of both texts together. With more, comparing them would keep the reader waiting (it takes the
#: product of the two lengths), so lines are compared, and where there are too many of those as well, the whole texts.
MOST_TOKENS = 3_000
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
#: With less than this in common, mixing the two would read as neither.
LEAST_IN_COMMON = 0.3


class PieceKind(StrEnum):
    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words in a row that share a fate."""

    kind: PieceKind
    text: str


def redline(before: str, after: str) -> list[Piece]:
    """The two as pieces in reading order: those kept and removed make ``before``, those kept and added ``after``."""
    for split in (_TOKENS, _LINES):
        old, new = split.findall(before), split.findall(after)
        if len(old) + len(new) <= MOST_TOKENS:
            break
    else:
        return _replaced(before, after)
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    blocks = matcher.get_matching_blocks()
    in_common = sum(len("".join(old[block.a : block.a + block.size])) for block in blocks)
    if in_common < LEAST_IN_COMMON * max(len(before), len(after)):
        return _replaced(before, after)
    return list(_joined(_pieces(matcher, old, new)))


def _replaced(before: str, after: str) -> list[Piece]:
    both = Piece(PieceKind.REMOVED, before), Piece(PieceKind.ADDED, after)
    return [piece for piece in both if piece.text]


def _pieces(matcher: SequenceMatcher[str], old: list[str], new: list[str]) -> Iterator[Piece]:
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag == "equal":
            yield Piece(PieceKind.KEPT, "".join(old[old_from:old_to]))
            continue
        if old_to > old_from:
            yield Piece(PieceKind.REMOVED, "".join(old[old_from:old_to]))
        if new_to > new_from:
            yield Piece(PieceKind.ADDED, "".join(new[new_from:new_to]))


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Changes that only a space parts are one change: "three big dogs" is not three changes of a word."""
    removed = added = ""
    held = ""
    for piece in pieces:
        if piece.kind == PieceKind.REMOVED:
            removed, added, held = removed + held + piece.text, added + held, ""
        elif piece.kind == PieceKind.ADDED:
            removed, added, held = removed + held, added + held + piece.text, ""
        elif (removed or added) and piece.text.isspace() and not held:
            held = piece.text
        else:
            yield from _replaced(removed, added)
            yield Piece(PieceKind.KEPT, held + piece.text)
            removed = added = held = ""
    yield from _replaced(removed, added)
    if held:
        yield Piece(PieceKind.KEPT, held)
