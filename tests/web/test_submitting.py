"""A notice on its way to the central platform as an officer meets it: a checklist to enter it by hand, ticks kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from pydantic import SecretStr
from sqlmodel import select
from werkzeug.test import TestResponse

from procure.db import writing
from procure.jobs import Jobs
from procure.models import HandEntry
from procure.services import publishing
from procure.services.access import actor_of
from tests.factories.platform_double import KEY, PlatformDouble, answers, platform_double
from tests.factories.publications import make_endorsed_tender
from tests.web.authoring_pages import Desk
from tests.web.test_notices import CLOSES, FINISH, begun, fill

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file .*sRGB2014:ResourceWarning")
SAVE = "Save ticks of scope"


@pytest.fixture
def engaged(desk: Desk) -> Desk:
    """A desk whose whole tender has a finished engagement notice."""
    draft = f"notices/drafts/{begun(desk, 'UK2')}"
    fill(desk, f"{draft}/pages/this-notice", {"engagement_process": "Two *workshops*.", **CLOSES})
    fill(desk, draft, {}, FINISH)
    return desk


def checklist_of(desk: Desk, reference: str = "") -> str:
    return desk.at(reference or desk.whole, "notices/1/by-hand")


def ticked(desk: Desk) -> set[str]:
    with writing(desk.engine) as session:
        return set(session.exec(select(HandEntry.entry_key)))


def test_the_checklist_holds_the_words_to_copy_in_the_platforms_order(engaged: Desk) -> None:
    page = engaged.browser.get(checklist_of(engaged)).text
    order = [page.index(f'id="{step}"') for step in ("scope", "engagement", "authority")]
    assert order == sorted(order)
    assert ">Two workshops.</div>" in page
    assert "0</span> of" in page


def test_ticks_are_kept_with_who_made_them_and_can_be_taken_back(engaged: Desk) -> None:
    keys = ["procurement_title", "engagement_process-1.engagement_description"]
    page = engaged.browser.fill_in(checklist_of(engaged), {"entered": keys}, button=SAVE)
    assert page.request.path == checklist_of(engaged)
    assert f"Entered by {engaged.officer.name}" in page.text
    assert "2</span> of" in page.text
    assert ticked(engaged) == set(keys)
    engaged.browser.send_form(page, {"entered": keys[:1]}, button=SAVE)
    assert ticked(engaged) == set(keys[:1])


def test_two_who_tick_at_once_keep_each_others_ticks(engaged: Desk) -> None:
    open_before = engaged.browser.get(checklist_of(engaged))
    engaged.colleague().fill_in(checklist_of(engaged), {"entered": ["procurement_title"]}, button=SAVE)
    engaged.browser.send_form(open_before, {"entered": ["main_category"]}, button=SAVE)
    assert ticked(engaged) == {"procurement_title", "main_category"}


def test_a_script_saves_one_tick_and_reads_no_page(engaged: Desk) -> None:
    page = engaged.browser.get(checklist_of(engaged)).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    sent = {"csrf_token": token[1], "by": "script", "entered": "main_category"}
    answer = engaged.browser.post(checklist_of(engaged), data=sent)
    assert (answer.status_code, answer.data) == (204, b"")
    assert ticked(engaged) == {"main_category"}


def test_a_value_that_the_notice_does_not_have_is_refused(engaged: Desk) -> None:
    page = engaged.browser.get(checklist_of(engaged))
    refused = engaged.browser.send_form(page, {"entered": ["colour", "\x00", "x" * 9000]}, button=SAVE)
    assert refused.status_code == 400
    assert ticked(engaged) == set()


def test_a_tender_notice_is_entered_by_hand_before_it_is_published_here(desk: Desk) -> None:
    with writing(desk.engine) as session:
        tender, officer, _ = make_endorsed_tender(session, session.merge(desk.officer), title="Warm homes")
        publishing.request_publication(session, actor_of(officer), tender)
        reference = tender.reference
    page = desk.browser.get(checklist_of(desk, reference)).text
    assert "Begin a tender notice (UK4)" in page
    assert "It has not been checked against the platform’s own pages" in page
    given = {"notice_id": "041267-2026", "procurement_id": "ocds-h6vhtk-0f1a2b"}
    desk.browser.fill_in(desk.at(reference, "notices/1/record/identifiers"), given)
    assert "Find procurement ocds-h6vhtk-0f1a2b" in desk.browser.get(checklist_of(desk, reference)).text


def test_nobody_of_another_organisation_sees_or_ticks_it(engaged: Desk) -> None:
    stranger = engaged.stranger()
    assert stranger.get(checklist_of(engaged)).status_code == 404
    page = engaged.browser.get(checklist_of(engaged)).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    assert stranger.post(checklist_of(engaged), data={"entered": "main_category"}).status_code in (400, 404)
    assert ticked(engaged) == set()


@pytest.fixture
def double() -> Iterator[PlatformDouble]:
    with platform_double() as double:
        yield double


@pytest.fixture
def connected(engaged: Desk, double: PlatformDouble) -> Desk:
    """The desk in an installation that is connected to a platform."""
    wiring = engaged.app.extensions["procure"]
    update = {"platform_url": double.url, "platform_api_keys": {"*": SecretStr(KEY)}}
    settings = wiring.settings.model_copy(update=update)
    jobs = Jobs(settings, wiring.engine, wiring.storage)
    engaged.app.extensions["procure"] = replace(wiring, settings=settings, jobs=jobs)
    return engaged


def send(desk: Desk, button: str, **fields: str) -> TestResponse:
    return desk.browser.fill_in(desk.at(desk.whole, "notices/1/platform"), fields, button=button)


def test_a_notice_is_sent_by_a_button_and_its_receipt_shown(connected: Desk, double: PlatformDouble) -> None:
    page = send(connected, "Send this notice").text
    for words in ("Published on the platform", "000001-2026", "ocds-h6vhtk-0f1a2b", "HTTP status 200"):
        assert words in page
    assert len(double.posts()) == 1
    assert "000001-2026" in connected.browser.get(connected.at(connected.whole, "notices/1")).text


def test_where_it_stopped_the_page_says_why_and_what_to_do(connected: Desk, double: PlatformDouble) -> None:
    double.faults = [answers(502, b"<b>Bad</b> <script>gateway</script>")]
    page = send(connected, "Send this notice")
    assert "We do not know whether the platform has this notice." in page.text
    assert "Look on the platform under My notices." in page.text
    assert "&lt;script&gt;" in page.text
    refused = connected.browser.send_form(page, {}, button="Send it again")
    assert (refused.status_code, "There is a problem" in refused.text) == (409, True)
    assert len(double.posts()) == 1
    assert "Published on the platform" in send(connected, "Send it again", looked="yes").text


def test_what_the_platform_refuses_is_shown_in_its_words(connected: Desk, double: PlatformDouble) -> None:
    double.faults = [answers(400, {"errors": [{"message": "Enter a CPV code"}]})]
    page = send(connected, "Send this notice").text
    assert "Refused by the platform" in page
    assert "Enter a CPV code" in page


def test_without_a_connection_it_is_entered_by_hand(engaged: Desk) -> None:
    page = engaged.browser.get(engaged.at(engaged.whole, "notices/1/platform")).text
    assert "This service is not connected to the platform." in page
    assert "Send this notice</button>" not in page
