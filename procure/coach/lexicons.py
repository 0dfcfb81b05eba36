"""The coach's lists of words, read once from the files packaged beside it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from io import StringIO
from typing import Any

import yaml

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_VOWELS = "aeiou"


def read_data(name: str) -> str:
    """The text of ``data/<name>``."""
    return files(f"{__package__}.data").joinpath(name).read_text(encoding="utf-8")


@cache
def read_yaml(name: str) -> Any:
    """What ``data/<name>.yml`` holds."""
    return yaml.load(read_data(f"{name}.yml"), Loader=_Loader)  # noqa: S506 - a safe loader, in C where there is one


@cache
def read_csv(name: str) -> tuple[Mapping[str, str], ...]:
    """The rows of ``data/<name>.csv``, each a mapping of column to text, in file order."""
    return tuple(csv.DictReader(StringIO(read_data(f"{name}.csv"))))


@cache
def grammar(name: str) -> frozenset[str]:
    """The small words listed under ``name`` in ``grammar.yml``."""
    return frozenset(read_yaml("grammar")[name].split())


@cache
def verb_forms() -> Mapping[str, tuple[str, str]]:
    """Each form of a known verb → its base form and which form it is: base, s, ing or ed."""
    irregular = {base: forms.split() for base, forms in read_yaml("verbs")["irregular"].items()}
    forms: dict[str, tuple[str, str]] = {}
    for base in verb_classes():
        inflected = {**_regular(base)}
        for form in irregular.get(base, ()):
            if form != base:
                inflected[form] = (
                    "ing"
                    if form.endswith("ing")
                    else "s"
                    if form in ("is", "has", "does", "am", "are")
                    else "ed"
                )
        for form, which in inflected.items():
            forms.setdefault(form, (base, which))
    for base in verb_classes():
        forms[base] = (base, "base")
    return forms


@cache
def verb_classes() -> Mapping[str, tuple[str, ...]]:
    """Each known verb's base form → its classes, its main one first."""
    classes: dict[str, list[str]] = {}
    for name, words in read_yaml("verbs").items():
        if name == "irregular":
            continue
        for word in words.split():
            listed = classes.setdefault(word, [])
            if name not in listed:
                listed.append(name)
    return {word: tuple(names) for word, names in classes.items()}


def _regular(base: str) -> dict[str, str]:
    if base.endswith("e") and not base.endswith(("ee", "oe", "ye")):
        ing, ed = base[:-1] + "ing", base + "d"
    elif base.endswith("y") and len(base) > 2 and base[-2] not in _VOWELS:
        ing, ed = base + "ing", base[:-1] + "ied"
    elif (
        len(base) > 2
        and base[-1] not in _VOWELS + "wxyhlr"
        and base[-2] in _VOWELS
        and base[-3] not in _VOWELS
        and len(base) < 5
    ):
        ing, ed = base + base[-1] + "ing", base + base[-1] + "ed"
    elif base.endswith("ee"):
        ing, ed = base + "ing", base + "d"
    else:
        ing, ed = base + "ing", base + "ed"
    return {_plural(base): "s", ing: "ing", ed: "ed"}


@cache
def noun_classes() -> Mapping[str, tuple[str, ...]]:
    """Each known noun or phrase, singular and plural, in small letters → its classes, its main one first."""
    classes: dict[str, list[str]] = {}
    for name, words in read_yaml("nouns").items():
        for word in _listed(words):
            for form in {word, _plural(word)}:
                listed = classes.setdefault(form, [])
                if name not in listed:
                    listed.append(name)
    return {word: tuple(names) for word, names in classes.items()}


def _listed(words: str) -> Iterable[str]:
    return (word.strip() for word in words.split(",") if word.strip())


def _plural(word: str) -> str:
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word if word.endswith("ss") is False and word.endswith("s") else word + "es"
    if word.endswith("y") and len(word) > 1 and word[-2] not in _VOWELS:
        return word[:-1] + "ies"
    return word + "s"
