"""Every kind of page that links lead to, for everybody who may come: looked at on arrival, and told apart."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator

import pytest

from tests.journeys.crawling import Crawl
from tests.journeys.people import demonstrate_as
from tests.journeys.service import Service
from tests.journeys.visiting import Visitor

#: Who comes, and at least how many kinds of page they find.
EVERYBODY = {
    "anybody": ("", 7),
    "an administrator": ("ruth.abernethy@mission-delivery.example", 20),
    "a curator with a proposal to decide": ("nia.calloway@mission-delivery.example", 10),
    "a chair": ("margaret.oyelaran@mission-delivery.example", 12),
    "a chair with a review to decide": ("iain.dunmore@mission-delivery.example", 16),
    "a member who declared an interest": ("ines.okafor@calderwold.example", 12),
    "an officer with an early draft": ("farah.siddiqui@ostermere-icb.example", 100),
    "an officer asked for changes": ("daniel.achebe@wendleshire-pcc.example", 20),
    "an officer waiting for a board": ("sioned.pryce@harrowfell-vale.example", 20),
    "an officer who may publish": ("hannah.lindqvist@early-years.example", 20),
    "an officer with a published tender": ("priya.raman@calderwold.example", 20),
}
SAME_FOR_ALL = re.compile(r"/tenders/\*/(questions|lists|outcomes/\*)/|/library/outcomes/")
#: Kinds of page that are one page at two addresses: to begin a thing and to change it, the latest and itself.
SAME = {
    "/home": ("/tenders", "/board", "/admin", "/library/proposals/queue"),
    "/published/*/versions/*": ("/published/*",),
    "/tenders/*/outcomes/new": ("/tenders/*/outcomes/*/sentence",),
    "/tenders/*/outcomes/*/measures/new": ("/tenders/*/outcomes/*/measures/*/what",),
    "/tenders/*/sections/lots": ("/tenders/*/lists/lots",),
    "/target-outcomes/new": ("/target-outcomes/*/questions/name",),
    "/target-outcomes/*/options/new": ("/target-outcomes/*/options/*",),
    "/target-outcomes/*/engagements/new": ("/target-outcomes/*/engagements/*/words",),
    "/tenders/*/observations/measures/*/refresh": ("/tenders/*/observations/measures/*/map",),
    "/admin/organisations/new": ("/admin/organisations/*/identity",),
    "/admin/boards/new": ("/admin/boards/*/details",),
}


@pytest.fixture(scope="module")
def service(demonstration: Service) -> Service:
    return demonstration


@pytest.fixture(scope="module")
def known() -> set[str]:
    """Kinds of page that those before have seen, and that are the same for the next."""
    return set()


@pytest.mark.parametrize(("email", "fewest"), EVERYBODY.values(), ids=EVERYBODY.keys())
def test_every_page_passes(visit: Callable[..., Visitor], known: set[str], email: str, fewest: int):
    # axe reads each page at its widest in a tab of its own, so the narrowest is the one to go through them in.
    visitor = demonstrate_as(visit(is_narrow=True), email) if email else visit(is_narrow=True)
    crawl = Crawl(visitor, known).start("/", "/home" if email else "/sign-in")
    known |= {kind for kind in crawl.titles if SAME_FOR_ALL.match(kind)}
    assert len(crawl.titles) >= fewest, "\n".join(crawl.titles)
    assert not list(shared_titles(crawl.titles))


def test_a_sample_of_pages_passes_in_welsh(visit: Callable[..., Visitor]):
    visitor = visit(is_narrow=True).open("/cy/published")
    tender = visitor.page.locator(".app-result__title a").first.get_attribute("href")
    assert tender
    pages = {
        "/cy/",
        tender,
        f"{tender}/respond",
        f"{tender}/outcomes/1",
        f"{tender}/questions/ask",
        "/cy/results",
        "/cy/missions",
        "/cy/engagement",
    }
    titles = {}
    for address in sorted(pages):
        visitor.open(address)
        assert visitor.status == 200, address
        assert visitor.page.evaluate("document.documentElement.lang") == "cy", address
        titles[visitor.page.title()] = address
    assert len(titles) == len(pages)
    visitor.open(tender).follow("English")
    assert visitor.page.url == visitor.url + tender.removeprefix("/cy")


def shared_titles(titles: dict[str, str]) -> Iterator[str]:
    """Kinds of page that a list of open tabs could not tell apart."""
    by_title = defaultdict(set)
    for kind, title in titles.items():
        by_title[title].add(kind.partition("?")[0])
    for title, kinds in by_title.items():
        plain = {
            kind for kind in kinds if not {*SAME.get(kind, ()), kind.replace("/new", "/*")} & (kinds - {kind})
        }
        if len(plain) > 1:
            yield f"{title!r}: {', '.join(sorted(plain))}"


@pytest.mark.parametrize("name", ["an officer with an early draft", "an officer asked for changes"])
def test_whatever_readiness_says_is_mended_where_it_links(visit: Callable[..., Visitor], name: str):
    officer = demonstrate_as(visit(), EVERYBODY[name][0])
    officer.follow_link(officer.page.locator("main td a").first).follow(re.compile("^Readiness list"))
    links = officer.page.locator(".app-issues__item > a")
    addresses = {str(link.get_attribute("href")) for link in links.all()}
    assert addresses
    for address in addresses:
        assert officer.context.request.get(officer.url + address).status == 200, address
