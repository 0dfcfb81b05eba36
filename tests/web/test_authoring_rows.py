"""Lists of repeating parts: add, change, move, remove and undo, by buttons alone."""

from __future__ import annotations

import pytest
from sqlmodel import col, select

from procure.db import reading
from procure.models import ARRANGED, AwardCriterion, Outcome
from tests.web.authoring_pages import Desk


def names(desk: Desk, part: str, attribute: str) -> list[str]:
    model = ARRANGED[part]
    with reading(desk.engine) as session:
        rows = session.exec(
            select(model)
            .where(model.tender_id == desk.tender(desk.empty).id, col(model.removed_at).is_(None))
            .order_by(col(model.position))
        )
        return [getattr(row, attribute) for row in rows]


def add(desk: Desk, slug: str, button: str, **fields: object) -> None:
    answer = desk.browser.fill_in(
        desk.at(desk.empty, f"lists/{slug}/new"), fields, button=button, follow=False
    )
    assert answer.location == desk.at(desk.empty, f"lists/{slug}")


def test_requirements_are_added_changed_moved_removed_and_put_back(desk: Desk):
    for text in ("One", "Two", "Three"):
        add(desk, "fixed-requirements", "Save fixed requirement", text=text, reason="law")
    url = desk.at(desk.empty, "lists/fixed-requirements")
    page = desk.browser.get(url)
    desk.browser.send_form(page, {}, button="Move down One")
    assert names(desk, "fixed_requirements", "text") == ["Two", "One", "Three"]
    removed = desk.browser.send_form(desk.browser.get(url), {}, button="Remove Two")
    assert names(desk, "fixed_requirements", "text") == ["One", "Three"]
    assert "“Two” is removed." in removed.text
    back = desk.browser.send_form(removed, {}, button="Undo")
    assert "“Two” is back." in back.text
    assert names(desk, "fixed_requirements", "text") == ["Two", "One", "Three"]
    change = next(part for part in back.text.split('href="') if "fixed-requirements/" in part).split('"')[0]
    desk.browser.fill_in(change, {"text": "Two, said better"}, button="Save fixed requirement")
    assert names(desk, "fixed_requirements", "text")[0] == "Two, said better"


def test_whoever_may_not_change_a_list_reads_all_that_its_rows_hold(desk: Desk):
    add(
        desk, "fixed-requirements", "Save fixed requirement",
        text="Keep to the code", reason="law", explanation="The Act says so",
    )  # fmt: skip
    add(
        desk,
        "stage-gates",
        "Save stage gate",
        name="First winter",
        threshold="Nine in ten",
        released_net="1000",
    )
    gates = desk.at(desk.empty, "lists/stage-gates")
    assert "Nine in ten" not in desk.browser.get(gates).text
    desk.set_state(desk.empty, "in_review")
    for address, held in (
        (gates, ("Nine in ten", "1,000")),
        (desk.at(desk.empty, "lists/fixed-requirements"), ("Keep to the code", "The Act says so", "law")),
    ):
        page = desk.browser.get(address).text
        assert all(words in page for words in held)
        assert "Remove" not in page


def test_a_row_sent_twice_is_added_once(desk: Desk):
    page = desk.browser.get(desk.at(desk.empty, "lists/lots/new"))
    for _ in range(2):
        desk.browser.send_form(page, {"title": "North"}, button="Save lot")
    assert names(desk, "lots", "title") == ["North"]


def test_a_row_needs_its_main_words(desk: Desk):
    answer = desk.browser.fill_in(desk.at(desk.empty, "lists/lots/new"), {}, button="Save lot")
    assert "Enter the title" in answer.text
    assert names(desk, "lots", "title") == []


def test_searching_for_codes_inside_a_lot_keeps_the_lot(desk: Desk):
    page = desk.browser.fill_in(
        desk.at(desk.empty, "lists/lots/new"), {"title": "North", "cpv_codes-search": "rehabilitation"},
        button="Search",
    )  # fmt: skip
    assert names(desk, "lots", "title") == []
    desk.browser.send_form(page, {"cpv_codes": ["85312500"]}, button="Save lot")
    assert names(desk, "lots", "title") == ["North"]
    assert names(desk, "lots", "cpv_codes") == [["85312500"]]


