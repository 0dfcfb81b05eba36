"""HTML of our own documents into the body of a Word file.

Reads the one body that page and PDF are made of, so that Word can say neither more nor less. It knows the
elements our templates use and refuses any other, so that nothing new is dropped in silence. Drawings are left
out: each has its facts in the text after it.
"""

from __future__ import annotations

import re
from typing import Any

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.table import CT_Tc
from docx.shared import Pt, Twips
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from lxml import html as lxml_html

from exports.body_parts import (
    BLOCKS,
    BREAK,
    COLUMN_SHARES,
    CONTAINERS,
    HEADINGS,
    PARAGRAPH_STYLES,
    PLAIN,
    Look,
    Stretch,
    inline,
    stretches_of_text,
    tidied,
)

HEADING_STYLES = {tag: f"Heading {depth}" for depth, tag in enumerate(HEADINGS, start=1)}
TABLE_STYLE = "Specification Table"
TABLE_TEXT_SIZE = Pt(9.5)
ROOM_AFTER_TABLE = Pt(9)
_STYLES_WITH_ROOM_ABOVE = frozenset({*HEADING_STYLES.values(), "Caption"})
_FULL_TEXT_WIDTH = 9070
"""Twentieths of a point: A4 less margins of 25 mm."""


def write_body(document: Document, html: str) -> None:
    """Append the content of ``html`` to ``document``. Raises ValueError for an element it does not know."""
    root = lxml_html.fragment_fromstring(html, create_parent="div")
    _Writer(document).blocks(root, document)


class _Writer:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.bookmarks = 0
        self.is_after_table = False
        # python-docx looks each style up among all, by name, each time it is given: most of the time of a file.
        self.styles = {style.name: style.style_id for style in document.styles}

    def blocks(self, parent: Any, place: Any, style: str | None = None, look: Look = PLAIN) -> None:
        """Write the children of a container into a document or cell."""
        loose: list[Stretch] = stretches_of_text(parent.text, look)
        for child in parent:
            if not isinstance(child.tag, str):
                continue
            if child.tag in BLOCKS:
                self._loose(loose, place, style)
                loose = []
                self.block(child, place, style)
            elif "svg" in child.tag:
                continue
            else:
                loose += inline(child, look)
            loose += stretches_of_text(child.tail, look)
        self._loose(loose, place, style)

    def _loose(self, stretches: list[Stretch], place: Any, style: str | None) -> None:
        tidy = tidied(stretches)
        if tidy:
            self._write(self._new(place, style), tidy)

    def block(self, element: Any, place: Any, style: str | None = None) -> None:
        tag = element.tag
        classes = (element.get("class") or "").split()
        if tag in CONTAINERS:
            inner = (
                "Statement" if "spec-statement" in classes else "Lead" if "spec-lead" in classes else style
            )
            self.blocks(element, place, inner)
        elif tag in HEADING_STYLES:
            self._paragraph(element, place, HEADING_STYLES[tag])
        elif tag == "p":
            own = next((PARAGRAPH_STYLES[name] for name in classes if name in PARAGRAPH_STYLES), style)
            self._paragraph(element, place, own)
        elif tag == "blockquote":
            self.blocks(element, place, "Quote")
        elif tag in {"ul", "ol"}:
            self._list(element, place, 0)
        else:
            self._table(element)

    def _paragraph(self, element: Any, place: Any, style: str | None) -> None:
        stretches = tidied(inline(element, PLAIN, own=True))
        if not stretches:
            return
        paragraph = self._new(place, style)
        if element.get("dir") == "rtl":
            _set_right_to_left(paragraph)
        if anchor := element.get("id"):
            self._bookmark(paragraph, anchor)
        self._write(paragraph, stretches)

    def _new(self, place: Any, style: str | None) -> Paragraph:
        paragraph = place.add_paragraph()
        if style is not None:
            paragraph._p.style = self.styles[style]
        if place is self.document:
            if self.is_after_table and style not in _STYLES_WITH_ROOM_ABOVE:
                paragraph.paragraph_format.space_before = ROOM_AFTER_TABLE
            self.is_after_table = False
        return paragraph

    def _write(self, paragraph: Paragraph, stretches: list[Stretch]) -> None:
        for stretch in stretches:
            look = stretch.look
            run = self._link(paragraph, look.link) if look.link else paragraph.add_run()
            if stretch.text == BREAK:
                run.add_break()
            else:
                run.text = stretch.text
            run.bold = look.bold or None
            run.italic = look.italic or None
            if look.missing:
                run._r.style = self.styles["Missing"]
            if look.right_to_left:
                run.font.rtl = True
            if look.language:
                language = OxmlElement("w:lang")
                language.set(qn("w:val"), look.language)
                run._r.get_or_add_rPr().append(language)

    def _link(self, paragraph: Paragraph, target: str) -> Run:
        """A run inside a link to a bookmark of this file, or to an address outside it."""
        hyperlink = OxmlElement("w:hyperlink")
        if target.startswith("#"):
            hyperlink.set(qn("w:anchor"), bookmark_name(target[1:]))
        else:
            relation = paragraph.part.relate_to(target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            hyperlink.set(qn("r:id"), relation)
        paragraph._p.append(hyperlink)
        element = OxmlElement("w:r")
        hyperlink.append(element)
        element.style = self.styles["Hyperlink"]
        return Run(element, paragraph)

    def _bookmark(self, paragraph: Paragraph, name: str) -> None:
        """A place that links can point to. Word allows 40 characters in its name."""
        self.bookmarks += 1
        for tag in ("w:bookmarkStart", "w:bookmarkEnd"):
            mark = OxmlElement(tag)
            mark.set(qn("w:id"), str(self.bookmarks))
            if tag == "w:bookmarkStart":
                mark.set(qn("w:name"), bookmark_name(name))
            paragraph._p.append(mark)

    def _list(self, element: Any, place: Any, depth: int) -> None:
        kind = "List Number" if element.tag == "ol" else "List Bullet"
        style = kind if depth == 0 else f"{kind} {min(depth, 2) + 1}"
        size = None if place is self.document else TABLE_TEXT_SIZE
        numbering = (
            _new_numbering(self.document, style, int(element.get("start") or 1))
            if element.tag == "ol"
            else None
        )
        for item in element.iterchildren("li"):
            nested = [child for child in item if child.tag in {"ul", "ol"}]
            stretches = tidied(inline(item, PLAIN, own=True, leave_out={"ul", "ol"}))
            paragraph = self._new(place, style)
            if numbering is not None:
                properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
                properties.get_or_add_ilvl().val = 0
                properties.get_or_add_numId().val = numbering
            if item.get("dir") == "rtl":
                _set_right_to_left(paragraph)
            self._write(paragraph, stretches)
            for run in paragraph.runs if size is not None else ():
                run.font.size = size
            for inner in nested:
                self._list(inner, place, depth + 1)

    def _table(self, element: Any) -> None:
        caption = element.find("caption")
        words = " ".join(caption.text_content().split()) if caption is not None else ""
        if caption is not None:
            paragraph = self._new(self.document, "Caption")
            if anchor := element.get("id"):
                self._bookmark(paragraph, anchor)
            self._write(paragraph, tidied(inline(caption, PLAIN, own=True)))
        rows = list(element.iter("tr"))
        width = max(sum(int(cell.get("colspan") or 1) for cell in row) for row in rows)
        heads_columns = element.find("thead") is not None
        table = self.document.add_table(rows=0, cols=width, style=TABLE_STYLE)
        _describe(table, words, heads_columns)
        widths = _widths(width, heads_columns, (element.get("class") or "").split())
        _set_grid(table, widths)
        for source in rows:
            row = OxmlElement("w:tr")
            table._tbl.append(row)
            properties = row.get_or_add_trPr()
            properties.append(OxmlElement("w:cantSplit"))
            if source.getparent().tag == "thead":
                properties.append(OxmlElement("w:tblHeader"))
            column = 0
            for part in source:
                span = int(part.get("colspan") or 1)
                cell = _Cell(CT_Tc.new(), table)
                row.append(cell._tc)
                cell._tc.width = Twips(sum(widths[column : column + span]))
                if span > 1:
                    cell._tc.grid_span = span
                self._cell(part, cell)
                column += span
        self.is_after_table = True

    def _cell(self, element: Any, cell: _Cell) -> None:
        first = cell._tc.p_lst[0]
        self.blocks(
            element, cell, "Table Text", Look(bold=element.tag == "th", language=element.get("lang") or "")
        )
        if len(cell._tc.p_lst) > 1:
            cell._tc.remove(first)
        if "spec-figure" in (element.get("class") or "").split():
            for paragraph in cell.paragraphs:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def bookmark_name(anchor: str) -> str:
    """A bookmark's name for an id of the HTML."""
    return re.sub(r"[^A-Za-z0-9_]", "_", anchor)[:40]


def _set_right_to_left(paragraph: Paragraph) -> None:
    paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))


