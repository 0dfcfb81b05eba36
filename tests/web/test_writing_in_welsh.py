"""An officer writes a tender in Welsh beside its English, part by part."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from procure.db import reading, writing
from procure.domain.snapshot import WelshText, WithheldSnapshot
from procure.domain.welsh import places, welsh
from procure.models import Organisation, User
from procure.services import freezing, starting, translating
from procure.services.access import actor_of
from tests.browsing import CheckedClient
from tests.factories.boards import make_authority, make_board, make_members
from tests.factories.people import make_officer
from tests.factories.publications import make_endorsed_tender
from tests.web.authoring_pages import Desk

CARTREFI, CRYNODEB = "Cartrefi cynnes i Westmarch", "Bydd llai o bobl yn oer yn eu cartrefi."


@pytest.fixture
def desk(desk: Desk, engine: Engine) -> Desk:
    with writing(engine) as session:
        session.get(Organisation, desk.officer.organisation_id).publishes_in_welsh = True  # type: ignore[union-attr]
    return desk


def in_welsh(desk: Desk, engine: Engine, reference: str = "") -> dict[str, str]:
    with reading(engine) as session:
        tender = session.merge(desk.tender(reference or desk.whole), load=True)
        return welsh(freezing.draft_snapshot(session, tender))


def test_an_authority_that_publishes_in_welsh_is_offered_to_write_in_it(desk: Desk, engine: Engine) -> None:
    tasks = f"/tenders/{desk.whole}"
    assert f"{tasks}/welsh" in desk.browser.get(tasks).text
    with writing(engine) as session:
        session.get(Organisation, desk.officer.organisation_id).publishes_in_welsh = False  # type: ignore[union-attr]
    assert f"{tasks}/welsh" not in desk.browser.get(tasks).text


def test_every_text_has_its_box_on_one_of_the_pages(desk: Desk, engine: Engine) -> None:
    overview = desk.browser.get(desk.at(desk.whole, "welsh")).text
    with reading(engine) as session:
        tender = session.merge(desk.tender(desk.whole), load=True)
        texts = places(freezing.draft_snapshot(session, tender))
    assert f"0 of {len(texts)} texts are in Welsh" in overview
    slugs = {line.partition('"')[0] for line in overview.split(f"/tenders/{desk.whole}/welsh/")[1:]}
    pages = [desk.browser.get(desk.at(desk.whole, f"welsh/{slug}")).text for slug in slugs]
    assert sum(page.count("<textarea") for page in pages) == len(texts)
    assert {"words", "problem", "award", "facts", "lots"} <= slugs


def test_what_is_saved_is_frozen_until_the_english_moves_on(desk: Desk, engine: Engine) -> None:
    words = desk.at(desk.whole, "welsh/words")
    page = desk.browser.get(words).text
    assert desk.tender(desk.whole).title in page
    desk.browser.fill_in(words, {"text_0": CARTREFI, "text_1": CRYNODEB}, button="Save")
    assert in_welsh(desk, engine) == {"title": CARTREFI, "summary": CRYNODEB}
    assert "2 of " in desk.browser.get(desk.at(desk.whole, "welsh")).text

    desk.browser.fill_in(desk.at(desk.whole, "questions/title"), {"title": "Warmer homes"}, button="Continue")
    assert in_welsh(desk, engine) == {"summary": CRYNODEB}
    assert "1 is to be looked at again" in desk.browser.get(desk.at(desk.whole, "welsh")).text
    again = desk.browser.get(words).text
    assert "The English has changed since this was written" in again
    assert CARTREFI in again  # nothing that was written is lost

    desk.browser.fill_in(words, {}, button="Save")  # it still says the same
    assert in_welsh(desk, engine)["title"] == CARTREFI
    desk.browser.fill_in(words, {"text_0": ""}, button="Save")
    assert in_welsh(desk, engine) == {"summary": CRYNODEB}
    assert "Saved words in Welsh" in desk.browser.get(desk.at(desk.whole, "history")).text


def test_of_two_who_save_one_page_neither_loses_words(desk: Desk, engine: Engine) -> None:
    words, colleague = desk.at(desk.whole, "welsh/words"), desk.colleague()
    mine = desk.browser.get(words)
    colleague.fill_in(words, {"text_0": "Tai cynnes"}, button="Save")
    clash = desk.browser.send_form(mine, {"text_0": CARTREFI}, button="Save", follow=False)
    assert clash.status_code == 409
    assert "Tai cynnes" in clash.text
    assert CARTREFI in clash.text
    assert in_welsh(desk, engine)["title"] == "Tai cynnes"


@pytest.mark.parametrize(
    ("text", "told"), [("w" * 10_001, "10,000 characters or fewer"), ("a\x00b\u202e", None)]
)
def test_text_of_any_shape_is_kept_or_refused_on_its_page(
    desk: Desk, engine: Engine, text: str, told: str | None
) -> None:
    answer = desk.browser.fill_in(desk.at(desk.whole, "welsh/words"), {"text_0": text}, button="Save")
    assert answer.status_code in (200, 302)
    if told:
        assert told in answer.text
        assert in_welsh(desk, engine) == {}


def test_a_part_that_is_not_there_and_a_tender_that_is_out_have_no_page(desk: Desk) -> None:
    assert desk.browser.get(desk.at(desk.whole, "welsh/nothing")).status_code == 404
    desk.set_state(desk.whole, "in_review")
    assert desk.browser.get(desk.at(desk.whole, "welsh/words")).status_code == 409
    overview = desk.browser.get(desk.at(desk.whole, "welsh"))
    assert "The words cannot be changed" in overview.text


def test_a_copy_has_the_welsh_of_all_it_copies(
    desk: Desk, engine: Engine, client_for: Callable[[User], CheckedClient]
) -> None:
    overview = desk.browser.get(desk.at(desk.whole, "welsh")).text
    slugs = {line.partition('"')[0] for line in overview.split(f"/tenders/{desk.whole}/welsh/")[1:]}
    for slug in slugs:
        address = desk.at(desk.whole, f"welsh/{slug}")
        boxes = desk.browser.get(address).text.count("<textarea")
        desk.browser.fill_in(
            address, {f"text_{at}": f"Cymraeg {slug} {at}" for at in range(boxes)}, button="Save"
        )
    before = in_welsh(desk, engine)
    with writing(engine) as session:
        copied = starting.copy(session, actor_of(session.merge(desk.officer)), desk.whole, "Warmer homes")
        reference = copied.reference
    after = in_welsh(desk, engine, reference)
    assert sorted(before[place] for place in before if place not in {"title"}) == sorted(after.values())


def told(page: str) -> str:
    """What a page says of the Welsh before something is frozen or published, on one line."""
    section = page.partition('id="welsh"')[2].partition("<form")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", section).split())


def test_before_a_board_sees_it_an_officer_is_told_what_goes_out_in_english_only(
    desk: Desk, engine: Engine
) -> None:
    with writing(engine) as session:
        board = make_board(session, *make_members(session), name="People Board").key
    submit = desk.at(desk.whole, "submit")
    with reading(engine) as session:
        tender = session.merge(desk.tender(desk.whole), load=True)
        total = len(places(freezing.draft_snapshot(session, tender)))
    none = told(desk.browser.get(submit).text)
    assert "It is published in English only" in none
    assert f"{total} texts have no Welsh." in none

    words = desk.at(desk.whole, "welsh/words")
    desk.browser.fill_in(words, {"text_0": CARTREFI, "text_1": CRYNODEB}, button="Save")
    desk.browser.fill_in(desk.at(desk.whole, "questions/title"), {"title": "Warmer homes"}, button="Continue")
    some = told(desk.browser.get(submit).text)
    assert f"{total - 1} texts of {total} are published in English only." in some
    assert f"{total - 2} texts have no Welsh, and 1 text has Welsh that is out of date" in some
    assert "Title (out of date)" in some
    assert "Summary" not in some.partition("What is published in English only")[2]

    answer = desk.browser.fill_in(submit, {"board": board, "note": ""}, button="Submit")
    assert "The tender is with People Board." in answer.text, "it warns and does not block"


def test_before_publication_an_officer_is_told_what_goes_out_in_english_only(
    engine: Engine, client_for: Callable[[User], CheckedClient]
) -> None:
    with writing(engine) as session:
        officer = make_officer(session, make_authority(session, publishes_in_welsh=True))
        tender, _, _ = make_endorsed_tender(
            session, officer, welsh=(WelshText(place="title", text=CARTREFI),)
        )
        address = f"/tenders/{tender.reference}/publish"
        total = len(places(freezing.draft_snapshot(session, tender)))
    browser = client_for(officer)
    page = browser.get(address).text
    assert f"{total - 1} texts of {total} are published in English only." in told(page)
    assert "1 text is published in Welsh too." in told(page)
    assert ">Publish</button>" in page.replace("\n", "").replace("  ", "")
    with writing(engine) as session:
        session.get(Organisation, officer.organisation_id).publishes_in_welsh = False  # type: ignore[union-attr]
    assert "published in English only" in browser.get(address).text, "it holds Welsh all the same"


def test_an_authority_that_publishes_in_english_is_told_nothing_of_welsh(
    engine: Engine, client_for: Callable[[User], CheckedClient]
) -> None:
    with writing(engine) as session:
        tender, officer, _ = make_endorsed_tender(session)
        address = f"/tenders/{tender.reference}/publish"
    assert "Welsh" not in client_for(officer).get(address).text


def test_what_is_kept_back_is_not_counted_as_published_in_english(desk: Desk, engine: Engine) -> None:
    with writing(engine) as session:
        tender = session.merge(desk.tender(desk.whole), load=True)
        snapshot = freezing.draft_snapshot(session, tender)
        withheld = WithheldSnapshot(
            key="6BCDFGHJKMNPQRSTVWXZ", number=1, item="known_risks", limb="commercial"
        )
        kept_back = snapshot.model_copy(update={"withheld": (withheld,)})
        everything, less = translating.coverage(tender, snapshot), translating.coverage(tender, kept_back)
    assert everything
    assert less
    assert "facts/known_risks" in {each.text.place for part in everything.groups for each in part.texts}
    assert less.total == everything.total - 1
