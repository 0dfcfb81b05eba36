"""The papers of a board's meeting as one file: cover, agenda, and for each tender its board view and specification.

All of it is set as one document, so that its tags, bookmarks and page numbers are of one piece.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from markupsafe import Markup

from exports import fonts
from exports.artefact import PublicationStamp
from exports.board_view.page import ROOM, fitted_view
from exports.board_view.view import Around, VersionStamp, stopping
from exports.environment import TEMPLATES, render_document
from exports.html import specification_body, tidied
from exports.markdown import plain_text
from exports.pdf import html_to_pdf
from procure.domain.alignment import FORMULA, FORMULA_VERSION, Alignment, Gate, Step
from procure.domain.snapshot import SpecificationSnapshot

#: Headings of a specification stand below: the papers, the item, "Specification".
SPECIFICATION_LEVEL = 4
#: Millimetres that the number of an item may take more of its board view's page, where it makes the title longer.
TITLE_ROOM = 7.0
_BOARD_RULES = re.compile(r"^\.bv[^{]*\{[^}]*\}", re.MULTILINE)
_H2 = re.compile(r"<(/?)h2\b")


@dataclass(frozen=True)
class Paper:
    """A tender on the agenda, with all that its board view and specification are made of."""

    snapshot: SpecificationSnapshot
    alignment: Alignment
    gates: tuple[Gate, ...]
    steps: Sequence[Step]
    stamp: VersionStamp
    around: Around
    address: str = ""
    #: Who declared an interest so far, by name.
    interests: tuple[str, ...] = ()


@dataclass(frozen=True)
class Item:
    """One item of the agenda; a matter without papers has a title alone."""

    title: str
    paper: Paper | None = None


@dataclass(frozen=True)
class Papers:
    """A meeting as its papers show it. Times are aware."""

    board: str
    starts_at: datetime
    made_at: datetime
    place: str = ""
    link: str = ""
    quorum: int = 1
    members: tuple[str, ...] = ()
    items: tuple[Item, ...] = field(default=())
    #: What was decided outside a meeting and is reported to this one, each in sentences.
    reported: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """An item as it is set: its board view, the parts of that in which words are cut short, and the specification."""

    item: Item
    view: Markup = field(default_factory=Markup)
    left_out: tuple[str, ...] = ()
    body: Markup = field(default_factory=Markup)


def papers_pdf(papers: Papers, fonts_dir: Path = fonts.NODE_MODULES) -> bytes:
    """One PDF/UA-1 and PDF/A-2a file with a bookmark for each item and each part of it. The same papers give the same
    bytes. Raises DoesNotFit, and as ``exports.pdf.html_to_pdf`` does."""
    parts: list[Part] = []
    for number, item in enumerate(papers.items, start=1):
        if item.paper is None:
            parts.append(Part(item))
            continue
        view, left_out = _view(item.paper, number)
        stamp = PublicationStamp(
            item.paper.stamp.number, None, "Frozen for review", sha256=item.paper.stamp.sha256
        )
        body = specification_body(
            item.paper.snapshot, stamp, top_level=SPECIFICATION_LEVEL, id_prefix=f"item-{number}-spec-"
        )
        parts.append(Part(item, view, left_out, body.html))
    return html_to_pdf(_document(papers, parts, fonts_dir), fonts_dir)


def _document(papers: Papers, parts: Sequence[Part], fonts_dir: Path) -> str:
    everything = papers.board + "".join(each.item.title + each.view + each.body for each in parts)
    return render_document(
        "print/papers.html",
        {
            "papers": papers,
            "parts": [
                (number, each.item, plain_text(each.item.title), each)
                for number, each in enumerate(parts, start=1)
            ],
            "board_rules": Markup("\n".join(_BOARD_RULES.findall(_board_css()))),  # noqa: S704 - a file of ours
            "replacement": fonts.REPLACEMENT,
            "cannot_show": bool(fonts.unprintable(everything, fonts_dir)),
        },
    )


def _view(paper: Paper, number: int) -> tuple[Markup, tuple[str, ...]]:
    """The most of the board view that is one page in these papers, and the parts in which words are cut short."""
    view = fitted_view(
        paper.snapshot, paper.alignment, paper.gates, paper.steps, paper.stamp, paper.around, paper.address,
        ROOM - TITLE_ROOM,
    )  # fmt: skip
    html = render_document(
        "documents/board_view.html",
        {
            "view": view, "stamp": view.stamp, "stopping": stopping(view.gates), "formula": FORMULA,
            "formula_version": FORMULA_VERSION, "is_page": False, "level": 2,
        },
    )  # fmt: skip
    apart = _H2.sub(r"<\1h4", str(html)).replace("board-chain-title", f"board-chain-title-{number}")
    return tidied(Markup(apart)), tuple(view.left_out)  # noqa: S704 - markup of ours, headings two levels down


def _board_css() -> str:
    return (TEMPLATES / "print" / "board_view.css").read_text(encoding="utf-8")
