"""HTML of our own documents into the body of an OpenDocument text.

Reads the one body that page, PDF and Word file are made of, and refuses elements it does not know, so that nothing is
dropped in silence. Drawings are left out: each has its facts in the text after it. Elements are those of OpenDocument
1.3, part 3.
"""

from __future__ import annotations

from typing import Any

from lxml import etree
from lxml import html as lxml_html

from exports.body_parts import (
    BLOCKS,
    BREAK,
    COLUMN_SHARES,
    CONTAINERS,
    FACT_WIDTH,
    HEADINGS,
    PARAGRAPH_STYLES,
    PLAIN,
    TEXT_WIDTH,
    Look,
    Stretch,
    inline,
    stretches_of_text,
    tidied,
)

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
NAMESPACES = {
    "office": f"{_OASIS}office:1.0",
    "style": f"{_OASIS}style:1.0",
    "text": f"{_OASIS}text:1.0",
    "table": f"{_OASIS}table:1.0",
    "fo": f"{_OASIS}xsl-fo-compatible:1.0",
    "meta": f"{_OASIS}meta:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "dc": "http://purl.org/dc/elements/1.1/",
}
FORMAT_VERSION = "1.3"


def name_of(qualified: str) -> str:
    """``text:p`` as lxml names it."""
    prefix, _, local = qualified.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def add(parent: Any, qualified: str, words: str = "", **attributes: str) -> Any:
    """A new last child of ``parent``. ``text__style_name`` stands for the attribute ``text:style-name``."""
    element = etree.SubElement(parent, name_of(qualified))
    for name, value in attributes.items():
        prefix, _, local = name.partition("__")
        element.set(name_of(f"{prefix}:{local.replace('_', '-')}"), value)
    if words:
        element.text = words
    return element


def style_name(shown: str) -> str:
    """A style's name as files have it: "Table Text" is ``Table_20_Text``."""
    return shown.replace(" ", "_20_")


