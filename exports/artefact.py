"""The files we make of a published version: what each is called, what it is, and who makes it.

To add a format, write one module that makes its bytes from a snapshot and a stamp, and add one line to
``KINDS``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module

from pydantic import ValidationError

from exports.environment import taking_for_welsh
from exports.notices.stamp import NoticeStamp
from procure.domain.notice_facts import NoticeFacts
from procure.domain.snapshot import SpecificationSnapshot
from procure.domain.welsh import in_welsh, welsh
from procure.languages import ENGLISH, WELSH, gettext, later, speaking


@dataclass(frozen=True, slots=True)
class PublicationStamp:
    """What a document says about its own publication; with the snapshot, all that a rendering depends on.

    ``published_at`` is aware UTC, and None for a draft or a version not published. ``url`` is the address of
    the version's public page, empty when it has none. ``sha256`` is the snapshot's digest.
    """

    version_number: int | None
    published_at: datetime | None
    status_label: str
    url: str = ""
    sha256: str = ""

    @property
    def is_published(self) -> bool:
        """Whether the document may go without the mark of a draft."""
        return self.published_at is not None


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished file. The same snapshot and stamp give the same ``data``."""

    data: bytes
    media_type: str
    file_name: str


@dataclass(frozen=True, slots=True)
class ArtefactKind:
    """A kind of file: ``maker`` is "module:function", loaded when first used, as some need heavy libraries.
    It takes the snapshot and a stamp: the notice's where the file ``is_notice``, the publication's otherwise.
    """

    name: str
    label: str
    media_type: str
    maker: str
    is_notice: bool = False
    language: str = ENGLISH

    def file_name(self, snapshot: SpecificationSnapshot, stamp: PublicationStamp) -> str:
        """A name safe on any system, as in "WCA-2027-0014-v2-specification.pdf"."""
        reference = re.sub(r"[^A-Za-z0-9]+", "-", snapshot.reference).strip("-")[:60] or "tender"
        version = f"v{stamp.version_number}" if stamp.version_number is not None else "draft"
        return f"{reference}-{version}-{self.name}"


