"""The public list written anew: what was published earlier is found as what is published now."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, text
from sqlmodel import Session, select

from procure.cli import main
from procure.db import reading, writing
from procure.models import PublishedTender, SpecificationVersion, Tender
from procure.services import finding, freezing, listing, relisting
from procure.services.finding import Criteria
from tests.factories.people import make_organisation
from tests.factories.publications import PUBLISHED_AT, make_complete_publication, make_listed_tender
from tests.factories.snapshots import make_facts

pytestmark = pytest.mark.both_databases


def everything(engine: Engine) -> list[object]:
    """All that readers of the list can tell: rows in order, and filters with their counts."""
    with reading(engine) as session:
        rows = [tuple(row) for row in finding.find(session, Criteria(), PUBLISHED_AT).rows]
        facets = session.execute(
            text("SELECT kind, value, label, tenders FROM published_facet ORDER BY 1, 2")
        )
        return [rows, [tuple(each) for each in facets]]


def found(engine: Engine, words: str = "", **filters: str) -> list[str]:
    with reading(engine) as session:
        criteria = Criteria(words, {kind: (value,) for kind, value in filters.items()})
        return [row.reference for row in finding.find(session, criteria, PUBLISHED_AT).rows]


def rebuild(engine: Engine) -> list[bool]:
    return list(relisting.rebuild(engine))


@pytest.fixture
def references(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Two tenders that an earlier release published, which did not index the parts of a reference by themselves."""
    words_of = listing.words_of
    with monkeypatch.context() as earlier, writing(engine) as session:
        earlier.setattr(listing, "words_of", lambda snapshot: "An older release wrote this")
        made = iter(("7059-7660-59", "7059-7660-60"))
        earlier.setattr("tests.factories.publications.new_reference", lambda: next(made))
        listed = [
            make_listed_tender(session, facts=make_facts(value_gross=Decimal(50_000))) for _ in range(2)
        ]
    assert listing.words_of is words_of
    return listed


def test_what_was_published_earlier_is_found_by_its_reference(engine: Engine, references: list[str]) -> None:
    assert [found(engine, each) for each in references] == [[], []]
    before = everything(engine)
    assert rebuild(engine) == [False, False]
    assert [found(engine, each) for each in references] == [[each] for each in references]
    assert found(engine, "older release") == []
    assert everything(engine) == before  # nothing else is new, and the order is the same


def test_writing_anew_twice_is_writing_anew_once(engine: Engine, references: list[str]) -> None:
    rebuild(engine)
    once = everything(engine)
    rebuild(engine)
    assert everything(engine) == once
    assert found(engine, references[0]) == [references[0]]


def test_filters_are_counted_by_what_this_release_reads(
    engine: Engine, references: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    bands = (("small", "Small", Decimal(60_000)), *listing.VALUE_BANDS[1:])
    monkeypatch.setattr(listing, "VALUE_BANDS", bands)
    assert found(engine, value="under-100k") == references[::-1]
    rebuild(engine)
    assert found(engine, value="small") == references[::-1]
    assert found(engine, value="under-100k") == []
    with reading(engine) as session:
        offered = finding.choices(session, Criteria())["value"]
    assert [(choice.value, choice.tenders) for choice in offered] == [("small", 2)]


def test_the_version_in_force_is_listed_and_one_that_is_missing_comes_back(engine: Engine) -> None:
    with writing(engine) as session:
        council = make_organisation(session)
        kept, lost = (make_listed_tender(session, organisation=council) for _ in range(2))
        change(session, kept)
        listing.forget(session, tender_of(session, lost).id or 0)
    assert found(engine) == [kept]
    assert relisting.count(engine) == 2
    assert rebuild(engine) == [False, True]
    assert found(engine) == [lost, kept]
    assert found(engine, "herons") == [kept]
    with reading(engine) as session:
        numbers = session.exec(select(PublishedTender.version_number).order_by(PublishedTender.sequence))
        assert list(numbers) == [2, 1]


def tender_of(session: Session, reference: str) -> Tender:
    return session.exec(select(Tender).where(Tender.reference == reference)).one()


def change(session: Session, reference: str) -> None:
    """Publish a second version of a tender."""
    tender = tender_of(session, reference)
    first = session.exec(
        select(SpecificationVersion).where(SpecificationVersion.tender_id == tender.id)
    ).one()
    snapshot = freezing.snapshot_of(first).model_copy(update={"title": "Herons return"})
    make_complete_publication(session, tender, snapshot, 2, PUBLISHED_AT)


@pytest.fixture
def run(engine: Engine, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Callable[[], str]:
    monkeypatch.setenv("DATABASE_URL", database_url)

    def command() -> str:
        result = CliRunner().invoke(main, ["reindex"], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output

    return command


def test_the_command_says_how_many_it_wrote(
    engine: Engine, references: list[str], run: Callable[[], str]
) -> None:
    assert "Written anew: 2 published tenders." in run()
    assert found(engine, references[1]) == [references[1]]
    with writing(engine) as session:
        listing.forget(session, tender_of(session, references[0]).id or 0)
    assert "the list lacked 1" in run()


def test_where_nothing_is_published_there_is_nothing_to_write(run: Callable[[], str]) -> None:
    assert "0 published tenders" in run()
