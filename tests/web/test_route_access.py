"""Every address against every kind of person, from one table: ``route_access.csv`` beside this file.

Adding or removing a route, or changing who may use it, is a decision, and is made in the table. A row is a rule and a
method; ``about`` says which tender of the scene the address is about; the other columns are the status that each kind
of person is answered with. Forms are sent empty, with a good token. 302 for somebody who has not signed in leads to
the sign-in page; 404 keeps from people what they may not know of.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlmodel import Session, select

from outcome_library import read_library
from procure.config import Settings
from procure.db import make_engine, writing
from procure.domain.permissions import Actor
from procure.domain.sections import PAGE_OF_ROWS
from procure.domain.vocabulary import Role, VerdictKind
from procure.models import (
    AgreementSignature,
    AwardCriterion,
    BoardMember,
    EngagementResponse,
    MoneyAgreement,
    Outcome,
    QuestionAnswer,
    RequirementChallenge,
    Review,
    Tender,
    TenderQuestion,
    User,
)
from procure.models.types import now
from procure.services import (
    board_papers,
    circulating,
    delegating,
    discussing,
    engaging,
    growing,
    joining,
    meeting,
    remapping,
    reviewing,
    shaping,
    sitting,
    steering,
)
from procure.services.access import actor_of
from procure.services.loading import load_library
from tests.databases import SqliteDatabases
from tests.factories.boards import make_authority, make_board, make_members, make_ready_tender, make_review
from tests.factories.people import make_officer, make_user
from tests.factories.targets import make_round, make_target
from tests.web.applications import Applications

TABLE = Path(__file__).with_suffix("").with_name("route_access.csv")
PEOPLE = ("anonymous", "officer", "officer_elsewhere", "member", "chair", "administrator")
#: What an address does to a thing, by view.
WHAT = {"set_removed": "remove", "settle": "erase", "resolve": "resolve", "arrange": "remove"}
TOKEN = "a token that the session of every client here holds"


@dataclass
class Scene:
    """A database with one of everything, and what to put in addresses about each tender."""

    file: Path
    signed_ids: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, Any]] = field(default_factory=dict)


def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rules(app: Flask) -> dict[tuple[str, str], str]:
    """(rule, method) → endpoint of everything the application answers."""
    return {
        (rule.rule, method): rule.endpoint
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


@pytest.fixture(scope="module")
def scene(sqlite_databases: SqliteDatabases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with sqlite_databases.copy(tmp_path_factory.mktemp("routes")) as url:
        made = Scene(Path(url.removeprefix("sqlite:///")))
        engine = make_engine(url)
        with writing(engine) as session:
            fill(session, made)
        engine.dispose()  # folds the write-ahead log into the file
        yield made


def fill(session: Session, scene: Scene) -> None:
    """The people, and four tenders: a draft, one in review with a quorum, one endorsed with a condition, and one
    that was not endorsed; and a target outcome of the board, on which the officer advises."""
    load_library(session, read_library())
    officer = make_officer(session, make_authority(session))
    chair, member, third = make_members(session)
    board = make_board(session, chair, member, third, quorum=1)
    people = {
        "officer": officer,
        "officer_elsewhere": make_officer(session),
        "member": member,
        "chair": chair,
        "administrator": make_user(session, None, Role.ADMINISTRATOR),
    }
    administrator = actor_of(people["administrator"])
    change = remapping.begin(
        session, administrator, "plan-for-change-2024", "five-missions-2024", date(2030, 1, 1)
    )
    scene.signed_ids = {name: f"{user.key}:{user.session_epoch}" for name, user in people.items()}
    target = make_target(session, board, member, change="Homes stay warm")
    steering.invite(session, actor_of(chair), target, officer.email)
    option = shaping.add_option(session, actor_of(officer), target, {"kind": "buy"})
    waiting, public = (make_round(session, actor_of(officer), target) for _ in range(2))
    engaging.publish(session, actor_of(officer), public)
    response = EngagementResponse(engagement_id=waiting.id, consent="named")
    session.add(response)
    shared = {
        "engagement_key": waiting.key, "question_key": waiting.questions[0].key, "response_key": response.key,
        "public_round": public.key, "target": target.key, "option_key": option.key, "adviser": officer.key,
        "organisation": officer.organisation.key, "person": third.key, "board": board.key,
        "change": change.key, "library_id": "school-attendance", "path": "app.css", "batch": "1",
    }  # fmt: skip
    for about, decision in (
        ("draft", ""),
        ("in_review", ""),
        ("endorsed", VerdictKind.ENDORSED_WITH_CONDITIONS),
        ("not_endorsed", VerdictKind.NOT_ENDORSED),
    ):
        tender = make_ready_tender(session, officer)
        scene.values[about] = shared | parts_of(session, tender)
        scene.values[about]["challenge"] = challenge_to(session, tender)
        scene.values[about] |= question_on(session, tender)
        scene.values[about]["agreement"] = asked_of(session, tender, officer, people["officer_elsewhere"])
        growing.link(session, actor_of(officer), target, tender.reference)
        elsewhere = people["officer_elsewhere"].organisation.key
        invited = joining.invite(session, actor_of(officer), tender, elsewhere, "edit", "")
        scene.values[about]["joint"] = invited.key
        if about == "draft":
            continue
        review = make_review(session, tender, officer, board)
        said = discussing.comment(session, actor_of(member), review, "", "A question")
        reviewing.record_verdict(session, actor_of(chair), review, "endorsed", "Because")
        if decision:
            conditions = [("Share it", None)] if decision == VerdictKind.ENDORSED_WITH_CONDITIONS else []
            reviewing.decide(session, actor_of(chair), review, decision, "Agreed", conditions)
        condition = review.conditions[0].key if review.conditions else "0000000000"
        scene.values[about] |= {"review": review.key, "comment_id": said.id, "condition": condition}
        if about == "in_review":
            scene.values[about] |= meeting_about(session, actor_of(chair), review)
            scene.values[about]["delegation"] = decided_apart(session, actor_of(chair), member, review)


def meeting_about(session: Session, chair: Actor, review: Review) -> dict[str, str]:
    """A meeting that began yesterday, with the review on its agenda and the chair there."""
    called = now() - timedelta(days=2)
    made = meeting.call(
        session, chair, review.board, called + timedelta(days=1), place="Room 3", reviews=[review], at=called
    )
    sitting.record_attendance(session, chair, made, {chair.user_id or 0: "present"})
    return {"meeting": made.key, "item": made.items[0].key}


def decided_apart(session: Session, chair: Actor, member: User, review: Review) -> str:
    """A question in writing that the chair took back, and what the board delegated to the member."""
    today = now().date()
    circulating.open_question(session, chair, review, "endorsed", "Because", today + timedelta(days=9))
    circulating.withdraw(session, chair, review, "It was too early")
    given = {"scope": "any", "value_limit": None, "reason": "We seldom meet"}
    days = {"from_on": today - timedelta(days=9), "to_on": today + timedelta(days=9)}
    return delegating.give(session, chair, review.board, member.key, given | days).key


def challenge_to(session: Session, tender: Tender) -> str:
    made = RequirementChallenge(
        tender_id=tender.id, version_number=1, requirement_key="", requirement_text="Fixed"
    )
    session.add(made)
    session.flush()
    return made.key


def question_on(session: Session, tender: Tender) -> dict[str, str]:
    """A confirmed question on a tender, and an answer in draft to another."""
    answer = QuestionAnswer(tender_id=tender.id, version_number=1, wording="Which?", text="All.")
    session.add(answer)
    session.flush()
    common = {"tender_id": tender.id, "version_number": 1, "email": "sam@warm.example", "confirmed_at": now()}
    asked = TenderQuestion(text="Which?", **common)
    session.add_all([asked, TenderQuestion(text="Or not?", answer_id=answer.id, **common)])
    session.flush()
    return {"question": asked.key, "answer": answer.key}


def asked_of(session: Session, tender: Tender, officer: User, elsewhere: User) -> str:
    """What the officer's organisation is asked to sign with another; each sees its own alone."""
    money = MoneyAgreement(
        tender_id=tender.id, title=tender.title, buyer_name="Buyer", digest="0", asked_by_id=officer.id,
        ledger_json='{"parties": [], "contributions": [], "terms": {}}',
    )  # fmt: skip
    session.add(money)
    session.flush()
    asked = [
        AgreementSignature(agreement_id=money.id, organisation_id=person.organisation_id, party_name="Owner")
        for person in (officer, elsewhere)
    ]
    session.add_all(asked)
    session.flush()
    return asked[0].key