def test_weights_and_outcomes_that_nothing_assesses_are_shown(desk: Desk):
    whole = desk.browser.get(desk.at(desk.whole, "lists/award-criteria")).text
    assert "The weights come to 100%." in whole
    with reading(desk.engine) as session:
        tender_id = desk.tender(desk.whole).id
        outcome = session.exec(select(Outcome).where(Outcome.tender_id == tender_id)).first()
        linked = [
            criterion
            for criterion in session.exec(select(AwardCriterion).where(AwardCriterion.tender_id == tender_id))
            if outcome and outcome.key in criterion.outcome_keys
        ]
    assert outcome
    for criterion in linked:
        url = desk.at(desk.whole, f"lists/award-criteria/{criterion.key}")
        desk.browser.fill_in(url, {"outcome_keys": None, "weight": "1"}, button="Save award criterion")
    page = desk.browser.get(desk.at(desk.whole, "lists/award-criteria")).text
    assert "They must come to 100%." in page
    assert f"No criterion assesses outcome 1: {outcome.title}." in " ".join(page.split())


def test_a_limit_of_words_is_a_whole_number_or_none(desk: Desk):
    url = desk.at(desk.empty, "lists/award-criteria/new")
    refused = desk.browser.fill_in(url, {"name": "How", "word_limit": "many"}, button="Save award criterion")
    assert "The limit of words must be a whole number from 1 to 100,000" in refused.text
    desk.browser.fill_in(url, {"name": "How", "word_limit": "1,500"}, button="Save award criterion")
    desk.browser.fill_in(url, {"name": "Price"}, button="Save award criterion")
    assert names(desk, "criteria", "word_limit") == [1500, None]


def test_two_officers_on_one_row_choose(desk: Desk):
    add(desk, "lots", "Save lot", title="North")
    with reading(desk.engine) as session:
        key = session.exec(select(ARRANGED["lots"].key).order_by(col(ARRANGED["lots"].id).desc())).first()
    url = desk.at(desk.empty, f"lists/lots/{key}")
    mine = desk.browser.get(url)
    desk.colleague("Sam Example").fill_in(url, {"title": "Theirs"}, button="Save lot")
    clash = desk.browser.send_form(mine, {"title": "Mine"}, button="Save lot")
    assert clash.status_code == 409
    assert "saved by Sam Example" in clash.text
    desk.browser.send_form(clash, {"keep-title": "yours"}, button="Save what I chose")
    assert names(desk, "lots", "title") == ["Mine"]


@pytest.mark.parametrize("act", ["move/up", "move/down", "remove", "restore"])
def test_acts_on_rows_are_posts_with_a_token_on_ones_own_rows(desk: Desk, act: str):
    add(desk, "stages", "Save stage", name="Talk")
    with reading(desk.engine) as session:
        key = session.exec(select(ARRANGED["stages"].key).order_by(col(ARRANGED["stages"].id).desc())).first()
    url = desk.at(desk.empty, f"lists/stages/{key}/{act}")
    assert desk.browser.get(url).status_code == 405
    assert desk.browser.post(url).status_code == 400
    token = desk.browser.get(desk.at(desk.empty, "lists/stages/new")).text.split('name="csrf_token" value="')[
        1
    ]
    data = {"csrf_token": token.split('"')[0]}
    other = desk.at(desk.whole, f"lists/stages/{key}/{act}")
    assert desk.browser.post(other, data=data).status_code == 404
    assert desk.browser.post(url.replace("/stages/", "/lots/"), data=data).status_code == 404
    assert desk.browser.post(url, data=data).status_code == 302


def test_an_item_of_the_notice_is_withheld_on_a_page_of_its_own(desk: Desk):
    page = desk.browser.get(desk.at(desk.whole, "lists/withheld-items/new")).text
    assert "Payment terms" in page
    assert ">Title<" not in page
    url, button = desk.at(desk.whole, "lists/withheld-items/new"), "Save withheld item"
    kept = {"item": "payment_terms", "limb": "commercial", "reason": "Rivals would learn our terms."}
    refused = desk.browser.fill_in(url, kept | {"is_silent": "yes"}, button=button)
    assert "Only the ground of national security" in refused.text
    desk.browser.fill_in(desk.at(desk.whole, "questions/withholding"), {"is_information_withheld": "yes"},
                         button="Continue")  # fmt: skip
    listed = desk.browser.fill_in(url, kept, button=button)
    assert "Payment terms" in listed.text
    preview = desk.browser.get(desk.at(desk.whole, "preview")).text
    assert "Not published. Others see: Withheld under section 94" in preview
    assert "<p>Withheld under section 94 of the Procurement Act 2023: sensitive" in preview
    assert "Rivals would learn our terms." in preview
    assert "Nobody else sees it." in preview
