"""A notice as a tagged PDF, made of the same HTML as its page."""

from __future__ import annotations

from exports.environment import render_document
from exports.markdown import plain_text
from exports.notices.definition import resolve
from exports.notices.html import resolved_html
from exports.notices.stamp import NoticeStamp
from exports.pdf import html_to_pdf
from procure.domain.notice_facts import NoticeFacts
from procure.domain.snapshot import SpecificationSnapshot


def notice_pdf(
    snapshot: SpecificationSnapshot, stamp: NoticeStamp | None = None, *, facts: NoticeFacts | None = None
) -> bytes:
    """The notice as PDF/UA-1; the same snapshot, stamp and facts give the same bytes. Without a stamp, a draft.

    Raises as ``exports.pdf.html_to_pdf`` does.
    """
    return html_to_pdf(notice_print_html(snapshot, stamp, facts=facts))


def notice_print_html(
    snapshot: SpecificationSnapshot, stamp: NoticeStamp | None = None, *, facts: NoticeFacts | None = None
) -> str:
    """The whole HTML document that the PDF is made of."""
    notice = resolve(snapshot, stamp, facts=facts)
    identity = stamp.notice_id if stamp else f"{snapshot.reference}, draft, not published"
    return render_document(
        "print/notice.html",
        {
            "notice": notice,
            "stamp": stamp,
            "authority": notice.words("contracting_authority_name", "market_owner_name"),
            "title": plain_text(notice.heading),
            "identity": identity,
            "body": resolved_html(notice),
        },
    )
