"""Official code lists: what is bought (CPV) and where it is delivered (ITL).

The data and its sources are in ``data/`` beside this module. Lists are read once, at first use.
"""

import csv
import re
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_DATA = Path(__file__).parent / "data"
_WORD = re.compile(r"[^\W_]+")
_EXCEPTION = re.compile(r"\((?:excl|except)[^)]*\)|,? except .*", re.IGNORECASE)
"""What a label says it leaves out: nobody looking for that wants this code."""
_LITTLE_WORDS = frozenset(
    {"a", "an", "and", "by", "for", "in", "of", "on", "or", "other", "the", "to", "with"}
)


@dataclass(frozen=True, slots=True)
class CpvCode:
    """An entry of the Common Procurement Vocabulary 2008: eight digits, check digit, English label."""

    code: str
    check_digit: str
    label: str

    @property
    def depth(self) -> int:
        """How many digits carry meaning, 2 (a division) to 8."""
        return max(2, len(self.code.rstrip("0")))


@dataclass(frozen=True, slots=True)
class ItlArea:
    """An International Territorial Level area, 2021 edition.

    ``code`` has the prefix UK, as notices write it; ``tl_code`` the prefix TL, as the Office for National
    Statistics does. ``level`` is 0 (the United Kingdom) to 3.
    """

    code: str
    tl_code: str
    level: int
    name: str

    @property
    def parent(self) -> str | None:
        """Code of the area that holds this one; None for the United Kingdom."""
        return self.code[:-1] if self.level else None


