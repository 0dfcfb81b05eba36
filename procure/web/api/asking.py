"""What a request asks for, read strictly: a parameter we do not know is a mistake, and is told."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import UTC, datetime
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from procure.act.calendar import LONDON
from procure.services.opening import Query, position_of

MOST = 100
STAGES = ("planning", "tender", "award")
LONGEST_CURSOR = 300
IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}")
_CURSOR = re.compile(r"[A-Za-z0-9=]*")
_LIMIT = re.compile(r"[1-9][0-9]?|100")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}")
LIST_PARAMETERS = ("limit", "cursor", "updatedFrom", "updatedTo", "stages")


def parameters(given: MultiDict[str, str], known: Collection[str] = ()) -> dict[str, str]:
    """The parameters of an address. Raises BadRequest for one that is not known or is there twice."""
    for name in given:
        if name not in known:
            allowed = f"This address takes {', '.join(known)}." if known else "This address takes none."
            raise BadRequest(f"There is no parameter “{name[:60]}”. {allowed}")
        if len(given.getlist(name)) > 1:
            raise BadRequest(f"The parameter “{name}” is there more than once.")
    return {name: given[name] for name in known if name in given}


def query_of(asked: dict[str, str]) -> Query:
    """What a list is asked for. Raises BadRequest, naming the parameter and what it should be."""
    limit = asked.get("limit", str(MOST))
    if not _LIMIT.fullmatch(limit):
        raise BadRequest(f"“limit” should be a whole number from 1 to {MOST}.")
    stages = tuple(asked["stages"].split(",")) if "stages" in asked else ()
    if not set(stages) <= set(STAGES):
        raise BadRequest(f"“stages” should be one or more of {', '.join(STAGES)}, with commas between.")
    cursor = asked.get("cursor", "")
    if len(cursor) > LONGEST_CURSOR or not _CURSOR.fullmatch(cursor):
        raise BadRequest("“cursor” should be as it stood in links.next of the page before.")
    try:
        after = position_of(cursor) if cursor else None
    except ValueError:
        raise BadRequest("“cursor” should be as it stood in links.next of the page before.") from None
    return Query(
        limit=int(limit),
        after=after,
        updated_from=_time(asked, "updatedFrom", fold=0),
        updated_to=_time(asked, "updatedTo", fold=1),
        stages=() if set(stages) == set(STAGES) else tuple(dict.fromkeys(stages)),
    )


def address(base: str, path: str, asked: dict[str, str]) -> str:
    """The address of a page: the parameters that were asked for, in our order."""
    query = urlencode([(name, asked[name]) for name in LIST_PARAMETERS if name in asked], safe=":,=")
    return f"{base}{path}?{query}" if query else f"{base}{path}"


def _time(asked: dict[str, str], name: str, *, fold: int) -> datetime | None:
    """UK local time. Of an hour that comes twice, ``fold`` says which is meant: the wider span is taken."""
    if name not in asked:
        return None
    try:
        if not _TIME.fullmatch(asked[name]):
            raise ValueError
        local = datetime.fromisoformat(asked[name]).replace(tzinfo=LONDON, fold=fold)
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadRequest(
            f"“{name}” should be a date and time in the United Kingdom, such as 2026-11-23T09:30:00."
        ) from None
