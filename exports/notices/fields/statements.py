"""Documents given with a notice, and the statements the law asks for."""

from __future__ import annotations

from exports.notices.context import AssociatedDocument, Context, Entry
from exports.notices.values import Link, Values, one_line, texts, tidy, web_link, yes_no
from exports.wording import day
from procure.domain.notice_facts.words import withheld_statement

SPECIFICATION_PDF = "specification.pdf"


def documents_provided_now(c: Context) -> Values:
    return yes_no(c.facts.documents_provided_now)


def each_document(c: Context) -> tuple[Entry, ...]:
    """Our own specification, attached; then the documents that live elsewhere."""
    files = c.stamp.files(SPECIFICATION_PDF) if c.stamp else ()
    attached = [AssociatedDocument(title=file.title, is_attached=True, url=file.url) for file in files]
    attached = attached or [
        AssociatedDocument(title=f"Specification: {tidy(c.snapshot.title)}", is_attached=True)
    ]
    elsewhere = [
        AssociatedDocument(
            title=tidy(document.title) or tidy(document.url),
            is_attached=False,
            url=document.url,
            description=tidy(document.description),
        )
        for document in c.snapshot.documents
    ]
    return (*attached, *elsewhere)


def document_heading(c: Context) -> str:
    assert c.document is not None
    return c.document.title or "Document"


def document_title(c: Context) -> Values:
    return one_line(c.document.title) if c.document else ()


def document_description(c: Context) -> Values:
    return texts(c.document.description) if c.document else ()


def document_attached(c: Context) -> Values:
    return yes_no(c.document.is_attached) if c.document else ()


def document_link(c: Context) -> Values:
    """A link that can be followed; an address that cannot counts as none."""
    if c.document is None:
        return ()
    return tuple(value for value in web_link("", c.document.url) if isinstance(value, Link))


def documents_later(c: Context) -> Values:
    return yes_no(c.facts.documents_follow_later)


def documents_later_access(c: Context) -> Values:
    return texts(c.facts.documents_later_access)


def technical_specifications(c: Context) -> Values:
    """The specification itself says what has to be met, so the field always tells where to find it (reg
    18(2)(w)).
    """
    files = c.stamp.files(SPECIFICATION_PDF) if c.stamp else ()
    links = tuple(link for file in files for link in web_link(file.title, file.url))
    where = () if links else ("See the specification published with this notice.",)
    return (*texts(c.facts.technical_specifications), *links, *where)


def no_engagement_notice_reasons(c: Context) -> Values:
    return texts(c.facts.no_engagement_notice_reasons)


def conflicts_assessment_confirmation(c: Context) -> Values:
    """Given only once an assessment exists: a notice may not be published without one (s.83)."""
    if c.facts.conflicts_assessment_prepared is not True:
        return ()
    made_on = c.facts.conflicts_assessment_on
    when = f" on {day(made_on)}" if made_on else ""
    return (f"A conflicts assessment was prepared{when}, and is kept under review and revised as needed.",)


def withheld_information_statement(c: Context) -> Values:
    """What the authority says of it, then on which ground (s.94(3)); of what national security silences, nothing."""
    limbs = (kept.limb for kept in c.snapshot.withheld if not kept.is_silent)
    return texts(c.facts.withheld_information, withheld_statement(limbs))


def additional_information(c: Context) -> Values:
    return texts(c.facts.additional_information)
