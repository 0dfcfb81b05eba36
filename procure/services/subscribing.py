"""Following by e-mail, without an account: asked for, confirmed from the mailbox, changed and ended by the link in
every letter.

Nobody can learn from these pages what an address follows: whoever asks sees the same answer, and the letter tells the
rest. Once a subscription ends, its address is gone.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from sqlalchemy import delete
from sqlmodel import Session, col, func, or_, select

from exports import letters
from procure import db
from procure.config import Settings
from procure.domain.exceptions import NotFound
from procure.domain.following import (
    CONFIRM_WITHIN,
    MOST_ASKED_A_DAY,
    MOST_FOLLOWED,
    FollowKind,
    Pace,
    folded,
)
from procure.languages import PREFIXES, spoken
from procure.models import FollowNote, Letter, LibraryOutcomeRow, PublishedTender, Subscription
from procure.services import downloading, finding, freezing, keyed, posting
from procure.services.finding import Criteria


@dataclass(frozen=True)
class Followed:
    """What can be followed: its kind, its name in the database, what people call it, and its page."""

    kind: FollowKind
    target: str
    label: str
    path: str

    @property
    def follow_path(self) -> str:
        """The page on which to follow it."""
        if self.kind == FollowKind.TENDER:
            return f"{self.path}/follow"
        if self.kind == FollowKind.SEARCH:
            return f"/follow/search{self.path.removeprefix('/published')}"
        return f"/follow/{self.kind.value}/{self.target}"


def tender(session: Session, reference: str) -> Followed:
    """A published tender. Raises NotFound."""
    row = session.exec(select(PublishedTender).where(PublishedTender.reference == reference)).one_or_none()
    if row is None:
        raise NotFound("There is no such published tender.")
    return Followed(FollowKind.TENDER, reference, row.title, f"/published/{reference}")


def near(session: Session, reference: str) -> list[Followed]:
    """What else can be followed about a published tender: its buyer, and the library's outcomes that it asks for."""
    version = downloading.published_version(session, reference)
    found = [buyer(session, version.publication.tender.organisation.key)]
    for each in freezing.public_snapshot_of(version.version).outcomes:
        if each.library is not None:
            with contextlib.suppress(NotFound):  # the library may have dropped it since
                found.append(outcome(session, each.library.library_id))
    return found


def buyer(session: Session, key: str) -> Followed:
    """A buyer that has published. Raises NotFound."""
    facet = next(
        (
            choice
            for choice in finding.choices(session, Criteria(filters={"buyer": (key,)}))["buyer"]
            if choice.value == key and choice.tenders
        ),
        None,
    )
    if facet is None:
        raise NotFound("No buyer of that name has published a tender here.")
    return Followed(
        FollowKind.BUYER, key, f"tenders of {facet.label}", f"/published?{urlencode({'buyer': key})}"
    )


def outcome(session: Session, library_id: str) -> Followed:
    """An outcome of the library. Raises NotFound."""
    row = session.exec(
        select(LibraryOutcomeRow).where(
            LibraryOutcomeRow.library_id == library_id, col(LibraryOutcomeRow.is_current).is_(True)
        )
    ).first()
    if row is None:
        raise NotFound("The library has no such outcome.")
    return Followed(FollowKind.OUTCOME, library_id, f"tenders for the outcome “{row.title}”", "/published")


def search(session: Session, criteria: Criteria) -> Followed:
    """New tenders that a search finds."""
    asked: list[tuple[str, str]] = [("q", criteria.words)] if criteria.words else []
    if criteria.is_open_alone:  # what closes within days of today would mean something else tomorrow
        asked.append(("open", "1"))
    asked += [(kind, value) for kind in finding.KINDS for value in criteria.filters.get(kind, ())]
    offered = finding.choices(session, criteria)
    labels = {(kind, choice.value): choice.label for kind, each in offered.items() for choice in each}
    said = [f"“{criteria.words}”"] if criteria.words else []
    said += ["still open"] if criteria.is_open_alone else []
    said += [labels.get(pair, pair[1]) for pair in asked if pair[0] in finding.KINDS]
    return Followed(
        FollowKind.SEARCH,
        json.dumps(asked, ensure_ascii=False, separators=(",", ":")),
        f"new tenders: {', '.join(said)}" if said else "all new tenders",
        f"/published?{urlencode(asked)}" if asked else "/published",
    )


def criteria_in(target: str) -> Criteria:
    """The search that a subscription keeps."""
    asked = json.loads(target)
    filters: dict[str, tuple[str, ...]] = {}
    for kind, value in asked:
        if kind in finding.KINDS:
            filters[kind] = (*filters.get(kind, ()), value)
    words = next((value for kind, value in asked if kind == "q"), "")
    return Criteria(words, filters, is_open=("open", "1") in [tuple(pair) for pair in asked])


