"""The demonstration: fictional authorities, people, boards and tenders, loaded through the same services that people
use, so that every state, verdict and file in it was really reached."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from sqlmodel import Session, col, select

from procure.config import Settings
from procure.domain.decisions import ConditionWanted
from procure.domain.exceptions import WrongState
from procure.domain.permissions import Actor
from procure.domain.snapshot import SpecificationSnapshot
from procure.models import Board, BoardMember, Organisation, Outcome, RoleGrant, Tender, User
from procure.services import (
    access,
    auditing,
    authoring,
    contributing,
    curating,
    discussing,
    freezing,
    proposing,
    publishing,
    rehearsing,
    rehearsing_results,
    reviewing,
)
from procure.services.accounts import hash_password
from procure.services.transcribing import write_snapshot
from procure.storage import Storage

DATA = Path(__file__).resolve().parent.parent / "demonstration"
LOADER = Actor(name="Demonstration loader")
#: Printed in the README on purpose: the demonstration is for a machine of one's own.
PASSWORD = "target outcomes first"  # noqa: S105
#: Keys of a tender file that are not content of the specification.
NOT_CONTENT = (
    "organisation",
    "created_by",
    "board",
    "state",
    "objectives",
    "reviews",
    "proposals",
    "facts_from",
    "illustrative",
    "agreement",
    "as_of",
)
#: The state of a tender whose contract runs already, and whose results are played once its files are made.
RUNNING = "running"


@dataclass(frozen=True)
class Account:
    """An account worth trying: who it is, and what they are shown as."""

    email: str
    name: str
    shown_as: str


def accounts() -> list[Account]:
    """The demonstration accounts to list for a visitor."""
    people = _read("people")["people"]
    return [Account(p["email"], p["name"], p["shown_as"]) for p in people if p.get("shown_as")]


def is_loaded(session: Session) -> bool:
    """Whether the demonstration's authorities are there."""
    names = [each["name"] for each in _read("organisations")["organisations"]]
    return (
        session.exec(select(Organisation).where(col(Organisation.name).in_(names)).limit(1)).first()
        is not None
    )


