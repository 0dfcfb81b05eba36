"""A published tender and its notices with everything withheld that can be: nobody who is not signed in finds any of it.

Beside it stands a tender with nothing withheld, of which the same walk finds it all.
"""

from __future__ import annotations

import csv
import gzip
import html
import io
import os
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import Engine
from sqlmodel import col, select

from exports import artefact
from procure.app import create_app
from procure.config import Settings
from procure.db import make_engine, reading, writing
from procure.domain.snapshot import ProcurementFacts, SpecificationSnapshot
from procure.domain.welsh import welsh
from procure.domain.withholding import public
from procure.models import BoardMember, PublishedRelease, Review, Tender, User
from procure.services import freezing, publishing, rendering
from procure.services.access import actor_of
from procure.storage import Storage, open_storage
from tests.databases import PostgresDatabases, SqliteDatabases
from tests.exports.test_withholding import leaves
from tests.factories.announcements import make_notice
from tests.factories.bilingual import wholly_bilingual
from tests.factories.boards import make_authority
from tests.factories.canaries import (
    REASON,
    all_that_can_be_withheld,
    canaried,
    kept_back,
    needles,
    squeezed,
    withheld_at,
)
from tests.factories.filled_notices import FILLED
from tests.factories.people import make_officer
from tests.factories.publications import PUBLISHED_AT, make_endorsed_tender
from tests.factories.snapshots import make_facts, make_snapshot

ROUTES = Path(__file__).parents[1] / "architecture" / "routes.csv"
AT = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)
#: One example of each notice that is not made from the specification.
OTHERS = [name for name, facts in FILLED.items() if "-" not in name and facts.code != "UK4"]
#: What the word of a notice has at its end, before its number.
LETTERS = {name: chr(ord("a") + at) * 2 for at, name in enumerate(OTHERS)}
#: Forms to fill in, files of our own, and engagements with the market, which come before there is a tender notice.
SHOW_NONE = {
    "account.sign_in", "assets.asset", "api.elsewhere", "planner.what_if_calendar", "engagement.show",
    "engagement.respond", "following.buyer", "following.outcome", "following.search", "following.sent",
    "following.show", "following.confirm", "following.pace", "following.stop", "asking.sent", "asking.show",
    "asking.confirm", "asking.withdraw", "asking.erase",
}  # fmt: skip
WALKED = {
    "published.start", "published.about", "published.accessibility", "published.all_notices", "published.search",
    "published.tender", "published.notices", "published.numbered_notice", "published.notice_file", "published.version",
    "published.download", "published.notice", "api.files", "api.file", "api.record_package", "api.release_packages",
    "api.release_package", "api.description", "api.developers", "planner.what_if", "engagement.index",
    "challenges.index", "challenges.challenge", "published.feed", "published.calendar", "published.csv_list",
    "published.json_list", "published.tender_calendar", "published.everything",
    "following.tender", "portfolio.missions", "published.respond", "published.outcome",
    "questions.index", "questions.csv_file", "questions.json_file", "asking.ask",
    "portfolio.mission", "portfolio.mission_csv", "dashboards.index", "dashboards.mission", "dashboards.mission_csv",
    "dashboards.mission_json", "dashboards.mission_changes",
}  # fmt: skip
#: Needs two versions of a tender, answers, or results that its buyer made public: looked at where there are.
ELSEWHERE = {"published.changes", "published.answers_pdf", "published.everything_answered",
             "dashboards.tender", "dashboards.measure", "dashboards.embedded",
             "dashboards.readings_csv", "dashboards.readings_json"}  # fmt: skip
SHARED = (
    "/published/feed.atom", "/published/list.csv", "/published/list.json", "/published/deadlines.ics",
    "/results", "/results/missions/health", "/results/missions/health/list.csv",
    "/results/missions/health/list.json", "/results/missions/health/changes",
    "/missions", "/missions/health", "/missions/health/list.csv", "/missions/clean-energy",
    "/cy/", "/cy/published", "/cy/notices", "/cy/results",
    "/", "/about", "/accessibility", "/developers", "/notices", "/published", "/planner", "/engagement",
    "/api/1.0/openapi.json", "/api/1.0/bulk", "/api/1.0/ocdsReleasePackages?limit=100",
)  # fmt: skip
#: Files of outcomes and their measures alone, of which nothing can be withheld.
OF_OUTCOMES = ("tables.xlsx", "measures.csv")
#: Items whose values are too short here to tell anything by themselves.
NO_FORM = {"lot_geographical_classification"}
pytestmark = pytest.mark.filterwarnings("ignore:unclosed file .*sRGB2014:ResourceWarning")


