"""The specification as one HTML file that stands alone: to keep, print, read aloud or send on, with no network.

Its style is in the file, and its own policy lets it load nothing: no script, image, typeface or address.
"""

from __future__ import annotations

from functools import cache

from markupsafe import Markup

from exports.artefact import PublicationStamp
from exports.environment import TEMPLATES, render_document
from exports.html import document_context, specification_body
from exports.markdown import plain_text
from procure.domain.snapshot import SpecificationSnapshot
from procure.languages import gettext, spoken


def specification_file(snapshot: SpecificationSnapshot, stamp: PublicationStamp) -> bytes:
    """The whole HTML document, UTF-8. The same snapshot and stamp give the same bytes."""
    body = specification_body(snapshot, stamp)
    context = document_context(
        snapshot,
        stamp,
        body=body.html,
        headings=body.headings,
        title=plain_text(snapshot.title) or gettext("Specification"),
        style=_style(),
    )
    return (render_document("print/standalone.html", context, spoken()).strip() + "\n").encode()


@cache
def _style() -> Markup:
    """Our own stylesheet: no text of anybody else is in it."""
    return Markup((TEMPLATES / "print" / "standalone.css").read_text(encoding="utf-8"))  # noqa: S704
