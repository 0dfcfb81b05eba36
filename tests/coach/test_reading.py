"""What is promised of a reading, whatever the line."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procure.coach import Code, Kind, Reading, Severity, entry, read, read_document, segment

WORDS = """
    the supplier shall must will be able to provide reduce improve people BS 7671 Microsoft or equivalent within 5 days
    100mm appropriate . , ; ( ) % £ and that by March 2028 of staff
"""
LINES = st.one_of(st.text(max_size=120), st.lists(st.sampled_from(WORDS.split()), max_size=25).map(" ".join))


@given(LINES)
@settings(max_examples=25)
def test_any_line_at_all_is_read_and_every_finding_lies_within_it(line: str):
    reading = read(line)
    assert reading.alternatives[0].kind is reading.kind
    assert {each.kind for each in reading.alternatives} == set(Kind)
    assert sum(each.score for each in reading.alternatives) == pytest.approx(1)
    assert 0 <= reading.confidence <= 1
    for finding in reading.findings:
        assert 0 <= finding.start <= finding.end <= len(line)
        assert finding.message
        assert "{" not in finding.message
    assert read(line) == reading


@given(LINES)
@settings(max_examples=25)
def test_background_is_told_nothing(line: str):
    reading = read(line)
    if reading.kind is Kind.OTHER:
        assert reading.flags == ()


def test_every_code_says_why_asks_one_question_and_offers_one_way_to_mend():
    for code in Code:
        said = entry(code)
        assert all((said.label, said.message, said.why, said.mend, said.provision)), code
        assert said.question.count("?") == 1, code
        assert (said.severity is Severity.SUGGEST) is code.is_about_reading, code


def test_what_rests_on_the_act_links_to_its_section_and_accuses_nobody():
    for code in Code:
        said = entry(code)
        if "Procurement Act" in said.provision:
            assert said.url.startswith("https://www.legislation.gov.uk/ukpga/2023/54/section/"), code
        words = f"{said.message} {said.why} {said.mend}".lower()
        assert not any(word in words for word in ("breach", "illegal", "unlawful", "non-compliant")), code


def read_all(document: str) -> dict[str, Reading]:
    statements = segment(document)
    return {
        statement.text: reading
        for statement, reading in zip(statements, read_document(statements), strict=True)
    }


def test_a_word_of_equivalents_for_the_whole_document_answers_every_name_in_it():
    line = "Supply of Microsoft licences for 200 staff."
    general = "Wherever a brand is named in this document, an equivalent will be accepted."

    alone = read(line)
    together = read_document([line, general])[0]

    assert Code.BRAND_WITHOUT_EQUIVALENT in alone.flags
    assert Code.BRAND_WITHOUT_EQUIVALENT not in together.flags
    assert [(each.finding.code, each.by) for each in together.settled] == [(Code.BRAND_WITHOUT_EQUIVALENT, 1)]


def test_a_word_of_equivalents_for_one_thing_answers_for_nothing_else():
    lines = ["Supply of Microsoft licences for 200 staff.", "Gloves to be nitrile or equivalent."]
    assert Code.BRAND_WITHOUT_EQUIVALENT in read_document(lines)[0].flags


def test_a_level_and_a_date_in_the_next_row_answer_for_the_outcome_above():
    readings = read_all(
        "- Reduce rough sleeping in the town\n- Target: 40% fewer people\n- By when: March 2028\n"
    )
    outcome = readings["Reduce rough sleeping in the town"]
    assert outcome.kind is Kind.OUTCOME
    assert not {Code.NO_TARGET, Code.NO_DATE} & set(outcome.flags)
    assert {each.finding.code for each in outcome.settled} == {Code.NO_TARGET, Code.NO_DATE}


def test_the_next_outcomes_level_is_its_own():
    readings = read_all("- Reduce rough sleeping in the town\n- Reduce crime in the town by 10% by 2028\n")
    assert Code.NO_TARGET in readings["Reduce rough sleeping in the town"].flags


def test_a_reading_that_is_not_sure_says_so_in_words():
    reading = read("Professional voice artists")
    assert reading.in_words == reading.kind.label.lower() or reading.in_words.startswith("could be ")
