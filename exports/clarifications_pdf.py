"""Questions and answers on a tender as a PDF: what was public when a batch was, each batch under a heading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from exports import fonts
from exports.clarifications import PublicAnswer
from exports.environment import render_document
from exports.pdf import html_to_pdf


@dataclass(frozen=True)
class AnsweredTender:
    """Whose questions they are: as the page of the tender tells it. ``page`` is the address of the questions."""

    reference: str
    title: str
    buyer: str
    page: str


def answers_pdf(
    tender: AnsweredTender,
    answers: Sequence[PublicAnswer],
    batch: int,
    published_at: datetime,
    fonts_dir: Path = fonts.NODE_MODULES,
) -> bytes:
    """Everything that was answered until ``batch`` was published (aware), as a tagged PDF: the same each time.

    Raises as ``exports.pdf.html_to_pdf`` does.
    """
    context = {"tender": tender, "answers": answers, "batch": batch, "published_at": published_at}
    return html_to_pdf(render_document("print/questions.html", context), fonts_dir=fonts_dir)
