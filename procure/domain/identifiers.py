"""References that people read aloud, and keys that nobody can guess. Nothing here is a platform identifier:
procurement and notice identifiers come from the central digital platform alone (SI 2024/692 reg 8)."""

from __future__ import annotations

import re
import secrets

#: Crockford's alphabet: no I, L, O or U, so that a reference survives being read over the telephone.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

PPON_PATTERN = re.compile(r"P[BCDGHJLMNPQRTVWXYZ]{3}-[1-9]{4}-[BCDGHJLMNPQRTVWXYZ]{3}[CDGHJLMNPQRTVWXYZ]")
REFERENCE_PATTERN = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{2}")


def new_reference() -> str:
    """A tender reference such as ``7K3M-9Q2X-4D``: 50 random bits, so that drafts cannot be guessed."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(10))
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def new_key() -> str:
    """A short random key for a row inside a tender, stable over versions and fit for a URL fragment."""
    return "".join(secrets.choice(ALPHABET.lower()) for _ in range(10))


def new_password() -> str:
    """A first password such as ``k7rm-9q2x-4dtw-8hzn``: 80 random bits, to be replaced at the first sign-in."""
    letters = "".join(secrets.choice(ALPHABET.lower()) for _ in range(16))
    return "-".join(letters[at : at + 4] for at in range(0, 16, 4))


def new_secret() -> str:
    """What a link in a letter carries: 130 random bits, fit for an address."""
    return "".join(secrets.choice(ALPHABET.lower()) for _ in range(26))


def is_key(text: str) -> bool:
    """Whether ``text`` has the form of a key: anything else is nothing's key, and need not be looked up."""
    return len(text) == 10 and all(character in ALPHABET.lower() for character in text)


def is_ppon(text: str) -> bool:
    """Whether ``text`` has the form of a Public Procurement Organisation Number (rule IDN-4)."""
    return PPON_PATTERN.fullmatch(text) is not None
