"""What a template says in brackets to whoever fills it in: “[Buyer guidance: delete what you do not need]”."""

from __future__ import annotations

import re

_OPENS = re.compile(
    r"\[\s*(?:(?:the\s+)?(?:buyer|authority|customer|contracting authority|drafting|drafter|guidance)(?:[’']s|s)?\s+"
    r"(?:guidance|notes?)\b|guidance\s*:|note to (?:buyers?|drafters?|the (?:buyer|authority))\b|"
    r"(?:the\s+)?(?:buyers?|authority|customer|contracting authorit(?:y|ies))\s+(?:(?:is|are)\s+to|should)\b|"
    r"please (?:amend|delete|insert|complete|remove)\b)",
    re.IGNORECASE,
)
#: Passages that one note may go on through.
_LONGEST = 12


class Notes:
    """Notes to whoever fills a document in, passage after passage: one may be closed in a later passage."""

    def __init__(self) -> None:
        self.depth = 0
        self.since = 0

    def within(self, text: str) -> list[tuple[int, int]]:
        """Where the notes of the next passage begin and end in it."""
        spans: list[tuple[int, int]] = []
        start = 0 if self.depth and self.since < _LONGEST else None
        depth = self.depth if start is not None else 0
        at = 0
        while at < len(text):
            if start is None:
                opening = _OPENS.search(text, at)
                if opening is None:
                    break
                start, depth, at = opening.start(), 1, opening.start() + 1
            elif text[at] in "[]":
                depth += 1 if text[at] == "[" else -1
                at += 1
                if not depth:
                    spans.append((start, at))
                    start = None
            else:
                at += 1
        if start is not None:
            spans.append((start, len(text)))
        self.since = self.since + 1 if self.depth and depth else 0
        self.depth = depth
        return spans
