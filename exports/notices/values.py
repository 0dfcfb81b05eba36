"""What a notice field holds: plain words, or a link that is safe to follow."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, urlsplit, urlunsplit

from exports.text import clean_text
from exports.wording import day, yes_or_no

_BLANK_LINES = re.compile(r"\n{3,}")
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_HOST = re.compile(r"[a-z0-9]([a-z0-9._-]*[a-z0-9])?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Link:
    """A value that leads somewhere: ``url`` is http, https or mailto, never anything else."""

    text: str
    url: str


Value = str | Link
Values = tuple[Value, ...]


def tidy(text: str) -> str:
    """``text`` cleaned, without spaces at the ends of lines or around it, or more than one blank line."""
    lines = "\n".join(line.rstrip() for line in clean_text(text).split("\n"))
    return _BLANK_LINES.sub("\n\n", lines).strip()


def texts(*parts: str) -> tuple[str, ...]:
    """The parts that say something, tidied."""
    return tuple(tidied for part in parts if (tidied := tidy(part)))


def one_line(*parts: str) -> tuple[str, ...]:
    """The parts that say something, joined by commas as one value on one line."""
    return texts(" ".join(", ".join(texts(*parts)).split()))


def yes_no(answer: bool | None) -> tuple[str, ...]:
    """``Yes``, ``No``, or nothing while unanswered."""
    return texts(yes_or_no(answer))


def days_between(start: date | None, end: date | None) -> tuple[str, ...]:
    """``1 September 2027 to 31 August 2032``, or as much of it as is known."""
    if start and end:
        return (f"{day(start)} to {day(end)}",)
    if start:
        return (f"From {day(start)}",)
    return (f"Until {day(end)}",) if end else ()


def web_address(text: str) -> str | None:
    """``text`` as an http or https URI in ASCII (RFC 3986), or None when it is not one.

    Other letters are percent-encoded, and a host in another script becomes its ASCII form. An address that
    holds a user name is refused: it can pass for another site.
    """
    text = tidy(text)
    try:
        parts = urlsplit(text)
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        return None
    if parts.scheme.lower() not in ("http", "https") or not _HOST.fullmatch(host) or "@" in parts.netloc:
        return None
    if re.search(r"\s", text):
        return None
    path = _percent_encoded(parts.path)
    query, fragment = _percent_encoded(parts.query, "?"), _percent_encoded(parts.fragment, "?")
    place = host if port is None else f"{host}:{port}"
    return urlunsplit((parts.scheme.lower(), place, path, query, fragment))


def _percent_encoded(part: str, also_safe: str = "") -> str:
    return _BAD_ESCAPE.sub("%25", quote(part, safe="/!$&'()*+,;=:@%-._~" + also_safe))


def web_link(text: str, address: str) -> Values:
    """A link when the address is one that a browser may follow; otherwise the words of both."""
    url, address = web_address(address), tidy(address)
    label = " ".join(tidy(text).split()) or address
    if url:
        return (Link(label, url),)
    return one_line(label, "" if label == address else address)


def email_link(address: str) -> Values:
    """A mailto link when the address looks like one, otherwise its words."""
    address = tidy(address)
    if _EMAIL.fullmatch(address):
        return (Link(address, f"mailto:{quote(address, safe='@.-_+')}"),)
    return one_line(address)
