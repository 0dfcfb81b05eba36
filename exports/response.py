"""The response template: a document that a supplier fills in, outcome by outcome, and sends where the buyer says.

As a Word file and as an OpenDocument text, made of one HTML body, like the specification itself. Whoever made it
receives no bids: where they go, and by when, is the first thing in it.
"""

from __future__ import annotations

import docx

from exports.artefact import PublicationStamp
from exports.docx import plain_document, stored
from exports.docx_body import write_body
from exports.environment import render_document
from exports.html import DRAFT_MARK, Body, Outline, Section, document_context, tidied
from exports.markdown import plain_text
from exports.odt import about_of, paper_odt
from exports.questions import questions_of
from exports.text import clean_text
from procure.domain.snapshot import SpecificationSnapshot

ID_PREFIX = "response-"
KIND = "Response template"


def response_docx(snapshot: SpecificationSnapshot, stamp: PublicationStamp) -> bytes:
    """The response template as a Word file. The same snapshot and stamp give the same bytes."""
    title, buyer = f"{KIND}: {plain_text(snapshot.title)}", clean_text(snapshot.authority.name)
    document = plain_document(docx.Document(), title, buyer, stamp.published_at)
    document.core_properties.subject = f"{KIND}, {clean_text(snapshot.reference)}"[:255]
    for style, words in _above(snapshot, stamp)[1:]:
        document.add_paragraph(words, style=style.replace("_20_", " "))
    write_body(document, response_body(snapshot, stamp).html)
    return stored(document)


def response_odt(snapshot: SpecificationSnapshot, stamp: PublicationStamp) -> bytes:
    """The same as an OpenDocument text."""
    return paper_odt(
        about_of(snapshot, stamp, KIND, f"{KIND}: "),
        _above(snapshot, stamp),
        response_body(snapshot, stamp).html,
    )


def response_body(snapshot: SpecificationSnapshot, stamp: PublicationStamp) -> Body:
    """The body of the template, from h2 down, with its headings."""
    questions = questions_of(snapshot)
    wanted = (
        ("send", "Where and by when to send your tender", True),
        ("you", "About you", True),
        ("outcomes", "Your answers, outcome by outcome", bool(snapshot.outcomes)),
        ("shared", "Questions about several outcomes, or about the whole", bool(questions.shared)),
        ("another", "Propose another way to reach an outcome", bool(snapshot.outcomes)),
        ("fixed", "What is fixed, and what is open", True),
        ("check", "Before you send it", True),
    )
    present = [(name, text) for name, text, is_there in wanted if is_there]
    outline = Outline(
        tuple(Section(name, str(number), text) for number, (name, text) in enumerate(present, start=1)),
        top_level=2,
        prefix=ID_PREFIX,
    )
    context = document_context(snapshot, stamp, outline=outline, questions=questions)
    html = render_document("documents/response.html", context)
    return Body(tidied(html), tuple(outline.headings))


def _above(snapshot: SpecificationSnapshot, stamp: PublicationStamp) -> tuple[tuple[str, str], ...]:
    """What stands above the body, as (style, words)."""
    mark = () if stamp.is_published else (("Draft_20_Mark", DRAFT_MARK),)
    return (
        ("Title", f"{KIND}: {plain_text(snapshot.title)}"),
        ("Note", clean_text(snapshot.authority.name)),
        *mark,
    )
