"""The specification as a Word file, made of the same HTML body as the page and the PDF."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from markupsafe import Markup

from exports.artefact import PublicationStamp
from exports.covers import cover_facts
from exports.docx_body import TABLE_STYLE, TABLE_TEXT_SIZE, bookmark_name, write_body
from exports.html import DRAFT_MARK, Heading, specification_body, version_of
from exports.markdown import plain_text
from exports.packing import repacked
from exports.text import clean_text
from procure.domain.snapshot import SpecificationSnapshot
from procure.languages import gettext, is_welsh

FONT = "Arial"
"""On every machine that opens Word files, with Welsh, Arabic and Hebrew in it."""
INK = RGBColor(0x16, 0x21, 0x1E)
ACCENT = RGBColor(0x12, 0x46, 0x3F)
QUIET = RGBColor(0x4A, 0x58, 0x52)
WARNING = RGBColor(0x8A, 0x2A, 0x12)
"""Each has a contrast of at least 7 to 1 on white."""
ROOM_ABOVE_TITLE = Mm(60)


def specification_docx(snapshot: SpecificationSnapshot, stamp: PublicationStamp) -> bytes:
    """The specification as a Word file. The same snapshot and stamp give the same bytes."""
    body = specification_body(snapshot, stamp)
    document = docx.Document()
    _set_page(document)
    _set_styles(document)
    _set_properties(document, snapshot, stamp)
    _set_furniture(document, snapshot, stamp)
    _write_cover(document, snapshot, stamp)
    _write_contents(document, body.headings)
    write_body(document, body.html)
    return stored(document)


def plain_document(document: Document, title: str, author: str, made_at: datetime | None) -> Document:
    """``document`` with the house's page and styles, its title above what is to come, and no cover; ``made_at`` is
    aware."""
    _set_page(document)
    document.sections[0].different_first_page_header_footer = False
    _set_styles(document)
    _describe(document, title, author, made_at)
    footer = document.sections[0].footer.paragraphs[0]
    footer.style = "Note"
    footer.add_run(clean_text(f"{title[:100]} · Page "))
    _add_field(footer, "PAGE", "1")
    footer.add_run(" of ")
    _add_field(footer, "NUMPAGES", "1")
    document.add_paragraph(clean_text(title), style="Title")
    return document


def paper_docx(title: str, snapshot: SpecificationSnapshot, body: Markup) -> bytes:
    """A short paper about a tender as a Word file: its title, the buyer, and ``body`` from h2 down."""
    document = docx.Document()
    _set_page(document)
    _set_styles(document)
    _set_properties(document, snapshot, PublicationStamp(None, None, DRAFT_MARK))
    document.core_properties.title = document.core_properties.subject = clean_text(title)[:255]
    document.add_paragraph(clean_text(snapshot.who_buys), style="Note")
    document.add_paragraph(clean_text(title), style="Title")
    write_body(document, body)
    return stored(document)


def _set_page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    section.top_margin = section.bottom_margin = Mm(25)
    section.different_first_page_header_footer = True


def _set_styles(document: Document) -> None:
    styles = document.styles
    defaults = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    language = defaults.find(qn("w:lang"))
    for name in ("w:val", "w:eastAsia"):
        language.set(qn(name), _language())
    for style in styles:
        if style.type in {WD_STYLE_TYPE.PARAGRAPH, WD_STYLE_TYPE.CHARACTER}:
            _set_font(style)
    _set_look(styles["Normal"], 11, INK, after=6)
    for name, points, before, after in (
        ("Title", 30, 0, 12),
        ("Heading 1", 20, 24, 8),
        ("Heading 2", 14, 18, 6),
        ("Heading 3", 12, 12, 4),
    ):
        _set_look(styles[name], points, ACCENT, before=before, after=after, bold=name != "Title")
        styles[name].paragraph_format.keep_with_next = True
    borders = styles["Title"].element.pPr.find(qn("w:pBdr"))
    if borders is not None:
        borders.getparent().remove(borders)
    _set_look(styles["Caption"], 10, INK, before=10, after=4, bold=True)
    styles["Caption"].paragraph_format.keep_with_next = True
    for name, base, size, colour in (
        ("Table Text", "Normal", TABLE_TEXT_SIZE.pt, INK),
        ("Note", "Normal", 9.5, QUIET),
        ("Tags", "Note", 9.5, QUIET),
        ("Lead", "Normal", 13, INK),
        ("Statement", "Normal", 12, INK),
        ("Question", "Normal", 11, INK),
        ("Answer", "Normal", 11, INK),
        ("Contents Entry", "Normal", 11, INK),
        ("Contents Entry 2", "Normal", 10, INK),
        ("Draft Mark", "Normal", 12, WARNING),
    ):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles[base]
        _set_look(style, size, colour, after=2 if name in {"Table Text", "Contents Entry 2"} else 6)
    styles["Draft Mark"].font.bold = True
    styles["Contents Entry 2"].paragraph_format.left_indent = Mm(7)
    styles["Statement"].paragraph_format.left_indent = Mm(6)
    styles["Statement"].element.get_or_add_pPr().insert(0, parse_xml(_BAR_XML))  # Word wants borders first
    for edge in ("left_indent", "right_indent"):
        setattr(styles["Question"].paragraph_format, edge, Mm(3))
    styles["Question"].paragraph_format.space_before = Pt(4)
    styles["Question"].element.get_or_add_pPr().insert(0, parse_xml(_SHADE_XML))
    styles["Answer"].element.get_or_add_pPr().insert(0, parse_xml(_BOX_XML))
    for edge in ("left_indent", "right_indent"):
        setattr(styles["Answer"].paragraph_format, edge, Mm(3))
    styles["Answer"].paragraph_format.space_before = Pt(6)
    styles["Answer"].paragraph_format.space_after = Pt(12)
    for name in ("Statement", "Tags"):  # an outcome begins with its sentence and the table below it
        styles[name].paragraph_format.keep_with_next = styles[name].paragraph_format.keep_together = True
    missing = styles.add_style("Missing", WD_STYLE_TYPE.CHARACTER)
    missing.font.italic, missing.font.color.rgb = True, WARNING
    link = styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    link.font.underline, link.font.color.rgb = True, ACCENT
    styles.element.append(parse_xml(_TABLE_STYLE_XML))


_BAR_XML = f'<w:pBdr {nsdecls("w")}><w:left w:val="single" w:sz="24" w:space="10" w:color="12463F"/></w:pBdr>'
_BOX_XML = (
    f"<w:pBdr {nsdecls('w')}>"
    + "".join(
        f'<w:{edge} w:val="single" w:sz="6" w:space="8" w:color="4A5852"/>'
        for edge in ("top", "left", "bottom", "right")
    )
    + "</w:pBdr>"
)
_SHADE_XML = f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="F3F6F4"/>'
_TABLE_STYLE_XML = f"""
<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="SpecificationTable">
  <w:name w:val="{TABLE_STYLE}"/>
  <w:basedOn w:val="TableNormal"/>
  <w:tblPr>
    <w:tblBorders>
      <w:top w:val="single" w:sz="8" w:color="12463F"/>
      <w:bottom w:val="single" w:sz="4" w:color="C9D3CF"/>
      <w:insideH w:val="single" w:sz="4" w:color="C9D3CF"/>
    </w:tblBorders>
    <w:tblCellMar>
      <w:top w:w="60" w:type="dxa"/><w:left w:w="0" w:type="dxa"/>
      <w:bottom w:w="60" w:type="dxa"/><w:right w:w="140" w:type="dxa"/>
    </w:tblCellMar>
  </w:tblPr>
