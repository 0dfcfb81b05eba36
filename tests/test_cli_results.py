"""`procure results` in an installation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, text
from sqlmodel import col, select

from procure.cli import main
from procure.db import reading, writing
from procure.domain.observing import Way
from procure.domain.result_files import SeriesMap
from procure.models import MeasureSeries, Observation, ObservationBatch, SeriesMapping, User
from procure.services import series_maps
from procure.services.access import actor_of
from tests.factories.people import make_officer
from tests.factories.results import make_followed


@pytest.fixture(autouse=True)
def installation(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    Path(settings.data_dir).mkdir(parents=True, exist_ok=True)


HEAD = "Measure key,Period start,Period end,Value,Published on,Source\n"


@dataclass
class Desk:
    """A followed measure, the address of its officer, and a folder for files."""

    engine: Engine
    email: str
    stranger: str
    key: str
    reference: str
    folder: Path

    def file(self, *rows: str, head: str = HEAD) -> str:
        path = self.folder / "figures.csv"
        path.write_text(head + "".join(f"{row}\n" for row in rows), encoding="utf-8")
        return str(path)

    def bring(self, file: str, *words: str, fails: bool = False) -> str:
        return run("import", file, "--as", self.email, *words, fails=fails).output

    def recorded(self) -> list[tuple[str, int]]:
        with reading(self.engine) as session:
            rows = session.exec(select(Observation).order_by(col(Observation.id))).all()
            return [(f"{row.value:f}", row.vintage) for row in rows]


@pytest.fixture
def desk(engine: Engine, tmp_path: Path) -> Desk:
    with writing(engine) as session:
        tender, officer, (series, *_) = make_followed(session)
        user = session.get_one(User, officer.user_id)
        stranger = make_officer(session)
        return Desk(engine, user.email, stranger.email, series.key, tender.reference, tmp_path)


def run(*words: str, fails: bool = False) -> Result:
    result = CliRunner().invoke(main, ("results", *words), catch_exceptions=False)
    assert bool(result.exit_code) == fails, result.output
    return result


def test_a_recount_says_whether_the_counts_were_right(engine: Engine) -> None:
    with writing(engine) as session:
        make_followed(session)
    assert "Every count was right." in run("recount").output
    with writing(engine) as session:
        session.execute(text("UPDATE series_count SET number = 9"))
    assert "Put right: " in run("recount").output
    assert "Every count was right." in run("recount").output


def test_a_file_is_rehearsed_mended_and_recorded_once(desk: Desk) -> None:
    right = f"{desk.key},2026-01-01,2026-01-31,48.2,2026-02-10,Fictional survey"
    wrong = f"{desk.key},2026-02-01,2026-02-28,much,2026-03-10,Fictional survey"
    formula = f"{desk.key},2026-03-01,2026-03-31,=1+1,2026-04-10,Fictional survey"
    file = desk.file(right, wrong, "nosuchmeas,2026-01-01,2026-01-31,1,2026-02-10,", formula)
    said = desk.bring(file, "--dry-run", fails=True)
    assert "Row 3, value: Write one plain number" in said
    assert "Row 4, measure key: There is no such measure that you may record" in said
    assert "Row 5, value: Write the value itself, not a formula" in said
    assert "Would record: 1. There already: 0. Rows that are wrong: 3." in said
    assert "Nothing was recorded. Right so far: 1." in desk.bring(file, fails=True)
    assert desk.recorded() == []

    assert "Recorded: 1. There already: 0. Rows that are wrong: 3." in desk.bring(
        file, "--in-part", fails=True
    )
    revised = f"{desk.key},2026-01-01,2026-01-31,47.9,2026-03-10,Fictional survey"
    again = desk.bring(desk.file(right, revised), "--tender", desk.reference.lower())
    assert "Recorded: 1. There already: 1. Rows that are wrong: 0." in again
    assert desk.recorded() == [("48.2", 1), ("47.9", 2)]
    with reading(desk.engine) as session:
        assert {row.way for row in session.exec(select(ObservationBatch))} == {Way.COMMAND.value}


def test_a_publishers_own_file_is_read_as_it_was_mapped(desk: Desk) -> None:
    head = "Area,Month,Rate,Out\n"
    file = desk.file(
        "North,2026-01,48.2,2026-02-10", "South,2026-01,12,2026-02-10", "North,2026-02,..,", head=head
    )
    words = ("--measure", desk.key)
    assert "Say first which columns of the file hold what. Nothing was recorded." in desk.bring(
        file, *words, fails=True
    )
    with writing(desk.engine) as session:
        series = session.exec(select(MeasureSeries).where(MeasureSeries.key == desk.key)).one()
        officer = session.exec(select(User).where(User.email == desk.email)).one()
        columns = {"period": "Month", "value": "Rate", "published_on": "Out"}
        found = SeriesMap(columns, filters={"Area": "north"})
        series_maps.save(session, actor_of(officer), series, found, "Fictional statistics", "")
    assert "Recorded: 1. There already: 0." in desk.bring(file, *words)
    assert "Recorded: 0. There already: 1." in desk.bring(file, *words)
    with reading(desk.engine) as session:
        row = session.exec(select(Observation)).one()
        assert (row.period_end, row.source) == (date(2026, 1, 31), "Fictional statistics")
        assert session.exec(select(SeriesMapping)).one().refreshed_at is not None


def test_nobody_records_what_is_not_theirs_and_no_file_is_trusted(desk: Desk) -> None:
    right = desk.file(f"{desk.key},2026-01-01,2026-01-31,48.2,2026-02-10,Fictional")
    refused = run("import", right, "--as", desk.stranger, fails=True).output
    assert "There is no such measure that you may record" in refused
    assert (
        "permission"
        in run("import", right, "--as", desk.stranger, "--tender", desk.reference, fails=True).output
    )
    assert (
        "no such measure"
        in run("import", right, "--as", desk.stranger, "--measure", desk.key, fails=True).output
    )
    assert "No account has" in run("import", right, "--as", "nobody@example.org", fails=True).output
    assert "There is no tender AAAA" in desk.bring(right, "--tender", "AAAA", fails=True)
    said = desk.bring(desk.file(head="nothing of ours\n"), fails=True)
    assert "The first row has no column" in said
    assert "Nothing was recorded." in said
    assert desk.recorded() == []
