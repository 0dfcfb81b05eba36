"""Whether a published tender may still be changed: after its deadlines its terms stand (Procurement Act 2023 s.31)."""

from __future__ import annotations

from datetime import datetime

from procure.act.answers import Finding
from procure.act.modifications import check_tender_change
from procure.domain.procurement_facts import ProcurementFacts
from procure.domain.vocabulary import Procedure


def check_late_change(before: ProcurementFacts, after: ProcurementFacts, moment: datetime) -> Finding | None:
    """What stands against publishing ``after`` in place of ``before``, which is public, at ``moment`` (aware).

    A competition whose requests were due, and that takes them again, lets in suppliers who did not take part: that is
    substantial (s.31(3)). Of every other change its officers judge.
    """
    is_open = before.procedure != Procedure.COMPETITIVE_FLEXIBLE
    first, last = _first(before), before.tender_deadline_at
    takes_again = (again := _first(after)) is not None and again > moment
    return check_tender_change(
        is_open_procedure=is_open,
        deadline_has_passed=first is not None and first <= moment,
        final_deadline_has_passed=last is not None and last <= moment,
        is_substantial_change=takes_again,
        is_light_touch="light_touch" in before.special_regimes,
    )


def _first(facts: ProcurementFacts) -> datetime | None:
    """The first moment by which suppliers must act."""
    if facts.procedure == Procedure.COMPETITIVE_FLEXIBLE and facts.participation_deadline_at is not None:
        return facts.participation_deadline_at
    return facts.tender_deadline_at
