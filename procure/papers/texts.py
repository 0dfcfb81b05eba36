"""Plain text, Markdown (markdown-it-py), HTML (lxml) and the fields of an imported notice."""

from __future__ import annotations

import json
import re
from typing import Any

from lxml import etree
from markdown_it import MarkdownIt

from .lines import Line, gather
from .packages import DAMAGED
from .passages import Gathering, Refused, Unit

#: What leads to another place of the same page.
_WITHIN = "#"
_FRONT_MATTER = re.compile(r"---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*\n", re.DOTALL)
#: What a program that builds sites from Markdown puts in place: a note that it sets apart, or nothing that is said.
_TAG = re.compile(
    r"\{%[^%\n]{0,200}?\bcontent=\"(?P<words>[^\n]{0,4000}?)\" *-?%\}|\{%(?:(?!content=)[^%\n])*%\}"
)
_LONGEST_LINE = 2_000_000


def read_plain(text: str, into: Gathering) -> int:
    """Plain text: paragraphs, items and headings as people set them."""
    gather((Line(line, 0, number) for number, line in enumerate(text.split("\n"), start=1)), into)
    return 0


def read_markdown(text: str, into: Gathering) -> int:
    """Markdown, with tables; what stands in a block of HTML or code is left out of neither."""
    blank = _FRONT_MATTER.match(text)
    if blank:
        text = "\n" * blank[0].count("\n") + text[blank.end() :]
    text = _TAG.sub(lambda tag: tag["words"] or "", text)
    tokens = MarkdownIt("commonmark", {"html": True, "maxNesting": 40}).enable("table").parse(text)
    cells: list[str] = []
    in_head = False
    at, total = 0, len(tokens)
    while at < total:
        token = tokens[at]
        number = (token.map[0] + 1) if token.map else 0
        if token.type == "heading_open":
            into.heading(int(token.tag[1]), _words_of(tokens[at + 1]))
            at += 1
        elif token.type == "tr_open":
            cells, row = [], number
        elif token.type == "thead_open":
            in_head = True
        elif token.type == "thead_close":
            in_head = False
        elif token.type in ("td_open", "th_open"):
            cells.append(_words_of(tokens[at + 1]))
            at += 1
        elif token.type == "tr_close":
            if not in_head:
                into.row(cells, number=row, unit=Unit.LINE)
        elif token.type == "inline" and not _only_leads_on(token):
            into.passage(_words_of(token), number=number, unit=Unit.LINE)
        elif token.type in ("code_block", "fence"):
            for offset, line in enumerate(token.content.split("\n")):
                into.passage(line, number=number + offset, unit=Unit.LINE)
        elif token.type == "html_block":
            for passage in _passages_of_html(token.content, into):
                into.passage(passage[1], number=number + passage[0] - 1, unit=Unit.LINE)
        at += 1
        if at % 500 == 0:
            into.progress(at, total)
    return 0


def _only_leads_on(token: Any) -> bool:
    """Whether a paragraph is an entry of a table of contents: links within the page, and nothing else."""
    links, depth = 0, 0
    for child in token.children or ():
        if child.type == "link_open":
            if not str(child.attrs.get("href", "")).startswith(_WITHIN):
                return False
            links, depth = links + 1, depth + 1
        elif child.type == "link_close":
            depth -= 1
        elif not depth and (
            child.type not in ("softbreak", "hardbreak", "text") or child.content.strip(" .·|-")
        ):
            return False
    return links > 0


def _words_of(token: Any) -> str:
    words = []
    for child in token.children or ():
        if child.type in ("softbreak", "hardbreak"):
            words.append(" ")
        elif child.type in ("text", "code_inline", "image"):
            words.append(child.content)
    return "".join(words)


