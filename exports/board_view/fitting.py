"""How much of each part is shown, and the search for the most that stays on one page.

Room is measured by laying the page out on paper without an end. First all parts are cut alike, as little as can be;
then parts are given back what they lost, those that the page is for first, as far as the room left at the foot goes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from exports.chain import cut_to
from exports.markdown import plain_text

#: Letters of a title that one line of the page has room for.
LETTERS_OF_A_TITLE = 60


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of each text is shown: ordinary letters of a line, and of the sentence, and rows of a list. 0 is all."""

    line: int = 0
    sentence: int = 0
    rows: int = 0

    @property
    def title(self) -> int:
        """A title has a line of the page to itself, so it is not cut shorter than that line."""
        return self.line and max(self.line, LETTERS_OF_A_TITLE)


WHOLE = Limits()
#: Parts of the page by the name they have on it, in the order in which they are given room back.
PARTS = {
    "sentence": "1. What must change",
    "score": "3. Alignment, weakest link and gates",
    "decision": "10. Decision",
    "objectives": "2. The objective and what is left to do",
    "freedom": "6. Freedom",
    "data": "8. Data",
    "people": "5. Who owns, pays and gains",
    "overlaps": "7. Overlaps",
    "stages": "9. Gates, stop rule and dates",
    "chain": "4. The chain",
}


def _levels() -> tuple[Limits, ...]:
    """From the most that a page may hold to the least."""
    lines = [round(600 * 0.74**step) for step in range(11)] + [20]
    return tuple(Limits(line, 2 * line + 20, max(1, min(12, line // 16))) for line in lines)


LEVELS = _levels()
MOST_TRIES = 3
#: Letters that no page holds besides what the lowest level shows.
PAGEFUL = 5_000
#: Of a line of the page in two columns: ordinary letters, and millimetres of the page that one takes.
LETTERS, MILLIMETRES = 68, 1.9
#: Letters that a row of a list counts as when what is given back is guessed.
ROW = 90


@dataclass(frozen=True)
class Budget:
    """Limits for every part, and for some their own."""

    common: Limits = WHOLE
    own: Mapping[str, Limits] = field(default_factory=dict)

    def of(self, part: str) -> Limits:
        """The limits of one part."""
        return self.own.get(part, self.common)

    def giving(self, part: str, limits: Limits) -> Budget:
        """The same with other limits for one part."""
        return Budget(self.common, {**self.own, part: limits})


EVERYTHING = Budget()
#: On paper the drawing has a size that most specifications do not pass, and grows only where room is left.
ON_PAPER = Budget(WHOLE, {"chain": Limits(rows=5)})


class Shortening:
    """Cuts texts to a budget, and remembers of which parts how much it had to."""

    def __init__(
        self, budget: Budget = EVERYTHING, part: str = "", lost: dict[str, int] | None = None
    ) -> None:
        self.budget, self.part = budget, part
        self.limits = budget.of(part)
        #: Letters that are not shown, by part.
        self.lost: dict[str, int] = lost if lost is not None else {}

    def of(self, part: str) -> Shortening:
        """What cuts the texts of one part."""
        return Shortening(self.budget, part, self.lost)

    def note(self, letters: int = ROW) -> None:
        """So many letters of this part are not shown."""
        self.lost[self.part] = self.lost.get(self.part, 0) + letters

    def text(self, text: str, most: int) -> str:
        """``text`` as plain words of this many ordinary letters at most (0: all), cut between words where it can be."""
        plain = plain_text(text)
        shown = cut_to(plain, most) if most else plain
        if shown != plain:
            self.note(len(plain) - len(shown))
        return shown

    def line(self, text: str) -> str:
        """``text``, no longer than a line of this part."""
        return self.text(text, self.limits.line)

    def lines(self, texts: Sequence[str]) -> tuple[str, ...]:
        """As many of the texts as there are rows, each no longer than a line."""
        return tuple(self.line(text) for text in texts[: self.rows(texts)])

    def rows(self, rows: Sequence[object]) -> int:
        """How many of the rows are shown."""
        most = self.limits.rows
        if most and len(rows) > most:
            self.note((len(rows) - most) * ROW)
            return most
        return len(rows)


def best_fit(
    height: Callable[[Budget], float], lost: Callable[[Budget], Mapping[str, int]], room: float
) -> Budget | None:
    """The largest budget whose page is no higher than ``room`` (millimetres); None when there is none.

    ``height`` lays a budget's page out and measures it; ``lost`` counts by part the letters that a budget leaves out.
    """
    letters = [sum(lost(Budget(level)).values()) for level in LEVELS]
    # Of levels that show more than any page holds, none needs to be laid out to know it.
    first = next(at for at, left_out in enumerate(letters) if letters[-1] - left_out < PAGEFUL)
    found, budget, left = _alike(height, room, letters, first)
    if not found:
        return None
    for _ in range(MOST_TRIES):
        larger = _given_back(budget, lost(budget), left)
        if larger == budget:
            break
        over = room - height(larger)
        if over >= 0:
            return larger
        left += over  # what was guessed too small takes its part of the room
    return budget


def _alike(
    height: Callable[[Budget], float], room: float, letters: Sequence[int], first: int
) -> tuple[bool, Budget, float]:
    """Whether there is one, the largest budget that cuts all parts alike, and the millimetres that it leaves.

    ``letters`` are left out at each level. To lay a page out takes a second: the room that was left or wanting says
    which level to try next, so that two or three are enough.
    """
    fewest, most = min(first, len(LEVELS) - 1), len(LEVELS) - 1
    at = (fewest + most) // 2
    if letters[-1] < PAGEFUL:
        left = room - height(ON_PAPER)
        if left >= 0:
            return True, ON_PAPER, left
        at = _leaving_out(letters, 0, -left)
    found, best, least = False, Budget(LEVELS[-1]), -1.0
    while fewest <= most:
        at = min(max(at, fewest), most)
        over = room - height(Budget(LEVELS[at]))
        tried = letters[at]
        if over < 0:
            fewest = at + 1
        else:
            found, best, least, most = True, Budget(LEVELS[at]), over, at - 1
        at = _leaving_out(letters, tried, -over)
    return found, best, least


def _leaving_out(letters: Sequence[int], left_out: int, too_high: float) -> int:
    """The first level that leaves out as much more than ``left_out`` as takes ``too_high`` millimetres of the page."""
    wanted = left_out + too_high / MILLIMETRES * LETTERS
    return next((at for at, number in enumerate(letters) if number >= wanted), len(letters) - 1)


def _given_back(budget: Budget, lost: Mapping[str, int], left: float) -> Budget:
    """``budget`` with the parts whole again that, as far as can be guessed, fit into the room left (millimetres)."""
    for part in PARTS:
        needed = lost.get(part, 0) / LETTERS * MILLIMETRES
        if 0 < needed < left:
            budget, left = budget.giving(part, WHOLE), left - needed - 1
    return budget
