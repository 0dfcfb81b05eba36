"""A supplier's week: find a tender, follow it, read it, ask, be answered with everybody, see what changed, and stop the
letters by one click. Letters go through a real mail server.

How a change is written and decided on in browsers, test_amending plays; here it is made with the same services, and
published by its officer.
"""

from __future__ import annotations

import re
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import pypdf
import pytest
from sqlmodel import Session, select

from procure.config import Settings
from procure.db import make_engine, writing
from procure.domain.engagement import LEAST_SECONDS
from procure.domain.permissions import Actor
from procure.domain.vocabulary import VerdictKind
from procure.models import Board, Tender, User
from procure.services import amending, authoring, reviewing
from procure.services.access import actor_of
from tests.factories.mail_servers import MailServer, mail_server
from tests.journeys.answering import Choice, answer
from tests.journeys.people import demonstrate_as
from tests.journeys.service import Service, copy_of
from tests.journeys.test_amending import BOARD, CHAIR, MEMBERS, OFFICER, RISK, TITLE
from tests.journeys.visiting import Visitor

SAM = "sam@warmhands.example"
QUESTION = "We at Warm Hands ask: may a hospital move its wards in the first winter?"
WORDING = "May a hospital move its wards in the first winter?"
ANSWER = "It may. We name it as a risk in a new version."
WHY = "A risk that a supplier asked about is named."


@pytest.fixture(scope="module")
def post() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture(scope="module")
def service(
    demonstration_data: Path, tmp_path_factory: pytest.TempPathFactory, post: MailServer
) -> Iterator[Service]:
    service = Service(copy_of(demonstration_data, tmp_path_factory.mktemp("week")), MAIL_URL=post.url)
    yield service
    service.kill()
    assert not service.faults(), service.tail()


def test_a_supplier_finds_follows_asks_sees_the_change_and_stops(
    visit: Callable[..., Visitor], service: Service, post: MailServer
) -> None:
    sam, officer = visit(), visit()
    sam.open("/published?q=recovery+after+hospital").follow(TITLE)
    assert sam.page.get_by_role("heading", name="The problem").is_visible()
    sam_follows(sam, service, post)
    sam_asks(sam, service, post)
    demonstrate_as(officer, OFFICER)
    the_officer_answers(officer)
    sam_reads_the_answer_as_everybody_does(sam, service, post)
    the_buyer_and_its_board_agree_on_a_change(service)
    officer.open("/tenders").follow(TITLE).press("Publish")
    officer.press("Publish")
    officer.wait_until_heading("Published")
    stop = sam_sees_what_changed(sam, service, post)
    one_click(service, stop)
    assert "You no longer follow this" in sam.open(path_of(stop).removesuffix("/stop")).text()
    # Every letter came once, whatever it was about.
    told = [(each["To"], each["Subject"]) for each in post.letters]
    assert len(told) == len(set(told))


def sam_follows(sam: Visitor, service: Service, post: MailServer) -> None:
    sam.follow("Follow this tender by email")
    opened = time.monotonic()
    answer(sam, {"Your email address": SAM, "How often may we write?": Choice("As it happens")})
    send(sam, opened)
    asked = letter(service, post, "Confirm that you want to follow")
    sam.open(link_in(asked, "following")).press("Confirm")


def sam_asks(sam: Visitor, service: Service, post: MailServer) -> None:
    sam.open("/published").follow(TITLE).follow("Questions and answers, and how to ask")
    sam.press("Ask a question")
    opened = time.monotonic()
    answer(sam, {"Your question": QUESTION, "Your email address": SAM})
    send(sam, opened)
    sam.open(link_in(letter(service, post, "Confirm your question"), "questions"))
    sam.press("Send it to the buyer")
    assert "The buyer has your question." in sam.text()


