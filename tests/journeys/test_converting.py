"""An old specification of more than twenty pages becomes part of a draft, sorted by keyboard; the same without a
script.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.factories import papers
from tests.journeys.people import demonstrate_as
from tests.journeys.service import Service
from tests.journeys.visiting import Visitor

OFFICER = "farah.siddiqui@ostermere-icb.example"
#: Milliseconds that a busy machine may take to read a long paper.
LONG = 120_000


@pytest.fixture(scope="module")
def service(demonstration: Service) -> Service:
    return demonstration


def start(officer: Visitor, title: str) -> str:
    """A new draft, on the page that asks for a document; its reference."""
    officer.open("/tenders/start").choose("From a specification that was written before").press("Continue")
    officer.page.locator("main input[type=text]").fill(title)
    officer.press("Start")
    assert officer.heading == "Convert a document"
    return officer.page.url.split("/")[4]


def test_a_long_pdf_is_sorted_by_keyboard_and_lands_with_its_pages(visit: Callable[..., Visitor]) -> None:
    officer = demonstrate_as(visit(), OFFICER)
    reference = start(officer, "Neighbourhood services")
    page = officer.page
    file = {"name": "specification.pdf", "mimeType": "application/pdf", "buffer": papers.as_pdf()}
    page.get_by_label("Upload a document").set_input_files([file])  # type: ignore[list-item]
    page.get_by_role("button", name="Upload", exact=True).click()
    page.wait_for_url("**/statements", timeout=LONG)
    assert officer.look().heading == "Sort specification.pdf"
    rows, said = page.locator("[data-triage-row]"), page.locator("[data-triage-said]")
    assert rows.count() == 50

    def press(keys: str, says: str) -> None:
        for key in keys:
            page.keyboard.press(key)
        expect(said).to_have_text(says)

    press("f", "Select why it has to stay fixed")
    assert page.evaluate("document.activeElement.id") == "reason"
    page.keyboard.press("q")  # inside a field a letter is a letter
    expect(rows.nth(0)).to_contain_text("Undecided")
    page.get_by_label("Why what is kept has to stay fixed").select_option("law")
    page.evaluate("document.activeElement.blur()")
    press("b", "1 statement: background.")
    press("b", "1 statement: background.")
    press("jxjxjxf", "3 statements: fixed requirement.")
    press("jo", "1 statement: outcome.")
    press("q", "1 statement: supplier question.")
    expect(page.locator("[data-triage-undecided]")).to_have_text(re.compile(r"\d+"))
    expect(page.get_by_role("button", name="Put what is decided into the draft")).to_be_visible()
    with page.expect_navigation():
        page.keyboard.press("u")
    assert "1 statement as before" not in officer.text()  # the page is read anew
    page.reload()
    officer.look()
    officer.press("Put what is decided into the draft")
    assert "In the draft now: 3 fixed requirements, 1 outcome." in officer.text()
    assert officer.look().heading == "Before and after"
    assert "Undecided" in officer.text()
    assert b"Becomes" in officer.download(re.compile("CSV")).path().read_bytes()
    officer.open(f"/tenders/{reference}/lists/fixed-requirements").look()
    assert re.search(r"From page 2, line \d+ of specification\.pdf", officer.text())
    assert officer.text().count("The law requires it") == 3


def test_without_a_script_pasted_text_is_sorted_with_boxes_and_buttons(visit: Callable[..., Visitor]) -> None:
    officer = demonstrate_as(visit(javascript=False), OFFICER)
    start(officer, "Clean streets")
    page = officer.page
    page.get_by_label("Or paste its text").fill(
        "1. Cleaning\n\nThe Provider shall sweep every street each week.\n\nThe Council is old."
    )
    officer.press("Use this text")
    for _ in range(60):
        if officer.heading.startswith("Sort"):
            break
        page.wait_for_timeout(500)
        officer.press("Look again")
    assert officer.look().heading == "Sort Pasted text"
    page.get_by_label("Select statement 1").check()
    officer.press("Ask suppliers")
    assert "How will you sweep every street each week?" in officer.text()
    officer.follow_link(page.get_by_role("link", name="Decide about statement 2"))
    officer.choose("Drop as background").press("Save the decision")
    officer.press("Put what is decided into the draft")
    assert "In the draft now: 1 supplier question." in officer.text()
