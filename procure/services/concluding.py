"""Deciding on results: go on, turn round, scale or stop, with what was known then, and following it up.

A decision never changes. What was known is taken from how the measures stood at that moment, with the reading, its day
of publication and its vintage, so that a later revision does not make a decision look foolish or wise.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from procure.act.calendar import LONDON
from procure.domain.exceptions import Invalid, NotFound
from procure.domain.gating import StageGateSnapshot
from procure.domain.identifiers import is_key, new_key
from procure.domain.permissions import Actor, Permission, may
from procure.domain.results import Status
from procure.domain.results.course import Consequence, Course, GateResult
from procure.models import (
    MeasureSeries,
    ResultDecision,
    SeriesJudgement,
    SeriesStanding,
    Tender,
)
from procure.models.types import now
from procure.services import access, auditing, freezing, keyed


def tender_of(session: Session, actor: Actor, reference: str) -> Tender:
    """A tender on whose results the actor may decide. Raises NotFound for any other."""
    found = session.exec(select(Tender).where(Tender.reference == reference)).one_or_none()
    if found is None or not may(actor, Permission.DECIDE_ON_RESULTS, found):
        raise NotFound("There is no such tender.")
    return found


def gates_of(session: Session, tender: Tender) -> Sequence[StageGateSnapshot]:
    """The stage gates of the newest published version."""
    version = freezing.in_force(session, tender)
    return freezing.public_snapshot_of(version).gates if version is not None else ()


def open_series(session: Session, tender: Tender) -> Sequence[MeasureSeries]:
    """The measures that are followed, in order."""
    return session.exec(
        select(MeasureSeries)
        .where(MeasureSeries.tender_id == tender.id, col(MeasureSeries.closed_at).is_(None))
        .order_by(col(MeasureSeries.position), col(MeasureSeries.id))
    ).all()


def decide(
    session: Session,
    actor: Actor,
    tender: Tender,
    *,
    kind: str,
    reason: str,
    owner_name: str,
    follow_up_on: date,
    series: MeasureSeries | None = None,
    gate: StageGateSnapshot | None = None,
    gate_result: str = "",
    judged_on: Sequence[MeasureSeries] = (),
    evidence: str = "",
    tested: str = "",
    consequence: str = "",
    consequence_on: date | None = None,
    contract: str = "",
    key: str = "",
    at: datetime | None = None,
) -> ResultDecision:
    """Record a decision on one measure, at a gate, or on the contract as a whole, with what is known now. ``key`` is
    what its form was given, so that a form sent twice decides once. At a gate, ``gate_result`` is what it came to,
    ``judged_on`` the measures it was judged on (all where none is given), ``evidence`` what was seen, and ``tested``
    what arithmetic made of its threshold.
    ``consequence`` is what follows for the contract with the identifier ``contract``, from ``consequence_on``.

    Raises NotAllowed, and Invalid for a day to look again that is not ahead, or a consequence without its day.
    """
    access.require(actor, Permission.DECIDE_ON_RESULTS, tender)
    moment = at or now()
    if is_key(key):
        before = session.exec(select(ResultDecision).where(ResultDecision.key == key)).one_or_none()
        if before is not None and before.tender_id == tender.id:
            return before
        key = key if before is None else ""
    if follow_up_on <= moment.astimezone(LONDON).date():
        raise Invalid("follow_up_on", "The day to look at it again must be in the future")
    follows = _consequence(consequence, consequence_on, moment.astimezone(LONDON).date())
    about = [series] if series is not None else list(judged_on or open_series(session, tender))
    made = ResultDecision(
        key=key if is_key(key) else new_key(),
        tender_id=tender.id,
        organisation_id=tender.organisation_id,
        board_id=tender.board_id or 0,
        series_id=series.id if series else None,
        gate_key=gate.key if gate else "",
        gate_name=(gate.name or f"Gate {gate.number}") if gate else "",
        gate_result=GateResult(gate_result).value if gate and gate_result else "",
        kind=Course(kind).value,
        reason=reason,
        owner_name=owner_name,
        follow_up_on=follow_up_on,
        consequence=follows.value,
        consequence_on=consequence_on if follows.notice else None,
        contract_identifier=contract if follows.notice else "",
        known=known_now(session, about)
        | (
            {"evidence": evidence, "tested": tested, "threshold": gate.threshold, "question": gate.question}
            if gate
            else {}
        ),
        decided_by_id=actor.user_id,
        decided_at=moment,
    )
    session.add(made)
    session.flush()
    auditing.of_tender(
        session, actor, tender, "results.decided", decision=made.key, course=made.kind,
        measure=series.key if series else "", gate=made.gate_key, result=made.gate_result,
        consequence=made.consequence,
    )  # fmt: skip
    return made


def _consequence(given: str, on: date | None, today: date) -> Consequence:
    follows = Consequence(given or Consequence.NONE.value)
    if follows.notice and on is None:
        raise Invalid("consequence_on", "Enter the day from which this is so")
    if follows.is_failure and on is not None and on > today:
        raise Invalid("consequence_on", "The day of what has happened must be today or in the past")
    if follows is Consequence.CHANGED and on is not None and on < today:
        raise Invalid("consequence_on", "The day of a change that is still to come must not be in the past")
    return follows


def by_key(session: Session, actor: Actor, key: str) -> ResultDecision:
    """A decision. Raises NotFound where there is none that the actor may know of."""
    found = keyed.find(session, select(ResultDecision).where(ResultDecision.key == key), key)
    if found is None or not may(actor, Permission.SEE_RESULT_DECISIONS, found):
        raise NotFound("There is no such decision.")
    return found


def follow_up(
    session: Session, actor: Actor, decision: ResultDecision, what_came: str, at: datetime | None = None
) -> bool:
    """Say what came of a decision, once; whether that was said now. Raises NotAllowed."""
    access.require(actor, Permission.DECIDE_ON_RESULTS, decision)
    if decision.followed_up_at is not None:
        return False
    decision.followed_up_at, decision.followed_up_by_id = at or now(), actor.user_id
    decision.what_came = what_came
    session.add(decision)
    session.flush()
    auditing.of_tender(session, actor, decision.tender, "results.followed_up", decision=decision.key)
    return True


def known_now(session: Session, series: Sequence[MeasureSeries]) -> dict[str, Any]:
    """How measures stand, as a decision keeps it: status and reason, and the newest reading with its vintage."""
    ids = [each.id for each in series]
    judged = {
        row.series_id: row
        for row in session.exec(select(SeriesJudgement).where(col(SeriesJudgement.series_id).in_(ids)))
    }
    stands = {
        row.series_id: row
        for row in session.exec(select(SeriesStanding).where(col(SeriesStanding.series_id).in_(ids)))
    }
    return {
        "measures": [
            {
                "measure": each.key, "name": each.name, "unit": each.unit, "status": judged[each.id].status,
                "status_words": Status(judged[each.id].status).label, "reason": judged[each.id].reason,
                "value": _text(stands[each.id].latest_value), "period_end": _text(stands[each.id].latest_end),
                "published_on": _text(stands[each.id].latest_published_on),
                "vintage": stands[each.id].latest_vintage,
            }
            for each in series
            if each.id in judged and each.id in stands
        ]
    }  # fmt: skip


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else f"{value:f}"
