"""Answers are saved page by page, follow-ups come when they apply, and two officers lose nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tests.browsing import counted_statements
from tests.web.authoring_pages import Desk


def test_continue_saves_and_goes_to_the_next_page_that_applies(desk: Desk):
    desk.browser.fill_in(desk.at(desk.empty, "questions/procedure"), {"procedure": "open"}, button="Continue")
    after = desk.browser.fill_in(
        desk.at(desk.empty, "questions/special-regimes"), {}, button="Continue", follow=False
    )
    assert after.location == desk.at(desk.empty, "questions/engagement")
    desk.browser.fill_in(
        desk.at(desk.empty, "questions/procedure"), {"procedure": "competitive_flexible"}, button="Continue"
    )
    after = desk.browser.fill_in(
        desk.at(desk.empty, "questions/special-regimes"), {}, button="Continue", follow=False
    )
    assert after.location == desk.at(desk.empty, "questions/procedure-description")
    assert desk.tender(desk.empty).facts.procedure == "competitive_flexible"


def test_the_last_page_of_a_section_leads_to_its_answers(desk: Desk):
    after = desk.browser.fill_in(
        desk.at(desk.empty, "questions/other-information"), {}, button="Continue", follow=False
    )
    assert after.location == desk.at(desk.empty, "sections/contact")


def test_save_and_return_saves_and_returns_to_the_task_list(desk: Desk):
    after = desk.browser.fill_in(
        desk.at(desk.empty, "questions/cause"), {"cause": "Old boilers"},
        button="Save and return to task list", follow=False,
    )  # fmt: skip
    assert after.location == f"/tenders/{desk.empty}"
    assert desk.tender(desk.empty).specification.cause == "Old boilers"


def test_a_change_from_the_answers_comes_back_there_by_way_of_its_follow_up(desk: Desk):
    url = desk.at(desk.empty, "questions/engagement?from=section")
    after = desk.browser.fill_in(url, {"engagement_took_place": "yes"}, button="Continue", follow=False)
    assert after.location == desk.at(desk.empty, "questions/engagement-notice?from=section")
    after = desk.browser.fill_in(
        after.location, {"engagement_notice_published": "yes"}, button="Continue", follow=False
    )
    assert after.location == desk.at(desk.empty, "sections/procedure")
    from_list = desk.at(desk.empty, "questions/cause?from=readiness")
    after = desk.browser.fill_in(from_list, {"cause": "x"}, button="Continue", follow=False)
    assert after.location == desk.at(desk.empty, "readiness")


def test_the_value_with_vat_is_worked_out_until_it_is_stated(desk: Desk):
    url = desk.at(desk.empty, "questions/value")
    desk.browser.fill_in(url, {"value_net": "£1,000", "vat_rate": "20"}, button="Continue")
    assert desk.tender(desk.empty).facts.value_gross == Decimal("1200.00")
    desk.browser.fill_in(url, {"value_net": "2000"}, button="Continue")
    assert desk.tender(desk.empty).facts.value_gross == Decimal("2400.00")
    desk.browser.fill_in(url, {"value_gross": "2,100.50"}, button="Continue")
    assert desk.tender(desk.empty).facts.value_gross == Decimal("2100.50")
    assert 'value="2,100.50"' in desk.browser.get(url).text


def test_a_deadline_typed_in_london_summer_time_is_kept_in_utc(desk: Desk):
    url = desk.at(desk.empty, "questions/tender-deadline")
    typed = dict(zip(("day", "month", "year", "time"), ("27", "July", "2027", "12 noon"), strict=True))
    desk.browser.fill_in(
        url, {f"tender_deadline_at-{part}": text for part, text in typed.items()}, button="Continue"
    )
    assert desk.tender(desk.empty).facts.tender_deadline_at == datetime(2027, 7, 27, 11, tzinfo=UTC)
    page = desk.browser.get(desk.at(desk.empty, "sections/timetable")).text
    assert "27 July 2027 at midday" in page


def test_codes_are_searched_and_added_without_scripts(desk: Desk):
    url = desk.at(desk.empty, "questions/cpv-codes")
    found = desk.browser.fill_in(url, {"cpv_codes-search": "rehabilitation"}, button="Search")
    assert "85312500-4 Rehabilitation services" in found.text
    assert desk.tender(desk.empty).facts.cpv_codes == []
    after = desk.browser.send_form(found, {"cpv_codes": ["85312500"]}, button="Continue", follow=False)
    assert after.status_code == 302
    assert desk.tender(desk.empty).facts.cpv_codes == ["85312500"]


def test_two_officers_saving_one_page_see_both_texts_and_choose(desk: Desk):
    url = desk.at(desk.empty, "questions/who-is-affected")
    mine = desk.browser.get(url)
    desk.colleague("Sam Example").fill_in(
        url, {"who_affected": "Their words", "how_many": "7"}, button="Continue"
    )
    clash = desk.browser.send_form(mine, {"who_affected": "My words", "how_many": "9"}, button="Continue")
    assert clash.status_code == 409
    for text in ("Their words", "My words", "saved by Sam Example"):
        assert text in clash.text
    open_still = desk.browser.send_form(clash, {"keep-who_affected": "yours"}, button="Save what I chose")
    assert open_still.status_code == 409
    assert 'href="#keep-how_many"' in open_still.text
    done = desk.browser.send_form(
        open_still,
        {"keep-who_affected": "both", "both-who_affected": "Their words and mine", "keep-how_many": "theirs"},
        button="Save what I chose",
        follow=False,
    )
    assert done.status_code == 302
    specification = desk.tender(desk.empty).specification
    assert (specification.who_affected, specification.how_many) == ("Their words and mine", "7")


def test_a_third_save_while_choosing_is_shown_too(desk: Desk):
    url = desk.at(desk.empty, "questions/cause")
    sam, mine = desk.colleague(), desk.browser.get(url)
    sam.fill_in(url, {"cause": "First"}, button="Continue")
    clash = desk.browser.send_form(mine, {"cause": "Mine"}, button="Continue")
    sam.fill_in(url, {"cause": "Second"}, button="Continue")
    again = desk.browser.send_form(clash, {"keep-cause": "yours"}, button="Save what I chose")
    assert again.status_code == 409
    assert "Second" in again.text
    desk.browser.send_form(again, {"keep-cause": "yours"}, button="Save what I chose")
    assert desk.tender(desk.empty).specification.cause == "Mine"


@pytest.mark.parametrize(
    ("slug", "theirs", "mine", "stored"),
    [
        ("place", {"regions": ["UKC"]}, {"regions": ["UKD", "UKE"]}, ["UKD", "UKE"]),
        ("languages", {"languages": ["en"]}, {"languages": ["cy"]}, ["cy"]),
        (
            "notice-date",
            {"notice_planned_on-day": "1/2/2027"},
            {"notice_planned_on-day": "3/4/2027"},
            "2027-04-03",
        ),
        ("options", {"has_options": "yes"}, {"has_options": "no"}, False),
        ("procedure", {"procedure": "open"}, {"procedure": "competitive_flexible"}, "competitive_flexible"),
    ],
)
def test_every_kind_of_answer_survives_a_conflict(desk: Desk, slug: str, theirs, mine, stored):
    url = desk.at(desk.empty, f"questions/{slug}")
    page = desk.browser.get(url)
    desk.colleague().fill_in(url, theirs, button="Continue")
    clash = desk.browser.send_form(page, mine, button="Continue")
    name = next(iter(mine)).removesuffix("-day")
    assert clash.status_code == 409
    done = desk.browser.send_form(clash, {f"keep-{name}": "yours"}, button="Save what I chose", follow=False)
    assert done.status_code == 302
    value = getattr(desk.tender(desk.empty).facts, name)
    assert (str(value) if "notice" in name else value) == stored


def test_a_form_sent_twice_is_no_conflict(desk: Desk):
    page = desk.browser.get(desk.at(desk.empty, "questions/cause"))
    for _ in range(2):
        after = desk.browser.send_form(page, {"cause": "Once"}, button="Continue", follow=False)
        assert after.status_code == 302


def test_another_organisation_finds_nothing_under_any_address(desk: Desk):
    stranger = desk.stranger()
    for place in ("", "/questions/cause", "/sections/problem", "/lists/lots", "/lists/lots/new", "/readiness",
                  "/preview", "/history", "/submit", "/recall", "/feedback", "/conditions", "/publish",
                  "/publishing", "/withdraw", "/reopen"):  # fmt: skip
        assert stranger.get(f"/tenders/{desk.whole}{place}").status_code == 404, place
    token = page_token(stranger.get("/tenders/start/new").text)
    for place in ("/questions/cause", "/sections/problem", "/submit", "/publish", "/withdraw", "/recall"):
        answer = stranger.post(f"/tenders/{desk.whole}{place}", data={"csrf_token": token, "cause": "x"})
        assert answer.status_code == 404, place


@pytest.mark.parametrize(
    "reference", ["AAAA-AAAA-AA", "nonsense", "%00", "..", "' OR 1=1 --", "7K3M-9Q2X-4D%00"]
)
def test_a_guessed_reference_is_not_found(desk: Desk, reference: str):
    assert desk.browser.get(f"/tenders/{reference}/questions/cause").status_code == 404


def test_pages_that_are_none_are_not_found(desk: Desk):
    for place in (
        "questions/nonsense",
        "questions/lots",
        "questions/outcomes",
        "lists/cause",
        "lists/outcomes",
        "sections/nonsense",
        "lists/lots/aaaaaaaaaa",
        "lists/lots/%00",
        "lists/lots/aaaaaaaaaa%00",
    ):
        assert desk.browser.get(desk.at(desk.whole, place)).status_code == 404, place


@pytest.mark.parametrize("state", ["in_review", "endorsed", "publishing", "published", "withdrawn"])
def test_a_tender_that_is_no_draft_can_be_read_but_not_changed(desk: Desk, state: str):
    page = desk.browser.get(desk.at(desk.whole, "questions/cause"))
    desk.set_state(desk.whole, state)
    assert desk.browser.send_form(page, {"cause": "Too late"}, button="Continue").status_code == 409
    assert desk.browser.get(desk.at(desk.whole, "questions/cause")).status_code == 409
    for place in ("sections/contract", "lists/lots", "preview", "readiness"):
        page = desk.browser.get(desk.at(desk.whole, place))
        assert page.status_code == 200
        assert "Change<" not in page.text
    assert desk.tender(desk.whole).specification.cause != "Too late"


def test_a_stale_token_is_refused_with_advice(desk: Desk):
    answer = desk.browser.post(
        desk.at(desk.empty, "questions/cause"),
        data={"cause": "Damp, & <b>cold</b>", "a_password": "four quiet herons", "csrf_token": "old"},
    )
    assert answer.status_code == 400
    assert "Your page was open too long" in answer.text
    assert "Damp, &amp; &lt;b&gt;cold&lt;/b&gt;</textarea>" in answer.text, "what was written can be copied"
    assert "herons" not in answer.text
    assert desk.tender(desk.empty).specification.cause == ""


def test_a_form_without_its_revision_overwrites_nothing(desk: Desk):
    token = page_token(desk.browser.get(desk.at(desk.whole, "questions/cause")).text)
    answer = desk.browser.post(
        desk.at(desk.whole, "questions/cause"), data={"cause": "Blind", "csrf_token": token}
    )
    assert answer.status_code == 409


def test_a_duplicate_title_is_refused_on_its_field(desk: Desk):
    answer = desk.browser.fill_in(
        desk.at(desk.whole, "questions/title"), {"title": "AN EMPTY draft"}, button="Continue"
    )
    assert "Your organisation has another tender called this" in answer.text
    assert 'href="#title"' in answer.text


def test_saving_a_page_costs_few_statements(desk: Desk):
    page = desk.browser.get(desk.at(desk.whole, "questions/cause"))
    with counted_statements() as seen:
        desk.browser.send_form(page, {"cause": "New"}, button="Continue", follow=False)
    assert len(seen) <= 12, seen


def page_token(html: str) -> str:
    return html.split('name="csrf_token" value="')[1].split('"')[0]
