"""The documents of a tender."""

from __future__ import annotations

from typing import Any

from exports.artefact import KINDS
from exports.notices.values import web_address
from exports.ocds.incoming.source import Has, Path, Source, Target, same_value
from procure.domain.snapshot import TenderDocumentSnapshot

DOCUMENTS: Path = ("tender", "documents")
OWN_FILES = {kind.label for kind in KINDS.values()}
#: Statements that the standard holds as documents, and that only an officer can make.
CONFLICTS = "conflictOfInterest"
NO_ADDRESS = "It was taken, and as it does not begin with https:// open data of the draft tells it in words."
IS_THE_NOTICE = "It is the notice itself: publication here makes one of its own."


def read_papers(source: Source) -> tuple[dict[str, Any], tuple[TenderDocumentSnapshot, ...]]:
    """Facts by name, and the documents that live elsewhere."""
    facts: dict[str, Any] = {}
    papers: list[TenderDocumentSnapshot] = []
    deals = [deal for name in ("awards", "contracts") for deal in source.entries((name,))]
    for holder in (("planning",), *deals):
        for path in source.entries((*holder, "documents")):
            if source.at((*path, "noticeType")) is not None:
                source.because(path, IS_THE_NOTICE)
    for path in source.entries(DOCUMENTS):
        kind, title = source.at((*path, "documentType")), source.at((*path, "title"))
        shown: Target
        if source.at((*path, "noticeType")) is not None:
            source.because(path, IS_THE_NOTICE)
        elif kind == CONFLICTS:
            source.because(path, "You confirm yourself that a conflicts assessment was prepared.")
        elif isinstance(title, str) and title in OWN_FILES:
            source.because(path, "It is a file of the earlier publication: publication here makes its own.")
            if kind == "technicalSpecifications" and "technical_specifications" not in facts:
                facts |= _specifications(source, path)
        elif kind == "technicalSpecifications" and not source.at((*path, "url")):
            facts |= _specifications(source, path)
        elif source.at((*path, "accessDetails")) is not None and not source.at((*path, "url")):
            shown = (*DOCUMENTS, Has("id", "later"))
            details = source.text(
                (*path, "accessDetails"), "facts.documents_later_access", (*shown, "accessDetails")
            )
            facts |= {"documents_follow_later": True, "documents_later_access": details}
            for name in ("id", "documentType"):
                source.take((*path, name), "facts.documents_follow_later", (*shown, name))
        else:
            _paper(source, path, papers)
    if papers:
        facts["documents_provided_now"] = True
    return facts, tuple(papers)


def _specifications(source: Source, path: Path) -> dict[str, Any]:
    shown = (*DOCUMENTS, Has("id", "technicalSpecifications"))
    text = source.text((*path, "description"), "facts.technical_specifications", (*shown, "description"))
    if not text:
        return {}
    for name in ("id", "documentType"):
        source.take((*path, name), "facts.technical_specifications", (*shown, name))
    source.because((*path, "id"), "Documents are numbered here.")
    return {"technical_specifications": text}


def _paper(source: Source, path: Path, papers: list[TenderDocumentSnapshot]) -> None:
    number = len(papers) + 1
    shown, into = (*DOCUMENTS, Has("id", f"L-{number}")), f"documents.{number}"
    title = source.line((*path, "title"), f"{into}.title", (*shown, "title"))
    description = source.text((*path, "description"), f"{into}.description", (*shown, "description"))
    url = source.line((*path, "url"), f"{into}.url", (*shown, "url"))
    if not (title or description or url):
        source.because(path, "It has neither a title, nor words, nor an address.")
        return
    if url and web_address(url):
        source.take((*path, "url"), f"{into}.url", (*shown, "url"), same_address)
    elif url:
        del source.taken[(*path, "url")]
        source.because((*path, "url"), NO_ADDRESS)
    for name in ("id", "documentType"):
        source.take((*path, name), into, (*shown, name))
    source.because((*path, "id"), "Documents are numbered here.")
    source.because(path, "Of a document elsewhere, this service keeps title, description and address.")
    papers.append(
        TenderDocumentSnapshot(key=f"d{number}", number=number, title=title, url=url, description=description)
    )


def same_address(one: Any, other: Any) -> bool:
    """Whether a web address is the other as this service writes it."""
    return same_value(one, other) or (
        isinstance(one, str) and other is not None and web_address(one) == other
    )
