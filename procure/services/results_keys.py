"""Keys by which other systems record results: made for an organisation or one of its tenders, shown once, revoked at
any time."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from procure import db
from procure.domain.exceptions import Invalid, NotFound
from procure.domain.identifiers import is_key, new_secret
from procure.domain.permissions import RESULTS_KEY, Actor, Permission
from procure.models import Organisation, ResultsKey, Tender
from procure.models.types import now
from procure.services import access, auditing

#: What every key begins with, so that one that strays into other people's hands is known for what it is.
PREFIX = "procure-results"
MOST_KEYS = 50
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
