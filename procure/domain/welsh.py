"""Authored words in two languages: which may be given in Welsh, and a snapshot as it reads in Welsh.

A snapshot is in English and holds Welsh beside it. A Welsh text stands for the English one at its place, and only while
there is one: what is kept back or left out of the English is in no Welsh either.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from procure.domain.part import Part
from procure.domain.snapshot import SpecificationSnapshot
from procure.domain.welsh_parts import WelshText

#: Names of the parts on the way → the fields there whose words may be given in Welsh. Names, addresses and codes have
#: none.
TEXTS: Mapping[tuple[str, ...], tuple[str, ...]] = {
    (): ("title", "summary", "frame_note"),
    ("problem",): (
        "who_affected", "where_affected", "how_many", "cause", "tried_before", "if_nothing_done", "problem_sources",
    ),
    ("outcomes",): (
        "title", "statement", "beneficiary", "change", "level", "place", "comparison", "equality_split",
    ),
    ("outcomes", "measures"): (
        "name", "unit", "source", "frequency", "lag", "baseline_plan", "data_owner", "counter_measure",
        "predicts_because",
    ),
    ("fixed_requirements",): ("text", "explanation"),
    ("award",): ("award_methodology", "disqualifying_note"),
    ("award", "criteria"): ("name", "description", "question"),
    ("facts",): (
        "subject_description", "supply_method", "supply_quantity", "valuation_note", "extension_description",
        "options_description", "no_lots_reasons", "lots_award_rule", "procedure_description", "supplier_selection",
        "refinement_summary", "electronic_auction_details", "framework_long_term_reasons", "framework_users",
        "framework_fee_note", "framework_selection_process", "shorter_period_reason", "submission_method",
        "payment_terms", "known_risks", "modification_provisions", "subcontract_requirement", "documents_later_access",
        "technical_specifications", "additional_information", "reserved_place_areas",
    ),
    ("lots",): ("title", "description"),
    ("stages",): ("name", "description", "selection"),
    ("conditions",): ("text", "why_proportionate", "evidence_asked"),
    ("documents",): ("title", "description"),
    ("gates",): (
        "name", "question", "evidence", "threshold", "decision_owner", "releases", "if_met", "if_partly_met",
        "stop_rule",
    ),
    ("payment",): (
        "payment_trigger", "payment_verification", "payment_timing", "payment_clawback", "payment_guards",
    ),
    ("equality",): ("equality_reason",),
}  # fmt: skip


def places(snapshot: SpecificationSnapshot) -> dict[str, str]:
    """Every authored text that may be given in Welsh and says something in English: by its place, in the order of the
    document."""
    return {place: text for place, text in _walked(snapshot, (), "") if text.strip()}


def welsh(snapshot: SpecificationSnapshot) -> dict[str, str]:
    """The Welsh that a snapshot holds, by place: of what has English there, and is not blank."""
    there = places(snapshot)
    return {each.place: each.text for each in snapshot.welsh if each.place in there and each.text.strip()}


def in_welsh(snapshot: SpecificationSnapshot) -> SpecificationSnapshot:
    """The snapshot as it reads in Welsh: Welsh where there is such, else English. The same where it holds none."""
    said = welsh(snapshot)
    found: SpecificationSnapshot = _overlaid(snapshot, (), "", said) if said else snapshot
    return found


def without_orphans(snapshot: SpecificationSnapshot) -> SpecificationSnapshot:
    """The snapshot without Welsh that has no English beside it, as after something was taken out of it."""
    said = welsh(snapshot)
    kept = tuple(each for each in snapshot.welsh if each.place in said)
    return snapshot if len(kept) == len(snapshot.welsh) else snapshot.model_copy(update={"welsh": kept})


@dataclass(frozen=True, slots=True)
class Written:
    """A text as an officer sees it: its place, the English, and the Welsh kept for it. ``has_moved`` says that the
    English has changed since, so that the Welsh says something else: it is kept, and not published."""

    place: str
    english: str
    welsh: str = ""
    has_moved: bool = False

    @property
    def is_there(self) -> bool:
        """Whether there is Welsh that may be published."""
        return bool(self.welsh) and not self.has_moved


Kept = Mapping[str, Mapping[str, str]]
"""Place → ``text``, the Welsh, and ``of``, the digest of the English it stands for."""


def kept(english: str, text: str) -> dict[str, str]:
    """A Welsh text as it is kept beside a draft."""
    return {"text": text, "of": _digest(english)}


def written(snapshot: SpecificationSnapshot, beside: Kept) -> list[Written]:
    """Every text of a draft that may be given in Welsh, with what is kept for it, in the order of the document."""
    found = []
    for place, english in places(snapshot).items():
        row = beside.get(place, {})
        text = row.get("text", "")
        found.append(Written(place, english, text, bool(text) and row.get("of") != _digest(english)))
    return found


def held(snapshot: SpecificationSnapshot, beside: Kept) -> list[Written]:
    """Every text of a version, or of a draft as it would be frozen, that may be given in Welsh, in the order of the
    document: with the Welsh that the version holds, or else what is kept for it and stands for other English."""
    said = welsh(snapshot)
    found = []
    for place, english in places(snapshot).items():
        left = "" if place in said else beside.get(place, {}).get("text", "")
        found.append(Written(place, english, said.get(place, left), bool(left)))
    return found


def to_freeze(snapshot: SpecificationSnapshot, beside: Kept) -> tuple[WelshText, ...]:
    """The Welsh that a version of this draft holds: none that stands for other English."""
    return tuple(
        WelshText(place=each.place, text=each.welsh) for each in written(snapshot, beside) if each.is_there
    )


def moved_to(beside: Kept, new_keys: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """The same for a copy whose rows have other keys (old → new)."""
    return {
        "/".join(new_keys.get(step, step) for step in place.split("/")): dict(row)
        for place, row in beside.items()
    }


def _digest(english: str) -> str:
    return hashlib.sha256(english.encode()).hexdigest()[:16]


def _inside(steps: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return (each for each in TEXTS if len(each) == len(steps) + 1 and each[:-1] == steps)


def _parts(part: Part, name: str, at: str) -> Iterator[tuple[str, Any]]:
    """The parts under a name, each with what its places begin with."""
    value = getattr(part, name)
    if isinstance(value, tuple):
        yield from ((f"{at}{name}/{each.key}/", each) for each in value)
    else:
        yield f"{at}{name}/", value


def _walked(part: Part, steps: tuple[str, ...], at: str) -> Iterator[tuple[str, str]]:
    yield from ((f"{at}{field}", getattr(part, field)) for field in TEXTS[steps])
    for each in _inside(steps):
        for inner_at, inner in _parts(part, each[-1], at):
            yield from _walked(inner, each, inner_at)


def _overlaid(part: Any, steps: tuple[str, ...], at: str, said: Mapping[str, str]) -> Any:
    changed: dict[str, Any] = {
        field: said[f"{at}{field}"] for field in TEXTS[steps] if f"{at}{field}" in said
    }
    for each in _inside(steps):
        parts = [_overlaid(inner, each, inner_at, said) for inner_at, inner in _parts(part, each[-1], at)]
        is_rows = isinstance(getattr(part, each[-1]), tuple)
        changed[each[-1]] = tuple(parts) if is_rows else parts[0]
    return part.model_copy(update=changed)
