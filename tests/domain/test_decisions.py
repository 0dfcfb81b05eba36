"""Who saw a decision otherwise: only those whose verdict would have led elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from procure.domain.decisions import dissenting


@dataclass(frozen=True)
class Given:
    user_id: int
    kind: str


@pytest.mark.parametrize(
    ("decision", "kind", "is_dissent"),
    [
        ("endorsed", "endorsed", False),
        ("endorsed", "endorsed_with_conditions", True),
        ("endorsed", "not_endorsed", True),
        ("endorsed_with_conditions", "endorsed", False),
        ("endorsed_with_conditions", "changes_requested", True),
        ("changes_requested", "endorsed", True),
        ("changes_requested", "not_endorsed", True),
        ("not_endorsed", "changes_requested", True),
    ],
)
def test_a_verdict_dissents_when_it_would_have_led_elsewhere(
    decision: str, kind: str, is_dissent: bool
) -> None:
    assert bool(dissenting([Given(1, kind)], decision, set())) is is_dissent


def test_a_verdict_with_a_declared_interest_is_no_dissent() -> None:
    assert dissenting([Given(1, "not_endorsed")], "endorsed", {1}) == []
