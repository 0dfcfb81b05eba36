"""Minutes of a meeting: what they say, and the same as a page and a tagged PDF. ``minutes_docx`` makes Word files.

The content is plain data that a snapshot can be made of: signed minutes are stored so, and read the same ever after.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from markupsafe import Markup
from pydantic import BaseModel, ConfigDict

from exports import fonts
from exports.environment import render_document
from exports.html import tidied
from exports.pdf import html_to_pdf


class _Said(BaseModel):
    model_config = ConfigDict(frozen=True)


class MinutedPerson(_Said):
    """A member: name, organisation, whether they chair, and whether they came."""

    name: str
    organisation: str = ""
    is_chair: bool = False
    attendance: str = ""


class MinutedPosition(_Said):
    """Where a member stood, in words, with the reason where there is one."""

    name: str
    stood: str
    reason: str = ""
    is_dissent: bool = False


class MinutedCondition(_Said):
    text: str
    owner: str = ""
    due_on: date | None = None


class MinutedItem(_Said):
    """One item of the agenda as it was dealt with. ``decision`` is empty where none was made."""

    title: str
    buyer: str = ""
    reference: str = ""
    version: int | None = None
    sha256: str = ""
    decision: str = ""
    reason: str = ""
    positions: tuple[MinutedPosition, ...] = ()
    interests: tuple[str, ...] = ()
    conditions: tuple[MinutedCondition, ...] = ()
    able: int = 0
    note: str = ""
    #: Who acted as chair and why; empty where the chair did.
    chair: str = ""
    #: What came of asking the members in writing before, each in a sentence.
    before: tuple[str, ...] = ()


class MinutedOutside(_Said):
    """A decision made outside a meeting since the last one, and how."""

    title: str
    reference: str
    decision: str
    reason: str
    how: str
    on: datetime
    positions: tuple[MinutedPosition, ...] = ()
    conditions: tuple[MinutedCondition, ...] = ()


class Minutes(_Said):
    """Everything the minutes of one meeting say. Times are aware."""

    schema_version: int = 1
    board: str
    starts_at: datetime
    place: str = ""
    link: str = ""
    quorum: int
    people: tuple[MinutedPerson, ...] = ()
    items: tuple[MinutedItem, ...] = ()
    outside: tuple[MinutedOutside, ...] = ()
    #: Delegations given and revoked since the last meeting, and conditions confirmed under one, each in a sentence.
    delegations: tuple[str, ...] = ()
    notes: str = ""

    @property
    def present(self) -> list[MinutedPerson]:
        """Those who came."""
        return [each for each in self.people if each.attendance == "Present"]

    @property
    def away(self) -> list[MinutedPerson]:
        """Those who did not, or of whom nothing was recorded."""
        return [each for each in self.people if each.attendance != "Present"]


class Signature(_Said):
    """Who signed the minutes, when (aware), and the digest of what was signed."""

    name: str
    at: datetime
    sha256: str


def minutes_html(minutes: Minutes, signature: Signature | None, *, level: int = 2) -> Markup:
    """The minutes as HTML whose headings begin at ``level``; without a signature they say that they are a draft."""
    context = {"minutes": minutes, "signature": signature, "level": level}
    return tidied(render_document("documents/minutes.html", context))


def minutes_pdf(minutes: Minutes, signature: Signature | None, fonts_dir: Path = fonts.NODE_MODULES) -> bytes:
    """A PDF/UA-1 and PDF/A-2a file. The same minutes and signature give the same bytes."""
    context = {"minutes": minutes, "signature": signature, "body": minutes_html(minutes, signature)}
    return html_to_pdf(render_document("print/minutes.html", context), fonts_dir)
