"""Markdown as authors write it, into HTML that is safe on a page and valid in a tagged PDF.

Paragraphs, line breaks, bold, italic, lists, quotations and links; nothing else. HTML is shown as text,
images are named and never fetched, headings become bold paragraphs so that they cannot break the outline of
the document around them, and list items hold one run of text each with nested lists, which PDF/UA can tag.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup, escape

from exports.text import clean_text, is_right_to_left

ALLOWED_SCHEMES = frozenset({"https", "http", "mailto"})
LONGEST = 20_000
"""Characters. Longer text is shown as plain paragraphs: nobody formats that much by hand."""
DEEPEST = 8
"""Lists and quotations inside each other, in tokens' levels. Deeper text is shown as plain paragraphs."""

_BARE_LINK = re.compile(r"https?://[^\s<>\"“”]+")
_TRAILING = ".,;:!?'\"”’)]}"
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


def render_markdown(text: str) -> Markup:
    """Safe HTML of authored Markdown; an empty ``Markup`` for blank text. Never raises, whatever the text."""
    return _rendered(clean_text(str(text)).strip())


def render_plain(text: str) -> Markup:
    """Authored text without any formatting: a paragraph per blank line, line breaks kept."""
    paragraphs = _BLANK_LINES.split(clean_text(str(text)).strip())
    return Markup("").join(
        Markup("<p{}>{}</p>\n").format(
            _direction(paragraph), escape(paragraph).replace("\n", Markup("<br>\n"))
        )
        for paragraph in paragraphs
        if paragraph.strip()
    )


def plain_text(text: str) -> str:
    """The words of authored Markdown on one line without marks, for titles of pages, notices and tables."""
    source = clean_text(str(text)).strip()
    tokens = None if len(source) > LONGEST else _parsed(source)
    if tokens is None:
        return " ".join(source.split())
    words: list[str] = []
    for token in tokens:
        for child in token.children or ():
            words.append(" " if child.type in {"softbreak", "hardbreak"} else child.content)
        words.append(" ")
    return " ".join(clean_text("".join(words)).split())


def is_allowed_link(address: str) -> bool:
    """Whether a link may be followed from our documents: https, http or mailto, and whole."""
    if any(character.isspace() or ord(character) < 0x20 for character in address):
        return False
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return False
    if parts.scheme.lower() not in ALLOWED_SCHEMES:
        return False
    return bool(parts.hostname) if parts.scheme.lower() != "mailto" else "@" in parts.path


@lru_cache(maxsize=1024)
def _rendered(source: str) -> Markup:
    tokens = None if len(source) > LONGEST else _parsed(source)
    if tokens is None:
        return render_plain(source)
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    # Cleaned again: an entity such as &#x202e; has become its character by now.
    return Markup(clean_text(html))  # noqa: S704 - the renderer escapes


def _parsed(source: str) -> list[Token] | None:
    """Tokens ready to render, or None when the text is nested too deeply to be anything but mischief."""
    tokens = _MARKDOWN.parse(source)
    if any(token.level > DEEPEST for token in tokens):
        return None
    return _with_directions(_flat_items(_without_headings(tokens)))


