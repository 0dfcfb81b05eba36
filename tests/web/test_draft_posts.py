"""Whatever form a person of another organisation sends, nothing of a draft comes back: not in a page, a header, a
message kept for the next page, or an error; and asking for what the draft is called is answered as asking for nothing.

The walk sends every form of the service, to the addresses of what the person has and to those of the draft: empty, and
filled in with what the draft is called. Nothing that is sent is kept, so each is answered by the same database.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlmodel import Session

from procure import db
from procure.config import Settings
from tests.web.applications import Applications
from tests.web.draft_pair import BIRD, DOORS_UNDER, ROLES, Pair, has_doors_at, pair, words_kept_from
from tests.web.test_draft_leaks import VOLATILE
from tests.web.test_route_access import TOKEN, address, rules

__all__ = ["pair"]
#: What a draft is called, written so that an answer that says it again is no leak: in capital letters.
CALLED = f"WARM HOMES {BIRD.upper()}902 FOR WESTMARCH"
NOTHING = f"WARM HOMES {BIRD.upper()}777 FOR WESTMARCH"
#: What was made for a form: keys and references in the address to go to, and how long it all is.
NEW = re.compile(
    r"(?<=/)[0-9a-z]{10}(?=[/?#\s\"&<]|$)|[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}|(?<=Content-Length: )\d+"
)
#: Shows a password made for whoever was added, or a key made for whoever sends readings.
MADE_ANEW = {"/admin/people/new", "/tenders/<reference>/observations/keys"}
FIELD = re.compile(r"<(?:input|textarea)\b[^>]*>")
SELECT = re.compile(r'<select\b[^>]*\bname="([^"]+)".*?</select>', re.DOTALL)
OPTION = re.compile(r'<option\b[^>]*\bvalue="([^"]+)"')
ATTRIBUTE = re.compile(r'\b(name|type|value)="([^"]*)"')
#: What is typed in a box by how its name ends or what is in it; words where nothing else is known.
TYPED = (
    (re.compile("-day$"), "1"), (re.compile("-month$"), "6"), (re.compile("-year$"), "2031"),
    (re.compile("-time$"), "10am"), (re.compile("email"), "somebody@example.org"),
    (re.compile("url|link|website"), "https://example.org/"),
    (re.compile("weight|value|amount|quorum|number|percent|share|rate|months"), "5"),
)  # fmt: skip


@dataclass(frozen=True)
class Sent:
    """One form as it was answered: status, headers, page, and what is kept for the next page."""

    status: int
    said: str


class Poster:
    """Sends forms as one person."""

    def __init__(self, app: Flask, pair: Pair, role: str) -> None:
        self._app, self._pair, self._role = app, pair, role
        serializer = URLSafeTimedSerializer(app.secret_key or "", salt="wtf-csrf-token")
        self._token = serializer.dumps(TOKEN)

    def client(self) -> FlaskClient:
        """A browser of the person, with nothing kept from the page before."""
        client = self._pair.client(self._app, self._role)
        with client.session_transaction() as cookie:
            cookie["csrf_token"] = TOKEN
        return client

    def send(self, url: str, form: dict[str, str]) -> Sent:
        """What is answered when a form is sent."""
        client = self.client()
        answer = client.post(url, data={**form, "csrf_token": self._token}, buffered=True)
        with client.session_transaction() as cookie:
            kept = str(cookie.get("_flashes", ""))
        headers = "\n".join(f"{name}: {value}" for name, value in answer.headers if name != "Set-Cookie")
        body = answer.get_data().decode("utf-8", "replace")
        return Sent(answer.status_code, NEW.sub("", VOLATILE.sub("", f"{headers}\n{body}\n{kept}")))


def fields_of(page: str) -> dict[str, str]:
    """The boxes and choices of the forms of a page, each with an answer that fits it."""
    found: dict[str, str] = {}
    for tag in FIELD.findall(page):
        given = {name: html.unescape(value) for name, value in ATTRIBUTE.findall(tag)}
        name, kind = given.get("name", ""), given.get("type", "text")
        if not name or name == "csrf_token" or kind == "file":
            continue
        if kind in {"hidden", "radio", "checkbox"}:
            found.setdefault(name, given.get("value", ""))
        else:
            found[name] = next((typed for known, typed in TYPED if known.search(name)), CALLED)
    for match in SELECT.finditer(page):
        found[match[1]] = next(iter(OPTION.findall(match[0])), "")
    return found


@pytest.fixture
def nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is sent is written to the database as always, and thrown away in place of being committed."""

    def discard(session: Session) -> None:
        session.flush()
        session.rollback()

    monkeypatch.setattr(db, "commit", discard)


@pytest.mark.usefixtures("nothing_is_kept")
@pytest.mark.parametrize("role", ROLES)
def test_no_form_that_another_organisation_sends_brings_anything_of_a_draft_back(
    pair: Pair, role: str, applications: Applications, tmp_path: Path
) -> None:
    copied = copyfile(pair.hidden, tmp_path / "posted.db")
    settings = Settings(
        data_dir=tmp_path / "data",
        database_url=f"sqlite:///{copied}",
        secret_key="a key for tests alone",
        testing=True,
    )
    told, apart, sent = [], [], 0
    secret, draft = re.compile(words_kept_from(role)), pair.draft_for(role)
    with applications.on(settings) as app, pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "test_client_class", FlaskClient)
        poster, own = Poster(app, pair, role), pair.own_of(role)
        for (rule, method), endpoint in sorted(rules(app).items()):
            if method != "POST" or not has_doors_at(role, rule):
                continue
            ours = address(app, endpoint, rule, own)
            theirs = address(app, endpoint, rule, own | draft) if "<" in rule else ours
            # A form that is sent empty comes back with its questions.
            answers = {"empty": poster.send(ours, {})}
            asked = fields_of(answers["empty"].said) if answers["empty"].status == 200 else {}
            filled = asked or dict.fromkeys(("title", "name", "text", "reason", "note", "q"), CALLED)
            about = filled | {"tender": draft["reference"], "reference": draft["reference"]}
            answers["about the draft"] = poster.send(theirs, about)
            if CALLED in asked.values() and rule not in MADE_ANEW:
                other = {name: value.replace(CALLED, NOTHING) for name, value in filled.items()}
                answers["as the draft is called"], nobody = (
                    poster.send(ours, filled),
                    poster.send(ours, other),
                )
                same = Sent(nobody.status, nobody.said.replace(NOTHING, CALLED))
                apart += [] if answers["as the draft is called"] == same else [rule]
            told += [
                f"{rule}, {what}: {answer.status} {secret.findall(answer.said)[:3]}"
                for what, answer in answers.items()
                if secret.search(answer.said)
            ]
            sent += len(answers)
    assert sent > (0 if role in DOORS_UNDER else 300)
    if role == "administrator":
        told = [
            each for each in told if not each.startswith("/admin")
        ]  # the names of buyers are theirs to see
    assert told == []
    assert apart == []


def test_the_walk_fills_in_what_a_page_asks() -> None:
    page = (
        '<input type="hidden" name="revision" value="7"><input name="due-day" type="text">'
        '<input type="radio" name="kind" value="a"><input type="radio" name="kind" value="b">'
        '<select name="who"><option value=""></option><option value="x">X</option></select><textarea name="why">'
    )
    assert fields_of(page) == {"revision": "7", "due-day": "1", "kind": "a", "who": "x", "why": CALLED}
