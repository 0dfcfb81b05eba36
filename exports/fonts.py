"""The typefaces that published files carry, and which characters they can show.

IBM Plex Sans covers Latin (Welsh included), Greek and Cyrillic. Arabic, Hebrew and emoji come from companions
that are loaded only for a text that needs them. Set-up installs all below ``node_modules``; none is ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from fontTools.ttLib import TTFont

NODE_MODULES = Path(__file__).resolve().parent.parent / "node_modules"
REPLACEMENT = "\ufffd"
"""Stands for a character that no face has: a reader sees that something is missing, and where."""

_INVISIBLE = frozenset("\u200c\u200d\u200e\u200f\u061c\u2060\u2061\u2062\u2063\u2064\ufe0e\ufe0f")
"""Joiners, direction marks and variation selectors: left out where no face has them, as no eye will miss them."""


class FontsNotInstalled(RuntimeError):
    """The typefaces are not where set-up puts them."""


@dataclass(frozen=True, slots=True)
class Face:
    """One file of a family, by its path below ``node_modules``. ``weight`` is that of CSS."""

    family: str
    path: str
    weight: int = 400
    style: str = "normal"


TEXT_FAMILY = "IBM Plex Sans"
_PLEX = "@ibm/plex-sans/fonts/complete/woff/IBMPlexSans-"
_TEXT_FACES = (
    Face(TEXT_FAMILY, f"{_PLEX}Regular.woff"),
    Face(TEXT_FAMILY, f"{_PLEX}Italic.woff", style="italic"),
    Face(TEXT_FAMILY, f"{_PLEX}Light.woff", weight=300),
    Face(TEXT_FAMILY, f"{_PLEX}SemiBold.woff", weight=600),
)
_COMPANIONS = {
    "IBM Plex Sans Arabic": tuple(
        Face(
            "IBM Plex Sans Arabic",
            f"@ibm/plex-sans-arabic/fonts/complete/woff/IBMPlexSansArabic-{name}.woff",
            weight,
        )
        for name, weight in (("Regular", 400), ("SemiBold", 600))
    ),
    "IBM Plex Sans Hebrew": tuple(
        Face(
            "IBM Plex Sans Hebrew",
            f"@ibm/plex-sans-hebrew/fonts/complete/woff/IBMPlexSansHebrew-{name}.woff",
            weight,
        )
        for name, weight in (("Regular", 400), ("SemiBold", 600))
    ),
    "Noto Emoji": (Face("Noto Emoji", "@fontsource/noto-emoji/files/noto-emoji-emoji-400-normal.woff"),),
}


@dataclass(frozen=True, slots=True)
class Typesetting:
    """A text that its families can show in full, and those families, the text family first."""

    text: str
    families: tuple[str, ...]


def typeset(text: str, fonts_dir: Path = NODE_MODULES) -> Typesetting:
    """``text`` with what no installed face can show replaced by ``REPLACEMENT``, and the families it needs.

    Raises FontsNotInstalled when the text family itself is missing.
    """
    families, missing = _families_and_missing(text, fonts_dir)
    table = {ord(letter): "" if letter in _INVISIBLE else REPLACEMENT for letter in missing}
    return Typesetting(text.translate(table) if table else text, families)


def unprintable(text: str, fonts_dir: Path = NODE_MODULES) -> tuple[str, ...]:
    """The characters of ``text`` that a PDF shows as ``REPLACEMENT``, each once, in the order they come.

    Raises FontsNotInstalled when the text family itself is missing.
    """
    _, missing = _families_and_missing(text, fonts_dir)
    return tuple(dict.fromkeys(letter for letter in text if letter in missing - _INVISIBLE))


def _families_and_missing(text: str, fonts_dir: Path) -> tuple[tuple[str, ...], set[str]]:
    missing = set(text) - _coverage(TEXT_FAMILY, fonts_dir) - {"\n", "\t"}
    families = [TEXT_FAMILY]
    for family in _COMPANIONS:
        found = missing & _coverage(family, fonts_dir) if missing else set()
        if found:
            families.append(family)
            missing -= found
    return tuple(families), missing


def faces_of(families: Iterable[str]) -> tuple[Face, ...]:
    """Every face of these families."""
    return tuple(
        face for name in families for face in (_TEXT_FACES if name == TEXT_FAMILY else _COMPANIONS[name])
    )


def face_file(face: Face, fonts_dir: Path = NODE_MODULES) -> Path:
    """Where the face's file is. Raises FontsNotInstalled when it is not there."""
    path = fonts_dir / face.path
    if not path.is_file():
        raise FontsNotInstalled(
            f"The typeface file {face.path} is not installed. Run `make setup`, then try again."
        )
    return path


def face_data(face: Face, fonts_dir: Path = NODE_MODULES) -> bytes:
    """The face as a plain OpenType file, the same to the byte each time: no time of unpacking is written in it."""
    with TTFont(face_file(face, fonts_dir), recalcBBoxes=False, recalcTimestamp=False) as font:
        font.flavor = None
        plain = BytesIO()
        font.save(plain, reorderTables=False)
    return plain.getvalue()


@cache
def _coverage(family: str, fonts_dir: Path) -> frozenset[str]:
    """The characters that every face of a family can show; none for a companion that is not installed."""
    shared: set[str] | None = None
    for face in faces_of([family]):
        if family != TEXT_FAMILY and not (fonts_dir / face.path).is_file():
            return frozenset()
        with TTFont(face_file(face, fonts_dir), lazy=True) as font:
            letters = {chr(code) for code in font.getBestCmap()}
        shared = letters if shared is None else shared & letters
    return frozenset(shared or ())


def every_face() -> tuple[Face, ...]:
    """Every face that a file of ours may carry."""
    return faces_of((TEXT_FAMILY, *_COMPANIONS))
