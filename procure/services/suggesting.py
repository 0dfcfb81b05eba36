"""Outcomes to write instead of a line that fixes how: the library's nearest, and the ladder from the line to one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, select

from outcome_library.schema import LibraryOutcome
from procure import search
from procure.coach import Reading
from procure.coach.rewriting import FIXING, Ladder, ladder, words_to_match
from procure.domain.permissions import Actor, Permission
from procure.models import LibraryOutcomeRow
from procure.services import access

MOST = 3
_WORDS = re.compile(r"[^\W\d_]{4,}")
#: An entry must hold this many of the line's words: one in common is chance.
SHARED = 2


@dataclass(frozen=True)
class Suggestion:
    """What may be written instead of one line. ``outcomes`` are the library's nearest, best first, at most three."""

    line: str
    ladder: Ladder
    outcomes: tuple[LibraryOutcome, ...]

    @property
    def pattern(self) -> str:
        """The sentence at the top of the ladder, to be filled."""
        return to_fill(self.ladder.pattern)


def to_fill(pattern: str) -> str:
    """A pattern of the coach with its blanks in braces, as the library has them: none can be published unfilled."""
    return pattern.replace("[", "{").replace("]", "}")


def suggestions(session: Session, actor: Actor, readings: Iterable[Reading]) -> list[Suggestion]:
    """A suggestion for each reading of a line that fixes how, in order; none for outcomes and background."""
    access.require(actor, Permission.BROWSE_LIBRARY)
    found = []
    for reading in readings:
        climb = ladder(reading) if reading.kind in FIXING else None
        if climb is not None:
            found.append(Suggestion(reading.text, climb, tuple(nearest(session, reading.text))))
    return found


def nearest(session: Session, text: str) -> list[LibraryOutcome]:
    """The current library entries that say most of what a line says, by the full-text ranking, at most three."""
    words = words_to_match(text)
    if not words:
        return []
    matches = search.matching(session, "search_library", words, any_word=True).subquery()
    rows = session.exec(
        select(LibraryOutcomeRow)
        .join(matches, col(LibraryOutcomeRow.id) == matches.c.id)
        .where(col(LibraryOutcomeRow.is_current).is_(True))
        .order_by(matches.c.relevance.desc(), col(LibraryOutcomeRow.title))
        .limit(MOST * 3)
    ).all()
    wanted = {_stem(word) for word in words.split()}
    needed = min(SHARED, len(wanted))
    close = [
        outcome
        for outcome in (LibraryOutcome.model_validate(row.content) for row in rows)
        if len(wanted & _stems(outcome)) >= needed
    ]
    return close[:MOST]


def _stems(outcome: LibraryOutcome) -> set[str]:
    measures = (measure.name for measure in outcome.measures)
    said = " ".join(
        (outcome.title, outcome.statement, outcome.beneficiary, outcome.advice, outcome.sector, *measures)
    )
    return {_stem(word) for word in _WORDS.findall(said.lower())}


def _stem(word: str) -> str:
    return word.lower()[:5]
