"""A timetable worked out while it is typed, and the same by its button: for a tender, and without one."""

from __future__ import annotations

import re
from collections.abc import Callable

import icalendar
import pytest

from procure.web.pages import london_today
from tests.journeys.people import demonstrate_as
from tests.journeys.service import Service
from tests.journeys.visiting import Visitor

OFFICER = "farah.siddiqui@ostermere-icb.example"
TENDER = "Understood: interpreting that patients can rely on"
YEAR = london_today().year + 1
START, NOTICE = "When should the contract start?", "When should the tender notice be published?"
LONGER = "How long each step takes"


@pytest.fixture(scope="module")
def service(demonstration: Service) -> Service:
    return demonstration


def test_a_visitor_sees_the_timetable_come_and_a_minimum_that_breaks_while_typing(
    visit: Callable[..., Visitor],
) -> None:
    visitor = visit()
    visitor.open("/").follow("Plan a timetable")
    page = visitor.page
    visitor.choose("Other public authority, such as a council, police force or university")
    visitor.field("Estimated value, including VAT").fill("6,000,000")
    visitor.date(NOTICE, 1, 3, YEAR)
    page.get_by_role("heading", name="Step by step").wait_for()
    status = page.get_by_role("status")
    page.wait_for_function(
        "one => one.textContent.includes('The contract starts')", arg=status.element_handle()
    )
    page.get_by_text(LONGER).click()
    days = visitor.field("For suppliers to tender")
    days.fill("24")
    alert = page.get_by_role("alert")
    alert.wait_for()
    assert "the minimum is 25" in alert.inner_text()
    assert "section 54(4) entry 7" in page.locator("#days_tendering_days-error").inner_text()
    assert page.evaluate("document.activeElement.id") == "days_tendering_days"
    days.fill("35")
    alert.wait_for(state="detached")
    assert page.locator("#days_tendering_days-error").count() == 0
    visitor.look()
    visitor.press("Work out the timetable")
    assert f"5 April {YEAR}" in visitor.text()
    saved = visitor.download(re.compile("calendar")).path()
    events = icalendar.Calendar.from_ical(saved.read_bytes()).events
    assert f"{YEAR}-04-05" in {str(each.start) for each in events}


def test_an_officer_without_script_plans_a_tender_and_takes_its_dates_into_the_answers(
    visit: Callable[..., Visitor],
) -> None:
    officer = demonstrate_as(visit(javascript=False), OFFICER)
    officer.open("/tenders").follow(TENDER).follow("Timetable planner")
    officer.date(NOTICE, 1, 3, YEAR).date(START, 12, 1, YEAR + 1)
    officer.press("Save and work out the timetable")
    assert "Timetable saved" in officer.text()
    officer.follow(re.compile("Use these dates"))
    assert "Deadline for tenders" in officer.text()
    officer.press("Use these dates")
    assert "Your answers have these dates." in officer.text()
    officer.page.get_by_text(LONGER).click()  # folded away by the browser's own means
    officer.field("To assess tenders").fill("90")
    officer.press("Save and work out the timetable")
    assert "Use these dates in your answers" in officer.text()
