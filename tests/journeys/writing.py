"""What an officer does again and again: a section page by page, an outcome from the library, one of their own."""

from __future__ import annotations

import re

from tests.journeys import the_tender as story
from tests.journeys.answering import Answers, answer
from tests.journeys.visiting import Visitor

_PAGE = re.compile(r"/(questions|lists|sections)/([a-z-]+)$")
_COUNT = re.compile(r"Readiness list \((\d+) to put right")


def things_to_put_right(officer: Visitor) -> int:
    """How many blocking issues the task list counts; the readiness page lists as many."""
    found = _COUNT.search(officer.text())
    assert found, officer.text()
    return int(found[1])


def write_section(officer: Visitor, title: str) -> None:
    """From the task list: every page of a section that is asked, and back once its answers are complete."""
    officer.follow(title)
    while True:
        found = _PAGE.search(officer.path)
        assert found, f"no page of questions: {officer.path}"
        kind, slug = found.groups()
        if kind == "sections":
            officer.press("These answers are complete")
            return
        if kind == "lists":
            for row in story.ROWS.get(slug, []):
                add_row(officer, row)
        else:
            answer(officer, story.QUESTIONS[slug])
        officer.press("Continue")


def add_row(officer: Visitor, row: Answers) -> None:
    """One more of whatever the list before us lists."""
    officer.press_like("^Add (a|an|another) ")
    answer(officer, row)
    officer.press_like("^Save ")


def adopt_from_the_library(officer: Visitor) -> None:
    """Search, read, fill in the gaps of the sentence, look at it, and take a copy."""
    officer.follow("Outcomes").press("Find one in the library")
    officer.fill({"Words": "school attendance"}).press("Search").follow(story.ADOPTED)
    assert "How it can be gamed" in officer.text()
    officer.press_like("^Add to ")
    answer(officer, story.GAPS)
    officer.press("Preview the sentence")
    assert story.SENTENCE in officer.text()
    officer.press("Add to tender")
    assert officer.heading == story.ADOPTED


def complete_adopted_outcome(officer: Visitor) -> None:
    """Say what the library cannot: who gains here, the link to the objective, and each measure's target."""
    officer.follow("Change What changes")
    answer(officer, story.WHO_GAINS)
    officer.press("Continue").follow("Change Compared with")
    answer(officer, story.FAIRNESS)
    officer.press("Continue")
    link_to_objective(officer)
    measures = officer.page.get_by_role("main").get_by_role("link", name=re.compile("^Open "))
    assert measures.count() == 2
    for at in range(2):
        officer.follow_link(measures.nth(at)).follow("Change Figure to reach")
        answer(officer, story.TARGET)
        officer.press("Continue").follow("Change Who holds the data")
        answer(officer, story.OWNER)
        officer.press("Continue").press("Continue").press("Continue")
        assert officer.heading == story.ADOPTED
    assert "Still to do" not in officer.text()


def link_to_objective(officer: Visitor) -> None:
    """From an outcome's page, and back to it."""
    officer.follow(re.compile("^Change 75% of children"))
    answer(officer, story.LINK)
    officer.press("Continue").follow("Outcome")


def add_outcome_of_our_own(officer: Visitor) -> None:
    """Sentence, who gains, comparison, link and a measure with its path; ends on the task list."""
    officer.follow("Return to all outcomes").press("Write one from nothing")
    answer(officer, story.SENTENCE_OF_OURS)
    officer.press("Continue")
    answer(officer, {"Who is better off?": "Children who missed a tenth of their lessons", **story.WHO_GAINS})
    officer.press("Continue")
    answer(officer, story.FAIRNESS)
    officer.press("Continue")
    assert officer.heading == "Objectives it moves"
    officer.follow(re.compile("^Change 75% of children"))
    answer(officer, story.LINK)
    officer.press("Continue").press("Continue to measures").press("Add a measure")
    for page in story.MEASURE:
        answer(officer, page)
        officer.press("Continue")
    officer.press("Continue").press("Continue")
    assert officer.heading == story.WRITTEN
    officer.follow("Return to all outcomes").follow("Return to the task list")
