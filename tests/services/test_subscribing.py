"""Following by e-mail: asked, confirmed, told once of each thing by the nearest subscription, ended."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from procure.config import Settings
from procure.db import reading, writing
from procure.domain.exceptions import NotFound
from procure.domain.following import CONFIRM_WITHIN, MOST_ASKED_A_DAY, HappeningKind, Pace
from procure.models import FollowNote, Letter, PublishedTender, Subscription
from procure.services import alerting, posting, subscribing
from procure.services.finding import Criteria
from procure.services.heralding import herald
from procure.services.subscribing import Followed
from tests.factories.publications import make_listed_tender

SETTINGS = Settings(public_base_url="https://procure.example")
START = datetime(2026, 11, 2, 9, tzinfo=UTC)  # a Monday
SAM = "Sam@Warm.example"


def follow(
    session: Session, followed: Followed, email: str = SAM, pace: Pace = Pace.AT_ONCE, at: datetime = START
) -> Subscription:
    subscribing.ask(session, followed, email, pace, SETTINGS, at=at)
    found = session.exec(
        select(Subscription).where(
            Subscription.email == email.lower(), Subscription.target == followed.target
        )
    ).one()
    subscribing.confirm(session, found, at)
    return found


def publish(session: Session, title: str = "Warm homes for all") -> PublishedTender:
    reference = make_listed_tender(session, title=title)
    return session.exec(select(PublishedTender).where(PublishedTender.reference == reference)).one()


def happen(session: Session, row: PublishedTender, at: datetime, subject: str = "1") -> None:
    herald(session, row.tender_id, HappeningKind.VERSION, subject, at)


def letters(engine: Engine) -> list[Letter]:
    """Those that tell something, oldest first."""
    with reading(engine) as session:
        rows = session.exec(select(Letter).order_by(Letter.id)).all()  # type: ignore[arg-type]
        return [letter for letter in rows if not letter.purpose.startswith("ask:")]


HOUR = timedelta(hours=1)


@pytest.mark.both_databases
def test_whoever_confirmed_is_told_once_by_the_nearest_that_they_follow(engine: Engine) -> None:
    with writing(engine) as session:
        row = publish(session)
        tender = subscribing.tender(session, row.reference)
        buyer = subscribing.near(session, row.reference)[0]
        follow(session, subscribing.search(session, Criteria(words="warm")))
        follow(session, buyer)
        follow(session, tender)
        follow(session, buyer, "ann@warm.example")
        subscribing.ask(session, tender, "unconfirmed@warm.example", Pace.AT_ONCE, SETTINGS, at=START)
        happen(session, row, START + HOUR)
    assert alerting.spread(engine, SETTINGS, START + HOUR) == 2
    assert alerting.spread(engine, SETTINGS, START + HOUR) == 0
    sam, ann = sorted(letters(engine), key=lambda letter: letter.to, reverse=True)
    assert (sam.to, ann.to) == ("sam@warm.example", "ann@warm.example")
    assert "because you follow: Warm homes for all" in sam.body
    assert f"https://procure.example/published/{row.reference}" in sam.body
    assert "because you follow: tenders of" in ann.body
    assert ann.stop_address.endswith("/stop")


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("criteria", "fits"),
    [
        (Criteria(words="warm homes"), True),
        (Criteria(words="submarine"), False),
        (Criteria(filters={"suitable": ("sme", "vcse")}), True),
        (Criteria(filters={"mission": ("no-such-mission",)}), False),
        (Criteria(), True),
    ],
)
def test_a_search_is_told_of_new_tenders_that_it_finds(
    engine: Engine, criteria: Criteria, fits: bool
) -> None:
    with writing(engine) as session:
        follow(session, subscribing.search(session, criteria))
        row = publish(session)
        happen(session, row, START + HOUR)
        herald(session, row.tender_id, HappeningKind.CHALLENGE, "k", START + HOUR)
    alerting.spread(engine, SETTINGS, START + HOUR)
    told = letters(engine)
    assert [("new tender" in letter.subject) for letter in told] == ([True] if fits else [])


def test_a_search_keeps_what_it_looked_for(session: Session) -> None:
    criteria = Criteria("bara brith £5", {"mission": ("a", "b"), "cpv": ("85",)}, is_open=True)
    followed = subscribing.search(session, criteria)
    assert subscribing.criteria_in(followed.target) == criteria
    assert followed.path == "/published?q=bara+brith+%C2%A35&open=1&mission=a&mission=b&cpv=85"
    assert followed.follow_path == followed.path.replace("/published", "/follow/search")
    assert subscribing.search(session, Criteria()).label == "all new tenders"


@pytest.mark.both_databases
def test_a_digest_tells_everything_since_the_last_one_and_what_comes_after_waits(engine: Engine) -> None:
    with writing(engine) as session:
        row = publish(session)
        daily = follow(session, subscribing.tender(session, row.reference), pace=Pace.DAILY)
        herald(session, row.tender_id, HappeningKind.CHALLENGE, "a", START + HOUR)
        herald(session, row.tender_id, HappeningKind.CHALLENGE, "b", START + 2 * HOUR)
    assert alerting.spread(engine, SETTINGS, START + 3 * HOUR) == 0
    next_morning = datetime(2026, 11, 3, 7, 0, tzinfo=UTC)
    with writing(engine) as session:
        herald(session, row.tender_id, HappeningKind.CHALLENGE, "c", next_morning)
    assert alerting.spread(engine, SETTINGS, next_morning) == 1
    (letter,) = letters(engine)
    assert letter.subject == "2 things happened to what you follow"
    assert letter.stop_address.endswith(f"{daily.secret}/stop?all=daily")
    assert alerting.spread(engine, SETTINGS, next_morning + HOUR) == 0


def test_nobody_is_told_of_what_happened_before_they_confirmed(engine: Engine) -> None:
    with writing(engine) as session:
        row = publish(session)
        happen(session, row, START - HOUR)
        follow(session, subscribing.tender(session, row.reference))
    assert alerting.spread(engine, SETTINGS, START) == 0


def test_whoever_stops_is_told_nothing_more_and_is_forgotten(engine: Engine) -> None:
    with writing(engine) as session:
        row = publish(session)
        found = follow(session, subscribing.tender(session, row.reference), pace=Pace.DAILY)
        happen(session, row, START + HOUR)
    alerting.spread(engine, SETTINGS, START + HOUR)
    with writing(engine) as session:
        found = session.get_one(Subscription, found.id)
        subscribing.end(session, found)
        subscribing.end(session, found)
        assert found.email is None
        assert session.exec(select(FollowNote)).all() == []
        subscribing.confirm(session, found)
        with pytest.raises(NotFound):
            subscribing.change_pace(session, found, Pace.AT_ONCE)
        again = follow(session, subscribing.tender(session, row.reference))
        assert again.id != found.id


def test_one_click_in_a_digest_ends_what_it_came_from_and_stopping_all_ends_the_rest(
    session: Session,
) -> None:
    row = publish(session)
    first = follow(session, subscribing.tender(session, row.reference), pace=Pace.DAILY)
    second = follow(session, subscribing.search(session, Criteria()), pace=Pace.DAILY)
    third = follow(session, subscribing.near(session, row.reference)[0])
    subscribing.end_digest(session, first)
    assert [bool(each.ended_at) for each in (first, second, third)] == [True, True, False]
    fourth = follow(session, subscribing.tender(session, row.reference))
    subscribing.end_all(session, fourth)
    assert third.ended_at
    assert fourth.ended_at


def test_asking_again_tells_the_mailbox_alone_that_it_follows_already(session: Session) -> None:
    row = publish(session)
    tender = subscribing.tender(session, row.reference)
    found = follow(session, tender)
    subscribing.ask(session, tender, SAM, Pace.WEEKLY, SETTINGS, at=START + HOUR)
    last = session.exec(select(Letter).order_by(Letter.id.desc())).first()  # type: ignore[union-attr]
    assert last is not None
    assert last.subject == "You follow Warm homes for all already"
    assert found.pace == Pace.AT_ONCE, "whoever typed the address may be somebody else"


def test_nobody_can_be_flooded_with_letters_that_ask(session: Session) -> None:
    row = publish(session)
    for _ in range(MOST_ASKED_A_DAY + 3):
        subscribing.ask(
            session, subscribing.tender(session, row.reference), SAM, Pace.DAILY, SETTINGS, at=START
        )
    assert len(session.exec(select(Letter)).all()) == 1, "the same moment, the same letter"
    for minute in range(MOST_ASKED_A_DAY + 3):
        moment = START + timedelta(minutes=minute)
        subscribing.ask(
            session, subscribing.tender(session, row.reference), SAM, Pace.DAILY, SETTINGS, at=moment
        )
    assert len(session.exec(select(Letter)).all()) == MOST_ASKED_A_DAY


def test_what_is_not_confirmed_in_time_is_forgotten(session: Session) -> None:
    row = publish(session)
    subscribing.ask(session, subscribing.tender(session, row.reference), SAM, Pace.DAILY, SETTINGS, at=START)
    subscribing.forget_unconfirmed(session, START + CONFIRM_WITHIN / 2)
    assert session.exec(select(Subscription)).all()
    subscribing.forget_unconfirmed(session, START + CONFIRM_WITHIN + HOUR)
    assert session.exec(select(Subscription)).all() == []


def test_only_what_is_public_can_be_followed_and_only_the_whole_link_opens_it(session: Session) -> None:
    for wrong in ("0000-0000-00", "'; --", ""):
        with pytest.raises(NotFound):
            subscribing.tender(session, wrong)
        with pytest.raises(NotFound):
            subscribing.buyer(session, wrong)
        with pytest.raises(NotFound):
            subscribing.outcome(session, wrong)
    found = follow(session, subscribing.tender(session, publish(session).reference))
    assert subscribing.subscription(session, found.key, found.secret) is found
    for key, secret in ((found.key, "x"), (found.key, "é"), ("nothing123", found.secret), ("", "")):
        with pytest.raises(NotFound):
            subscribing.subscription(session, key, secret)


def test_old_letters_and_untold_things_are_found_by_the_sweep(engine: Engine) -> None:
    assert not alerting.has_work(engine)
    with writing(engine) as session:
        happen(session, publish(session), START)
    assert alerting.has_work(engine)
    alerting.spread(engine, SETTINGS, START)
    assert not alerting.has_work(engine)
    assert not posting.has_due(engine)
    alerting.forget(engine, SETTINGS)
