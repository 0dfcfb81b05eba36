"""What keeps a joint version from publication: pure rules about who takes part, since when, and what they decided."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from procure.domain.joining import named_in, obstacles

FROZEN = datetime(2026, 11, 23, 10, tzinfo=UTC)
BEFORE, AFTER = FROZEN - timedelta(days=1), FROZEN + timedelta(days=1)


def partner(standing: str = "accepted", accepted_at=BEFORE, ended_at=None) -> SimpleNamespace:
    return SimpleNamespace(key="k", standing=standing, accepted_at=accepted_at, ended_at=ended_at)


@pytest.mark.parametrize(
    ("who", "given", "said"),
    [
        (partner(), {"k": True}, ""),
        (partner(), {}, "has not approved"),
        (partner(), {"k": False}, "does not approve"),
        (partner(accepted_at=AFTER), {"k": True}, "joined after this version was frozen"),
        (partner("left", ended_at=AFTER), {"k": True}, "no longer takes part"),
        (partner("taken_out", ended_at=AFTER), {}, "no longer takes part"),
        (partner("left", ended_at=BEFORE + timedelta(hours=1)), {}, ""),
        (partner("invited", accepted_at=None), {}, ""),
        (partner("declined", accepted_at=None, ended_at=BEFORE), {}, ""),
    ],
)
def test_each_partner_stands_in_the_way_until_it_approved_the_version_that_names_it(
    who: SimpleNamespace, given: dict[str, bool], said: str
) -> None:
    found = obstacles([("Eastmarch Council", who)], FROZEN, given)
    assert len(found) == bool(said)
    assert all(said in text and text.startswith("Eastmarch Council") for text in found)


def test_a_version_names_those_who_took_part_when_it_was_frozen() -> None:
    assert named_in(partner(), FROZEN)
    assert named_in(partner("left", ended_at=AFTER), FROZEN)
    assert not named_in(partner(accepted_at=AFTER), FROZEN)
    assert not named_in(partner("left", ended_at=BEFORE + timedelta(minutes=1)), FROZEN)
