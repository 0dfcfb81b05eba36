"""Accounts: signing in, passwords, and what a session may rely on."""

from __future__ import annotations

from base64 import b64encode
from secrets import token_bytes

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import ARGON2_VERSION
from sqlmodel import Session, select

from procure.domain.exceptions import Invalid
from procure.domain.permissions import Actor
from procure.models import User
from procure.services import auditing

MINIMUM_PASSWORD = 12
MAXIMUM_PASSWORD = 256

hasher = PasswordHasher()  # argon2id at the library's recommended cost


def _hash_of_nobody() -> str:
    """A hash that no password has, as costly to check as any: made of chance, since making a real one costs as much."""
    salt, digest = (
        b64encode(token_bytes(size)).decode().rstrip("=") for size in (hasher.salt_len, hasher.hash_len)
    )
    cost = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    return f"$argon2id$v={ARGON2_VERSION}${cost}${salt}${digest}"


#: Checked when no account matches, so that the answer takes as long and tells nothing.
_NOBODY = _hash_of_nobody()


def sign_in(session: Session, email: str, password: str) -> User | None:
    """The active account with this e-mail address and password, or None without saying which was wrong."""
    user = session.exec(select(User).where(User.email == email.strip().lower())).one_or_none()
    stored = user.password_hash if user is not None else _NOBODY
    if not _matches(stored, password) or user is None or not user.is_active:
        auditing.record(
            session, Actor(), "account.sign_in_failed", subject_kind="email", subject_key=email[:200]
        )
        return None
    if hasher.check_needs_rehash(stored):
        user.password_hash = hasher.hash(password)
    auditing.record(session, Actor(user.id, user.name, user.organisation_id), "account.signed_in")
    return user


def change_password(session: Session, user: User, current: str, new: str) -> None:
    """Set a new password and end every other session. Raises Invalid for a wrong or weak one."""
    if not _matches(user.password_hash, current):
        raise Invalid("current_password", "Your current password is not right. Type it again.")
    if new == current:
        raise Invalid("password", "New password must be different from your current password.")
    user.password_hash = hash_password(new, user.email)
    user.session_epoch += 1
    user.must_change_password = False
    auditing.record(session, Actor(user.id, user.name, user.organisation_id), "account.password_changed")


def hash_password(password: str, email: str = "") -> str:
    """The argon2id hash of a new password. Raises Invalid (field ``password``) when it is too short, too long or
    the e-mail address."""
    if len(password) < MINIMUM_PASSWORD:
        raise Invalid("password", f"Password must be {MINIMUM_PASSWORD} characters or more.")
    if len(password) > MAXIMUM_PASSWORD:
        raise Invalid("password", f"Password must be {MAXIMUM_PASSWORD} characters or fewer.")
    if email and password.lower() == email.lower():
        raise Invalid("password", "Password must not be your e-mail address.")
    return hasher.hash(password)


def _matches(stored: str, password: str) -> bool:
    try:
        # Every try is checked, cut to the longest there can be, so that the time it takes tells nothing.
        return hasher.verify(stored, password[:MAXIMUM_PASSWORD]) and len(password) <= MAXIMUM_PASSWORD
    except (VerificationError, InvalidHashError):
        return False
