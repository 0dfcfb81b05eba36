"""The notices of a tender as an officer meets them: begun, filled in page by page, published, copied by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlmodel import select

from exports.notices.definition import definition_of
from procure.db import writing
from procure.domain.notice_facts import KINDS, PerformanceFacts
from procure.domain.notice_facts.parts import Kpi
from procure.domain.notice_sequence import PublishedNotice
from procure.models import Notice, NoticeDraft
from procure.services import telling
from procure.web.notices import pages
from tests.factories.filled_notices import FILLED
from tests.web.authoring_pages import Desk

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file .*sRGB2014:ResourceWarning")
FINISH, PUBLISH = "Finish this notice", "Publish here"
CLOSES = {
    "engagement_closes_on-day": "18",
    "engagement_closes_on-month": "12",
    "engagement_closes_on-year": "2030",
}


def fill(desk: Desk, place: str, answers: dict[str, Any], button: str = "Continue") -> Any:
    """Fill in the form of a page, press a button and go where it leads."""
    return desk.browser.fill_in(desk.at(desk.whole, place), answers, button=button)


def begun(desk: Desk, code: str) -> int:
    """Begin a notice by its button on the timeline."""
    button = f"Begin a {definition_of(code).name.lower()}"
    fill(desk, "notices", {}, button)
    with writing(desk.engine) as session:
        number = session.exec(select(NoticeDraft.id).where(NoticeDraft.code == code)).one()
        assert number is not None
        return number


def test_the_timeline_offers_what_may_follow_and_says_why(desk: Desk) -> None:
    page = desk.browser.get(desk.at(desk.whole, "notices")).text
    assert "Begin a preliminary market engagement notice" in page
    assert "Begin a contract change notice" not in page
    assert "A call-off under a framework needs no tender notice before it." in page
    assert "No notice is published yet." in page


def test_where_there_are_several_contracts_the_officer_chooses(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = FILLED["UK7"]
    other = first.model_copy(update={"contract_identifier": "B", "contract_title": "The south"})
    out = [PublishedNotice("UK7", date(2026, 6, 1), f"n-{each}", each) for each in (first, other)]
    monkeypatch.setattr(telling, "history", lambda *_: out)
    page = desk.browser.get(desk.at(desk.whole, "notices")).text
    assert "Which contract is the contract change notice about?" in page
    assert "B: The south" in page
    fill(desk, "notices", {"contract": "B"}, "Begin a contract change notice")
    with writing(desk.engine) as session:
        begun_with = telling.facts_of(session.exec(select(NoticeDraft)).one())
    assert (begun_with.code, getattr(begun_with, "contract_identifier", "")) == ("UK10", "B")


def test_an_engagement_notice_goes_from_its_first_page_to_the_checklist(desk: Desk) -> None:
    draft = f"notices/drafts/{begun(desk, 'UK2')}"
    page = desk.browser.get(desk.at(desk.whole, draft)).text
    assert "Engagement is to close on: not given yet." in page
    assert fill(desk, draft, {}, FINISH).status_code == 409
    answers = {"engagement_process": "Two workshops.", **CLOSES}
    filled = fill(desk, f"{draft}/pages/this-notice", answers)
    assert "Everything the law asks for is here." in filled.text
    finished = fill(desk, draft, {}, FINISH)
    assert "The central platform is not recorded to have this notice." in finished.text
    out = fill(desk, "notices/1", {}, PUBLISH)
    assert "Two workshops." in out.text
    by_hand = desk.browser.get(desk.at(desk.whole, "notices/1/by-hand")).text
    assert "Two workshops." in by_hand
    refused = fill(desk, "notices/1/record/identifiers", {"notice_id": "1", "procurement_id": "2"})
    assert "Enter a notice identifier like" in refused.text
    given = {"notice_id": "041267-2026", "procurement_id": "ocds-h6vhtk-0f1a2b"}
    assert "041267-2026" in fill(desk, "notices/1/record/identifiers", given).text
    assert "041267-2026" in desk.browser.get(desk.at(desk.whole, "notices")).text


def test_a_supplier_is_added_and_removed(desk: Desk) -> None:
    pages_at = f"notices/drafts/{begun(desk, 'UK5')}/pages"
    added = fill(desk, f"{pages_at}/suppliers-new", {"name": "Warm Streets", "is_sme": "yes"})
    assert "Warm Streets" in added.text
    removed = fill(desk, f"{pages_at}/suppliers-1", {}, "Remove this entry")
    assert "Warm Streets" not in removed.text


def test_codes_are_chosen_by_name_and_a_search_saves_nothing(desk: Desk) -> None:
    draft = f"notices/drafts/{begun(desk, 'UK1')}"
    found = fill(
        desk, f"{draft}/pages/supply", {"supply_method": "At home", "cpv_codes-search": "rehabilitation"}
    )
    assert "85312500-4 Rehabilitation services" in found.text
    assert "At home" in found.text
    assert "At home" not in desk.browser.get(desk.at(desk.whole, draft)).text
    saved = fill(desk, f"{draft}/pages/supply", {"cpv_codes-search": "85312500", "regions": ["UKG"]})
    assert "85312500-4 Rehabilitation services" in saved.text
    assert "West Midlands (England) (UKG)" in saved.text


def test_what_is_kept_back_has_a_ground_and_a_reason(desk: Desk) -> None:
    page = f"notices/drafts/{begun(desk, 'UK1')}/pages/withheld-new"
    assert fill(desk, page, {"item": "estimated_value"}).status_code == 422
    kept = {"item": "estimated_value", "limb": "commercial", "reason": "Rivals would learn it."}
    shown = fill(desk, page, kept).text
    assert "Withheld under section 94" in shown
    assert "Rivals would learn it." not in shown


@pytest.mark.parametrize("code", [code for code in KINDS if code != "UK4"])
def test_no_two_items_that_may_be_kept_back_are_called_the_same(code: str) -> None:
    """An officer who keeps back the name of a supplier must not pick that of an agent."""
    labels = [label for _, label in pages.that_may_be_kept_back(code)]
    assert len(labels) > 5
    assert len(labels) == len(set(labels))


def test_two_who_fill_in_one_page_are_told(desk: Desk) -> None:
    page = f"notices/drafts/{begun(desk, 'UK2')}/pages/this-notice"
    before = desk.browser.get(desk.at(desk.whole, page))
    fill(desk, page, {"engagement_process": "Mine."})
    late = desk.browser.send_form(before, {"engagement_process": "Theirs."}, button="Continue")
    assert late.status_code == 422
    assert "Someone else changed this page" in late.text


def test_a_published_notice_is_changed_by_a_new_one_that_lists_what_differs(desk: Desk) -> None:
    draft = f"notices/drafts/{begun(desk, 'UK2')}"
    fill(desk, f"{draft}/pages/this-notice", {"engagement_process": "Two workshops.", **CLOSES})
    fill(desk, draft, {}, FINISH)
    fill(desk, "notices/1", {}, PUBLISH)
    assert "Enter" in fill(desk, "notices/1/amend", {"what_changed": " "}).text
    begun_again = fill(desk, "notices/1/amend", {"what_changed": "There is time for one more."})
    assert "What differs" not in begun_again.text
    page = f"{begun_again.request.path.removeprefix(desk.at(desk.whole, ''))}/pages/this-notice"
    changed = fill(desk, page, {"engagement_process": "Three workshops."})
    assert "Two workshops." in changed.text
    assert "Three workshops." in changed.text
    fill(desk, page.removesuffix("/pages/this-notice"), {}, FINISH)
    fill(desk, "notices/2", {}, PUBLISH)
    public = desk.browser.get(f"/published/{desk.whole}/notices/2").text
    assert "There is time for one more." in public
    assert public.index("Two workshops.") < public.rindex("Three workshops.")


def test_an_officer_elsewhere_finds_nothing(desk: Desk) -> None:
    number = begun(desk, "UK2")
    for place in ("notices", f"notices/drafts/{number}", f"notices/drafts/{number}/pages/supply"):
        assert desk.stranger().get(desk.at(desk.whole, place)).status_code == 404


def test_an_unknown_notice_page_or_number_is_not_found(desk: Desk) -> None:
    number = begun(desk, "UK2")
    for place in (f"notices/drafts/{number}/pages/colour", "notices/drafts/99999", "notices/77"):
        assert desk.browser.get(desk.at(desk.whole, place)).status_code == 404
    with writing(desk.engine) as session:
        assert session.exec(select(Notice)).all() == []


@pytest.mark.parametrize("name", FILLED)
def test_the_pages_of_a_notice_ask_for_and_keep_every_fact(desk: Desk, name: str) -> None:
    """What a page shows, sent back as it is, changes nothing."""
    facts = FILLED[name]
    draft = NoticeDraft(tender_id=0, code=facts.code, facts_json=facts.model_dump_json(), started_by_id=0)
    with desk.app.test_request_context():
        for page in pages.pages_of(facts):
            if page.path and pages.part_at(facts, page) is None:
                continue
            answers = pages.answers_of(facts, page)
            form = pages.form_of(facts, page)(data=answers)
            assert {question.name for question in form.questions} == set(answers)
            again = telling.facts_from_answers(draft, pages.changed(facts, page, answers))
            assert again == facts, page.name


@pytest.mark.parametrize("code", [code for code in KINDS if code != "UK4"])
def test_every_page_of_every_notice_can_be_shown(desk: Desk, code: str) -> None:
    facts = FILLED[code]
    with writing(desk.engine) as session:
        tender = session.merge(desk.tender(desk.whole))
        draft = NoticeDraft(
            tender_id=tender.id or 0,
            code=code,
            facts_json=facts.model_dump_json(),
            started_by_id=desk.officer.id or 0,
        )
        session.add(draft)
        session.flush()
        number = draft.id
    assert desk.browser.get(desk.at(desk.whole, f"notices/drafts/{number}")).status_code == 200
    names = [page.name for page in pages.pages_of(facts)]
    names += [f"{path.replace('.', '_')}-new" for path, _ in pages.lists_of(facts)]
    for name in names:
        place = desk.at(desk.whole, f"notices/drafts/{number}/pages/{name}")
        assert desk.browser.get(place).status_code == 200


def test_what_the_platform_did_is_recorded_before_a_notice_is_published_here(desk: Desk) -> None:
    draft = f"notices/drafts/{begun(desk, 'UK2')}"
    fill(desk, f"{draft}/pages/this-notice", {"engagement_process": "Two workshops.", **CLOSES})
    fill(desk, draft, {}, FINISH)
    sent = {"day": "1", "month": "6", "year": "2026", "time": "9:30"}
    at = {f"submitted_at-{part}": value for part, value in sent.items()}
    shown = fill(desk, "notices/1/record/sent", at)
    assert "1 June 2026" in shown.text
    before = {f"confirmed_at-{part}": value for part, value in (sent | {"time": "8:00"}).items()}
    given = {"notice_id": "041267-2026", "procurement_id": "ocds-h6vhtk-0f1a2b"}
    refused = fill(desk, "notices/1/record/confirmed", before | given)
    assert "Enter a time after the notice was sent to the platform" in refused.text
    # Nothing of a refused answer is kept.
    assert "041267-2026" not in desk.browser.get(desk.at(desk.whole, "notices/1")).text
    confirmed = {name: value.replace("8:00", "10:00") for name, value in before.items()}
    page = fill(desk, "notices/1/record/confirmed", confirmed | given)
    assert "041267-2026" in page.text
    assert fill(desk, "notices/1", {}, PUBLISH).status_code == 200
    assert desk.browser.get(desk.at(desk.whole, "notices/1/record/colour")).status_code == 404


def test_a_finished_notice_can_be_changed_again_while_it_has_gone_nowhere(desk: Desk) -> None:
    draft = f"notices/drafts/{begun(desk, 'UK2')}"
    fill(desk, f"{draft}/pages/this-notice", {"engagement_process": "Two workshops.", **CLOSES})
    fill(desk, draft, {}, FINISH)
    assert "Fill it in" in fill(desk, "notices/1", {}, "Change what it says").text


def test_a_number_that_nobody_gives_stays_empty() -> None:
    facts = PerformanceFacts(kpis=(Kpi(number=1, title="Homes at band C"),))
    page = pages.page_named(facts, "kpis-1")
    assert page is not None
    told = pages.changed(facts, page, {"rating": "other", "result": "", "target": ""})
    (kept,) = PerformanceFacts.model_validate(told).kpis
    assert (kept.rating, kept.result, kept.target) == ("other", None, None)
