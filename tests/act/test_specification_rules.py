"""Wording of technical specifications (SPE)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procure.act.specification_rules import lint


def hits(text, **options):
    return [(finding.rule_id, text[slice(*finding.span)]) for finding in lint(text, **options)]


@pytest.mark.parametrize(
    ("text", "standard"),
    [
        ("Alarms meet BS 5839-1:2017.", "BS 5839-1:2017"),
        ("Comply with BS 7671 throughout.", "BS 7671"),
        ("Retrofit to PAS 2035:2023 please.", "PAS 2035:2023"),
        ("See BS5839.", "BS5839"),
        ("(BS 8300-2:2018)", "BS 8300-2:2018"),
    ],
)
def test_spe_2_and_4_a_purely_uk_standard_is_questioned_and_needs_equivalents(text, standard):
    assert hits(text) == [("SPE-2", standard), ("SPE-4", standard)]


@pytest.mark.parametrize(
    "standard",
    ["BS EN 1090-2", "BS EN ISO 9001:2015", "BS ISO 45001", "BS EN 16931-1:2017", "BS EN IEC 62305"],
)
def test_spe_4_a_standard_that_adopts_an_international_one_only_needs_equivalents(standard):
    assert hits(f"Work to {standard}.") == [("SPE-4", standard)]


@pytest.mark.parametrize(
    "text",
    [
        "Work to BS EN ISO 9001 or equivalent.",
        "An equivalent to BS EN 1090-2 counts.",
        "ISO 9001 applies.",
        "BSI offers advice.",
        "",
    ],
)
def test_spe_4_equivalents_and_international_standards_are_left_alone(text):
    assert lint(text) == ()


def test_spe_2_saying_or_equivalent_does_not_excuse_a_uk_standard():
    assert hits("Meet BS 7671 or equivalent.") == [("SPE-2", "BS 7671")]


def test_spe_4_or_equivalent_counts_only_in_its_own_sentence():
    text = "Meet BS EN 1090-2. Other steel may be equivalent. Work to BS EN 1091."

    assert hits(text) == [("SPE-4", "BS EN 1090-2"), ("SPE-4", "BS EN 1091")]


def test_spe_7_a_document_that_accepts_equivalents_throughout_says_so_once():
    text = "Provide Microsoft licences to BS EN 1090-2."

    assert [rule for rule, _ in hits(text)] == ["SPE-7", "SPE-4"]
    assert hits(text, says_equivalents_accepted=True) == [("SPE-6", "Microsoft")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Supply iPad tablets.", "iPad"),
        ("Use SharePoint for files.", "SharePoint"),
        ("Files open in AutoCAD.", "AutoCAD"),
        ("Fit Velux windows.", "Velux"),
        ("Fit Zephyrglide® rails.", "Zephyrglide®"),
        ("A Widgeteer™ will do.", "Widgeteer™"),
        ("Beef grown in Scotland.", "grown in Scotland"),
        ("Uniforms made in the United Kingdom.", "made in the United Kingdom"),
        ("British-made steel.", "British-made"),
        ("Food is locally sourced here.", "locally sourced"),
        ("UK suppliers only.", "UK suppliers only"),
        ("A patented valve.", "patented"),
        ("Patent number GB123456 applies.", "Patent number GB123456"),
    ],
)
def test_spe_7_names_origins_and_patents_without_equivalents_are_pointed_at(text, words):
    assert hits(text) == [("SPE-7", words)]


def test_spe_6_a_name_with_or_equivalent_still_needs_a_reason():
    assert hits("Files open in AutoCAD or equivalent.") == [("SPE-6", "AutoCAD")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Source code is Open Source.", "Open Source"),
        ("Give us a perpetual licence.", "perpetual licence"),
        ("Panels must be made of oak.", "must be made of"),
        ("It shall be constructed entirely from steel.", "shall be constructed entirely from"),
    ],
)
def test_spe_1_licensing_models_and_prescribed_design_are_pointed_at(text, words):
    assert hits(text) == [("SPE-1", words)]


@pytest.mark.parametrize(
    "text",
    [
        "Nine in ten residents report feeling safe on the route within 12 months.",
        "Response times are patently too long.",
        "The sap of the tree is sticky.",
        "Decisions made in public.",
        "Doors open within 2 seconds.",
        "The oracle at Delphi.",
        "Products are made in many ways.",
    ],
)
def test_spe_8_outcomes_and_everyday_words_are_left_alone(text):
    assert lint(text) == ()


def test_spe_8_every_finding_is_advisory_and_says_where_it_is():
    text = "Use Microsoft® Office to BS 7671 on open source, made in France."
    findings = lint(text, field="requirement")

    assert [finding.span for finding in findings] == sorted(finding.span for finding in findings)
    assert all(not finding.is_blocking and finding.field == "requirement" for finding in findings)
    assert all(finding.provision.startswith("Procurement Act 2023 s.56") for finding in findings)
    assert [text[slice(*f.span)] for f in findings if f.rule_id == "SPE-7"] == ["Microsoft", "made in France"]


@given(st.text(max_size=300))
def test_spe_8_any_text_is_examined_and_spans_lie_within_it(text):
    for finding in lint(text):
        start, end = finding.span
        assert 0 <= start < end <= len(text)


@given(
    st.lists(
        st.sampled_from(
            ["BS 7671", "made in France", "iPad", "or equivalent", ".", "\n", "oak", "open source"]
        ),
        max_size=30,
    )
)
def test_spe_8_examining_the_same_text_again_finds_the_same(words):
    text = " ".join(words)

    assert lint(text) == lint(text)
