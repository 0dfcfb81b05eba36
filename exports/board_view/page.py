"""The one page as HTML for a screen, and as a PDF that is one page whatever people wrote."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from markupsafe import Markup

from exports.board_view.view import NOTHING_AROUND, Around, Limits, VersionStamp, board_view, stopping
from exports.environment import render_document
from exports.html import tidied
from exports.pdf import html_to_pdf
from procure.domain.alignment import FORMULA, FORMULA_VERSION, Alignment, Gate, Step
from procure.domain.snapshot import SpecificationSnapshot

#: From the most that a page may hold to the least; the first that fits is taken.
FITTING = (
    Limits(240, 480, 6),
    Limits(150, 380, 6),
    Limits(110, 320, 5),
    Limits(85, 260, 5),
    Limits(65, 220, 5),
    Limits(50, 180, 4),
    Limits(40, 140, 3),
    Limits(28, 90, 2),
    Limits(20, 60, 1),
)


class DoesNotFit(RuntimeError):
    """Even cut as short as can be, the page would run over."""


def board_view_html(
    snapshot: SpecificationSnapshot,
    alignment: Alignment,
    gates: tuple[Gate, ...],
    steps: Sequence[Step],
    stamp: VersionStamp,
    around: Around = NOTHING_AROUND,
) -> Markup:
    """The page in full, to stand under its h1. Its numbers lead to ``#how-…`` anchors that the page around it has."""
    view = board_view(snapshot, alignment, gates, steps, stamp, around)
    return tidied(render_document("documents/board_view.html", _context(view, is_page=True)))


def board_view_pdf(
    snapshot: SpecificationSnapshot,
    alignment: Alignment,
    gates: tuple[Gate, ...],
    steps: Sequence[Step],
    stamp: VersionStamp,
    around: Around = NOTHING_AROUND,
    address: str = "",
) -> bytes:
    """One page, PDF/UA-1 and PDF/A-2a. What does not fit is cut short, with a pointer to ``address``, where all is.

    The same arguments give the same bytes. Raises DoesNotFit, and as ``exports.pdf.html_to_pdf`` does.
    """
    from pypdf import PdfReader  # noqa: PLC0415 - only where a PDF is made

    def made(limits: Limits) -> bytes | None:
        view = board_view(snapshot, alignment, gates, steps, stamp, around, limits)
        context = _context(view, is_page=False) | {"address": address}
        data = html_to_pdf(render_document("print/board_view.html", context))
        return data if len(PdfReader(BytesIO(data)).pages) == 1 else None

    # Less text never takes more room, so halving finds the most that fits with few attempts.
    fewest, most, best = 0, len(FITTING) - 1, None
    while fewest <= most:
        middle = (fewest + most) // 2
        if (data := made(FITTING[middle])) is None:
            fewest = middle + 1
        else:
            best, most = data, middle - 1
    if best is None:
        raise DoesNotFit("The board view does not fit on one page.")
    return best


def _context(view: object, *, is_page: bool) -> dict[str, object]:
    return {
        "view": view,
        "stamp": view.stamp,  # type: ignore[attr-defined]
        "stopping": stopping(view.gates),  # type: ignore[attr-defined]
        "formula": FORMULA,
        "formula_version": FORMULA_VERSION,
        "is_page": is_page,
        "level": 2,
    }
