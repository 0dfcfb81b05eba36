"""From nothing but the library to a supplier with the files: everybody's part, in real browsers."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path

import docx
import pikepdf
import pypdf

from exports.ocds import validate
from procure.web.pages import time_text
from tests.journeys import the_tender as story
from tests.journeys.answering import Choice, answer
from tests.journeys.people import first_administrator, sign_in, sign_in_first_time
from tests.journeys.service import Service
from tests.journeys.visiting import Visitor
from tests.journeys.writing import (
    add_outcome_of_our_own,
    adopt_from_the_library,
    complete_adopted_outcome,
    things_to_put_right,
    write_section,
)

ADMINISTRATOR = "ada.quill@oversight.example"
OFFICER = "owen.marsh@marlbeck.example"
CHAIR, MEMBER, INTERESTED = (
    "carys.bevan@board.example",
    "mo.haddad@board.example",
    "ilse.brandt@board.example",
)
BUYER, BOARD = "Marlbeck Borough Council", "Childhood Board"
COMMENT = "How would a child say that something went wrong?"
FIXED = "Every child is told, in words of their own, whom to tell when something goes wrong."
CONDITION = "Agree with the schools how registers are shared."
MET = "The heads of all schools signed the agreement on registers, which is in the documents."
FILES = ("Specification (PDF)", "Specification (Word)", "Tender notice (PDF)", "Open data (OCDS)")


def test_a_tender_from_an_empty_service_to_the_supplier_who_downloads_it(
    service: Service, visit: Callable[..., Visitor]
):
    first_administrator(service, ADMINISTRATOR, "Ada Quill", "Office for Oversight")
    passwords = administrator_sets_the_service_up(visit())

    officer = sign_in_first_time(visit(), OFFICER, passwords[OFFICER])
    officer_writes_the_tender(officer)
    officer_submits(officer, "Please look hardest at outcome 2.")

    interested = sign_in_first_time(visit(), INTERESTED, passwords[INTERESTED])
    member = sign_in_first_time(visit(), MEMBER, passwords[MEMBER])
    chair = sign_in_first_time(visit(), CHAIR, passwords[CHAIR])
    a_member_with_an_interest_steps_aside(interested)
    a_member_comments_and_judges(member)
    the_chair_asks_for_changes(chair)

    officer_answers_and_changes(officer)
    the_board_endorses_with_a_condition(member, chair)
    officer_meets_the_condition_and_publishes(officer)
    a_supplier_takes_the_files(visit())


def administrator_sets_the_service_up(admin: Visitor) -> dict[str, str]:
    """An organisation, four people and a board; returns their first passwords."""
    sign_in(admin, ADMINISTRATOR)
    assert admin.heading == "Administration"
    admin.follow("Organisations").press("Add an organisation")
    answer(admin, {
        "Name": BUYER,
        "Public Procurement Organisation Number (PPON)": "PMRB-2749-LQCN",
        "What kind of authority is it?": Choice("Public authority - sub-central government"),
    })  # fmt: skip
    admin.press("Continue")
    answer(admin, {
        "Building and street": "Guildhall, 2 Tollgate Street",
        "Town or city": "Marlbeck",
        "Postcode": "HM7 3QP",
        "Region or nation": Choice("East Midlands (England)"),
        "Email address for suppliers": "commissioning@marlbeck.example",
        "Website": "https://www.marlbeck.example",
    })  # fmt: skip
    admin.press("Continue")
    assert admin.heading == BUYER
    passwords = {}
    for name, email, place, roles in (
        ("Owen Marsh", OFFICER, BUYER, ["Commercial officer"]),
        ("Carys Bevan", CHAIR, "Office for Oversight", []),
        ("Mo Haddad", MEMBER, "Office for Oversight", []),
        ("Ilse Brandt", INTERESTED, BUYER, []),
    ):
        admin.open("/admin/people").press("Add a person")
        answer(admin, {
            "Full name": name, "Work email address": email, "Organisation": Choice(place),
            "What may this person do?": roles,
        })  # fmt: skip
        admin.press("Continue")
        passwords[email] = admin.page.locator("code").inner_text()
    admin.open("/admin/boards").press("Add a board")
    answer(admin, {
        "Name": BOARD, "What does it look after?": story.REMIT,
        "Mission it answers for": Choice("Break down barriers to opportunity"),
        "How many verdicts does a decision need?": "2",
    })  # fmt: skip
    admin.press("Continue")
    for email, part in ((CHAIR, "Chair"), (MEMBER, "Member"), (INTERESTED, "Member")):
        admin.press("Add a member")
        answer(admin, {"Their email address": email, "What are they on this board?": Choice(part)})
        admin.press("Continue")
    assert "Ilse Brandt" in admin.text()
    admin.open("/admin/audit")
    assert "Board seat changed" in admin.text()
    return passwords


def officer_writes_the_tender(officer: Visitor) -> None:
    """Every section, page by page; the readiness list shrinks with each, to nothing."""
    assert officer.heading == "Your tenders"
    officer.press("Start a tender")
    answer(officer, {"How do you want to start?": Choice("From nothing")})
    officer.press("Continue")
    answer(officer, story.QUESTIONS["title"])
    officer.press("Start")
    assert officer.heading == story.TITLE
    left = [things_to_put_right(officer)]
    assert left[0] > 40
    for section in ("The problem", "Mission objectives"):
        write_section(officer, section)
        left.append(things_to_put_right(officer))
    adopt_from_the_library(officer)
    complete_adopted_outcome(officer)
    add_outcome_of_our_own(officer)
    left.append(things_to_put_right(officer))
    for section in (
        "What is fixed", "How tenders are judged", "Procedure", "What is bought", "Lots", "Timetable",
        "Taking part", "Terms and risks", "Contact and other information",
    ):  # fmt: skip
        write_section(officer, section)
        left.append(things_to_put_right(officer))
    assert left == sorted(left, reverse=True)
    assert left[-1] == 0
    officer.follow(re.compile("^Preview"))
    preview = officer.text()
    assert story.GLAD in preview
    assert story.SENTENCE in preview
    assert "£2,415,000" in preview


def officer_submits(officer: Visitor, note: str) -> None:
    officer.open("/tenders").follow(story.TITLE).press("Submit to a board")
    answer(officer, {"Which board should decide?": Choice(BOARD)})
    officer.page.get_by_label("Is there anything the board should know?").fill(note)
    officer.press("Submit")
    assert "In review" in officer.text()


def a_member_with_an_interest_steps_aside(member: Visitor) -> None:
    member.follow(story.TITLE).follow("Declare an interest")
    answer(member, {"What is your interest?": "My sister runs a charity that may tender."})
    member.press("Declare this interest")
    assert "you take no part in the decision" in member.text()
    assert not member.page.get_by_role("link", name="Give your verdict").count()


def a_member_comments_and_judges(member: Visitor) -> None:
    member.follow(story.TITLE)
    assert story.GLAD in member.text()
    member.follow("Comment on outcome 2")
    answer(member, {"Your comment": COMMENT})
    member.press("Send comment").follow("Give your verdict")
    answer(
        member, {"What is your verdict?": Choice("Changes requested"), "Why?": "My comment needs an answer."}
    )
    member.press("Record your verdict")
    assert "Changes requested: Mo Haddad" in member.text()


def the_chair_asks_for_changes(chair: Visitor) -> None:
    chair.follow(story.TITLE).follow("Give your verdict")
    answer(chair, {"What is your verdict?": Choice("Endorsed"), "Why?": "It is clear who gains."})
    chair.press("Record your verdict").follow("Record the board’s decision")
    answer(chair, {"What has the board decided?": Choice("Changes requested")})
    chair.press("Continue")
    assert "Members who see it otherwise" in chair.text()
    answer(chair, {"Why has the board decided this?": "Answer what Mo asks; I would have let it go."})
    chair.press("Record the decision and close the review")
    assert "Changes requested" in chair.text()


def officer_answers_and_changes(officer: Visitor) -> None:
    officer.open("/tenders").follow(story.TITLE)
    assert "The board asked for changes." in officer.text()
    officer.press("What the board said").follow(re.compile("^Answer"))
    assert COMMENT in officer.text()
    answer(officer, {"What is your answer?": "It is in the frame now."})
    officer.press("Save answer").follow("Task list").follow("What is fixed")
    officer.follow("Change What else should suppliers know about the frame?")
    answer(officer, {"What else should suppliers know about the frame?": FIXED})
    officer.press("Continue")
    assert FIXED in officer.text()
    officer_submits(officer, "Changed as you asked.")


def the_board_endorses_with_a_condition(member: Visitor, chair: Visitor) -> None:
    for visitor, reason in ((member, "The question is answered."), (chair, "As before.")):
        visitor.open("/board").follow(story.TITLE)
        assert FIXED in visitor.text()
        assert "What changed since version 1" in visitor.text()
        visitor.follow("Give your verdict")
        answer(visitor, {"What is your verdict?": Choice("Endorsed with conditions"), "Why?": reason})
        visitor.press("Record your verdict")
    chair.follow("Record the board’s decision")
    answer(chair, {"What has the board decided?": Choice("Endorsed with conditions")})
    chair.press("Continue")
    answer(chair, {
        "Why has the board decided this?": "It is ready, but for the registers.",
        "Condition 1": CONDITION, "When condition 1 is due": story.day(7),
    })  # fmt: skip
    chair.press("Record the decision and close the review")
    assert CONDITION in chair.text()


def officer_meets_the_condition_and_publishes(officer: Visitor) -> None:
    officer.open("/tenders").follow(story.TITLE).press("Record how conditions were met")
    officer.follow(re.compile("^Record how"))
    answer(officer, {"How was the condition met?": MET})
    officer.press("Record")
    assert MET in officer.text()
    officer.follow("Return to task list").press("Publish")
    assert BOARD in officer.text()
    officer.press("Publish")
    officer.wait_until_heading("Published")
    officer.follow("Open the public page")
    assert officer.heading.endswith(story.TITLE)


def a_supplier_takes_the_files(supplier: Visitor) -> None:
    supplier.open("/").follow_at("Published tenders", 0)
    supplier.fill({"Words": "pupils"}).press("Show tenders")
    assert "1 tender" in supplier.text()
    supplier.follow(story.TITLE)
    said = supplier.text()
    for words in (
        BUYER, "£2,415,000 excluding VAT, £2,898,000 including VAT", time_text(story.REQUESTS_BY),
        time_text(story.TENDERS_BY), story.GLAD, "2 requirements are fixed",
    ):  # fmt: skip
        assert words in said
    files = {name: downloaded(supplier, name) for name in FILES}
    the_pdf_reads_aloud(files["Specification (PDF)"], story.TITLE, [story.GLAD, story.SENTENCE, FIXED])
    the_pdf_reads_aloud(files["Tender notice (PDF)"], story.TITLE, ["UK4", BUYER])
    the_word_copy_says_the_same(files["Specification (Word)"])
    the_open_data_hold_what_was_typed(files["Open data (OCDS)"])
    supplier.follow("Read the tender notice")
    assert "80310000" in supplier.text()


def downloaded(supplier: Visitor, name: str) -> bytes:
    """The file, which is the one whose digest the page shows."""
    row = supplier.page.get_by_role("row").filter(has_text=name)
    digest = row.locator("code").inner_text()
    path = supplier.download(name).path()
    content = Path(path).read_bytes()
    assert hashlib.sha256(content).hexdigest() == digest
    return content


def the_pdf_reads_aloud(content: bytes, title: str, sentences: list[str]) -> None:
    with pikepdf.open(BytesIO(content)) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang) == "en-GB"
        assert title in str(pdf.docinfo.Title)
        assert pdf.Root.StructTreeRoot is not None
    text = " ".join(" ".join(page.extract_text().split()) for page in pypdf.PdfReader(BytesIO(content)).pages)
    for sentence in sentences:
        assert sentence in text


def the_word_copy_says_the_same(content: bytes) -> None:
    document = docx.Document(BytesIO(content))
    assert document.core_properties.title == story.TITLE
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert story.GLAD in text
    assert story.SENTENCE in text


def the_open_data_hold_what_was_typed(content: bytes) -> None:
    package = json.loads(content)
    assert validate.problems(package) == []
    release = package["releases"][0]
    tender = release["tender"]
    assert tender["title"] == story.TITLE
    amounts = {tender["value"]["amount"], tender["value"]["amountGross"]}
    assert amounts == {2_415_000, 2_898_000}
    codes = {
        found["id"]
        for item in tender["items"]
        for found in [item.get("classification"), *item.get("additionalClassifications", [])]
        if found and found["scheme"] == "CPV"
    }
    assert story.CPV in codes
    assert datetime.fromisoformat(tender["tenderPeriod"]["endDate"]) == story.TENDERS_BY
    assert release["buyer"]["name"] == BUYER
