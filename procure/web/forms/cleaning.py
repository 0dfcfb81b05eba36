"""Typed text, made plain: one place that decides what is tidied and what is refused.

Tidied without a word: line ends, spaces around, the many ways to write one letter (NFC). Refused with a
message: characters that cannot be printed, and those that turn the reading order of a line round.
"""

from __future__ import annotations

import unicodedata

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_BREAKS = {"\r\n": "\n", "\r": "\n", "\v": "\n", "\f": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n\n"}
#: Embeddings, overrides and isolates can make a line read other than it is written. Plain right-to-left
#: letters, and the marks that only nudge them (U+200E, U+200F), are welcome.
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean(text: str) -> str:
    """Paragraphs: one kind of line end, no spaces at the ends of lines, no empty space around, NFC."""
    for typed, plain in _BREAKS.items():
        text = text.replace(typed, plain)
    text = unicodedata.normalize("NFC", text.replace("\t", "    ").replace("\ufeff", ""))
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()


def clean_line(text: str) -> str:
    """One line: as ``clean``, with every run of white space made one space."""
    return " ".join(clean(text).split())


def is_refused(character: str) -> bool:
    """Whether a character of cleaned text cannot be accepted."""
    if character == "\n" or (character.isascii() and character.isprintable()):
        return False
    return (
        character == REPLACEMENT
        or character in _TURNS
        or unicodedata.category(character) in {"Cc", "Cs"}
        or ord(character) & 0xFFFE == 0xFFFE
        or 0xFDD0 <= ord(character) <= 0xFDEF
    )


def has_refused(text: str) -> bool:
    """Whether text has a character that cannot be accepted."""
    # What prints, but for the mark of a lost character, is accepted: so long texts are seldom looked at letter by
    # letter.
    if REPLACEMENT not in text and text.replace("\n", "").isprintable():
        return False
    return any(is_refused(character) for character in text)


def marked(text: str) -> str:
    """The text as it is shown back: every refused character as �, so that it can be found and deleted."""
    if not has_refused(text):
        return text
    return "".join(REPLACEMENT if is_refused(character) else character for character in text)
