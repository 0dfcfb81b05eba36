"""Is what is fixed really fixed, and does each fixed line say why?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from procure.domain.readiness.issues import METHOD, Issue, advisory, blocking
from procure.domain.snapshot import SpecificationSnapshot
from procure.domain.vocabulary import RequirementReason

PAGE = "fixed-requirements"
S56 = "Procurement Act 2023 s.56"


def check_frame(snapshot: SpecificationSnapshot, today: date) -> Iterator[Issue]:
    """Fixed requirements without a text, a reason or an answer about challenge; a frame nobody stated."""
    if not snapshot.fixed_requirements and not snapshot.has_no_fixed_requirements:
        yield blocking(
            "frame-not-stated",
            "Add what is fixed, or say that nothing is",
            PAGE,
            reason="Suppliers are told that all else is theirs to propose, so the frame must be complete.",
        )
    for requirement in snapshot.fixed_requirements:
        name = f"fixed requirement {requirement.number}"
        if not requirement.text:
            yield blocking(
                "requirement-without-text", f"Write {name}, or remove it", PAGE, key=requirement.key
            )
        if not requirement.reason:
            yield blocking(
                "requirement-without-reason",
                f"Say why {name} is fixed",
                PAGE,
                METHOD,
                "A requirement without a reason closes off better ways for nothing.",
                requirement.key,
            )
        elif requirement.reason == RequirementReason.OTHER and not requirement.explanation:
            yield blocking(
                "other-reason-unexplained", f"Explain the other reason for {name}", PAGE, key=requirement.key
            )
        elif not requirement.explanation:
            yield advisory(
                "requirement-unexplained",
                f"Explain {name} in a sentence, so that suppliers can test it",
                PAGE,
                key=requirement.key,
            )
        if requirement.open_to_challenge is None:
            yield blocking(
                "challenge-unanswered",
                f"Say whether suppliers may challenge {name}",
                PAGE,
                key=requirement.key,
            )
