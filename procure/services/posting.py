"""Letters: written once for each purpose, handed to a sender one by one, tried again when they fail.

Handing over is noted before and after. A letter that was in hand when its worker died is looked for at the other side
first; where that cannot be asked, it is sent again as the same letter, with the same Message-ID.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, literal, update
from sqlmodel import Session, col, func, or_, select

from procure.db import reading, writing
from procure.domain.exceptions import NotFound, WrongState
from procure.domain.following import LEASE, wait_after
from procure.domain.permissions import Actor, Permission
from procure.mailing import Mail, NeverSent, NotSentYet, Sender
from procure.models import Letter
from procure.services import access, auditing

log = logging.getLogger("procure.posting")
#: At most so many are handed over in one piece of work, so that other work gets its turn.
BATCH = 100
#: Letters that an administrator sees at once.
MOST_LISTED = 100


@dataclass(frozen=True)
class Postbox:
    """How the post stands: letters that wait, that were sent in the last day, and those given up, newest first."""

    waiting: int
    sent_today: int
    given_up: Sequence[Letter]


def post(
    session: Session,
    purpose: str,
    to: str,
    subject: str,
    body: str,
    *,
    stop_address: str = "",
    at: datetime | None = None,
) -> Letter:
    """A letter, to be sent as soon as the transaction is through; the same one for whoever asks with the same
    ``purpose``."""
    earlier = session.exec(select(Letter).where(Letter.purpose == purpose)).one_or_none()
    if earlier is not None:
        return earlier
    moment = at or _now()
    letter = Letter(
        purpose=purpose, to=to, subject=subject, body=body, stop_address=stop_address, made_at=moment,
        due_at=moment,
    )  # fmt: skip
    session.add(letter)
    session.flush()
    return letter


def deliver(engine: Engine, sender: Sender, *, now: Callable[[], datetime] | None = None) -> int:
    """Hand over the letters that are due, oldest first, and return how many went out. Stops early where the sender
    says that nothing goes out now. Safe to run by several at once."""
    clock = now or _now
    sent = 0
    try:
        for _ in range(BATCH):
            letter, was_in_hand = _take(engine, clock())
            if letter is None:
                break
            try:
                mail = Mail(letter.key, letter.to, letter.subject, letter.body, letter.stop_address)
                receipt = (sender.find(mail) if was_in_hand else None) or sender.send(mail)
            except NotSentYet as delay:
                _put_back(engine, letter, str(delay), clock())
                if delay.is_general:
                    break
            except NeverSent as refusal:
                _give_up(engine, letter, str(refusal), clock())
            else:
                _note_sent(engine, letter, receipt, clock())
                sent += 1
    finally:
        sender.close()
    return sent


def has_due(engine: Engine, at: datetime | None = None) -> bool:
    """Whether a letter is due."""
    with reading(engine) as session:
        return session.exec(_due(at or _now()).limit(1)).first() is not None


def erase_old(session: Session, kept_days: int, at: datetime | None = None) -> None:
    """Forget whom letters went to and what they said, so many days after they were sent or given up."""
    moment = at or _now()
    before = moment - timedelta(days=kept_days)
    session.execute(
        update(Letter)
        .where(
            col(Letter.erased_at).is_(None),
            or_(col(Letter.sent_at) < before, col(Letter.given_up_at) < before),
        )
        .values(
            to="", subject="", body="", stop_address="", last_error="", erased_at=moment,
            purpose=literal("erased:").concat(col(Letter.key)),
        )
        .execution_options(synchronize_session=False)
    )  # fmt: skip


def erase_about(session: Session, purposes: str, at: datetime | None = None) -> None:
    """Forget at once the letters whose purposes begin so: to whom they went and what they said. Those that wait are not
    sent any more."""
    session.execute(
        update(Letter)
        .where(col(Letter.purpose).startswith(purposes, autoescape=True))
        .values(
            to="", subject="", body="", stop_address="", last_error="", erased_at=at or _now(), due_at=None,
            purpose=literal("erased:").concat(col(Letter.key)),
        )
        .execution_options(synchronize_session=False)
    )  # fmt: skip


def postbox(session: Session, actor: Actor, at: datetime | None = None) -> Postbox:
    """How the post stands. Raises NotAllowed."""
    access.require(actor, Permission.ADMINISTER)
    day_ago = (at or _now()) - timedelta(days=1)
    waiting = select(func.count()).select_from(Letter).where(col(Letter.due_at).is_not(None))
    sent = select(func.count()).select_from(Letter).where(col(Letter.sent_at) >= day_ago)
    given_up = (
        select(Letter)
        .where(col(Letter.given_up_at).is_not(None), col(Letter.erased_at).is_(None))
        .order_by(col(Letter.given_up_at).desc())
        .limit(MOST_LISTED)
    )
    return Postbox(session.exec(waiting).one(), session.exec(sent).one(), session.exec(given_up).all())


def try_again(session: Session, actor: Actor, key: str) -> None:
    """Send a letter that was given up. Raises NotAllowed, NotFound, and WrongState where it was not given up."""
    access.require(actor, Permission.ADMINISTER)
    letter = session.exec(select(Letter).where(Letter.key == key)).one_or_none()
    if letter is None or letter.erased_at is not None:
        raise NotFound("There is no such letter.")
    if letter.given_up_at is None:
        raise WrongState("This letter was not given up.")
    letter.given_up_at, letter.due_at, letter.attempts = None, _now(), 0
    session.add(letter)
    session.flush()
    auditing.record(session, actor, "letter.tried_again", subject_kind="letter", subject_key=letter.key)


def _due(moment: datetime):  # type: ignore[no-untyped-def]
    return (
        select(Letter)
        .where(
            col(Letter.due_at) <= moment,
            or_(col(Letter.leased_until).is_(None), col(Letter.leased_until) < moment),
        )
        .order_by(col(Letter.due_at), col(Letter.id))
    )


def _take(engine: Engine, moment: datetime) -> tuple[Letter | None, bool]:
    """The next letter, in our hands for a while, and whether it was in somebody's hands before who did not finish."""
    with writing(engine) as session:
        letter = session.exec(_due(moment).limit(1).with_for_update(skip_locked=True)).first()
        if letter is None:
            return None, False
        was_in_hand = letter.leased_until is not None
        letter.leased_until = moment + LEASE
        letter.attempts += 1
        session.add(letter)
        return letter, was_in_hand


def _note_sent(engine: Engine, letter: Letter, receipt: str, moment: datetime) -> None:
    _note(engine, letter, sent_at=moment, due_at=None, leased_until=None, receipt=receipt, last_error="")


def _put_back(engine: Engine, letter: Letter, reason: str, moment: datetime) -> None:
    wait = wait_after(letter.attempts)
    if wait is None:
        _give_up(engine, letter, reason, moment)
        return
    log.warning("letter %s waits for %s: %s", letter.key, wait, reason)
    _note(engine, letter, due_at=moment + wait, leased_until=None, last_error=reason)


def _give_up(engine: Engine, letter: Letter, reason: str, moment: datetime) -> None:
    log.error("letter %s is given up: %s", letter.key, reason)
    _note(engine, letter, given_up_at=moment, due_at=None, leased_until=None, last_error=reason)


def _note(engine: Engine, letter: Letter, **changes: object) -> None:
    with writing(engine) as session:
        # One that was erased while it was in hand stays so, and is not tried again.
        mine = update(Letter).where(col(Letter.id) == letter.id, col(Letter.erased_at).is_(None))
        session.execute(mine.values(**changes))


def _now() -> datetime:
    return datetime.now(UTC)
