"""Two at one page, a browser that is closed, and a button pressed twice: nothing is lost, nothing doubled."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.journeys import the_tender as story
from tests.journeys.answering import Choice, answer
from tests.journeys.people import demonstrate_as
from tests.journeys.service import Service
from tests.journeys.visiting import Visitor

BUYER = "harrowfell-vale.example"
SOURCE = "Home again: recovery and independence after a hospital stay"
OUTCOME = "Home, and still at home three months later"


@pytest.fixture(scope="module")
def service(demonstration: Service) -> Service:
    return demonstration


def start_a_copy(officer: Visitor, title: str) -> Visitor:
    officer.open("/tenders/start/copy").follow(f"Copy {SOURCE}")
    answer(officer, {"What is this tender called?": title})
    return officer.press("Make the copy")


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])
def test_two_officers_on_one_outcome_see_both_texts_and_lose_neither(
    visit: Callable[..., Visitor], javascript: bool
):
    title = f"Home again in Harrowfell, {'first' if javascript else 'second'} round"
    sioned = demonstrate_as(visit(javascript=javascript), f"sioned.pryce@{BUYER}")
    gareth = demonstrate_as(visit(javascript=javascript), f"gareth.whitlow@{BUYER}")
    start_a_copy(sioned, title)
    for officer in (sioned, gareth):
        officer.open("/tenders").follow(title).follow("Outcomes").follow(OUTCOME)
        officer.follow("Change The outcome")
    hers, his = "By 2030, people are home and stay there.", "By 2030, nine in ten are at home after 91 days."
    answer(sioned, {"The outcome": hers})
    sioned.press("Continue")
    answer(gareth, {"The outcome": his, "Short title": "At home to stay"})
    gareth.press("Continue")
    assert gareth.heading == "Somebody else changed this page"
    assert {hers, his} <= set(gareth.page.locator(".app-conflict__text p").all_inner_texts())
    assert "saved by Sioned Pryce" in gareth.text()
    gareth.press("Save what I chose")
    assert "Choose which text to keep" in gareth.text()
    for question in gareth.page.get_by_role("group", name="Which do you want to keep?").all():
        question.get_by_label("Keep mine").check()
    gareth.press("Save what I chose")
    assert his in gareth.text()
    assert gareth.heading == "At home to stay"


def test_a_browser_closed_in_the_middle_of_a_page_loses_no_earlier_page(visit: Callable[..., Visitor]):
    officer = demonstrate_as(visit(), "marcus.bell@early-years.example")
    officer.press("Start a tender")
    answer(officer, {"How do you want to start?": Choice("From nothing")})
    officer.press("Continue")
    answer(officer, {"What is this tender called?": "Steady hands"})
    officer.press("Start").follow("The problem")
    answer(officer, story.QUESTIONS["summary"])
    officer.press("Continue")
    answer(officer, story.QUESTIONS["who-is-affected"])
    officer.press("Continue")
    officer.page.get_by_role("textbox").fill("Half a sentence that was never")
    officer.leave()
    again = demonstrate_as(visit(), "marcus.bell@early-years.example")
    again.follow("Steady hands").follow("The problem")
    assert again.heading == "Where are they, and where is it worst?"
    assert again.page.get_by_role("textbox").input_value() == ""
    again.press("Save and return to task list")
    again.follow(re.compile("^Preview"))
    assert "drifted away from school" in again.text()
    assert "About 2,300 children" in again.text()


def test_publish_pressed_twice_publishes_once(visit: Callable[..., Visitor]):
    officer = demonstrate_as(visit(javascript=False), "hannah.lindqvist@early-years.example")
    officer.follow(re.compile("^Ready together")).press("Publish")
    officer.page.get_by_role("button", name="Publish", exact=True).dblclick(no_wait_after=True)
    officer.wait_until_heading("Published")
    officer.open("/tenders").follow(re.compile("^Ready together")).follow("History")
    history = officer.text()
    assert history.count("Asked for it to be published") == 1
    officer.open("/published").follow(re.compile("^Ready together"))
    assert "Version 2" not in officer.text()
