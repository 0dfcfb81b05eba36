"""Tenders whose words are in Welsh too."""

from __future__ import annotations

from procure.domain.snapshot import SpecificationSnapshot, WelshText
from procure.domain.welsh import places


def with_welsh(snapshot: SpecificationSnapshot, **texts: str) -> SpecificationSnapshot:
    """The snapshot with Welsh at these places; two underscores stand for the stroke in one."""
    said = tuple(WelshText(place=name.replace("__", "/"), text=text) for name, text in texts.items())
    return snapshot.model_copy(update={"welsh": said})


def wholly_bilingual(snapshot: SpecificationSnapshot, bird: str = "zqcymro") -> SpecificationSnapshot:
    """The snapshot with a word of its own in Welsh at every place that may have one."""
    said = tuple(
        WelshText(place=place, text=f"Geiriau {bird}{number:03d}")
        for number, place in enumerate(places(snapshot), start=1)
    )
    return snapshot.model_copy(update={"welsh": said})