@dataclass
class Shown:
    """A published tender: what it was made from, and the words that its notices were filled with."""

    reference: str
    snapshot: SpecificationSnapshot
    bird: str
    numbers: list[int] = field(default_factory=list)


@dataclass
class Office:
    """A service with two tenders: one withholds all it can, the other nothing."""

    app: Flask
    kept: Shown
    told: Shown
    releases: list[tuple[str, str]]
    answers: dict[str, str] = field(default_factory=dict)

    @cached_property
    def reader(self) -> FlaskClient:
        return self.app.test_client()

    def shared(self) -> Iterator[str]:
        """The pages and data that are of no one tender."""
        yield from SHARED
        for listed in self.reader.get("/api/1.0/bulk").json["files"]:
            yield "/" + listed["url"].split("/", 3)[3]

    def of(self, shown: Shown) -> Iterator[str]:
        """Everything that is of one tender."""
        page = f"/published/{shown.reference}"
        yield from (
            page,
            f"{page}/notices",
            f"{page}/challenges",
            f"{page}/respond",
            f"{page}/outcomes/1",
            f"{page}/versions/1",
            f"{page}/versions/1/notice",
            f"{page}/versions/1/everything.zip",
            f"{page}/deadlines.ics",
            f"{page}/follow",
            f"{page}/questions",
            *(f"{page}/questions{rest}" for rest in (".csv", ".json", "/ask")),
        )
        parts = (
            "respond",
            "outcomes/1",
            "versions/1",
            "versions/1/notice",
            "challenges",
            "questions",
            "follow",
        )
        yield from (f"/cy{page}", *(f"/cy{page}/{part}" for part in parts))
        listed = self.reader.get(f"{page}/challenges").text
        yield from re.findall(rf'href="({page}/challenges/[^"#?]+)"', listed)
        yield from (f"{page}/versions/1/files/{kind}" for kind in (*artefact.KINDS, *artefact.IN_WELSH))
        for number in shown.numbers:
            yield f"{page}/notices/{number}"
            yield from (f"{page}/notices/{number}/files/{kind}" for kind in ("notice.pdf", "release.json"))
        for ocid, name in self.releases:
            if shown.reference in name:
                yield from (f"/api/1.0/ocdsReleasePackages/{quote(each)}" for each in (name, ocid))
                yield f"/api/1.0/ocdsRecordPackages/{quote(ocid)}"

    def read(self, addresses: Iterator[str]) -> dict[str, str]:
        """All that these addresses answer, by address, as text without white space and capitals."""
        wanted = list(dict.fromkeys(addresses))
        for address in wanted:
            if address not in self.answers:
                answer = self.reader.get(address, follow_redirects=True)
                assert answer.status_code == 200, address
                self.answers[address] = squeezed(f"{answer.headers} {text_of(answer.data)}")
        return {address: self.answers[address] for address in wanted}


def text_of(data: bytes) -> str:
    """Every word of an answer, whatever kind of file it is, or files it holds."""
    if data.startswith(b"\x1f\x8b"):
        data = gzip.decompress(data)
    if data.startswith(b"%PDF"):
        file = PdfReader(io.BytesIO(data))
        return "\n".join((str(file.metadata), *(page.extract_text() for page in file.pages)))
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if "SHA256SUMS" in parts.namelist():
                return "\n".join(text_of(parts.read(name)) for name in parts.namelist())
            texts = [
                parts.read(name).decode() for name in parts.namelist() if name.endswith((".xml", ".rels"))
            ]
        return html.unescape(re.sub(r"<[^>]+>", "", "\n".join(texts)) + "\n".join(texts))
    return html.unescape(data.decode())


def facts_of(bird: str) -> ProcurementFacts:
    """Answers that fill every item that a tender in lots can withhold, with a word of the bird in each text."""
    return canaried(
        make_facts(
            uses_lots=True,
            no_lots_reasons="",
            has_agent=True,
            agent_name="Buying Together Ltd",
            agent_address="9 Guildhall, Westmarch",
            agent_email="team@buying.example.org",
            agent_ppon="PBCD-1111-FGHJ",
            agent_role="Runs the competition.",
            modification_provisions="Prices follow an index.",
            subcontract_requirement="Surveys go to a named firm.",
            additional_information="There is a site visit.",
            need_continues=True,
            regions=("UKG31", "UKG36"),
            later_tender_notice_on=date(2031, 6, 5),
        ),
        bird,
    )


