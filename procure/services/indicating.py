"""Key performance indicators of an awarded contract, chosen from the measures that are followed (Act s.52).

Ratings are told apart by three figures, so that bands neither overlap nor leave gaps. Once a contract details notice
(UK7) is published, what it told is fixed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, select

from procure import db
from procure.act.answers import RuleAnswer
from procure.act.kpis import KPIS_DESCRIBED, MINIMUM_KPIS, Rating, kpis_required
from procure.config import Settings
from procure.domain.carrying import carried
from procure.domain.exceptions import Invalid, NotFound, WrongState
from procure.domain.notice_duties import act_facts
from procure.domain.notice_facts import ContractDetailsFacts
from procure.domain.notice_facts.parts import Kpi as ToldKpi
from procure.domain.observing import ChangeKind, RevisionRule
from procure.domain.permissions import Actor, Permission
from procure.domain.results import Band, Bands, VintageRule, bands_at, known_on, suggested
from procure.domain.results.bands import counts
from procure.domain.vocabulary import Direction
from procure.models import Kpi, MeasureSeries, Tender
from procure.models.types import now
from procure.services import access, assessing, auditing, freezing, results_feed, telling

#: The answers about an indicator, as its columns are called, besides the three edges.
WORDS = (
    "title", "description", "reported", "other_when", "vintage_rule", "vintage_days", "revision_rule",
    "revision_threshold", "is_most_material", "owner_name", "check_method", "remedy",
)  # fmt: skip
EDGES = ("good", "approaching", "improvement")
MOST = 30


@dataclass(frozen=True)
class Duty:
    """What the Act asks of indicators of this contract, and how far it is met."""

    answer: RuleAnswer[bool]
    chosen: int
    described: int

    @property
    def lacking(self) -> int:
        """How many more indicators have to be set; 0 where none is required."""
        return max(0, MINIMUM_KPIS - self.chosen) if self.answer.value else 0


def chosen(session: Session, tender: Tender) -> Sequence[Kpi]:
    """The indicators of a tender, in order."""
    return session.exec(
        select(Kpi)
        .where(Kpi.tender_id == tender.id, col(Kpi.removed_at).is_(None))
        .order_by(col(Kpi.position), col(Kpi.id))
    ).all()


def duty(session: Session, actor: Actor, tender: Tender, settings: Settings) -> Duty:
    """Whether at least three indicators have to be set (KPI-1 to KPI-3), by what the notices tell of the contract or
    else the specification. A reason why none is appropriate belongs in the contract details notice. Raises
    NotAllowed."""
    access.require(actor, Permission.READ_TENDER, tender)
    snapshot = freezing.draft_snapshot(session, tender)
    facts = carried("UK7", snapshot, telling.history(session, tender, settings))
    assert isinstance(facts, ContractDetailsFacts)
    answer = kpis_required(
        facts.value.gross or Decimal(0),
        act_facts(snapshot, facts),
        reason_not_appropriate=facts.no_kpi_reasons,
    )
    found = chosen(session, tender)
    return Duty(answer, len(found), sum(each.is_most_material for each in found))


def by_key(session: Session, actor: Actor, tender: Tender, key: str) -> Kpi:
    """One indicator of a tender. Raises NotAllowed and NotFound."""
    access.require(actor, Permission.READ_TENDER, tender)
    found = next((each for each in chosen(session, tender) if each.key == key), None)
    if found is None:
        raise NotFound("There is no such indicator.")
    return found


def suggestion(series: MeasureSeries) -> dict[str, Any]:
    """The answers that a form begins with for a measure: its own words, and edges on the way from start to target."""
    found: dict[str, Any] = {
        "title": series.name,
        "reported": series.frequency,
        "check_method": series.source,
    }
    if series.direction in set(Direction) and None not in (series.baseline_value, series.target_value):
        bands = suggested(series.baseline_value, series.target_value, Direction(series.direction))
        found |= dict(zip(EDGES, bands.edges, strict=True)) if bands else {}
    return {**found, "vintage_rule": VintageRule.LATEST.value, "revision_rule": RevisionRule.KEEP.value}


def answers_of(kpi: Kpi) -> dict[str, Any]:
    """An indicator as a form has it."""
    worse = "low" if kpi.series.direction == Direction.UP else "high"
    edges = [Decimal(band[worse]) for band in kpi.bands if band[worse] is not None]
    return {**{name: getattr(kpi, name) for name in WORDS}, **dict(zip(EDGES, edges, strict=False))}


@dataclass(frozen=True)
class Tried:
    """What one figure would be rated, were the bands published so, and how many of the readings there are earn each
    rating."""

    value: Decimal
    rating: Rating
    is_edge: bool
    bands: Sequence[Band]
    readings: Mapping[Rating, int]


def try_figure(
    session: Session, series: MeasureSeries, answers: Mapping[str, Any], value: Decimal | None, today: date
) -> Tried:
    """Try a figure on bands that nobody has saved. Raises Invalid, naming the field to mend."""
    bands = bands_from(answers, series.direction, series.target_value)
    if value is None:
        raise Invalid("tried", "Enter a figure to try")
    points = known_on(assessing.readings_of(assessing.newest(session, series.id or 0)), today)
    return Tried(value, bands.rating(value), bands.is_edge(value), bands.bands, counts(points, bands))


def choose(
    session: Session, actor: Actor, tender: Tender, series: MeasureSeries, answers: Mapping[str, Any]
) -> Kpi:
    """Make a followed measure an indicator. Raises NotAllowed; Invalid for edges out of order, a missing figure, or a
    fourth that is called most material."""
    access.require(actor, Permission.CHOOSE_KPIS, tender)
    db.lock(session, tender)
    others = chosen(session, tender)
    if len(others) >= MOST:
        raise Invalid("title", f"A contract has at most {MOST} indicators here")
    kpi = Kpi(
        tender_id=tender.id, series_id=series.id, position=len(others), title="", unit=series.unit,
        created_by_id=actor.user_id,
    )  # fmt: skip
    kpi.series = series
    return _write(session, actor, tender, kpi, answers, others, "kpi.chosen")


def change(session: Session, actor: Actor, tender: Tender, kpi: Kpi, answers: Mapping[str, Any]) -> Kpi:
    """Change an indicator that no published notice has told of. Raises as ``choose``, and WrongState."""
    access.require(actor, Permission.CHOOSE_KPIS, tender)
    db.lock(session, tender)
    _require_open(kpi)
    others = [each for each in chosen(session, tender) if each.id != kpi.id]
    return _write(session, actor, tender, kpi, answers, others, "kpi.changed")


def remove(session: Session, actor: Actor, tender: Tender, kpi: Kpi) -> None:
    """Take an indicator back. Raises NotAllowed, and WrongState once a notice has told of it."""
    access.require(actor, Permission.CHOOSE_KPIS, tender)
    _require_open(kpi)
    kpi.removed_at = now()
    session.add(kpi)
    session.flush()
    auditing.of_tender(session, actor, tender, "kpi.removed", key=kpi.key)
    results_feed.tell(session, [tender], ChangeKind.INDICATORS)


def most_material(session: Session, tender: Tender, contract: str = "") -> Sequence[Kpi]:
    """The indicators that notices of a contract describe: those called most material first, three at most (regs
    32(2)(r), 39(4)). Those that belong to another contract are left out."""
    own = [each for each in chosen(session, tender) if each.contract_identifier in ("", contract)]
    return sorted(own, key=lambda each: not each.is_most_material)[:KPIS_DESCRIBED]


def told(session: Session, tender: Tender, contract: str = "") -> tuple[ToldKpi, ...]:
    """The indicators as a contract details notice describes them."""
    rows = most_material(session, tender, contract)
    return tuple(
        ToldKpi(
            number=number, title=each.title, description=each.description, target=each.target_value,
            unit=each.unit, reported=each.reported,
        )
        for number, each in enumerate(rows, start=1)
    )  # fmt: skip


def settle(session: Session, tender: Tender, moment: datetime, contract: str = "") -> None:
    """A contract details notice was published: the indicators stand as they are, and belong to its contract."""
    for each in chosen(session, tender):
        if each.settled_at is None:
            each.settled_at = moment
            each.contract_identifier = each.contract_identifier or contract
            session.add(each)
    session.flush()


def bands_from(answers: Mapping[str, Any], direction: str, centre: Decimal | None) -> Bands:
    """Bands from the three edges of a form. Raises Invalid, naming the field to mend."""
    missing = next((name for name in EDGES if answers.get(name) is None), None)
    if missing:
        raise Invalid(missing, "Enter the figure at which this rating ends")
    if direction not in set(Direction):
        raise Invalid(
            "good", "The measure does not say whether it should rise or fall, so it cannot be rated"
        )
    try:
        edges = [answers[name] for name in EDGES]
        return bands_at(edges, Direction(direction), centre or Decimal(0))
    except ValueError as error:
        raise Invalid("approaching", str(error)) from None


def _write(
    session: Session,
    actor: Actor,
    tender: Tender,
    kpi: Kpi,
    answers: Mapping[str, Any],
    others: Sequence[Kpi],
    action: str,
) -> Kpi:
    series = kpi.series
    bands = bands_from(answers, series.direction, series.target_value)
    if answers.get("is_most_material") and sum(each.is_most_material for each in others) >= KPIS_DESCRIBED:
        raise Invalid("is_most_material", f"{KPIS_DESCRIBED} indicators are called most material already")
    if answers.get("vintage_rule") == VintageRule.AS_OF and answers.get("vintage_days") is None:
        raise Invalid("vintage_days", "Enter how many days after its period")
    if answers.get("revision_rule") == RevisionRule.REOPEN and answers.get("revision_threshold") is None:
        raise Invalid("revision_threshold", "Enter by how much a figure has to move")
    for name in WORDS:
        if name in answers:
            setattr(kpi, name, answers[name])
    kpi.target_value = series.target_value
    kpi.bands = [
        {"rating": each.rating.value, "low": _text(each.low), "high": _text(each.high)}
        for each in bands.bands
    ]
    session.add(kpi)
    session.flush()
    auditing.of_tender(session, actor, tender, action, key=kpi.key, title=kpi.title)
    results_feed.tell(session, [tender], ChangeKind.INDICATORS)
    return kpi


def _text(figure: Decimal | None) -> str | None:
    return None if figure is None else f"{figure:f}"


def _require_open(kpi: Kpi) -> None:
    if kpi.settled_at is not None:
        raise WrongState(
            "A published notice has told of this indicator: it is changed by changing the contract."
        )
