"""How free a supplier is: what is fixed and for what reasons, what is open to challenge, and words that were kept."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from procure.domain.snapshot import KeptWording, SpecificationSnapshot
from procure.domain.vocabulary import RequirementReason, Word
from procure.languages import gettext


class Questioned(Word):
    """What was questioned about words that stayed, as readers are told it."""

    BRAND = "brand_without_equivalent", "It names a product"
    STANDARD = "uk_only_standard", "It names a standard of the UK"
    ORIGIN = "origin_or_producer", "It says where something comes from, or who makes it"
    DESIGN = "prescriptive_design", "It says how"
    VAGUE = "vague", "It can be read in more than one way"
    UNMEASURABLE = "unmeasurable", "It is hard to measure"
    COMPOUND = "compound", "It asks for several things at once"
    ACTOR = "missing_actor", "It does not say who acts"
    OTHER = "other", "Its wording"


@dataclass(frozen=True, slots=True)
class Kept:
    """Words that were looked at again and stayed: where, what was questioned, and why they stay."""

    where: str
    excerpt: str
    questioned: str
    because: str


@dataclass(frozen=True, slots=True)
class Freedom:
    """The freedom statement of a specification, before it is put into words."""

    fixed: int
    by_reason: tuple[tuple[str, int], ...]
    open_to_challenge: int
    kept: tuple[Kept, ...]


def freedom_of(snapshot: SpecificationSnapshot) -> Freedom:
    """Count what is fixed by reason (in the order of the list of reasons), and gather the words that were kept."""
    reasons = Counter(requirement.reason for requirement in snapshot.fixed_requirements)
    by_reason = [
        (gettext(reason.label), reasons[reason.value])
        for reason in RequirementReason
        if reasons[reason.value]
    ]
    if reasons[""]:
        by_reason.append((gettext("No reason given"), reasons[""]))
    names = _names(snapshot)
    return Freedom(
        len(snapshot.fixed_requirements),
        tuple(by_reason),
        sum(requirement.open_to_challenge is True for requirement in snapshot.fixed_requirements),
        tuple(
            Kept(names[kept.place], kept.excerpt, _questioned(kept), kept.because)
            for kept in snapshot.kept_wording
            if kept.place in names
        ),
    )


def _questioned(kept: KeptWording) -> str:
    known = {word.value for word in Questioned}
    return gettext(Questioned.label_of(kept.code if kept.code in known else Questioned.OTHER.value))


def _names(snapshot: SpecificationSnapshot) -> dict[str, str]:
    parts = (
        ("outcomes", gettext("Outcome"), snapshot.outcomes),
        ("fixed_requirements", gettext("Fixed requirement"), snapshot.fixed_requirements),
        ("criteria", gettext("Award criterion"), snapshot.award.criteria),
        ("conditions", gettext("Condition of participation"), snapshot.conditions),
    )
    return {f"{rows}/{each.key}": f"{name} {each.number}" for rows, name, part in parts for each in part}
