"""Challenges through pages: a supplier sends one from the published tender, and an officer answers in public."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlmodel import select

from procure.db import writing
from procure.models import Tender, User
from procure.services import freezing
from procure.services.challenging import what_is_open
from procure.web.engagement import guarding
from tests.browsing import CheckedClient
from tests.publication_files import starts_with_a_publication
from tests.web.board_scene import AS

pytestmark = starts_with_a_publication
HOSTILE = "<script>alert(1)</script> An open standard would do"


@dataclass
class Published:
    """A published tender with a requirement that is open to challenge, and one of its officers."""

    reference: str
    officer: User
    open_key: str
    shut_key: str

    @property
    def address(self) -> str:
        return f"/published/{self.reference}/challenges"


@pytest.fixture
def published(app: Flask, published_reference: str) -> Published:
    with writing(app.extensions["procure"].engine) as session:
        tender = session.exec(select(Tender)).one()
        version = freezing.latest_version(session, tender)
        assert version is not None
        snapshot = freezing.snapshot_of(version)
        (fixed, *_) = what_is_open(tender, version.number, snapshot).requirements
        shut = next(
            (each.key for each in snapshot.fixed_requirements if not each.open_to_challenge), "0000000000"
        )
        officer = session.get_one(User, tender.created_by_id)
        return Published(published_reference, officer, fixed.key, shut)


def send(app: Flask, client: CheckedClient, published: Published, **changes: str):
    with app.test_request_context():
        opened = guarding.opened(datetime.now(UTC) - timedelta(minutes=1))
    words = {
        "text": HOSTILE, "name": "Sam", "organisation": "Warm Co-op", "email": "sam@warm.example", "may_name": "no",
        "opened": opened,
    }  # fmt: skip
    return client.fill_in(f"{published.address}/{published.open_key}", {**words, **changes})


def test_a_challenge_is_answered_in_public_without_the_name_that_was_kept_back(
    app: Flask, published: Published, client: CheckedClient, client_for: AS
) -> None:
    assert published.address in client.get(f"/published/{published.reference}").text
    page = send(app, client, published)
    assert "It is public once it is answered" in page.text
    assert "1 challenge waits" in page.text
    assert "An open standard" not in page.text
    officer = client_for(published.officer)
    desk = f"/tenders/{published.reference}"
    assert "(1 to answer)" in officer.get(desk).text
    received = officer.get(f"{desk}/challenges")
    assert "Warm Co-op" in received.text
    key = received.text.partition(f"{desk}/challenges/")[2][:10]
    officer.fill_in(
        f"{desk}/challenges/{key}", {"decision": "changed", "answer": "We will ask for any open one."}
    )
    shown = client.get(published.address).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; An open standard would do" in shown
    assert "We will ask for any open one." in shown
    assert "Warm Co-op" not in shown
    assert "sam@warm.example" not in shown
    assert (
        officer.post(f"{desk}/challenges/{key}", data={}).status_code == 400
    )  # without its token nothing is taken


def test_what_is_not_open_cannot_be_challenged_and_machines_are_refused(
    app: Flask, published: Published, client: CheckedClient
) -> None:
    assert client.get(f"{published.address}/{published.shut_key}").status_code == 404
    assert "Leave the box" in send(app, client, published, website="spam").text
    assert "0 challenges" not in client.get(published.address).text
    assert "waits" not in client.get(published.address).text