_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LEFT_OUT = frozenset(
    {"script", "style", "noscript", "template", "head", "nav", "svg", "iframe", "object", "button", "select", "form",
     "textarea", "footer"}
)  # fmt: skip
_WITHIN_LINES = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd", "label",
    "mark", "q",
     "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr", "img"}
)  # fmt: skip


def read_html(text: str, into: Gathering) -> int:
    """A web page: its headings, paragraphs, items and rows; menus, forms and scripts are left out."""
    for line, words, level, cells in _pieces(_root_of(text)):
        if level:
            into.heading(level, words)
        elif cells is not None:
            into.row(cells, number=line, unit=Unit.LINE)
        else:
            into.passage(words, number=line, unit=Unit.LINE)
    return 0


def _root_of(text: str) -> Any:
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.LxmlError as error:
        raise Refused("damaged", DAMAGED) from error
    if any(
        "depth" in fault.message.lower() for fault in parser.error_log
    ):  # the rest would be lost in silence
        raise Refused(
            "nested", "The page is nested deeper than pages are. Copy its text into a new document."
        )
    if root is None:
        raise Refused("empty", "The page holds no text. Choose the document again, or paste its text.")
    return root


def _passages_of_html(text: str, into: Gathering) -> list[tuple[int, str]]:
    try:
        return [(line, words or ": ".join(cells or [])) for line, words, _, cells in _pieces(_root_of(text))]
    except Refused:
        return []


def _pieces(root: Any) -> list[tuple[int, str, int, list[str] | None]]:
    """Line, words, level of a heading or 0, and the cells of a row or None; in the order of the page."""
    found: list[tuple[int, str, int, list[str] | None]] = []
    words: list[str] = []
    cells: list[str] | None = None
    line, level, skipping = 0, 0, 0

    def close() -> None:
        nonlocal words
        text = "".join(words)
        words = []
        if text.strip():
            found.append((line, text, level, None))

    for event, node in etree.iterwalk(root, events=("start", "end")):
        tag = node.tag if isinstance(node.tag, str) else ""
        if event == "start":
            if skipping or tag in _LEFT_OUT or node.get("hidden") is not None:
                skipping += 1
                continue
            if cells is None and tag not in _WITHIN_LINES:
                close()
                line, level = node.sourceline or 0, _HEADINGS.get(tag, 0)
                if tag == "tr":
                    cells = [] if any(child.tag == "td" for child in node) else None
            if tag in ("td", "th") and cells is not None:
                cells.append("")
            _put(words, cells, node.text or "")
        else:
            if skipping:
                skipping -= 1
            elif tag == "tr" and cells is not None:
                found.append((line, "", 0, cells))
                cells = None
            elif cells is None and tag not in _WITHIN_LINES:
                close()
                level = 0
            elif cells is not None and tag not in _WITHIN_LINES:
                _put(words, cells, " ")
            if not skipping:
                _put(words, cells, node.tail or "")
    close()
    return found


def _put(words: list[str], cells: list[str] | None, text: str) -> None:
    if cells is None:
        words.append(text)
    elif cells:
        cells[-1] += text


def read_notice(text: str, into: Gathering) -> int:
    """The texts of an imported notice: a JSON list of pairs of a path and a value."""
    try:
        pairs = [(str(path), str(value)) for path, value in json.loads(text)]
    except (ValueError, TypeError, RecursionError) as error:
        raise Refused("damaged", DAMAGED) from error
    for number, (path, value) in enumerate(pairs, start=1):
        for paragraph in value.split("\n"):
            into.passage(paragraph, number=number, unit=Unit.FIELD, path=path, below=_field_in_words(path))
    return 0


def _field_in_words(path: str) -> str:
    """``releases/0/tender/lots/0/description`` as “Lots: description”."""
    parts = [part for part in path.split("/") if not part.isdigit() and part not in ("releases", "tender")]
    spaced = [re.sub(r"(?<=[a-z])(?=[A-Z])", " ", part).lower() for part in parts]
    return ": ".join(spaced[-2:]).capitalize()
