"""The forms of the platform's identifiers (IDN)."""

import pytest

from procure.act import identifiers
from procure.act.identifiers import Form


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("ocds-h6vhtk-04f1a2", True),
        ("ocds-h6vhtk-04F1A2", False),
        ("ocds-h6vhtk-04f1a", False),
        ("ocds-b5fd17-04f1a2", False),
        ("ocds-h6vhtk-04f1a2\n", False),
        ("", False),
    ],
)
def test_idn_1_procurement_identifiers(text, is_one):
    assert identifiers.is_procurement_id(text) is is_one


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("041267-2026", True), ("41267-2026", False), ("041267-26", False), ("041267-2026 ", False)],
)
def test_idn_2_notice_identifiers(text, is_one):
    assert identifiers.is_notice_id(text) is is_one


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("PBCD-1234-GHJL", Form.GOOD),
        ("PBCD-1234-GHJC", Form.GOOD),
        ("PBCD-1034-GHJL", Form.DOUBTFUL),
        ("ABCD-1234-GHJL", Form.DOUBTFUL),
        ("PBCD-1234-GHJB", Form.DOUBTFUL),
        ("pbcd-1234-ghjl", Form.BAD),
        ("PBCD1234GHJL", Form.BAD),
        ("", Form.BAD),
    ],
)
def test_idn_4_ppon_is_good_doubtful_or_bad(text, form):
    assert identifiers.ppon_form(text) is form


def test_idn_4_a_final_c_marks_an_informal_consortium():
    assert identifiers.is_informal_consortium("PBCD-1234-GHJC")
    assert not identifiers.is_informal_consortium("PBCD-1234-GHJL")


@pytest.mark.parametrize(
    ("text", "is_one"), [("72000000", True), ("72000000-5", False), ("7200000", False), ("7200000a", False)]
)
def test_cpv_1_codes_have_eight_digits(text, is_one):
    assert identifiers.is_cpv_code(text) is is_one
