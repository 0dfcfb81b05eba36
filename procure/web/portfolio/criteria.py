"""What a portfolio is narrowed to, in its address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import url_for

from procure.domain.overlaps import Standing
from procure.services.surveying import Criteria

_NUMBER = re.compile(r"[0-9]{1,9}")
LONGEST = 100


def criteria_of(arguments: Mapping[str, Any]) -> Criteria:
    """What an address asks for; whatever is no value of a filter is left out."""
    standing = str(arguments.get("standing", ""))
    return Criteria(
        objective=_text(arguments.get("objective", "")),
        buyer=_text(arguments.get("buyer", "")),
        year=_number(arguments.get("year", "")),
        standing=standing if standing in set(Standing) else "",
        before=_number(arguments.get("before", "")),
    )


def address_of(endpoint: str, mission_id: str, criteria: Criteria, is_net: bool, **changes: Any) -> str:
    """The address of a portfolio narrowed so, with ``changes`` to it; a page of the list is never kept."""
    asked = {
        "objective": criteria.objective or None,
        "buyer": criteria.buyer or None,
        "year": criteria.year,
        "standing": criteria.standing or None,
        "vat": "net" if is_net else None,
    }
    return url_for(endpoint, mission_id=mission_id, **{**asked, **changes})


def _text(value: Any) -> str:
    text = str(value)
    return text if len(text) <= LONGEST and text.isprintable() else ""


def _number(value: Any) -> int | None:
    text = str(value)
    return int(text) if _NUMBER.fullmatch(text) else None
