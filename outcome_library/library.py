"""The library as one thing in memory, and the faults that keep it from being used."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields

from outcome_library.schema import Entry, Foundation, Framework, LibraryOutcome, Mission, Objective, Policy


@dataclass(frozen=True)
class Problem:
    """One thing wrong in one file, with what to do about it. ``path`` is relative to the library's root."""

    path: str
    line: int | None
    message: str

    def __str__(self) -> str:
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{place}: {self.message}"


class LibraryError(Exception):
    """The library cannot be used as it stands. ``problems`` lists every fault found, in file order."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        count = len(problems)
        heading = f"The outcome library has {count} problem{'' if count == 1 else 's'}:"
        super().__init__("\n".join([heading, *(f"  {problem}" for problem in problems)]))


@dataclass(frozen=True)
class Library:
    """Every entry, by id and in id order. Each field is named after the folder its files are in."""

    outcomes: dict[str, LibraryOutcome] = field(default_factory=dict)
    missions: dict[str, Mission] = field(default_factory=dict)
    frameworks: dict[str, Framework] = field(default_factory=dict)
    foundations: dict[str, Foundation] = field(default_factory=dict)
    policies: dict[str, Policy] = field(default_factory=dict)

    @property
    def objectives(self) -> dict[str, Objective]:
        """Every mission's objectives by id, mission by mission, in the order of their files."""
        return {each.id: each for mission in self.missions.values() for each in mission.objectives}

    def entries(self) -> Iterator[tuple[str, Entry]]:
        """Each entry that has a file, with its key: folder and id, as "outcomes/elective-wait-18-weeks"."""
        for kind in fields(self):
            for id_, entry in getattr(self, kind.name).items():
                yield f"{kind.name}/{id_}", entry
