"""The test client finds bad pages and unsaved work, and fills in forms as a browser would."""

from __future__ import annotations

import pytest
from flask import Flask, redirect, request
from sqlalchemy import Engine
from sqlmodel import Session

from procure.db import commit, open_session
from procure.models import Organisation
from tests.browsing import Unsaved, counted_statements
from tests.page_checks import BadPage
from tests.test_page_checks import GOOD, POLICY

FORM = """<form method="post" action="/sent">
<input type="hidden" name="csrf_token" value="0123456789abcdef01234">
<label for="a">A</label><input id="a" name="a" value="kept"><label for="b">B</label>
<textarea id="b" name="b">\nfirst line</textarea><fieldset><legend>C</legend>
<input type="checkbox" name="c" id="c1" value="1" checked><label for="c1">1</label>
<input type="checkbox" name="c" id="c2" value="2" checked><label for="c2">2</label></fieldset>
<label for="d">D</label><select id="d" name="d"><option value="x">X</option><option selected>Y</option>
</select>
<button name="go" value="on">Continue</button><button name="go" value="back">Go back</button></form>"""


@pytest.fixture
def site(engine: Engine) -> Flask:
    app = Flask("site")

    @app.after_request
    def protect(response):
        response.headers["Content-Security-Policy"] = POLICY
        return response

    @app.get("/good")
    def good():
        return GOOD

    @app.get("/bad")
    def bad():
        return GOOD.replace("Continue", "")

    @app.get("/to-bad")
    def to_bad():
        return redirect("/bad")

    @app.get("/form")
    def form():
        return GOOD.replace("<h2>Places so far</h2>", f"<h2>Places so far</h2>{FORM}")

    @app.post("/sent")
    def sent():
        return {name: request.form.getlist(name) for name in request.form if name != "csrf_token"}

    @app.route("/save/<how>", methods=["GET", "POST"])
    def save(how):
        with open_session(engine, writes=True) as session:
            session.add(Organisation(name=how, authority_type="local"))
            session.flush()
            if how == "kept":
                commit(session)
        return {}, 409 if how == "refused" else 200

    return app


def test_a_good_page_is_shown(site: Flask):
    assert site.test_client().get("/good").status_code == 200


@pytest.mark.parametrize("path", ["/bad", "/to-bad"])
def test_a_bad_page_fails_the_test_that_opens_it(site: Flask, path: str):
    with pytest.raises(BadPage, match="GET /bad has 1 fault"):
        site.test_client().get(path, follow_redirects=True)


def test_work_that_was_flushed_and_not_committed_fails_the_request(site: Flask):
    with pytest.raises(Unsaved, match="POST /save/forgotten answered 200 and lost: INSERT"):
        site.test_client().post("/save/forgotten")


def test_a_refusal_may_throw_its_work_away(site: Flask):
    assert site.test_client().post("/save/refused").status_code == 409


def test_reading_may_not_change_anything(site: Flask):
    with pytest.raises(Unsaved, match="GET /save/kept changed the database"):
        site.test_client().get("/save/kept")


def test_a_committed_change_is_saved(site: Flask):
    assert site.test_client().post("/save/kept").status_code == 200


def test_a_form_sends_what_the_page_filled_in_and_what_the_test_does(site: Flask):
    answer = site.test_client().fill_in("/form", {"a": "new"}).json
    assert answer == {"a": ["new"], "b": ["first line"], "c": ["1", "2"], "d": ["Y"], "go": ["on"]}


def test_a_form_sends_the_button_that_was_pressed(site: Flask):
    answer = site.test_client().fill_in("/form", {"c": ["2"], "d": "x"}, button="Go back").json
    assert (answer["go"], answer["c"], answer["d"]) == (["back"], ["2"], ["x"])


def test_a_field_that_the_page_does_not_have_cannot_be_filled_in(site: Flask):
    with pytest.raises(AssertionError, match=r"No form has fields .*nonsense"):
        site.test_client().fill_in("/form", {"nonsense": "1"})


def test_statements_are_counted(session: Session):
    with counted_statements() as seen:
        session.get(Organisation, 1)
        session.get(Organisation, 2)
    assert len(seen) == 2