</w:style>
"""


def _set_font(style: Any) -> None:
    """One font for every script, in place of the fonts of the theme."""
    style.font.name = FONT
    fonts = style.element.rPr.rFonts
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for name in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{name}"), FONT)


def _set_look(
    style: Any, size: float, colour: RGBColor, before: float = 0, after: float = 0, bold: bool | None = None
) -> None:
    _set_font(style)
    style.font.size = Pt(size)
    style.font.color.rgb = colour
    if bold is not None:
        style.font.bold = bold
    style.font.italic = False
    style.paragraph_format.space_before = Pt(before)
    style.paragraph_format.space_after = Pt(after)


def _set_properties(document: Document, snapshot: SpecificationSnapshot, stamp: PublicationStamp) -> None:
    title = plain_text(snapshot.title) or gettext("Specification")
    _describe(document, title, clean_text(snapshot.authority.name), stamp.published_at)
    properties = document.core_properties
    properties.subject = f"{gettext('Specification of outcomes')}, {clean_text(snapshot.reference)}"[:255]
    properties.version = "" if stamp.version_number is None else str(stamp.version_number)


def _describe(document: Document, title: str, author: str, made_at: datetime | None) -> None:
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = title[:255], author[:255], author[:255]
    properties.language = _language()
    properties.comments = properties.keywords = properties.category = ""
    properties.revision = 1
    if made_at is not None:
        properties.created = properties.modified = _naive(made_at)
    else:
        core = properties._element
        for element in list(core):
            if element.tag in {qn("dcterms:created"), qn("dcterms:modified")}:
                core.remove(element)
    settings = document.settings.element
    for compatibility in settings.findall(qn("w:compat")):
        for setting in compatibility.findall(qn("w:compatSetting")):
            if setting.get(qn("w:name")) == "compatibilityMode":
                setting.set(qn("w:val"), "15")
    package = document.part.package
    for key, relation in list(package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):
            del package.rels[key]


def _language() -> str:
    """The language in force, as Word names it."""
    return "cy-GB" if is_welsh() else "en-GB"


def _naive(moment: datetime) -> datetime:
    """Word's properties are in UTC and do not say so."""
    return moment.replace(tzinfo=None, microsecond=0)


