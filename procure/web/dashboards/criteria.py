"""What a page of results is narrowed to, in its address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import url_for

from procure.domain.results import Status
from procure.services.overseeing import Watched

_AFTER = re.compile(r"([a-z_]{1,20})\.([0-9]{1,9})")
LONGEST = 100


def watched_of(arguments: Mapping[str, Any]) -> Watched:
    """What an address asks for; whatever is no value of a filter is left out."""
    status, after = str(arguments.get("status", "")), _AFTER.fullmatch(str(arguments.get("after", "")))
    return Watched(
        objective=_text(arguments.get("objective", "")),
        buyer=_text(arguments.get("buyer", "")),
        status=status if status in set(Status) else "",
        after=(after[1], int(after[2])) if after and after[1] in set(Status) else None,
    )


def address_of(endpoint: str, mission_id: str, watched: Watched, **changes: Any) -> str:
    """The address of a mission's results narrowed so, with ``changes`` to it; a page of the list is never kept."""
    asked = {
        "objective": watched.objective or None,
        "buyer": watched.buyer or None,
        "status": watched.status or None,
    }
    return url_for(endpoint, mission_id=mission_id, **{**asked, **changes})


def _text(value: Any) -> str:
    text = str(value)
    return text if len(text) <= LONGEST and text.isprintable() else ""
