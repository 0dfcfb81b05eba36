"""The specification as Markdown: plain text that anybody's tools can read, compare and keep.

Made from the same HTML as the page and the PDF, so that it cannot say something else.
"""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag
from markdownify import ATX, MarkdownConverter

from exports.artefact import PublicationStamp
from exports.html import DRAFT_MARK, specification_body
from exports.text import clean_text
from exports.wording import moment
from procure.domain.snapshot import SpecificationSnapshot
from procure.languages import gettext

_BLANK_LINES = re.compile(r"\n{3,}")
_TRAILING = re.compile(r"[ \t]+$", re.MULTILINE)


class _Converter(MarkdownConverter):
    """Our HTML has drawings with their own words beside them, and tables with captions."""

    def convert_svg(self, el: Tag, text: str, parent_tags: object) -> str:
        """A drawing is left out: what it shows is said in text beside it."""
        return ""

    def convert_caption(self, el: Tag, text: str, parent_tags: object) -> str:
        """The caption, in bold, before its table."""
        return f"\n\n**{text.strip()}**\n\n" if text.strip() else ""


def specification_markdown(snapshot: SpecificationSnapshot, stamp: PublicationStamp) -> bytes:
    """The specification as CommonMark with pipe tables, UTF-8, lines ended by a line feed."""
    body = BeautifulSoup(specification_body(snapshot, stamp).html, "html.parser")
    for hidden in body.select("[aria-hidden=true], .govuk-visually-hidden"):
        hidden.decompose()
    for link in body.select('a[href^="#"]'):
        link.unwrap()  # Markdown has no agreed names for headings to point at
    for table in body.find_all("table"):
        _put_caption_before(table)
    written = _Converter(
        heading_style=ATX, bullets="-", escape_misc=True, newline_style="backslash", table_infer_header=True
    ).convert_soup(body)
    head = [f"# {_escaped(snapshot.title)}", "", _escaped(snapshot.authority.name), "", _version(stamp), ""]
    text = "\n".join(head) + "\n" + written
    return (_BLANK_LINES.sub("\n\n", _TRAILING.sub("", clean_text(text))).strip() + "\n").encode()


def _put_caption_before(table: Tag) -> None:
    caption = table.find("caption")
    if isinstance(caption, Tag):
        caption.extract()
        table.insert_before(caption)


def _version(stamp: PublicationStamp) -> str:
    if stamp.published_at is None:
        return f"**{DRAFT_MARK}**"
    where = f": <{stamp.url}>" if stamp.url else ""
    when = gettext(
        "Version %(number)s, published %(day)s", number=stamp.version_number, day=moment(stamp.published_at)
    )
    return f"{when}{where}"


def _escaped(text: str) -> str:
    escaped: str = _Converter(escape_misc=True).escape(" ".join(clean_text(text).split()), set())  # type: ignore[attr-defined]
    return escaped
