"""The converter's pages: a paper in, statements sorted with or without a script, and an account of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlmodel import select

from procure.db import reading, writing
from procure.models import SourceDocument, SourceStatement, User
from procure.papers import Form, Paper, Passage, Refused
from procure.services import converting, triaging
from tests.browsing import CheckedClient
from tests.factories.people import make_officer, make_organisation, make_tender

ClientFor = Callable[[User], CheckedClient]
LINES = (
    "The Provider shall employ 12 cleaners on every day of the week.",
    "The Provider shall comply with the Health and Safety at Work etc. Act 1974.",
    "Fewer residents will report dirty streets by March 2029.",
    "=HYPERLINK(1) <script>alert(1)</script> shall be cleaned.",
)


@pytest.fixture
def base(app: Flask) -> str:
    with writing(app.extensions["procure"].engine) as session:
        officer = make_officer(session, make_organisation(session, name="Northmoor Council"))
        return f"/tenders/{make_tender(session, officer).reference}/converter"


@pytest.fixture
def client(app: Flask, base: str, client_for: ClientFor) -> CheckedClient:
    with reading(app.extensions["procure"].engine) as session:
        return client_for(session.exec(select(User)).unique().one())


@pytest.fixture
def read(client: CheckedClient, base: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A paper of four lines that was read, and the address of its statements."""
    passages = tuple(Passage(line, ("1. Cleaning",), 2, at) for at, line in enumerate(LINES, start=1))
    monkeypatch.setattr(
        converting, "read_within", lambda *a, **k: Paper(Form.DOCX, passages, 3, ("A note.",))
    )
    answer = upload(client, base)
    assert answer.request.path.endswith("/statements")
    return str(answer.request.path)


def upload(client: CheckedClient, base: str, data: bytes = b"words", name: str = "old.docx") -> Any:
    return client.send_form(client.get(base), {"file": (BytesIO(data), name)})


def post(client: CheckedClient, address: str, data: dict[str, Any]) -> Any:
    """Send what a form or the page's script would."""
    token = re.search(
        r'name="csrf_token" value="([^"]+)"', client.get(f"{address.split('/converter')[0]}/converter").text
    )
    assert token is not None
    return client.post(address, data=data | {"csrf_token": token[1]}, follow_redirects=True)


def test_an_uploaded_paper_is_read_and_its_statements_shown_with_place_and_reason(
    client: CheckedClient, read: str
):
    page = client.get(read).text
    for words in (
        LINES[0],
        "Page 2, paragraph 1",
        "1. Cleaning",
        "Input",
        "A note.",
        "4</strong> of 4 statements",
    ):
        assert words in page
    assert "<script>alert" not in page


def test_pasted_text_is_read_in_a_process_of_its_own(client: CheckedClient, base: str, app: Flask):
    answer = post(client, base, {"how": "text", "text": "1. Cleaning\n\nSweep every street each week."})
    assert "Sweep every street each week." in answer.text
    with reading(app.extensions["procure"].engine) as session:
        assert session.exec(select(SourceDocument.form)).one() == "text"


def test_a_finding_keeps_its_abbreviation_inside_a_sentence(client: CheckedClient, base: str, app: Flask):
    answer = post(client, base, {"how": "text", "text": "The works shall comply with BS 7671."})
    assert "Worth another look: UK-only standard" in answer.text


def test_what_cannot_be_taken_is_said_beside_the_field(client: CheckedClient, base: str):
    for sent, says in (({"how": "file"}, "Select a document"), ({"how": "text", "text": " "}, "Paste the text"),
                       ({"how": "notice"}, "was not imported")):  # fmt: skip
        answer = post(client, base, sent)
        assert (answer.status_code, says in answer.text) == (400, True)


def test_a_document_that_is_too_large_is_said_on_the_page(client: CheckedClient, base: str):
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(base).text)
    assert token is not None
    head = f'--edge\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token[1]}\r\n'
    file = '--edge\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
    for size, status in ((20 * 1024**2 + 1, 400), (21 * 1024**2, 413)):
        body = (head + file).encode() + b" " * size + b"\r\n--edge--\r\n"
        answer = client.post(base, data=body, content_type="multipart/form-data; boundary=edge")
        assert (answer.status_code, "smaller than 20 MB" in answer.text) == (status, True)


def test_a_refused_paper_says_how_to_mend_it_and_can_be_tried_again(
    client: CheckedClient, base: str, monkeypatch: pytest.MonkeyPatch
):
    def refuse(*about: object, **how: object) -> Paper:
        raise Refused("macros", "The document holds macros. Save a copy without them.")

    monkeypatch.setattr(converting, "read_within", refuse)
    page = upload(client, base)
    assert "Save a copy without them." in page.text
    assert client.send_form(page, {}, button=None).status_code == 200
    assert "Not read" in client.get(base).text


