"""The exchange between whoever proposes an outcome and the library's curators: kept turn by turn, on record, and told
by letters to those who may read it, once.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from procure.config import Settings
from procure.db import writing
from procure.domain.exceptions import Invalid
from procure.domain.permissions import Actor
from procure.domain.vocabulary import Role
from procure.models import AuditEvent, Letter, LibraryProposal, User
from procure.models.types import now
from procure.services import adopting, browsing, curating, exchanging, proposing, relaying
from procure.services.access import NotAllowed, actor_of
from tests.factories.people import make_officer, make_user
from tests.factories.proposals import complete, make_proposed, make_written

pytestmark = [pytest.mark.with_library]

DAY = timedelta(days=1)
#: After everything that a test does; of every test the same hours after seven in London.
MOMENT = (now() + DAY).replace(hour=12, minute=0)
SETTINGS = Settings(
    testing=True, secret_key="a key for tests alone", public_base_url="https://procure.example.org"
)


class Desk:
    """A proposal that was sent, its officer and a curator, each in a transaction of their own."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        with writing(engine) as session:
            written = make_written(session)
            found = make_proposed(session, written)
            curator = make_user(session, None, Role.CURATOR, name="Nia Keeper")
            self.key, self.title = found.key, found.content["title"]
            self.tender_title = written[1].title
            self.officer, self.curator = self._address(session, written[0]), curator.email

    @staticmethod
    def _address(session: Session, actor: Actor) -> str:
        return session.exec(select(User.email).where(User.id == actor.user_id)).one()

    def found(self, session: Session) -> LibraryProposal:
        return session.exec(select(LibraryProposal).where(LibraryProposal.key == self.key)).one()

    def actor(self, session: Session, address: str) -> Actor:
        return actor_of(session.exec(select(User).where(User.email == address)).one())

    def send_back(self, note: str) -> None:
        with writing(self.engine) as session:
            curating.send_back(session, self.actor(session, self.curator), self.found(session), note)

    def send_again(self, answer: str) -> None:
        with writing(self.engine) as session:
            proposing.submit(
                session, self.actor(session, self.officer), self.found(session), "As before.", answer
            )

    def propose_another(self) -> str:
        with writing(self.engine) as session:
            return make_proposed(session, make_written(session)).key

    def tell(self, at: datetime = MOMENT) -> list[Letter]:
        """Write what is due, and return what was written."""
        with writing(self.engine) as session:
            before = len(session.exec(select(Letter)).all())
        count = relaying.tell(self.engine, SETTINGS, at)
        assert not relaying.has_work(self.engine, at)
        with writing(self.engine) as session:
            found = session.exec(select(Letter).order_by(Letter.id)).all()[before:]  # type: ignore[arg-type]
            session.expunge_all()
        assert len(found) == count
        return list(found)


@pytest.fixture
def desk(engine: Engine) -> Desk:
    return Desk(engine)


