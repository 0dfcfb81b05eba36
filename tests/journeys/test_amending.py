"""Changing what is published: a new version through review, whose notice and files say what differs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest

from tests.journeys.answering import Choice, answer
from tests.journeys.people import demonstrate_as
from tests.journeys.service import Service
from tests.journeys.visiting import Visitor

OFFICER = "priya.raman@calderwold.example"
CHAIR = "margaret.oyelaran@mission-delivery.example"
MEMBERS = ("yusuf.karim@mission-delivery.example", "lucy.thackeray@mission-delivery.example")
TITLE = "Home again: recovery and independence after a hospital stay"
BOARD = "People Mission Board"
WHY = "A risk that suppliers asked about is named."
RISKS = "Are there known risks that the contract itself cannot deal with?"
RISK = "Two of the four hospitals may move their wards during the first winter."
NEXT_VERSION = "Change it with a new version"


@pytest.fixture(scope="module")
def service(demonstration: Service) -> Service:
    return demonstration


def test_a_published_tender_is_changed_and_everybody_can_see_how(visit: Callable[..., Visitor]) -> None:
    officer = demonstrate_as(visit(), OFFICER)
    the_officer_names_a_risk(officer)
    assert RISK not in visit().open("/published").follow(TITLE).text()
    the_officer_submits(officer)
    the_board_endorses(visit)
    officer.open("/tenders").follow(TITLE).press("Publish")
    officer.press("Publish")
    officer.wait_until_heading("Published")
    # Somebody who looked a moment ago may be shown what their browser kept, for a minute.
    a_reader_sees_what_changed(visit())


def the_officer_names_a_risk(officer: Visitor) -> None:
    officer.open("/tenders").follow(TITLE).follow(NEXT_VERSION)
    officer.press("Start the new version")
    assert "Enter what changes and why" in officer.text()
    answer(officer, {"What changes, and why?": WHY})
    officer.press("Start the new version")
    assert "What is published stays public meanwhile." in officer.text()
    officer.follow("Terms and risks").follow(f"Change {RISKS}")
    answer(officer, {RISKS: RISK})
    officer.press("Continue")


def the_officer_submits(officer: Visitor) -> None:
    officer.open("/tenders").follow(TITLE).press("Submit to a board")
    answer(officer, {"Which board should decide?": Choice(BOARD)})
    officer.press("Submit")


def the_board_endorses(visit: Callable[..., Visitor]) -> None:
    chair = demonstrate_as(visit(), CHAIR)
    for person in (*(demonstrate_as(visit(), email) for email in MEMBERS), chair):
        person.open("/board").follow(TITLE)
        assert RISK in person.text()
        person.follow("Give your verdict")
        answer(
            person, {"What is your verdict?": Choice("Endorsed"), "Why?": "It was asked, and is answered."}
        )
        person.press("Record your verdict")
    chair.follow("Record the board’s decision")
    answer(chair, {"What has the board decided?": Choice("Endorsed")})
    chair.press("Continue")
    answer(chair, {"Why has the board decided this?": "It was asked, and is answered."})
    chair.press("Record the decision and close the review")


def a_reader_sees_what_changed(reader: Visitor) -> None:
    reader.open("/published").follow(TITLE)
    assert f"What changed {WHY}" in reader.text()
    assert RISK in reader.text()
    reader.follow("See what differs")
    told = reader.text()
    assert f"This notice changes an earlier one: {WHY}" in told
    section = reader.page.get_by_role("region", name="What this notice changes").inner_text()
    assert "It said" in section
    assert RISK in section.partition("It now says")[2]
    pdf = pypdf.PdfReader(Path(reader.download("Notice (PDF)").path()))
    printed = " ".join(" ".join(page.extract_text().split()) for page in pdf.pages)
    assert WHY in printed
    assert RISK in printed
    (release,) = json.loads(Path(reader.download("Open data (OCDS)").path()).read_bytes())["releases"]
    assert release["tag"] == ["tenderUpdate"]
    (amendment,) = release["tender"]["amendments"]
    assert amendment["description"].startswith(WHY)
    assert release["tender"]["riskDetails"] == RISK
    reader.follow("an earlier one")
    assert "a later one has replaced" in reader.text()
    assert RISK not in reader.text()
