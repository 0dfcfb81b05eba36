"""Where the duties differ between the nations of the United Kingdom (Act ss.111-114), from dated data."""

from __future__ import annotations

from datetime import date

from .answers import RuleAnswer
from .calendar import uk_day
from .facts import Nation
from .provisions import act
from .tables import day_in_words, read_rows

_NAMES = {
    Nation.ENGLAND_OR_RESERVED: "England and reserved arrangements",
    Nation.WALES: "devolved Welsh authorities",
    Nation.NORTHERN_IRELAND: "transferred Northern Ireland authorities",
    Nation.SCOTLAND: "devolved Scottish authorities",
}


def duty_applies(duty: str, nation: Nation, on: date) -> RuleAnswer[bool]:
    """Whether a duty binds authorities of ``nation`` on that day.

    ``duty`` is one of ``pipeline``, ``policy-statement``, ``contract-copy``, ``payments-compliance``,
    ``payments``, ``performance``, ``change``, ``modified-contract-copy`` and ``below-threshold``. Raises
    ``KeyError`` for another. Where commencement is not verified the answer is no, and not certain.
    """
    rows = [row for row in read_rows("devolved_duties") if row["duty"] == duty]
    if not rows:
        raise KeyError(duty)
    label = rows[0]["label"]
    if nation is Nation.SCOTLAND:
        words = (
            "Devolved Scottish authorities are outside the Act unless they use another nation's arrangement."
        )
        return RuleAnswer("DEV-2", act("s.2"), False, words)
    row = next(row for row in rows if row["nation"] == nation)
    notes = (row["note"],) if row["note"] else ()
    who = _NAMES[nation]
    rule_id = "DEV-1" if nation is Nation.WALES else "DEV-3"
    if row["applies"] != "yes":
        is_certain = row["applies"] == "no"
        return RuleAnswer(
            rule_id, row["provision"], False, f"{label}: not required of {who}.", notes, is_certain=is_certain
        )
    begins = date.fromisoformat(row["from"])
    applies = uk_day(on) >= begins
    words = f"{label}: {'required' if applies else 'not yet required'} of {who}, from {day_in_words(begins)}."
    return RuleAnswer(rule_id, row["provision"], applies, words, notes)
