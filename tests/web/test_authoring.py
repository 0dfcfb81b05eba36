"""Every page of the authoring journey, with good answers and bad ones."""

from __future__ import annotations

from typing import Any

import html5lib
import pytest

from procure.domain.sections import PAGES, SECTIONS
from procure.web.authoring.forms import PAGE_FORMS
from procure.web.authoring.rows import KINDS
from procure.web.authoring.tasks import GROUPS
from tests.web.authoring_pages import Desk

SINGLE = [slug for slug, page in PAGES.items() if page.fields]
LISTS = [slug for slug, page in PAGES.items() if page.rows and page.rows != "outcomes"]
REFUSED = "a\x00b\u202e"
KEPT = "<script>alert(1)</script> [x](javascript:alert(1)) ![](file:///etc/passwd) שלום مرحبا 👩🏽‍🚒 ŵŷ"


def text_boxes(html: str) -> list[str]:
    page = html5lib.parse(html, treebuilder="lxml", namespaceHTMLElements=False)
    inputs = "//main//input[not(@type='hidden' or @type='radio' or @type='checkbox')]/@name"
    names: list[str] = page.xpath(f"{inputs} | //main//textarea/@name")
    return names


def values_in(html: str, names: list[str]) -> list[str]:
    page = html5lib.parse(html, treebuilder="lxml", namespaceHTMLElements=False)
    fields = page.xpath("//main//input[@name] | //main//textarea[@name]")
    return [
        f.get("value", "") if f.tag == "input" else "".join(f.itertext())
        for f in fields
        if f.get("name") in names
    ]


def test_every_page_of_single_answers_has_its_form():
    assert set(PAGE_FORMS) == set(SINGLE) - {"objectives"}
    for slug, form in PAGE_FORMS.items():
        columns = {path.rpartition(".")[2] for path in PAGES[slug].fields}
        asked = {name for name, field in vars(form).items() if type(field).__name__ == "UnboundField"}
        assert asked == columns, slug


@pytest.mark.parametrize("slug", SINGLE)
def test_every_page_opens_continues_and_changes_nothing_by_itself(desk: Desk, slug: str):
    for reference in (desk.empty, desk.whole):
        url = desk.at(reference, f"questions/{slug}")
        before = desk.tender(reference).updated_at
        after = desk.browser.fill_in(url, {}, button="Continue", follow=False)
        assert after.status_code == 302, f"{slug} refused what it showed"
        assert desk.tender(reference).updated_at == before
        assert desk.browser.get(after.location).status_code == 200


@pytest.mark.parametrize("slug", SINGLE)
def test_text_of_any_shape_is_kept_or_refused_on_its_page(desk: Desk, slug: str):
    url = desk.at(desk.whole, f"questions/{slug}")
    boxes = text_boxes(desk.browser.get(url).text)
    for text in (REFUSED, "x" * 100_000, KEPT):
        answer = desk.browser.fill_in(url, dict.fromkeys(boxes, text), button="Continue", follow=False)
        if answer.status_code == 302:
            assert text == KEPT or not boxes
            if boxes:
                assert "&lt;script&gt;alert(1)" in desk.browser.get(url).text
            continue
        assert answer.status_code == 200
        shown = values_in(answer.text, boxes)
        marked = text.replace("\x00", "�").replace("\u202e", "�")
        assert all(value in (marked, marked[:100]) for value in shown), "what was typed is not shown back"
        is_search = any(box.endswith("-search") for box in boxes)
        assert "There is a problem" in answer.text or is_search


@pytest.mark.parametrize("slug", LISTS)
def test_text_of_any_shape_is_kept_or_refused_in_a_row(desk: Desk, slug: str):
    url, button = desk.at(desk.whole, f"lists/{slug}/new"), f"Save {KINDS[PAGES[slug].rows].one}"
    boxes = text_boxes(desk.browser.get(url).text)
    for text in ("", REFUSED, "x" * 100_000, KEPT):
        answer = desk.browser.fill_in(url, dict.fromkeys(boxes, text), button=button, follow=False)
        assert answer.status_code in {200, 302}
        if answer.status_code == 200 and text:
            assert any(value for value in values_in(answer.text, boxes))
    words = [box for box in boxes if box in {"name", "title", "text"}]
    if not words:
        return  # rows that are chosen from a list are told by what was chosen
    saved = desk.browser.fill_in(url, dict.fromkeys(words, KEPT[:150]), button=button)
    assert saved.status_code == 200
    assert "&lt;script&gt;" in saved.text


