"""Which language is being spoken, and our own words in it.

Pages and documents are written in English; ``gettext`` and ``ngettext`` give the same words in the language in force.
The web sets that for a request, from its address; a document is made in the language it is asked for. Nothing here
knows of requests, so that a file says the same wherever it is made.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from procure.languages.catalogue import catalogue

ENGLISH, WELSH = "en", "cy"
#: Code of a language → what its speakers call it.
NAMES = {ENGLISH: "English", WELSH: "Cymraeg"}
#: Code of a language → what stands before the paths of its pages.
PREFIXES = {ENGLISH: "", WELSH: "/cy"}
_spoken: ContextVar[str] = ContextVar("spoken", default=ENGLISH)


def spoken() -> str:
    """The code of the language in force: "en" unless somebody said otherwise."""
    return _spoken.get()


def prefix() -> str:
    """What stands before the path of a page in the language in force."""
    return PREFIXES[_spoken.get()]


def is_welsh() -> bool:
    """Whether Welsh is in force."""
    return _spoken.get() == WELSH


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Whatever is said inside is said in ``language``. Raises ValueError for one we have no words in."""
    if language not in NAMES:
        raise ValueError(f"no words in {language!r}")
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


def gettext(message: str, **values: Any) -> str:
    """``message`` in the language in force, in English where that has no words for it. ``%(name)s`` in it stand for
    ``values``."""
    if not message:
        return message
    language = _spoken.get()
    said = message if language == ENGLISH else catalogue(language).ugettext(message)
    return said % values if values else said


def ngettext(singular: str, plural: str, number: int, **values: Any) -> str:
    """The words for ``number`` of something: Welsh has six forms. ``%(num)s`` stands for the number."""
    language = _spoken.get()
    if language == ENGLISH:
        said = singular if number == 1 else plural
    else:
        said = catalogue(language).ungettext(singular, plural, number)
    return said % {"num": number, **values}


def page_gettext(message: str) -> str:
    """As ``gettext``, for templates, which put the values in themselves."""
    return gettext(message)


def page_ngettext(singular: str, plural: str, number: int) -> str:
    """As ``ngettext``, for templates, which put the values in themselves."""
    language = _spoken.get()
    if language == ENGLISH:
        return singular if number == 1 else plural
    return str(catalogue(language).ungettext(singular, plural, number))


def later(message: str) -> str:
    """The same words, marked to be translated where they are shown."""
    return message
