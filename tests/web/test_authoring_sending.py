"""From a start to the board, back with its answer, and out to the public."""

from __future__ import annotations

import pytest
from sqlmodel import select

from procure.db import writing
from procure.domain.vocabulary import VerdictKind
from procure.models import Publication, Review, Tender, User
from procure.services import discussing, publishing, reviewing
from procure.services.access import actor_of
from tests.factories.boards import make_board, make_members
from tests.web.authoring_pages import Desk


@pytest.fixture
def board(desk: Desk) -> str:
    with writing(desk.engine) as session:
        return make_board(session, *make_members(session), name="People Board").key


def decide(desk: Desk, kind: VerdictKind, comment: str = "", conditions: tuple[str, ...] = ()) -> None:
    """The board decides on the one open review."""
    with writing(desk.engine) as session:
        review = session.exec(select(Review).where(Review.closed_at == None)).one()  # noqa: E711
        seats = [session.get(User, seat.user_id) for seat in review.board.members]
        chair, member = (actor_of(user) for user in seats[:2] if user)
        if comment:
            discussing.comment(session, member, review, "", comment)
        for actor in (chair, member):
            reviewing.record_verdict(session, actor, review, kind, "Because")
        reviewing.decide(session, chair, review, kind, "We agreed", [(text, None) for text in conditions])


def submit(desk: Desk, board: str) -> None:
    answer = desk.browser.fill_in(
        desk.at(desk.whole, "submit"), {"board": board, "note": "Please look"}, button="Submit"
    )
    assert "The tender is with People Board." in answer.text


def state(desk: Desk) -> str:
    return desk.tender(desk.whole).state


def test_a_tender_starts_from_nothing(desk: Desk):
    page = desk.browser.fill_in("/tenders/start", {"how": "blank"}, button="Continue")
    tasks = desk.browser.send_form(page, {"title": "Safer streets"}, button="Start")
    assert "Safer streets" in tasks.text
    assert "Not started" in tasks.text
    again = desk.browser.fill_in("/tenders/start/new", {"title": "safer STREETS"}, button="Start")
    assert "Your organisation has another tender called this" in again.text


def test_a_tender_starts_from_the_library(desk: Desk):
    page = desk.browser.fill_in("/tenders/start", {"how": "library"}, button="Continue")
    answer = desk.browser.send_form(page, {"title": "From the library"}, button="Start", follow=False)
    assert "/library?tender=" in answer.location


def test_a_tender_starts_from_a_copy_of_ones_own_but_never_of_anothers_draft(desk: Desk):
    found = desk.browser.get("/tenders/start/copy?words=warm")
    assert desk.whole in found.text
    tasks = desk.browser.fill_in(
        f"/tenders/start/copy/{desk.whole}", {"title": "Warmer still"}, button="Make the copy"
    )
    assert "The copy is yours to change" in tasks.text
    stranger = desk.stranger()
    assert desk.whole not in stranger.get("/tenders/start/copy?words=warm").text
    for reference in (desk.whole, "AAAA-AAAA-AA", "nonsense", "%00"):
        assert stranger.get(f"/tenders/start/copy/{reference}").status_code == 404


def test_the_list_is_searched_in_its_address(desk: Desk):
    assert "An empty draft" in desk.browser.get("/tenders").text
    assert "An empty draft" not in desk.browser.get("/tenders?words=warm").text
    assert (
        "No tender was found"
        in desk.browser.get("/tenders?words=%3Cscript%3E&state=nonsense&page=9999999").text
    )
    assert "An empty draft" not in desk.stranger().get("/tenders").text


def test_an_unready_tender_cannot_be_submitted_and_is_told_why(desk: Desk, board: str):
    page = desk.browser.get(desk.at(desk.empty, "submit"))
    assert "to put right before a board can see this tender" in page.text
    readiness = desk.browser.get(desk.at(desk.empty, "readiness"))
    assert f"/tenders/{desk.empty}/questions/cause?from=readiness" in readiness.text


def test_a_tender_goes_to_a_board_and_is_recalled(desk: Desk, board: str):
    submit(desk, board)
    assert state(desk) == "in_review"
    assert desk.browser.get(desk.at(desk.whole, "submit")).status_code == 409
    answer = desk.browser.fill_in(desk.at(desk.whole, "recall"), {}, button="Recall")
    assert "The tender is a draft again" in answer.text
    assert state(desk) == "draft"
    assert desk.browser.get(desk.at(desk.whole, "recall")).status_code == 409


def test_changes_requested_are_read_answered_and_sent_again(desk: Desk, board: str):
    submit(desk, board)
    decide(desk, VerdictKind.CHANGES_REQUESTED, comment="Say <b>where</b>")
    tasks = desk.browser.get(f"/tenders/{desk.whole}")
    assert "The board asked for changes. 1 of its comments has no answer from you yet." in tasks.text
    feedback = desk.browser.get(desk.at(desk.whole, "feedback"))
    assert "Say &lt;b&gt;where&lt;/b&gt;" in feedback.text
    answer_url = feedback.text.split(f'href="{desk.at(desk.whole, "feedback/")}')[1].split('"')[0]
    answered = desk.browser.fill_in(
        desk.at(desk.whole, f"feedback/{answer_url}"), {"text": "In Westmarch"}, button="Save answer"
    )
    assert "In Westmarch" in answered.text
    assert desk.stranger().get(desk.at(desk.whole, f"feedback/{answer_url}")).status_code == 404
    assert desk.browser.get(desk.at(desk.whole, "feedback/999999")).status_code == 404
    submit(desk, board)


