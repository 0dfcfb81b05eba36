"""Each way to send a letter, over a real connection on this machine, and what it makes of every refusal."""

from __future__ import annotations

import socket
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from procure.config import Settings
from procure.mailing import Mail, NeverSent, NotSentYet, open_sender
from procure.mailing.mail import message_of
from tests.factories.mail_servers import NOTIFY_KEY, mail_server, notify_double

MAIL = Mail(
    "k" * 26,
    "sam@warm.example",
    "Warm homes – “changed”",
    "Cynnes.\nLine two.\n",
    "https://x/following/k/s/stop",
)


def settings(tmp_path: Path, url: str, **more: object) -> Settings:
    return Settings(
        data_dir=tmp_path, mail_url=SecretStr(url), mail_from="Procure <post@procure.example>", **more
    )  # type: ignore[arg-type]


def test_the_outbox_keeps_a_letter_as_one_file_however_often_it_is_sent(tmp_path: Path) -> None:
    sender = open_sender(settings(tmp_path, "outbox:"))
    assert sender.find(MAIL) is None
    assert sender.send(MAIL) == sender.send(MAIL) == sender.find(MAIL)
    (file,) = (tmp_path / "outbox").iterdir()
    letter = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert (letter["To"], letter["Subject"]) == (MAIL.to, MAIL.subject)


def test_a_mail_server_gets_the_letter_with_what_stops_it_by_one_click(tmp_path: Path) -> None:
    with mail_server() as server:
        sender = open_sender(settings(tmp_path, server.url))
        receipt = sender.send(MAIL)
        sender.send(Mail("j" * 26, "ann@warm.example", "Please confirm", "Hello\n"))
        sender.close()
    first, second = server.letters
    assert first["Message-ID"] == receipt == f"<{MAIL.key}@procure.example>"
    assert (first["To"], first["Subject"]) == (MAIL.to, MAIL.subject)
    assert first["List-Unsubscribe"] == f"<{MAIL.stop_address}>"
    assert first["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert first.get_content().replace("\r\n", "\n") == MAIL.body
    assert second["List-Unsubscribe"] is None


def test_however_long_the_address_that_stops_letters_is_programs_find_it_in_one_piece() -> None:
    stop = f"https://procurement.calderwold-county-council.example/following/{'k' * 10}/{'s' * 40}/stop?all=daily"
    written = message_of(replace(MAIL, stop_address=stop), "Procure <noreply@procure.example>").as_bytes()
    assert f"\nList-Unsubscribe: <{stop}>\n".encode() in written
    assert b"\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\n" in written


@pytest.mark.parametrize(("answer", "error"), [("451 later", NotSentYet), ("550 no such box", NeverSent)])
def test_a_mail_server_that_refuses_one_letter_takes_the_next(
    tmp_path: Path, answer: str, error: type[Exception]
) -> None:
    with mail_server() as server:
        server.answers = [answer]
        sender = open_sender(settings(tmp_path, server.url))
        with pytest.raises(error, match=answer):
            sender.send(MAIL)
        assert sender.send(MAIL)
        sender.close()
    assert len(server.letters) == 1


def test_a_mail_server_that_is_not_there_stops_all_letters_for_now(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        sender = open_sender(settings(tmp_path, f"smtp://127.0.0.1:{taken.getsockname()[1]}?tls=never"))
        with pytest.raises(NotSentYet) as refusal:
            sender.send(MAIL)
    assert refusal.value.is_general


def test_a_mail_server_without_tls_gets_nothing_unless_that_is_said(tmp_path: Path) -> None:
    with mail_server() as server:
        sender = open_sender(settings(tmp_path, server.url.partition("?")[0]))
        with pytest.raises(NotSentYet):
            sender.send(MAIL)
    assert server.letters == []


def test_notify_gets_subject_body_reference_and_stop_address(tmp_path: Path) -> None:
    with notify_double() as double:
        sender = open_sender(
            settings(
                tmp_path, "notify:template-1", notify_api_key=SecretStr(NOTIFY_KEY), notify_url=double.url
            )
        )
        assert sender.find(MAIL) is None
        receipt = sender.send(MAIL)
        assert sender.find(MAIL) == receipt
    (sent,) = double.sent
    assert (sent["path"], sent["template_id"]) == ("/v2/notifications/email", "template-1")
    assert (sent["email_address"], sent["reference"]) == (MAIL.to, MAIL.key)
    assert sent["personalisation"] == {"subject": MAIL.subject, "body": MAIL.body}
    assert sent["one_click_unsubscribe_url"] == MAIL.stop_address


@pytest.mark.parametrize(
    ("status", "error", "is_general"),
    [(400, NeverSent, None), (403, NotSentYet, True), (429, NotSentYet, True), (500, NotSentYet, True)],
)
def test_what_notify_refuses_is_told_apart(
    tmp_path: Path, status: int, error: type[Exception], is_general: bool | None
) -> None:
    with notify_double() as double:
        double.faults = [status]
        sender = open_sender(
            settings(tmp_path, "notify:t", notify_api_key=SecretStr(NOTIFY_KEY), notify_url=double.url)
        )
        with pytest.raises(error) as refusal:
            sender.send(MAIL)
    assert getattr(refusal.value, "is_general", None) is is_general
    assert double.sent == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"mail_url": "pigeon:"}, "should be one of outbox, smtp, smtps, notify"),
        ({"mail_url": "notify:t"}, "also needs NOTIFY_API_KEY"),
        ({"mail_from": "nobody"}, "MAIL_FROM must be an email address"),
    ],
)
def test_settings_that_cannot_send_are_refused_at_the_start(changes: dict[str, str], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Settings(**changes)  # type: ignore[arg-type]
