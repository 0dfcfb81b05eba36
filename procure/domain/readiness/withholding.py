"""May what is withheld be withheld, and is it said as the Act wants it?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from procure.domain.notice_facts.words import WithholdingLimb
from procure.domain.readiness.issues import Issue, blocking
from procure.domain.snapshot import SpecificationSnapshot
from procure.domain.withholding import PROVISION, label_of, refusal, says_something

PAGE = "withheld-items"


def check_withholding(snapshot: SpecificationSnapshot, today: date) -> Iterator[Issue]:
    """A blocking issue for each item that may not be withheld, or not as it stands."""
    facts = snapshot.facts
    if facts.is_information_withheld and not snapshot.withheld and not facts.withheld_information.strip():
        yield blocking(
            "withheld-unnamed",
            "Name each item of the notice that is withheld, or say in words what else is",
            PAGE,
            f"{PROVISION}(3)",
        )
    seen: set[str] = set()
    for kept in snapshot.withheld:
        for code, message in _faults(snapshot, kept.item, kept.limb, kept.reason, is_silent=kept.is_silent):
            yield blocking(code, f"Withheld item {kept.number}: {message}", PAGE, PROVISION, key=kept.key)
        if kept.item in seen:
            yield blocking(
                "withheld-twice",
                f"Withheld item {kept.number}: “{label_of(kept.item)}” is withheld already. Remove one of the two",
                PAGE,
                PROVISION,
                key=kept.key,
            )
        seen.add(kept.item)


def _faults(
    snapshot: SpecificationSnapshot, item: str, limb: str, reason: str, *, is_silent: bool
) -> Iterator[tuple[str, str]]:
    if not item:
        yield "withheld-incomplete", "choose which item of the notice it is"
        return
    name = f"“{label_of(item)}”"
    if why := refusal(item):
        yield "withheld-refused", f"{name} cannot be withheld. {why}"
        return
    if not says_something(snapshot, item):
        yield "withheld-nothing", f"{name} is not filled in, so there is nothing to withhold"
    if not limb:
        yield "withheld-incomplete", f"choose the ground for withholding {name}"
    if not reason.strip():
        yield "withheld-incomplete", f"say why {name} is withheld, for the board and the record"
    if is_silent and limb != WithholdingLimb.NATIONAL_SECURITY:
        yield (
            "withheld-in-silence",
            f"only national security allows {name} to be withheld without saying so (section 94(4))",
        )
