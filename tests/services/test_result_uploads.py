"""A file of results: read by the worker, shown row by row, and recorded once somebody says so; whatever happens to the
worker."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, func, select

from procure.db import reading, writing
from procure.domain.exceptions import Invalid, NotAllowed, NotFound, WrongState
from procure.domain.observing import Verdict
from procure.domain.permissions import Actor
from procure.models import MeasureSeries, Observation, ResultsUpload, SeriesMapping, Tender
from procure.papers.tables import Row, Table
from procure.services import observing, result_uploads
from procure.services.access import actor_of
from procure.storage import FolderStorage, Storage
from tests.factories.people import make_officer
from tests.factories.results import make_followed

HEAD = "Measure key,Period start,Period end,Value,Published on,Low,High,Withdrawn,Source,Note,Row id\n"


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return FolderStorage(tmp_path / "files")


@pytest.fixture(autouse=True)
def read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading a table in a process of its own is tested where tables are: here a CSV is split at its commas."""

    def split(data: bytes, name: str = "", *, sheet: str = "") -> Table:
        lines = data.decode().splitlines()
        return Table(tuple(Row(at, tuple(line.split(","))) for at, line in enumerate(lines, 1) if line))

    monkeypatch.setattr(result_uploads, "read_table_within", split)


def nothing(upload_id: int) -> None:
    """The worker is not told; the tests do its part."""


class Office:
    """A tender whose measure is followed, its officer, and what they bring."""

    def __init__(self, engine: Engine, storage: Storage) -> None:
        self.engine, self.storage = engine, storage
        with writing(engine) as session:
            self.tender, self.officer, (self.series,) = make_followed(session)

    def bring(self, text: str, session: Session | None = None, **how: object) -> int:
        with writing(self.engine) as session:
            tender = session.get_one(Tender, self.tender.id)
            upload = result_uploads.take_in(
                session,
                self.officer,
                tender,
                self.storage,
                text.encode(),
                "results.csv",
                enqueue=nothing,
                **how,
            )  # type: ignore[arg-type]
            return upload.id or 0

    def read(self, upload_id: int) -> ResultsUpload:
        result_uploads.read(self.engine, self.storage, upload_id)
        with reading(self.engine) as session:
            return session.get_one(ResultsUpload, upload_id)

    def confirm(self, upload_id: int, **how: bool) -> observing.Answer:
        with writing(self.engine) as session:
            tender = session.get_one(Tender, self.tender.id)
            upload = session.get_one(ResultsUpload, upload_id)
            return result_uploads.confirm(session, self.officer, tender, upload, **how)

    def recorded(self) -> int:
        with reading(self.engine) as session:
            return session.exec(select(func.count()).select_from(Observation)).one()

    def row(self, value: str = "48.2", month: str = "01", published: str = "2026-03-10") -> str:
        return (
            f"{self.series.key},2026-{month}-01,2026-{month}-28,{value},{published},,,,Fictional survey,,\n"
        )


@pytest.fixture
def office(engine: Engine, storage: Storage) -> Office:
    return Office(engine, storage)


@pytest.mark.both_databases
def test_nothing_is_recorded_before_somebody_confirms_and_then_once(office: Office) -> None:
    upload_id = office.bring(HEAD + office.row() + office.row("49", "02"))
    upload = office.read(upload_id)
    with reading(office.engine) as session:
        seen = result_uploads.preview(session, upload)
    assert (upload.state, seen.fresh, seen.is_whole, office.recorded()) == ("ready", 2, True, 0)

    first, second = office.confirm(upload_id), office.confirm(upload_id)

    assert office.recorded() == 2
    assert first.batch_key == second.batch_key


@pytest.mark.both_databases
def test_rows_that_are_wrong_are_told_and_left_out_only_by_choice(office: Office) -> None:
    wrong = office.row("NaN", "02") + office.row("1e400", "02") + office.row("5", "02", "46112")
    upload_id = office.bring(HEAD + office.row() + wrong + "0000000000,2026-01-01,2026-01-31,1,2026-03-10\n")
    upload = office.read(upload_id)

    with reading(office.engine) as session:
        faults = result_uploads.preview(session, upload).faults
    assert [(row, fault.field) for row, fault in faults] == [
        (3, "value"), (4, "value"), (5, "published_on"), (6, "measure"),
    ]  # fmt: skip
    with pytest.raises(Invalid, match="leave them out"):
        office.confirm(upload_id)
    assert office.recorded() == 0

    answer = office.confirm(upload_id, in_part=True)

    assert (answer.count(Verdict.RECORDED), answer.count(Verdict.REFUSED), office.recorded()) == (1, 4, 1)


def test_rows_of_the_template_that_nobody_filled_in_are_passed_over(office: Office) -> None:
    upload = office.read(office.bring(HEAD + f"{office.series.key},,,,,,,,,,\n" + office.row()))
    assert (upload.state, upload.row_count, upload.fault_count) == ("ready", 1, 0)


