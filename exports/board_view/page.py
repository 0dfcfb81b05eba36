"""The one page as HTML for a screen, and as a PDF that is one page whatever people wrote."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from exports.board_view.fitting import Budget, best_fit
from exports.board_view.view import NOTHING_AROUND, Around, BoardView, VersionStamp, board_view, stopping
from exports.environment import render_document
from exports.html import tidied
from exports.pdf import html_to_pdf, laid_out_height
from procure.domain.alignment import FORMULA, FORMULA_VERSION, Alignment, Gate, Step
from procure.domain.snapshot import SpecificationSnapshot

#: Millimetres between the margins of the page, as ``board_view.css`` has them, less what rounding may take.
ROOM = 297 - 11 - 10 - 0.5


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
    """One page, PDF/UA-1 and PDF/A-2a. What does not fit is cut short, by part and as little as can be, and the foot
    names the parts and points to ``address``, where all is.

    The same arguments give the same bytes. Raises DoesNotFit, and as ``exports.pdf.html_to_pdf`` does.
    """
    view = fitted_view(snapshot, alignment, gates, steps, stamp, around, address)
    data = html_to_pdf(_on_paper(view, address), most_pages=1)
    if not data:
        raise DoesNotFit("The board view does not fit on one page.")
    return data


def fitted_view(
    snapshot: SpecificationSnapshot,
    alignment: Alignment,
    gates: tuple[Gate, ...],
    steps: Sequence[Step],
    stamp: VersionStamp,
    around: Around = NOTHING_AROUND,
    address: str = "",
    room: float = ROOM,
) -> BoardView:
    """The view cut as little as can be for a page with ``room`` millimetres between its margins. Raises DoesNotFit."""

    def view_of(budget: Budget) -> BoardView:
        return board_view(snapshot, alignment, gates, steps, stamp, around, budget)

    budget = best_fit(
        lambda each: laid_out_height(_on_paper(view_of(each), address, is_measured=True)),
        lambda each: view_of(each).lost,
        room,
    )
    if not budget:
        raise DoesNotFit("The board view does not fit on one page.")
    return view_of(budget)


def _on_paper(view: BoardView, address: str, *, is_measured: bool = False) -> str:
    context = _context(view, is_page=False) | {"address": address, "is_measured": is_measured}
    return render_document("print/board_view.html", context)


def _context(view: BoardView, *, is_page: bool) -> dict[str, object]:
    return {
        "view": view,
        "stamp": view.stamp,
        "stopping": stopping(view.gates),
        "formula": FORMULA,
        "formula_version": FORMULA_VERSION,
        "is_page": is_page,
        "level": 2,
    }