class BodyWriter:
    """Writes blocks into ``body`` (office:text), and the styles they turn out to need into ``styles``."""

    def __init__(self, body: Any, styles: Any) -> None:
        self.body, self.styles = body, styles
        self._made: dict[tuple[Any, ...], str] = {}
        self._tables = 0
        self._marks: set[str] = set()
        self._table_styles()

    def write(self, html: str, on_a_new_page: bool = False) -> None:
        """Append the content of ``html``. Raises ValueError for an element it does not know."""
        before = len(self.body)
        self._blocks(lxml_html.fragment_fromstring(html, create_parent="div"), self.body, "Standard", PLAIN)
        if on_a_new_page and len(self.body) > before:
            first, named = self.body[before], name_of("text:style-name")
            first.set(
                named,
                self.automatic("paragraph", parent=first.get(named, "Standard"), fo__break_before="page"),
            )

    def _table_styles(self) -> None:
        named = (
            ("table", "SpecTable", {
                "style__width": f"{TEXT_WIDTH}mm", "table__align": "left", "fo__margin_top": "0mm",
                "fo__margin_bottom": "4mm", "table__border_model": "collapsing",
            }),
            ("table-row", "SpecRow", {"fo__keep_together": "always"}),
            ("table-cell", "Cell", {"fo__padding": "1mm", "fo__padding_left": "0mm", "fo__border": "none",
                                    "fo__border_bottom": "0.2mm solid #c9d3cf"}),
            ("table-cell", "HeadCell", {"fo__padding": "1mm", "fo__padding_left": "0mm", "fo__border": "none",
                                        "fo__border_bottom": "0.4mm solid #12463f",
                                        "style__vertical_align": "bottom"}),
        )  # fmt: skip
        for family, name, properties in named:
            style = add(self.styles, "style:style", style__name=name, style__family=family)
            add(style, f"style:{family}-properties", **properties)

    def heading(self, words: str, depth: int) -> Any:
        """A heading that is not of the HTML, such as that of the contents."""
        return add(
            self.body, "text:h", words,
            text__style_name=style_name(f"Heading {depth}"), text__outline_level=str(depth),
        )  # fmt: skip

    def automatic(self, family: str, **properties: str) -> str:
        """The name of an automatic style of this family: one for each different set of properties. ``parent`` and
        ``page`` name what it builds on; any other property is ``fo__name`` or ``style__name``."""
        key = (family, *sorted(properties.items()))
        if key not in self._made:
            name = self._made[key] = f"{family[0].upper()}{family[-1]}{len(self._made) + 1}"
            style = add(self.styles, "style:style", style__name=name, style__family=family)
            parent, page = properties.pop("parent", ""), properties.pop("page", "")
            if parent:
                style.set(name_of("style:parent-style-name"), style_name(parent))
            if page:
                style.set(name_of("style:master-page-name"), page)
            if properties:
                add(style, f"style:{family}-properties", **properties)
        return self._made[key]

    def _blocks(self, parent: Any, place: Any, style: str, look: Look) -> None:
        loose = stretches_of_text(parent.text, look)
        for child in parent:
            if not isinstance(child.tag, str):
                continue
            if child.tag in BLOCKS:
                self._loose(loose, place, style)
                loose = []
                self._block(child, place, style)
            elif "svg" not in child.tag:
                loose += inline(child, look)
            loose += stretches_of_text(child.tail, look)
        self._loose(loose, place, style)

    def _loose(self, stretches: list[Stretch], place: Any, style: str) -> None:
        tidy = tidied(stretches)
        if tidy:
            self._fill(add(place, "text:p", text__style_name=style_name(style)), tidy)

    def _block(self, element: Any, place: Any, style: str) -> None:
        tag, classes = element.tag, (element.get("class") or "").split()
        if tag in CONTAINERS:
            inner = (
                "Statement" if "spec-statement" in classes else "Lead" if "spec-lead" in classes else style
            )
            self._blocks(element, place, inner, PLAIN)
        elif tag in HEADINGS:
            self._paragraph(element, place, f"Heading {HEADINGS.index(tag) + 1}")
        elif tag == "p":
            own = next((PARAGRAPH_STYLES[name] for name in classes if name in PARAGRAPH_STYLES), style)
            self._paragraph(element, place, own)
        elif tag == "blockquote":
            self._blocks(element, place, "Quotations", PLAIN)
        elif tag in {"ul", "ol"}:
            self._list(element, place, "Table Text" if style == "Table Text" else "List Item")
        else:
            self._table(element)

    def _paragraph(self, element: Any, place: Any, style: str, **kept: Any) -> None:
        stretches = tidied(inline(element, PLAIN, own=True, **kept))
        if not stretches:
            return
        name = style_name(style)
        if element.get("dir") == "rtl":
            name = self.automatic(
                "paragraph", parent=style, style__writing_mode="rl-tb", fo__text_align="start"
            )
        if element.tag in HEADINGS:
            depth = str(HEADINGS.index(element.tag) + 1)
            paragraph = add(place, "text:h", text__style_name=name, text__outline_level=depth)
        else:
            paragraph = add(place, "text:p", text__style_name=name)
        self._mark(paragraph, element.get("id"))
        self._fill(paragraph, stretches)

    def _mark(self, paragraph: Any, anchor: str | None) -> None:
        if anchor and anchor not in self._marks:
            self._marks.add(anchor)
            add(paragraph, "text:bookmark", text__name=anchor)

    def _fill(self, paragraph: Any, stretches: list[Stretch]) -> None:
        for stretch in stretches:
            place = paragraph
            if stretch.look.link:
                place = add(paragraph, "text:a", xlink__type="simple", xlink__href=stretch.look.link)
            name = self._text_style(stretch.look)
            if name:
                place = add(place, "text:span", text__style_name=name)
            if stretch.text == BREAK:
                add(place, "text:line-break")
            else:
                _append(place, stretch.text)

    def _text_style(self, look: Look) -> str:
        properties: dict[str, str] = {}
        if look.bold:
            properties["fo__font_weight"] = "bold"
        if look.italic or look.missing:
            properties["fo__font_style"] = "italic"
        if look.missing:
            properties["fo__color"] = "#8a2a12"
        if look.link:
            properties |= {"fo__color": "#12463f", "style__text_underline_style": "solid"}
        language, _, country = look.language.partition("-")
        if language and (language, country or "GB") != ("en", "GB"):
            properties |= {
                "fo__language": language,
                "fo__country": country or _COUNTRIES.get(language, "none"),
            }
        return self.automatic("text", **properties) if properties else ""

    def _list(self, element: Any, place: Any, style: str, depth: int = 0) -> None:
        named: dict[str, str] = {}
        if depth == 0:
            named["text__style_name"] = "Numbers" if element.tag == "ol" else "Bullets"
        made = add(place, "text:list", **named)
        for at, item in enumerate(element.iterchildren("li")):
            begins = {"text__start_value": element.get("start")} if at == 0 and element.get("start") else {}
            entry = add(made, "text:list-item", **begins)
            self._paragraph(item, entry, style, leave_out={"ul", "ol"})
            for nested in item:
                if nested.tag in {"ul", "ol"}:
                    self._list(nested, entry, style, depth + 1)

    def _table(self, element: Any) -> None:
        caption = element.find("caption")
        words = " ".join(caption.text_content().split()) if caption is not None else ""
        if caption is not None:
            paragraph = add(self.body, "text:p", text__style_name="Caption")
            self._mark(paragraph, element.get("id"))
            self._fill(paragraph, tidied(inline(caption, PLAIN, own=True)))
        rows = list(element.iter("tr"))
        columns = max(sum(int(cell.get("colspan") or 1) for cell in row) for row in rows)
        self._tables += 1
        table = add(
            self.body, "table:table", table__name=f"Table{self._tables}", table__style_name="SpecTable"
        )
        if words:
            add(table, "table:title", words)
        self._columns(table, element, rows, columns)
        heads = [row for row in rows if row.getparent().tag == "thead"]
        if heads:
            place = add(table, "table:table-header-rows")
            for row in heads:
                self._row(place, row, "HeadCell")
        for row in rows:
            if row not in heads:
                self._row(table, row, "Cell")

    def _columns(self, table: Any, element: Any, rows: list[Any], columns: int) -> None:
        heads_rows = all(row[0].tag == "th" for row in rows)
        place = add(table, "table:table-header-columns") if heads_rows else table
        for at, width in enumerate(_widths(element, columns)):
            style = self.automatic("table-column", style__column_width=f"{width:.1f}mm")
            add(place if at == 0 else table, "table:table-column", table__style_name=style)

    def _row(self, place: Any, source: Any, style: str) -> None:
        row = add(place, "table:table-row", table__style_name="SpecRow")
        for part in source:
            span = int(part.get("colspan") or 1)
            cell = add(row, "table:table-cell", table__style_name=style, office__value_type="string")
            if span > 1:
                cell.set(name_of("table:number-columns-spanned"), str(span))
            is_figure = "spec-figure" in (part.get("class") or "").split()
            look = Look(bold=part.tag == "th", language=part.get("lang") or "")
            self._blocks(part, cell, "Table Figure" if is_figure else "Table Text", look)
            if len(cell) == 0:
                add(cell, "text:p", text__style_name="Table_20_Text")
            for _ in range(span - 1):
                add(row, "table:covered-table-cell")


#: Countries of languages that come without one.
_COUNTRIES = {"cy": "GB", "gd": "GB", "ga": "IE"}


def _widths(element: Any, columns: int) -> list[float]:
    """Widths of columns in millimetres: a table of facts has a narrow first column."""
    classes = (element.get("class") or "").split()
    shares = next((COLUMN_SHARES[name] for name in classes if name in COLUMN_SHARES), None)
    if shares is not None and len(shares) == columns:
        return [TEXT_WIDTH * share / 100 for share in shares]
    if columns == 2 and element.find("thead") is None:
        return [FACT_WIDTH, TEXT_WIDTH - FACT_WIDTH]
    return [TEXT_WIDTH / columns] * columns


def _append(place: Any, text: str) -> None:
    """Text after whatever is in ``place`` already."""
    if len(place):
        last = place[-1]
        last.tail = (last.tail or "") + text
    else:
        place.text = (place.text or "") + text
