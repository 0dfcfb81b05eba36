"""The service with a keyboard alone: every step is taken with Tab, Space, arrows, Enter and letters."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import Locator

from procure.services import demonstrating
from tests.journeys.service import Service
from tests.journeys.visiting import Visitor

OFFICER = "farah.siddiqui@ostermere-icb.example"
TENDER = "Understood: interpreting that patients can rely on"
STOPS = 40
MOST_TABS = 150
#: Where the focus is, with what is drawn around it, and whether any of it can be seen.
FOCUS = """() => {
  const one = document.activeElement, shown = one.labels?.[0] && ['radio', 'checkbox'].includes(one.type)
    ? one.labels[0] : one
  const box = shown.getBoundingClientRect(), x = box.left + box.width / 2, y = box.top + box.height / 2
  const top = document.elementFromPoint(x, y)
  return { what: one.outerHTML.slice(0, 160), x: box.left, y: box.top, width: box.width, height: box.height,
    isSeen: box.top >= 0 && box.bottom <= innerHeight && (shown.contains(top) || top?.contains(shown)) }
}"""


@pytest.fixture(scope="module")
def service(demonstration: Service) -> Service:
    return demonstration


@pytest.fixture
def officer(visit: Callable[..., Visitor]) -> Visitor:
    """Signed in by keyboard, on the task list of a draft."""
    officer = visit().open("/sign-in")
    write(officer, officer.field("Email address"), OFFICER)
    officer.page.keyboard.press("Tab")
    officer.page.keyboard.type(demonstrating.PASSWORD)
    with officer.page.expect_navigation():
        officer.page.keyboard.press("Enter")
    assert officer.look().heading == "Your tenders"
    return use(officer, "link", TENDER)


def test_three_questions_are_answered(officer: Visitor):
    use(officer, "link", "Contact and other information")
    for question in (
        "Does somebody else carry out the procurement for you?",
        "Do you withhold any information from the notice?",
    ):
        assert officer.heading == question
        tab_to(officer, officer.page.get_by_role("group", name=question).get_by_label("Yes", exact=True))
        officer.page.keyboard.press("Space")
        officer.page.keyboard.press("ArrowDown")
        use(officer, "button", "Continue")
    write(officer, officer.field("Your own reference"), "OST-7")
    use(officer, "button", "Continue")
    assert "OST-7" in officer.text()
    assert officer.heading == "Contact and other information"


def test_enter_goes_on_from_a_page_with_a_search_in_it(officer: Visitor):
    """The first button of the form is Continue, though the search has one of its own above it."""
    officer.open(f"{officer.path}/lists/lots/new")
    write(officer, officer.field("What is the lot called?"), "Hospitals")
    with officer.page.expect_navigation():
        officer.page.keyboard.press("Enter")
    assert officer.look().heading == "Lots"
    assert "Hospitals" in officer.text()


def test_an_outcome_is_moved(officer: Visitor):
    use(officer, "link", "Outcomes")
    first, second, *rest = titles(officer)
    use(officer, "button", f"Move down {first}")
    assert titles(officer) == [second, first, *rest]


def test_an_error_leads_to_the_field_that_mends_it(officer: Visitor):
    officer.open(f"{officer.path}/lists/fixed-requirements/new")
    use(officer, "button", "Save fixed requirement")
    summary = officer.page.get_by_role("alert")
    assert "There is a problem" in summary.inner_text()
    assert officer.page.evaluate(
        "() => document.activeElement.contains(document.querySelector('[role=alert]'))"
    )
    assert officer.page.title().startswith("Error: ")
    officer.page.keyboard.press("Tab")
    officer.page.keyboard.press("Enter")
    field = officer.field("What must be so, whatever is proposed?")
    assert is_focused(field)
    officer.page.keyboard.type("Interpreters are on the national register.")
    use(officer, "button", "Save fixed requirement")
    assert "Interpreters are on the national register." in officer.text()


@pytest.mark.parametrize("path", ["/library", "/published", "/tenders/start"])
def test_the_focus_is_seen_at_every_stop(officer: Visitor, path: str):
    officer.open(path)
    seen = []
    for _ in range(STOPS):
        officer.page.keyboard.press("Tab")
        if officer.page.evaluate("() => document.activeElement === document.body"):
            break  # past the last stop of a short page
        focus = officer.page.evaluate(FOCUS)
        seen.append(focus["what"])
        assert focus["isSeen"], f"the focus is out of sight or covered: {focus}"
        assert is_drawn(officer, focus), f"nothing shows that the focus is here: {focus}"
    assert len(set(seen)) == len(seen) > 8


def use(visitor: Visitor, role: Literal["link", "button"], name: str) -> Visitor:
    """Tab to the link or button, press Enter, and look at what comes."""
    tab_to(visitor, visitor.page.get_by_role(role, name=re.compile(f"^{re.escape(name)}")).first)
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")
    return visitor.look()


def write(visitor: Visitor, field: Locator, text: str) -> None:
    tab_to(visitor, field)
    visitor.page.keyboard.type(text)


def tab_to(visitor: Visitor, target: Locator) -> None:
    """Press Tab until the focus is on the target."""
    assert target.count() == 1
    for _ in range(MOST_TABS):
        if is_focused(target):
            return
        visitor.page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not come to {target}")


def is_focused(target: Locator) -> bool:
    return bool(target.evaluate("one => one === document.activeElement"))


def is_drawn(visitor: Visitor, focus: dict[str, float]) -> bool:
    """Whether the place looks different without the focus."""
    clip = {
        "x": max(focus["x"] - 8, 0), "y": max(focus["y"] - 8, 0),
        "width": focus["width"] + 16, "height": focus["height"] + 16,
    }  # fmt: skip
    here = visitor.page.evaluate_handle("() => document.activeElement")
    focused = visitor.page.screenshot(clip=clip)  # type: ignore[arg-type]
    here.evaluate("one => one.blur()")
    without = visitor.page.screenshot(clip=clip)  # type: ignore[arg-type]
    here.evaluate("one => one.focus({ preventScroll: true })")
    return focused != without


def titles(officer: Visitor) -> list[str]:
    return officer.page.locator("main li h2").all_inner_texts()
