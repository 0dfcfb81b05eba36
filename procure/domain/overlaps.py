"""Whether two buyers are after the same thing: what is compared, what it is worth, and what to do about it.

Points say how much two plans have in common, out of 100, and each is explained. They order a list for a person to
read; nothing is decided by them. Text likeness is between 0 and 1, as ``procure.services.likeness`` gives it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from procure.domain.codes import cpv_label, itl_name
from procure.domain.snapshot import SpecificationSnapshot
from procure.domain.vocabulary import Word


class Disclosure(Word):
    """What the owner of a tender lets other organisations see before it is published."""

    NOTHING = "", "Nothing"
    TITLE = "title", "Its title, your organisation and whom to contact"
    OUTCOMES = (
        "outcomes",
        "Its title, your organisation, whom to contact and its outcomes, with places, dates and what is bought",
    )


class Standing(Word):
    """How far others have come with what they buy."""

    PLANNED = "planned", "Planned"
    LIVE = "live", "Open or being decided"
    AWARDED = "awarded", "Awarded"


class OverlapAnswer(Word):
    """What to do about an overlap."""

    JOIN = "join", "Join: buy it together"
    SPLIT = "split", "Split: agree who buys which part"
    SHARE_LOT = "share_lot", "Share a lot: one buys a lot for both"
    SHARE_ENGAGEMENT = "share_engagement", "Share engagement: ask the market together, then buy apart"
    CARRY_ON = "carry_on", "Carry on: buy apart"


#: From where two outcomes are taken to say much the same, and from where fully so. Of the 7,140 pairs of different
#: entries of the outcome library five come to 0.30, and none to 0.37.
ALIKE, VERY_ALIKE = 0.30, 0.60
#: The same for the few words that name people, which agree by chance more easily.
ALIKE_PEOPLE, VERY_ALIKE_PEOPLE = 0.50, 0.80
MOST_OUTCOME, MOST_PEOPLE, MOST_PLACE, MOST_CPV, MOST_DATES = 40, 15, 15, 15, 15
#: Fewer points than this, and two plans have too little in common to trouble anybody.
LEAST = 30


@dataclass(frozen=True)
class NeedOutcome:
    """One outcome as it is compared: a sentence, for whom, and the library entry it came from, if any."""

    title: str = ""
    words: str = ""
    people: str = ""
    library_id: str = ""


@dataclass(frozen=True)
class Need:
    """What one plan to buy is compared by. Whatever is empty is not compared."""

    title: str = ""
    outcomes: tuple[NeedOutcome, ...] = ()
    regions: frozenset[str] = frozenset()
    cpv_codes: frozenset[str] = frozenset()
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True)
class Reason:
    """One thing that two plans have in common: what kind, in words, and the points it is worth."""

    kind: str
    words: str
    points: int


@dataclass(frozen=True)
class Match:
    """All that two plans have in common, the most telling first."""

    reasons: tuple[Reason, ...]

    @property
    def points(self) -> int:
        """Out of 100."""
        return sum(reason.points for reason in self.reasons)

    def of(self, kind: str) -> int:
        """The points of one kind; 0 where the two do not meet."""
        return sum(reason.points for reason in self.reasons if reason.kind == kind)

    @property
    def strength(self) -> str:
        """The points in a word."""
        return "strong" if self.points >= 60 else "some" if self.points >= 40 else "weak"


@dataclass(frozen=True)
class Alike:
    """How alike the closest texts of two plans are, from 0 to 1, and what theirs is called."""

    titles: float = 0.0
    outcomes: float = 0.0
    outcome_title: str = ""
    people: float = 0.0
    people_words: str = ""


def need_of(snapshot: SpecificationSnapshot) -> Need:
    """What a specification is compared by."""
    facts = snapshot.facts
    return Need(
        title=snapshot.title,
        outcomes=tuple(
            NeedOutcome(
                each.title,
                " ".join(text for text in (each.title, each.statement, each.change) if text),
                each.beneficiary,
                each.library.library_id if each.library else "",
            )
            for each in snapshot.outcomes
        ),
        regions=frozenset((*facts.regions, *(code for lot in snapshot.lots for code in lot.regions))),
        cpv_codes=frozenset((*facts.cpv_codes, *(code for lot in snapshot.lots for code in lot.cpv_codes))),
        starts_on=facts.supply_starts_on,
        ends_on=facts.supply_may_extend_to_on or facts.supply_ends_on,
    )


def compare(mine: Need, theirs: Need, alike: Alike, *, only_title: bool = False) -> Match | None:
    """What two plans have in common; None where it is too little. ``only_title`` says that theirs shows no more than
    its title, so that nothing else can be held against it."""
    if only_title:
        points = _scaled(alike.titles, 25)
        return Match((Reason("title", "Its title says much the same.", points),)) if points else None
    reasons = [
        found
        for found in (
            _outcome(mine, theirs, alike),
            _people(alike),
            _place(mine.regions, theirs.regions),
            _cpv(mine.cpv_codes, theirs.cpv_codes),
            _dates(mine, theirs),
        )
        if found is not None
    ]
    match = Match(tuple(sorted(reasons, key=lambda reason: -reason.points)))
    same_thing = match.of("outcome") or match.of("people") or (match.of("cpv") >= 9 and match.of("place"))
    return match if same_thing and match.points >= LEAST else None


def suggest(
    match: Match, *, we_can_still_change: bool, theirs: str, has_lots: bool
) -> tuple[OverlapAnswer, str]:
    """What to consider first about an overlap, and why; the officer decides. ``theirs`` is a ``Standing``."""
    same_outcome = match.of("outcome") >= 25 or match.of("title") >= 15
    same_place = match.of("place") >= 8
    if not we_can_still_change:
        return OverlapAnswer.CARRY_ON, "Yours is public already: tell the other buyer, and compare results."
    if theirs == Standing.PLANNED:
        if same_outcome and (same_place or match.of("title")):
            return (
                OverlapAnswer.JOIN,
                "Neither is on the market yet, and both want the same result for the same place.",
            )
        if same_outcome:
            return (
                OverlapAnswer.SHARE_ENGAGEMENT,
                "The same result in other places: the market need be asked only once.",
            )
        if same_place and match.of("cpv") >= 9:
            return (
                OverlapAnswer.SHARE_LOT,
                "Much the same is bought in the same place: one lot could serve both.",
            )
    if same_outcome and same_place:
        if theirs == Standing.LIVE and has_lots:
            return (
                OverlapAnswer.SHARE_LOT,
                "Theirs is on the market in lots: one of them may serve you as well.",
            )
        return OverlapAnswer.SPLIT, "Theirs covers the same place already: leave out what it will do there."
    if same_outcome:
        return (
            OverlapAnswer.SHARE_ENGAGEMENT,
            "They have asked the market for this result: learn from what it said.",
        )
    if match.of("people") and same_place:
        return OverlapAnswer.SPLIT, "The same people would be served twice: agree who does what for them."
    return OverlapAnswer.CARRY_ON, "They have little in common but what is bought or when."


def _scaled(likeness: float, most: int, least: float = ALIKE, full: float = VERY_ALIKE) -> int:
    """Nothing below ``least``, a third of the most there, all of it from ``full``."""
    if likeness < least:
        return 0
    share = min(1.0, (likeness - least) / (full - least))
    return round(most * (1 + 2 * share) / 3)


def _outcome(mine: Need, theirs: Need, alike: Alike) -> Reason | None:
    same = {each.library_id for each in mine.outcomes if each.library_id} & {
        each.library_id for each in theirs.outcomes if each.library_id
    }
    if same:
        called = next(each.title for each in theirs.outcomes if each.library_id in same)
        return Reason("outcome", f"An outcome from the same library entry: “{called}”.", MOST_OUTCOME)
    points = _scaled(alike.outcomes, MOST_OUTCOME - 5)
    return (
        Reason("outcome", f"An outcome that reads alike: “{alike.outcome_title}”.", points)
        if points
        else None
    )


def _people(alike: Alike) -> Reason | None:
    points = _scaled(alike.people, MOST_PEOPLE, ALIKE_PEOPLE, VERY_ALIKE_PEOPLE)
    return Reason("people", f"For much the same people: “{alike.people_words}”.", points) if points else None


def _place(mine: Iterable[str], theirs: Iterable[str]) -> Reason | None:
    """The narrowest area that one of mine and one of theirs share, one lying within the other."""
    shared = {
        min(one, other, key=len): max(one, other, key=len)
        for one in mine
        for other in theirs
        if one.startswith(other) or other.startswith(one)
    }
    if not shared:
        return None
    wide = max(shared, key=lambda code: (len(code), code))
    points = {0: 3, 1: 8, 2: 12}.get(len(wide) - 2, MOST_PLACE)
    return Reason("place", f"In the same place: {itl_name(shared[wide]) or shared[wide]}.", points)


def _cpv(mine: Iterable[str], theirs: Iterable[str]) -> Reason | None:
    """How far down the tree of the vocabulary the two closest codes go together."""
    best, code = 0, ""
    for one in mine:
        for other in theirs:
            both = _in_common(one.rstrip("0"), other.rstrip("0"))
            if one == other:
                both = 8
            if both > best:
                best, code = both, one if both == 8 else one[:both].ljust(8, "0")
    points = MOST_CPV if best == 8 else {2: 3, 3: 6, 4: 9}.get(best, 12 if best > 4 else 0)
    if not points:
        return None
    kind = "The same is bought" if best == 8 else "The same kind of thing is bought"
    return Reason("cpv", f"{kind}: {cpv_label(code) or code}.", points)


def _in_common(one: str, other: str) -> int:
    for at, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return at
    return min(len(one), len(other))


def _dates(mine: Need, theirs: Need) -> Reason | None:
    """Worth a third for a day together, all of it where the shorter contract lies within the longer."""
    if not (mine.starts_on and mine.ends_on and theirs.starts_on and theirs.ends_on):
        return None
    start, end = max(mine.starts_on, theirs.starts_on), min(mine.ends_on, theirs.ends_on)
    days = (end - start).days + 1
    if days < 1:
        return None
    shorter = 1 + min((mine.ends_on - mine.starts_on).days, (theirs.ends_on - theirs.starts_on).days)
    points = round(MOST_DATES * (1 + 2 * min(1.0, days / max(1, shorter))) / 3)
    return Reason("dates", f"The contracts run together from {_month(start)} to {_month(end)}.", points)


def _month(day: date) -> str:
    return f"{day:%B %Y}"
