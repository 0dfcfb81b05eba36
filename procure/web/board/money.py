"""What a board sees of money and data: across all its tenders, and of one version line by line."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response, current_app, render_template, request, url_for

from exports.text import clean_text
from procure import db
from procure.act.calendar import LONDON
from procure.domain.funding import ledger_issues, year_label
from procure.domain.permissions import Permission
from procure.domain.sharing import readiness_of
from procure.services import contributing, ledgering, paying, reviewing
from procure.services.freezing import snapshot_of
from procure.services.ledgering import Narrowed
from procure.web.access import current_actor, requires
from procure.web.board.blueprint import board
from procure.web.sessions import current_session
from procure.web.streaming import streamed


@board.get("/money")
@requires(Permission.SEE_BOARD)
def money() -> str:
    """Who pays what in which year, over all tenders before the person's boards."""
    wanted = _wanted()
    page = min(max(request.args.get("page", 1, type=int), 1), 1_000_000)
    found = ledgering.board_ledger(current_session(), current_actor(), wanted, page)
    said = [
        words
        for words, value in (
            (f"what {wanted.party} pays or gains", wanted.party),
            (year_label(wanted.year) if wanted.year else "", wanted.year),
            (f"the fund “{wanted.fund}”" if wanted.fund else "lines without a fund", wanted.fund),
        )
        if value is not None
    ]
    return render_template(
        "pages/board/money.html",
        title="Money across your tenders",
        found=found,
        chosen=", ".join(said),
        args=_args(wanted),
        year_label=year_label,
        back=(url_for("board.queue"), "Board"),
    )


@board.get("/money.csv")
@requires(Permission.SEE_BOARD)
def money_csv() -> Response:
    """The same, line by line, as CSV."""
    wanted, actor = _wanted(), current_actor()
    engine = current_app.extensions["procure"].engine

    def pieces() -> Iterator[str]:
        with db.reading(engine) as session:
            yield from ledgering.csv_lines(session, actor, wanted)

    answer = streamed(pieces, "text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="money-across-tenders.csv"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@board.get("/reviews/<key>/money")
@requires(Permission.READ_REVIEW)
def review_money(key: str) -> str:
    """The money of the version under review, line by line, with who signed, and how the supplier is paid."""
    session, actor = current_session(), current_actor()
    review = reviewing.review_by_key(session, actor, key)
    snapshot = snapshot_of(review.version)
    ledger = contributing.ledger_of_snapshot(snapshot)
    return render_template(
        "pages/board/review_money.html",
        title="Money",
        caption=snapshot.title,
        version=review.version,
        ledger=ledger,
        owners=contributing.owners_of_version(session, review.tender_id, ledger, review.version.frozen_at),
        issues=list(ledger_issues(ledger, snapshot.facts.value_net)),
        found=paying.of_snapshot(snapshot, review.version.frozen_at.astimezone(LONDON).date()),
        year_label=year_label,
        back=(url_for("board.review", key=key), "Back to the review"),
    )


@board.get("/reviews/<key>/data")
@requires(Permission.READ_REVIEW)
def review_data(key: str) -> str:
    """Whether the data of the version under review is ready, dataset by dataset."""
    review = reviewing.review_by_key(current_session(), current_actor(), key)
    snapshot = snapshot_of(review.version)
    return render_template(
        "pages/board/review_data.html",
        title="Data",
        caption=snapshot.title,
        version=review.version,
        readiness=readiness_of(snapshot),
        back=(url_for("board.review", key=key), "Back to the review"),
    )


def _wanted() -> Narrowed:
    """What the address narrows the ledger to; a year that is none is passed over."""
    year = request.args.get("year", type=int)
    party, fund = (
        clean_text(request.args[name]) if name in request.args else None for name in ("party", "fund")
    )
    return Narrowed(party, year if year and 1900 < year < 2200 else None, fund)


def _args(wanted: Narrowed) -> dict[str, str | int]:
    found = {"party": wanted.party, "year": wanted.year, "fund": wanted.fund}
    return {name: value for name, value in found.items() if value is not None}