def make_shown(engine: Engine, storage: Storage, settings: Settings, bird: str, *, withholds: bool) -> Shown:
    """A published tender with a word of ``bird`` in each of its texts, and notices after it."""
    own = {
        "street": f"7 {bird}901 Row",
        "email": f"{bird}902@example.org",
        "website": f"https://{bird}903.example.org",
    }
    content = {
        "lots": 2,
        "outcomes": 1,
        "measures": 1,
        "facts": facts_of(bird),
        "documents": canaried(make_snapshot(outcomes=1, measures=1), bird).documents,
    }
    whole = make_snapshot(**content)
    if withholds:
        kept = withheld_at(whole, all_that_can_be_withheld(whole))
        content |= {"facts": kept.facts, "withheld": kept.withheld}
    content["welsh"] = wholly_bilingual(whole, f"{bird}cy").welsh
    with writing(engine) as session:
        officer = make_officer(session, make_authority(session, **own))
        tender, _, _ = make_endorsed_tender(session, officer, **content)
        asked = publishing.request_publication(session, actor_of(officer), tender, at=PUBLISHED_AT)
        publication, reference, person = asked.id, tender.reference, officer.id
    assert publication is not None
    assert rendering.render(engine, storage, settings, publication)
    with writing(engine) as session:
        tender = session.exec(select(Tender).where(Tender.reference == reference)).one()
        officer = session.get_one(User, person)
        shown = Shown(reference, freezing.draft_snapshot(session, tender), bird)
        for day, name in enumerate(OTHERS if withholds else ["UK6"], start=1):
            facts = canaried(FILLED[name], f"{bird}{LETTERS[name]}")
            if withholds:
                facts = facts.model_copy(update={"withheld": kept_back(leaves(facts))})
            at = AT + timedelta(days=day)
            made = make_notice(session, officer, tender, facts, settings, storage, at=at)
            shown.numbers.append(made.local_number)
    return shown


@pytest.fixture(scope="module")
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """On SQLite; with WITHHOLDING_ON=postgresql in the environment the whole walk is over PostgreSQL."""
    kind = os.environ.get("WITHHOLDING_ON", "sqlite")
    databases: SqliteDatabases | PostgresDatabases = request.getfixturevalue(
        f"{'postgres' if kind == 'postgresql' else 'sqlite'}_databases"
    )
    folder = tmp_path_factory.mktemp("withholding")
    with databases.copy(folder) as url:
        settings = Settings(data_dir=folder, database_url=url, secret_key="a key for tests", testing=True)
        engine, storage = make_engine(url), open_storage(settings)
        kept = make_shown(engine, storage, settings, "zqtit", withholds=True)
        told = make_shown(engine, storage, settings, "zqwren", withholds=False)
        with reading(engine) as session:
            releases = [(each.ocid, each.release_id) for each in session.exec(select(PublishedRelease))]
        made = Office(create_app(settings), kept, told, releases)
        yield made
        made.app.extensions["procure"].engine.dispose()
        engine.dispose()


def test_the_walk_knows_every_route_that_anybody_may_open() -> None:
    with ROUTES.open(encoding="utf-8", newline="") as file:
        public = {row["endpoint"] for row in csv.DictReader(file) if row["needs"] == "public"}
    assert public == WALKED | SHOW_NONE | ELSEWHERE, (
        "A new public route: walk it in this test, or say that it shows no tender"
    )


def test_nobody_who_is_not_signed_in_finds_what_is_withheld(office: Office) -> None:
    """Its own pages hold no form of any value; what is of all tenders holds none of its words."""
    kept = office.kept
    items = [each.item for each in kept.snapshot.withheld]
    wanted = needles(kept.snapshot, items)
    assert set(wanted) == set(items) - NO_FORM
    told = {squeezed(form): item for item, forms in wanted.items() for form in forms}
    words = {form for form in told if re.fullmatch(rf"{kept.bird}[0-9]+", form)}
    for address, text in office.read(office.of(kept)).items():
        is_of_the_tender = "/notices/" not in address and "ocds" not in address
        for form in told if is_of_the_tender else words:
            assert form not in text, f"{told[form]} is told at {address}"
        assert squeezed(REASON) not in text, address
    for address, text in office.read(office.shared()).items():
        for form in words:
            assert form not in text, f"{told[form]} is told at {address}"


