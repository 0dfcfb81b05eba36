"""Two databases that are the same but for drafts that their owner shows to nobody, and everybody who has no business
with them: a person for each kind of door that the permission table knows, each beside what that door opens.

The drafts stand close to everything in the other database: they have the same words, outcomes, objectives, places and
codes. One was never sent anywhere; the other was endorsed by a board of its own on a condition that is overdue.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select

from procure.db import make_engine, writing
from procure.domain import permissions
from procure.domain.vocabulary import BoardRole, Role, VerdictKind
from procure.models import Board, BoardMember, EndorsementCondition, Tender, User
from procure.services import joining, presiding, results_keys, reviewing
from procure.services.access import actor_of
from tests.databases import SqliteDatabases
from tests.factories.boards import make_authority, make_board, make_members, make_ready_tender, make_review
from tests.factories.canaries import canaried
from tests.factories.people import make_officer, make_user
from tests.factories.snapshots import make_facts
from tests.web.test_route_access import Scene, asked_of, fill, parts_of

BIRD = "zqfinch"
#: What each role has of doors: predicates of the permission table that hold for it on something of its own.
#: Every predicate that can hold for somebody without business with a draft is here, or the walk is not whole.
DOORS = {
    "anonymous": {permissions.anyone},
    #: An officer, who advises on a target outcome, was asked to sign, and has tenders of the officer's own.
    "officer": {
        permissions.signed_in, permissions.is_officer, permissions.of_own_organisation, permissions.advises_on_it,
    },
    #: An officer of an authority that buys another tender jointly with whoever owns the draft.
    "partner": {
        permissions.buys_jointly, permissions.may_comment_jointly, permissions.may_change_jointly,
        permissions.takes_part,
    },
    #: Holds a delegation, said something, and has a condition to meet.
    "member": {
        permissions.sits_on_any_board, permissions.sits_on_its_board, permissions.holds_it, permissions.said_it,
        permissions.owns_it,
    },
    "acting_chair": {permissions.acts_as_chair},
    "vice_chair": {permissions.is_vice_chair_of_its_board},
    "chair": {permissions.chairs_its_board},
    "curator": {permissions.is_curator},
    "administrator": {permissions.is_administrator},
    #: Of another system, for one tender of whoever owns the draft, and not for the draft.
    "results_key": {permissions.is_key_for_it},
    #: Chairs the board that has the draft that was sent, and nothing of the other.
    "its_board": set[Any](),
}  # fmt: skip
ROLES = tuple(DOORS)


@dataclass
class Pair:
    """The scene without the drafts and with them, where each draft is, and what each role has."""

    scene: Scene
    without: Path
    hidden: Path
    sent: dict[str, Any]
    unsent: dict[str, Any]
    buyer: str
    own: dict[str, dict[str, Any]]
    results_key: str = ""

    def own_of(self, role: str) -> dict[str, Any]:
        """What to put in addresses for the role's own doors to open."""
        return self.scene.values["in_review"] | self.own.get(role, {})

    def draft_for(self, role: str) -> dict[str, Any]:
        """The draft that the role knows nothing of."""
        return self.unsent if role == "its_board" else self.sent

    def client(self, app: Flask, role: str) -> FlaskClient:
        """A browser of the role, or another system with its key; with nothing kept from the page before."""
        client = app.test_client()
        if role == "results_key":
            client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {self.results_key}"
        elif role != "anonymous":
            with client.session_transaction() as cookie:
                cookie["_user_id"], cookie["_fresh"] = self.scene.signed_ids[role], True
        return client


def words_kept_from(role: str) -> str:
    """A pattern of the canaries that the role must not meet. Whoever buys with the owner of the draft knows who that
    is, and its board knows one of the two."""
    return f"{BIRD}9" + {"partner": "0[1-9]", "its_board": "01"}.get(role, r"\d\d")


#: Where a role is answered as no other walked role is: a key opens the interface alone, and whoever acts or stands in
#: as chair is a member everywhere but on the pages of the board.
DOORS_UNDER = {"results_key": "/api/", "acting_chair": "/board/", "vice_chair": "/board/"}


