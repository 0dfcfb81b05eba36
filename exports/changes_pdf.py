"""What changed between two versions as a PDF, told by words and lines and not by colour alone."""

from __future__ import annotations

from pathlib import Path

from exports import fonts
from exports.artefact import PublicationStamp
from exports.changes import between
from exports.environment import render_document
from exports.markdown import plain_text
from exports.pdf import html_to_pdf
from procure.domain.snapshot import SpecificationSnapshot


def changes_pdf(
    earlier: SpecificationSnapshot,
    later: SpecificationSnapshot,
    stamp: PublicationStamp,
    earlier_number: int,
    fonts_dir: Path = fonts.NODE_MODULES,
) -> bytes:
    """The redline from version ``earlier_number`` to the one that ``stamp`` is of, as a tagged PDF: the same each time.

    Raises as ``exports.pdf.html_to_pdf`` does.
    """
    title = f"What changed from version {earlier_number} to version {stamp.version_number}"
    context = {
        "title": title,
        "tender": plain_text(later.title),
        "spec": later,
        "stamp": stamp,
        "sections": between(earlier, later),
    }
    return html_to_pdf(render_document("print/changes.html", context), fonts_dir=fonts_dir)