def test_nobody_reads_in_welsh_what_is_withheld_in_english(office: Office) -> None:
    kept, told = office.kept.snapshot, office.told.snapshot
    hidden = set(welsh(kept).values()) - set(welsh(public(kept)).values())
    assert len(hidden) > 10
    pages = office.read(iter([*office.of(office.kept), *office.shared()]))
    for text in hidden:
        assert [address for address, page in pages.items() if squeezed(text) in page] == [], text
    files = office.read(office.of(office.told))
    for address in (
        f"/cy/published/{office.told.reference}",
        *(a for a in files if a.endswith(tuple(artefact.IN_WELSH))),
    ):
        assert [text for text in welsh(told).values() if squeezed(text) not in files[address]] == [], address


def test_what_the_other_notices_withhold_is_told_nowhere(office: Office) -> None:
    kept = office.kept
    pages = office.read(iter([*office.of(kept), *office.shared()]))
    looked_for = 0
    for name in OTHERS:
        bird = f"{kept.bird}{LETTERS[name]}"
        words = {
            word: item
            for item, texts in leaves(canaried(FILLED[name], bird)).items()
            for text in texts
            for word in re.findall(rf"{bird}[0-9]+", text)
        }
        looked_for += len(words)
        for word, item in words.items():
            told_at = [address for address, text in pages.items() if word in text]
            assert told_at == [], f"{name}: {item}"
    assert looked_for > 100


def test_the_same_walk_finds_everything_of_a_tender_that_withholds_nothing(office: Office) -> None:
    told = office.told
    items = all_that_can_be_withheld(told.snapshot)
    pages = office.read(office.of(told))
    everywhere = "\n".join(pages.values())
    for item, forms in needles(told.snapshot, items).items():
        assert any(squeezed(form) in everywhere for form in forms), item
    page = f"/published/{told.reference}"
    email = squeezed(told.snapshot.facts.contact_email)
    with_contact = [f"files/{kind}" for kind in artefact.KINDS if kind not in OF_OUTCOMES]
    for name in ("", "/notice", "/everything.zip", *(f"/{each}" for each in with_contact)):
        address = f"{page}/versions/1{name}"
        assert email in pages[address], f"the walk cannot read {address}"
    measure = squeezed(told.snapshot.outcomes[0].measures[0].name)
    for kind in OF_OUTCOMES:
        assert measure in pages[f"{page}/versions/1/files/{kind}"], f"the walk cannot read {kind}"
    bulk = office.read(office.shared())
    assert email in bulk["/api/1.0/bulk/releases.jsonl"]
    assert email in bulk["/api/1.0/bulk/releases.jsonl.gz"]
    assert email in bulk["/api/1.0/ocdsReleasePackages?limit=100"]


def test_a_search_for_withheld_words_does_not_find_the_tender(office: Office) -> None:
    def found(shown: Shown, words: str) -> bool:
        return f"/published/{shown.reference}" in office.reader.get(f"/published?q={quote(words)}").text

    for shown, is_found in ((office.told, True), (office.kept, False)):
        (word,) = re.findall(rf"{shown.bird}[0-9]+", shown.snapshot.facts.subject_description)
        assert found(shown, word) is is_found
        assert found(shown, shown.reference)


def test_the_page_of_the_tender_says_what_is_withheld_and_on_which_ground(office: Office) -> None:
    page = squeezed(office.reader.get(f"/published/{office.kept.reference}/versions/1").text)
    ground = "Withheld under section 94 of the Procurement Act 2023: sensitive commercial information"
    assert page.count(squeezed(ground)) > 10
    assert squeezed("the ground of sensitive commercial information") in page


def test_the_board_reads_what_is_withheld_marked_with_the_reason(office: Office) -> None:
    with reading(office.app.extensions["procure"].engine) as session:
        tender = session.exec(select(Tender).where(Tender.reference == office.kept.reference)).one()
        review = session.exec(select(Review).where(Review.tender_id == tender.id)).one()
        chair = session.exec(
            select(User)
            .join(BoardMember, col(BoardMember.user_id) == User.id)
            .where(BoardMember.board_id == review.board_id)
        ).one()
        who, address = f"{chair.key}:{chair.session_epoch}", f"/board/reviews/{review.key}/specification"
    browser = office.app.test_client()
    with browser.session_transaction() as cookie:
        cookie["_user_id"] = who
    page = browser.get(address).text
    assert "Not published. Others see: Withheld under section 94" in page
    assert REASON in page
    assert re.search(rf"{office.kept.bird}[0-9]+", office.kept.snapshot.facts.payment_terms)[0] in page
