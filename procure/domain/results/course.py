"""What may be decided on results, at any time or at a stage gate (outcome method, sections 1 and 7)."""

from __future__ import annotations

from procure.domain.vocabulary import Word


class Course(Word):
    CONTINUE = "continue", "Continue"
    TURN_ROUND = "turn_round", "Turn round"
    SCALE = "scale", "Scale"
    STOP = "stop", "Stop"
