"""`procure results` in an installation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, text

from procure.cli import main
from procure.db import writing
from tests.factories.results import make_followed


@pytest.fixture(autouse=True)
def installation(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    Path(settings.data_dir).mkdir(parents=True, exist_ok=True)


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
