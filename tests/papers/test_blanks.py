"""Forms: what they leave open asks for nothing, and what asks for something stays, whatever room is in it."""

from __future__ import annotations

import pytest

from procure.papers import Refused
from procure.papers.blanks import asks_for_nothing
from procure.papers.passages import LIMITS, Gathering
from procure.papers.texts import read_plain
from tests.papers.reading import read_here, word


@pytest.mark.parametrize(
    "text",
    [
        "Name: ______", "Name of bidder ........ Date ........", "[insert the name of the Council]", "£[insert]",
        "Contract number: [ ]", "[X] days", "START DATE: [Day Month Year]", "[Name] [Position] [E-mail]",
        "«Insert title»",
        "Yes / No", "Yes ☐ No ☐", "☐ Local authority", "(tick as appropriate)", "Signature:", "Name (in capitals)",
        "Signed by an authorised signatory for and on behalf of the Council", "Company registration number:",
        "Invoice address: [insert address (if it is another)] VAT number: [insert if known]", "[None]", "[OR]",
    ],
)  # fmt: skip
def test_room_to_fill_in_to_tick_or_to_sign_asks_for_nothing(text: str):
    assert asks_for_nothing(text)


@pytest.mark.parametrize(
    "text",
    [
        "The Provider shall answer within [insert number] hours.", "Response time: [4 hours]", "[15] minutes",
        "Cleaning of ward ______ twice a day", "Are you a small business? Yes / No", "Signed records of each visit",
        "[Quarterly on the first Working Day of each quarter]", "Number plates", "Fire signage", "E-mail address",
        "[Schedule 6 (Key subcontractors)]", "Delete", "PUT [base]/[id]", "onset[x]",
        "Signed minutes for each meeting, sent by e-mail within five days",
        "Explain your approach: ________", "Start date: 4 May 2026", "Signature",
    ],
)  # fmt: skip
def test_a_requirement_a_value_or_a_question_with_room_in_it_is_a_statement(text: str):
    assert not asks_for_nothing(text)


def gathered(text: str) -> Gathering:
    into = Gathering(LIMITS)
    read_plain(text, into)
    return into


def test_bare_labels_belong_to_the_signature_before_them_and_to_no_list_of_a_bid():
    block = "Signed for and on behalf of the Council\n\nSignature\n\nDate\n\nAddress\n\n"
    signed = gathered(f"The contract ends in May.\n\n{block}- Grass is cut weekly.\n")
    assert [each.text for each in signed.passages] == ["The contract ends in May.", "Grass is cut weekly."]
    asked = gathered("Your bid has to state the:\n- name\n- address\n- date of each visit\n")
    assert len(asked.passages) == 4


def test_what_only_joins_items_or_is_one_letter_is_no_statement():
    assert [each.text for each in gathered("- Wash the cab;\n\nand\n\n- Wax it.\n\nB\n\nAND/OR\n").passages] == [
        "Wash the cab;", "Wax it.",
    ]  # fmt: skip


def test_a_blank_that_two_paragraphs_share_and_a_row_of_labels_are_left_out_whole():
    into = gathered("Title: [insert the title as\n\npublished by the Council]\n\nThe van is washed.\n")
    into.row(["Signature:", "Signature:"])
    into.row(["Colour:", "white or grey"])
    assert [each.text for each in into.passages] == ["The van is washed.", "Colour: white or grey"]
    assert into.blanks == 2


def test_a_note_says_how_many_places_were_left_out():
    paper = read_here(word("The van is washed.", "Name: ____", "Date: ____", "[insert price]"), "a.docx")
    assert [each.text for each in paper.passages] == ["The van is washed."]
    assert paper.notes == ("3 places to fill in, to tick or to sign were left out.",)


def test_a_form_with_nothing_but_room_is_refused_for_what_it_is():
    with pytest.raises(Refused, match="nothing but places to fill in") as refused:
        read_here(word("Name: ____", "Signature:"), "a.docx")
    assert refused.value.code == "blank"