def _new_numbering(document: Document, style: str, start: int) -> int:
    """A numbering of its own for one list, or each list would go on from the last."""
    numbering = document.part.numbering_part.element
    styled = document.styles[style].element.pPr.numPr.numId.val
    abstract = numbering.num_having_numId(styled).abstractNumId.val
    number = numbering.add_num(abstract)
    number.add_lvlOverride(ilvl=0).add_startOverride(start)
    return int(number.numId)


def _describe(table: Table, words: str, heads_columns: bool) -> None:
    """Alternative text, and which cells are headings, for those who do not see the table."""
    properties = table._tbl.tblPr
    for tag in ("w:tblCaption", "w:tblDescription"):
        described = OxmlElement(tag)
        described.set(qn("w:val"), words or "Table")
        properties.append(described)
    look = properties.find(qn("w:tblLook"))
    if look is None:
        look = OxmlElement("w:tblLook")
        properties.insert(len(properties) - 2, look)
    for name in list(look.attrib):
        del look.attrib[name]
    for name, value in (
        ("val", "00A0" if heads_columns else "0080"),
        ("firstRow", "1" if heads_columns else "0"),
        ("lastRow", "0"),
        ("firstColumn", "1"),
        ("lastColumn", "0"),
        ("noHBand", "1"),
        ("noVBand", "1"),
    ):
        look.set(qn(f"w:{name}"), value)


def _set_grid(table: Table, widths: list[int]) -> None:
    """Fix the widths of columns, so that no word processor works out its own."""
    table.autofit = False
    for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.w = Twips(width)


def _widths(columns: int, heads_columns: bool, classes: list[str]) -> list[int]:
    """Widths of columns in twentieths of a point: a table of facts has a narrow first column."""
    shares = next((COLUMN_SHARES[name] for name in classes if name in COLUMN_SHARES), None)
    if shares is not None:
        return [_FULL_TEXT_WIDTH * share // 100 for share in shares]
    if columns == 2 and not heads_columns:
        return [2800, _FULL_TEXT_WIDTH - 2800]
    return [_FULL_TEXT_WIDTH // columns] * columns
