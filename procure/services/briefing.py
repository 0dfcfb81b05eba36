"""The board's one page about a frozen version: what it is stamped with, what is known beside it, and its PDF."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup
from sqlalchemy.orm import selectinload
from sqlmodel import Session, col, select

from exports.board_view.page import board_view_html, board_view_pdf
from exports.board_view.view import NOT_YET, Around, Decided, VersionStamp
from procure.domain.decisions import RECALLED, decision_label, dissenting
from procure.domain.snapshot import SpecificationSnapshot
from procure.domain.vocabulary import Position
from procure.models import (
    GrownTender,
    MarketEngagement,
    PublishedFacet,
    PublishedTender,
    Review,
    SpecificationVersion,
    Tender,
)
from procure.services import overlapping
from procure.services.aligning import Aligned
from procure.services.showing import Shelf

_PDFS: Shelf[bytes] = Shelf(16)


def stamp_of(version: SpecificationVersion, reviews: Sequence[Review]) -> VersionStamp:
    """What the page says of the version and its decisions, the newest first; a submission that was recalled decided
    nothing. ``reviews`` are those whose board or buyer reads the page."""
    waiting = next((review for review in reviews if review.closed_at is None), None)
    decided = tuple(_decided(each) for each in reviews if each.closed_at and each.decision != RECALLED)
    return VersionStamp(
        version.number,
        version.frozen_at,
        version.sha256,
        waiting.board.name if waiting else "",
        decided,
        waiting is not None,
    )


def _decided(review: Review) -> Decided:
    dissent = dissenting(review.verdicts, review.decision, review.interested_user_ids)
    return Decided(
        review.board.name,
        decision_label(review.decision),
        review.decision_reason,
        review.decided_by.name if review.decided_by else "",
        review.closed_at,
        tuple(condition.text for condition in review.conditions),
        tuple(f"{each.user.name}: {Position.label_of(each.kind).lower()}" for each in dissent),
    )


def around(session: Session, tender: Tender, snapshot: SpecificationSnapshot) -> Around:
    """What is known beside a version: other published tenders, and what the market said in public."""
    said = overlapping.for_board(session, tender)
    return Around((*said, *_overlaps(session, tender, snapshot)), _market(session, tender))


def _overlaps(session: Session, tender: Tender, snapshot: SpecificationSnapshot) -> tuple[str, ...]:
    """What is known of others that serve the same missions. Published tenders alone are counted: what is not published
    is nobody else's to know."""
    missions = {each.mission_id: each.mission_name for each in snapshot.objectives if each.mission_id}
    if not missions:
        return ()
    counted = session.exec(
        select(PublishedFacet.value, PublishedFacet.tenders).where(
            PublishedFacet.kind == "mission", col(PublishedFacet.value).in_(missions)
        )
    ).all()
    own = session.exec(select(PublishedTender.facets).where(PublishedTender.tender_id == tender.id)).first()
    mine = {value for kind, value in own or () if kind == "mission"}
    found = {value: tenders - (value in mine) for value, tenders in counted}
    said = tuple(
        f"{count} other published {'tender here serves' if count == 1 else 'tenders here serve'} the mission "
        f"“{name or mission}”."
        for mission, name in missions.items()
        if (count := found.get(mission, 0)) > 0
    )
    none = ("No other tender published here serves the same mission.",)
    return said or none


def _market(session: Session, tender: Tender) -> tuple[str, ...]:
    """What public engagement on the outcomes that the tender serves taught: how much was asked and answered in public,
    and what was learnt and what changed once a chair let it out."""
    found = session.exec(
        select(MarketEngagement)
        .join(GrownTender, col(GrownTender.target_outcome_id) == MarketEngagement.target_outcome_id)
        .where(
            GrownTender.tender_id == tender.id,
            col(MarketEngagement.published_at).is_not(None),
        )
        .options(selectinload(MarketEngagement.questions), selectinload(MarketEngagement.responses))
        .order_by(col(MarketEngagement.id))
    ).all()
    said = []
    for each in found:
        public = sum(response.shown_at is not None for response in each.responses)
        asked = sum(question.removed_at is None for question in each.questions)
        answered = (
            f"{asked} {'question' if asked == 1 else 'questions'}, "
            f"{public} {'answer' if public == 1 else 'answers'} public"
        )
        if each.learning_approved_at is None:
            said.append(
                f"Asked of the market: {each.title} ({answered}). What was learnt is not let out yet."
            )
            continue
        said.append(f"The market told us ({answered}): {each.learnt}")
        said.append(f"What changed because of it: {each.changed or NOT_YET}")
    return tuple(said)


def page_of(aligned: Aligned, stamp: VersionStamp, around: Around) -> Markup:
    """The page in full, as HTML to stand under its h1."""
    return board_view_html(aligned.snapshot, aligned.alignment, aligned.gates, aligned.steps, stamp, around)


def file_of(aligned: Aligned, stamp: VersionStamp, around: Around, address: str) -> bytes:
    """The page as a PDF of one page. The last few are kept, as boards read the same one at once."""
    key = (stamp, around, address)
    return _PDFS.get(
        key,
        lambda: board_view_pdf(
            aligned.snapshot, aligned.alignment, aligned.gates, aligned.steps, stamp, around, address
        ),
    )
