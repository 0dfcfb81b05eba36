"""Early market engagement through pages: the team's, and the one that anybody may answer."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlmodel import select

from procure.db import writing
from procure.models import EngagementResponse
from procure.web.engagement import guarding
from tests.browsing import CheckedClient
from tests.web.board_scene import AS
from tests.web.test_targets import HOSTILE, Table, table

__all__ = ["table"]
RESPONSE = {
    "answer_1": HOSTILE, "name": "Sam", "organisation": "Warm Co-op", "kind": "charity", "email": "sam@warm.example",
    "consent": "named",
}  # fmt: skip


@pytest.fixture
def public_page(app: Flask, table: Table, client_for: AS) -> str:
    """The public address of a round that an adviser wrote and published through pages."""
    adviser = client_for(table.adviser)
    adviser.fill_in(
        f"{table.address}/engagements/new",
        {"title": "How can homes stay warm?", "contact_email": "market@westmarch.example"},
    )
    page = adviser.get(table.address)
    (inside,) = set(re.findall(rf"{table.address}/engagements/[0-9a-z]{{10}}", page.text))
    closes = datetime.now(UTC) + timedelta(days=30)
    adviser.fill_in(
        f"{inside}/closing",
        {"closes_at-day": str(closes.day), "closes_at-month": str(closes.month), "closes_at-year": str(closes.year),
         "closes_at-time": "midday"},
    )  # fmt: skip
    adviser.fill_in(f"{inside}/questions/new", {"text": "What keeps you out?"})
    public = f"/engagement/{inside.rpartition('/')[2]}"
    assert app.test_client().get(public).status_code == 404
    page = adviser.send_form(adviser.get(inside), button="Publish")
    assert "anybody can read it" in page.text
    return public


def opened(app: Flask, seconds: float) -> str:
    with app.test_request_context():
        return guarding.opened(datetime.now(UTC) - timedelta(seconds=seconds))


def send(app: Flask, client: CheckedClient, address: str, seconds: float = 60, **changes: str):
    return client.fill_in(f"{address}/respond", {**RESPONSE, "opened": opened(app, seconds), **changes})


def test_anybody_answers_without_an_account_and_the_team_reads_it_as_text(
    app: Flask, table: Table, client_for: AS, client: CheckedClient, public_page: str
) -> None:
    shown = client.get(public_page).text
    assert "What keeps you out?" in shown
    assert "market@westmarch.example" in shown
    assert "Open for responses" in client.get("/engagement").text
    in_welsh = client.get(f"/cy{public_page}").text
    assert "Derbynnir ymatebion tan" in in_welsh
    assert 'dir="auto" lang="en">What keeps you out?' in in_welsh
    assert "Beth gaiff ddigwydd i’ch ymateb?" in client.get(f"/cy{public_page}/respond").text
    assert "Your response is with the team" in send(app, client, public_page).text
    chair = client_for(table.chair)
    inside = f"{table.address}/engagements/{public_page.rpartition('/')[2]}"
    page = chair.get(inside)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text
    assert "sam@warm.example" in page.text
    assert "Warm Co-op" not in client.get(public_page).text
    chair.send_form(page, button="Put it on the public page of Warm Co-op")
    shown = client.get(public_page).text
    assert "Warm Co-op" in shown
    assert "sam@warm.example" not in shown
    chair.fill_in(f"{inside}/learning", {"learnt": "Cash keeps them out", "changed": "Paid monthly"})
    assert "Cash keeps them out" not in client.get(public_page).text
    chair.send_form(chair.get(inside), button="Approve and publish what was learnt")
    assert "Cash keeps them out" in client.get(public_page).text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"website": "https://spam.example"}, "Leave the box"),
        ({"seconds": 0.0}, "faster than people write"),
        ({"opened": "forged"}, "not opened here"),
        ({"consent": ""}, "Select what may become of it"),
        ({"email": "nowhere"}, "must be an email address"),
        ({"answer_1": ""}, "Answer at least one question"),
    ],
)
def test_machines_and_slips_are_refused_and_the_words_stay(
    app: Flask, client: CheckedClient, public_page: str, engine: Engine, changes: dict[str, str], words: str
) -> None:
    page = send(app, client, public_page, **changes)  # type: ignore[arg-type]
    assert words in page.text
    assert "Warm Co-op" in page.text
    with writing(engine) as session:
        assert session.exec(select(EngagementResponse)).all() == []


def test_one_address_cannot_flood_the_team(client: CheckedClient, public_page: str) -> None:
    page = client.get(f"{public_page}/respond")
    answers = [client.send_form(page, {"name": "Again"}) for _ in range(21)]
    assert [answer.status_code for answer in answers] == [200] * 20 + [429]