def has_doors_at(role: str, rule: str) -> bool:
    """Whether the role may be answered there as no other walked role is; doors that are equal are tried once."""
    return rule.startswith(DOORS_UNDER.get(role, "/"))


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
            own, key = add_doors(session, scene, owner)
            scene.signed_ids["its_board"] = f"{chair.key}:{chair.session_epoch}"
            people = (owner.id, chair.id, board.id)
        engine.dispose()
        without = Path(shutil.copyfile(scene.file, folder / "without.db"))
        engine = make_engine(url)
        with writing(engine) as session:
            unsent, sent = add_drafts(session, *people)
            buyer = session.get_one(User, owner.id).organisation.key
        engine.dispose()
        yield Pair(scene, without, scene.file, sent, unsent, buyer, own, key)


def add_doors(session: Session, scene: Scene, owner: User) -> tuple[dict[str, dict[str, Any]], str]:
    """The people whom the scene lacks, and by role what is their own; and a key of another system."""

    def of_scene(name: str) -> User:
        return session.exec(select(User).where(User.key == scene.signed_ids[name].split(":")[0])).one()

    values = scene.values["in_review"]
    board = session.exec(select(Board).where(Board.key == values["board"])).one()
    third = session.exec(select(User).where(User.key == values["person"])).one()
    vice = make_user(session, None, name="Vic Chair")
    session.add(BoardMember(board_id=board.id, user_id=vice.id, role=BoardRole.VICE_CHAIR))
    council = make_authority(session, name="Eastmarch Council", ppon="PBCD-1234-BCDG")
    partner, curator = make_officer(session, council), make_user(session, None, Role.CURATOR)
    session.flush()
    session.expire(board, ["members"])

    joint = make_ready_tender(session, owner, title="Warm homes for both")
    invited = joining.invite(session, actor_of(owner), joint, council.key, "edit", "Together")
    joining.accept(session, actor_of(partner), invited)
    agreement = asked_of(session, joint, partner, owner)
    _, key = results_keys.make(session, actor_of(owner), owner.organisation, "Meters", joint)

    handed = make_review(session, make_ready_tender(session, of_scene("officer")), of_scene("officer"), board)
    presiding.hand_over(session, actor_of(of_scene("chair")), handed, third.key, "away", "On leave until May")
    met = scene.values["endorsed"]["condition"]
    condition = session.exec(select(EndorsementCondition).where(EndorsementCondition.key == met)).one()
    condition.owner_id = of_scene("member").id
    session.add(condition)

    made = {"vice_chair": vice, "partner": partner, "curator": curator, "acting_chair": third}
    scene.signed_ids |= {name: f"{user.key}:{user.session_epoch}" for name, user in made.items()}
    theirs = parts_of(session, joint) | {"joint": invited.key, "agreement": agreement}
    return {
        "partner": theirs,
        "results_key": theirs,
        "member": {"condition": met},
        "acting_chair": {"review": handed.key, "reference": handed.tender.reference},
    }, key


def add_drafts(
    session: Session, owner_id: int, chair_id: int, board_id: int
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two drafts full of canaries: one that nobody has but its owner, one that its board endorsed on a condition
    overdue. What to put in the addresses of each."""
    owner, chair = session.get_one(User, owner_id), session.get_one(User, chair_id)
    found = []
    for sent in (False, True):
        tender = make_ready_tender(
            session, owner, outcomes=2, measures=1, title=f"Warm homes {BIRD}{901 + sent} for Westmarch",
            facts=canaried(make_facts(), BIRD), summary=f"In {BIRD}001 words",
        )  # fmt: skip
        values = parts_of(session, session.exec(select(Tender).where(Tender.id == tender.id)).one())
        if sent:
            review = make_review(session, tender, owner, session.get_one(Board, board_id))
            kind = VerdictKind.ENDORSED_WITH_CONDITIONS
            reviewing.record_verdict(session, actor_of(chair), review, kind, f"Because {BIRD}903")
            reviewing.decide(
                session, actor_of(chair), review, kind, f"So {BIRD}904", [(f"Do {BIRD}905", None)]
            )
            values |= {"review": review.key, "condition": review.conditions[0].key}
        found.append(values | {"comment_id": 1})
    return found[0], found[1]
