"""The coach while somebody writes: beside the field as they type, kept for a reason, read by suppliers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.people import demonstrate_as
from tests.journeys.service import Service
from tests.journeys.visiting import Visitor

OFFICER = "farah.siddiqui@ostermere-icb.example"
#: A paragraph of many lines, as people paste them, with one make in it.
LONG = " ".join(["Interpreters answer within two hours of a request."] * 40) + " Headsets must be by Jabra."


@pytest.fixture(scope="module")
def service(demonstration: Service) -> Service:
    return demonstration


def test_what_is_typed_is_coached_kept_for_a_reason_and_shown_to_suppliers(
    visit: Callable[..., Visitor],
) -> None:
    officer = demonstrate_as(visit(), OFFICER)
    officer.follow_link(officer.page.locator("main td a").first)
    reference = officer.page.url.split("/")[4]
    officer.open(f"/tenders/{reference}/lists/fixed-requirements/new")
    panel = officer.page.locator('[data-coach-for="text"]')
    expect(panel).to_be_empty()
    officer.page.locator("textarea[name=text]").fill(LONG)
    expect(panel).to_contain_text("Jabra")
    expect(panel).to_contain_text("What the coach says of this")
    assert officer.page.url.endswith("/new")  # nothing was sent but the words
    officer.press("Save and check the wording").look()
    officer.open(f"/tenders/{reference}/wording").look()
    officer.follow_link(officer.page.get_by_role("link", name="Keep it, because … Jabra"))
    officer.page.locator("textarea[name=because]").fill("It must fit the switchboard that we have.")
    officer.press("Keep the words")
    assert "Kept, because: It must fit the switchboard that we have." in officer.text()
    officer.open(f"/tenders/{reference}/preview")
    assert "It must fit the switchboard that we have." in officer.text()