def _read(name: str) -> list[dict[str, Any]]:
    with (_DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _folded(word: str) -> str:
    """A word without its plural ending, so that "service" finds "services"."""
    word = word.casefold()
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _words(text: str) -> list[str]:
    return [_folded(word) for word in _WORD.findall(text.replace("'", ""))]


# CPV


@cache
def _cpv() -> dict[str, CpvCode]:
    return {row["code"]: CpvCode(row["code"], row["check_digit"], row["label"]) for row in _read("cpv.csv")}


@cache
def _cpv_words() -> tuple[list[str], dict[str, set[str]]]:
    """Every word that says what a code covers, sorted, and the codes whose labels use it."""
    codes: dict[str, set[str]] = defaultdict(set)
    for entry in _cpv().values():
        for word in _words(_EXCEPTION.sub("", entry.label)):
            codes[word].add(entry.code)
    return sorted(codes), dict(codes)


@cache
def _cpv_family() -> dict[str | None, tuple[str, ...]]:
    """Each code's direct children, in code order; the divisions under None."""
    children: dict[str | None, list[str]] = defaultdict(list)
    for code in _cpv():
        ancestors = cpv_ancestors(code)
        children[ancestors[-1] if ancestors else None].append(code)
    return {parent: tuple(codes) for parent, codes in children.items()}


def parse_cpv(text: str) -> str | None:
    """The eight-digit code in ``text`` ("85111000", "85111000-0", " 85111000 "), or None.

    None when the code is not in the list, or the check digit given is not its own.
    """
    match = re.fullmatch(r"\s*([0-9]{8})(?:\s*-\s*([0-9]))?\s*", text)
    entry = _cpv().get(match[1]) if match else None
    if match is None or entry is None or match[2] not in (None, entry.check_digit):
        return None
    return entry.code


def is_cpv(code: str) -> bool:
    """Whether ``code`` is an eight-digit code of the CPV 2008 main vocabulary."""
    return code in _cpv()


def cpv_label(code: str) -> str | None:
    """Official English label of an eight-digit code, or None when there is no such code."""
    entry = _cpv().get(code)
    return entry.label if entry else None


def format_cpv(code: str) -> str:
    """The code as notices print it, with its check digit: "85111000-0".

    Raises KeyError when there is no such code.
    """
    return f"{code}-{_cpv()[code].check_digit}"


def cpv_ancestors(code: str) -> tuple[str, ...]:
    """Codes above ``code`` in the list, the division first. A level without a code of its own is left out."""
    above = (code[:digits].ljust(8, "0") for digits in range(2, 8))
    return tuple(dict.fromkeys(each for each in above if each != code and each in _cpv()))


def cpv_children(code: str | None = None) -> tuple[str, ...]:
    """Codes directly below ``code``, in order; with no code, the divisions."""
    return _cpv_family().get(code, ())


def search_cpv(words: str, limit: int = 20) -> list[CpvCode]:
    """CPV entries that best match a code or words, best first, at most ``limit``.

    Digits find codes that begin with them (a full code finds itself, then what is below it). Words find
    labels that have every word, whole or begun; when none has them all, labels that have the most of them.
    Whole words come before begun ones, then broader codes and labels that open with the words.
    """
    text = words.strip()
    if re.match(r"[0-9]{2}[0-9\s-]*$", text):
        return _search_by_digits(text, limit)
    sought = [word for word in _words(text) if word not in _LITTLE_WORDS]
    if not sought:
        return []
    found: dict[str, int] = defaultdict(int)
    for word in dict.fromkeys(sought):
        for code in _codes_with(word):
            found[code] += 1
    most = max(found.values(), default=0)
    best = [_cpv()[code] for code, hits in found.items() if hits == most]
    return sorted(best, key=lambda entry: _rank(entry, sought))[:limit]


def _search_by_digits(text: str, limit: int) -> list[CpvCode]:
    digits = re.sub(r"\D", "", text.split("-")[0])
    stem = digits if len(digits) < 8 else max(digits.rstrip("0"), digits[:2], key=len)
    exact = [_cpv()[digits]] if digits in _cpv() else []
    if len(digits) > 8 or (len(digits) == 8 and not exact):
        return []
    below = [entry for code, entry in _cpv().items() if code.startswith(stem) and code != digits]
    return [*exact, *sorted(below, key=lambda entry: (entry.depth, entry.code))][:limit]


def _codes_with(start: str) -> set[str]:
    vocabulary, codes = _cpv_words()
    found: set[str] = set()
    for position in range(bisect_left(vocabulary, start), len(vocabulary)):
        if not vocabulary[position].startswith(start):
            break
        found |= codes[vocabulary[position]]
    return found


def _rank(entry: CpvCode, sought: list[str]) -> tuple[int, bool, int, int, str]:
    words = _words(entry.label)
    begun = sum(word not in words for word in sought)
    breadth = entry.depth + (words[: len(sought)] != sought)
    return (begun, words != sought, breadth, len(words), entry.code)


# ITL


@cache
def _itl() -> dict[str, ItlArea]:
    rows = (ItlArea(row["code"], row["tl_code"], int(row["level"]), row["name"]) for row in _read("itl.csv"))
    return {area.code: area for area in rows}


def is_itl(code: str) -> bool:
    """Whether ``code`` (with the prefix UK) is an ITL area of the 2021 edition, or UK itself."""
    return code in _itl()


def itl_area(code: str) -> ItlArea | None:
    """The area with this code, in either prefix ("UKD72" or "TLD72"), or None."""
    return _itl().get("UK" + code[2:] if code.startswith("TL") else code)


def itl_name(code: str) -> str | None:
    """Name of the area with this code, in either prefix, or None when there is no such area."""
    area = itl_area(code)
    return area.name if area else None


def itl_children(code: str) -> tuple[ItlArea, ...]:
    """Areas directly inside the area with this code, in code order."""
    return tuple(area for area in _itl().values() if area.parent == code)


def search_itl(words: str, limit: int = 20) -> list[ItlArea]:
    """Areas whose code begins with ``words``, then those whose name has every word, whole or begun."""
    text = words.strip().upper()
    sought = [word for word in _words(words) if word not in _LITTLE_WORDS]
    if not sought:
        return []
    by_code = [area for area in _itl().values() if text in (area.code, area.tl_code)]
    by_code += [
        area
        for area in _itl().values()
        if len(text) > 2
        and area not in by_code
        and (area.code.startswith(text) or area.tl_code.startswith(text))
    ]
    by_name = [
        area
        for area in _itl().values()
        if all(any(word.startswith(each) for word in _words(area.name)) for each in sought)
        and area not in by_code
    ]
    by_name.sort(key=lambda area: (_words(area.name)[: len(sought)] != sought, area.level, area.name))
    return [*by_code, *by_name][:limit]


ITL1: tuple[tuple[str, str], ...] = tuple(
    (area.code, area.name) for area in _itl().values() if area.level == 1
)
"""The twelve regions and nations, as (code, name) pairs in code order, ready for a select."""
