"""The main steps in browsers that run no script at all: nothing may depend on one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from exports.ocds import validate
from tests.journeys import the_tender as story
from tests.journeys.answering import Choice, answer
from tests.journeys.people import demonstrate_as
from tests.journeys.service import Service
from tests.journeys.visiting import Visitor

BUYING = "calderwold.example"
BOARD = "mission-delivery.example"
SOURCE = "Home again: recovery and independence after a hospital stay"
TITLE = "Home again in the hill parishes"
NEW_REQUIREMENT = "Visits are possible in Welsh."


@pytest.fixture(scope="module")
def service(demonstration: Service) -> Service:
    return demonstration


def test_a_copied_tender_goes_from_draft_to_download_without_javascript(visit: Callable[..., Visitor]):
    def person(email: str) -> Visitor:
        return demonstrate_as(visit(javascript=False), email)

    priya = person(f"priya.raman@{BUYING}")
    copies_a_published_tender(priya)
    orders_removes_and_brings_back_what_is_fixed(priya)
    two_officers_save_one_page_and_choose(priya, person(f"tom.ashdown@{BUYING}"))
    mends_what_the_readiness_list_says(priya)
    priya.open("/tenders").follow(TITLE).press("Submit to a board")
    answer(priya, {"Which board should decide?": Choice("People Mission Board")})
    priya.press("Submit")
    chair = person(f"margaret.oyelaran@{BOARD}")
    the_board_endorses([person(f"yusuf.karim@{BOARD}"), person(f"lucy.thackeray@{BOARD}"), chair], chair)
    priya.open("/tenders").follow(TITLE).press("Publish").press("Publish")
    priya.wait_until_heading("Published")
    anybody_finds_and_takes_it(visit(javascript=False))


def copies_a_published_tender(officer: Visitor) -> None:
    officer.press("Start a tender")
    answer(officer, {"How do you want to start?": Choice("From a copy of another tender")})
    officer.press("Continue").follow(f"Copy {SOURCE}")
    answer(officer, {"What is this tender called?": TITLE})
    officer.press("Make the copy")
    assert officer.heading == TITLE


def orders_removes_and_brings_back_what_is_fixed(officer: Visitor) -> None:
    officer.follow("What is fixed").follow("Change Fixed requirements")
    officer.press("Add another fixed requirement")
    answer(officer, {
        **story.ROWS["fixed-requirements"][1], "What must be so, whatever is proposed?": NEW_REQUIREMENT,
    })  # fmt: skip
    officer.press("Save fixed requirement")
    before = rows(officer)
    assert before[-1] == f"4. {NEW_REQUIREMENT}"
    officer.press(f"Move up {NEW_REQUIREMENT}")
    assert rows(officer)[2] == f"3. {NEW_REQUIREMENT}"
    officer.press(f"Remove {NEW_REQUIREMENT}")
    assert len(rows(officer)) == 3
    officer.press("Undo")
    assert rows(officer)[2] == f"3. {NEW_REQUIREMENT}"


def rows(officer: Visitor) -> list[str]:
    return [" ".join(text.split()) for text in officer.page.locator("main li h2").all_inner_texts()]


def two_officers_save_one_page_and_choose(one: Visitor, other: Visitor) -> None:
    question = "What else should suppliers know about the frame?"
    for officer in (one, other):
        officer.open("/tenders").follow(TITLE).follow("What is fixed").follow(f"Change {question}")
    answer(one, {question: "Budgets are agreed for two years."})
    one.press("Continue")
    answer(other, {question: "The parishes have one bus a day."})
    other.press("Continue")
    assert other.heading == "Somebody else changed this page"
    assert "Budgets are agreed for two years." in other.text()
    assert "The parishes have one bus a day." in other.text()
    answer(other, {"Which do you want to keep?": Choice("Keep what I write below")})
    both = other.page.get_by_label("Text made of both").input_value()
    assert "Budgets" in both
    assert "parishes" in both
    other.press("Save what I chose")
    assert "Budgets are agreed for two years." in other.text()
    assert "The parishes have one bus a day." in other.text()


def mends_what_the_readiness_list_says(officer: Visitor) -> None:
    """Follow the first thing of the list, answer, and be led back to the list, until nothing blocks."""
    officer.open("/tenders").follow(TITLE).follow(re.compile("^Readiness list"))
    for _ in range(60):
        blocking = officer.page.locator(".app-issues__item--blocking a").first
        if not blocking.count():
            break
        officer.follow_link(blocking)
        while officer.heading != "Is it ready?":
            slug = officer.path.rsplit("/", 1)[-1]
            assert slug in story.QUESTIONS, f"{officer.path} blocks a copy"
            answer(officer, story.QUESTIONS[slug])
            officer.press("Continue")
    assert "Nothing stands in the way of publication." in officer.text()


def the_board_endorses(members: list[Visitor], chair: Visitor) -> None:
    for member in members:
        member.open("/board").follow(TITLE).follow("Give your verdict")
        answer(member, {"What is your verdict?": Choice("Endorsed"), "Why?": "It did well elsewhere."})
        member.press("Record your verdict")
    chair.follow("Record the board’s decision")
    answer(chair, {"What has the board decided?": Choice("Endorsed")})
    chair.press("Continue")
    answer(chair, {"Why has the board decided this?": "All three agree."})
    chair.press("Record the decision and close the review")
    assert "Endorsed" in chair.text()


def anybody_finds_and_takes_it(anybody: Visitor) -> None:
    anybody.open("/published").fill({"Words": "hill parishes"}).press("Show tenders").follow(TITLE)
    assert NEW_REQUIREMENT in anybody.text()
    package = json.loads(Path(anybody.download("Open data (OCDS)").path()).read_bytes())
    assert package["releases"][0]["tender"]["title"] == TITLE
    assert validate.problems(package) == []
    assert Path(anybody.download("Specification (PDF)").path()).read_bytes().startswith(b"%PDF-")
