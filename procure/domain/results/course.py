"""What may be decided on results, at any time or at a stage gate, and what that means for the contract (outcome method,
sections 1 and 7; Act ss.71, 75, 80)."""

from __future__ import annotations

from procure.domain.vocabulary import Word


class Course(Word):
    CONTINUE = "continue", "Continue"
    TURN_ROUND = "turn_round", "Turn round"
    SCALE = "scale", "Scale"
    STOP = "stop", "Stop"


class GateResult(Word):
    """What a stage gate came to, judged on its evidence."""

    PASSED = "passed", "Passed"
    FAILED = "failed", "Failed"
    LATER = "later", "Judged again later"


class Consequence(Word):
    """What a decision means for the contract, told apart as the Act's notices do. A day goes with each but none."""

    NONE = "none", "Nothing: the contract goes on as it is"
    CHANGED = "changed", "The contract is to be changed"
    ENDED = "ended", "The contract ends"
    ENDED_FOR_BREACH = "ended_for_breach", "The contract ends because the supplier broke it"
    ENDED_IN_PART = "ended_in_part", "Part of the contract ended because the supplier broke it"
    DAMAGES = "damages", "Damages were awarded because the supplier broke the contract"
    SETTLEMENT = "settlement", "A settlement was agreed because the supplier broke the contract"
    NOT_IMPROVED = "not_improved", "The supplier performed badly, had its chance to improve, and did not"

    @property
    def notice(self) -> str:
        """The notice that it calls for (PER-4, PER-5, CHN-1, TRM-2); empty for none."""
        if self is Consequence.CHANGED:
            return "UK10"
        if self in ENDS_IT:
            return "UK11"
        return "" if self is Consequence.NONE else "UK9"

    @property
    def is_failure(self) -> bool:
        """Whether section 71(3) or (4) applies to it: a breach with its result, or a failure to improve."""
        return self in FAILURES


ENDS_IT = frozenset({Consequence.ENDED, Consequence.ENDED_FOR_BREACH})
FAILURES = frozenset(Consequence) - {Consequence.NONE, Consequence.CHANGED, Consequence.ENDED}
