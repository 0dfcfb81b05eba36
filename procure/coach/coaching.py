"""Reading a line: its parse, its kind and its findings put together."""

from __future__ import annotations

from . import flagging
from .features import features
from .judging import SURE, judge
from .parsing import Parse
from .reading import Code, Reading
from .rules import matching
from .voting import Voter, voter


def read(text: str, by: Voter | None = None) -> Reading:
    """What the coach says of one line: same words in, same answer out. Never raises, whatever the text.

    ``by`` is another learned voter than the one committed, to measure one trained on fewer lines.
    """
    parse = Parse(text)
    matched = matching(parse)
    proposed = flagging.proposed(parse)
    seen = features(parse, matched, {each.code for each in proposed})
    learned = by or voter()
    votes = learned.votes(seen)
    judged = judge(matched, votes.kinds)
    findings = sorted(
        flagging.decided(parse, judged.kind, proposed, votes.flags(judged.kind)),
        key=lambda each: (each.start, list(Code).index(each.code)),
    )
    return Reading(
        text=text,
        kind=judged.kind,
        confidence=judged.confidence,
        alternatives=judged.alternatives,
        is_sure=judged.confidence >= SURE,
        rule=judged.rule,
        reason=judged.reason,
        findings=tuple(findings),
        words=learned.words_for(judged.kind, seen),
    )
