"""What a version holds of its own words in Welsh."""

from __future__ import annotations

from procure.domain.part import Part


class WelshText(Part):
    """One authored text in Welsh. ``place`` says of what: ``title``, ``facts/subject_description`` or, in a row,
    ``outcomes/KEY/statement`` (see ``procure.domain.welsh``)."""

    place: str
    text: str
