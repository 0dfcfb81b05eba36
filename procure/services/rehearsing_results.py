"""The demonstration's contract with a year of results, played as its officers and board would: awarded, read, decided
on and rated. Its figures are made up, and each says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from procure.act.calendar import LONDON
from procure.config import Settings
from procure.domain.notice_facts import PerformanceFacts
from procure.domain.notice_facts.words import Rating
from procure.domain.observing import Reading, RevisionRule, Way
from procure.domain.permissions import Actor
from procure.domain.results import VintageRule
from procure.models import MeasureSeries, NoticeDraft, Tender
from procure.models.types import now
from procure.services import concluding, indicating, measure_series, noticing, observing, telling
from procure.storage import Storage

Who = Callable[[str], Actor]
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[0-9:]+(?:[+-]\d\d:\d\d)?")
FIGURES = ("good", "approaching", "improvement")


def moved(content: Any, days: int) -> Any:
    """The same with every day and moment in it so many days later: days that are days, and times as text."""
    if isinstance(content, Mapping):
        return {name: moved(value, days) for name, value in content.items()}
    if isinstance(content, list):
        return [moved(each, days) for each in content]
    if isinstance(content, date):
        return content + timedelta(days=days)
    if isinstance(content, str) and _MOMENT.fullmatch(content):
        clock = datetime.fromisoformat(content).astimezone(LONDON).replace(tzinfo=None) + timedelta(days=days)
        return clock.replace(tzinfo=LONDON).isoformat()
    return content


def whole_weeks_since(as_of: date) -> int:
    """Days by which the demonstration's days are moved, so that each stays the same day of the week."""
    return (now().astimezone(LONDON).date() - as_of).days // 7 * 7


def at_nine(day: date) -> datetime:
    """Nine in the morning in London."""
    return datetime.combine(day, time(9), LONDON).astimezone(UTC)


def play(
    session: Session,
    script: Mapping[str, Any],
    who: Who,
    tender: Tender,
    settings: Settings,
    storage: Storage,
) -> None:
    """All of it, for a tender that is published. ``script`` has its days where they belong already."""
    officer, contract, rated = who(script["officer"]), script["contract"], script["rated_on"]
    series = measure_series.of_tender(session, officer, tender)
    named = {_key_of(script, each): each for each in series}
    award(session, script, officer, tender, settings, storage)
    for key, measured in script["measures"].items():
        kpi = {name: Decimal(text) if name in FIGURES else text for name, text in measured["kpi"].items()}
        rules = {"vintage_rule": VintageRule.LATEST.value, "revision_rule": RevisionRule.KEEP.value}
        indicating.choose(session, officer, tender, named[key], {**rules, **kpi, "is_most_material": True})
    details = noticing.start(
        session, officer, tender, "UK7", settings, contract=contract, on=script["signed_on"]
    )
    copy = "https://tenders.calderwold.example/steady/contract"
    told: dict[str, object] = {"signed_on": script["signed_on"], "contract_copy_url": copy}
    _publish(
        session, officer, tender, details, told, script["signed_on"] + timedelta(days=9), settings, storage
    )
    measure_series.make_public(
        session, officer, tender, [each.key for each in named.values()], is_public=True
    )
    for key, measured in script["measures"].items():
        for readings in _readings(named[key], measured, script["source"]):
            observing.record(session, officer, readings, Way.FORM, organisation_id=tender.organisation_id)
    said = script["decision"]
    chair, ahead = who(said["by"]), now().astimezone(LONDON).date() + timedelta(days=said["in_days"])
    concluding.decide(
        session, chair, tender, kind=said["kind"], reason=said["reason"], owner_name=said["owner_name"],
        follow_up_on=ahead, series=named[said["measure"]],
    )  # fmt: skip
    rating = noticing.start(session, officer, tender, "UK9", settings, contract=contract, on=rated)
    facts = telling.facts_of(rating)
    assert isinstance(facts, PerformanceFacts)
    kpis = [each if each.rating else each.model_copy(update=UNTOLD) for each in facts.kpis]
    told = {"kpis": [each.model_dump() for each in kpis]}
    _publish(session, officer, tender, rating, told, rated, settings, storage)


#: What an officer says of an indicator that has no figure yet.
UNTOLD = {"rating": Rating.OTHER.value}


def award(
    session: Session,
    script: Mapping[str, Any],
    officer: Actor,
    tender: Tender,
    settings: Settings,
    storage: Storage,
) -> None:
    """The award notice, on its day."""
    on, signed = script["awarded_on"], script["signed_on"]
    draft = noticing.start(session, officer, tender, "UK6", settings, on=on)
    told: dict[str, object] = {
        "contract_identifier": script["contract"], "suppliers": (_firm(script["supplier"]),),
        "unsuccessful_suppliers": (_firm(script["loser"]),), "tenders_submitted": 2, "summaries_given": True,
        "summaries_given_on": on - timedelta(days=1), "decided_on": on - timedelta(days=3), "contract_on": signed,
        "procedure": "open",
    }  # fmt: skip
    _publish(session, officer, tender, draft, told, on, settings, storage)


def _publish(
    session: Session,
    officer: Actor,
    tender: Tender,
    draft: NoticeDraft,
    told: dict[str, object],
    on: date,
    settings: Settings,
    storage: Storage,
) -> None:
    facts = telling.facts_from_answers(draft, told)
    noticing.save(session, officer, tender, draft, facts, draft.revision)
    noticing.publish(session, officer, tender, draft, settings, storage, at=at_nine(on))


def _key_of(script: Mapping[str, Any], series: MeasureSeries) -> str:
    return next(key for key, each in script["measures"].items() if each["name"] == series.name)


def _firm(named: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **named, "is_consortium": False, "is_sme": True, "is_vcse": False,
        "is_supported_employment": False, "is_public_service_mutual": False,
    }  # fmt: skip


def _readings(series: MeasureSeries, measured: Mapping[str, Any], source: str) -> list[list[Reading]]:
    """What was first said of each month, and then what was said again."""
    today, days = now().astimezone(LONDON).date(), timedelta(days=measured["days"])
    end = today.replace(day=1) - timedelta(days=1)
    while end + days > today:
        end = end.replace(day=1) - timedelta(days=1)
    first, again = [], []
    for back, value in enumerate(reversed(measured["figures"])):
        period = {
            "series_key": series.key,
            "period_start": end.replace(day=1),
            "period_end": end,
            "source": source,
        }
        first.append(Reading(**period, published_on=end + days, value=Decimal(value)))
        for each in measured["revised"]:
            if each["back"] == back:
                on = min(today, end + timedelta(days=each["days"]))
                again.append(Reading(**period, published_on=on, value=Decimal(each["value"])))
        end = end.replace(day=1) - timedelta(days=1)
    return [list(reversed(first)), again]
