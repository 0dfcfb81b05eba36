"""Where a release says what holds for lots: on each lot, or, where there is one deal, with its contract or award."""

from __future__ import annotations

from dataclasses import dataclass

from exports.ocds.incoming.source import Has, Path, Source, Target
from exports.ocds.lots import ONLY_LOT

LOTS: Path = ("tender", "lots")
DIFFER = "Lots differ in this, and a tender here has one answer for all of them."


@dataclass(frozen=True, slots=True)
class Place:
    """An object that describes a lot, and where open data of the draft describes the same lot."""

    path: Path
    shown: Target

    def under(self, *steps: str | int) -> Path:
        return (*self.path, *steps)

    def shown_under(self, *steps: str | int) -> Target:
        return (*self.shown, *steps)


def lot_place(path: Path, number: str) -> Place:
    """A lot, which open data of the draft will call ``number``."""
    return Place(path, (*LOTS, Has("id", number)))


@dataclass(frozen=True)
class Places:
    """The lots of a release. ``stands_for_all`` says that there is none but the one that stands for the whole."""

    source: Source
    lots: tuple[Place, ...]
    stands_for_all: bool

    def agreed(self, *steps: str) -> tuple[Place, ...]:
        """The places that give what is at ``steps``, if all lots give the same; none, with the reason noted,
        where they differ. For the whole it is the first place that gives it.
        """
        if self.stands_for_all:
            return self.first(steps)
        values = [self.source.at(place.under(*steps)) for place in self.lots]
        if values and all(value == values[0] for value in values):
            return self.lots if values[0] is not None else ()
        for place in self.lots:
            self.source.because(place.under(*steps), DIFFER)
        return ()

    def first(self, *wanted: tuple[str, ...]) -> tuple[Place, ...]:
        """The first place of the whole that gives any of ``wanted``: the lot, the one contract, the one award."""
        for place in (*self.lots, *self.deals):
            if any(self.source.at(place.under(*steps)) is not None for steps in wanted):
                return (place,)
        return ()

    @property
    def deals(self) -> tuple[Place, ...]:
        """The contract and the award, each where there is just one."""
        found = []
        for name in ("contracts", "awards"):
            entries = self.source.entries((name,))
            if len(entries) == 1:
                found.append(Place(entries[0], (*LOTS, Has("id", ONLY_LOT))))
            for entry in entries if len(entries) > 1 else ():
                self.source.because(
                    entry, "There are several contracts or awards, and this is about one of them."
                )
        return tuple(found)