class TestExchange:
    def test_questions_and_answers_stand_in_order_with_who_said_what(self, desk: Desk) -> None:
        desk.send_back("Name the source.")
        desk.send_again("The advice names it now.")
        with writing(desk.engine) as session:
            curator = desk.actor(session, desk.curator)
            entry = curating.approve(session, curator, desk.found(session), "New.")
            officer = desk.actor(session, desk.officer)
            turns = exchanging.turns(session, officer, desk.found(session))
            assert [(each.kind, each.words, each.made_by) for each in turns] == [
                ("proposed", "", officer.name),
                ("returned", "Name the source.", curator.name),
                ("proposed", "The advice names it now.", officer.name),
                ("approved", "New.", curator.name),
            ]
            assert [each.why for each in turns] == ["Six councils asked us for it.", "", "As before.", ""]
            assert entry.id == desk.found(session).library_id

    def test_the_whole_of_it_is_on_record(self, desk: Desk) -> None:
        note = "Name the source. " * 30
        desk.send_back(note)
        desk.send_again("The advice names it now.")
        with writing(desk.engine) as session:
            events = session.exec(select(AuditEvent).where(AuditEvent.subject_key == desk.key)).all()
            told = [(each.action, each.detail) for each in events]
        returned = next(detail for action, detail in told if action == "proposal.returned")
        sent = [detail["answer"] for action, detail in told if action == "proposal.sent"]
        assert returned["note"] == note.strip()
        assert sent == ["", "The advice names it now."]

    def test_what_came_back_is_not_sent_again_without_an_answer(self, desk: Desk) -> None:
        desk.send_back("Name the source.")
        with pytest.raises(Invalid) as refusal:
            desk.send_again("  ")
        assert refusal.value.field == "answer"
        with writing(desk.engine) as session:
            assert desk.found(session).state == "returned"
            asked = exchanging.asked(session, desk.actor(session, desk.officer), desk.found(session))
            assert asked is not None
            assert asked.words == "Name the source."

    def test_officers_of_other_buyers_read_nothing_of_it(self, desk: Desk) -> None:
        with writing(desk.engine) as session, pytest.raises(NotAllowed):
            exchanging.turns(session, actor_of(make_officer(session)), desk.found(session))

    def test_what_no_officer_sent_is_not_sent_back(self, desk: Desk) -> None:
        with writing(desk.engine) as session:
            curator = desk.actor(session, desk.curator)
            begun = curating.revise(session, curator, "school-attendance")
            with pytest.raises(Invalid, match="change it yourself"):
                curating.send_back(session, curator, begun, "More, please.")


@pytest.mark.both_databases
class TestLettersToCurators:
    def test_each_curator_is_told_once_that_a_proposal_came(self, desk: Desk) -> None:
        with writing(desk.engine) as session:
            other = make_user(session, None, Role.CURATOR).email
            gone = make_user(session, None, Role.CURATOR)
            gone.is_active = False
            make_user(session, None, Role.ADMINISTRATOR)
        letters = desk.tell()
        assert sorted(each.to for each in letters) == sorted([desk.curator, other])
        assert letters[0].subject == "1 proposal came in for the outcome library"
        assert f"https://procure.example.org/library/proposals/{desk.key}" in letters[0].body
        assert desk.tell() == []

    def test_what_comes_later_that_day_waits_for_the_next_morning_and_comes_in_one_letter(
        self, desk: Desk
    ) -> None:
        desk.tell()
        keys = {desk.propose_another(), desk.propose_another()}
        assert desk.tell(MOMENT + timedelta(hours=2)) == []
        (letter,) = desk.tell(MOMENT + DAY)
        assert letter.subject == "2 proposals came in for the outcome library"
        assert all(key in letter.body for key in keys)
        assert desk.key not in letter.body

    def test_one_that_comes_back_is_told_as_such_with_no_word_of_the_answer(self, desk: Desk) -> None:
        desk.tell()
        desk.send_back("Name the source.")
        desk.send_again("The advice names it now.")
        (letter,) = desk.tell(MOMENT + DAY)
        assert letter.to == desk.curator
        assert "It came back with an answer to you." in letter.body
        assert "names it now" not in letter.body

    def test_a_letter_holds_the_short_title_and_nothing_else_of_what_the_buyer_wrote(
        self, desk: Desk
    ) -> None:
        (letter,) = desk.tell()
        with writing(desk.engine) as session:
            found = desk.found(session)
            unsaid = [
                desk.tender_title, found.tender_reference, found.why, found.content["statement"], found.proposed_by
            ]  # fmt: skip
        assert desk.title in letter.body
        assert [each for each in unsaid if each in letter.subject + letter.body] == []

    def test_what_is_taken_back_before_anybody_was_told_is_told_to_nobody(self, desk: Desk) -> None:
        with writing(desk.engine) as session:
            proposing.withdraw(session, desk.actor(session, desk.officer), desk.found(session))
        assert desk.tell() == []


