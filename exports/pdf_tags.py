"""The structure of a tagged PDF, read from the HTML elements that were laid out.

WeasyPrint's own builder makes one tag for each box, so that a page break cuts a paragraph, list or table in
two, and headers and footers of pages are read aloud. Here a tag is made once for an element, whatever pages
it falls on; page furniture and repeated table headings are artefacts; header cells say what they head;
list items keep their number apart from their words; contents are tagged as contents.

It takes the place of ``weasyprint.pdf.add_tags`` and uses what that uses (marked boxes, annotations on
boxes), which is private: WeasyPrint is pinned to one release, and tests read the tree of real files.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from xml.etree.ElementTree import Element

import pydyf
import weasyprint.pdf
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

_SVG = "{http://www.w3.org/2000/svg}svg"

_TAGS = {
    "section": "Sect",
    "blockquote": "BlockQuote",
    "p": "P",
    "h1": "H1",
    "h2": "H2",
    "h3": "H3",
    "h4": "H4",
    "h5": "H5",
    "h6": "H6",
    "ul": "L",
    "ol": "L",
    "li": "LI",
    "a": "Link",
    "table": "Table",
    "caption": "Caption",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "tr": "TR",
    "th": "TH",
    "td": "TD",
    "img": "Figure",
    _SVG: "Figure",
}
"""HTML elements that have a tag of their own. Others leave their content to the element around them."""

_POINTS = 0.75
"""In a CSS pixel."""

_CONTENTS_CLASS = "toc"
"""A list of this class, and lists inside it, are a table of contents."""


class _Node:
    """A structure element in the making: its kids are nodes, numbers of marked content, or annotations."""

    __slots__ = ("body", "dictionary", "element", "page", "parent")

    def __init__(self, dictionary: pydyf.Dictionary, parent: _Node | None, element: Element | None) -> None:
        self.dictionary = dictionary
        self.parent = parent
        self.element = element
        self.page: int | None = None
        self.body: _Node | None = None

    @property
    def tag(self) -> str:
        return str(self.dictionary["S"])[1:]


@contextmanager
def tags_from_elements() -> Iterator[None]:
    """Within this context WeasyPrint writes our structure. Not safe for two threads at once: hold a lock."""
    theirs = weasyprint.pdf.add_tags
    weasyprint.pdf.add_tags = _add_tags
    try:
        yield
    finally:
        weasyprint.pdf.add_tags = theirs


def _add_tags(pdf: pydyf.PDF, document: Any, pdf_version: Any, page_streams: list[Any]) -> None:
    builder = _Builder(pdf)
    for number, (page, stream) in enumerate(zip(document.pages, page_streams, strict=True)):
        builder.add_page(number, page._page_box, stream)
    builder.finish()


class _Builder:
    """Walks the boxes of each page in turn and grows one tree."""

    def __init__(self, pdf: pydyf.PDF) -> None:
        self.pdf = pdf
        self.pages = pdf.page_references
        self.parent_tree = pydyf.Array()
        self.root = pydyf.Dictionary({"Type": "/StructTreeRoot"})
        pdf.add_object(self.root)
        self.document = self._node("Document", None, None)
        self.root["K"] = pydyf.Array([self.document.dictionary.reference])
        self.nodes: dict[Element, _Node] = {}
        self.header_pages: dict[Element, int] = {}
        self.links: list[tuple[bytes, pydyf.Dictionary]] = []
        self.page = 0
        self.page_height = 0.0
        self.tags: dict[Any, dict[str, Any]] = {}
        self.owners: dict[int, bytes] = {}
        self.artefacts: set[int] = set()

    def add_page(self, number: int, page_box: Any, stream: Any) -> None:
        """Tag what stands on one page. ``stream`` is rewritten where marked content proves to be an artefact."""
        self.page, self.page_height = number, page_box.margin_height()
        self.tags, self.owners, self.artefacts = stream._tags, {}, set()
        for child in page_box.children:
            if isinstance(child, boxes.MarginBox):
                self._set_aside(child)
            else:
                self._walk(child, self.document)
        count = len(self.owners) + len(self.artefacts)
        self.parent_tree.append(number)
        self.parent_tree.append(pydyf.Array([self.owners.get(mcid, b"null") for mcid in range(count)]))
        if self.artefacts:
            _as_artefacts(stream, self.artefacts)
        if self.tags:
            raise RuntimeError("Content was drawn that no box accounts for.")

    def finish(self) -> None:
        """Write what the document says of its structure as a whole."""
        for index, (owner, annotation) in enumerate(self.links, start=len(self.pages)):
            self.parent_tree.append(index)
            self.parent_tree.append(owner)
            annotation["StructParent"] = index
        numbers = pydyf.Dictionary({"Nums": self.parent_tree})
        self.pdf.add_object(numbers)
        self.root["ParentTree"] = numbers.reference
        self.root["ParentTreeNextKey"] = len(self.pages) + len(self.links)
        catalog = self.pdf.catalog
        catalog["StructTreeRoot"] = self.root.reference
        catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
        catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})
        if "Lang" not in catalog:
            raise ValueError("The document does not say which language it is in.")

    def _walk(self, box: Any, holder: _Node) -> None:
        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        element = box.element
        if isinstance(box, boxes.TextBox):
            self._content(box, holder)
            return
        if element is not None and element is not holder.element:
            if self._is_repeated(box):
                self._set_aside(box)
                return
            holder = self._node_of(element, holder)
        if box.element_tag == "li::marker" and holder.tag != "Lbl":
            # For its bullet or number. Boxes of markers come before those of the item's words.
            holder = self._node("Lbl", holder, element)
        if box.link_annotation:
            self._link(box, holder)
        if isinstance(box, boxes.ReplacedBox):
            if holder.tag == "Figure":
                _describe_figure(holder.dictionary, box, self.page_height)
            self._content(box, holder)
            return
        for child in box.children:
            self._walk(child, holder)

    def _is_repeated(self, box: Any) -> bool:
        """Whether this is the heading of a table again, on a page after its first."""
        if not (isinstance(box, boxes.TableRowGroupBox) and box.is_header):
            return False
        return self.header_pages.setdefault(box.element, self.page) != self.page

    def _content(self, box: Any, holder: _Node) -> None:
        if holder.tag == "LI":
            holder = self._item_body(holder)
        mcid = self.tags.pop(box)["mcid"]
        kids = holder.dictionary["K"]
        if holder.page is None:
            holder.page = self.page
            holder.dictionary["Pg"] = self.pages[self.page]
        if holder.page == self.page:
            kids.append(mcid)
        else:
            kids.append(pydyf.Dictionary({"Type": "/MCR", "Pg": self.pages[self.page], "MCID": mcid}))
        self.owners[mcid] = holder.dictionary.reference

    def _set_aside(self, box: Any) -> None:
        """Everything in this box is an artefact."""
        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        if box in self.tags:
            self.artefacts.add(self.tags.pop(box)["mcid"])
        for child in getattr(box, "children", ()):
            self._set_aside(child)

    def _node_of(self, element: Element, holder: _Node) -> _Node:
        """The node that holds an element's content: its own, or its parent's when it has no tag."""
        node = self.nodes.get(element)
        if node is None:
            tag = _TAGS.get(element.tag)
            if tag is None and element.get("lang") and element.tag != "html":
                tag = "Div" if element.tag == "div" else "Span"
            if tag is None:
                return holder
            node = self.nodes[element] = self._element_node(tag, element, holder)
        return node

    def _element_node(self, tag: str, element: Element, holder: _Node) -> _Node:
        if holder.tag == "LI":
            holder = self._item_body(holder)
        in_contents = holder.tag in {"TOC", "TOCI"} or (tag == "L" and _CONTENTS_CLASS in _classes(element))
        if in_contents and tag in {"L", "LI"}:
            return self._node({"L": "TOC", "LI": "TOCI"}[tag], holder, element)
        if holder.tag == "TOCI" and tag == "Link":
            holder = self._node("Reference", holder, None)
        node = self._node(tag, holder, element)
        if attributes := _attributes(tag, element):
            node.dictionary["A"] = attributes
        if language := element.get("lang"):
            node.dictionary["Lang"] = pydyf.String(language)
        return node

    def _node(self, tag: str, parent: _Node | None, element: Element | None) -> _Node:
        dictionary = pydyf.Dictionary({"Type": "/StructElem", "S": f"/{tag}", "K": pydyf.Array()})
        dictionary["P"] = parent.dictionary.reference if parent else self.root.reference
        self.pdf.add_object(dictionary)
        if parent:
            parent.dictionary["K"].append(dictionary.reference)
        return _Node(dictionary, parent, element)

    def _item_body(self, item: _Node) -> _Node:
        if item.body is None:
            item.body = self._node("LBody", item, item.element)
        return item.body

    def _link(self, box: Any, holder: _Node) -> None:
        """Tie the annotation on a box to the link around it: boxes inside a link have annotations of their own."""
        while holder.tag != "Link" and holder.parent is not None:
            holder = holder.parent
        annotation = box.link_annotation
        words = " ".join(
            "".join((box.element if holder.element is None else holder.element).itertext()).split()
        )
        annotation["Contents"] = pydyf.String(words or "Link")
        reference = pydyf.Dictionary(
            {"Type": "/OBJR", "Obj": annotation.reference, "Pg": self.pages[self.page]}
        )
        holder.dictionary["K"].append(reference)
        self.links.append((holder.dictionary.reference, annotation))


def _classes(element: Element) -> list[str]:
    return (element.get("class") or "").split()


def _attributes(tag: str, element: Element) -> pydyf.Dictionary | None:
    """What a list or a table cell says of itself."""
    if tag == "L":
        numbering = "Decimal" if element.tag == "ol" else "Disc"
        return pydyf.Dictionary({"O": "/List", "ListNumbering": f"/{numbering}"})
    if tag not in {"TH", "TD"}:
        return None
    attributes = pydyf.Dictionary({"O": "/Table"})
    if tag == "TH":
        attributes["Scope"] = "/Row" if element.get("scope") == "row" else "/Column"
    for name, key in (("colspan", "ColSpan"), ("rowspan", "RowSpan")):
        if int(element.get(name) or 1) > 1:
            attributes[key] = int(element.get(name) or 1)
    return attributes if len(attributes) > 1 else None


def _describe_figure(dictionary: pydyf.Dictionary, box: Any, page_height: float) -> None:
    """Words from the title of a drawing or the alt of an image, and where on its page it stands."""
    if box.element.tag == _SVG:
        words = box.element.findtext("{http://www.w3.org/2000/svg}title")
    else:
        words = box.element.get("alt")
    if not words:
        raise ValueError("A figure has no words to stand for it.")
    x, y = box.content_box_x(), box.content_box_y()
    # From CSS pixels below the top of the page to points above its foot.
    left, right = x * _POINTS, (x + box.width) * _POINTS
    low, high = (page_height - y - box.height) * _POINTS, (page_height - y) * _POINTS
    dictionary["A"] = pydyf.Dictionary(
        {"O": "/Layout", "Placement": "/Block", "BBox": pydyf.Array((left, low, right, high))}
    )
    dictionary["Alt"] = pydyf.String(" ".join(words.split()))


def _as_artefacts(stream: Any, numbers: set[int]) -> None:
    """Rewrite the marked content of these numbers in a page's stream as artefacts of its pagination."""
    operations = stream.stream
    for index, operation in enumerate(operations):
        if isinstance(operation, pydyf.Dictionary) and operation.get("MCID") in numbers:
            operations[index - 1] = b"/Artifact"
            operations[index] = b"<</Type /Pagination>>"