def parts_of(session: Session, tender: Tender) -> dict[str, Any]:
    outcome = session.exec(select(Outcome).where(Outcome.tender_id == tender.id)).first()
    criterion = session.exec(select(AwardCriterion).where(AwardCriterion.tender_id == tender.id)).first()
    assert outcome is not None
    assert criterion is not None
    return {
        "reference": tender.reference, "outcome_key": outcome.key, "measure_key": outcome.measures[0].key,
        "objective_id": outcome.objective_links[0].objective_id, "criterion": criterion.key,
        "review": "0000000000", "comment_id": 1, "condition": "0000000000",
    }  # fmt: skip


@pytest.fixture
def app(scene: Scene, tmp_path: Path, applications: Applications) -> Iterator[Flask]:
    file = shutil.copyfile(scene.file, tmp_path / "procure.db")
    settings = Settings(
        data_dir=tmp_path / "data",
        database_url=f"sqlite:///{file}",
        secret_key="a key for tests alone, which signs nothing real",
        testing=True,
    )
    with applications.on(settings) as app, pytest.MonkeyPatch.context() as patch:
        # The pages themselves are judged in other tests.
        patch.setattr(app, "test_client_class", FlaskClient)
        # So are the files that the worker makes.
        patch.setattr(board_papers, "make", lambda *_: "")
        patch.setattr(app.extensions["procure"].jobs, "meeting_file", lambda file_id: None)
        yield app


