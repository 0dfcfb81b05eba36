"""JSON from outside, read strictly: what is wrong with it is said in words, and nothing in it is guessed at."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import Any

MEGABYTE = 1024 * 1024
LARGEST = 20 * MEGABYTE
DEEPEST, LONGEST_NUMBER = 64, 1000
#: How files begin that people bring packed.
PACKED = {b"PK": "a ZIP archive", b"\x1f\x8b": "packed with gzip"}


class Unreadable(ValueError):
    """A file that cannot be used, in words for whoever brought it."""


def read_json(
    data: bytes, *, largest: int = LARGEST, deepest: int = DEEPEST, has_no_limits: bool = False
) -> Any:
    """What ``data`` holds, with numbers that have a point or an exponent as Decimal.

    Raises Unreadable for more than ``largest`` bytes, text that is not UTF-8, anything that is not JSON
    (RFC 8259: NaN and Infinity are not), an object with one name twice, and nesting beyond ``deepest``.
    ``has_no_limits`` lets Infinity pass, which the central platform writes for "no limit" in notices before the Act:
    as a Decimal that ``is_finite`` tells apart.
    """
    if len(data) > largest:
        raise Unreadable(f"The file is larger than {largest // MEGABYTE} MB.")
    if not data.strip():
        raise Unreadable("The file is empty.")
    for beginning, kind in PACKED.items():
        if data.startswith(beginning):
            raise Unreadable(f"The file is {kind}. Unpack it, and bring the JSON file that is inside.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(f"The file is not UTF-8 text: byte {error.start + 1} does not fit.") from None
    try:
        value = json.loads(
            text,
            parse_float=_decimal,
            parse_int=_whole,
            parse_constant=_no_limit if has_no_limits else _refuse_constant,
            object_pairs_hook=_without_repeats,
        )
    except RecursionError:
        raise Unreadable(f"The file is nested more than {deepest} levels deep.") from None
    except ValueError as error:
        raise Unreadable(f"The file is not JSON: {error}") from None
    if depth_of(value) > deepest:
        raise Unreadable(f"The file is nested more than {deepest} levels deep.")
    return value


def depth_of(data: Any) -> int:
    """How deep data nests, found without recursion: 1 for a number, 2 for a list of numbers."""
    deepest, waiting = 0, [(data, 1)]
    while waiting:
        value, depth = waiting.pop()
        deepest = max(deepest, depth)
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        waiting.extend((item, depth + 1) for item in inner)
    return deepest


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise ValueError(f"{text[:40]} is beyond any number") from None


def _whole(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        raise ValueError(f"a number has {len(text):,} digits")
    return int(text)


def _no_limit(name: str) -> Decimal:
    if name == "Infinity":
        return Decimal(name)
    return _refuse_constant(name)


def _refuse_constant(name: str) -> Decimal:
    raise ValueError(f"{name} is not a number that JSON knows")


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise ValueError(f"an object holds the name {twice[:60]!a} twice")
    return found
