"""Letters go out once, whatever fails: the mail server, the network, or the worker in the middle of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine
from sqlmodel import Session, select

from procure.config import Settings
from procure.db import reading, writing
from procure.domain.exceptions import NotAllowed, NotFound, WrongState
from procure.domain.following import LEASE, WAITS
from procure.domain.permissions import ANYONE, Actor
from procure.domain.vocabulary import Role
from procure.mailing import Mail, Sender, open_sender
from procure.models import Letter
from procure.services import posting
from tests.factories.mail_servers import NOTIFY_KEY, mail_server, notify_double

START = datetime(2026, 11, 2, 9, tzinfo=UTC)


class Killed(BaseException):
    """The worker's end: nothing catches it."""


def write(engine: Engine, *purposes: str) -> None:
    with writing(engine) as session:
        for purpose in purposes:
            posting.post(session, purpose, f"{purpose}@example.org", f"About {purpose}", "Words\n", at=START)


def smtp(tmp_path: Path, url: str) -> Sender:
    return open_sender(Settings(data_dir=tmp_path, mail_url=SecretStr(url)))


def only(engine: Engine) -> Letter:
    with reading(engine) as session:
        return session.exec(select(Letter)).one()


def at(moment: datetime) -> dict[str, object]:
    return {"now": lambda: moment}


@pytest.mark.both_databases
def test_each_letter_goes_out_once_and_asking_twice_writes_one(engine: Engine, tmp_path: Path) -> None:
    write(engine, "a", "b")
    write(engine, "a")
    with mail_server() as server:
        assert posting.deliver(engine, smtp(tmp_path, server.url)) == 2
        assert posting.deliver(engine, smtp(tmp_path, server.url)) == 0
    assert [letter["To"] for letter in server.letters] == ["a@example.org", "b@example.org"]
    assert not posting.has_due(engine)


def test_a_letter_that_failed_waits_its_time_and_others_go_out(engine: Engine, tmp_path: Path) -> None:
    write(engine, "a", "b")
    with mail_server() as server:
        server.answers = ["451 later"]
        assert posting.deliver(engine, smtp(tmp_path, server.url), now=lambda: START) == 1
        assert not posting.has_due(engine, START + WAITS[0] - timedelta(seconds=1))
        assert posting.deliver(engine, smtp(tmp_path, server.url), now=lambda: START + WAITS[0]) == 1
    assert [letter["To"] for letter in server.letters] == ["b@example.org", "a@example.org"]


def test_while_the_mail_server_is_gone_one_letter_tries_it_for_all(engine: Engine, tmp_path: Path) -> None:
    write(engine, "a", "b", "c")
    with mail_server() as server:
        gone = server.url
    assert posting.deliver(engine, smtp(tmp_path, gone), now=lambda: START) == 0
    with reading(engine) as session:
        assert sorted(letter.attempts for letter in session.exec(select(Letter))) == [0, 0, 1]


def test_a_letter_that_keeps_failing_is_given_up_with_the_reason_and_can_be_sent_again(
    engine: Engine, tmp_path: Path
) -> None:
    administrator = Actor(name="Ruth", roles=frozenset({Role.ADMINISTRATOR}))
    write(engine, "a")
    with mail_server() as server:
        server.answers = ["451 full"] * (len(WAITS) + 1)
        moment = START
        for wait in (*WAITS, timedelta(0)):
            posting.deliver(engine, smtp(tmp_path, server.url), now=lambda moment=moment: moment)
            moment += wait
        given_up = only(engine)
        assert given_up.given_up_at is not None
        assert "451 full" in given_up.last_error
        with writing(engine) as session:
            assert [each.key for each in posting.postbox(session, administrator).given_up] == [given_up.key]
            posting.try_again(session, administrator, given_up.key)
        assert posting.deliver(engine, smtp(tmp_path, server.url)) == 1
        with writing(engine) as session, pytest.raises(WrongState):
            posting.try_again(session, administrator, given_up.key)
        with writing(engine) as session, pytest.raises(NotFound):
            posting.try_again(session, administrator, "nothing")


def test_an_address_that_does_not_exist_is_not_tried_again(engine: Engine, tmp_path: Path) -> None:
    write(engine, "a")
    with mail_server() as server:
        server.answers = ["550 no such box"]
        posting.deliver(engine, smtp(tmp_path, server.url))
    assert only(engine).given_up_at is not None


def test_a_worker_that_dies_before_it_hands_a_letter_over_loses_nothing(
    engine: Engine, tmp_path: Path
) -> None:
    write(engine, "a")

    class Dying:
        def send(self, mail: Mail) -> str:
            raise Killed

        def find(self, mail: Mail) -> None:
            return None

        def close(self) -> None:
            return None

    with pytest.raises(Killed):
        posting.deliver(engine, Dying(), now=lambda: START)
    with mail_server() as server:
        sender = smtp(tmp_path, server.url)
        assert posting.deliver(engine, sender, now=lambda: START + LEASE / 2) == 0, "it is still in hand"
        assert posting.deliver(engine, sender, now=lambda: START + 2 * LEASE) == 1
    assert len(server.letters) == 1


@pytest.mark.both_databases
def test_a_letter_that_notify_took_before_the_worker_died_is_found_there_and_not_sent_again(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(engine, "a")
    with notify_double() as double:
        settings = Settings(
            data_dir=tmp_path, mail_url=SecretStr("notify:t"), notify_api_key=SecretStr(NOTIFY_KEY),
            notify_url=double.url,
        )  # fmt: skip
        with monkeypatch.context() as patch:
            patch.setattr(posting, "_note_sent", lambda *args: (_ for _ in ()).throw(Killed))
            with pytest.raises(Killed):
                posting.deliver(engine, open_sender(settings), now=lambda: START)
        assert posting.deliver(engine, open_sender(settings), now=lambda: START + 2 * LEASE) == 1
        assert len(double.sent) == 1
        assert only(engine).receipt == double.sent[0]["id"]


def test_a_letter_that_a_mail_server_took_before_the_worker_died_comes_again_as_the_same_letter(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mail server cannot be asked. Mail systems drop a second letter with the Message-ID of the first."""
    write(engine, "a")
    with mail_server() as server:
        with monkeypatch.context() as patch:
            patch.setattr(posting, "_note_sent", lambda *args: (_ for _ in ()).throw(Killed))
            with pytest.raises(Killed):
                posting.deliver(engine, smtp(tmp_path, server.url), now=lambda: START)
        posting.deliver(engine, smtp(tmp_path, server.url), now=lambda: START + 2 * LEASE)
    assert len({letter["Message-ID"] for letter in server.letters}) == 1


def test_whom_a_letter_went_to_and_what_it_said_is_erased_in_time(session: Session, engine: Engine) -> None:
    letter = posting.post(session, "a", "a@example.org", "S", "B", at=START)
    letter.sent_at, letter.due_at = START, None
    session.add(letter)
    session.flush()
    posting.erase_old(session, 30, START + timedelta(days=29))
    session.refresh(letter)
    assert letter.to == "a@example.org"
    posting.erase_old(session, 30, START + timedelta(days=31))
    session.refresh(letter)
    assert (letter.to, letter.subject, letter.body) == ("", "", "")
    assert posting.post(session, "a", "a@example.org", "S", "B").id != letter.id


def test_only_administrators_see_the_post(session: Session) -> None:
    with pytest.raises(NotAllowed):
        posting.postbox(session, ANYONE)
    with pytest.raises(NotAllowed):
        posting.try_again(session, ANYONE, "k")
