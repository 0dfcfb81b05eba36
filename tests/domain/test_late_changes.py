"""After its deadlines, the terms of a published tender stand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from procure.domain.late_changes import check_late_change
from procure.domain.procurement_facts import ProcurementFacts

DAY = timedelta(days=1)
REQUESTS, TENDERS = datetime(2027, 2, 12, 12, tzinfo=UTC), datetime(2027, 4, 30, 11, tzinfo=UTC)


def facts(
    procedure: str, requests: datetime | None = None, tenders: datetime = TENDERS, regime: str = ""
) -> ProcurementFacts:
    return ProcurementFacts(
        procedure=procedure, participation_deadline_at=requests, tender_deadline_at=tenders,
        special_regimes=(regime,) if regime else (),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "moment", "code"),
    [
        (facts("open"), facts("open", tenders=TENDERS + 30 * DAY), TENDERS - DAY, None),
        (facts("open"), facts("open", tenders=TENDERS + 30 * DAY), TENDERS, "change-too-late"),
        (facts("competitive_flexible", REQUESTS), facts("competitive_flexible", REQUESTS), REQUESTS - DAY, None),
        (facts("competitive_flexible", REQUESTS), facts("competitive_flexible", REQUESTS), REQUESTS + DAY, None),
        (
            facts("competitive_flexible", REQUESTS), facts("competitive_flexible", REQUESTS + 40 * DAY),
            REQUESTS + DAY, "change-substantial",
        ),
        (
            facts("competitive_flexible", REQUESTS, regime="light_touch"),
            facts("competitive_flexible", REQUESTS + 40 * DAY, regime="light_touch"), REQUESTS + DAY, None,
        ),
        (facts("competitive_flexible", REQUESTS), facts("competitive_flexible", REQUESTS), TENDERS, "change-too-late"),
    ],
)  # fmt: skip
def test_what_may_be_changed_depends_on_what_is_due_already(
    before: ProcurementFacts, after: ProcurementFacts, moment: datetime, code: str | None
) -> None:
    found = check_late_change(before, after, moment)
    assert (found.code if found else None) == code
