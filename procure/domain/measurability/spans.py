"""Officers say how often and how late in words ("each May", "about 6 weeks"); the tests need months."""

from __future__ import annotations

import re
from decimal import Decimal

_WEEKS_IN_MONTH = Decimal("4.345")
_DAYS_IN_MONTH = Decimal("30.44")

_IN_WORDS: dict[str, int | Decimal] = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "eighteen": 18, "twenty-four": 24, "a": 1, "an": 1, "half a": Decimal("0.5"),
}  # fmt: skip
_NUMBER = r"(?P<number>\d{1,4}(?:\.\d{1,2})?|" + "|".join(sorted(_IN_WORDS, key=len, reverse=True)) + ")"
_UNIT = r"(?P<unit>working days?|days?|weeks?|months?|quarters?|years?)"
_SPAN = re.compile(rf"\b{_NUMBER}[\s-]+{_UNIT}\b")
_MONTHS_IN = {
    "working day": 7 / Decimal(5) / _DAYS_IN_MONTH,
    "day": 1 / _DAYS_IN_MONTH,
    "week": 1 / _WEEKS_IN_MONTH,
    "month": Decimal(1),
    "quarter": Decimal(3),
    "year": Decimal(12),
}
_TIMES_A = re.compile(
    rf"\b(?:(?P<twice>twice)|(?P<times>\d{{1,3}}|{'|'.join(_IN_WORDS)}) times) (?:a|per|each|every) {_UNIT}"
)
_MONTH_NAMES = "january|february|march|april|may|june|july|august|september|october|november|december"
#: What a word for a rhythm means in months between readings; the first that is found counts.
_RHYTHMS = (
    (re.compile(r"\b(?:real[- ]time|continuous(?:ly)?|live|hourly|daily|(?:each|every) day)\b"), 1 / _DAYS_IN_MONTH),
    (re.compile(r"\b(?:fortnightly|bi-?weekly|every (?:other|second) week)\b"), 2 / _WEEKS_IN_MONTH),
    (re.compile(r"\b(?:termly|(?:each|every) term)\b"), Decimal(4)),
    (re.compile(r"\b(?:(?:half|six)[- ](?:yearly|monthly)|bi-?annual(?:ly)?|semi-?annual(?:ly)?)\b"), Decimal(6)),
    (re.compile(r"\b(?:biennial(?:ly)?|every (?:other|second) year)\b"), Decimal(24)),
    (re.compile(r"\b(?:weekly|(?:each|every) week)\b"), 1 / _WEEKS_IN_MONTH),
    (re.compile(r"\b(?:monthly|(?:each|every) month)\b"), Decimal(1)),
    (re.compile(r"\b(?:quarterly|(?:each|every) (?:quarter|season))\b"), Decimal(3)),
    (re.compile(r"\b(?:annual(?:ly)?|yearly|once a year)\b"), Decimal(12)),
    (re.compile(rf"\b(?:each|every) (?:year|spring|summer|autumn|winter|{_MONTH_NAMES})\b"), Decimal(12)),
)  # fmt: skip
_AT_ONCE = re.compile(r"\b(?:none|no delay|at once|same day|immediate(?:ly)?|real[- ]time|live|next day)\b")


def months_between(frequency: str) -> Decimal | None:
    """Months between two readings, from words such as "monthly", "each May" or "every 6 weeks"; None if they are not
    understood. "Weekly or monthly" counts as its slowest.
    """
    text = _plain(frequency)
    found = []
    rest = text
    for pattern, months in _RHYTHMS:
        # What one word has said is not read again: "half-yearly" is not yearly.
        rest, seen = pattern.subn(" ", rest)
        found += [months] if seen else []
    for times in _TIMES_A.finditer(text):
        number = Decimal(2) if times["twice"] else _value(times["times"])
        found.append(_MONTHS_IN[_singular(times["unit"])] / number)
    if not found and re.search(r"\b(?:every|each|once (?:in|every)|at)\b", text):
        found = [_months(span) for span in _SPAN.finditer(text)]
    usable = [months for months in found if months > 0]
    return max(usable) if usable else None


def months_of_lag(lag: str) -> Decimal | None:
    """Months from the end of a period until its figure is out, from words such as "about 6 weeks"; None if they are not
    understood. "4 to 6 weeks" counts as its longest.
    """
    text = _plain(lag)
    text = re.sub(rf"\b{_NUMBER.replace('number', 'low')} ?(?:to|or|-) ?(?=\d|[a-z])", "", text)
    found = [_months(span) for span in _SPAN.finditer(text)]
    if found:
        return max(found)
    return Decimal(0) if _AT_ONCE.search(text) else None


def _plain(words: str) -> str:
    return re.sub(r"\s+", " ", words.replace("–", "-").casefold()).strip()[:300]


def _months(span: re.Match[str]) -> Decimal:
    return _value(span["number"]) * _MONTHS_IN[_singular(span["unit"])]


def _value(number: str) -> Decimal:
    return Decimal(_IN_WORDS[number]) if number in _IN_WORDS else Decimal(number)


def _singular(unit: str) -> str:
    return unit.removesuffix("s")