def _set_furniture(document: Document, snapshot: SpecificationSnapshot, stamp: PublicationStamp) -> None:
    section = document.sections[0]
    title = plain_text(snapshot.title)[:100]
    header = section.header.paragraphs[0]
    header.text = title if stamp.is_published else f"{title} · {DRAFT_MARK}"
    header.style = "Note"
    version, page = version_of(stamp), gettext("Page")
    footer = section.footer.paragraphs[0]
    footer.style = "Note"
    footer.add_run(clean_text(f"{snapshot.authority.name[:60]} · {snapshot.reference}, {version} · {page} "))
    _add_field(footer, "PAGE", "1")
    footer.add_run(gettext(" of "))
    _add_field(footer, "NUMPAGES", "1")


def _write_cover(document: Document, snapshot: SpecificationSnapshot, stamp: PublicationStamp) -> None:
    buyer = document.add_paragraph(style="Lead")
    buyer.add_run(clean_text(snapshot.who_buys)).bold = True
    buyer.paragraph_format.space_after = ROOM_ABOVE_TITLE
    document.add_paragraph(gettext("Specification of outcomes"), style="Note")
    document.add_paragraph(plain_text(snapshot.title), style="Title")
    if not stamp.is_published:
        document.add_paragraph(DRAFT_MARK, style="Draft Mark")
    for label, value in cover_facts(snapshot, stamp):
        line = document.add_paragraph()
        line.add_run(f"{label}: ").bold = True
        line.add_run(value)
    document.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)


def _write_contents(document: Document, headings: tuple[Heading, ...]) -> None:
    """A contents field that Word can bring up to date, filled in already with links for those who do not."""
    document.add_paragraph(gettext("Contents"), style="Heading 1")
    entries = [heading for heading in headings if heading.depth == 1 or not heading.is_annex]
    paragraphs = [
        document.add_paragraph(style="Contents Entry" if heading.depth == 1 else "Contents Entry 2")
        for heading in entries
    ]
    _begin_field(paragraphs[0], 'TOC \\o "1-2" \\h \\z \\u')
    for paragraph, heading in zip(paragraphs, entries, strict=True):
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), bookmark_name(heading.anchor))
        run = OxmlElement("w:r")
        text = OxmlElement("w:t")
        text.text = f"{heading.label} {heading.text.striptags()}"
        run.append(text)
        link.append(run)
        paragraph._p.append(link)
    _end_field(paragraphs[-1])
    paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)


def _add_field(paragraph: Paragraph, instruction: str, shown: str) -> None:
    _begin_field(paragraph, instruction)
    paragraph.add_run(shown)
    _end_field(paragraph)


def _begin_field(paragraph: Paragraph, instruction: str) -> None:
    _field_mark(paragraph, "begin")
    element = OxmlElement("w:instrText")
    element.set(qn("xml:space"), "preserve")
    element.text = f" {instruction} "
    paragraph.add_run()._r.append(element)
    _field_mark(paragraph, "separate")


def _end_field(paragraph: Paragraph) -> None:
    _field_mark(paragraph, "end")


def _field_mark(paragraph: Paragraph, kind: str) -> None:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(mark)


def stored(document: Document) -> bytes:
    """The bytes of a document, the same each time it is made."""
    loose = BytesIO()
    document.save(loose)
    return repacked(loose.getvalue())
