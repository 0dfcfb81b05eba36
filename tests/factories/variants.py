"""A whole tender for each form of the tender notice, and for each special regime. All of it is fictional."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from procure.domain.snapshot import SpecificationSnapshot, gross_of
from tests.factories.snapshots import VAT_RATE, make_facts, make_snapshot

FRAMEWORK: dict[str, Any] = {
    "arrangement": "framework",
    "framework_starts_on": date(2027, 9, 1),
    "framework_ends_on": date(2031, 8, 31),
    "framework_users": "Westmarch Combined Authority, and every council whose area lies within its own.",
    "framework_award": "competed",
    "framework_selection_process": "All suppliers of a lot are invited. Each answers *two* questions, which are scored "
    "as in this notice.",
    "framework_supplier_number": "limited",
    "framework_maximum_suppliers": 12,
    "is_open_framework": False,
    "framework_charges_fees": False,
}
OPEN_FRAMEWORK: dict[str, Any] = FRAMEWORK | {
    "framework_ends_on": date(2035, 8, 31),
    "framework_long_term_reasons": "Heat networks take six years to build, and their parts must be supplied for ten.",
    "framework_award": "either",
    "framework_supplier_number": "unlimited",
    "framework_maximum_suppliers": None,
    "is_open_framework": True,
    "open_framework_previous_identifier": "ocds-h6vhtk-0d0d0d",
    "open_framework_ends_on": date(2035, 8, 31),
    "framework_charges_fees": True,
    "framework_fee_percentage": Decimal("0.75"),
    "framework_fee_note": "Paid each quarter on what was invoiced.",
}
MARKET: dict[str, Any] = {
    "uses_dynamic_market": True,
    "dynamic_market_identifier": "ocds-h6vhtk-0c0c0c",
    "dynamic_market_part_title": "Insulation",
    "dynamic_market_part_number": "2",
}
TENDERS_AT_ONCE: dict[str, Any] = {
    "procedure": "open",
    "participation_deadline_at": None,
    "invites_requests": None,
    "caps_suppliers": None,
    "tender_deadline_at": datetime(2027, 2, 26, 12, 0, tzinfo=UTC),
}
SMALL_NET = Decimal("90000.00")


def _tender(**facts: Any) -> SpecificationSnapshot:
    made = make_snapshot(outcomes=1, measures=1, facts=make_facts(**facts))
    return made if facts.get("procedure") != "open" else made.model_copy(update={"stages": ()})


TENDERS: dict[str, SpecificationSnapshot] = {
    "uk4-framework-open": _tender(**TENDERS_AT_ONCE, **FRAMEWORK),
    "uk4-framework-flexible": _tender(**OPEN_FRAMEWORK, special_regimes=("utilities",)),
    "uk4-dynamic-market": _tender(**MARKET),
    "uk4-utilities-market": _tender(
        **MARKET,
        is_qualifying_utilities_market=True,
        special_regimes=("utilities",),
        need_continues=True,
        later_direct_award_intended=False,
        later_tender_notice_on=date(2031, 5, 1),
    ),
    "uk4-below-threshold": _tender(
        is_below_threshold=True,
        **TENDERS_AT_ONCE | {"procedure": ""},
        value_net=SMALL_NET,
        value_gross=gross_of(SMALL_NET, VAT_RATE),
        special_regimes=("light_touch",),
        reserved_to_kinds=("sme", "vcse"),
        reserved_place="local",
        reserved_place_areas="Westmarch and the counties that border it.",
    ).model_copy(update={"stages": ()}),
    "uk4-light-touch": _tender(
        special_regimes=("light_touch",), reserved_public_service_mutual=True, has_extensions=False
    ),
    "uk4-concession": _tender(special_regimes=("concession",)),
    "uk4-defence": _tender(special_regimes=("defence_and_security",)),
    "uk4-flexible-first-tenders": _tender(invites_requests=False, participation_deadline_at=None),
}
"""By a name that says the form or the regime."""
GOLDEN = tuple(
    name for name in TENDERS if name.split("-")[1] in ("framework", "dynamic", "utilities", "below")
)
"""Those whose page and open data somebody read and accepted."""
