"""The planner as people meet it: without a tender, with everything in the address; of a tender, saved and used."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import icalendar
import pytest
from sqlmodel import select

from procure.db import writing
from procure.models import AuditEvent, Stage, TenderTimetable
from procure.web.pages import london_today
from tests.browsing import CheckedClient, counted_statements
from tests.web.authoring_pages import Desk

WORK_OUT, SAVE, USE = "Work out the timetable", "Save and work out the timetable", "Use these dates"
NEXT_YEAR = london_today().year + 1


def day(name: str, when: date) -> dict[str, str]:
    return {f"{name}-day": str(when.day), f"{name}-month": str(when.month), f"{name}-year": str(when.year)}


def notice_on(when: date) -> dict[str, str]:
    return day("starts_from", when)


def start_on(when: date) -> dict[str, str]:
    return day("contract_starts_on", when)


COUNCIL = {"authority": "sub-central", "gross": "500,000"}
MARCH = date(NEXT_YEAR, 3, 1)


def plan(client: CheckedClient, **answers: str) -> str:
    return client.fill_in("/planner", {**COUNCIL, **notice_on(MARCH), **answers}, button=WORK_OUT).text


def test_anybody_plans_from_the_day_of_the_tender_notice(client: CheckedClient) -> None:
    page = plan(client)
    for words in (
        "The whole Act applies",
        "Publish the tender notice (UK4)",
        "The standstill ends",
        "Procurement Act 2023, section 54(4)",
    ):
        assert words in page
    assert f"26 March {NEXT_YEAR}" in page
    assert "https://www.legislation.gov.uk/ukpga/2023/54/section/54" in page
    assert "<title id=" in page
    assert page.count("<desc") == 1
    assert re.search(r"Publish a planned procurement notice [^:]*: \d\d days sooner", page)


def test_the_first_page_asks_and_says_nothing_is_wrong(client: CheckedClient) -> None:
    page = client.get("/planner")
    assert page.status_code == 200
    assert "There is a problem" not in page.text
    assert "to see every notice and period" in page.text


def test_below_the_threshold_there_is_no_award_notice(client: CheckedClient) -> None:
    page = plan(client, gross="20,000")
    assert "below the threshold" in page
    assert "UK6" not in page


@pytest.mark.parametrize(
    ("answers", "words", "anchor"),
    [
        ({"authority": None}, "Select who is buying", "#authority"),
        (start_on(MARCH) | {"starts_from-month": "13"}, "must be a real date", "#starts_from-month"),
        (day("starts_from", date(2020, 1, 6)), "24 February 2025", ""),
        ({"gross": "lots"}, "must be an amount in pounds", "#gross"),
        ({"starts_from-day": "", "starts_from-month": "", "starts_from-year": ""}, "Enter the day the contract",
         "#contract_starts_on-day"),
        ({"gross": "\x00<script>alert(1)</script>"}, "a character we cannot use", "#gross"),
        ({"name": "x" * 301}, "must be 300 characters or fewer", "#name"),
        (day("contract_ends_on", date(NEXT_YEAR, 1, 1)), "ends before it starts", "#contract_ends_on-day"),
    ],
)  # fmt: skip
def test_bad_input_is_told_at_its_field_and_kept(
    client: CheckedClient, answers: dict[str, Any], words: str, anchor: str
) -> None:
    page = client.fill_in(
        "/planner", {**COUNCIL, **notice_on(MARCH), "name": "Warm homes", **answers}, button=WORK_OUT
    )
    assert page.status_code in (200, 404)
    if page.status_code == 404:  # no address of ours has a null character
        return
    assert "There is a problem" in page.text
    assert words in page.text
    assert f'href="{anchor}"' in page.text or not anchor
    assert "<script>alert" not in page.text
    assert "Take it into your calendar" not in page.text


def test_a_broken_minimum_names_its_provision_at_the_field_and_opens_it(client: CheckedClient) -> None:
    page = client.get(
        "/planner", query_string={**COUNCIL, **start_on(MARCH), "days_tendering_days": "24"}
    ).text
    assert 'href="#days_tendering_days"' in page
    assert "you give suppliers 24 days and the minimum is 25" in page
    assert "Procurement Act 2023, section 54(4) entry 7." in page
    assert "TIM-2" not in page
    assert re.search(r"<details[^>]* open>\s*<summary[^>]*><span[^>]*>How long each step takes", page)


@pytest.mark.parametrize("typed", ["-1", "3651", "1e3", "²", "9" * 30])
def test_days_are_whole_numbers_within_reason(client: CheckedClient, typed: str) -> None:
    page = client.get("/planner", query_string={**COUNCIL, **start_on(MARCH), "days_assessing_days": typed})
    assert "must be a whole number from 0 to 3,650" in page.text


def test_a_settled_day_moves_the_rest_and_one_that_is_too_early_is_refused(client: CheckedClient) -> None:
    asked = {**COUNCIL, **notice_on(MARCH)}
    page = client.get("/planner", query_string={**asked, "on_tender-deadline": f"12 April {NEXT_YEAR}"}).text
    assert f"12 April {NEXT_YEAR}" in page
    assert "Settled" in page
    page = client.get("/planner", query_string={**asked, "on_tender-deadline": f"12 March {NEXT_YEAR}"}).text
    assert 'href="#on_tender-deadline"' in page
    assert f"26 March {NEXT_YEAR} is the earliest day allowed" in page


def test_a_flexible_procedure_asks_for_the_days_of_its_stages_and_loses_none_that_it_no_longer_has(
    client: CheckedClient,
) -> None:
    asked = {
        **COUNCIL,
        **start_on(MARCH),
        "procedure": "flexible-requests",
        "stages": ["negotiation", "final-tenders"],
    }
    page = client.get("/planner", query_string=asked).text
    assert "Tenders close: Final tenders" in page
    assert 'name="days_stage-negotiation"' in page
    page = client.get(
        "/planner", query_string={**asked, "procedure": "open", "days_stage-negotiation": "33"}
    ).text
    assert '<input type="hidden" name="days_stage-negotiation" value="33">' in page


def test_the_calendar_has_the_days_of_the_page(client: CheckedClient) -> None:
    asked = {**COUNCIL, **notice_on(MARCH), "name": "Warm; homes, dry"}
    answer = client.get("/planner/calendar.ics", query_string=asked)
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert 'filename="timetable-' in answer.headers["Content-Disposition"]
    events = icalendar.Calendar.from_ical(answer.data).events
    closes = next(each for each in events if str(each["SUMMARY"]).startswith("Tenders close"))
    assert closes.start == date(NEXT_YEAR, 3, 26)
    later = client.get("/planner/calendar.ics", query_string={**asked, "days_tendering_days": "40"})
    assert [str(each["UID"]) for each in icalendar.Calendar.from_ical(later.data).events] == [
        str(each["UID"]) for each in events
    ]


@pytest.mark.parametrize("asked", [{}, {**COUNCIL, **notice_on(MARCH), "days_tendering_days": "1"}])
def test_there_is_no_calendar_of_what_breaks_a_rule(client: CheckedClient, asked: dict[str, str]) -> None:
    assert client.get("/planner/calendar.ics", query_string=asked).status_code == 302


# Of a tender


def test_the_timetable_of_a_tender_begins_from_its_answers(desk: Desk) -> None:
    page = desk.browser.get(desk.at(desk.whole, "timetable")).text
    assert "It is not saved yet" in page
    assert "Publish the tender notice (UK4)" in page
    assert "Set key performance indicators" in page  # its value is above £5 million
    assert "Timetable planner" in desk.browser.get(f"/tenders/{desk.whole}").text
    assert "What is to come, in the timetable" in desk.browser.get(desk.at(desk.whole, "notices")).text


def test_a_tender_without_dates_asks_for_one_and_has_no_calendar(desk: Desk) -> None:
    page = desk.browser.get(desk.at(desk.empty, "timetable"))
    assert "Give the day the contract should start" in page.text
    assert "There is a problem" not in page.text
    assert desk.browser.get(desk.at(desk.empty, "timetable/calendar.ics")).status_code == 404
    assert desk.browser.get(desk.at(desk.empty, "timetable/use")).status_code == 404


def save(desk: Desk, **answers: str) -> Any:
    wanted = {**notice_on(MARCH), **start_on(date(NEXT_YEAR + 1, 1, 12)), **answers}
    return desk.browser.fill_in(desk.at(desk.whole, "timetable"), wanted, button=SAVE)


def test_what_is_settled_is_kept_and_written_to_the_trail(desk: Desk) -> None:
    page = save(desk, days_assessing_days="50", has_engagement="yes").text
    assert "Timetable saved" in page
    assert "Publish the preliminary market engagement notice (UK2)" in page
    assert re.search(r'name="days_assessing_days"[^>]*value="50"', page)
    with writing(desk.engine) as session:
        assert session.exec(select(TenderTimetable)).one().revision == 1
        assert "timetable.saved" in {event.action for event in session.exec(select(AuditEvent))}


def test_what_breaks_a_rule_is_refused_and_kept_on_the_page(desk: Desk) -> None:
    page = save(desk, **{"on_award-notice": f"2 March {NEXT_YEAR}"})
    assert page.status_code == 422
    assert 'href="#on_award-notice"' in page.text
    assert f'value="2 March {NEXT_YEAR}"' in page.text
    with writing(desk.engine) as session:
        assert session.exec(select(TenderTimetable)).all() == []


def test_looking_at_what_would_be_keeps_nothing(desk: Desk) -> None:
    asked = {**notice_on(MARCH), "days_assessing_days": "50"}
    page = desk.browser.get(desk.at(desk.whole, "timetable"), query_string=asked).text
    assert "Not saved" in page
    with writing(desk.engine) as session:
        assert session.exec(select(TenderTimetable)).all() == []


def test_two_who_plan_at_once_are_told_and_neither_loses_anything(desk: Desk) -> None:
    before = desk.browser.get(desk.at(desk.whole, "timetable"))
    save(desk, days_assessing_days="50")
    late = desk.colleague()
    answer = late.send_form(before, {**notice_on(MARCH), "days_assessing_days": "20"}, button=SAVE)
    assert answer.status_code in (400, 422)
    mine = desk.browser.send_form(before, {**notice_on(MARCH), "days_assessing_days": "20"}, button=SAVE)
    assert mine.status_code == 422
    assert "Someone else changed this page" in mine.text
    assert re.search(r'name="days_assessing_days"[^>]*value="20"', mine.text)
    assert re.search(
        r'name="days_assessing_days"[^>]*value="50"', desk.browser.get(desk.at(desk.whole, "timetable")).text
    )


def test_the_dates_are_put_into_the_draft_once_they_were_looked_at(desk: Desk) -> None:
    save(desk)
    seen = desk.browser.get(desk.at(desk.whole, "timetable/use"))
    assert "Deadline for tenders" in seen.text
    done = desk.browser.send_form(seen, {}, button=USE)
    assert "The dates are in your answers" in done.text
    assert "Your answers have these dates." in done.text
    facts = desk.tender(desk.whole).facts
    assert facts.notice_planned_on == MARCH
    assert facts.supply_starts_on == date(NEXT_YEAR + 1, 1, 12)
    assert facts.enquiry_deadline_at < facts.participation_deadline_at < facts.tender_deadline_at
    assert facts.tender_deadline_at.date() < facts.estimated_award_on < facts.supply_starts_on
    assert facts.conflicts_assessment_on != MARCH  # that it was prepared is for the officer to say
    with writing(desk.engine) as session:
        stages = session.exec(select(Stage).where(Stage.tender_id == desk.tender(desk.whole).id)).all()
        assert stages
        assert all(stage.starts_on and stage.ends_on and stage.starts_on <= stage.ends_on for stage in stages)
    assert "Took dates from the timetable" in desk.browser.get(desk.at(desk.whole, "history")).text
    again = desk.browser.send_form(seen, {}, button=USE)
    assert again.status_code == 409
    assert "Your answers have these dates already" in again.text


def test_what_was_not_seen_is_not_done(desk: Desk) -> None:
    save(desk)
    seen = desk.browser.get(desk.at(desk.whole, "timetable/use"))
    save(desk, days_assessing_days="60")
    moved = desk.browser.send_form(seen, {}, button=USE)
    assert moved.status_code == 409
    assert "have changed since you opened this page" in moved.text
    assert desk.tender(desk.whole).facts.notice_planned_on != MARCH


def test_the_calendar_of_a_tender_keeps_its_events_when_the_timetable_moves(desk: Desk) -> None:
    def events() -> dict[str, icalendar.Event]:
        answer = desk.browser.get(desk.at(desk.whole, "timetable/calendar.ics"))
        return {str(each["UID"]): each for each in icalendar.Calendar.from_ical(answer.data).events}

    save(desk)
    before = events()
    save(desk, days_tendering_days="60")
    after = events()
    assert set(before) == set(after)
    uid = next(each for each in before if each.startswith("tender-deadline."))
    assert desk.whole in uid
    assert after[uid].start > before[uid].start
    assert after[uid]["SEQUENCE"] > before[uid]["SEQUENCE"]


@pytest.mark.parametrize(("state", "status"), [("in_review", 200), ("published", 200), ("withdrawn", 200)])
def test_the_timetable_is_read_in_every_state_and_its_dates_are_used_only_in_a_draft(
    desk: Desk, state: str, status: int
) -> None:
    save(desk)
    desk.set_state(desk.whole, state)
    page = desk.browser.get(desk.at(desk.whole, "timetable"))
    assert page.status_code == status
    assert "Use these dates" not in page.text
    assert desk.browser.get(desk.at(desk.whole, "timetable/use")).status_code == 409


def test_an_officer_elsewhere_finds_nothing(desk: Desk) -> None:
    for place in ("timetable", "timetable/calendar.ics", "timetable/use"):
        assert desk.stranger().get(desk.at(desk.whole, place)).status_code == 404


def test_the_page_asks_the_database_few_things(desk: Desk) -> None:
    save(desk)
    with counted_statements() as seen:
        desk.browser.get(desk.at(desk.whole, "timetable"))
    assert len(seen) < 25
