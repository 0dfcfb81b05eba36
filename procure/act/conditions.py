"""Conditions of participation: wording that may ask for what section 22 of the Act forbids."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .answers import Finding, advisory, blocking
from .provisions import act
from .wording import SentenceTest


@dataclass(frozen=True, slots=True)
class _Prompt:
    """``pattern`` finds the words; a sentence that matches ``unless`` already puts things right."""

    rule_id: str
    code: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    provision: str
    message: str


_EQUIVALENT = re.compile(r"\bequivalent", re.IGNORECASE)
_LATER = re.compile(
    r"\b(?:on|upon|by|at|after) (?:the )?(?:contract )?(?:award|start|commencement)|\bcommit", re.IGNORECASE
)
_PROMPTS = (
    _Prompt(
        "CON-2",
        "audited-accounts",
        re.compile(r"\baudited (?:annual )?(?:accounts|financial statements)\b", re.IGNORECASE),
        re.compile(
            r"\bif required|\bwhere required|\botherwise|\bor other evidence|\balternative", re.IGNORECASE
        ),
        act("s.22(3)"),
        "Do not ask for audited accounts from suppliers not required to have them: say what else you accept.",
    ),
    _Prompt(
        "CON-2",
        "insurance-before-award",
        re.compile(r"\b(?:have|has|holds?|maintain|possess|with)\b[^.;\n]{0,60}\binsurance\b", re.IGNORECASE),
        _LATER,
        act("s.22(3)"),
        "Do not require insurance to be in place before award: ask for a commitment to obtain it.",
    ),
    _Prompt(
        "CON-3",
        "contract-with-particular-authority",
        re.compile(
            r"\b(?:previous(?:ly)?|prior|past|existing)\b[^.;\n]{0,60}\b(?:with|for|by) "
            r"(?:us|the council|this council|the authority|this authority|the department|the trust)\b",
            re.IGNORECASE,
        ),
        None,
        act("s.22(4)"),
        "Do not require a contract with a particular authority: ask for comparable experience.",
    ),
    _Prompt(
        "CON-3",
        "qualification-without-equivalent",
        re.compile(
            r"\b(?:degree|diploma|chartered|NVQ|HNC|HND|GCSEs?|A[- ]levels?|PRINCE2)\b", re.IGNORECASE
        ),
        _EQUIVALENT,
        act("s.22(4)"),
        "Say that equivalent qualifications, from the United Kingdom or elsewhere, are accepted.",
    ),
)


def condition_prompts(text: str, *, field: str = "") -> tuple[Finding, ...]:
    """CON-2, CON-3: wording of a condition to look at again, each with the span of the words; an officer
    decides.

    Sentences that already accept an equivalent, or ask only for a commitment, are left alone.
    """
    found = []
    for prompt in _PROMPTS:
        mended = SentenceTest(text, prompt.unless) if prompt.unless else None
        for match in prompt.pattern.finditer(text):
            if mended is None or not mended.holds_at(match):
                found.append(
                    advisory(
                        prompt.rule_id,
                        prompt.code,
                        prompt.message,
                        prompt.provision,
                        field=field,
                        span=match.span(),
                    )
                )
    return tuple(sorted(found, key=lambda finding: finding.span or (0, 0)))


def check_proportion(reason: str, *, field: str = "") -> Finding | None:
    """CON-1, CON-4: a condition is allowed only as a proportionate means of ensuring capacity or ability
    (s.22(1))."""
    if reason.strip():
        return None
    message = (
        "Say why this condition is a proportionate way to make sure that suppliers have the legal "
        "and financial "
        "capacity or the technical ability to perform the contract."
    )
    return blocking("CON-1", "condition-not-justified", message, act("s.22(1)"), field=field)
