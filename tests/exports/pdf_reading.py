"""What a screen reader finds in a PDF: its structure tree with the words of each element, read with pikepdf."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pikepdf

_PAIRS = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")


@dataclass
class Element:
    """A structure element: its tag, its own attributes, and what is in it, words and elements in reading order."""

    tag: str
    attributes: dict[str, Any] = field(default_factory=dict)
    alt: str = ""
    kids: list[Element | str] = field(default_factory=list)
    annotations: int = 0

    @property
    def text(self) -> str:
        """Every word in it, in reading order."""
        return " ".join("".join(kid if isinstance(kid, str) else f"{kid.text} " for kid in self.kids).split())

    def all(self, *tags: str) -> Iterator[Element]:
        """Elements below this one with one of these tags, in reading order."""
        for kid in self.kids:
            if isinstance(kid, Element):
                if kid.tag in tags:
                    yield kid
                yield from kid.all(*tags)

    @property
    def children(self) -> list[Element]:
        return [kid for kid in self.kids if isinstance(kid, Element)]


def structure(data: bytes) -> Element:
    """The Document element of a tagged PDF."""
    with pikepdf.open(BytesIO(data)) as pdf:
        words = {page.objgen: _marked_words(page) for page in pdf.pages}
        return _element(pdf.Root.StructTreeRoot.K[0], words)


def artefact_count(data: bytes) -> int:
    """How many stretches of content on all pages are marked as artefacts of pagination."""
    with pikepdf.open(BytesIO(data)) as pdf:
        return sum(
            str(operator) == "BDC" and str(operands[0]) == "/Artifact"
            for page in pdf.pages
            for operands, operator in pikepdf.parse_content_stream(page)
        )


def _element(node: Any, words: dict[Any, dict[int, str]]) -> Element:
    attributes = {str(key)[1:]: str(value) for key, value in (node.get("/A") or {}).items()}
    element = Element(str(node.S)[1:], attributes, str(node.get("/Alt") or ""))
    page = node.get("/Pg")
    for kid in node.K:
        if isinstance(kid, int):
            element.kids.append(words[page.objgen][int(kid)])
        elif kid.get("/Type") == "/MCR":
            element.kids.append(words[kid.Pg.objgen][int(kid.MCID)])
        elif kid.get("/Type") == "/OBJR":
            element.annotations += 1
        else:
            element.kids.append(_element(kid, words))
    return element


def _marked_words(page: Any) -> dict[int, str]:
    """The words of each numbered stretch of marked content on a page."""
    fonts = {str(name): _letters(font) for name, font in page.Resources.Font.items()}
    words: dict[int, str] = {}
    stack: list[int | None] = []
    letters: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in {"BDC", "BMC"}:
            properties = operands[1] if len(operands) > 1 else {}
            number = properties.get("/MCID") if isinstance(properties, pikepdf.Dictionary) else None
            stack.append(None if number is None else int(number))
            if number is not None:
                words.setdefault(int(number), "")
        elif name == "EMC":
            stack.pop()
        elif name == "Tf":
            letters = fonts[str(operands[0])]
        elif name in {"TJ", "Tj"}:
            numbers = [number for number in stack if number is not None]
            if numbers:
                parts = operands[0] if name == "TJ" else operands
                shown = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
                codes = (int.from_bytes(shown[i : i + 2], "big") for i in range(0, len(shown), 2))
                words[numbers[-1]] += "".join(letters.get(code, "\ufffd") for code in codes)
    return words


def _letters(font: Any) -> dict[int, str]:
    """What each glyph of a font says."""
    table = font.ToUnicode.read_bytes()
    return {
        int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be")
        for code, text in _PAIRS.findall(table)
        if len(code) == 4
    }
