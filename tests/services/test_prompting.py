"""Letters to members about a decision put to them in writing: each is told once and reminded once, and no letter names
the tender."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from procure.config import Settings
from procure.db import writing
from procure.domain.written import remind_from
from procure.models import Letter, Review, User
from procure.services import circulating, prompting, reviewing
from procure.services.access import actor_of
from tests.factories.boards import SUBMITTED_AT, make_review
from tests.services.review_cast import ENDORSED, make_cast

DAY = timedelta(days=1)
LAST = (SUBMITTED_AT + 4 * DAY).date()
SETTINGS = Settings(
    testing=True, secret_key="a key for tests alone", public_base_url="https://procure.example.org"
)


@pytest.fixture
def asked(engine: Engine) -> dict[str, str]:
    """Chair, Mel and Nour by address; the chair asked, and Nour has an interest."""
    with writing(engine) as session:
        cast = make_cast(session)
        review = make_review(session, cast.tender, cast.officer, cast.board)
        reviewing.declare_interest(session, cast.as_nour, review, "My sister works there")
        circulating.open_question(
            session, cast.as_chair, review, ENDORSED, "Because", LAST, at=SUBMITTED_AT + timedelta(hours=1)
        )
        return {"chair": cast.chair.email, "mel": cast.mel.email, "title": cast.tender.title}


def told(engine: Engine) -> list[tuple[str, str]]:
    with writing(engine) as session:
        found = session.exec(select(Letter).order_by(Letter.id)).all()
        return [(each.to, each.purpose.split(":")[2]) for each in found]


def test_members_without_an_interest_are_told_once_and_reminded_once(
    engine: Engine, asked: dict[str, str]
) -> None:
    moment = SUBMITTED_AT + timedelta(hours=2)
    assert prompting.has_work(engine, moment)
    assert [prompting.tell_members(engine, SETTINGS, moment + n * DAY) for n in (0, 0, 1)] == [1, 0, 0]
    assert not prompting.has_work(engine, moment)
    assert told(engine) == [(asked["mel"], "asked")]
    assert [prompting.tell_members(engine, SETTINGS, moment + n * DAY) for n in (3, 4)] == [2, 0]
    assert sorted(told(engine)[1:]) == sorted([(asked["chair"], "reminded"), (asked["mel"], "reminded")])


def test_whoever_answered_is_not_reminded_and_nobody_is_after_the_last_day(
    engine: Engine, asked: dict[str, str]
) -> None:
    with writing(engine) as session:
        review = session.exec(select(Review)).one()
        for name in ("chair", "mel"):
            person = session.exec(select(User).where(User.email == asked[name])).one()
            if name == "mel":
                circulating.answer(session, actor_of(person), review, "agree", at=SUBMITTED_AT + DAY)
    assert prompting.tell_members(engine, SETTINGS, SUBMITTED_AT + 5 * DAY) == 0
    assert prompting.tell_members(engine, SETTINGS, SUBMITTED_AT + 3 * DAY) == 1
    assert told(engine) == [(asked["chair"], "reminded")]


def test_a_question_that_has_ended_asks_nobody(engine: Engine, asked: dict[str, str]) -> None:
    with writing(engine) as session:
        review = session.exec(select(Review)).one()
        chair = session.exec(select(User).where(User.email == asked["chair"])).one()
        circulating.withdraw(session, actor_of(chair), review, "Too early")
    assert prompting.tell_members(engine, SETTINGS, SUBMITTED_AT + 2 * DAY) == 0


def test_a_letter_names_board_and_last_day_and_nothing_of_the_tender(
    engine: Engine, asked: dict[str, str]
) -> None:
    prompting.tell_members(engine, SETTINGS, SUBMITTED_AT + timedelta(hours=2))
    with writing(engine) as session:
        letter = session.exec(select(Letter)).one()
        review = session.exec(select(Review)).one()
        assert review.board.name in letter.body
        assert "27 November 2026" in letter.subject
        assert f"https://procure.example.org/board/reviews/{review.key}/written" in letter.body
        assert asked["title"] not in letter.subject + letter.body


@pytest.mark.parametrize(
    ("opened", "closes", "reminds"),
    [
        (datetime(2026, 11, 2, 9, tzinfo=UTC), date(2026, 11, 20), datetime(2026, 11, 19, 7, tzinfo=UTC)),
        # Put on the day before the last: reminded on the last.
        (datetime(2026, 11, 2, 9, tzinfo=UTC), date(2026, 11, 3), datetime(2026, 11, 3, 7, tzinfo=UTC)),
        # In summer seven in London is six.
        (datetime(2026, 6, 1, 9, tzinfo=UTC), date(2026, 6, 9), datetime(2026, 6, 8, 6, tzinfo=UTC)),
    ],
)
def test_members_are_reminded_in_the_morning_before_the_last_day(
    opened: datetime, closes: date, reminds: datetime
) -> None:
    assert remind_from(opened, closes) == reminds
