"""The response template asks every question once, beside its measures, and says that no bid is received here."""

from __future__ import annotations

from io import BytesIO

import docx
import lxml.html
import pytest

from exports.html import DRAFT_MARK
from exports.questions import questions_of
from exports.response import response_body, response_docx, response_odt
from procure.domain.snapshot import SpecificationSnapshot
from tests.exports.opendocument import faults, headings, opened, tables
from tests.exports.specification_cases import DRAFT, HOSTILE, PUBLISHED
from tests.factories.snapshots import make_minimal_snapshot


@pytest.fixture(scope="module")
def limited(tender: SpecificationSnapshot) -> SpecificationSnapshot:
    """The tender with a limit of words on its first criterion."""
    first, *rest = tender.award.criteria
    criteria = (first.model_copy(update={"word_limit": 1500}), *rest)
    return tender.model_copy(update={"award": tender.award.model_copy(update={"criteria": criteria})})


@pytest.fixture(scope="module")
def page(limited: SpecificationSnapshot) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(response_body(limited, PUBLISHED).html)


def words(element: lxml.html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_each_criterion_is_answered_at_one_place(limited: SpecificationSnapshot) -> None:
    questions = questions_of(limited)
    own = [each.criterion.key for _, asked in questions.by_outcome for each in asked]
    shared = [each.criterion.key for each in questions.shared]
    assert sorted(own + shared) == sorted(criterion.key for criterion in limited.award.criteria)
    assert all(len(each.outcomes) == 1 for _, asked in questions.by_outcome for each in asked)


def test_every_criterion_has_its_weight_its_limit_and_room_for_an_answer(
    page: lxml.html.HtmlElement, limited: SpecificationSnapshot
) -> None:
    text, answers = words(page), [words(each) for each in page.find_class("spec-answer")]
    for criterion in limited.award.criteria:
        assert f"Criterion {criterion.number}: {criterion.name}" in text
        assert sum(f"criterion {criterion.number}" in each for each in answers) == 1
    assert "At most 1,500 words." in text
    assert any("in at most 1,500 words" in each for each in answers)


def test_every_outcome_shows_its_measures_with_baseline_and_target(
    page: lxml.html.HtmlElement, limited: SpecificationSnapshot
) -> None:
    for outcome in limited.outcomes:
        table = next(
            each for each in page.iter("table")
            if words(each.find("caption")) == f"What outcome {outcome.number} is measured by"
        )  # fmt: skip
        assert [words(each) for each in table.iterfind("thead/tr/th")] == [
            "Measure", "Baseline", "Target", "Read from",
        ]  # fmt: skip
        assert len(table.findall("tbody/tr")) == len(outcome.measures)


def test_another_way_can_be_proposed_to_every_outcome(
    page: lxml.html.HtmlElement, limited: SpecificationSnapshot
) -> None:
    asked = [words(each) for each in page.iter("h4")]
    for heading in ("What you would do instead", "How it will be measured", "Evidence that it works"):
        assert asked.count(heading) == len(limited.outcomes)


def test_it_says_first_that_bids_go_elsewhere_and_by_when(page: lxml.html.HtmlElement) -> None:
    text = words(page)
    assert text.index("Do not send your tender to this service") < text.index("Who is tendering")
    for said in ("Send your tender through the portal", "30 April 2027 at midday", "27 January 2027 at 5pm"):
        assert said in text


def test_what_is_fixed_can_be_challenged_where_it_is_open(page: lxml.html.HtmlElement) -> None:
    answers = [words(each) for each in page.find_class("spec-answer")]
    assert sum("requirement 2 would be met in another way" in each for each in answers) == 1
    assert not any("requirement 1 would be met" in each for each in answers)
    assert "Open to you: how each outcome is reached" in words(page)


def test_both_files_say_the_same_and_open(
    limited: SpecificationSnapshot, page: lxml.html.HtmlElement
) -> None:
    document = opened(response_odt(limited, PUBLISHED))
    assert faults(document) == set()
    word = docx.Document(BytesIO(response_docx(limited, PUBLISHED)))
    in_word = [each.text for each in word.paragraphs if each.style.name.startswith("Heading")]
    on_page = [words(each) for each in page.iter("h2", "h3", "h4")]
    assert [" ".join(each.split()) for each in in_word] == on_page
    assert [" ".join(each.split()) for _, each in headings(document)] == on_page
    assert len(tables(document)) == len(word.tables) == len(list(page.iter("table")))
    assert word.core_properties.title == f"Response template: {limited.title}"
    assert word.core_properties.language == "en-GB"


def test_the_same_content_is_the_same_to_the_byte(limited: SpecificationSnapshot) -> None:
    assert response_odt(limited, PUBLISHED) == response_odt(limited, PUBLISHED)
    assert response_docx(limited, PUBLISHED) == response_docx(limited, PUBLISHED)


def test_a_draft_with_nothing_in_it_and_hostile_words_are_told_as_text() -> None:
    for snapshot in (make_minimal_snapshot(), make_minimal_snapshot(title=HOSTILE)):
        assert faults(opened(response_odt(snapshot, DRAFT))) == set()
        word = docx.Document(BytesIO(response_docx(snapshot, DRAFT)))
        assert DRAFT_MARK in [each.text for each in word.paragraphs]


def test_a_limit_of_words_changes_the_frozen_text_only_where_there_is_one(
    tender: SpecificationSnapshot, limited: SpecificationSnapshot
) -> None:
    assert "word_limit" not in tender.canonical_json()
    assert '"word_limit":1500' in limited.canonical_json()
    assert SpecificationSnapshot.model_validate_json(limited.canonical_json()) == limited
