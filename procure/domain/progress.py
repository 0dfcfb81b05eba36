"""How far each section of a draft has come: what the task list shows, apart from how it is shown."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from procure.domain.readiness import Issue
from procure.domain.sections import SECTIONS, Page, Read, Section
from procure.domain.vocabulary import Word


class Progress(Word):
    OPTIONAL = "optional", "Optional"
    NOT_STARTED = "not_started", "Not started"
    IN_PROGRESS = "in_progress", "In progress"
    PROBLEMS = "problems", "Problem to mend"
    DONE = "done", "Completed"


@dataclass(frozen=True, slots=True)
class SectionProgress:
    """A section, how far it has come, and how many blocking issues it has."""

    section: Section
    progress: Progress
    blocking: int
    first_page: Page
    """Where to go on: the first page, or once the section is begun the first needed one without an answer."""


def progress_of(
    read: Read, issues: Iterable[Issue], looked_through: Collection[str]
) -> list[SectionProgress]:
    """Every section of which anything is asked, in order. ``issues`` come from readiness; ``looked_through``
    are slugs of sections that an officer has confirmed on the page that shows their answers.
    """
    blocking: dict[str, int] = {}
    for issue in issues:
        if issue.is_blocking:
            blocking[issue.section] = blocking.get(issue.section, 0) + 1
    return [
        _of_section(section, read, blocking.get(section.slug, 0), section.slug in looked_through)
        for section in SECTIONS.values()
        if any(page.is_asked(read) for page in section.pages)
    ]


def _of_section(section: Section, read: Read, blocking: int, is_confirmed: bool) -> SectionProgress:
    asked = [page for page in section.pages if page.is_asked(read)]
    needed = [page for page in asked if page.needed]
    unanswered = [page for page in needed if not page.is_answered(read)]
    is_started = is_confirmed or any(page.is_answered(read) for page in asked)
    if not is_started:
        progress = Progress.NOT_STARTED if needed else Progress.OPTIONAL
    elif unanswered and not is_confirmed:
        progress = Progress.IN_PROGRESS
    elif blocking:
        progress = Progress.PROBLEMS
    else:
        progress = Progress.DONE
    first = (unanswered if is_started and unanswered else asked)[0]
    return SectionProgress(section, progress, blocking, first)
