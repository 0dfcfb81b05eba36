"""Is it fit to publish? One list of issues feeds the task list, the readiness page and the gates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from procure.domain.readiness.answers import check_answers
from procure.domain.readiness.award import check_award
from procure.domain.readiness.frame import check_frame
from procure.domain.readiness.gates import check_gates
from procure.domain.readiness.issues import Issue, Severity
from procure.domain.readiness.outcomes import check_outcomes
from procure.domain.readiness.procurement import check_procurement
from procure.domain.readiness.timetable import check_timetable
from procure.domain.readiness.twins import check_twins
from procure.domain.readiness.variants import check_variants
from procure.domain.readiness.withholding import check_withholding
from procure.domain.sections import SECTIONS
from procure.domain.snapshot import SpecificationSnapshot

__all__ = ["Issue", "Severity", "blocking", "check"]

CHECKS = (
    check_answers,
    check_outcomes,
    check_frame,
    check_award,
    check_procurement,
    check_variants,
    check_gates,
    check_timetable,
    check_twins,
    check_withholding,
)
_ORDER = {slug: at for at, slug in enumerate(SECTIONS)}


def check(snapshot: SpecificationSnapshot, today: date) -> list[Issue]:
    """Every issue of ``snapshot`` if published on ``today`` (a day in London).

    Blocking ones come first, then the order of the task list.
    """
    found = [issue for each in CHECKS for issue in each(snapshot, today)]
    return sorted(found, key=lambda issue: (not issue.is_blocking, _ORDER.get(issue.section, 99)))


def blocking(issues: Iterable[Issue]) -> list[Issue]:
    """Those that publication must wait for."""
    return [issue for issue in issues if issue.is_blocking]
