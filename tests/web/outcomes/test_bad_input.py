"""Whatever is typed on any page of an outcome is kept, or refused with how to mend it."""

from __future__ import annotations

import pytest
from markupsafe import escape

from tests.web.outcomes.desk import SENTENCE, Desk

#: What a person may paste and must find again as it was: code, Markdown, letters of any script.
KEPT = "<script>alert(1)</script> ![x](file:///etc/passwd) مرحبا 🙂 Môn {{ 7*7 }} ' OR 1=1 --"
#: A character that ends a string early, and one that turns a line round.
REFUSED = ["a\x00b", "a\u202eb"]


def pages(key: str, measure: str) -> list[tuple[str, str]]:
    """Every page of questions, with one of its text fields."""
    return [
        ("new", "statement"),
        (f"{key}/sentence", "title_of_outcome"),
        (f"{key}/sentence", "statement"),
        (f"{key}/change", "beneficiary"),
        (f"{key}/change", "place"),
        (f"{key}/fairness", "comparison"),
        (f"{key}/fairness", "equality_split"),
        (f"{key}/objectives/growth-living-standards", "assumption"),
        (f"{key}/measures/new", "unit"),
        (f"{key}/measures/{measure}/what", "name"),
        (f"{key}/measures/{measure}/source", "source"),
        (f"{key}/measures/{measure}/baseline", "baseline_plan"),
        (f"{key}/measures/{measure}/target", "target_value"),
        (f"{key}/measures/{measure}/path", "value_0"),
        (f"{key}/measures/{measure}/owner", "counter_measure"),
    ]


#: What else a form needs before it is otherwise good.
ELSE = {
    "statement": {"title_of_outcome": "Warm"},
    "assumption": {"is_linked": "yes"},
    "unit": {"name": "Energy"},
    "value_0": {"on_0-day": "1", "on_0-month": "2", "on_0-year": "2030"},
}


@pytest.mark.parametrize("at", range(15))
def test_every_page_keeps_any_words_and_refuses_only_what_cannot_be_read(stocked: Desk, at: int) -> None:
    key = stocked.write()
    measure = stocked.measure(key)
    address, field = pages(key, measure)[at]
    url = f"{stocked.address}/{address}"
    others = ELSE.get(field, {})
    saved = stocked.browser.fill_in(url, {field: KEPT, **others})
    assert "There is a problem" not in saved.text
    assert "<script>alert(1)" not in saved.text
    if not address.endswith("new"):
        assert str(escape(KEPT)) in stocked.browser.get(url).text
    for text in [*REFUSED, "x" * 100_001]:
        refused = stocked.browser.fill_in(url, {field: text, **others})
        assert refused.status_code == 200
        assert "There is a problem" in refused.text
        assert "has a character we cannot use" in refused.text or "characters or fewer" in refused.text


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "file:///etc/passwd", "http://", "example.org", "data:text/html,x"]
)
def test_only_web_addresses_are_sources(stocked: Desk, address: str) -> None:
    key = stocked.write()
    measure = stocked.measure(key)
    forms = (
        (f"measures/{measure}/baseline", "baseline_url", {}),
        ("objectives/growth-living-standards", "evidence_url", {"is_linked": "yes"}),
    )
    for page, field, others in forms:
        refused = stocked.browser.fill_in(f"{stocked.address}/{key}/{page}", {field: address, **others})
        assert "must be a web address" in refused.text
    assert all(not measure.baseline_url for measure in stocked.measures())
    assert stocked.links() == []


@pytest.mark.parametrize(
    ("page", "fields", "message"),
    [
        (
            "change",
            {"by_when_on-day": "31", "by_when_on-month": "2", "by_when_on-year": "2031"},
            "must be a real date",
        ),
        ("change", {"by_when_on-day": "31"}, "must include a month and a year"),
        ("sentence", {"priority": "urgent"}, "choose one from the list"),
        ("sentence", {"statement": "x" * 701}, "must be 700 characters or fewer"),
        ("measures/M/what", {"direction": "sideways"}, "choose one from the list"),
        ("measures/M/what", {"name": ""}, "Enter the name of the measure"),
        ("measures/M/baseline", {"baseline_value": "12"}, "Enter the period"),
        ("measures/M/baseline", {"baseline_verified": "yes"}, "Enter the figure you have seen"),
        ("measures/M/target", {"target_on-day": "31 3 2031"}, "Enter the figure to reach"),
        ("measures/M/path", {"value_0": "12"}, "The date of step 1 must be entered"),
        ("measures/M/path", {"on_1-day": "31 3 2031"}, "The figure of step 2 must be entered"),
        (
            "measures/M/path",
            {"on_0-day": "31 3 2030", "value_0": "1", "on_1-day": "31 3 2030", "value_1": "2"},
            "is the same as that of step 1",
        ),
        ("objectives/growth-living-standards", {}, "Select yes or no"),
        (
            "objectives/growth-living-standards",
            {"is_linked": "yes", "evidence_grade": "replicated"},
            "Enter where the evidence is",
        ),
    ],
)
def test_what_does_not_fit_is_refused_with_how_to_mend_it(
    stocked: Desk, page: str, fields: dict[str, str], message: str
) -> None:
    key = stocked.write(statement=SENTENCE)
    measure = stocked.measure(key)
    refused = stocked.browser.fill_in(f"{stocked.address}/{key}/{page.replace('M', measure, 1)}", fields)
    assert message in refused.text
    assert "There is a problem" in refused.text
