"""Keys by which other systems record results: made for an organisation or one of its tenders, shown once, revoked at
any time."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from procure import db
from procure.domain.exceptions import Invalid, NotFound
from procure.domain.identifiers import is_key, new_secret
from procure.domain.permissions import RESULTS_KEY, Actor, Permission
from procure.models import Organisation, ResultsKey, Tender, User
from procure.models.types import now
from procure.services import access, auditing

#: What every key begins with, so that one that strays into other people's hands is known for what it is.
PREFIX = "procure-results"
MOST_KEYS = 50
#: Keys on a page of an administrator's.
PAGE = 50
#: Use is noted no more often than this.
NOTED = timedelta(minutes=1)


class Unknown(NotFound):
    """No key like this is in force."""


def make(
    session: Session, actor: Actor, organisation: Organisation, name: str, tender: Tender | None = None
) -> tuple[ResultsKey, str]:
    """A key and its secret, which cannot be shown again. With a ``tender`` it is for that one alone. Raises NotAllowed;
    Invalid without a name, or where there are too many."""
    _require(actor, organisation)
    name = " ".join(name.split())
    if not name or len(name) > 100:
        raise Invalid("name", "Enter what the key is for, in up to 100 characters")
    if tender is not None and tender.organisation_id != organisation.id:
        raise NotFound("There is no such tender.")
    if len([each for each in _of(session, organisation) if each.revoked_at is None]) >= MOST_KEYS:
        raise Invalid("name", f"There are {MOST_KEYS} keys in force. Revoke those that nobody uses")
    secret = new_secret()
    row = ResultsKey(
        name=name, organisation_id=organisation.id, tender_id=tender.id if tender else None, digest=_digest(secret),
        created_by_id=actor.user_id,
    )  # fmt: skip
    session.add(row)
    session.flush()
    _audit(session, actor, row, "results_key.made")
    return row, f"{PREFIX}-{row.key}-{secret}"


def listed(session: Session, actor: Actor, organisation: Organisation) -> Sequence[ResultsKey]:
    """The keys of an organisation, the newest first, revoked ones too. Raises NotAllowed."""
    _require(actor, organisation)
    return _of(session, organisation)


@dataclass(frozen=True)
class Held:
    """A key, whose it is, the reference of the one tender that it is for (empty for all), and who made it."""

    key: ResultsKey
    organisation: str
    tender: str
    made_by: str


@dataclass(frozen=True)
class Ring:
    """A page of keys of all organisations, with how many there are in force, and altogether."""

    held: Sequence[Held]
    in_force: int
    total: int
    page: int
    pages: int


def everywhere(session: Session, actor: Actor, *, page: int = 1, is_whole: bool = False) -> Ring:
    """The keys of all organisations by the organisation's name, those in force alone unless ``is_whole``, the newest
    first; a page from 1, the last one for anything beyond. Raises NotAllowed."""
    access.require(actor, Permission.ADMINISTER)
    in_force, total = session.exec(
        select(func.count().filter(col(ResultsKey.revoked_at).is_(None)), func.count()).select_from(
            ResultsKey
        )
    ).one()
    pages = max(1, -(-(total if is_whole else in_force) // PAGE))
    page = min(max(1, page), pages)
    wanted = (
        select(ResultsKey, Organisation.name, Tender.reference, User.name)
        .join(Organisation, col(Organisation.id) == ResultsKey.organisation_id)
        .join(User, col(User.id) == ResultsKey.created_by_id)
        .outerjoin(Tender, col(Tender.id) == ResultsKey.tender_id)
    )
    if not is_whole:
        wanted = wanted.where(col(ResultsKey.revoked_at).is_(None))
    rows = session.exec(
        wanted.order_by(func.lower(Organisation.name), col(Organisation.id), col(ResultsKey.id).desc())
        .offset((page - 1) * PAGE)
        .limit(PAGE)
    ).all()
    held = [
        Held(key, organisation, reference or "", made_by) for key, organisation, reference, made_by in rows
    ]
    return Ring(held, in_force, total, page, pages)


def revoke_anywhere(session: Session, actor: Actor, key: str) -> ResultsKey:
    """End a key of any organisation at once. Raises NotAllowed and NotFound."""
    access.require(actor, Permission.ADMINISTER)
    found = None
    if is_key(key):
        found = session.exec(
            select(Organisation)
            .join(ResultsKey, col(ResultsKey.organisation_id) == Organisation.id)
            .where(ResultsKey.key == key)
        ).one_or_none()
    if found is None:
        raise NotFound("There is no such key.")
    return revoke(session, actor, found, key)


def revoke(session: Session, actor: Actor, organisation: Organisation, key: str) -> ResultsKey:
    """End a key at once. Revoking it twice is no error. Raises NotAllowed and NotFound."""
    _require(actor, organisation)
    found = session.exec(
        select(ResultsKey).where(ResultsKey.key == key, ResultsKey.organisation_id == organisation.id)
    ).one_or_none()
    if found is None:
        raise NotFound("There is no such key.")
    db.lock(session, found)
    if found.revoked_at is None:
        found.revoked_at, found.revoked_by_id = now(), actor.user_id
        session.add(found)
        session.flush()
        _audit(session, actor, found, "results_key.revoked")
    return found


def holder(session: Session, secret: str, at: datetime | None = None) -> tuple[Actor, ResultsKey]:
    """Who sends with this secret. Notes that it was used, where the session writes. Raises Unknown."""
    moment = at or now()
    begins, _, rest = secret.strip().rpartition("-")
    prefix, _, key = begins.rpartition("-")
    found = None
    if prefix == PREFIX and is_key(key):
        found = session.exec(select(ResultsKey).where(ResultsKey.key == key)).one_or_none()
    known = found.digest if found else _digest("")
    if (
        not hmac.compare_digest(known, _digest(rest))
        or found is None
        or not rest
        or found.revoked_at is not None
    ):
        raise Unknown("No such key is in force. Ask whoever gave it to you for another.")
    if session.info.get("writes") and (found.last_used_at is None or found.last_used_at < moment - NOTED):
        found.last_used_at = moment
        session.add(found)
    actor = Actor(
        name=f"Key “{found.name}”", organisation_id=found.organisation_id, roles=frozenset({RESULTS_KEY}),
        only_tender_id=found.tender_id,
    )  # fmt: skip
    return actor, found


class _Owned:
    """What the permission table looks at."""

    def __init__(self, organisation: Organisation) -> None:
        self.organisation_id = organisation.id


def _require(actor: Actor, organisation: Organisation) -> None:
    access.require(actor, Permission.MANAGE_RESULTS_KEYS, _Owned(organisation))


def _of(session: Session, organisation: Organisation) -> Sequence[ResultsKey]:
    return session.exec(
        select(ResultsKey)
        .where(ResultsKey.organisation_id == organisation.id)
        .order_by(col(ResultsKey.id).desc())
    ).all()


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _audit(session: Session, actor: Actor, row: ResultsKey, action: str) -> None:
    auditing.record(session, actor, action, subject_kind="results_key", subject_key=row.key, name=row.name)
