"""The documents of a release: the notice itself, the files published with it, and documents that live
elsewhere.
"""

from __future__ import annotations

from typing import Any

from exports.notices.definition import ResolvedNotice
from exports.notices.fields.statements import SPECIFICATION_PDF
from exports.notices.stamp import NoticeStamp
from exports.notices.values import web_address
from exports.ocds.plain import date_time, joined, plain_line, plain_lines
from procure.domain.welsh import welsh

#: What our own published files are called in the standard. Open data does not list itself.
DOCUMENT_TYPES = {
    SPECIFICATION_PDF: "technicalSpecifications",
    "specification.docx": "technicalSpecifications",
    "specification.cy.pdf": "technicalSpecifications",
    "specification.cy.docx": "technicalSpecifications",
    "notice.pdf": "tenderNotice",
}


def documents(notice: ResolvedNotice, stamp: NoticeStamp) -> list[dict[str, Any]]:
    """The notice first; then our files, links, and statements that the standard holds as documents."""
    return [notice_document(notice, stamp), *_files(notice, stamp), *_links(notice), *statements(notice)]


def notice_document(notice: ResolvedNotice, stamp: NoticeStamp) -> dict[str, Any]:
    """The notice as a document of its own release: the one document that says which notice it is."""
    return {
        "id": stamp.notice_id,
        "documentType": notice.definition.ocds.document_type,
        "noticeType": notice.definition.code,
        "description": f"{notice.definition.name} published by {plain_line(stamp.publisher_name)}",
        "url": stamp.notice_url,
        "datePublished": date_time(stamp.published_at),
        "format": "text/html",
    }


def _files(notice: ResolvedNotice, stamp: NoticeStamp) -> list[dict[str, Any]]:
    known = [file for file in stamp.documents if file.kind in DOCUMENT_TYPES]
    described = plain_lines(notice.snapshot.facts.technical_specifications)
    found: list[dict[str, Any]] = [
        {
            "id": f"A-{number}",
            "documentType": DOCUMENT_TYPES[file.kind],
            "title": plain_line(file.title),
            "description": described
            if file.kind == SPECIFICATION_PDF and notice.says("technical_specifications")
            else None,
            "url": file.url,
            "datePublished": date_time(file.published_at),
            "format": file.format,
            "language": file.language if file.language != notice.snapshot.language else None,
        }
        for number, file in enumerate(known, start=1)
    ]
    if described and not stamp.files(SPECIFICATION_PDF) and notice.says("technical_specifications"):
        statement = {"id": "technicalSpecifications", "documentType": "technicalSpecifications"}
        found.append({**statement, "description": described})
    return found


def _links(notice: ResolvedNotice) -> list[dict[str, Any]]:
    """Tender documents that live elsewhere. An address that is none is told in words, never lost."""
    if not notice.says("associated_documents"):
        return []
    said = welsh(notice.snapshot)
    return [
        {
            "id": f"L-{number}",
            "documentType": "biddingDocuments",
            "title": plain_line(document.title),
            "title_cy": plain_line(said.get(f"documents/{document.key}/title", "")),
            "description_cy": plain_lines(said.get(f"documents/{document.key}/description", "")),
            "description": joined(
                plain_lines(document.description),
                "" if web_address(document.url) else plain_line(document.url),
            ),
            "url": web_address(document.url),
        }
        for number, document in enumerate(notice.snapshot.documents, start=1)
    ]


def statements(notice: ResolvedNotice) -> list[dict[str, Any]]:
    """Statements that the standard holds as documents."""
    found = []
    if notice.says("associated_documents_later_access"):
        access = plain_lines(notice.snapshot.facts.documents_later_access)
        found.append({"id": "later", "documentType": "biddingDocuments", "accessDetails": access})
    if notice.says("conflicts_assessment_confirmation"):
        assessment = {"id": "conflictOfInterest", "documentType": "conflictOfInterest"}
        found.append({**assessment, "description": "Not published"})
    return found
