"""Every address of the service, and who may use it, in one table: a change to either is a decision.

After such a decision, run `ROUTES=write .venv/bin/pytest tests/architecture/test_routes.py` and read the difference.
"""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path

import pytest
from flask import Flask

from procure.app import create_app
from procure.config import Settings

TABLE = Path(__file__).with_name("routes.csv")
COLUMNS = ["address", "methods", "endpoint", "needs"]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder = tmp_path_factory.mktemp("routes")
    return create_app(Settings(data_dir=folder, secret_key="a key that signs nothing", testing=True))


def table_of(app: Flask) -> list[list[str]]:
    rows = []
    for rule in app.url_map.iter_rules():
        methods = " ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        needs = getattr(app.view_functions[rule.endpoint], "required_permission", "NOBODY SAID")
        rows.append([rule.rule, methods, rule.endpoint, str(getattr(needs, "name", needs))])
    return sorted(rows)


def test_the_table_of_routes_is_what_the_service_has(app: Flask):
    rows = table_of(app)
    if os.environ.get("ROUTES") == "write":
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([COLUMNS, *rows])
        TABLE.write_text(text.getvalue())
    with TABLE.open() as file:
        written = list(csv.reader(file))[1:]
    assert sorted(map(tuple, rows)) == sorted(map(tuple, written)), __doc__


def test_every_route_says_who_may_use_it(app: Flask):
    assert [row for row in table_of(app) if row[3] == "NOBODY SAID"] == []


def test_nothing_that_changes_data_is_open_to_everybody(app: Flask):
    open_to_all = [row for row in table_of(app) if row[3] == "public" and row[1] != "GET"]
    # Signing in, and what the market says and asks for without an account: each is limited for an address, and
    # guarded. What was asked for is changed and ended by whoever has the secret that its letters carry.
    assert {row[2] for row in open_to_all} <= {
        "account.sign_in",
        "asking.ask",
        "asking.confirm",
        "asking.erase",
        "asking.withdraw",
        "engagement.respond",
        "challenges.challenge",
        "following.buyer",
        "following.confirm",
        "following.outcome",
        "following.pace",
        "following.search",
        "following.stop",
        "following.tender",
    }
