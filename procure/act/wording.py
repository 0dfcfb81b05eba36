"""Asking something of the sentence around a match, once for each sentence however many matches it holds."""

from __future__ import annotations

import re
from bisect import bisect_right

_SENTENCE_END = re.compile(r"[.;!?](?=\s|$)|\n")


class SentenceTest:
    """Whether the sentences of ``text`` match ``pattern``; asked by the place of some words in it."""

    def __init__(self, text: str, pattern: re.Pattern[str]) -> None:
        self._text = text
        self._pattern = pattern
        self._begins = [0, *(end.end() for end in _SENTENCE_END.finditer(text))]
        self._known: dict[int, bool] = {}

    def holds_at(self, words: re.Match[str]) -> bool:
        """Whether the sentence in which ``words`` begins matches."""
        index = bisect_right(self._begins, words.start()) - 1
        if index not in self._known:
            begins = self._begins[index]
            ends = self._begins[index + 1] if index + 1 < len(self._begins) else len(self._text)
            self._known[index] = self._pattern.search(self._text, begins, ends) is not None
        return self._known[index]
