"""Which part of the law a timetable follows: told from its facts, before it is laid out."""

from __future__ import annotations

from .answers import RuleAnswer
from .regimes import Route, route_for
from .tables import ACT_BEGAN_ON, day_in_words
from .timeline_facts import TimelineFacts


def routed(facts: TimelineFacts) -> tuple[TimelineFacts, RuleAnswer[Route]]:
    """The facts with the question settled whether the whole Act covers the procurement, and the answer to it (REG-1).

    The figures are those of the day the procurement begins: the first day given, else today, else the wanted start of
    the contract. Raises ``ValueError`` for a day before the Act began.
    """
    begins = facts.starts_from or facts.today or facts.contract_starts_on
    if begins is None:  # the facts refuse to be made so
        raise ValueError("Give a day to plan from.")
    if begins < ACT_BEGAN_ON:
        raise ValueError(
            f"The Procurement Act 2023 began on {day_in_words(ACT_BEGAN_ON)}: give days from then on."
        )
    answer = route_for(facts.contract, facts.gross, begins)
    periods = facts.periods.model_copy(update={"is_covered": answer.value is Route.COVERED})
    return facts.model_copy(update={"periods": periods}), answer