def address(app: Flask, endpoint: str, rule: str, values: dict[str, Any]) -> str:
    """The rule with the values of the scene in place of its variables."""
    journey, _, view = endpoint.partition(".")
    if journey == "priorities":
        values = values | {"objective_id": "health-rtt-18-weeks"}
        if view == "relink_target":
            journey = "targets"
    if journey == "overlaps":
        journey = "targets"
    keys = {"board": "review", "outcomes": "outcome_key", "targets": "target", "engagements": "target",
            "engagement": "public_round", "challenges": "challenge", "joint": "joint",
            "money": "agreement", "answers": "question",
            "meetings": "meeting", "conditions": "condition", "priorities": "change"}  # fmt: skip
    if journey == "admin":
        what = {"organisations": "organisation", "people": "person", "boards": "board", "post": "criterion",
                "results-keys": "criterion"}  # fmt: skip
        key = next((values[each] for part, each in what.items() if f"/{part}/" in rule), "")
    elif view == "meet_condition":
        key = values["condition"]
    elif journey == "board" and "/delegations/" in rule:
        key = values.get("delegation", "0000000000")
    elif journey == "answers" and "/answers/" in rule:
        key = values["answer"]
    else:
        key = values[keys.get(journey, "criterion")]
    slugs = {
        "authoring": PAGE_OF_ROWS["criteria"].slug if "/lists/" in rule
        else "cause" if "/questions/" in rule
        else "problem",
        "proposals": "sentence",
        "targets": "change",
        "engagements": "words",
        "outcomes": "what" if "measure_key" in rule else "sentence",
    }  # fmt: skip
    whose = "adviser" if journey == "targets" else "person"
    known = values | {
        "key": key, "person_key": values[whose],
        "slug": slugs.get(journey, ""), "direction": "up",
        "kind": "endorsed", "number": 1, "version": 1, "name": "none", "what": WHAT.get(view, "sent"),
        "requirement_key": "none", "part": "measures", "section": "award", "ocid": "none",
        "other": "0000000000", "mission_id": "homes",
        "rest": "none", "secret": "none", "advice_id": "0000000000000000",
        "file_format": {"data": "pdf", "recording": "csv"}.get(journey, "json"),
    }  # fmt: skip
    known |= {"item_key": values.get("item", "0000000000")}
    if journey == "meetings":
        known["name"] = "papers.pdf"
    (found,) = (each for each in app.url_map.iter_rules(endpoint) if each.rule == rule)
    with app.test_request_context():
        built = found.build({name: known[name] for name in found.arguments - set(found.defaults or {})})
    assert built is not None
    return f"{built[1]}?tender={values['reference']}" if view == "adopt" else str(built[1])