@pytest.mark.both_databases
class TestLettersToProposers:
    def test_whoever_sent_it_reads_what_the_curator_asks_once(self, desk: Desk) -> None:
        with writing(desk.engine) as session:
            user = session.exec(select(User).where(User.email == desk.officer)).one()
            make_officer(session, user.organisation)
        desk.tell()
        desk.send_back("Name the source.\n\nAnd the year.")
        (letter,) = desk.tell()
        assert letter.to == desk.officer
        assert letter.subject == f"Your proposal for the library is sent back with questions: {desk.title}"
        assert "> Name the source.\n> \n> And the year." in letter.body
        assert f"https://procure.example.org/library/proposals/{desk.key}" in letter.body
        assert desk.tell(MOMENT + DAY) == []

    @pytest.mark.parametrize(
        ("decide", "said"), [(curating.approve, "taken into the library"), (curating.decline, "is declined")]
    )
    def test_the_end_of_it_is_told_too(self, desk: Desk, decide, said: str) -> None:  # type: ignore[no-untyped-def]
        desk.tell()
        with writing(desk.engine) as session:
            decide(session, desk.actor(session, desk.curator), desk.found(session), "Thank you.")
        (letter,) = desk.tell()
        assert (letter.to, said in letter.subject, "> Thank you." in letter.body) == (
            desk.officer,
            True,
            True,
        )

    def test_a_question_that_was_answered_already_is_not_told(self, desk: Desk) -> None:
        desk.tell()
        desk.send_back("Name the source.")
        desk.send_again("The advice names it now.")
        assert desk.tell() == []

    def test_when_the_sender_is_gone_their_fellow_officers_are_told_and_nobody_else(self, desk: Desk) -> None:
        desk.tell()
        with writing(desk.engine) as session:
            user = session.exec(select(User).where(User.email == desk.officer)).one()
            fellow = make_officer(session, user.organisation).email
            make_officer(session)
            user.is_active = False
            session.add(user)
        desk.send_back("Name the source.")
        assert [each.to for each in desk.tell()] == [fellow]


class TestNewsForAdopters:
    def test_a_copy_of_what_is_on_offer_has_no_news(self, session: Session) -> None:
        actor, tender, _ = make_written(session)
        copied = adopting.adopt(session, actor, tender, "school-attendance")
        assert browsing.news(session, actor, [copied]) == []

    def test_a_newer_version_is_news_and_the_copy_stays(self, session: Session) -> None:
        actor, tender, _ = make_written(session)
        copied = adopting.adopt(session, actor, tender, "school-attendance")
        words = copied.statement
        curator = actor_of(make_user(session, None, Role.CURATOR))
        begun = curating.revise(session, curator, "school-attendance")
        complete(session, curator, begun)
        assert browsing.news(session, actor, [copied]) == []
        curating.approve(session, curator, begun, "Said anew.")
        (news,) = browsing.news(session, actor, [copied])
        assert (news.version, news.has_differences, copied.statement) == (2, True, words)

    def test_an_entry_that_is_no_longer_offered_is_news_with_the_version_to_read(
        self, session: Session
    ) -> None:
        actor, tender, _ = make_written(session)
        copied = adopting.adopt(session, actor, tender, "school-attendance")
        curating.retire(
            session, actor_of(make_user(session, None, Role.CURATOR)), "school-attendance", "Old."
        )
        (news,) = browsing.news(session, actor, [copied])
        assert (news.version, news.shown) == (None, 1)

    def test_an_outcome_from_a_library_that_is_not_ours_has_no_news(self, session: Session) -> None:
        actor, _, outcome = make_written(session)
        outcome.library_id, outcome.library_version = "of-another-service", 1
        assert browsing.news(session, actor, [outcome]) == []

    def test_a_copied_version_that_is_not_kept_here_is_not_laid_beside_the_newer(
        self, session: Session
    ) -> None:
        actor, tender, _ = make_written(session)
        copied = adopting.adopt(session, actor, tender, "school-attendance")
        copied.library_version = 0
        (news,) = browsing.news(session, actor, [copied])
        assert (news.version, news.has_differences) == (1, False)

    def test_whoever_may_not_read_the_library_hears_nothing_of_it(self, session: Session) -> None:
        actor, tender, _ = make_written(session)
        copied = adopting.adopt(session, actor, tender, "school-attendance")
        curating.retire(
            session, actor_of(make_user(session, None, Role.CURATOR)), "school-attendance", "Old."
        )
        assert browsing.news(session, Actor(), [copied]) == []
