"""Word documents, with python-docx. Pages are those of the last time Word laid the document out."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml.ns import qn
from lxml import etree

from .packages import DAMAGED
from .passages import WORDS_OF_A_LABEL, Gathering, Refused

P, TABLE, ROW, CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_INSIDE = {qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:smartTag"), qn("w:customXml"), qn("w:moveTo")}
_SKIPPED = {qn("w:del"), qn("w:moveFrom"), qn("w:pPr"), qn("w:rPr"), qn("w:instrText")}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BOX = qn("w:txbxContent")
_HEADING = re.compile(r"(?:heading|überschrift|titre)\s*(\d)", re.IGNORECASE)
_CONTENTS = re.compile(r"toc\s*\d|toc heading|table of figures|contents", re.IGNORECASE)
_FOOTNOTES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"


def read(data: bytes, into: Gathering) -> int:
    """Read a checked package into passages; the number of pages, 0 where Word did not note them."""
    try:
        document = docx.Document(io.BytesIO(data))
        return _Reading(document, into).read()
    except (
        KeyError,
        ValueError,
        AttributeError,
        etree.XMLSyntaxError,
        docx.exceptions.PythonDocxError,
    ) as error:
        if isinstance(error, Refused):
            raise
        raise Refused("damaged", DAMAGED) from error


class _Reading:
    """One document on its way."""

    def __init__(self, document: Any, into: Gathering) -> None:
        self.into, self.page, self.paragraph = into, 1, 0
        self.has_pages = False
        self.body = document.element.body
        self.styles = {style.style_id: style for style in document.styles}
        self.levels: dict[str, int | None] = {}
        self.has_footnotes = any(rel.reltype == _FOOTNOTES for rel in document.part.rels.values())

    def read(self) -> int:
        blocks = list(_blocks(self.body))
        for done, block in enumerate(blocks):
            if block.tag == P:
                self._paragraph(block)
            else:
                self._table(block)
            if done % 200 == 0:
                self.into.progress(done, len(blocks))
        if self.has_footnotes and self.body.find(".//" + qn("w:footnoteReference")) is not None:
            self.into.notes.append("Footnotes were not read.")
        if not self.has_pages:
            self.into.passages[:] = [_without_page(passage) for passage in self.into.passages]
        return self.page if self.has_pages else 0

    def _paragraph(self, paragraph: Any) -> None:
        self.paragraph += 1
        page, text, boxes = self._text_of(paragraph)
        level = self._level(paragraph)
        if text.strip():
            if level == 0:
                pass
            elif level is not None:
                self.into.heading(level, text)
            elif _looks_like_a_heading(paragraph, text):
                self.into.heading(8, text)
            else:
                self.into.passage(text, page=page, number=self.paragraph)
        for box in boxes:
            for block in _blocks(box):
                if block.tag == P:
                    self._paragraph(block)
                else:
                    self._table(block)

    def _table(self, table: Any) -> None:
        for row in _rows(table):
            self.paragraph += 1
            page = self.page
            cells = []
            for cell in row.iterchildren(CELL, *_INSIDE):
                texts = []
                for each in cell.iter(P):
                    page_of, text, _ = self._text_of(each)
                    page = min(page, page_of)
                    texts.append(text)
                cells.append(" ".join(texts))
            if row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is None:
                self.into.row(cells, page=page, number=self.paragraph)

    def _text_of(self, paragraph: Any) -> tuple[int, str, list[Any]]:
        """The page it begins on, its words, and any boxes of text that hang on it."""
        words: list[str] = []
        boxes: list[Any] = []
        page: int | None = None
        waiting = [paragraph]
        while waiting:
            node = waiting.pop()
            tag = node.tag
            if tag in _SKIPPED or tag == _FALLBACK or not isinstance(tag, str):
                continue
            if tag == _BOX:
                boxes.append(node)
                continue
            if tag == qn("w:t"):
                page = page or self.page
                words.append(node.text or "")
            elif tag in (qn("w:tab"), qn("w:cr")):
                words.append(" ")
            elif tag == qn("w:noBreakHyphen"):
                words.append("-")
            elif tag == qn("w:lastRenderedPageBreak"):
                self._turn()
            elif tag == qn("w:br"):
                words.append(" ")
            waiting.extend(reversed(node))
        return page or self.page, "".join(words), boxes

    def _turn(self) -> None:
        self.page += 1
        self.has_pages = True

    def _level(self, paragraph: Any) -> int | None:
        """1 and up for a heading, 0 for what belongs to a table of contents, None for other text."""
        properties = paragraph.find(qn("w:pPr"))
        if properties is None:
            return None
        outline = properties.find(qn("w:outlineLvl"))
        if outline is not None and (outline.get(qn("w:val")) or "9") in "012345678":
            return int(outline.get(qn("w:val"))) + 1
        style = properties.find(qn("w:pStyle"))
        return None if style is None else self._level_of_style(style.get(qn("w:val")) or "")

    def _level_of_style(self, style_id: str) -> int | None:
        if style_id not in self.levels:
            self.levels[style_id] = None  # a style that is based on itself ends here
            self.levels[style_id] = self._found_level(style_id)
        return self.levels[style_id]

    def _found_level(self, style_id: str) -> int | None:
        style = self.styles.get(style_id)
        if style is None:
            return None
        name = style.name or ""
        if _CONTENTS.match(name):
            return 0
        if found := _HEADING.match(name):
            return max(1, int(found[1]))
        if name.lower() == "title":
            return 1
        outline = style.element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
        if outline is not None and (outline.get(qn("w:val")) or "9") in "012345678":
            return int(outline.get(qn("w:val"))) + 1
        based_on = style.element.find(qn("w:basedOn"))
        return None if based_on is None else self._level_of_style(based_on.get(qn("w:val")) or "")


def _blocks(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables in their order, also those inside content controls."""
    waiting = list(reversed(parent))
    while waiting:
        node = waiting.pop()
        if node.tag in (P, TABLE):
            yield node
        elif node.tag in _INSIDE:
            waiting.extend(reversed(node))


def _rows(table: Any) -> Iterator[Any]:
    """The table's own rows: those of a table inside a cell are words of that cell."""
    for node in table.iterchildren(ROW, *_INSIDE):
        yield from (node,) if node.tag == ROW else node.iterchildren(ROW)


def _looks_like_a_heading(paragraph: Any, text: str) -> bool:
    """A short line in bold from end to end, as people make headings by hand."""
    words = text.split()
    if len(words) > 10 or text.rstrip().endswith((".", ";", ",", "?")):
        return False
    if text.rstrip().endswith(":") and len(words) > WORDS_OF_A_LABEL:
        return False
    runs = [run for run in paragraph.iterchildren(qn("w:r")) if (run.findtext(qn("w:t")) or "").strip()]
    return bool(runs) and all(_is_bold(run) for run in runs)


def _is_bold(run: Any) -> bool:
    bold = run.find(f"{qn('w:rPr')}/{qn('w:b')}")
    return bold is not None and bold.get(qn("w:val")) not in ("0", "false", "off")


def _without_page(passage: Any) -> Any:
    return type(passage)(passage.text, passage.headings, 0, passage.number, passage.unit, passage.path)
