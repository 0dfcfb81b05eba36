"""The board's pages, as members and the chair use them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from procure.db import reading, writing
from procure.models import AuditEvent, Review, ReviewComment, Tender, User, Verdict
from procure.services import reviewing
from procure.services.access import actor_of
from procure.services.freezing import snapshot_of
from tests.browsing import CheckedClient, counted_statements
from tests.factories.boards import (
    make_authority,
    make_board,
    make_members,
    make_ready_tender,
    make_review,
)
from tests.factories.people import make_officer, make_user

AS = Callable[[User], CheckedClient]


@dataclass
class Scene:
    """A tender in review by a board of three with a quorum of two."""

    officer: User
    chair: User
    mel: User
    nour: User
    stranger: User
    key: str
    outcome_key: str

    @property
    def address(self) -> str:
        return f"/board/reviews/{self.key}"


@pytest.fixture
def scene(engine: Engine) -> Scene:
    with writing(engine) as session:
        return make_scene(session)


def make_scene(session: Session) -> Scene:
    officer = make_officer(session, make_authority(session))
    chair, mel, nour, stranger = make_members(session, 4)
    board = make_board(session, chair, mel, nour, quorum=2)
    make_board(session, stranger)
    review = make_review(session, make_ready_tender(session, officer), officer, board)
    key = snapshot_of(review.version).outcomes[1].key
    return Scene(officer, chair, mel, nour, stranger, review.key, key)


def stored(engine: Engine) -> Review:
    with reading(engine) as session:
        review = session.exec(select(Review)).one()
        for name in ("version", "tender", "verdicts", "interests", "comments", "conditions"):
            getattr(review, name)  # loaded here, to be read after the session is closed
        return review


def vote(client: CheckedClient, scene: Scene, kind: str, reason: str) -> None:
    page = client.fill_in(f"{scene.address}/verdict", {"kind": kind, "reason": reason})
    assert "Your verdict is recorded" in page.text


# Reading


def test_the_queue_leads_to_what_waits_and_says_ones_own_verdict_is_awaited(
    scene: Scene, client_for: AS
) -> None:
    page = client_for(scene.mel).get("/board")
    assert scene.address in page.text
    assert "Your verdict is awaited" in page.text
    assert "Nothing is waiting" in client_for(scene.stranger).get("/board").text


def test_the_frozen_version_is_shown_beside_its_objectives_with_its_digest(
    scene: Scene, client_for: AS, engine: Engine
) -> None:
    review, page = stored(engine), client_for(scene.mel).get(scene.address)
    snapshot = snapshot_of(review.version)
    assert review.version.sha256 in page.text
    for outcome in snapshot.outcomes:
        assert f'id="outcome-{outcome.number}"' in page.text
        assert outcome.measures[0].name in page.text
    for words in ("Households in fuel poverty", "Not verified", "Still to go", "Open to challenge"):
        assert words in page.text
    for criterion in snapshot.award.criteria:
        assert criterion.name in page.text


def test_a_page_shows_what_was_frozen_and_not_what_the_draft_became(
    scene: Scene, client_for: AS, engine: Engine
) -> None:
    with writing(engine) as session:
        session.exec(select(Tender)).one().title = "Changed behind the board's back"
    page = client_for(scene.mel).get(scene.address)
    assert "behind the board" not in page.text


def test_the_gap_of_an_objective_is_worked_out_and_marked_where_a_figure_is_not_verified(
    scene: Scene, client_for: AS
) -> None:
    text = client_for(scene.mel).get(scene.address).text
    assert re.search(
        r"<dt>Still to go</dt><dd>2\.1% of households, from the latest figure.*?Not verified", text
    )


def test_the_whole_specification_can_be_read_under_review(scene: Scene, client_for: AS) -> None:
    page = client_for(scene.mel).get(f"{scene.address}/specification")
    assert "Draft – not published" in page.text
    assert "spec-document" in page.text


def test_what_changed_since_the_version_looked_at_before_is_listed_by_part(
    scene: Scene, client_for: AS, engine: Engine
) -> None:
    with writing(engine) as session:
        tender = session.exec(select(Tender)).one()
        reviewing.recall(session, actor_of(session.get(User, scene.officer.id)), tender)
        tender.specification.who_affected = "Tenants and their landlords."
        board = session.exec(select(Review)).one().board
        again = make_review(session, tender, session.get(User, scene.officer.id), board)
    page = client_for(scene.mel).get(f"/board/reviews/{again.key}")
    assert "What changed since version 1" in page.text
    assert re.search(r"<ins>.*?Tenants and their landlords\.</ins>", page.text)
    assert "What changed since" not in client_for(scene.mel).get(scene.address).text


def test_a_review_page_costs_the_same_queries_however_much_was_said(
    scene: Scene, client_for: AS, engine: Engine
) -> None:
    client = client_for(scene.chair)

    def cost() -> int:
        with counted_statements() as seen:
            assert client.get(scene.address).status_code == 200
        return len(seen)

    cost()
    before = cost()
    with writing(engine) as session:
        review = session.exec(select(Review)).one()
        for member in (scene.chair, scene.mel, scene.nour):
            actor = actor_of(session.get(User, member.id))
            for number in range(5):
                reviewing.comment(session, actor, review, scene.outcome_key, f"Comment {number}")
            reviewing.record_verdict(session, actor, review, "endorsed", "Because")
    assert cost() == before


# Commenting


def test_a_comment_stands_under_its_outcome_and_the_answer_under_the_comment(
    scene: Scene, client_for: AS, engine: Engine
) -> None:
    client = client_for(scene.mel)
    page = client.fill_in(
        f"{scene.address}/outcomes/{scene.outcome_key}/comment", {"text": "Who collects this figure?"}
    )
    assert "Comments on outcome 2" in page.text
    with writing(engine) as session:
        made = session.exec(select(ReviewComment)).one()
        officer = actor_of(session.get(User, scene.officer.id))
        reviewing.answer_comment(session, officer, made.id, "The landlords do.")
    text = client_for(scene.nour).get(scene.address).text
    assert text.index("Who collects this figure?") < text.index("The landlords do.")


def test_a_comment_can_be_on_the_whole(scene: Scene, client_for: AS, engine: Engine) -> None:
    client_for(scene.mel).fill_in(f"{scene.address}/comment", {"text": "Well thought through."})
    assert [each.outcome_key for each in stored(engine).comments] == [""]


HOSTILE = [
    "<script>alert(1)</script>",
    "[x](javascript:alert(1)) ![](file:///etc/passwd)",
    "مرحبا بالعالم",
    "🏠 " * 50,
    "Diolch yn fawr, ŵyr",
    "=HYPERLINK(1)",
    "{{ 7 * 7 }} {% raw %}",
    "a" * 4_000,
]
REFUSED = {
    "": "Enter your comment",
    "   \n ": "Enter your comment",
    "a\x00b": "a character we cannot use",
    "pay \u202eexe.fdp": "a character we cannot use",
    "b" * 5_001: "must be 5,000 characters or fewer",
}


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_words_of_any_shape_are_kept_as_words(
    scene: Scene, client_for: AS, engine: Engine, text: str
) -> None:
    client = client_for(scene.mel)
    client.fill_in(f"{scene.address}/comment", {"text": text})
    client.fill_in(f"{scene.address}/verdict", {"kind": "endorsed", "reason": text})
    review = stored(engine)
    assert [each.text for each in review.comments] == [text.strip()]
    assert [each.reason for each in review.verdicts] == [text.strip()]
    page = client.get(scene.address)  # the page checks find anything that runs
    assert "<script>alert" not in page.text


@pytest.mark.parametrize(("text", "words"), REFUSED.items(), ids=range(len(REFUSED)))
def test_words_that_cannot_be_kept_are_refused_with_what_to_do(
    scene: Scene, client_for: AS, engine: Engine, text: str, words: str
) -> None:
    client = client_for(scene.mel)
    page = client.fill_in(f"{scene.address}/comment", {"text": text})
    assert "There is a problem" in page.text
    assert words in page.text
    assert stored(engine).comments == []


@pytest.mark.parametrize(
    ("page", "fields", "words"),
    [
        ("verdict", {"kind": None, "reason": ""}, ["Select your verdict", "Enter your reason"]),
        ("verdict", {"kind": "endorsed", "reason": "r" * 5_001}, ["5,000 characters or fewer"]),
        ("verdict", {"kind": "endorsed", "reason": "\x00"}, ["a character we cannot use"]),
        ("interest", {"nature": ""}, ["Enter your interest"]),
        ("interest", {"nature": "n" * 2_001}, ["2,000 characters or fewer"]),
        ("interest", {"nature": "\u2067hidden"}, ["a character we cannot use"]),
    ],
)
def test_an_answer_that_is_missing_or_wrong_is_named_in_the_error_summary(
    scene: Scene, client_for: AS, engine: Engine, page: str, fields: dict[str, str], words: list[str]
) -> None:
    shown = client_for(scene.mel).fill_in(f"{scene.address}/{page}", fields)
    for each in words:
        assert each in shown.text
    assert (stored(engine).verdicts, stored(engine).interests) == ([], [])


def test_a_verdict_that_is_not_in_the_list_is_refused(scene: Scene, client_for: AS, engine: Engine) -> None:
    client = client_for(scene.mel)
    page = client.fill_in(f"{scene.address}/verdict", {"kind": "withdrawn", "reason": "Because"})
    assert "choose one from the list" in page.text
    assert stored(engine).verdicts == []


# Verdicts and interests


def test_a_member_changes_their_verdict_until_the_board_decides(
    scene: Scene, client_for: AS, engine: Engine
) -> None:
    client = client_for(scene.mel)
    vote(client, scene, "not_endorsed", "No baseline.")
    page = client.get(f"{scene.address}/verdict")
    assert "No baseline." in page.text  # what was said before is there to change
    vote(client, scene, "endorsed", "The baseline came.")
    assert [(each.kind, each.reason) for each in stored(engine).verdicts] == [
        ("endorsed", "The baseline came.")
    ]
    assert "You gave your verdict: endorsed" in client.get("/board").text


def test_a_double_click_records_one_verdict(scene: Scene, client_for: AS, engine: Engine) -> None:
    client = client_for(scene.mel)
    page = client.get(f"{scene.address}/verdict")
    for _ in range(2):
        sent = client.send_form(page, {"kind": "endorsed", "reason": "Because"})
        assert sent.status_code == 200
    with reading(engine) as session:
        events = session.exec(select(AuditEvent).where(AuditEvent.action == "verdict.recorded")).all()
        assert len(session.exec(select(Verdict)).all()) == len(events) == 1


def test_whoever_declares_an_interest_reads_on_and_takes_no_part(
    scene: Scene, client_for: AS, engine: Engine
) -> None:
    client = client_for(scene.mel)
    page = client.fill_in(f"{scene.address}/interest", {"nature": "My sister bids for such work."})
    assert "You take no further part" in page.text
    shown = client.get(scene.address)
    assert "you take no part in the decision" in shown.text
    for part in ("verdict", "comment", "interest"):
        assert f'href="{scene.address}/{part}"' not in shown.text
    for part in ("verdict", "comment"):
        assert client.get(f"{scene.address}/{part}").status_code == 403
    assert "You declared an interest" in client.get("/board").text
    assert "My sister bids" in client_for(scene.nour).get(scene.address).text


def test_who_works_for_the_buyer_is_warned_and_marked(engine: Engine, client_for: AS) -> None:
    with writing(engine) as session:
        authority = make_authority(session)
        officer, insider = make_officer(session, authority), make_user(session, authority, name="Ina Insider")
        chair, *_ = make_members(session)
        board = make_board(session, chair, insider)
        review = make_review(session, make_ready_tender(session, officer), officer, board)
        address = f"/board/reviews/{review.key}"
    client = client_for(insider)
    assert f"You work for {authority.name}" in client.get(address).text
    client.fill_in(f"{address}/verdict", {"kind": "endorsed", "reason": "Because"})
    assert "Works for the buyer" in client_for(chair).get(address).text


# Deciding


def test_the_chair_waits_for_the_quorum(scene: Scene, client_for: AS, engine: Engine) -> None:
    client = client_for(scene.chair)
    page = client.get(f"{scene.address}/decision")
    assert "2 more verdicts" in page.text
    assert client.get(f"{scene.address}/decision/endorsed").location == f"{scene.address}/decision"
    assert stored(engine).closed_at is None


def test_the_chair_decides_and_the_dissent_stands_beside_it(
    scene: Scene, client_for: AS, engine: Engine
) -> None:
    chair = client_for(scene.chair)
    vote(client_for(scene.mel), scene, "not_endorsed", "The second link is only asserted.")
    vote(chair, scene, "endorsed", "Strong first outcome.")
    page = chair.fill_in(f"{scene.address}/decision", {"kind": "endorsed"})
    assert "The second link is only asserted." in page.text

    closed = chair.send_form(page, {"reason": "One to one, and the chair decides."})

    assert "The decision is recorded" in closed.text
    review = stored(engine)
    assert (review.decision, review.tender.state) == ("endorsed", "endorsed")
    shown = client_for(scene.nour).get(scene.address).text
    assert "1 member saw it otherwise" in shown
    assert "Dissent" in shown
    assert "The second link is only asserted." in shown
    assert scene.address in client_for(scene.nour).get("/board/decided").text
    assert scene.address not in client_for(scene.nour).get("/board").text


@pytest.fixture
def quorate(scene: Scene, engine: Engine) -> Scene:
    with writing(engine) as session:
        review = session.exec(select(Review)).one()
        for member in (scene.chair, scene.mel):
            actor = actor_of(session.get(User, member.id))
            reviewing.record_verdict(session, actor, review, "endorsed", "Because")
    return scene


def test_conditions_have_a_text_and_a_date_and_more_can_be_asked_for(
    quorate: Scene, client_for: AS, engine: Engine
) -> None:
    client, address = client_for(quorate.chair), f"{quorate.address}/decision/endorsed_with_conditions"
    first = {
        "condition_1": "Share the baseline.", "due_1-day": "4", "due_1-month": "1", "due_1-year": "2027",
    }  # fmt: skip
    page = client.fill_in(address, first, button="Add another condition")
    assert "Condition 3" in page.text
    assert "Share the baseline." in page.text
    assert stored(engine).closed_at is None

    client.send_form(page, {"reason": "Agreed.", "condition_3": "Name the data owner."},
                     button="Record the decision and close the review")  # fmt: skip

    assert [(each.text, str(each.due_on)) for each in stored(engine).conditions] == [
        ("Share the baseline.", "2027-01-04"), ("Name the data owner.", "None"),
    ]  # fmt: skip
    assert "Not met yet" in client.get(quorate.address).text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"reason": "Agreed."}, "Enter at least one condition"),
        ({"reason": "Agreed.", "due_1-day": "1", "due_1-month": "1", "due_1-year": "2027"}, "Enter condition 1"),
        ({"reason": "Agreed.", "condition_1": "x", "due_1-day": "31", "due_1-month": "2", "due_1-year": "2027"},
         "must be a real date"),
        ({"reason": "", "condition_1": "Share it."}, "Enter the reason for the decision"),
        ({"reason": "Agreed.", "condition_1": "c" * 1_001}, "1,000 characters or fewer"),
        ({"reason": "Agreed.", "condition_1": "a\x00"}, "a character we cannot use"),
    ],
)  # fmt: skip
def test_wrong_conditions_are_refused_and_what_was_typed_stays(
    quorate: Scene, client_for: AS, engine: Engine, fields: dict[str, str], words: str
) -> None:
    address = f"{quorate.address}/decision/endorsed_with_conditions"
    page = client_for(quorate.chair).fill_in(
        address, fields, button="Record the decision and close the review"
    )
    assert words in page.text
    if fields["reason"]:
        assert fields["reason"] in page.text
    assert stored(engine).closed_at is None


def test_a_decision_sent_twice_is_one_decision(quorate: Scene, client_for: AS, engine: Engine) -> None:
    client = client_for(quorate.chair)
    page = client.get(f"{quorate.address}/decision/not_endorsed")
    client.send_form(page, {"reason": "Too soon."})
    again = client.send_form(page, {"reason": "Too soon."})
    assert again.status_code == 409
    assert "This review is closed" in again.text
    assert stored(engine).decision == "not_endorsed"


def test_members_cannot_decide_and_the_attempt_is_on_the_trail(
    quorate: Scene, client_for: AS, engine: Engine
) -> None:
    client = client_for(quorate.mel)
    assert client.get(f"{quorate.address}/decision").status_code == 403
    assert client.get(f"{quorate.address}/decision/endorsed").status_code == 403
    page = client.get(f"{quorate.address}/verdict")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token is not None
    sent = client.post(
        f"{quorate.address}/decision/endorsed", data={"csrf_token": token[1], "reason": "Mine"}
    )
    assert sent.status_code == 403
    assert stored(engine).closed_at is None
    with reading(engine) as session:
        refused = session.exec(select(AuditEvent).where(AuditEvent.action == "access.refused")).all()
        assert {event.actor_id for event in refused} == {quorate.mel.id}


@pytest.mark.parametrize(
    "path", ["", "/specification", "/comment", "/interest", "/verdict", "/decision", "/decision/endorsed"]
)
def test_a_review_of_another_board_is_not_found(scene: Scene, client_for: AS, path: str) -> None:
    for person in (scene.stranger, scene.officer):
        assert client_for(person).get(scene.address + path).status_code == 404
    assert client_for(scene.mel).get(f"/board/reviews/0000000000{path}").status_code == 404


def test_an_outcome_or_decision_that_is_not_there_is_not_found(quorate: Scene, client_for: AS) -> None:
    client = client_for(quorate.chair)
    for path in ("/outcomes/0000000000/comment", "/decision/maybe", "/outcomes/%00/comment"):
        assert client.get(quorate.address + path).status_code == 404


def test_a_form_without_its_token_changes_nothing(scene: Scene, client_for: AS, engine: Engine) -> None:
    sent = client_for(scene.mel).post(
        f"{scene.address}/verdict", data={"kind": "endorsed", "reason": "Because"}
    )
    assert sent.status_code == 400
    assert stored(engine).verdicts == []
