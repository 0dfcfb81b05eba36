"""Long specifications in every format, with the same words: parts and clauses as public specifications have them,
written
for the tests. Always the same bytes' worth of text; nothing is kept in the repository.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from html import escape

import docx
from docx.oxml import OxmlElement
from weasyprint import HTML

TITLE = "Specification for neighbourhood services"
LOTS = (
    "Street cleaning", "Parks and open spaces", "Community meals", "Home adaptations", "Day opportunities",
    "Winter maintenance", "Library outreach", "Youth clubs", "Advice on debt", "Waste collection", "Street lighting",
    "School transport",
)  # fmt: skip
#: Clauses of every service: what public buyers usually fix. ``{s}`` is the service, ``{n}`` and ``{m}`` are figures.
CLAUSES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Background", (
        "The Council has provided {s} to about {n},000 households since 2011, most of them in the east of the borough. "
        "Residents told us in a survey that the service is hard to reach by telephone.",
        "This part of the specification describes what the Council knows about {s} today.",
    )),
    ("Service to be delivered", (
        "The Provider shall deliver {s} on at least {m} days of every week, including bank holidays, between "
        "7am and 7pm.",
        "The Provider must keep a record of every visit, and shall send the record to the Council within {m} working "
        "days of the end of the month.",
        "Requests that are marked urgent must be attended within {n} minutes.",
        "Fewer residents will need to ask twice for {s} by March 2029, compared with {n}% in 2025.",
    )),
    ("Staffing", (
        "The Provider shall employ a full-time manager for {s} and no fewer than {m} supervisors, each with a "
        "minimum of "
        "{m} years of experience.",
        "All staff who visit homes must hold an enhanced check of the Disclosure and Barring Service before "
        "they start.",
        "Staff shall wear a uniform in navy blue with the logo of the Council.",
    )),
    ("Equipment and premises", (
        "Vehicles used for {s} must be no older than {m} years and painted in RAL 6005.",
        "The Provider shall use the Council's own asset register, which runs on software of the existing supplier.",
        "Premises must be accessible to wheelchair users and open to the public on weekdays.",
    )),
    ("Performance and reporting", (
        "The Provider shall attend a monthly meeting with the Contract Manager and present a report in the format of "
        "Annex {m}.",
        "At least {n}% of people who use {s} will say that it made their daily life easier.",
        "How will the Provider involve people who use {s} in its design?",
    )),
)  # fmt: skip
ITEMS = (
    "hold insurance of at least £{m} million for every claim",
    "comply with the Health and Safety at Work etc. Act 1974",
    "keep personal data on servers inside the United Kingdom",
)
ROWS = (
    ("Response", "Attend {n}% of urgent requests within {m} hours of the call being taken"),
    ("Complaints", "Answer each complaint in writing within {m} working days of receiving it"),
)


@dataclass(frozen=True)
class Block:
    """A piece of a specification: ``kind`` is a heading's level (1 to 3), or "p", "li" or "row"."""

    kind: str
    text: str
    label: str = ""

    @property
    def level(self) -> int:
        return int(self.kind) if self.kind.isdigit() else 0


@cache
def blocks() -> tuple[Block, ...]:
    """The whole specification in order."""
    return tuple(_blocks())


def _blocks() -> Iterator[Block]:
    yield Block("1", TITLE)
    yield Block(
        "p",
        "This document sets out what the Council requires of the Provider for twelve neighbourhood services.",
    )
    for number, service in enumerate(LOTS, start=1):
        figures = {"s": service.lower(), "n": 20 + number * 3, "m": 2 + number % 5}
        yield Block("2", f"{number}. {service}")
        for part, (heading, clauses) in enumerate(CLAUSES, start=1):
            yield Block("3", f"{number}.{part} {heading}")
            for clause in clauses:
                yield Block("p", clause.format(**figures))
            if heading == "Staffing":
                yield Block("p", f"For {figures['s']}, the Provider shall:")
                for item in ITEMS:
                    yield Block("li", item.format(**figures) + f" in {figures['s']};")
            if heading.startswith("Performance"):
                for label, text in ROWS:
                    yield Block("row", f"{text.format(**figures)} for {figures['s']}", label)


def words() -> list[str]:
    """Every text of the specification but its headings, in order."""
    return [block.text for block in blocks() if not block.level]


@cache
def as_html() -> bytes:
    """A web page with a menu and a script around it, which are not part of the specification."""
    parts = ["<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>Specification</title>",
             "<script>var hidden = 'The Provider shall not be read.';</script></head><body>",
             "<nav><ul><li>The menu shall not be read</li></ul></nav><main>"]  # fmt: skip
    opened = ""
    for block in blocks():
        wanted = {"li": "ul", "row": "table"}.get(block.kind, "")
        if wanted != opened:
            parts.append((f"</{opened}>" if opened else "") + (f"<{wanted}>" if wanted else ""))
            opened = wanted
        text = escape(block.text)
        if block.level:
            parts.append(f"<h{block.kind}>{text}</h{block.kind}>")
        elif block.kind == "row":
            parts.append(f"<tr><td>{block.label}</td><td>{text}</td></tr>")
        else:
            parts.append(f"<{block.kind}>{text}</{block.kind}>")
    return "\n".join([*parts, "</main></body></html>"]).encode()


