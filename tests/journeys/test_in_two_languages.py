"""A tender in Welsh beside its English: written, left behind by a change, mended, published, and read under /cy."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import pikepdf
import pypdf
import pytest

from tests.journeys import the_tender as story
from tests.journeys.answering import Choice, answer
from tests.journeys.people import demonstrate_as
from tests.journeys.service import Service
from tests.journeys.visiting import Visitor

OFFICER = "elin.prydderch@bro-deifi.example"
CHAIR = "margaret.oyelaran@mission-delivery.example"
MEMBERS = ("yusuf.karim@mission-delivery.example", "lucy.thackeray@mission-delivery.example")
BOARD = "People Mission Board"
#: Public, and of another authority: a copy of it has its words, and none of its dates and people.
SOURCE = "Home again: recovery and independence after a hospital stay"
TITLE = "Home and well: recovery in the villages of Bro Deifi"
#: Pages that a copy of what others published leaves to be answered.
UNANSWERED = (
    "engagement", "engagement-notice", "conflicts-assessment", "contract-dates", "extension-details", "notice-date",
    "enquiry-deadline", "participation-deadline", "tender-deadline", "award-date", "contact", "agent", "withholding",
)  # fmt: skip
SUMMARY = "Bro Deifi Council wants people who leave hospital to live at home again, as they did before."
CHANGED = "Bro Deifi Council wants people who leave hospital to be well at home by their first spring."
TEITL = "Gartref ac yn iach: gwella ym mhentrefi Bro Deifi"
CRYNODEB = "Mae Cyngor Bro Deifi am i bobl sy’n gadael yr ysbyty fyw gartref eto, fel o’r blaen."
NEWIDIWYD = "Mae Cyngor Bro Deifi am i bobl sy’n gadael yr ysbyty fod yn iach gartref erbyn y gwanwyn."
CANLYNIAD = "Mae pobl yn ôl gartref"
DATGANIAD = "Mae pobl sy’n gadael yr ysbyty yn byw gartref dri mis yn ddiweddarach."
ENGLISH_ONLY = re.compile(r"(\d+) texts of (\d+) are published in English only\.")
FILES = {
    "Manyleb yn Gymraeg (PDF)": "pdf", "Manyleb yn Gymraeg (Word)": "docx", "Manyleb yn Gymraeg (OpenDocument)": "odt",
    "Manyleb yn Gymraeg (un ffeil HTML)": "html", "Manyleb yn Gymraeg (Markdown)": "md",
}  # fmt: skip


@pytest.fixture(scope="module")
def service(demonstration: Service) -> Service:
    return demonstration


def test_a_tender_is_written_and_read_in_two_languages(visit: Callable[..., Visitor]) -> None:
    officer = demonstrate_as(visit(), OFFICER)
    the_officer_copies_a_tender(officer)
    the_officer_writes_its_welsh(officer)
    the_english_moves_on(officer)
    before = in_english_only(officer.press("Submit to a board"))
    assert "1 text has Welsh that is out of date" in officer.text()
    the_officer_mends_the_welsh(officer)
    officer.open("/tenders").follow(TITLE).press("Submit to a board")
    after = in_english_only(officer)
    assert after == (before[0] - 1, before[1])
    assert "out of date" not in officer.text()
    answer(officer, {"Which board should decide?": Choice(BOARD)})
    officer.press("Submit")
    the_board_endorses(visit)
    the_officer_is_told_and_publishes(officer, after)
    # Without a login, in Welsh, and without scripts.
    supplier = visit(javascript=False)
    a_supplier_finds_it_in_welsh(supplier)
    a_supplier_takes_the_files(supplier)


def the_officer_copies_a_tender(officer: Visitor) -> None:
    officer.open("/tenders").press("Start a tender")
    answer(officer, {"How do you want to start?": Choice("From a copy of another tender")})
    officer.press("Continue")
    officer.fill({"Search by title or reference": "Home again"}).press("Search").follow(f"Copy {SOURCE}")
    answer(officer, {"What is this tender called?": TITLE})
    officer.press("Make the copy")
    tasks = officer.path
    for page in UNANSWERED:
        answer(officer.open(f"{tasks}/questions/{page}"), story.QUESTIONS[page])
        officer.press("Continue")
    officer.open(f"{tasks}/questions/summary").fill({"What should suppliers know first?": SUMMARY})
    officer.press("Continue").open(tasks)
    assert "Readiness list (0 to put right" in officer.text()


def the_officer_writes_its_welsh(officer: Visitor) -> None:
    officer.follow("This tender in Welsh")
    assert re.search(r"\b0 of \d+ texts are in Welsh", officer.text())
    officer.follow("Title and summary").fill({"Title, in Welsh": TEITL, "Summary, in Welsh": CRYNODEB})
    officer.press("Save").follow("Outcome 1")
    officer.fill({"Outcome 1: title, in Welsh": CANLYNIAD, "Outcome 1: statement, in Welsh": DATGANIAD})
    officer.press("Save")
    assert re.search(r"\b4 of \d+ texts are in Welsh\.", officer.text())


def the_english_moves_on(officer: Visitor) -> None:
    officer.follow("Task list").follow("The problem").follow("Change What should suppliers know first?")
    officer.fill({"What should suppliers know first?": CHANGED}).press("Continue")
    officer.open("/tenders").follow(TITLE).follow("This tender in Welsh")
    assert "1 is to be looked at again, because the English has changed since." in officer.text()
    officer.follow("Title and summary")
    assert "The English has changed since this was written" in officer.text()
    assert officer.field("Summary, in Welsh").input_value() == CRYNODEB, "nothing that was written is lost"
    officer.open("/tenders").follow(TITLE)


def in_english_only(officer: Visitor) -> tuple[int, int]:
    """How many texts of how many the page before us says go out in English only. It lists each of them, by its part."""
    found = ENGLISH_ONLY.search(officer.text())
    assert found, officer.text()
    number, total = int(found[1]), int(found[2])
    officer.page.locator("summary", has_text="What is published in English only").click()
    listed = officer.page.locator("details[open] li").all_inner_texts()
    assert sum(int(each[1]) for line in listed if (each := re.search(r", (\d+) of \d+:", line))) == number
    return number, total


def the_officer_mends_the_welsh(officer: Visitor) -> None:
    officer.follow("This tender in Welsh").follow("Title and summary")
    officer.fill({"Summary, in Welsh": NEWIDIWYD}).press("Save")
    assert "looked at again" not in officer.text()


def the_board_endorses(visit: Callable[..., Visitor]) -> None:
    chair = demonstrate_as(visit(), CHAIR)
    for person in (*(demonstrate_as(visit(), email) for email in MEMBERS), chair):
        person.open("/board").follow(TITLE).follow("Give your verdict")
        answer(person, {"What is your verdict?": Choice("Endorsed"), "Why?": "It holds together."})
        person.press("Record your verdict")
    chair.follow("Record the board’s decision")
    answer(chair, {"What has the board decided?": Choice("Endorsed")})
    chair.press("Continue")
    answer(chair, {"Why has the board decided this?": "It holds together."})
    chair.press("Record the decision and close the review")


def the_officer_is_told_and_publishes(officer: Visitor, told: tuple[int, int]) -> None:
    officer.open("/tenders").follow(TITLE).press("Publish")
    assert in_english_only(officer) == told, "what goes out is what the board read"
    assert "You can publish it as it is." in officer.text()
    officer.press("Publish")
    officer.wait_until_heading("Published")


def a_supplier_finds_it_in_welsh(supplier: Visitor) -> None:
    supplier.open("/cy/published")
    assert supplier.heading == "Tendrau cyhoeddedig"
    assert TEITL in supplier.text()
    supplier.fill({"Geiriau": "gwella"}).press("Dangos tendrau")
    assert "1 tendr" in supplier.text()
    supplier.follow(TEITL)
    assert supplier.page.evaluate("document.documentElement.lang") == "cy"
    assert supplier.heading.endswith(TEITL)
    said = supplier.text()
    for words in (
        NEWIDIWYD,
        DATGANIAD,
        "Dangosir yn Saesneg yr hyn nad yw’r prynwr wedi’i ysgrifennu yn Gymraeg",
    ):
        assert words in said
    for gone in (CRYNODEB, CHANGED, SUMMARY):
        assert gone not in said
    assert supplier.page.locator('main [lang="en"]').count(), "what has no Welsh is marked as English"
    tender = supplier.path
    supplier.open(f"{tender}/outcomes/1")
    assert supplier.heading.endswith(CANLYNIAD)
    assert DATGANIAD in supplier.text()
    supplier.open(tender)


def a_supplier_takes_the_files(supplier: Visitor) -> None:
    files = {ending: downloaded(supplier, name, ending) for name, ending in FILES.items()}
    with pikepdf.open(BytesIO(files["pdf"])) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)
        assert pdf.Root.StructTreeRoot is not None
        assert str(pdf.Root.Lang) == "cy"
        assert TEITL in str(pdf.docinfo.Title)
    pages = pypdf.PdfReader(BytesIO(files["pdf"])).pages
    word = docx.Document(BytesIO(files["docx"]))
    assert word.core_properties.title == TEITL
    said = {
        "pdf": " ".join(page.extract_text() for page in pages),
        "docx": " ".join(each.text for each in word.paragraphs),
        "odt": re.sub(r"<[^>]+>", " ", ZipFile(BytesIO(files["odt"])).read("content.xml").decode()),
        "html": re.sub(r"<[^>]+>", " ", files["html"].decode()),
        "md": files["md"].decode(),
    }
    for ending, text in said.items():
        for words in (TEITL, NEWIDIWYD, DATGANIAD):
            assert words in " ".join(text.split()), (ending, words)
        assert CRYNODEB not in text, ending
    assert '<html lang="cy"' in files["html"].decode()


def downloaded(supplier: Visitor, name: str, ending: str) -> bytes:
    """The file, under its own name, which is the one whose digest the page shows."""
    row = supplier.page.get_by_role("row").filter(has_text=name)
    digest = row.locator("code").inner_text()
    coming = supplier.download(name)
    assert coming.suggested_filename.endswith(f"specification.cy.{ending}")
    content = Path(coming.path()).read_bytes()
    assert hashlib.sha256(content).hexdigest() == digest
    return content
