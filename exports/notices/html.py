"""A notice as HTML: a fragment that stands in a page or in print. Starts at h2; the page gives the h1."""

from __future__ import annotations

from markupsafe import Markup

from exports.environment import render_document
from exports.notices.definition import ResolvedNotice, resolve
from exports.notices.stamp import NoticeStamp
from exports.notices.values import web_address
from procure.domain.notice_facts import NoticeFacts
from procure.domain.snapshot import SpecificationSnapshot


def notice_html(
    snapshot: SpecificationSnapshot,
    stamp: NoticeStamp | None = None,
    *,
    facts: NoticeFacts | None = None,
    show_provisions: bool = False,
) -> Markup:
    """The notice of a snapshot, escaped; ``facts`` as for ``resolve``. Without a stamp: a draft, and what is still
    missing says so.

    ``show_provisions`` adds the provision of each item, for officers.
    """
    return resolved_html(resolve(snapshot, stamp, facts=facts), show_provisions=show_provisions)


def resolved_html(notice: ResolvedNotice, *, show_provisions: bool = False) -> Markup:
    """The HTML of a notice that is already resolved."""
    context = {
        "notice": notice,
        "stamp": notice.stamp,
        "address": web_address(notice.stamp.notice_url) if notice.stamp else None,
        "show_provisions": show_provisions,
    }
    return render_document("documents/notice.html", context)