def ask(
    session: Session,
    followed: Followed,
    email: str,
    pace: Pace,
    settings: Settings,
    *,
    at: datetime | None = None,
) -> None:
    """Write to ``email`` and ask whether it wants to follow; to one that does already, where to change that. Says
    nothing either way, and writes no more than a few such letters a day to one address."""
    moment, address = at or datetime.now(UTC), folded(email)
    asked_today = session.exec(
        select(func.count())
        .select_from(Letter)
        .where(Letter.to == address, col(Letter.purpose).startswith("ask:"))
        .where(col(Letter.made_at) > moment - timedelta(days=1))
    ).one()
    kept = _of_address(session, address)
    if asked_today >= MOST_ASKED_A_DAY or len(kept) >= MOST_FOLLOWED:
        return
    found = next(
        (each for each in kept if (each.kind, each.target) == (followed.kind, followed.target)), None
    )
    if found is None:
        found = Subscription(
            email=address, kind=followed.kind.value, target=followed.target, label=followed.label,
            pace=pace.value, asked_at=moment,
        )  # fmt: skip
    if found.confirmed_at is None:
        found.pace, found.asked_at, found.language = pace.value, moment, spoken()
    session.add(found)
    session.flush()
    page = address_of(found, settings)
    written = (
        letters.already(settings.service_name, followed.label, page)
        if found.confirmed_at
        else letters.confirmation(
            settings.service_name, followed.label, f"{page}/confirm", CONFIRM_WITHIN.days
        )
    )
    purpose = f"ask:{found.key}:{moment.isoformat()}"
    posting.post(session, purpose, address, written.subject, written.body, at=moment)


def subscription(session: Session, key: str, secret: str) -> Subscription:
    """The subscription that a letter's link is about, ended or not. Raises NotFound for a link that is cut."""
    return keyed.of_letter(session, select(Subscription).where(Subscription.key == key), key, secret)


def confirm(session: Session, found: Subscription, at: datetime | None = None) -> None:
    """From now on, letters come. Asking again changes nothing; one that has ended stays so."""
    db.lock(session, found)
    if found.confirmed_at is None and found.ended_at is None:
        found.confirmed_at = at or datetime.now(UTC)
        session.add(found)
        session.flush()


def change_pace(session: Session, found: Subscription, pace: Pace) -> None:
    """How often letters come from now on, in the language in force. Raises NotFound where it has ended."""
    db.lock(session, found)
    if found.ended_at is not None:
        raise NotFound("You no longer follow this.")
    found.pace, found.language = pace.value, spoken()
    session.add(found)
    session.flush()


def end(session: Session, found: Subscription, at: datetime | None = None) -> None:
    """No more letters of this, and the address is forgotten; what was not yet told is not told. Ending it twice is
    no error."""
    db.lock(session, found)
    if found.ended_at is None:
        found.ended_at = at or datetime.now(UTC)
        found.email = None
        session.add(found)
        _forget_untold(session, [found])
        session.flush()


def end_all(session: Session, found: Subscription, at: datetime | None = None) -> None:
    """No more letters of anything to the address that this one is for."""
    for each in others(session, found):
        end(session, each, at)
    end(session, found, at)


def end_digest(session: Session, found: Subscription, at: datetime | None = None) -> None:
    """No more digests of this pace to the address: one click in a digest ends all that it came from."""
    for each in others(session, found):
        if each.pace == found.pace:
            end(session, each, at)
    end(session, found, at)


def others(session: Session, found: Subscription) -> Sequence[Subscription]:
    """What else the same address follows. Whoever has a link from that mailbox may see it."""
    if found.email is None:
        return []
    return [each for each in _of_address(session, found.email) if each.id != found.id and each.confirmed_at]


def address_of(found: Subscription, settings: Settings) -> str:
    """The page of a subscription, as letters say it."""
    return f"{settings.resolved_base_url}{PREFIXES[found.language]}/following/{found.key}/{found.secret}"


def path_of(found: Subscription) -> str:
    """The page of what is followed, on this service."""
    if found.kind == FollowKind.TENDER:
        return f"/published/{found.target}"
    if found.kind == FollowKind.BUYER:
        return f"/published?{urlencode({'buyer': found.target})}"
    if found.kind == FollowKind.SEARCH:
        asked = json.loads(found.target)
        return f"/published?{urlencode(asked)}" if asked else "/published"
    return "/published"


def forget_unconfirmed(session: Session, at: datetime | None = None) -> None:
    """Delete what was asked for and never confirmed in its time."""
    before = (at or datetime.now(UTC)) - CONFIRM_WITHIN
    session.execute(
        delete(Subscription).where(
            col(Subscription.confirmed_at).is_(None),
            or_(col(Subscription.asked_at) < before, col(Subscription.ended_at) < before),
        )
    )


def _of_address(session: Session, address: str) -> Sequence[Subscription]:
    rows = select(Subscription).where(Subscription.email == address).order_by(col(Subscription.id))
    return session.exec(rows).all()


def _forget_untold(session: Session, ended: Sequence[Subscription]) -> None:
    session.execute(
        delete(FollowNote).where(
            col(FollowNote.subscription_id).in_([each.id for each in ended]),
            col(FollowNote.letter_id).is_(None),
        )
    )
