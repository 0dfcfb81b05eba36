"""OpenDocument texts, from their content with lxml. Pages are those that the writing program noted, if it did."""

from __future__ import annotations

import zipfile
from typing import Any

from lxml import etree

from .packages import DAMAGED, part_of
from .passages import Gathering, Passage, Refused

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_SKIPPED = {
    f"{_TEXT}tracked-changes",
    f"{_TEXT}table-of-content",
    f"{_TEXT}illustration-index",
    f"{_TEXT}table-index",
    f"{_TEXT}alphabetical-index",
    f"{_TEXT}sequence-decls",
    f"{_TEXT}note",
    f"{_OFFICE}annotation",
    f"{_OFFICE}forms",
    f"{_OFFICE}scripts",
}
_PARAGRAPHS = {f"{_TEXT}p", f"{_TEXT}h"}
_BREAK = f"{_TEXT}soft-page-break"


def read(package: zipfile.ZipFile, into: Gathering) -> int:
    """Read a checked package into passages; the number of pages, 0 where they are not noted."""
    parser = etree.XMLParser(  # programs that fill templates in repeat the identifiers of lists
        resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True, collect_ids=False
    )
    try:
        root = etree.fromstring(part_of(package, "content.xml"), parser)
    except etree.XMLSyntaxError as error:
        raise Refused("damaged", DAMAGED) from error
    body = root.find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise Refused("damaged", DAMAGED)
    return _Reading(into).read(body)


class _Reading:
    """One text on its way."""

    def __init__(self, into: Gathering) -> None:
        self.into, self.page, self.paragraph = into, 1, 0
        self.has_pages = False

    def read(self, body: Any) -> int:
        total = len(body)
        for done, node in enumerate(body):
            self._block(node)
            if done % 200 == 0:
                self.into.progress(done, total)
        if body.find(f".//{_TEXT}note") is not None:
            self.into.notes.append("Footnotes were not read.")
        if not self.has_pages:
            self.into.passages[:] = [
                Passage(each.text, each.headings, 0, each.number, each.unit) for each in self.into.passages
            ]
        return self.page if self.has_pages else 0

    def _block(self, first: Any) -> None:
        waiting = [first]
        while waiting:
            node = waiting.pop()
            if node.tag in _SKIPPED or not isinstance(node.tag, str):
                continue
            if node.tag in _PARAGRAPHS:
                self._paragraph(node)
            elif node.tag == f"{_TABLE}table-row":
                self._row(node)
            elif node.tag == _BREAK:
                self._turn()
            elif node.tag != f"{_TABLE}table-header-rows":
                waiting.extend(reversed(node))

    def _paragraph(self, node: Any) -> None:
        self.paragraph += 1
        page, text = self._text_of(node)
        if node.tag == f"{_TEXT}h":
            level = node.get(f"{_TEXT}outline-level") or "1"
            self.into.heading(int(level) if level.isdecimal() and len(level) < 3 else 1, text)
        elif node.get(f"{_TEXT}style-name") == "Title":
            self.into.heading(1, text)
        else:
            self.into.passage(text, page=page, number=self.paragraph)

    def _row(self, row: Any) -> None:
        self.paragraph += 1
        page = self.page
        cells = []
        for cell in row:
            texts = [self._text_of(each)[1] for each in cell.iter(*_PARAGRAPHS)]
            cells.append(" ".join(texts))
        self.into.row(cells, page=page, number=self.paragraph)

    def _text_of(self, paragraph: Any) -> tuple[int, str]:
        """The page it begins on, and its words. What follows an element in its parent is read after it."""
        words = [paragraph.text or ""]
        page = self.page
        waiting = [iter(paragraph)]
        ends: list[str] = []
        while waiting:
            node = next(waiting[-1], None)
            if node is None:
                waiting.pop()
                words.append(ends.pop() if ends else "")
                continue
            if node.tag in _SKIPPED or not isinstance(node.tag, str):
                words.append(node.tail or "")
                continue
            if node.tag in (f"{_TEXT}s", f"{_TEXT}tab", f"{_TEXT}line-break"):
                words.append(" ")
            elif node.tag == _BREAK:
                self._turn()
            words.append(node.text or "")
            waiting.append(iter(node))
            ends.append(node.tail or "")
        return page, "".join(words)

    def _turn(self) -> None:
        self.page += 1
        self.has_pages = True