def load(session: Session, report: Callable[[str], None] = lambda line: None) -> list[int]:
    """Load everything but results; ``report`` is told each step. The publications whose files are to be made before
    ``load_results`` come back. Raises WrongState when the database already has tenders or a demonstration, so that
    nobody's work is mixed with it."""
    if is_loaded(session) or session.exec(select(Tender).limit(1)).first() is not None:
        raise WrongState("The demonstration needs a database without tenders.")
    organisations = _load_organisations(session)
    people = _load_people(session, organisations)
    boards = _load_boards(session, people)
    report(f"{len(organisations)} organisations, {len(people)} people, {len(boards)} boards")
    tenders: dict[str, Tender] = {}
    to_be_made: list[int] = []

    def who(email: str) -> Actor:
        return access.actor_of(people[email])

    for path in sorted((DATA / "tenders").glob("*.yml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        if "as_of" in content:
            content = rehearsing_results.moved(
                content, rehearsing_results.whole_weeks_since(content["as_of"])
            )
        tender = load_tender(session, content, organisations, people, boards)
        tenders[path.stem] = tender
        if content["state"] == RUNNING:
            to_be_made.append(publish_in_time(session, content, who(content["created_by"]), tender))
        report(f"{tender.title}: {content['state'].replace('_', ' ')}")
    scripts = _read("targets")
    for script in scripts["targets"]:
        target = rehearsing.play_target(session, script, who, boards, tenders)
        report(f"Target outcome: {target.title}")
    for script in scripts["challenges"]:
        rehearsing.play_challenge(session, script, who, tenders[script["tender"]])
    for script in _read("questions")["tenders"]:
        rehearsing.play_questions(session, script, who, tenders[script["tender"]])
    for script in _read("meetings")["coming"]:
        made = rehearsing.call_meeting(session, script, who, boards[script["board"]], tenders)
        report(f"Meeting to come: {made.board.name}")
    auditing.record(session, LOADER, "demonstration.loaded")
    return to_be_made


def load_results(
    session: Session,
    settings: Settings,
    storage: Storage,
    report: Callable[[str], None] = lambda line: None,
) -> None:
    """A year of results of the contract that runs, whose tender is published by now."""
    script = _read("results")
    title = yaml.safe_load((DATA / "tenders" / f"{script['tender']}.yml").read_text(encoding="utf-8"))[
        "title"
    ]
    tender = session.exec(select(Tender).where(Tender.title == title)).one()
    script = rehearsing_results.moved(script, rehearsing_results.whole_weeks_since(script["as_of"]))

    def who(email: str) -> Actor:
        return access.actor_by_email(session, email)

    rehearsing_results.play(session, script, who, tender, settings, storage)
    report(f"{tender.title}: a year of results, all made up")


def publish_in_time(session: Session, content: Mapping[str, Any], officer: Actor, tender: Tender) -> int:
    """Ask for the publication of a tender on the day that it planned, long ago."""
    on = content["facts"]["notice_planned_on"]
    made = publishing.request_publication(session, officer, tender, at=rehearsing_results.at_nine(on))
    assert made.id is not None
    return made.id


def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((DATA / f"{name}.yml").read_text(encoding="utf-8"))
    return content


def _load_organisations(session: Session) -> dict[str, Organisation]:
    rows = {}
    for values in _read("organisations")["organisations"]:
        key = values.pop("id")
        rows[key] = Organisation(**values)
        session.add(rows[key])
    session.flush()
    return rows


def _load_people(session: Session, organisations: Mapping[str, Organisation]) -> dict[str, User]:
    rows = {}
    password = hash_password(PASSWORD)  # hashed once: the cost is the point of argon2, not of a demonstration
    for values in _read("people")["people"]:
        user = User(
            email=values["email"],
            name=values["name"],
            password_hash=password,
            organisation_id=organisations[values["organisation"]].id,
        )
        user.roles = [RoleGrant(role=role) for role in values["roles"]]
        session.add(user)
        rows[user.email] = user
    session.flush()
    return rows


def _load_boards(session: Session, people: Mapping[str, User]) -> dict[str, Board]:
    rows = {}
    for values in _read("boards")["boards"]:
        board = Board(
            name=values["name"],
            remit=values["remit"],
            mission_id=values["mission_id"],
            quorum=values["quorum"],
        )
        board.members = [
            BoardMember(user_id=people[member["person"]].id, role=member["role"])
            for member in values["members"]
        ]
        session.add(board)
        rows[values["id"]] = board
    session.flush()
    for user in people.values():
        session.refresh(user, ["memberships", "roles"])
    return rows


def load_tender(
    session: Session,
    content: dict[str, Any],
    organisations: Mapping[str, Organisation],
    people: Mapping[str, User],
    boards: Mapping[str, Board],
) -> Tender:
    """A tender as its file in ``demonstration/tenders`` has it, played through the state that the file names. What is
    published is only asked for, and a running one is left endorsed for ``publish_in_time``."""
    organisation = organisations[content["organisation"]]
    officer = access.actor_of(people[content["created_by"]])
    tender = Tender(
        title=content["title"],
        organisation_id=organisation.id,
        created_by_id=officer.user_id,
        origin="scratch",
    )
    session.add(tender)
    session.flush()
    for party in content.get("parties", []):
        named = organisations.get(party.pop("organisation", ""))
        party["organisation_key"] = named.key if named else ""
    snapshot = SpecificationSnapshot.model_validate(
        {
            **{name: value for name, value in content.items() if name not in NOT_CONTENT},
            "reference": tender.reference,
            "authority": freezing.authority_of(organisation),
            "objectives": freezing.objectives_by_id(session, content.get("objectives", [])),
        }
    )
    keys = write_snapshot(session, tender, snapshot)
    auditing.of_tender(session, officer, tender, "tender.started")
    for proposal in content.get("proposals", []):
        _propose(session, tender, proposal, people, keys)
    if "agreement" in content:
        _sign(session, officer, tender, content["agreement"], people)
    for review in content.get("reviews", []):
        _play_review(session, tender, review, boards[content["board"]], people, keys, _long_ago(content))
    if content["state"] == "published":
        publishing.request_publication(session, officer, tender)
    return tender


def _long_ago(content: Mapping[str, Any]) -> datetime | None:
    """When a tender whose contract runs was before its board: ten days before its notice. None for the others."""
    if content["state"] != RUNNING:
        return None
    return rehearsing_results.at_nine(content["facts"]["notice_planned_on"] - timedelta(days=10))


def _sign(
    session: Session, officer: Actor, tender: Tender, script: Mapping[str, Any], people: Mapping[str, User]
) -> None:
    """The owners of the money are asked, and some of them sign, each for their own organisation."""
    contributing.ask(session, officer, tender)
    for email in script["signed_by"]:
        actor = access.actor_of(people[email])
        contributing.sign(session, actor, contributing.waiting(session, actor)[0])


def _propose(
    session: Session,
    tender: Tender,
    script: Mapping[str, Any],
    people: Mapping[str, User],
    keys: Mapping[str, str],
) -> None:
    """An outcome of the tender, proposed for the library and sent to its curator; sent back once, and answered."""
    actor = access.actor_of(people[script["by"]])
    outcome = session.exec(select(Outcome).where(Outcome.key == keys[script["outcome"]])).one()
    found = proposing.begin(session, actor, tender, outcome)
    stored = {name: found.content[name] for name in script["words"]}
    proposing.save(session, actor, found, script["words"], authoring.revision_of(stored))
    proposing.submit(session, actor, found, script["why"])
    if asked := script.get("sent_back"):
        curating.send_back(session, access.actor_of(people[asked["by"]]), found, asked["note"])
        stored = {name: found.content[name] for name in asked["words"]}
        proposing.save(session, actor, found, asked["words"], authoring.revision_of(stored))
        proposing.submit(session, actor, found, script["why"], asked["answer"])


def _play_review(
    session: Session,
    tender: Tender,
    script: Mapping[str, Any],
    board: Board,
    people: Mapping[str, User],
    keys: Mapping[str, str],
    before: datetime | None = None,
) -> None:
    def actor(email: str) -> Actor:
        return access.actor_of(people[email])

    held = script.get("meeting")
    # What a meeting decided was submitted and talked over in the weeks before.
    at = rehearsing.before_meeting(held) if held else before
    review = reviewing.submit(
        session, actor(script["submitted_by"]), tender, board, script.get("note", ""), at=at
    )
    for interest in script.get("interests", []):
        reviewing.declare_interest(session, actor(interest["by"]), review, interest["nature"], at=at)
    for comment in script.get("comments", []):
        made = discussing.comment(
            session, actor(comment["by"]), review, keys.get(comment["outcome_key"], ""), comment["text"],
            section=comment.get("section", ""), at=at,
        )  # fmt: skip
        if comment.get("answer"):
            discussing.answer_comment(
                session, actor(comment["answered_by"]), made.id, comment["answer"], at=at
            )
        for reply in comment.get("replies", []):
            discussing.reply(session, actor(reply["by"]), review, made.id, reply["text"], at=at)
        if comment.get("resolved_by"):
            discussing.resolve(
                session, actor(comment["resolved_by"]), review, made.id, is_resolved=True, at=at
            )
    for verdict in script.get("verdicts", []):
        reviewing.record_verdict(
            session, actor(verdict["by"]), review, verdict["kind"], verdict["reason"], at=at
        )
    if script.get("decision"):
        conditions = [
            ConditionWanted(
                each["text"], each.get("due_on"), people[each["owner"]].id if each.get("owner") else None
            )
            for each in script.get("conditions", [])
        ]
        chair = actor(script["decided_by"])
        said = script["decision"], script["decision_reason"]
        if held:
            rehearsing.hold_meeting(session, held, chair, actor, review, *said, conditions)
        else:
            reviewing.decide(session, chair, review, *said, conditions, at=at)
        session.refresh(review, ["conditions"])
        for condition, note in zip(review.conditions, _met(script), strict=False):
            reviewing.meet_condition(session, actor(note["met_by"]), condition.key, note["met_note"])


def _met(script: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    return (each for each in script.get("conditions", []) if each.get("met_note"))
