"""The items of a list: what they say is said by the words before the list, and a reader finds both together."""

from __future__ import annotations

import pytest

from procure.models import SourceStatement
from procure.papers import Form, Paper, Passage
from procure.papers.leads import is_lead, leads_of, whole_of
from procure.services import triaging
from procure.services.converting import coached

HEAD = ("4. Cleaning",)


def leads(*texts: str) -> list[str]:
    return leads_of([(text, text, HEAD) for text in texts])


def test_items_stand_with_the_words_before_their_list_until_its_full_stop():
    shall = "The Supplier shall:"
    assert leads(shall, "Sweep streets;", "Wash bins; and", "Paint doors.", "Grass is cut.") == [
        "",
        *[shall] * 3,
        "",
    ]


def test_a_list_within_an_item_ends_before_the_next_item_of_the_outer_list():
    outer, inner = "The Supplier shall:", "Review all plans to ensure:"
    texts = (
        outer,
        inner,
        "They are right; and",
        "They are safe.",
        "Keep the rules; and",
        "Stop.",
        "It ends.",
    )
    assert leads(*texts) == ["", outer, inner, inner, outer, outer, ""]


def test_the_item_after_and_is_the_last_however_it_ends():
    assert leads("Bins must be:", "red;", "blue; or", "green;", "Lids are shut;")[-2:] == [
        "Bins must be:",
        "",
    ]


def test_a_sentence_after_a_colon_that_begins_no_list_stands_by_itself():
    assert leads("The cost is:", "It is four pounds.", "It falls;") == ["", "", ""]


def test_a_heading_ends_every_list():
    passages = [("The Supplier shall:", HEAD), ("sweep;", HEAD), ("wash;", ("5. Waste",))]
    assert leads_of([(text, text, above) for text, above in passages]) == ["", "The Supplier shall:", ""]


@pytest.mark.parametrize(
    ("words", "leads"),
    [
        ("The plan shall include the following:", True),
        ("Response times:", False),
        ("The Supplier shall sweep.", False),
    ],
)
def test_what_leads_into_a_list_says_something_and_ends_in_a_colon(words: str, leads: bool):
    assert is_lead(words) is leads


@pytest.mark.parametrize(
    ("lead", "item", "whole"),
    [
        ("The Supplier shall:", "Sweep each street; and", "The Supplier shall sweep each street."),
        ("The plan shall include the following:", "CCTV plans;", "The plan shall include CCTV plans."),
        ("The Supplier shall see that:", "All are trained;", "The Supplier shall see that all are trained."),
        ("The Supplier shall:", "The doors must be shut;", "The doors must be shut;"),
        ("Opening hours:", "From seven to ten;", "From seven to ten;"),
        ("", "Sweep each street;", "Sweep each street;"),
    ],
)  # fmt: skip
def test_an_item_and_the_words_before_it_are_one_requirement(lead: str, item: str, whole: str):
    assert whole_of(lead, item) == whole


def test_the_words_before_a_list_ask_for_nothing_by_themselves_and_are_asked_with_each_item():
    texts = ("It is a town. The Supplier shall:", "Sweep each street. Brooms shall be new;", "Wash bins.")
    rows = list(coached(Paper(Form.TEXT, tuple(Passage(text, HEAD) for text in texts))))
    assert [(row["text"], row["headings"]) for row in rows] == [
        ("It is a town.", ["4. Cleaning"]),
        ("The Supplier shall:", ["4. Cleaning"]),
        ("Sweep each street.", ["4. Cleaning", "The Supplier shall:"]),
        ("Brooms shall be new;", ["4. Cleaning"]),
        ("Wash bins.", ["4. Cleaning", "The Supplier shall:"]),
    ]
    assert (rows[1]["kind"], rows[2]["kind"]) == ("other", "activity")
    item = SourceStatement(text=str(rows[4]["text"]), headings=rows[4]["headings"])
    assert triaging.question_from(triaging.whole(item)) == "How will you wash bins?"
