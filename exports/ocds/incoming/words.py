"""Plain text from outside as an officer's Markdown, and when two texts say the same."""

from __future__ import annotations

import re
from typing import Any

from exports.markdown import LONGEST
from exports.notices.values import tidy
from exports.ocds.plain import plain_line, plain_lines

_STARTS_A_BLOCK = re.compile(r"^([ \t]*)([-+*>#=]|\d{1,9}(?=[.)]))", re.MULTILINE)
_INDENT = re.compile(r"^([ \t])(?=[ \t]*\S)", re.MULTILINE)
_MARK = re.compile(r"([!-/:-@\[-`{-~])")


def as_markdown(text: str) -> str:
    """Markdown that reads as ``text``: the text itself where it can be, with marks escaped where it cannot."""
    plain = tidy(text)
    if len(plain) > LONGEST:
        return plain
    ways = (plain, _STARTS_A_BLOCK.sub(_escape_start, plain), _MARK.sub(r"\\\1", plain))
    for written in (*ways, *map(_with_indents, ways)):
        if same_text(plain_lines(written), plain):
            return written
    return plain


def same_text(one: Any, other: Any) -> bool:
    """Whether two texts are equal but for spaces at the ends of lines, and letters that may never be shown."""
    return isinstance(one, str) and isinstance(other, str) and tidy(one) == tidy(other)


def same_line(one: Any, other: Any) -> bool:
    """As ``same_text``, for what stands on one line."""
    return isinstance(one, str) and isinstance(other, str) and plain_line(one) == plain_line(other)


def _with_indents(markdown: str) -> str:
    """The same with the first space of each line spelt out: Markdown drops spaces before a line."""
    return _INDENT.sub(lambda found: f"&#{ord(found[1])};", markdown)


def _escape_start(found: re.Match[str]) -> str:
    space, mark = found.groups()
    return f"{space}\\{mark}" if not mark.isdigit() else f"{space}{mark}\\"
