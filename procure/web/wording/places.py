"""Where the words that the coach reads are written: the page of each text."""

from __future__ import annotations

from flask import url_for

from procure.domain.sections import PAGES
from procure.services.coaching import Place

#: Part → the slug of its list.
_LISTS = {page.rows: page.slug for page in PAGES.values() if page.rows}


def mending_url(reference: str, place: Place) -> str:
    """The page where the text of ``place`` is changed."""
    if place.rows == "outcomes":
        return url_for("outcomes.page", reference=reference, key=place.key, slug="sentence", then="check")
    return url_for("authoring.change_row", reference=reference, slug=_LISTS[place.rows], key=place.key)