def test_every_section_stands_once_in_the_task_list():
    listed = [slug for _, slugs in GROUPS for slug in slugs]
    assert sorted(listed) == sorted(SECTIONS)


@pytest.mark.parametrize("slug", SECTIONS)
def test_every_section_shows_its_answers_and_can_be_confirmed(desk: Desk, slug: str):
    for reference in (desk.empty, desk.whole):
        url = desk.at(reference, f"sections/{slug}")
        assert SECTIONS[slug].title in desk.browser.get(url).text
        done = desk.browser.fill_in(url, {}, button="These answers are complete", follow=False)
        assert done.location == f"/tenders/{reference}"
        assert slug in desk.tender(reference).specification.sections_done


@pytest.mark.parametrize("place", ["", "/readiness", "/preview", "/history", "/feedback", "/conditions"])
def test_pages_about_a_tender_open_empty_and_whole(desk: Desk, place: str):
    for reference in (desk.empty, desk.whole):
        assert desk.browser.get(f"/tenders/{reference}{place}").status_code == 200


def test_the_preview_names_the_characters_that_the_pdf_cannot_show(desk: Desk):
    preview = f"/tenders/{desk.whole}/preview"
    assert "no typeface" not in desk.browser.get(preview).text
    desk.browser.fill_in(
        desk.at(desk.whole, "questions/title"), {"title": "Warm homes \u4e2d"}, button="Continue"
    )
    assert "The PDF has no typeface for \u4e2d." in desk.browser.get(preview).text


@pytest.mark.parametrize(
    ("slug", "answers", "message", "field"),
    [
        ("title", {"title": ""}, "Enter the title", "title"),
        ("title", {"title": "a whole draft?"}, None, None),
        ("contract-dates", {"supply_ends_on-year": "2001"}, "must be after its start", "supply_ends_on-day"),
        ("value", {"value_net": "1,000", "value_gross": "999"}, "without VAT, or more", "value_gross"),
        ("value", {"value_net": "1,000", "value_gross": "1,500"}, "must be £1,200 or less", "value_gross"),
        ("value", {"vat_rate": "250"}, "from 0 to 100", "vat_rate"),
        (
            "supplier-limits",
            {"minimum_suppliers": "9", "maximum_suppliers": "3"},
            "9 or more",
            "maximum_suppliers",
        ),
        ("lot-limits", {"lots_max_tendered": "1", "lots_max_awarded": "2"}, "1 or fewer", "lots_max_awarded"),
        ("equality-assessment", {"equality_state": "made"}, "Enter the day on which", "equality_on-day"),
        ("equality-assessment", {"equality_state": "not_needed"}, "Enter why no", "equality_reason"),
        ("cpv-codes", {"cpv_codes": ["12345678"]}, "choose from the results", "cpv_codes-search"),
        ("contact", {"contact_email": "nobody"}, "must be an email address", "contact_email"),
        ("agent-details", {"agent_ppon": "123"}, "must be a PPON", "agent_ppon"),
        ("tender-deadline", {"tender_deadline_at-time": "late"}, "a real time", "tender_deadline_at-time"),
    ],
)
def test_a_wrong_answer_is_named_and_linked_to_its_field(
    desk: Desk, slug: str, answers: dict[str, Any], message: str | None, field: str | None
):
    url = desk.at(desk.whole, f"questions/{slug}")
    answer = desk.browser.fill_in(url, answers, button="Continue", follow=False)
    if message is None:
        assert answer.status_code == 302
        return
    assert answer.status_code == 200
    assert message in answer.text
    assert f'href="#{field}"' in answer.text
    assert "<title>Error: " in " ".join(answer.text.split())
