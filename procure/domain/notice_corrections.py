"""What a performance notice that is out rated on figures that were revised since, and the notice that puts it right.

Pure: notices and indicators with their readings go in; what was revised and the corrected facts come out. A figure is
the one that was told by its period, day of publication and vintage, so a later period's figure never counts as a
revision (Act s.71(2); regs 39(4)-(5)).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from procure.domain.notice_duties import Duty
from procure.domain.notice_facts import PerformanceFacts
from procure.domain.notice_facts.parts import Kpi
from procure.domain.notice_proposals import RATING_WORDS, Indicator, Proposal, rated_on, reading_in_words
from procure.domain.notice_sequence import PublishedNotice
from procure.domain.observing import RevisionRule
from procure.domain.results import Reading
from procure.domain.results.telling import figure


@dataclass(frozen=True, slots=True)
class Revised:
    """One indicator of a notice that is out whose figure was revised. ``now`` is None where it was withdrawn.

    ``is_called_for``: by the rule that the indicator was published with, its rating is made again."""

    indicator: Indicator
    told: Kpi
    before: Reading
    now: Reading | None
    is_called_for: bool

    @property
    def corrected(self) -> Kpi:
        """The indicator as a correction tells it. A rating that was not what the bands gave the old figure was an
        officer's own, and stays until an officer changes it."""
        bands, value = self.indicator.bands, self.now.value if self.now else None
        found, _ = rated_on(self.told.number, self.indicator, self.now)
        own = bands is not None and self.before.value is not None and value is not None
        if own and bands is not None and self.before.value is not None:
            is_by_hand = self.told.rating != RATING_WORDS[bands.rating(self.before.value)].value
            return found.model_copy(update={"rating": self.told.rating}) if is_by_hand else found
        return found

    @property
    def words(self) -> str:
        """What moved, from what to what, with the publications."""
        unit = self.indicator.unit
        was = reading_in_words(self.before, unit)
        if self.now is None:
            return f"{self.told.title}: {was}. That figure was withdrawn since, and none stands."
        return f"{self.told.title}: {was}. It is now {reading_in_words(self.now, unit)}."

    @property
    def why(self) -> str:
        """Whether the rule of the indicator asks for a new rating, and why."""
        if self.is_called_for:
            return "By the rule of this indicator it is rated again."
        if self.indicator.revision_rule == RevisionRule.REOPEN and self.indicator.threshold is not None:
            least = figure(self.indicator.threshold, self.indicator.unit)
            return f"It moved by no more than {least}, so by the rule of this indicator its rating stands."
        return "By the rule of this indicator what was judged stays judged."


@dataclass(frozen=True, slots=True)
class Correction:
    """A performance notice that is out, and what it rated on figures that were revised since."""

    notice: PublishedNotice
    revised: tuple[Revised, ...]

    @property
    def is_called_for(self) -> bool:
        """Whether the rule of any of its indicators asks for a new rating."""
        return any(each.is_called_for for each in self.revised)

    @property
    def what_changed(self) -> str:
        """What the correction says of itself."""
        return "\n".join(f"Figures were revised after publication. {each.words}" for each in self.revised)

    @property
    def lines(self) -> tuple[Proposal, ...]:
        """A line on each answer that the correction begins with."""
        return tuple(
            Proposal(f"Indicator {each.told.number}, {each.told.title}", f"{each.words} {each.why}")
            for each in self.revised
        )

    def corrected(self, facts: PerformanceFacts) -> PerformanceFacts:
        """``facts`` with the indicators as they are rated now."""
        new = {each.told.number: each.corrected for each in self.revised}
        return facts.model_copy(update={"kpis": tuple(new.get(kpi.number, kpi) for kpi in facts.kpis)})

    @property
    def duty(self) -> Duty:
        """The correction as something still to be done. The law sets no day for it."""
        return Duty(
            "UK9",
            "Correction of the contract performance notice",
            "PER-2",
            "Procurement Regulations 2024 reg 39(5)",
            f"Figures that it rated were revised since: {'; '.join(each.told.title for each in self._called())}.",
            contract=self.notice.contract,
            amends=self.notice.notice_id,
        )

    def _called(self) -> Iterator[Revised]:
        return (each for each in self.revised if each.is_called_for)


def corrections(
    history: Sequence[PublishedNotice], indicators: Sequence[Indicator]
) -> tuple[Correction, ...]:
    """The performance notices of one contract that rest on figures that were revised, oldest first. A notice that a
    later one amends is left to that one."""
    found = []
    for notice in history:
        facts = notice.facts
        if not isinstance(facts, PerformanceFacts) or not facts.has_kpis:
            continue
        if any(each.facts and notice.is_called(each.facts.amends_notice_id) for each in history):
            continue
        revised = tuple(each for kpi in facts.kpis if (each := _revised(kpi, indicators)) is not None)
        if revised:
            found.append(Correction(notice, revised))
    return tuple(found)


def _revised(told: Kpi, indicators: Sequence[Indicator]) -> Revised | None:
    """What became of the figure that an indicator was rated on; None where it stands or cannot be told."""
    of = next((each for each in indicators if each.title == told.title), None)
    if of is None or not told.judged_on:
        return None
    before = next(
        (
            each
            for each in of.readings
            if each.value is not None and reading_in_words(each, of.unit) == told.judged_on
        ),
        None,
    )
    if before is None:
        return None
    point = next((each for each in of.points if each.reading.period == before.period), None)
    now = point.reading if point is not None else None
    if now is not None and now.value == before.value:
        return None
    return Revised(of, told, before, now, _is_called_for(of, before, now))


def _is_called_for(of: Indicator, before: Reading, now: Reading | None) -> bool:
    if of.revision_rule != RevisionRule.REOPEN:
        return False
    if now is None or now.value is None or before.value is None:
        return True
    return abs(now.value - before.value) > (of.threshold if of.threshold is not None else Decimal(0))
