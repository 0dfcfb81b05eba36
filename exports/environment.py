"""The templates of everything we publish: strict, escaped, and ignorant of the web.

A name that is not there raises; every value shown is cleaned of what must never be printed. Templates below
``documents/`` and ``print/`` know a snapshot and a stamp, and no request, user or address of a page.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from exports import wording
from exports.compiled import CompiledTemplates
from exports.markdown import bare_address, is_allowed_link, plain_text, render_markdown
from exports.text import clean_text, has_right_to_left, is_right_to_left
from procure.act.provisions import provision_words
from procure.domain import codes
from procure.domain.snapshot import SpecificationSnapshot
from procure.domain.welsh import places, welsh
from procure.languages import ENGLISH, WELSH, gettext, is_welsh, page_gettext, page_ngettext, speaking

_in_welsh: ContextVar[frozenset[str]] = ContextVar("in_welsh", default=frozenset())
TEMPLATES = Path(__file__).resolve().parent.parent / "templates"


@cache
def document_environment() -> Environment:
    """The one Jinja environment of documents, notices and print; made once a process."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        auto_reload=False,
        bytecode_cache=CompiledTemplates("documents"),
        extensions=["jinja2.ext.do", "jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(page_gettext, page_ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.filters.update(
        area=_area,
        clock=wording.clock,
        cpv=lambda code: words(wording.cpv(code)),
        day=wording.day,
        figure=wording.figure,
        gross=wording.gross,
        label=wording.label,
        language=wording.language,
        linked=linked,
        markdown=render_markdown,
        moment=wording.moment,
        ours=gettext,
        money=wording.money,
        net=wording.net,
        partial_day=wording.partial_day,
        percent=wording.percent,
        plain=plain_text,
        provision_words=provision_words,
        sentence=wording.sentence,
        words=words,
        words_in=words_in,
        yes_or_no=wording.yes_or_no,
    )
    return environment


def render_document(template: str, context: dict[str, Any], language: str = ENGLISH) -> Markup:
    """A template below ``documents/`` or ``print/``, rendered in ``language``. Raises UndefinedError for a name
    not given."""
    with speaking(language):
        made = document_environment().get_template(template).render(context)
    return Markup(made)  # noqa: S704 - autoescaped


def words(text: str) -> Markup:
    """One line that somebody wrote, escaped; right-to-left letters are kept apart from what is around them."""
    cleaned = clean_text(str(text))
    if not has_right_to_left(cleaned):
        # On a page in Welsh, readers aloud have to know what is not.
        language = tongue(str(text))
        return Markup("<span{}>{}</span>").format(language, cleaned) if language else escape(cleaned)
    return Markup('<bdi dir="{}">{}</bdi>').format("rtl" if is_right_to_left(cleaned) else "ltr", cleaned)


def tongue(text: str) -> Markup:
    """The ``lang`` attribute of what somebody wrote, where it is not in the language being spoken: in Welsh, of all
    that nobody wrote in Welsh. Figures, which have no letter, are of no language."""
    is_said = not is_welsh() or text in _in_welsh.get() or not any(map(str.isalpha, text))
    return Markup("") if is_said else Markup(' lang="en"')


def written(text: str) -> Markup:
    """Authored Markdown, marked as ``tongue`` has it."""
    language = tongue(text)
    return (
        Markup("<div{}>{}</div>").format(language, render_markdown(text))
        if language
        else render_markdown(text)
    )


@contextmanager
def taking_for_welsh(snapshot: SpecificationSnapshot) -> Iterator[None]:
    """What is rendered inside takes for Welsh what the snapshot has in Welsh, and all of it where it was written so."""
    texts = places(snapshot).values() if snapshot.language == WELSH else welsh(snapshot).values()
    before = _in_welsh.set(frozenset(texts))
    try:
        yield
    finally:
        _in_welsh.reset(before)


def _area(code: str) -> str | Markup:
    """A place, by its Welsh name where we have that."""
    name = codes.itl_name(code)
    return words(wording.area(code)) if not name or gettext(name) == name else f"{gettext(name)} ({code})"


def words_in(text: str, language: str) -> Markup:
    """As ``words``, marked with its language when that is not English."""
    shown = words(text)
    return (
        shown
        if is_welsh() or language in {"", "en"}
        else Markup('<span lang="{}">{}</span>').format(language, shown)
    )


def linked(address: str, style: str = "") -> Markup:
    """A web or email address as a link to itself when it is one we allow, of the class ``style``; else as plain
    words."""
    cleaned = bare_address(clean_text(str(address)).strip())
    target = f"mailto:{cleaned}" if "@" in cleaned and ":" not in cleaned else cleaned
    if not is_allowed_link(target):
        return words(address)
    return Markup('<a{} href="{}">{}</a>').format(
        Markup(' class="{}"').format(style) if style else "", target, cleaned
    )


def _shown(value: Any) -> Any:
    """What a template prints for a value: nothing for None, clean text for text."""
    if value is None:
        return ""
    return clean_text(value) if isinstance(value, str) else value
