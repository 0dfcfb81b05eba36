"""What no entry can be wrong about alone: its place among the others, and the codes it names."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from outcome_library.front_matter import Document, Path
from outcome_library.library import Library, Problem
from outcome_library.schema import PLACEHOLDER, LibraryOutcome
from procure.domain.codes import is_cpv

_TIME_NAMES = frozenset(
    {"date", "base_year", "year", "years", "months", "weeks", "days", "hours", "hours2", "minutes"}
)
_RECURRING = re.compile(
    r"\b(each|every|any|over the contract|throughout the contract)\b|\byear \{", re.IGNORECASE
)


@dataclass(frozen=True)
class Source:
    """The file an entry was read from: its path relative to the root, and the document with its lines."""

    path: str
    document: Document

    def problem(self, where: Path, message: str) -> Problem:
        """A problem on the line of the value at ``where``."""
        return Problem(self.path, self.document.line_of(where), message)


def check_references(library: Library, sources: dict[str, Source], unread: set[str]) -> Iterator[Problem]:
    """Faults between entries. ``sources`` has each entry's file, under the key ``entries()`` gives it.

    References to the kinds in ``unread`` are not checked: a file of theirs has faults to mend first.
    """
    for key, entry in library.entries():
        if PurePosixPath(sources[key].path).stem != entry.id:
            yield sources[key].problem(
                ("id",), f"has the id '{entry.id}': name the file {entry.id}.md or change the id"
            )
        framework = getattr(entry, "framework", None)
        if "frameworks" not in unread and framework is not None and framework not in library.frameworks:
            yield sources[key].problem(("framework",), _unknown("framework", framework, library.frameworks))
    yield from _check_objectives(library, sources, "frameworks" not in unread)
    yield from _check_titles(library, sources)
    for outcome in library.outcomes.values():
        source = sources[f"outcomes/{outcome.id}"]
        yield from _check_outcome(outcome, source)
        if "missions" not in unread:
            yield from _check_links(outcome, library, source)


def _unknown(kind: str, name: str, known: Iterable[str]) -> str:
    return (
        f"names the {kind} '{name}', which the library does not have: use one of {', '.join(known) or 'none'}"
    )


def _check_objectives(
    library: Library, sources: dict[str, Source], with_frameworks: bool
) -> Iterator[Problem]:
    owners: dict[str, str] = {}
    for mission in library.missions.values():
        source = sources[f"missions/{mission.id}"]
        for number, objective in enumerate(mission.objectives):
            where: Path = ("objectives", number)
            if objective.id in owners:
                yield source.problem(
                    where,
                    f"uses the objective id '{objective.id}', which the mission '{owners[objective.id]}' has",
                )
            owners.setdefault(objective.id, mission.id)
            if objective.mission != mission.id:
                yield source.problem(
                    where, f"has an objective of the mission '{objective.mission}': move it there"
                )
            if with_frameworks and objective.framework not in library.frameworks:
                yield source.problem(
                    (*where, "framework"), _unknown("framework", objective.framework, library.frameworks)
                )


def _check_titles(library: Library, sources: dict[str, Source]) -> Iterator[Problem]:
    titles: dict[str, str] = {}
    for outcome in library.outcomes.values():
        title = " ".join(outcome.title.casefold().split())
        if title in titles:
            yield sources[f"outcomes/{outcome.id}"].problem(
                ("title",), f"has the same title as '{titles[title]}': make them differ"
            )
        titles.setdefault(title, outcome.id)


def _check_outcome(outcome: LibraryOutcome, source: Source) -> Iterator[Problem]:
    folder = PurePosixPath(source.path).parent.name
    if folder != outcome.sector_slug:
        yield source.problem(
            ("sector",),
            f"is in the folder '{folder}' but its sector is '{outcome.sector}': "
            f"move it to '{outcome.sector_slug}'",
        )
    for number, code in enumerate(outcome.cpv):
        if not is_cpv(code):
            yield source.problem(
                ("cpv", number), f"names '{code}', which is not in the CPV list: look the code up"
            )
    heading = source.document.sections["Outcome"].line
    for message in _statement_faults(outcome):
        yield Problem(source.path, heading, message)


def _check_links(outcome: LibraryOutcome, library: Library, source: Source) -> Iterator[Problem]:
    for number, mission in enumerate(outcome.missions):
        if mission not in library.missions:
            yield source.problem(("missions", number), _unknown("mission", mission, library.missions))
    objectives = library.objectives
    for number, objective in enumerate(outcome.objectives):
        if objective not in objectives:
            yield source.problem(("objectives", number), _unknown("objective", objective, objectives))
        elif objectives[objective].mission not in outcome.missions:
            owner = objectives[objective].mission
            yield source.problem(
                ("missions",), f"links to '{objective}' but not to its mission: add '{owner}'"
            )


def _statement_faults(outcome: LibraryOutcome) -> Iterator[str]:
    for text in (outcome.statement, *outcome.questions):
        if re.search(r"[{}]", PLACEHOLDER.sub("", text)):
            yield "has a brace outside a {placeholder}: use lower-case letters, digits and _ in braces"
    names = set(outcome.placeholders)
    if not names & _TIME_NAMES and not _RECURRING.search(outcome.statement):
        yield "does not say by when: add {date}, another time placeholder, or how often ('In each quarter')"
    if not names - _TIME_NAMES:
        yield "leaves no level or place to fill in: add a placeholder such as {target} or {place}"
