"""A draft that its owner shows to nobody changes nothing for anybody else: no page, search, overlap, count, picture,
file or error of any role differs by it, and none holds a word of it.

Two databases are the same but for that draft, which stands close to everything in the other: it has the same words,
outcomes, objectives, places and codes, is before a board of its own, and is a new version of nothing.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select

from procure.config import Settings
from procure.db import make_engine, writing
from procure.domain.vocabulary import VerdictKind
from procure.models import Board, Tender, User
from procure.services import disclosing, reviewing
from procure.services.access import actor_of
from tests.databases import SqliteDatabases
from tests.factories.boards import make_authority, make_board, make_members, make_ready_tender, make_review
from tests.factories.canaries import canaried
from tests.factories.people import make_officer
from tests.factories.snapshots import make_facts
from tests.web.applications import Applications
from tests.web.test_route_access import Scene, address, fill, parts_of, rules

BIRD = "zqfinch"
#: An administrator reads the audit trail, which says that something was done, and no word of a draft.
ROLES = ("anonymous", "officer", "chair", "administrator")
#: Searches for the words of the draft, wherever anything is searched or narrowed.
ASKED = "q={bird}001&words={bird}001&objective={bird}&buyer={buyer}&year=2027&standing=planned"
#: What is made anew for each answer: tokens, moments, and addresses that carry a new key.
VOLATILE = re.compile(
    r'(?<=value=")[A-Za-z0-9_.-]{60,}(?=")|(?<=name="opened" value=")[^"]+|(?<=nonce=")[^"]+|(?<=nonce-)[\w-]+'
    r'|(?<=name="revision" value=")[0-9a-z]{10}(?=")'
    r'|(?<=name="key" value=")[0-9a-z]{10}|\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)?|\d{8}T\d{6}Z'
)
#: Made by WeasyPrint, from what the page beside it shows.
SLOW = {"board.board_view_file", "authoring.board_view_file"}


@dataclass
class Pair:
    """The scene without the draft and with it, and where the draft is."""

    scene: Scene
    without: Path
    hidden: Path
    values: dict[str, Any]
    buyer: str


@pytest.fixture(scope="module")
def pair(sqlite_databases: SqliteDatabases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    folder = tmp_path_factory.mktemp("leaks")
    with sqlite_databases.copy(folder) as url:
        scene = Scene(Path(url.removeprefix("sqlite:///")))
        engine = make_engine(url)
        with writing(engine) as session:
            fill(session, scene)
            owner = make_officer(session, make_authority(session, name=f"Council {BIRD}900"))
            chair = make_members(session, 1)[0]
            board = make_board(session, chair, quorum=1)
            people = (owner.id, chair.id, board.id)
        engine.dispose()
        without = Path(shutil.copyfile(scene.file, folder / "without.db"))
        engine = make_engine(url)
        with writing(engine) as session:
            values, buyer = add_draft(session, *people)
        engine.dispose()
        yield Pair(scene, without, scene.file, values, buyer)


def add_draft(session: Session, owner_id: int, chair_id: int, board_id: int) -> tuple[dict[str, Any], str]:
    """Two drafts full of canaries: one that nobody has but its owner, one that its board endorsed on a condition
    overdue."""
    owner, chair = session.get_one(User, owner_id), session.get_one(User, chair_id)
    for sent in (False, True):
        tender = make_ready_tender(
            session, owner, outcomes=2, measures=1, title=f"Warm homes {BIRD}{901 + sent} for Westmarch",
            facts=canaried(make_facts(), BIRD), summary=f"In {BIRD}001 words",
        )  # fmt: skip
        if sent:
            review = make_review(session, tender, owner, session.get_one(Board, board_id))
            kind = VerdictKind.ENDORSED_WITH_CONDITIONS
            reviewing.record_verdict(session, actor_of(chair), review, kind, f"Because {BIRD}903")
            reviewing.decide(
                session, actor_of(chair), review, kind, f"So {BIRD}904", [(f"Do {BIRD}905", None)]
            )
    values = parts_of(session, session.exec(select(Tender).where(Tender.id == tender.id)).one())
    return values | {"review": review.key, "comment_id": 1, "condition": "0000000000"}, owner.organisation.key


def client_of(app: Flask, scene: Scene, role: str) -> FlaskClient:
    client = app.test_client()
    if role != "anonymous":
        with client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = scene.signed_ids[role], True
    return client


def walked(
    pair: Pair,
    file: Path,
    role: str,
    applications: Applications,
    folder: Path,
    *,
    draft: bool,
    only: str = "",
) -> dict[str, str]:
    """By address, everything that a person of this role is answered; ``draft`` asks about the draft itself as well,
    and ``only`` looks at one endpoint alone."""
    copied = shutil.copyfile(file, folder / f"{file.stem}-{role}.db")
    settings = Settings(
        data_dir=folder / "data",
        database_url=f"sqlite:///{copied}",
        secret_key="a key for tests alone",
        testing=True,
    )
    found: dict[str, str] = {}
    with applications.on(settings) as app, pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "test_client_class", FlaskClient)
        own = pair.scene.values["in_review"]
        for (rule, method), endpoint in sorted(rules(app).items()):
            if method != "GET" or endpoint in SLOW or (only and endpoint != only):
                continue
            asked = ASKED.format(bird=BIRD, buyer=pair.buyer)
            url = address(app, endpoint, rule, own | {"public_round": own["public_round"]})
            addresses = [f"{url}{'&' if '?' in url else '?'}{asked}"]
            if draft and "<" in rule:
                addresses.append(address(app, endpoint, rule, own | pair.values))
            for each in addresses:
                # Anew each time: what one page says at the head of the next belongs to neither.
                answer = client_of(app, pair.scene, role).get(each, buffered=True)
                found[each] = (
                    f"{answer.status_code} {VOLATILE.sub('', answer.get_data().decode('utf-8', 'replace'))}"
                )
    return found


@pytest.mark.parametrize("role", ROLES)
def test_nobody_else_finds_a_draft_or_sees_a_count_change_by_it(
    pair: Pair, role: str, applications: Applications, tmp_path: Path
) -> None:
    with_it = walked(pair, pair.hidden, role, applications, tmp_path, draft=True)
    words = re.compile(rf"{BIRD}9\d\d")
    told = [url for url, text in with_it.items() if words.search(text)]
    if role == "administrator":
        assert not [url for url in told if not url.startswith("/admin")], (
            "the name of a buyer is an administrator's to see"
        )
        return
    told = [url for url in told if re.search(rf"{BIRD}90[1-9]", with_it[url])]
    assert told == []
    without = walked(pair, pair.without, role, applications, tmp_path, draft=False)
    changed = [url for url, text in without.items() if with_it[url] != text]
    assert changed == []


def test_the_same_walk_notices_a_draft_that_its_owner_shows(
    pair: Pair, applications: Applications, tmp_path: Path
) -> None:
    shown = Path(shutil.copyfile(pair.hidden, tmp_path / "shown.db"))
    engine = make_engine(f"sqlite:///{shown}")
    with writing(engine) as session:
        tender = session.exec(select(Tender).where(Tender.title.contains(f"{BIRD}901"))).one()  # type: ignore[attr-defined]
        tender.shown_before_publication = "outcomes"
        disclosing.refresh(session, tender)
    engine.dispose()
    place = "overlaps.of_tender"
    found = walked(pair, shown, "officer", applications, tmp_path, draft=False, only=place)
    assert all(f"{BIRD}901" in text for text in found.values())
    (answer,) = walked(pair, shown, "chair", applications, tmp_path, draft=False, only=place).values()
    assert answer.startswith("404")
