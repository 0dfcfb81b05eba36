"""Minutes of a board's meeting as a Word file. Apart from ``minutes``, because what writes Word files is slow to load
and those who serve pages only show the minutes.
"""

from __future__ import annotations

import docx

from exports.docx import plain_document, stored
from exports.docx_body import write_body
from exports.minutes import Minutes, Signature, minutes_html


def minutes_docx(minutes: Minutes, signature: Signature | None) -> bytes:
    """The same as a Word file. The same minutes and signature give the same bytes."""
    title = f"Minutes of the {minutes.board}"
    document = plain_document(docx.Document(), title, minutes.board, signature.at if signature else None)
    write_body(document, minutes_html(minutes, signature))
    return stored(document)
