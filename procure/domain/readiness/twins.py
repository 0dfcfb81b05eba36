"""Can parts of one kind be told apart by their names?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any

from procure.domain.readiness.issues import Issue, advisory
from procure.domain.snapshot import SpecificationSnapshot


def check_twins(snapshot: SpecificationSnapshot, today: date) -> Iterator[Issue]:
    """An issue for every later part that has the name of an earlier one, capitals and spaces apart."""
    for kind, page, name, parts in (
        ("outcomes", "outcomes", "title", snapshot.outcomes),
        ("lots", "lots", "title", snapshot.lots),
        ("stages", "stages", "name", snapshot.stages),
        ("award criteria", "award-criteria", "name", snapshot.award.criteria),
        ("documents", "documents", "title", snapshot.documents),
    ):
        for first, twin in _twins(parts, name):
            yield advisory(
                "same-name",
                f"Give {kind} {first.number} and {twin.number} names of their own: both are called "
                f"“{getattr(twin, name)}”",
                page,
                reason="Suppliers who ask about one of them could not say which.",
                key=twin.key,
            )


def _twins(parts: tuple[Any, ...], name: str) -> Iterator[tuple[Any, Any]]:
    def folded(part: Any) -> str:
        return " ".join(getattr(part, name).casefold().split())

    for called, group in groupby(sorted(parts, key=folded), key=folded):
        first, *rest = group
        yield from ((first, twin) for twin in rest if called)