@cache
def as_pdf() -> bytes:
    """With a contents list, running headers and page numbers, which are not part of the specification."""
    style = """<style>@page { size: A4; margin: 2.5cm;
      @top-left { content: "Example Borough Council"; font-size: 8pt }
      @bottom-right { content: "Page " counter(page) " of " counter(pages); font-size: 8pt } }
      body { font: 12pt/1.5 sans-serif } h1 { font-size: 22pt } h2 { font-size: 16pt; break-before: page }
      h3 { font-size: 13pt } nav { display: none } td { border: 1px solid; padding: 4pt }</style>"""
    contents = "".join(
        f"<div>{escape(block.text)} {'.' * 40} {number}</div>"
        for number, block in enumerate(blocks())
        if block.kind == "2"
    )
    page = as_html().decode().replace("</head>", f"{style}</head>").replace("<main>", f"<main>{contents}")
    return HTML(string=page).write_pdf()  # type: ignore[no-any-return]


@cache
def as_markdown() -> bytes:
    """With front matter, which is not part of the specification."""
    parts = ["---\ntitle: Specification\n---\n"]
    for block in blocks():
        if block.level:
            parts.append(f"\n{'#' * block.level} {block.text}\n")
        elif block.kind == "row":
            is_first = block.label == ROWS[0][0]
            parts.append(
                ("\n| What | How |\n|---|---|\n" if is_first else "") + f"| {block.label} | {block.text} |"
            )
        else:
            parts.append(f"- {block.text}" if block.kind == "li" else f"\n{block.text}\n")
    return "\n".join(parts).encode()


@cache
def as_text() -> bytes:
    """Wrapped at 78 characters, with underlined and numbered headings."""
    parts = []
    for block in blocks():
        if block.level == 1:
            parts += ["", block.text, "=" * len(block.text)]
        elif block.level:
            parts += ["", block.text]
        else:
            mark = "- " if block.kind == "li" else ""
            parts += ([] if mark else [""]) + _wrapped(mark + block.text)
    return "\n".join(parts).encode()


def _wrapped(text: str) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) > 77:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


@cache
def as_docx() -> bytes:
    """With the page breaks that Word notes when it lays a document out, a table of contents and a deleted sentence."""
    document = docx.Document()
    document.add_paragraph("1. Street cleaning\t3", style=document.styles.add_style("TOC 1", 1))
    table = None
    for number, block in enumerate(blocks()):
        if block.level:
            added = document.add_heading(block.text, level=block.level)
        elif block.kind == "row":
            if table is None:
                table = document.add_table(rows=0, cols=2)
            cells = table.add_row().cells
            cells[0].text, cells[1].text = block.label, block.text
            continue
        else:
            added = document.add_paragraph(block.text, style="List Bullet" if block.kind == "li" else None)
        table = None
        if number and number % 16 == 0:
            added.runs[0]._r.insert(0, OxmlElement("w:lastRenderedPageBreak"))
    deleted = OxmlElement("w:del")
    deleted.append(document.add_paragraph("The Provider shall not be read.").runs[0]._r)
    document.element.body[-2].append(deleted)
    return _saved(document)


def _saved(document: object) -> bytes:
    file = io.BytesIO()
    document.save(file)  # type: ignore[attr-defined]
    return file.getvalue()


NAMESPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
)


def odt_of(body: str, *, manifest: str = "", more: dict[str, str] | None = None, declared: str = "") -> bytes:
    """An OpenDocument text around ``body``."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text", zipfile.ZIP_STORED)
        package.writestr(
            "content.xml",
            f'<?xml version="1.0" encoding="UTF-8"?>{declared}<office:document-content {NAMESPACES}><office:body>'
            f"<office:text>{body}</office:text></office:body></office:document-content>",
        )
        package.writestr("META-INF/manifest.xml", manifest or "<manifest/>")
        for name, text in (more or {}).items():
            package.writestr(name, text)
    return file.getvalue()


@cache
def as_odt() -> bytes:
    """With soft page breaks, as a word processor notes them, and a change that was deleted."""
    parts = ["<text:tracked-changes><text:p>The Provider shall not be read.</text:p></text:tracked-changes>"]
    opened = ""
    for number, block in enumerate(blocks()):
        wanted = {"li": "text:list", "row": "table:table"}.get(block.kind, "")
        if wanted != opened:
            parts.append((f"</{opened}>" if opened else "") + (f"<{wanted}>" if wanted else ""))
            opened = wanted
        text = escape(block.text)
        if block.level:
            parts.append(f'<text:h text:outline-level="{block.kind}">{text}</text:h>')
        elif block.kind == "li":
            parts.append(f"<text:list-item><text:p>{text}</text:p></text:list-item>")
        elif block.kind == "row":
            cells = "".join(
                f"<table:table-cell><text:p>{each}</text:p></table:table-cell>"
                for each in (block.label, text)
            )
            parts.append(f"<table:table-row>{cells}</table:table-row>")
        else:
            is_break = "<text:soft-page-break/>" if number and number % 16 == 0 else ""
            parts.append(f"{is_break}<text:p>{text}</text:p>")
    return odt_of("".join(parts) + (f"</{opened}>" if opened else ""))


#: Each format by the name of a file in it.
EVERY: dict[str, Callable[[], bytes]] = {
    "specification.docx": as_docx,
    "specification.odt": as_odt,
    "specification.pdf": as_pdf,
    "specification.md": as_markdown,
    "specification.html": as_html,
    "specification.txt": as_text,
}
