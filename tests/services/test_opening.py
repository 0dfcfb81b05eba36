"""Open data given out: a page at a time, by notice, by procurement, and all of it as a stream."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlmodel import Session, delete, select

from exports.ocds.validate import problems
from procure.config import Settings
from procure.db import reading, writing
from procure.domain.exceptions import NotFound
from procure.models import Notice, PublishedRelease, SpecificationVersion, Tender
from procure.services import announcing, opening, renaming, rendering
from procure.services.opening import BATCH, Page, Position, Query
from procure.storage import FolderStorage, Storage
from tests.browsing import counted_statements
from tests.factories.people import make_officer, make_tender
from tests.factories.publications import PUBLISHED_AT
from tests.factories.releases import store_releases
from tests.publication_files import starts_with_a_publication

both_databases = pytest.mark.both_databases
NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return FolderStorage(tmp_path / "files")


def walk(session: Session, query: Query) -> list[int]:
    """The numbers of all releases, page by page."""
    found: list[int] = []
    while True:
        page = opening.page(session, query)
        found += [release.number for release in page.releases]
        if page.following is None:
            return found
        query = Query(**{**query.__dict__, "after": opening.position_of(page.following.cursor())})


@both_databases
@starts_with_a_publication
def test_publication_gives_the_release_out_word_for_word(
    engine: Engine, storage: Storage, settings: Settings, publication_id: int
):
    assert rendering.render(engine, storage, settings, publication_id)
    with reading(engine) as session:
        reference = session.exec(select(Tender.reference)).one()
        page = opening.page(session, Query())
        (row,) = session.exec(select(PublishedRelease))
        package = json.loads(opening.package_text(session, page, settings, "http://localhost/x"))
    assert row.ocid == f"procure-local-{reference}"
    assert (row.release_id, row.stage) == (f"procure-local-{reference}-1", "tender")
    assert row.published_at == PUBLISHED_AT
    assert package["releases"] == [json.loads(row.release_json)]
    assert problems(package) == []


@starts_with_a_publication
def test_publishing_twice_at_once_gives_the_release_out_once(
    engine: Engine, storage: Storage, settings: Settings, publication_id: int
):
    assert rendering.render(engine, storage, settings, publication_id)
    with writing(engine) as session:
        assert opening.catch_up(session, storage) == 0


@starts_with_a_publication
def test_what_was_published_before_is_caught_up_with(
    engine: Engine, storage: Storage, settings: Settings, publication_id: int
):
    assert rendering.render(engine, storage, settings, publication_id)
    with writing(engine) as session:
        before = session.exec(select(PublishedRelease.release_json)).one()
        session.execute(delete(PublishedRelease))
    with writing(engine) as session:
        assert opening.catch_up(session, storage) == 1
        assert session.exec(select(PublishedRelease.release_json)).one() == before


@both_databases
def test_pages_hold_every_release_once_the_newest_first(session: Session):
    store_releases(session, 25, start=NOON, step=timedelta(minutes=1), same_moment=3)
    numbers = walk(session, Query(limit=4))
    assert numbers == sorted(numbers, reverse=True)
    assert len(numbers) == len(set(numbers)) == 25
    assert walk(session, Query(limit=100)) == numbers


@both_databases
def test_a_span_of_time_includes_both_ends(session: Session):
    store_releases(session, 10, start=NOON, step=timedelta(minutes=1))
    span = Query(updated_from=NOON + timedelta(minutes=2), updated_to=NOON + timedelta(minutes=4), limit=2)
    assert len(walk(session, span)) == 3


@both_databases
def test_stages_choose_among_releases(session: Session):
    store_releases(session, 6, start=NOON, stages=("planning", "tender", "award"))
    assert len(walk(session, Query(stages=("planning",)))) == 2
    assert len(walk(session, Query(stages=("planning", "award"), limit=1))) == 4


def test_a_release_that_comes_meanwhile_does_not_shift_later_pages(session: Session):
    store_releases(session, 6, start=NOON)
    first = opening.page(session, Query(limit=3))
    store_releases(session, 1, start=NOON + timedelta(days=1))
    assert first.following is not None
    second = opening.page(session, Query(limit=3, after=first.following))
    assert {r.number for r in first.releases}.isdisjoint(r.number for r in second.releases)
    assert len(second.releases) == 3


def test_a_page_costs_the_same_few_statements_however_long(session: Session, settings: Settings):
    store_releases(session, 120, start=NOON)
    for limit in (1, 100):
        with counted_statements() as seen:
            page = opening.page(session, Query(limit=limit))
            opening.package_text(session, page, settings, "http://localhost/x")
        assert len(seen) == 2


def plans(session: Session, act: Callable[[], object]) -> list[str]:
    """SQLite's plan for each statement of ``act``: there plans do not depend on how much is stored, which
    bench/open_data.py measures on both databases.
    """
    seen: list[tuple[str, Any]] = []
    connection = session.connection()

    def saw(connection: object, cursor: object, statement: str, parameters: object, *rest: object) -> None:
        seen.append((statement, parameters))

    event.listen(connection, "before_cursor_execute", saw)
    act()
    event.remove(connection, "before_cursor_execute", saw)
    return [
        "\n".join(
            row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        )
        for statement, parameters in seen
    ]


def test_pages_are_found_by_an_index_and_not_by_sorting(session: Session):
    far = Query(limit=10, after=Position(NOON, 200), updated_from=NOON - timedelta(days=9))
    plan = plans(session, lambda: opening.page(session, far))[0]
    assert "USING INDEX ix_published_release_newest" in plan
    assert "TEMP B-TREE" not in plan


def test_a_name_of_ours_or_of_the_platform_is_found_by_an_index(session: Session):
    store_releases(session, 2, start=NOON)

    def look_up() -> None:
        opening.process(session, "example-1")
        opening.notice_or_process(session, "example-1-1")

    for plan in plans(session, look_up):
        assert "SCAN" not in plan


def test_one_notice_and_one_procurement_are_found_by_their_identifiers(session: Session):
    store_releases(session, 4, start=NOON, a_process=2)
    assert len(opening.notice_or_process(session, "example-1-1").releases) == 1
    assert len(opening.notice_or_process(session, "example-1").releases) == 2
    assert len(opening.process(session, "example-1").releases) == 2
    for missing in ("example-9", "", "example-1-9", "%"):
        with pytest.raises(NotFound):
            opening.notice_or_process(session, missing)
    with pytest.raises(NotFound):
        opening.process(session, "example-1-1")


@starts_with_a_publication
def test_what_the_platform_names_late_is_found_under_either_name(
    engine: Engine, storage: Storage, settings: Settings, publication_id: int
):
    assert rendering.render(engine, storage, settings, publication_id)
    with writing(engine) as session:
        reference = session.exec(select(Tender.reference)).one()
        ours, theirs = f"procure-local-{reference}", "ocds-h6vhtk-0f1a2b"
        (notice,) = session.exec(select(Notice))
        with pytest.raises(NotFound):
            opening.process(session, theirs)
        before = opening.process(session, ours)
        notice.platform_procurement_id, notice.platform_notice_id = theirs, "041267-2027"
        session.add(notice)
        session.flush()
        for name in (ours, theirs):
            shown = opening.process(session, name)
            assert len(shown.releases) == 1
            assert shown.digest != before.digest
            record = json.loads(opening.record_bytes(session, shown, settings, "http://localhost/x"))
            assert record["records"][0]["ocid"] == theirs
            assert record["records"][0]["compiledRelease"]["ocid"] == theirs
        for name in (ours, theirs, f"{ours}-1", "041267-2027"):
            assert len(opening.notice_or_process(session, name).releases) == 1
            found, _ = announcing.find(session, announcing.Criteria(words=name), settings)
            assert [each.reference for each in found] == [reference], name
        for name in ("ocds-h6vhtk-0f1a2c", "041267-2028", f"{ours}-2"):
            with pytest.raises(NotFound):
                opening.notice_or_process(session, name)
            assert announcing.find(session, announcing.Criteria(words=name), settings)[0] == []
        session.commit()
        held = renaming.names(session)
        (line,) = renaming.stream(engine, held)
        assert held.releases == 1
        assert (line.ocid, line.platform_procurement_id) == (ours, theirs)
        assert (line.release_id, line.platform_notice_id) == (f"{ours}-1", "041267-2027")


@both_databases
def test_the_names_of_all_releases_are_read_a_batch_at_a_time(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(renaming, "BATCH", 3)
    with writing(engine) as session:
        store_releases(session, 7, start=NOON, a_process=2)
        version = session.exec(select(SpecificationVersion)).first()
        assert version is not None
        for number, name in ((1, None), (2, "041267-2027")):
            session.add(
                Notice(
                    tender_id=version.tender_id,
                    version_id=version.id,
                    local_number=number,
                    code="UK2",
                    title="A",
                    buyer_name="A",
                    published_at=NOON,
                    platform_procurement_id="ocds-h6vhtk-0f1a2b",
                    platform_notice_id=name,
                )
            )
    with reading(engine) as session, counted_statements() as seen:
        held = renaming.names(session)
        lines = list(renaming.stream(engine, held))
        assert len(seen) == 2 + 3
    assert held.releases == len(lines) == 7
    assert [line.release_id for line in lines] == [f"example-{n // 2 + 1}-{n % 2 + 1}" for n in range(7)]
    with writing(engine) as session:
        notice = session.exec(select(Notice).where(Notice.local_number == 1)).one()
        notice.platform_notice_id = "041268-2027"
        session.add(notice)
        session.flush()
        assert renaming.names(session).digest != held.digest


@both_databases
def test_a_record_holds_all_releases_of_a_procurement(session: Session, settings: Settings):
    store_releases(session, 2, start=NOON, a_process=2)
    shown = opening.process(session, "example-1")
    (record,) = json.loads(opening.record_bytes(session, shown, settings, "http://localhost/x"))["records"]
    assert [release["id"] for release in record["releases"]] == ["example-1-1", "example-1-2"]
    assert record["compiledRelease"]["tag"] == ["compiled"]
    assert record["versionedRelease"]["ocid"] == "example-1"


@both_databases
def test_the_stream_holds_every_release_of_the_moment_it_began_oldest_first(engine: Engine):
    with writing(engine) as session:
        store_releases(session, BATCH + 50, start=NOON, same_moment=7)
    with reading(engine) as session:
        held = opening.stock(session)
    lines = opening.stream(engine, held)
    first = next(lines)
    with writing(engine) as session:
        store_releases(session, 5, start=NOON - timedelta(days=1))
    dates = [json.loads(line)["date"] for line in (first, *lines)]
    assert held.releases == len(dates) == BATCH + 50
    assert dates == sorted(dates)


@both_databases
def test_a_year_is_a_year_in_london(session: Session, engine: Engine):
    last_moment = datetime(2027, 12, 31, 23, 59, 59, tzinfo=UTC)
    store_releases(session, 2, start=last_moment, step=timedelta(seconds=1))
    session.commit()
    assert opening.years(session) == [2028, 2027]
    for year in (2027, 2028):
        held = opening.stock(session, year)
        assert len(list(opening.stream(engine, held, year))) == held.releases == 1


@pytest.mark.parametrize("cursor", ["", "=", "AAAA", "A" * 300, "MFRGG===", "1", "99999999"])
def test_a_cursor_that_is_none_is_refused(cursor: str):
    with pytest.raises(ValueError, match="no cursor"):
        opening.position_of(cursor)


def test_a_cursor_says_exactly_where_it_was(session: Session):
    position = Position(datetime(2027, 3, 1, 12, 0, 0, 123456, tzinfo=UTC), 7)
    assert opening.position_of(position.cursor()) == position
    assert position.cursor().replace("=", "").isalnum()


def test_an_empty_page_is_still_a_package(session: Session, settings: Settings):
    package = json.loads(opening.package_text(session, Page(()), settings, "http://localhost/x"))
    assert package["releases"] == []
    assert package["publishedDate"]


def test_a_draft_can_be_had_as_open_data(engine: Engine, storage: Storage, settings: Settings):
    with writing(engine) as session:
        tender = make_tender(session, make_officer(session), title="Warm homes")
        package = json.loads(opening.draft_package(session, tender, settings))
    assert package["releases"][0]["tender"]["title"] == "Warm homes"
    assert package["releases"][0]["ocid"] == f"procure-local-{tender.reference}"