PDF, HTML = "application/pdf", "text/html"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OPENDOCUMENT = "application/vnd.oasis.opendocument.text"
KINDS = {
    kind.name: kind
    for kind in (
        ArtefactKind(
            "specification.pdf",
            later("Specification (PDF)"),
            PDF,
            "exports.pdf:specification_pdf",
        ),
        ArtefactKind(
            "specification.docx",
            later("Specification (Word)"),
            WORD,
            "exports.docx:specification_docx",
        ),
        ArtefactKind(
            "specification.odt",
            later("Specification (OpenDocument)"),
            OPENDOCUMENT,
            "exports.odt:specification_odt",
        ),
        ArtefactKind(
            "specification.html",
            later("Specification (one HTML file)"),
            HTML,
            "exports.standalone:specification_file",
        ),
        ArtefactKind(
            "specification.md",
            later("Specification (Markdown)"),
            "text/markdown",
            "exports.specification_markdown:specification_markdown",
        ),
        ArtefactKind(
            "response.docx",
            later("Response template (Word)"),
            WORD,
            "exports.response:response_docx",
        ),
        ArtefactKind(
            "response.odt",
            later("Response template (OpenDocument)"),
            OPENDOCUMENT,
            "exports.response:response_odt",
        ),
        ArtefactKind(
            "tables.xlsx",
            later("Outcomes, measures and criteria (Excel)"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "exports.tables:workbook",
        ),
        ArtefactKind(
            "measures.csv",
            later("Measures (CSV)"),
            "text/csv",
            "exports.tables:measures_csv",
        ),
        ArtefactKind(
            "notice.pdf",
            later("Tender notice (PDF)"),
            PDF,
            "exports.notices.pdf:notice_pdf",
            is_notice=True,
        ),
        ArtefactKind(
            "release.json",
            later("Open data (OCDS)"),
            "application/json",
            "exports.ocds.release:release_json",
            is_notice=True,
        ),
    )
}
"""Every kind of file that publication makes, by its name, in the order readers meet them."""
IN_WELSH = {
    kind.name: kind
    for kind in (
        ArtefactKind(
            "specification.cy.pdf",
            later("Specification in Welsh (PDF)"),
            PDF,
            "exports.pdf:specification_pdf",
            language=WELSH,
        ),
        ArtefactKind(
            "specification.cy.docx",
            later("Specification in Welsh (Word)"),
            WORD,
            "exports.docx:specification_docx",
            language=WELSH,
        ),
        ArtefactKind(
            "specification.cy.odt",
            later("Specification in Welsh (OpenDocument)"),
            OPENDOCUMENT,
            "exports.odt:specification_odt",
            language=WELSH,
        ),
        ArtefactKind(
            "specification.cy.html",
            later("Specification in Welsh (one HTML file)"),
            HTML,
            "exports.standalone:specification_file",
            language=WELSH,
        ),
        ArtefactKind(
            "specification.cy.md",
            later("Specification in Welsh (Markdown)"),
            "text/markdown",
            "exports.specification_markdown:specification_markdown",
            language=WELSH,
        ),
    )
}
"""What publication makes besides of a version that holds words in Welsh."""


def kinds_of(snapshot: SpecificationSnapshot) -> tuple[ArtefactKind, ...]:
    """The kinds of file that a version has: those in Welsh where it holds Welsh."""
    return (*KINDS.values(), *(IN_WELSH.values() if welsh(snapshot) else ()))


_CHANGES = re.compile(r"changes-from-([1-9][0-9]{0,5})\.pdf")


def changes_kind(earlier: int) -> ArtefactKind:
    """The redline from version ``earlier``: a version after the first has one from each published before it."""
    return ArtefactKind(
        f"changes-from-{earlier}.pdf",
        f"What changed from version {earlier} (PDF)",
        "application/pdf",
        "exports.changes_pdf:changes_pdf",
    )


def label_of(name: str) -> str:
    """What a kind of file is called for people; its own name where this release does not know it."""
    if found := _CHANGES.fullmatch(name):
        return gettext("What changed from version %(earlier)s (PDF)", earlier=found[1])
    known = KINDS.get(name) or IN_WELSH.get(name)
    return gettext(known.label) if known else name


class NotFit(ValueError):
    """A file cannot be made because its content is wrong, in words for the officers who can mend it."""


def make(
    kind: str,
    snapshot: SpecificationSnapshot,
    stamp: PublicationStamp,
    notice: NoticeStamp | None = None,
    facts: NoticeFacts | None = None,
) -> Rendered:
    """One file of this kind. ``notice`` is needed for kinds that are notices, unless they are of a draft; ``facts`` are
    the notice's own, where it amends another.

    Raises KeyError for an unknown kind, and NotFit when the content may not be published as it is.
    """
    chosen = IN_WELSH.get(kind) or KINDS[kind]
    module, _, function = chosen.maker.partition(":")
    maker: Callable[..., bytes] = getattr(import_module(module), function)
    if chosen.is_notice and notice is None and stamp.is_published:
        raise ValueError(f"{kind} needs the stamp of a notice")
    try:
        if chosen.is_notice:
            data = maker(snapshot, notice, facts=facts)
        else:
            read = in_welsh(snapshot) if chosen.language == WELSH else snapshot
            with speaking(chosen.language), taking_for_welsh(read):
                data = maker(read, stamp)
    except ValidationError as refusal:
        faults = "; ".join(
            f"{' → '.join(map(str, fault['loc'])) or 'whole'}: {fault['msg']}"
            for fault in refusal.errors()[:5]
        )
        raise NotFit(f"{chosen.label} would break its standard. {faults}") from refusal
    return Rendered(data, chosen.media_type, chosen.file_name(snapshot, stamp))


def make_changes(
    earlier: SpecificationSnapshot,
    earlier_number: int,
    snapshot: SpecificationSnapshot,
    stamp: PublicationStamp,
) -> Rendered:
    """The redline from an earlier published version to this one."""
    chosen = changes_kind(earlier_number)
    module, _, function = chosen.maker.partition(":")
    data = getattr(import_module(module), function)(earlier, snapshot, stamp, earlier_number)
    return Rendered(data, chosen.media_type, chosen.file_name(snapshot, stamp))
