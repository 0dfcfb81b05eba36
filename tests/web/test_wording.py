"""What the coach says stands below the field, on a page of its own, and comes while somebody types."""

from __future__ import annotations

import re

from tests.web.authoring_pages import Desk

BRAND = "900 Dell Latitude laptops with Windows 11."


def write(desk: Desk, text: str = BRAND) -> str:
    """Write a fixed requirement and stay on its page, to see what the coach says; the page's text."""
    page = desk.browser.fill_in(
        desk.at(desk.empty, "lists/fixed-requirements/new"),
        {"text": text},
        button="Save and check the wording",
    )
    assert "/lists/fixed-requirements/" in page.request.path
    return page.text


def test_there_is_no_panel_while_there_is_nothing_to_say(desk: Desk) -> None:
    page = desk.browser.get(desk.at(desk.empty, "lists/fixed-requirements/new")).text
    assert re.search(r'<div class="app-wording"[^>]*></div>', page), (
        "an empty panel is drawn only if it is not empty"
    )


def test_saving_shows_what_the_coach_says_below_the_field(desk: Desk) -> None:
    page = write(desk)
    assert "What the coach says of this" in page
    assert "Check section 56(7) and (8)." in page
    assert "https://www.legislation.gov.uk/ukpga/2023/54/section/56" in page


def test_words_are_kept_for_a_reason_and_the_reason_taken_back(desk: Desk) -> None:
    write(desk)
    overview = desk.browser.get(desk.at(desk.empty, "wording"))
    (keep,) = set(re.findall(r'href="(/tenders/[^"]+/wording/keep/[0-9a-f]+)"', overview.text)[:1])
    refused = desk.browser.fill_in(keep, {"because": ""})
    assert "Enter why the words stay as they are" in refused.text
    page = desk.browser.fill_in(keep, {"because": "It must fit the <docks> we have."})
    assert "Kept, because:" in page.text
    assert "It must fit the &lt;docks&gt; we have." in page.text
    preview = desk.browser.get(desk.at(desk.empty, "preview")).text
    assert "Words that were questioned and kept" in preview
    again = desk.browser.send_form(page, {}, button="Take the reason back for Dell")
    assert "Kept, because:" not in again.text


def test_an_equivalent_is_added_by_a_button(desk: Desk) -> None:
    write(desk, "All wiring to BS 7671.")
    overview = desk.browser.get(desk.at(desk.empty, "wording"))
    page = desk.browser.send_form(overview, {}, button="Add “or equivalent” after BS 7671")
    assert "“or equivalent” now follows “BS 7671”." in page.text
    listed = desk.browser.get(desk.at(desk.empty, "lists/fixed-requirements"))
    assert "All wiring to BS 7671 or equivalent." in listed.text


def test_a_line_that_fixes_how_leads_from_its_field_to_what_may_be_written_instead(desk: Desk) -> None:
    page = write(desk, "The supplier shall provide 12 nurses at the clinic.")
    (way,) = re.findall(r'href="([^"#]+)#([^"]+)">See how it could become an outcome', page)
    overview = desk.browser.get(way[0]).text
    assert f'id="{way[1]}"' in overview
    assert "Turn this into an outcome" in overview
    assert "See how it could become" not in write(desk, "Fewer people sleep rough in the city.")


def test_what_is_typed_is_read_and_not_stored(desk: Desk) -> None:
    page = desk.browser.get(desk.at(desk.empty, "lists/fixed-requirements/new"))
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token is not None
    address = desk.at(desk.empty, "wording/read")
    said = {"csrf_token": token[1], "rows": "fixed_requirements", "field": "text"}

    def said_of(text: str) -> str:
        answer = desk.browser.post(address, data={**said, "text": text})
        return str(answer.json["html"])  # type: ignore[index]

    assert "Check section 56(7) and (8)." in said_of(BRAND)
    assert "<script>" not in said_of(BRAND + " <script>alert(1)</script>")
    assert said_of("") == ""
    assert said_of("\x00" * 9 + "x" * 100_000)


def test_nothing_is_said_to_strangers(desk: Desk) -> None:
    write(desk)
    assert desk.stranger().get(desk.at(desk.empty, "wording")).status_code == 404


def test_words_that_have_changed_are_not_found(desk: Desk) -> None:
    assert desk.browser.get(desk.at(desk.empty, "wording/keep/0123456789abcdef")).status_code == 404


def test_a_line_that_fixes_how_is_offered_a_way_to_an_outcome(desk: Desk) -> None:
    write(desk, "The supplier shall provide two outreach workers for people sleeping rough each night.")
    page = desk.browser.get(desk.at(desk.empty, "wording")).text
    assert "Turn this into an outcome" in page
    assert "So that who is better off" in page
