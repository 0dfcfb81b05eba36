"""A tender in two languages: which words have Welsh, and what becomes of it when the English goes."""

from __future__ import annotations

from procure.domain.snapshot import SpecificationSnapshot, WelshText
from procure.domain.welsh import TEXTS, in_welsh, places, welsh, without_orphans
from procure.domain.withholding import public
from tests.factories.bilingual import wholly_bilingual, with_welsh
from tests.factories.canaries import withheld_at
from tests.factories.snapshots import make_snapshot

CARTREFI = "Cartrefi cynnes i Westmarch"


def test_welsh_stands_at_its_place_and_the_rest_stays_english():
    snapshot = with_welsh(make_snapshot(), title=CARTREFI, facts__payment_terms="O fewn 30 diwrnod.")
    read = in_welsh(snapshot)
    assert (read.title, read.facts.payment_terms) == (CARTREFI, "O fewn 30 diwrnod.")
    assert read.summary == snapshot.summary
    assert in_welsh(make_snapshot()) == make_snapshot()


def test_every_place_can_be_said_in_welsh_and_is():
    snapshot = wholly_bilingual(make_snapshot(lots=2))
    read = in_welsh(snapshot)
    assert places(read) == welsh(snapshot)
    assert {place.partition("/")[0] for place in places(snapshot)} >= {
        "title",
        "outcomes",
        "award",
        "facts",
        "lots",
    }


def test_only_words_have_welsh():
    for steps, fields in TEXTS.items():
        part: object = SpecificationSnapshot
        for step in steps:
            part = part.model_fields[step].annotation  # type: ignore[attr-defined]
            part = getattr(part, "__args__", (part,))[0]
        for field in fields:
            assert part.model_fields[field].annotation is str, (steps, field)  # type: ignore[attr-defined]


def test_welsh_without_english_is_nowhere():
    snapshot = with_welsh(
        make_snapshot(), outcomes__gone__title="Wedi mynd", reference="Cyfeirnod", title=" "
    )
    assert welsh(snapshot) == {}
    assert without_orphans(snapshot).welsh == ()


def test_the_welsh_of_what_is_kept_back_goes_with_it():
    snapshot = with_welsh(make_snapshot(), title=CARTREFI, facts__payment_terms="zqtelerau")
    opened = public(withheld_at(snapshot, ["payment_terms"]))
    assert opened.welsh == (WelshText(place="title", text=CARTREFI),)
    assert "zqtelerau" not in opened.canonical_json()


def test_a_version_without_welsh_keeps_its_digest():
    assert '"welsh"' not in make_snapshot().canonical_json()
    assert with_welsh(make_snapshot(), title=CARTREFI).digest != make_snapshot().digest