def test_a_tender_not_endorsed_is_reopened(desk: Desk, board: str):
    submit(desk, board)
    decide(desk, VerdictKind.NOT_ENDORSED)
    assert desk.browser.get(desk.at(desk.whole, "questions/cause")).status_code == 409
    desk.browser.fill_in(desk.at(desk.whole, "reopen"), {}, button="Reopen")
    assert state(desk) == "draft"


def test_conditions_are_met_before_it_is_published_once(desk: Desk, board: str):
    submit(desk, board)
    decide(desk, VerdictKind.ENDORSED_WITH_CONDITIONS, conditions=("Name the lead",))
    blocked = desk.browser.fill_in(desk.at(desk.whole, "publish"), {}, button="Publish")
    assert blocked.status_code == 409
    assert "Name the lead" in blocked.text
    conditions = desk.browser.get(desk.at(desk.whole, "conditions"))
    key = conditions.text.split(f'href="{desk.at(desk.whole, "conditions/")}')[1].split('"')[0]
    met = desk.browser.fill_in(
        desk.at(desk.whole, f"conditions/{key}"), {"note": "Asha leads"}, button="Record"
    )
    assert "Asha leads" in met.text
    page = desk.browser.get(desk.at(desk.whole, "publish"))
    for _ in range(2):  # a double click
        waiting = desk.browser.send_form(page, {}, button="Publish", follow=False)
        assert waiting.location == desk.at(desk.whole, "publishing")
    with writing(desk.engine) as session:
        assert len(session.exec(select(Publication)).all()) == 1
    assert state(desk) in {"publishing", "published"}  # as fast as the worker is


def request_publication(desk: Desk) -> None:
    """Ask for publication without a worker to make the files."""
    with writing(desk.engine) as session:
        tender = session.exec(select(Tender).where(Tender.reference == desk.whole)).one()
        publishing.request_publication(session, actor_of(session.merge(desk.officer)), tender)


def test_while_it_is_being_published_the_page_looks_again_by_itself(desk: Desk, board: str):
    submit(desk, board)
    decide(desk, VerdictKind.ENDORSED)
    request_publication(desk)
    waiting = desk.browser.get(desk.at(desk.whole, "publish"), follow_redirects=True)
    assert "The files are being made" in waiting.text
    assert waiting.headers["Refresh"] == "3"
    assert "It is being published." in desk.browser.get(f"/tenders/{desk.whole}").text


def test_a_held_publication_says_why_and_can_be_tried_again(desk: Desk, board: str):
    submit(desk, board)
    decide(desk, VerdictKind.ENDORSED)
    request_publication(desk)
    with writing(desk.engine) as session:
        publication = session.exec(select(Publication)).one()
        publication.held_at, publication.last_error = publication.published_at, "A letter has no typeface."
        session.exec(select(Tender).where(Tender.reference == desk.whole)).one().state = "endorsed"
    answer = desk.browser.get(desk.at(desk.whole, "publishing"), follow_redirects=True)
    assert "A letter has no typeface." in answer.text
    assert "A letter has no typeface." in desk.browser.get(desk.at(desk.whole, "publish")).text


def test_a_tender_is_withdrawn_with_a_reason(desk: Desk):
    asked = desk.browser.fill_in(desk.at(desk.empty, "withdraw"), {"reason": ""}, button="Withdraw")
    assert "Enter the reason for withdrawing" in asked.text
    done = desk.browser.fill_in(
        desk.at(desk.empty, "withdraw"), {"reason": "The grant ended"}, button="Withdraw"
    )
    assert "It was withdrawn." in done.text
    assert desk.tender(desk.empty).state == "withdrawn"
    assert desk.browser.get(desk.at(desk.empty, "withdraw")).status_code == 409


def test_history_speaks_plainly(desk: Desk):
    desk.browser.fill_in(desk.at(desk.empty, "questions/cause"), {"cause": "Old boilers"}, button="Continue")
    desk.browser.fill_in(desk.at(desk.empty, "lists/lots/new"), {"title": "North"}, button="Save lot")
    page = desk.browser.get(desk.at(desk.empty, "history")).text
    assert "Saved “What causes it”" in page
    assert "Added lot" in page
    assert "Old boilers" not in page


def test_a_published_tender_is_changed_by_a_new_version(desk: Desk):
    desk.set_state(desk.whole, "published")
    assert "Change it with a new version" in desk.browser.get(f"/tenders/{desk.whole}").text
    amend = f"/tenders/{desk.whole}/amend"
    refused = desk.browser.fill_in(amend, {"what_changes": ""}, button="Start the new version")
    assert "Enter what changes and why" in refused.text
    done = desk.browser.fill_in(amend, {"what_changes": "A week more."}, button="Start the new version")
    assert "What is published stays public meanwhile." in done.text
    assert desk.tender(desk.whole).what_changed == "A week more."
    assert desk.browser.get(amend).status_code == 409
