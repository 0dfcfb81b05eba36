"""The specification as an OpenDocument text, made of the same HTML body as the page, the PDF and the Word file.

The package is that of OpenDocument 1.3, part 2: its type first and not compressed, then the parts that the manifest
lists. Equal content is equal bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lxml import etree
from markupsafe import Markup

from exports.artefact import PublicationStamp
from exports.covers import cover_facts
from exports.html import DRAFT_MARK, Heading, specification_body, version_of
from exports.markdown import plain_text
from exports.odt_body import FORMAT_VERSION, NAMESPACES, BodyWriter, add, name_of
from exports.odt_styles import STYLES
from exports.packing import typed_archive
from exports.text import clean_text
from procure.domain.snapshot import SpecificationSnapshot
from procure.languages import gettext, is_welsh

MEDIA_TYPE = "application/vnd.oasis.opendocument.text"
_MANIFEST = f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
 manifest:version="{FORMAT_VERSION}">
<manifest:file-entry manifest:full-path="/" manifest:version="{FORMAT_VERSION}" manifest:media-type="{MEDIA_TYPE}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/>
</manifest:manifest>
"""


@dataclass(frozen=True, slots=True)
class About:
    """What a file says of itself. ``made_at`` is aware, or None for a draft; ``header`` stands on each page."""

    title: str
    subject: str
    author: str
    header: str
    footer: str
    made_at: datetime | None = None
    language: str = "en-GB"


def specification_odt(snapshot: SpecificationSnapshot, stamp: PublicationStamp) -> bytes:
    """The specification as an OpenDocument text. The same snapshot and stamp give the same bytes."""
    body = specification_body(snapshot, stamp)
    about = about_of(snapshot, stamp, gettext("Specification of outcomes"))
    content, writer = _begun()
    _write_cover(writer, snapshot, stamp)
    _write_contents(writer, body.headings)
    writer.write(body.html, on_a_new_page=True)
    return _packed(content, about)


def paper_odt(about: About, above: tuple[tuple[str, str], ...], html: Markup) -> bytes:
    """A paper: lines ``above`` its body as (style, words), then ``html`` from h2 down."""
    content, writer = _begun()
    for style, words in above:
        add(writer.body, "text:p", clean_text(words), text__style_name=style)
    writer.write(html)
    return _packed(content, about)


def about_of(
    snapshot: SpecificationSnapshot, stamp: PublicationStamp, kind: str, before_title: str = ""
) -> About:
    """What a file of this kind says of itself: title, buyer, reference and version."""
    title = before_title + (plain_text(snapshot.title) or gettext("Specification"))
    author = clean_text(snapshot.authority.name)
    version, page = version_of(stamp), gettext("Page")
    return About(
        title=title[:255],
        subject=f"{kind}, {clean_text(snapshot.reference)}"[:255],
        author=author[:255],
        header=title[:100] if stamp.is_published else f"{title[:100]} · {DRAFT_MARK}",
        footer=f"{author[:60]} · {clean_text(snapshot.reference)}, {version} · {page} ",
        made_at=stamp.published_at,
        language="cy-GB" if is_welsh() else "en-GB",
    )


def _begun() -> tuple[Any, BodyWriter]:
    content = _document("office:document-content")
    styles = add(content, "office:automatic-styles")
    return content, BodyWriter(add(add(content, "office:body"), "office:text"), styles)


def _document(qualified: str) -> Any:
    root = etree.Element(name_of(qualified), nsmap=NAMESPACES)
    root.set(name_of("office:version"), FORMAT_VERSION)
    return root


def _write_cover(writer: BodyWriter, snapshot: SpecificationSnapshot, stamp: PublicationStamp) -> None:
    strong = writer.automatic("text", fo__font_weight="bold")
    first = writer.automatic("paragraph", parent="Lead", page="Cover", fo__margin_bottom="60mm")
    buyer = add(writer.body, "text:p", text__style_name=first)
    add(buyer, "text:span", clean_text(snapshot.who_buys), text__style_name=strong)
    add(writer.body, "text:p", gettext("Specification of outcomes"), text__style_name="Note")
    add(writer.body, "text:p", plain_text(snapshot.title), text__style_name="Title")
    if not stamp.is_published:
        add(writer.body, "text:p", DRAFT_MARK, text__style_name="Draft_20_Mark")
    for label, value in cover_facts(snapshot, stamp):
        line = add(writer.body, "text:p", text__style_name="Standard")
        add(line, "text:span", f"{label}: ", text__style_name=strong).tail = value


def _write_contents(writer: BodyWriter, headings: tuple[Heading, ...]) -> None:
    """A contents that a word processor can bring up to date, filled in already with links for those who do not."""
    title = writer.heading(gettext("Contents"), 1)
    title.set(
        name_of("text:style-name"),
        writer.automatic("paragraph", parent="Heading 1", page="Standard", fo__break_before="page"),
    )
    index = add(writer.body, "text:table-of-content", text__name="Contents", text__protected="false")
    add(index, "text:table-of-content-source", text__outline_level="2")
    lines = add(index, "text:index-body")
    for heading in headings:
        if heading.depth > 1 and heading.is_annex:
            continue
        style = "Contents_20_Entry" if heading.depth == 1 else "Contents_20_Entry_20_2"
        line = add(lines, "text:p", text__style_name=style)
        words = f"{heading.label} {heading.text.striptags()}"
        add(line, "text:a", words, xlink__type="simple", xlink__href=f"#{heading.anchor}")


def _packed(content: Any, about: About) -> bytes:
    return typed_archive(
        MEDIA_TYPE,
        (
            ("META-INF/manifest.xml", _MANIFEST.encode()),
            ("content.xml", _serialised(content)),
            ("styles.xml", _serialised(_styles(about))),
            ("meta.xml", _serialised(_meta(about))),
        ),
    )


def _serialised(root: Any) -> bytes:
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return data


def _styles(about: About) -> Any:
    """The styles every file has, and its own words at the head and the foot of each page."""
    root = etree.fromstring(STYLES.encode())
    for looks in root.iter(name_of("style:text-properties")):
        if looks.get(name_of("fo:language")):
            looks.set(name_of("fo:language"), about.language.partition("-")[0])
    page = root.find(f".//{name_of('style:master-page')}[@{name_of('style:name')}='Standard']")
    header = add(page, "style:header")
    add(header, "text:p", clean_text(about.header), text__style_name="Note")
    line = add(add(page, "style:footer"), "text:p", clean_text(about.footer), text__style_name="Note")
    add(line, "text:page-number", "1", text__select_page="current").tail = gettext(" of ")
    add(line, "text:page-count", "1")
    return root


def _meta(about: About) -> Any:
    root = _document("office:document-meta")
    meta = add(root, "office:meta")
    add(meta, "meta:generator", "Procure")
    add(meta, "dc:title", about.title)
    add(meta, "dc:subject", about.subject)
    add(meta, "meta:initial-creator", about.author)
    add(meta, "dc:creator", about.author)
    add(meta, "dc:language", about.language)
    if about.made_at is not None:
        written = about.made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        add(meta, "meta:creation-date", written)
        add(meta, "dc:date", written)
    return root