def test_the_same_file_twice_records_once_and_another_figure_is_refused(office: Office) -> None:
    for _ in range(2):
        upload_id = office.bring(HEAD + office.row())
        office.read(upload_id)
        office.confirm(upload_id)
    assert office.recorded() == 1

    upload = office.read(office.bring(HEAD + office.row("50")))

    assert "Another figure of this period is recorded" in upload.rows[0]["faults"][0][1]


def test_what_was_recorded_after_the_preview_is_seen_at_the_confirmation(office: Office) -> None:
    slow, fast = office.bring(HEAD + office.row("50")), office.bring(HEAD + office.row("48.2"))
    for each in (slow, fast):
        office.read(each)
    office.confirm(fast)

    with pytest.raises(Invalid, match="since this page was opened"):
        office.confirm(slow)

    assert office.recorded() == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Value,Published on\n1,2026-01-01\n", "no column “Measure key”"),
        (HEAD.strip() + ",Value\nx\n", "“Value” twice"),
        (HEAD, "no rows with figures"),
    ],
)
def test_a_file_of_another_form_is_refused_with_how_to_mend_it(office: Office, text: str, words: str) -> None:
    upload = office.read(office.bring(text))
    assert upload.state == "refused"
    assert words in upload.trouble


def test_a_worker_that_is_killed_leaves_a_file_that_the_next_reads_whole(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload_id = office.bring(HEAD + office.row())

    def killed(*about: object, **how: object) -> Table:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(result_uploads, "read_table_within", killed)
        with pytest.raises(KeyboardInterrupt):
            office.read(upload_id)
    assert result_uploads.sweep(office.engine, nothing) == []
    assert result_uploads.sweep(office.engine, nothing, starting=True) == [upload_id]
    assert result_uploads.sweep(office.engine, nothing, at=datetime.now(UTC) + timedelta(hours=1)) == [
        upload_id
    ]

    assert office.read(upload_id).row_count == 1
    assert result_uploads.sweep(office.engine, nothing, starting=True) == []


def test_a_file_that_ends_three_workers_is_given_up(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    upload_id = office.bring(HEAD + office.row())

    def killed(*about: object, **how: object) -> Table:
        raise KeyboardInterrupt

    monkeypatch.setattr(result_uploads, "read_table_within", killed)
    for _ in range(3):
        with pytest.raises(KeyboardInterrupt):
            office.read(upload_id)

    assert "three times" in office.read(upload_id).trouble


def test_a_publishers_file_is_mapped_once_and_refreshes_the_series(office: Office) -> None:
    with writing(office.engine) as session:
        columns = {
            "columns": {"period": "Month", "value": "Rate", "published_on": ""},
            "period_kind": "month", "filters": {"Area": "Example"}, "sheet": "",
        }  # fmt: skip
        session.add(
            SeriesMapping(
                series_id=office.series.id, columns=columns, source="Fictional bulletin",
                changed_by_id=office.officer.user_id or 0,
            )
        )  # fmt: skip
    text = "Area,Month,Rate\nExample,Jan 2026,12.5\nElsewhere,Jan 2026,99\nExample,2026-02,[x]\nExample,2026-03,13\n"

    upload_id = office.bring(text, series=office.series, published_on=date(2026, 5, 1))
    upload = office.read(upload_id)
    office.confirm(upload_id)

    assert upload.fault_count == 0
    with reading(office.engine) as session:
        found = observing.history(session, office.officer, session.get_one(MeasureSeries, office.series.id))
        assert [(str(each.period_end), str(each.value), each.source) for each in found] == [
            ("2026-03-31", "13", "Fictional bulletin"), ("2026-01-31", "12.5", "Fictional bulletin"),
        ]  # fmt: skip
        assert session.get_one(SeriesMapping, office.series.id).refreshed_at is not None


def test_others_can_neither_bring_nor_see_a_file(office: Office) -> None:
    upload_id = office.bring(HEAD + office.row())
    with writing(office.engine) as session:
        stranger: Actor = actor_of(make_officer(session))
        tender, upload = session.get_one(Tender, office.tender.id), session.get_one(ResultsUpload, upload_id)
        for act in (
            lambda: result_uploads.upload_of(session, stranger, tender, upload.key),
            lambda: result_uploads.confirm(session, stranger, tender, upload),
            lambda: result_uploads.discard(session, stranger, tender, upload),
        ):
            with pytest.raises(NotAllowed):
                act()


def test_a_file_that_is_discarded_or_waits_too_long_is_forgotten(office: Office) -> None:
    kept, discarded = office.bring(HEAD + office.row()), office.bring(HEAD + office.row("9", "02"))
    office.read(kept)
    office.confirm(kept)
    with writing(office.engine) as session:
        tender = session.get_one(Tender, office.tender.id)
        row = session.get_one(ResultsUpload, discarded)
        result_uploads.discard(session, office.officer, tender, row)
        with pytest.raises(NotFound):
            result_uploads.upload_of(session, office.officer, tender, row.key)
        with pytest.raises(WrongState):
            result_uploads.discard(session, office.officer, tender, session.get_one(ResultsUpload, kept))
        result_uploads.forget(session, datetime.now(UTC) + timedelta(days=30))
        assert [each.id for each in session.exec(select(ResultsUpload))] == [kept]
