"""Stage gates for tests."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from procure.domain.gating import StageGateSnapshot


def make_gate(number: int = 1, **changes: Any) -> StageGateSnapshot:
    """A whole gate of the contract; with ``stage_key="sta-2"`` one after the second stage of ``make_snapshot``."""
    values: dict[str, Any] = {
        "key": f"gat-{number}",
        "number": number,
        "name": "After the first forty homes",
        "question": "Are the first homes warmer, and do tenants say so?",
        "evidence": "Meters in forty homes, and a talk with each tenant, checked by the university.",
        "threshold": "At least 30 of 40 homes hold 18 degrees.",
        "decision_owner": "Director of Housing",
        "decided_on": date(2028, 3, 1),
        "releases": "The next 600 homes",
        "released_net": Decimal("1800000.00"),
        "released_gross": Decimal("2160000.00"),
        "if_met": "Go on to the next three villages.",
        "if_partly_met": "Change the mix of measures, and look again after forty more.",
        "stop_rule": "Fewer than 20 homes: stop, and pay for work done.",
    }
    return StageGateSnapshot(**{**values, **changes})