def ask(app: Flask, scene: Scene, person: str, method: str, url: str) -> int:
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["csrf_token"] = TOKEN
        if person != "anonymous":
            cookie["_user_id"], cookie["_fresh"] = scene.signed_ids[person], True
    if method == "GET":
        # Read to its end: a response that is still being sent holds the database open.
        return client.get(url, buffered=True).status_code
    token = URLSafeTimedSerializer(app.secret_key or "", salt="wtf-csrf-token").dumps(TOKEN)
    return client.post(url, data={"csrf_token": token}).status_code


def test_every_route_is_in_the_table_and_nothing_else(app: Flask) -> None:
    listed = [(row["rule"], row["method"]) for row in rows()]
    assert len(listed) == len(set(listed))
    missing, gone = sorted(set(rules(app)) - set(listed)), sorted(set(listed) - set(rules(app)))
    assert not missing, f"Decide who may use these, and say so in {TABLE.name}: {missing}"
    assert not gone, f"These are gone; if that was meant, take them out of {TABLE.name}: {gone}"


@pytest.mark.parametrize("person", PEOPLE)
def test_each_person_is_answered_as_the_table_says(
    app: Flask, scene: Scene, person: str, tmp_path: Path
) -> None:
    endpoints, surprises = rules(app), []
    for row in rows():
        endpoint = endpoints.get((row["rule"], row["method"]))
        if endpoint is None:
            continue  # the other test says so
        url = address(app, endpoint, row["rule"], scene.values[row["about"]])
        status = ask(app, scene, person, row["method"], url)
        if str(status) != row[person]:
            surprises.append(f"{row['method']} {row['rule']}: {status}, and the table says {row[person]}")
        if row["method"] == "POST" and status < 400:
            start_again(app, scene, tmp_path)
    assert not surprises, f"{person}:\n" + "\n".join(surprises)


def start_again(app: Flask, scene: Scene, folder: Path) -> None:
    """Put the database back to how the scene left it."""
    app.extensions["procure"].engine.dispose()
    for left in folder.glob("procure.db-*"):
        left.unlink()
    shutil.copyfile(scene.file, folder / "procure.db")


def test_the_scene_has_the_seats_the_table_speaks_of(app: Flask, scene: Scene) -> None:
    with writing(app.extensions["procure"].engine) as session:
        seats = {seat.user.key: seat.role for seat in session.exec(select(BoardMember))}
        users = {user.key: user for user in session.exec(select(User))}
        held = {name: signed.split(":")[0] for name, signed in scene.signed_ids.items()}
        assert (seats[held["chair"]], seats[held["member"]]) == ("chair", "member")
        assert users[held["officer"]].organisation_id != users[held["officer_elsewhere"]].organisation_id
        assert [grant.role for grant in users[held["administrator"]].roles] == ["administrator"]
