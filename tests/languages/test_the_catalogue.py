"""The catalogue of Welsh: it has everything that public pages say, with the same places for what is put in."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from babel.messages.catalog import Message

from exports.diff import PASSED_OVER, field_in_words
from exports.notices.definition import definition_of
from procure.domain import snapshot
from procure.domain.codes import ITL1
from procure.domain.notice_facts import KINDS
from procure.domain.sections import PAGE_OF_FIELD
from procure.languages import NAMES, WELSH, gettext, ngettext, speaking, spoken
from procure.languages.catalogue import read
from procure.languages.compared import FIELDS, PAGES
from procure.languages.gathering import gathered
from procure.languages.names import NOTICES, REGIONS

PLACES = re.compile(r"%\((\w+)\)[sd]|%%")
TAGS = re.compile(r"</?[a-z][^>]*>")
MEND = (
    "run `make words`, and give what is new a translation in procure/translations/cy/LC_MESSAGES/messages.po"
)


@pytest.fixture(scope="module")
def messages() -> list[Message]:
    return [message for message in read(WELSH) if message.id]


def forms(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, tuple) else [str(message.string)]


def test_the_catalogue_is_of_what_pages_say_today(messages: list[Message]):
    said = {words if isinstance(words, str) else words[0] for words in gathered()}
    known = {message.id if isinstance(message.id, str) else message.id[0] for message in messages}
    assert (said - known, known - said) == (set(), set()), MEND


def test_everything_is_said_in_welsh(messages: list[Message]):
    assert [message.id for message in messages if not all(forms(message))] == [], MEND


def test_welsh_has_the_places_and_marks_of_the_english(messages: list[Message]):
    for message in messages:
        english = message.id if isinstance(message.id, str) else message.id[1]
        places = {found[0] for found in PLACES.finditer(english)}
        for said in forms(message):
            kept = {found[0] for found in PLACES.finditer(said)}
            # A form for one or for none may leave the number out.
            assert kept == places or (isinstance(message.id, tuple) and kept <= places), message.id
            assert Counter(TAGS.findall(said)) == Counter(TAGS.findall(english)), message.id
            assert ("%" in PLACES.sub("", said)) == ("%" in PLACES.sub("", english)), message.id


def test_names_from_data_are_those_that_the_data_says():
    assert {name for _, name in ITL1} == set(REGIONS)
    assert {definition_of(code).name for code in KINDS} <= set(NOTICES)


def test_a_comparison_has_words_for_every_field_that_the_public_can_see_change():
    compared = [
        snapshot.Authority, snapshot.OutcomeSnapshot, snapshot.MeasureSnapshot, snapshot.FixedRequirementSnapshot,
        snapshot.AwardSnapshot, snapshot.AwardCriterionSnapshot, snapshot.LotSnapshot, snapshot.StageSnapshot,
        snapshot.ParticipationConditionSnapshot, snapshot.TenderDocumentSnapshot, snapshot.StageGateSnapshot,
        snapshot.PaymentTerms, snapshot.EqualityAssessment, snapshot.ProcurementFacts,
    ]  # fmt: skip
    fields = {
        field_in_words(name) for part in compared for name in part.model_fields if name not in PASSED_OVER
    }
    assert fields | {"Title", "Summary"} <= set(FIELDS)
    titles = {page.title for name, page in PAGE_OF_FIELD.items() if name.startswith(("facts.", "problem."))}
    assert titles <= set(PAGES)


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "Dim tendrau"), (1, "1 tendr"), (2, "2 dendr"), (3, "3 thendr"), (6, "6 thendr"), (5, "5 tendr")],
)
def test_welsh_counts_in_six_ways(number: int, words: str):
    with speaking(WELSH):
        assert ngettext("%(shown)s tender", "%(shown)s tenders", number, shown=number) == words


def test_english_is_spoken_unless_somebody_says_otherwise():
    assert spoken() == "en"
    with speaking(WELSH):
        assert gettext("Tender notice") == "Hysbysiad tendro"
        assert gettext("What nobody translated") == "What nobody translated"
    assert (spoken(), gettext("Tender notice")) == ("en", "Tender notice")
    assert NAMES == {"en": "English", "cy": "Cymraeg"}
    with pytest.raises(ValueError, match="no words in 'fr'"), speaking("fr"):
        pass
