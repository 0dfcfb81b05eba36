"""Following through pages, without an account: from the tender to the mailbox and back."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from flask import Flask
from sqlmodel import select
from werkzeug.test import TestResponse

from procure.config import Settings
from procure.db import writing
from procure.domain.following import HappeningKind
from procure.models import Letter, Tender
from procure.services.heralding import herald
from procure.web.engagement import guarding
from tests.browsing import CheckedClient
from tests.publication_files import starts_with_a_publication
from tests.web.admin_office import AS, Office

SAM = "sam@warm.example"


pytestmark = starts_with_a_publication


@pytest.fixture
def reference(published_reference: str) -> str:
    return published_reference


def ask(app: Flask, client: CheckedClient, address: str, **changes: str) -> TestResponse:
    with app.test_request_context():
        opened = guarding.opened(datetime.now(UTC) - timedelta(minutes=1))
    return client.fill_in(address, {"email": SAM, "pace": "at_once", "opened": opened, **changes})


def outbox(settings: Settings) -> list[str]:
    """The letters that were sent, oldest first."""
    files = sorted((settings.data_dir / "outbox").glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
    return [
        message_from_bytes(file.read_bytes(), policy=policy.default).get_content()  # type: ignore[attr-defined]
        for file in files
    ]


def link_in(letter: str) -> str:
    found = re.search(r"http\S+(/following/\S+)", letter)
    assert found
    return found[1]


def test_somebody_follows_a_tender_is_told_and_stops(
    app: Flask, settings: Settings, client: CheckedClient, reference: str
) -> None:
    page = client.get(f"/published/{reference}")
    assert f"/published/{reference}/follow" in page.text
    sent = ask(app, client, f"/published/{reference}/follow")
    assert "Check your email" in sent.text
    (asking,) = outbox(settings)
    confirm = link_in(asking)
    assert confirm.endswith("/confirm")
    assert "Not confirmed yet" in client.get(confirm.removesuffix("/confirm")).text
    confirmed = client.fill_in(confirm, {})
    assert "Confirmed." in confirmed.text
    assert client.get(confirm).status_code == 302
    with writing(app.extensions["procure"].engine) as session:
        from_page = confirmed.request.path
        tender_id = session.exec(_tender_id(reference)).one()
        herald(session, tender_id, HappeningKind.CHALLENGE, "k")
    app.extensions["procure"].jobs.sweep()
    assert "The buyer answered a challenge" in outbox(settings)[-1]
    assert "Saved." in client.fill_in(f"{from_page}/pace", {"pace": "weekly"}).text
    stopped = client.fill_in(f"{from_page}/stop", {"what": "all"})
    assert "You no longer follow this" in stopped.text
    assert client.get(f"{from_page}/stop").status_code == 302
    assert client.get(f"{from_page}/pace").status_code == 404
    assert client.get(confirm).status_code == 302


def _tender_id(reference: str):
    return select(Tender.id).where(Tender.reference == reference)


def test_one_click_of_a_mail_program_stops_letters_without_a_session_or_a_token(
    app: Flask, settings: Settings, client: CheckedClient, reference: str
) -> None:
    ask(app, client, f"/published/{reference}/follow")
    page = link_in(outbox(settings)[0]).removesuffix("/confirm")
    client.fill_in(f"{page}/confirm", {})
    program = app.test_client(use_cookies=False)
    for _ in range(2):
        answer = program.post(f"{page}/stop", data={"List-Unsubscribe": "One-Click"})
        assert (answer.status_code, answer.text) == (200, "You get no more of these letters.")
    in_welsh = program.post(f"/cy{page}/stop", data={"List-Unsubscribe": "One-Click"})
    assert in_welsh.text == "Ni chewch ragor o’r llythyrau hyn."
    assert "You no longer follow this" in client.get(page).text


def test_buyers_outcomes_and_searches_are_followed_from_where_they_are_seen(
    app: Flask, settings: Settings, client: CheckedClient, reference: str
) -> None:
    near = client.get(f"/published/{reference}/follow").text
    (buyer,) = re.findall(r'href="(/follow/buyer/\w+)"', near)
    assert "Check your email" in ask(app, client, buyer).text
    assert "/follow/search?q=warm&amp;open=1" in client.get("/published?q=warm&open=1").text
    assert "Check your email" in ask(app, client, "/follow/search?q=warm&open=1").text
    assert "“warm”, still open" in outbox(settings)[-1]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"email": "sam at warm"}, "must be an email address"),
        ({"email": ""}, "Enter your email address"),
        ({"email": "s@x.example\r\nBcc: all@x.example"}, "must be an email address"),
        ({"pace": ""}, "Select how often we may write"),
        ({"website": "https://spam.example"}, "Leave this empty"),
    ],
)
def test_what_cannot_be_followed_is_refused_with_words_and_no_letter(
    app: Flask, settings: Settings, client: CheckedClient, reference: str, changes: dict[str, str], said: str
) -> None:
    page = ask(app, client, f"/published/{reference}/follow", **changes)
    assert said in page.text
    assert outbox(settings) == []


def test_links_that_are_cut_or_guessed_open_nothing(client: CheckedClient, reference: str) -> None:
    for address in (
        "/following/0000000000/x", "/following/0000000000/x/confirm", "/following/0000000000/x/stop",
        "/following/0000000000/x/pace", "/published/0000-0000-00/follow", "/follow/buyer/x", "/follow/outcome/x",
    ):  # fmt: skip
        assert client.get(address).status_code == 404
    answer = client.get("/follow/search?q=%22%27--&mission=%F0%9F%98%80&before=9")
    assert answer.status_code == 200
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_administrators_see_what_could_not_be_delivered_and_try_it_again(
    app: Flask, office: Office, client_for: AS
) -> None:
    with writing(app.extensions["procure"].engine) as session:
        letter = Letter(
            purpose="p", to="gone@warm.example", subject="<b>Homes</b>", body="Words", due_at=None, attempts=3,
            given_up_at=datetime.now(UTC), last_error="The mail server said 550 no such box",
        )  # fmt: skip
        session.add(letter)
    administrator = client_for(office.administrator)
    page = administrator.get("/admin/post")
    assert "gone@warm.example" in page.text
    assert "550 no such box" in page.text
    assert (
        "It will be tried again now"
        in administrator.fill_in("/admin/post", {}, button="Try again to gone@warm.example").text
    )


def test_letters_come_in_the_language_in_which_they_were_asked_for(
    app: Flask, settings: Settings, client: CheckedClient, reference: str
) -> None:
    assert "Edrychwch yn eich e-bost" in ask(app, client, f"/cy/published/{reference}/follow").text
    (asking,) = outbox(settings)
    assert "agorwch y dudalen hon a phwyswch y botwm:" in asking
    (confirm,) = re.findall(r"http://[^/]+(/cy/following/\S+/confirm)", asking)
    assert "Wedi’i gadarnhau." in client.fill_in(confirm, {}).text
    with writing(app.extensions["procure"].engine) as session:
        tender = session.exec(select(Tender).where(Tender.reference == reference)).one()
        assert tender.id is not None
        herald(session, tender.id, HappeningKind.CHALLENGE, "k")
    app.extensions["procure"].jobs.sweep()
    told = outbox(settings)[-1]
    assert "Atebodd y prynwr her i’r hyn sy’n sefydlog." in told
    assert f"/cy/published/{reference}/challenges" in told
