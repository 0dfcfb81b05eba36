"""Where published notices are, and the pages that show one or all of a procurement."""

from __future__ import annotations

from flask import current_app, render_template, url_for

from procure.config import Settings
from procure.domain.exceptions import NotFound
from procure.languages import gettext
from procure.services import announcing, showing
from procure.services.announcing import Announced, Listed, PublicFile
from procure.web.sessions import current_session


def settings() -> Settings:
    """The settings in force."""
    found: Settings = current_app.extensions["procure"].settings
    return found


def notice_address(each: Announced | Listed) -> str:
    """The page of a notice: a tender notice stands beside its version of the tender."""
    if each.is_tender_notice:
        return url_for("published.notice", reference=each.reference, number=each.version)
    return url_for("published.numbered_notice", reference=each.reference, number=each.number)


def notice_file_address(each: Announced, file: PublicFile) -> str:
    """Where a file of a notice is fetched."""
    if each.is_tender_notice:
        return url_for("published.download", reference=each.reference, number=each.version, kind=file.kind)
    return url_for("published.notice_file", reference=each.reference, number=each.number, kind=file.kind)


def procurement_page(reference: str) -> str:
    """The notices of one procurement, with or without a tender. Raises NotFound where none is published."""
    session = current_session()
    everything = announcing.of_tender(session, reference, settings())
    if not everything:
        raise NotFound("There is no such published tender.")
    return render_template(
        "pages/published/procurement.html",
        title=everything[-1].notice.title,
        latest=everything[-1],
        everything=everything,
        has_tender=any(each.is_tender_notice for each in everything),
    )


def notice_page(
    found: Announced, everything: list[Announced], page: showing.NoticePage, *, replaced_by: bool = False
) -> str:
    """The page of a notice. ``replaced_by``: a later version of its tender is published."""
    return render_template(
        "pages/published/notice.html",
        title=f"{gettext(found.name)}: {page.title}",
        page=page,
        announced=found,
        everything=everything,
        has_tender=any(each.is_tender_notice for each in everything),
        replaced_by=replaced_by,
    )
