"""Questions through pages: a supplier asks without an account, officers answer to everybody at once."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlmodel import select
from werkzeug.test import TestResponse

from procure.config import Settings
from procure.db import reading, writing
from procure.models import AnswerBatch, ProcurementFactsRow, Specification, Tender, TenderQuestion, User
from procure.web.engagement import guarding
from tests.browsing import CheckedClient
from tests.factories.people import make_officer
from tests.factories.publications import make_listed_tender
from tests.factories.snapshots import make_facts
from tests.web.board_scene import AS
from tests.web.test_following import outbox

SAM = "sam@warm.example"
HOSTILE = "=cmd() <script>alert(1)</script> [Sam](javascript:alert(1)) of Warm Co-op"


@pytest.fixture
def reference(app: Flask) -> str:
    with writing(app.extensions["procure"].engine) as session:
        made = make_listed_tender(session)
        tender = session.exec(select(Tender).where(Tender.reference == made)).one()
        tender.specification, tender.facts = Specification(), ProcurementFactsRow()
        session.add(tender)
        return made


@pytest.fixture
def officer(app: Flask, reference: str, client_for: AS) -> CheckedClient:
    return officer_of(app, reference, client_for)


def officer_of(app: Flask, reference: str, client_for: AS) -> CheckedClient:
    with reading(app.extensions["procure"].engine) as session:
        tender = session.exec(select(Tender).where(Tender.reference == reference)).one()
        return client_for(session.get_one(User, tender.created_by_id))


def ask(app: Flask, client: CheckedClient, reference: str, **changes: str) -> TestResponse:
    with app.test_request_context():
        opened = guarding.opened(datetime.now(UTC) - timedelta(minutes=1))
    words = {
        "text": HOSTILE,
        "email": SAM,
        "organisation": "Warm Co-op",
        "part": "outcome-1",
        "opened": opened,
    }
    return client.fill_in(f"/published/{reference}/questions/ask", words | changes)


def own_page(settings: Settings) -> str:
    """The page of the question that the last letter is about."""
    found = re.search(r"http\S+(/questions/\w+/\w+)", outbox(settings)[-1])
    assert found
    return found[1]


def confirmed(app: Flask, client: CheckedClient, settings: Settings, reference: str, **changes: str) -> str:
    assert "We sent you a letter" in ask(app, client, reference, **changes).text
    page = own_page(settings)
    assert "The buyer has your question now" in client.fill_in(f"{page}/confirm", {}).text
    return page


def key_of(page: str) -> str:
    return page.split("/")[2]


def test_a_question_is_asked_answered_to_all_and_corrected(
    app: Flask, settings: Settings, client: CheckedClient, officer: CheckedClient, reference: str
) -> None:
    public, desk = f"/published/{reference}/questions", f"/tenders/{reference}/clarifications"
    assert public in client.get(f"/published/{reference}").text
    page = confirmed(app, client, settings, reference)
    assert "The buyer has your question." in client.get(page).text
    assert "(1 to answer)" in officer.get(f"/tenders/{reference}").text
    assert "&lt;script&gt;" in officer.get(desk).text
    write = f"{desk}/answers/new?question={key_of(page)}"
    assert "the asker’s organisation" in officer.get(write).text
    refused = officer.fill_in(
        write, {"wording": f"{SAM} asks", "kind": "answered", "text": "So.", "changes_specification": "no"}
    )
    assert "address of whoever asked" in refused.text
    answer = {
        "wording": "=Why <b>so</b>?",
        "kind": "answered",
        "text": "**Because** [x](javascript:x)",
        "changes_specification": "yes",
    }
    assert "Nobody else reads it" in officer.fill_in(write, answer).text
    assert "is answering your question" in client.get(page).text
    assert "No question is answered yet" in client.get(public).text
    (draft,) = re.findall(r'name="answer" type="checkbox" value="(\w+)"', officer.get(f"{desk}/publish").text)
    for _ in range(2):
        assert "Batch 1 is public" in published(officer, desk, draft).text
    shown = client.get(public).text
    assert "<strong>Because</strong>" in shown
    assert "leads to a change of the specification" in shown
    assert f'href="/published/{reference}/versions/1#spec-outcome-1"' in shown
    for told in (shown, client.get(f"{public}.csv").text, client.get(f"{public}.json").text):
        assert not {"Warm Co-op", SAM, "<script>alert"} & {
            each for each in ("Warm Co-op", SAM, "<script>alert") if each in told
        }
    assert "'=Why" in client.get(f"{public}.csv").text
    assert client.get(f"{public}.json").json["answers"][0]["question"] == "=Why <b>so</b>?"
    assert f"{public}#answer-{draft}" in client.get(page).text
    assert "answered your question, in batch 1" in outbox(settings)[-1]
    assert f"{public}/batches/1/answers.pdf" in shown
    everything = f"/published/{reference}/versions/1/batches/1/everything.zip"
    assert everything in client.get(f"/published/{reference}/versions/1").text
    for address in (f"{public}/batches/1/answers.pdf", everything):
        file = client.get(address)
        assert "immutable" in file.headers["Cache-Control"]
        assert client.get(address, headers={"If-None-Match": file.headers["ETag"]}).status_code == 304
        assert client.get(address, headers={"Range": "bytes=0-3"}).data == file.data[:4]
        assert client.get(address.replace("batches/1", "batches/2")).status_code == 404
    fixed = officer.fill_in(f"{desk}/answers/{draft}/correct", answer | {"text": "Not so."})
    assert "it stands beside the first answer" in fixed.text
    (second,) = re.findall(
        r'name="answer" type="checkbox" value="(\w+)"', officer.get(f"{desk}/publish").text
    )
    published(officer, desk, second)
    both = client.get(public).text
    assert "Not so." in both
    assert "<strong>Because</strong>" in both
    assert "Read <a" in both
    log = list(csv.reader(io.StringIO(officer.get(f"{desk}/log.csv").text.removeprefix("\ufeff"))))
    assert log[1][8].startswith("'=cmd()")
    assert "1" in log[1]
    assert json.loads(officer.get(f"{desk}/log.json").text)["questions"][0]["organisation"] == "Warm Co-op"
    with reading(app.extensions["procure"].engine) as session:
        assert len(session.exec(select(AnswerBatch)).all()) == 2


def published(officer: CheckedClient, desk: str, draft: str) -> TestResponse:
    token = re.search(r'name="csrf_token" value="([^"]+)"', officer.get(f"{desk}/late").text)
    assert token
    data = {"csrf_token": token[1], "answer": draft}
    return officer.post(f"{desk}/publish", data=data, follow_redirects=True)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"text": " "}, "Enter your question"),
        ({"text": "x" * 100_000}, "Your question must be 3,000 characters or fewer"),
        ({"text": "nul\x00l"}, "a character we cannot use"),
        ({"email": "sam at warm"}, "must be an email address"),
        ({"email": "s@x.example\r\nBcc: all@x.example"}, "must be an email address"),
        ({"part": "outcome-99"}, "choose one from the list"),
        ({"website": "https://spam.example"}, "Leave this empty"),
        ({"opened": "forged"}, "Read it through and send it again"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_words_and_no_letter(
    app: Flask, settings: Settings, client: CheckedClient, reference: str, changes: dict[str, str], said: str
) -> None:
    assert said in ask(app, client, reference, **changes).text
    assert outbox(settings) == []


def test_a_question_is_taken_back_and_an_address_erased_from_the_letters_link(
    app: Flask, settings: Settings, client: CheckedClient, officer: CheckedClient, reference: str
) -> None:
    page = confirmed(app, client, settings, reference)
    answer = client.get(page)
    assert (answer.headers["Referrer-Policy"], answer.headers["Cache-Control"]) == ("no-referrer", "no-store")
    assert "are erased" in client.fill_in(f"{page}/erase", {}).text
    assert (
        "Whoever asked had their address erased" in officer.get(f"/tenders/{reference}/clarifications").text
    )
    assert client.get(f"{page}/erase").status_code == 302
    assert "You took this question back" in client.fill_in(f"{page}/withdraw", {}).text
    for path in ("withdraw", "confirm"):
        assert client.get(f"{page}/{path}").status_code == 302
    assert client.get(page[:-1]).status_code == 404


def test_late_questions_are_refused_with_a_message_where_the_buyer_takes_none(
    app: Flask, settings: Settings, client: CheckedClient, client_for: AS
) -> None:
    over = datetime(2020, 1, 2, 12, tzinfo=UTC)
    with writing(app.extensions["procure"].engine) as session:
        reference = make_listed_tender(session, facts=make_facts(enquiry_deadline_at=over))
    officer = officer_of(app, reference, client_for)
    page = f"/published/{reference}/questions"
    assert "marked as late, and the buyer need not answer" in client.get(f"{page}/ask").text
    confirmed(app, client, settings, reference)
    assert "Late (1)" in officer.get(f"/tenders/{reference}/clarifications?show=late").text
    late = officer.fill_in(f"/tenders/{reference}/clarifications/late", {"takes_late_questions": "no"})
    assert "Late questions: refused" in late.text
    assert "takes none after it" in client.get(page).text
    refused = client.get(f"{page}/ask")
    assert (refused.status_code, "takes none after it" in refused.text) == (409, True)
    assert "ac nid yw’r prynwr hwn yn derbyn yr un wedyn" in client.get(f"/cy{page}/ask").text


def test_an_officer_merges_sets_aside_and_erases(
    app: Flask,
    settings: Settings,
    client: CheckedClient,
    officer: CheckedClient,
    client_for: AS,
    reference: str,
) -> None:
    desk = f"/tenders/{reference}/clarifications"
    page = confirmed(app, client, settings, reference)
    one = f"{desk}/{key_of(page)}"
    assert "Enter why it is set aside" in officer.fill_in(one, {"deed": "set_aside"}).text
    assert "Select the answer it goes under" in officer.fill_in(one, {"deed": "join"}).text
    officer.fill_in(one, {"deed": "set_aside", "because": "Advertising <b>"})
    assert "Advertising &lt;b&gt;" in client.get(page).text
    officer.fill_in(one, {"deed": "make_new"})
    other = confirmed(app, client, settings, reference, text="Another?", email="ann@cosy.example")
    answer = {
        "wording": "Why?",
        "kind": "declined",
        "text": "It would tell a secret.",
        "changes_specification": "no",
    }
    officer.fill_in(f"{desk}/answers/new?question={key_of(page)}", answer)
    (draft,) = re.findall(r'name="answer" type="checkbox" value="(\w+)"', officer.get(f"{desk}/publish").text)
    published(officer, desk, draft)
    assert "Why the buyer does not answer" in client.get(f"/published/{reference}/questions").text
    officer.fill_in(f"{desk}/{key_of(other)}", {"deed": "join", "answer": draft})
    assert "The same was asked before" in client.get(other).text
    with writing(app.extensions["procure"].engine) as session:
        stranger = make_officer(session)
    for path in (desk, one, f"{desk}/log.csv", f"{desk}/answers/{draft}"):
        assert client_for(stranger).get(path).status_code == 404
    with reading(app.extensions["procure"].engine) as session:
        assert len(session.exec(select(TenderQuestion)).all()) == 2
