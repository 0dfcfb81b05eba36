"""Text that people wrote, made safe to show: what may never be printed is taken out, direction worked out.

Nothing here escapes markup; templates do that.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TypeVar

Text = TypeVar("Text", bound=str)

_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_NEVER_SHOWN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # control characters, but for tab and line feed
    "\u202a-\u202e\u2066-\u2069"  # overrides and isolates, which can make a line read other than it is stored
    "\u206a-\u206f\ufeff\ufff9-\ufffb"  # deprecated and invisible format characters
    "\ufdd0-\ufdef\ufffe\uffff"  # not characters at all
    "\ud800-\udfff"  # halves of a pair, which no file can hold
    "\U000e0000-\U000e007f"  # invisible tags
    "]"
)
_NEVER_SHOWN_BEYOND = re.compile(
    "[" + "".join(f"{chr(p * 0x10000 + 0xFFFE)}{chr(p * 0x10000 + 0xFFFF)}" for p in range(1, 17)) + "]"
)
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


def clean_text(text: Text) -> Text:
    """The same text without what must never be shown, in Unicode form NFC, line ends as "\\n".

    Removed: control characters, bidirectional overrides and isolates (they can hide what a sentence says),
    invisible tags, unpaired surrogates. A ``Markup`` stays a ``Markup``.
    """
    if text.isascii() and text.isprintable():
        return text
    cleaned = _NEVER_SHOWN.sub("", _LINE_ENDS.sub("\n", str(text)))
    cleaned = unicodedata.normalize("NFC", _NEVER_SHOWN_BEYOND.sub("", cleaned))
    return text if cleaned == text else type(text)(cleaned)


@lru_cache(maxsize=4096)
def is_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction is of a right-to-left script (rules P2 and P3 of UAX 9)."""
    if not _RIGHT_TO_LEFT.search(text):
        return False
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in {"R", "AL"}:
            return True
        if direction == "L":
            return False
    return False


def has_right_to_left(text: str) -> bool:
    """Whether any letter of ``text`` belongs to a right-to-left script."""
    return _RIGHT_TO_LEFT.search(text) is not None


_TAG = re.compile(r"(<[^>]*>)")
_ENDLESS = re.compile(r"(?:&[#\w]+;|[^\s<>&]){160,}")
_STRETCH = re.compile(r"(?:&[#\w]+;|[^\s<>&]){80}")


def with_break_points(html: str) -> str:
    """HTML whose endless words (160 letters and more) may be broken every 80, as laying out a line in the
    middle of one takes time that grows with the square of its length. Tags are left alone."""
    if not _ENDLESS.search(html):
        return html
    pieces = _TAG.split(html)
    for index in range(0, len(pieces), 2):
        pieces[index] = _ENDLESS.sub(
            lambda run: _STRETCH.sub(lambda part: part[0] + "<wbr>", run[0]), pieces[index]
        )
    return "".join(pieces)
