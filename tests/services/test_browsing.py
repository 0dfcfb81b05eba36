"""Searching the library: by words, filters and codes, a page at a time."""

from __future__ import annotations

import pytest
from sqlmodel import Session

from outcome_library import Library, read_library
from procure.domain.exceptions import NotAllowed
from procure.domain.permissions import ANYONE, Actor
from procure.services import browsing
from procure.services.access import actor_of
from procure.services.adopting import adoptable_tenders
from procure.services.browsing import LibraryQuery, filters, library_entry, library_outcome, search_library
from tests.factories.people import make_officer

pytestmark = pytest.mark.with_library
WAITS = "elective-wait-18-weeks"


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library()


@pytest.fixture
def actor(session: Session) -> Actor:
    return actor_of(make_officer(session))


def found(session: Session, actor: Actor, **query: str) -> list[str]:
    return [outcome.id for outcome in search_library(session, actor, LibraryQuery(**query)).outcomes]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"measure": "pathways 18 weeks"}, WAITS),
        ({"source": "NHS England"}, WAITS),
        ({"source": "nhs england", "measure": "Pathways", "sector": "Health"}, WAITS),
        ({"source": "nhs englnd"}, WAITS),
    ],
)
def test_an_entry_is_found_by_what_it_measures_and_by_its_data(
    session: Session, actor: Actor, query: dict[str, str], expected: str
) -> None:
    assert expected in found(session, actor, **query)


@pytest.mark.parametrize(
    "query",
    [{"measure": "NHS England"}, {"source": "incomplete pathways"}, {"source": "xylophone' OR 1=1 --"}],
)
def test_words_of_a_measure_are_looked_for_in_measures_alone(
    session: Session, actor: Actor, query: dict[str, str]
) -> None:
    assert WAITS not in found(session, actor, **query)


@pytest.mark.both_databases
@pytest.mark.parametrize("query", [{"words": "people"}, {"measure": "people"}, {"sector": "Health"}])
def test_of_more_than_anybody_looks_through_some_are_put_in_order(
    session: Session, actor: Actor, monkeypatch: pytest.MonkeyPatch, query: dict[str, str]
) -> None:
    everything = search_library(session, actor, LibraryQuery(**query))
    assert everything.total > 5
    assert not everything.is_capped
    monkeypatch.setattr(browsing, "MOST", 5)
    some = search_library(session, actor, LibraryQuery(**query))
    assert (some.total, some.pages, some.is_capped) == (5, 1, True)
    assert len(some.outcomes) == 5


def test_without_words_every_entry_is_listed_by_title_a_page_at_a_time(
    session: Session, actor: Actor, library: Library
) -> None:
    first = search_library(session, actor, LibraryQuery())
    pages = [
        first,
        *(search_library(session, actor, LibraryQuery(page=n)) for n in range(2, first.pages + 1)),
    ]
    titles = [outcome.title for page in pages for outcome in page.outcomes]
    offered = [o.title for o in library.outcomes.values() if o.status == "current"]
    assert titles == sorted(offered)
    assert pages[0].total == len(offered)


def test_a_page_beyond_the_last_is_the_last(session: Session, actor: Actor) -> None:
    results = search_library(session, actor, LibraryQuery(page=10_000))
    assert results.page == results.pages
    assert results.outcomes


@pytest.mark.both_databases
def test_words_of_the_title_come_first(session: Session, actor: Actor) -> None:
    assert found(session, actor, words="school attendance")[0] == "school-attendance"


@pytest.mark.both_databases
def test_all_words_are_wanted_and_some_are_better_than_nothing(session: Session, actor: Actor) -> None:
    strict = search_library(session, actor, LibraryQuery(words="cancer referral"))
    loose = search_library(session, actor, LibraryQuery(words="cancer xylophone"))
    assert [outcome.id for outcome in strict.outcomes] == ["cancer-62-day"]
    assert not strict.is_loose
    assert "cancer-62-day" in {outcome.id for outcome in loose.outcomes}
    assert loose.is_loose
    assert not search_library(session, actor, LibraryQuery(words="xylophone zither")).is_loose


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "words",
    [
        "'",
        '"',
        "*",
        "NEAR(a b)",
        "title:waits",
        "a\x00b",
        "-",
        "(",
        "🙂",
        "%",
        "\\",
        "<script>",
        "& | !",
        "אבג",
    ],
)
def test_what_is_typed_is_never_a_query_language(session: Session, actor: Actor, words: str) -> None:
    assert search_library(session, actor, LibraryQuery(words=words)).pages >= 1


def test_sector_and_mission_narrow_together(session: Session, actor: Actor, library: Library) -> None:
    both = found(session, actor, sector="Health", mission="health")
    wanted = [o.id for o in library.outcomes.values() if o.sector == "Health" and "health" in o.missions]
    assert sorted(both) == sorted(wanted)
    assert found(session, actor, sector="Health", mission="safer-streets") == []


@pytest.mark.parametrize(
    ("cpv", "expected"),
    [
        ("85111000", True),
        ("85111000-0", True),
        ("85 11 10 00", True),
        ("851", True),
        ("85", True),
        ("85112000", False),  # beside the entry's code
        ("85111300", True),  # inside it
        ("85000000", True),  # the division above it
        ("45", False),
        ("99999999", False),
        ("hospital services", True),
        ("bicycles", False),
    ],
)
def test_cpv_is_found_by_code_or_by_word(session: Session, actor: Actor, cpv: str, expected: bool) -> None:
    in_health = {WAITS}
    results = search_library(session, actor, LibraryQuery(cpv=cpv, sector="Health"))
    assert (in_health <= {outcome.id for outcome in results.outcomes}) is expected


def test_filters_offer_only_what_something_has(session: Session, actor: Actor, library: Library) -> None:
    offered = filters(session, actor)
    assert dict(offered.sectors)["Health"] == sum(o.sector == "Health" for o in library.outcomes.values())
    assert [id_ for id_, _, _ in offered.missions] == [
        mission
        for mission in library.missions
        if any(mission in o.missions for o in library.outcomes.values())
    ]
    assert all(count for _, _, count in offered.missions)


def test_only_officers_and_board_members_browse_the_library(session: Session, actor: Actor) -> None:
    member = Actor(user_id=9, name="Sam", organisation_id=2, boards={1: "member"})
    assert found(session, member, words="cancer")
    for refused in (ANYONE, Actor(user_id=9, name="Sam", organisation_id=2)):
        for ask in (
            lambda who: search_library(session, who, LibraryQuery()),
            lambda who: filters(session, who),
            lambda who: library_outcome(session, who, WAITS),
            lambda who: library_entry(session, who, WAITS),
            lambda who: adoptable_tenders(session, who),
        ):
            with pytest.raises(NotAllowed):
                ask(refused)
