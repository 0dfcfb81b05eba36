"""What the cover of a specification says below its title, whatever the format."""

from __future__ import annotations

from exports.artefact import PublicationStamp
from exports.text import clean_text
from exports.wording import day, moment, net
from procure.domain.snapshot import SpecificationSnapshot
from procure.languages import gettext


def cover_facts(snapshot: SpecificationSnapshot, stamp: PublicationStamp) -> list[tuple[str, str]]:
    """(label, value) for each fact that there is, in the language being spoken. The value is without VAT."""
    facts = snapshot.facts
    published = (
        (gettext("Published"), day(stamp.published_at))
        if stamp.published_at
        else (gettext("State"), stamp.status_label)
    )
    lines = (
        (gettext("Reference"), clean_text(snapshot.reference)),
        (gettext("Version"), "" if stamp.version_number is None else str(stamp.version_number)),
        published,
        (gettext("Tenders in by"), moment(facts.tender_deadline_at) if facts.tender_deadline_at else ""),
        (gettext("Estimated value"), net(facts.value_net) if facts.value_net is not None else ""),
    )
    return [(label, value) for label, value in lines if value]