def test_a_paper_that_waits_says_so_and_needs_no_script(
    client: CheckedClient, base: str, app: Flask, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(converting, "convert", lambda *about: "waiting")
    page = upload(client, base)
    assert "Waiting for its turn." in page.text
    assert "Look again" in page.text
    assert client.get(f"{page.request.path}/progress").json == {
        "is_finished": False, "words": "Waiting for its turn.", "done": 0, "total": 0,
    }  # fmt: skip
    assert client.get(f"{page.request.path}/statements").status_code == 302
    with writing(app.extensions["procure"].engine) as session:
        document = session.exec(select(SourceDocument)).one()
        document.state, document.done, document.total = "reading", 3, 9
    assert "Reading: 3 of 9." in client.get(page.request.path).text


def test_selected_statements_are_decided_filtered_undone_and_landed_without_a_script(
    client: CheckedClient, read: str, app: Flask
):
    assert "Select why" in post(client, read, {"decision": "fixed", "statements": ["2"]}).text
    assert "Select at least one" in post(client, read, {"decision": "background"}).text
    done = post(client, read, {"decision": "fixed", "reason": "law", "statements": ["2"]})
    assert "1 statement: fixed requirement." in done.text
    post(client, read, {"decision": "question", "statements": ["1", "4"]})
    assert "2 statements as before." in post(client, read, {"decision": "undo"}).text
    post(client, read, {"decision": "question", "statements": ["1", "4"]})
    narrowed = client.get(f"{read}?decision=undecided&kind=outcome&words=dirty").text
    assert LINES[2] in narrowed
    assert LINES[0] not in narrowed
    assert "No statement is like that" in client.get(f"{read}?words=nowhere&page=99").text
    landed = post(client, read.replace("/statements", "/land"), {})
    assert "In the draft now: 1 fixed requirement, 2 supplier questions." in landed.text
    assert "In the draft" in client.get(read).text
    listed = client.get(f"/tenders/{read.split('/')[2]}/lists/fixed-requirements").text
    assert "page 2, paragraph 2 of old.docx" in listed


def test_all_that_the_filters_show_is_decided_at_once(client: CheckedClient, read: str):
    answer = post(client, f"{read}?words=provider", {"decision": "background", "all": "yes"})
    assert "2 statements: background." in answer.text
    assert "2 statements are shown." in client.get(f"{read}?words=provider").text
    said = post(client, read, {"by": "script", "decision": "background", "all": "yes"}).json
    assert (said["undecided"], said["is_stale"]) == (0, True)


def test_what_was_meant_for_all_pages_stays_so_until_a_reason_is_given(
    client: CheckedClient, read: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(triaging, "PAGE_SIZE", 2)
    refused = post(client, read, {"decision": "fixed", "all": "yes"}).text
    assert "Select why" in refused
    assert re.search(r'name="all" value="yes" id="all" checked', refused)
    assert not re.search(r'id="all" checked', client.get(read).text)


def test_the_keyboard_script_gets_what_changed(client: CheckedClient, read: str):
    said = post(client, read, {"by": "script", "decision": "outcome", "statements": ["3"]}).json
    assert (said["undecided"], said["to_land"], said["is_stale"]) == (3, 1, False)
    assert LINES[2] in said["rows"]["3"]
    assert "error" in post(client, read, {"by": "script", "decision": "fixed", "statements": ["3"]}).json
    assert post(client, read, {"by": "script", "decision": "undo"}).json["is_stale"]


def test_one_statement_is_settled_in_full(client: CheckedClient, read: str, app: Flask):
    one = f"{read}/1"
    assert "how, compared" not in client.get(one).text
    for sent, says in (({}, "Select what becomes"), ({"decision": "fixed"}, "Select why"),
                       ({"decision": "outcome", "suggestion": "own"}, "write the outcome")):  # fmt: skip
        answer = post(client, one, sent)
        assert (answer.status_code, says in answer.text) == (400, True)
    post(client, one, {"decision": "outcome", "suggestion": "own", "outcome": "Streets stay clean."})
    post(client, f"{read}/4", {"decision": "question", "question": "How would you clean?"})
    with reading(app.extensions["procure"].engine) as session:
        stored = session.exec(select(SourceStatement.wording).order_by(SourceStatement.number)).all()
    assert stored == ["Streets stay clean.", "", "", "How would you clean?"]
    assert "Streets stay clean." in client.get(one).text
    assert client.get(f"{read}/99").status_code == 404


def test_before_and_after_is_a_page_and_a_harmless_csv(client: CheckedClient, read: str):
    post(client, read, {"decision": "question", "statements": ["1"]})
    report = read.replace("/statements", "/report")
    assert "statements that fixed what is delivered or how" in client.get(report).text
    answer = client.get(f"{report}.csv")
    assert "'=HYPERLINK(1)" in answer.text
    assert answer.headers["Content-Disposition"].endswith('-before-and-after.csv"')
    assert client.get(f"{report}.pdf").status_code == 404


def test_nobody_else_sees_any_of_it(client: CheckedClient, read: str, client_for: ClientFor, app: Flask):
    with writing(app.extensions["procure"].engine) as session:
        stranger = client_for(make_officer(session))
    document = read.removesuffix("/statements")
    for address in (read, document, f"{document}/progress", f"{document}/report", f"{document}/report.csv",
                    f"{document}/report.pdf", f"{read}/1"):  # fmt: skip
        assert stranger.get(address).status_code == 404


def test_a_tender_may_start_from_an_old_specification(client: CheckedClient):
    answer = client.fill_in("/tenders/start", {"how": "document"})
    assert "then=document" in answer.request.url
