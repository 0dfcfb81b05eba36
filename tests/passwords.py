"""Passwords of tests are hashed at next to no cost: at the service's, each takes longer than ten requests."""

from __future__ import annotations

from argon2 import PasswordHasher

from procure.services import accounts

#: At the cost that the service has, which a test of accounts holds it to.
OF_THE_SERVICE = accounts.hasher


def hash_at_little_cost() -> None:
    """Have accounts hash and check so in this process. A service that a test starts apart keeps its own cost."""
    accounts.hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    accounts._NOBODY = accounts._hash_of_nobody()