class _Renderer(RendererHTML):
    """Renders images as their description, and draws no rules between paragraphs."""

    def image(self, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        words = self.renderInlineAsText(tokens[index].children or [], options, env)
        return str(escape(_image_words(words)))

    def hr(self, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        return ""


def _image_words(description: str) -> str:
    return f"[Image not shown: {description}]" if description.strip() else "[Image not shown]"


def _without_headings(tokens: list[Token]) -> list[Token]:
    """Headings as bold paragraphs, links without inner marks, bare addresses as links, images as words."""
    in_heading = False
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            in_heading = token.type == "heading_open"
            token.type = f"paragraph_{token.type.removeprefix('heading_')}"
            token.tag = "p"
        elif token.type == "inline":
            token.children = _linked(_flat_links(token.children or []))
            if in_heading and token.content:
                words = [child for child in token.children if not child.type.startswith("strong_")]
                token.children = [
                    Token("strong_open", "strong", 1),
                    *words,
                    Token("strong_close", "strong", -1),
                ]
    return tokens


def _flat_links(children: list[Token]) -> list[Token]:
    """Inline tokens with images as words, and no emphasis inside a link (PDF/UA cannot tag it)."""
    flat: list[Token] = []
    depth = 0
    for child in children:
        depth += {"link_open": 1, "link_close": -1}.get(child.type, 0)
        if depth and child.type in {"strong_open", "strong_close", "em_open", "em_close"}:
            continue
        if child.type == "image":
            words = Token("text", "", 0, content=_image_words(child.content))
            flat.append(words)
            continue
        flat.append(child)
    return flat


def _linked(children: list[Token]) -> list[Token]:
    """Inline tokens with bare web addresses outside links made into links."""
    linked: list[Token] = []
    depth = 0
    for child in children:
        depth += {"link_open": 1, "link_close": -1}.get(child.type, 0)
        if depth or child.type != "text" or "://" not in child.content:
            linked.append(child)
            continue
        end = 0
        for match in _BARE_LINK.finditer(child.content):
            address = bare_address(match[0])
            if not is_allowed_link(address):
                continue
            linked.append(Token("text", "", 0, content=child.content[end : match.start()]))
            linked.append(Token("link_open", "a", 1, attrs={"href": _MARKDOWN.normalizeLink(address)}))
            linked.append(Token("text", "", 0, content=address))
            linked.append(Token("link_close", "a", -1))
            end = match.start() + len(address)
        linked.append(Token("text", "", 0, content=child.content[end:]))
    return linked


def bare_address(found: str) -> str:
    """A web address as found in running text, without the punctuation that ends the sentence around it."""
    address = found
    while address and address[-1] in _TRAILING:
        if address[-1] == ")" and address.count("(") >= address.count(")"):
            break
        address = address[:-1]
    return address


def _flat_items(tokens: list[Token]) -> list[Token]:
    """List items with their paragraphs joined by line breaks, and quotations inside items unwrapped."""
    flat: list[Token] = []
    items: list[int] = []
    """For each open item, how many paragraphs it has had."""
    for token in tokens:
        if token.type == "list_item_open":
            items.append(0)
        elif token.type == "list_item_close":
            items.pop()
        elif items and token.type in {"blockquote_open", "blockquote_close", "hr"}:
            continue
        elif items and token.type in {"paragraph_open", "paragraph_close"}:
            token.hidden = True
        elif items and token.type == "inline":
            if items[-1]:
                token.children = [Token("hardbreak", "br", 0), *(token.children or [])]
            items[-1] += 1
        flat.append(token)
    return flat


def _with_directions(tokens: list[Token]) -> list[Token]:
    """Paragraphs and items whose first letter is of a right-to-left script say so themselves."""
    holder: Token | None = None
    for token in tokens:
        if token.type == "list_item_open" or (token.type == "paragraph_open" and not token.hidden):
            holder = token
        elif token.type == "inline" and holder is not None:
            if is_right_to_left(token.content):
                holder.attrSet("dir", "rtl")
            holder = None
    return tokens


def _direction(text: str) -> Markup:
    return Markup(' dir="rtl"') if is_right_to_left(text) else Markup("")


def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("zero", {"html": False, "breaks": True, "maxNesting": 40}, renderer_cls=_Renderer)
    markdown.enable(
        [
            "heading",
            "lheading",
            "list",
            "blockquote",
            "hr",
            "escape",
            "emphasis",
            "link",
            "image",
            "autolink",
            "entity",
            "newline",
            "balance_pairs",
            "fragments_join",
        ]
    )
    markdown.validateLink = is_allowed_link  # type: ignore[method-assign,assignment]
    return markdown


_MARKDOWN = _markdown()