def the_officer_answers(officer: Visitor) -> None:
    officer.open("/tenders").follow(TITLE).follow(re.compile(r"^Questions from suppliers \(2 to answer\)"))
    officer.choose("Answer question 4").press("Answer those chosen, together")
    assert "Warm Hands" in officer.text()
    answer(
        officer,
        {
            "The question, as everybody will read it": WORDING,
            "What do you do?": Choice("Answer it"),
            "Your answer, or why you give none": ANSWER,
            "Does it lead to a change of the specification?": True,
        },
    )
    officer.press("Save the draft").press("Publish answers")
    officer.choose("Publish answer 1").press("Publish those chosen")
    assert "Batch 2 is public" in officer.text()


def sam_reads_the_answer_as_everybody_does(sam: Visitor, service: Service, post: MailServer) -> None:
    letter(service, post, "the buyer answered your question")
    news = letter(service, post, "the buyer answered a question")
    assert WORDING in news
    assert "Warm Hands" not in news
    sam.open(link_in(news, "published"))
    assert ANSWER in sam.text()
    assert "Warm Hands" not in sam.text()


def the_buyer_and_its_board_agree_on_a_change(service: Service) -> None:
    engine = make_engine(Settings(data_dir=service.data_dir).resolved_database_url)
    with writing(engine) as session:
        tender = session.exec(select(Tender).where(Tender.title == TITLE)).one()
        board = session.exec(select(Board).where(Board.name == BOARD)).one()
        officer = who(session, OFFICER)
        amending.begin(session, officer, tender, WHY)
        kept = authoring.revision_of(authoring.stored(tender.facts, ["known_risks"]))
        authoring.save(session, officer, tender, tender.facts, {"known_risks": RISK}, kept, what="risks")
        review = reviewing.submit(session, officer, tender, board)
        for member in (*MEMBERS, CHAIR):
            reviewing.record_verdict(session, who(session, member), review, VerdictKind.ENDORSED, "Agreed.")
        reviewing.decide(session, who(session, CHAIR), review, VerdictKind.ENDORSED, "Agreed.")
    engine.dispose()


def who(session: Session, email: str) -> Actor:
    return actor_of(session.exec(select(User).where(User.email == email)).one())


def sam_sees_what_changed(sam: Visitor, service: Service, post: MailServer) -> str:
    """What changed, from the letter to the redline; the address in the letter that stops them."""
    news = letter(service, post, "version 2 is published")
    assert "Known risks" in news
    sam.open(link_in(news, "published"))
    assert RISK in sam.text()
    with sam.page.expect_download() as coming:
        sam.page.get_by_role("link", name=re.compile("PDF")).first.click()
    printed = " ".join(
        " ".join(page.extract_text().split()) for page in pypdf.PdfReader(Path(coming.value.path())).pages
    )
    assert RISK in printed
    (sent,) = letters_to_sam(post, "version 2 is published")
    found = re.fullmatch(r"<(http\S+)>", sent["List-Unsubscribe"])
    assert found, sent["List-Unsubscribe"]
    return found[1]


def send(person: Visitor, opened: float) -> None:
    """Send a form, and not faster than people write: that would not be taken."""
    person.page.wait_for_timeout(max(0.0, opened + LEAST_SECONDS + 0.2 - time.monotonic()) * 1_000)
    person.press("Send me the letter to confirm")


def letters_to_sam(post: MailServer, subject: str) -> list[EmailMessage]:
    return [
        each
        for each in post.letters
        if each["To"] == SAM and subject.lower() in " ".join(each["Subject"].lower().split())
    ]


def letter(service: Service, post: MailServer, subject: str) -> str:
    """The words of the letter whose subject says so, once it came; there is one."""
    service.wait_until(lambda: letters_to_sam(post, subject), f"no letter came: {subject}")
    (found,) = letters_to_sam(post, subject)
    return str(found.get_content())


def link_in(words: str, where: str) -> str:
    found = re.search(rf"^https?://[^/\s]+(/{where}/\S+)", words, re.MULTILINE)
    assert found, words
    return found[1]


def path_of(address: str) -> str:
    return urllib.parse.urlsplit(address).path


def one_click(service: Service, address: str) -> None:
    """Stop as a mail program does (RFC 8058)."""
    data = urllib.parse.urlencode({"List-Unsubscribe": "One-Click"}).encode()
    with urllib.request.urlopen(service.url + path_of(address), data, timeout=60) as answered:
        assert answered.status == 200
