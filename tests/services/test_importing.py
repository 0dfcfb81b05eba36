"""Importing: drafts from open data, where they came from, and a database that a bad file leaves as it was."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from exports.ocds.incoming.source import leaves
from exports.ocds.package import plain_data
from exports.ocds.release import release_json, tender_release
from procure.config import Settings
from procure.db import open_session, writing
from procure.domain.exceptions import Invalid, NotAllowed, NotFound
from procure.domain.permissions import ANYONE
from procure.domain.sections import without_leftovers
from procure.domain.snapshot import Authority, SpecificationSnapshot
from procure.models import AuditEvent, ImportSource, Tender, User
from procure.services import freezing, importing, joining, opening
from procure.services.access import actor_of
from procure.services.transcribing import write_snapshot
from tests.exports import releases
from tests.exports.publishable import HOSTILE, snapshots
from tests.factories.notices import make_stamp
from tests.factories.people import make_officer, make_organisation, make_user
from tests.factories.snapshots import make_snapshot

both_databases = pytest.mark.both_databases


def data_of(*made: Any) -> bytes:
    return json.dumps(releases.package(*made)).encode()


@pytest.fixture
def officer(session: Session) -> User:
    return make_officer(session, make_organisation(session, name="Northmoor Council"))


@both_databases
def test_a_notice_becomes_a_draft_of_ones_own_organisation(session: Session, officer: User):
    data = data_of(releases.uk4_with_lots())
    (source,) = importing.import_file(session, actor_of(officer), data, file_name="notice.json")
    tender = source.tender
    assert (tender.organisation_id, tender.state, tender.origin) == (
        officer.organisation_id,
        "draft",
        "import",
    )
    assert (source.ocid, source.release_ids, source.notice_types) == (
        "ocds-h6vhtk-0a1b2c",
        "012345-2026",
        "UK4",
    )
    assert (source.buyer_name, source.file_name) == ("Northmoor Council", "notice.json")
    assert source.file_sha256 == hashlib.sha256(data).hexdigest()
    snapshot = freezing.draft_snapshot(session, tender)
    assert [lot.title for lot in snapshot.lots] == ["North", "South"]
    assert snapshot.facts.value_gross == 1440000


@both_databases
def test_the_report_is_kept_with_every_value_and_its_path(session: Session, officer: User):
    release = releases.uk4() | {"odd": ["\u0000\ud800", 1e300, None, "שלום"]}
    package = releases.package(release)
    (source,) = importing.import_file(session, actor_of(officer), json.dumps(package).encode())
    session.flush()
    session.expire(source)
    (told,) = importing.report_of([source])["tenders"]
    paths = [each["path"] for each in (*told["mapped"], *told["unmapped"])]
    assert len(paths) == len(set(paths)) == sum(1 for _ in leaves(package))
    odd = {each["path"]: each["value"] for each in told["unmapped"] if "/odd/" in each["path"]}
    assert odd == {"releases/0/odd/0": "\u0000\ud800", "releases/0/odd/1": "1E+300", "releases/0/odd/2": None,
                   "releases/0/odd/3": "שלום"}  # fmt: skip
    origin = importing.origin(session, actor_of(officer), source.tender.reference)
    assert (len(origin.mapped), len(origin.unmapped)) == (source.mapped, source.unmapped)
    assert all(each.reason for each in origin.unmapped)
    assert all(each.field for each in origin.mapped)


def test_a_second_import_of_the_same_file_gets_a_title_of_its_own_and_says_so(
    session: Session, officer: User
):
    (first,) = importing.import_file(session, actor_of(officer), data_of(releases.uk4()))
    (second,) = importing.import_file(session, actor_of(officer), data_of(releases.uk4()))
    assert (first.tender.title, second.tender.title) == ("Homes that last", "Homes that last (copy)")
    told = json.loads(second.report_json)
    assert [each["reason"] for each in told["unmapped"] if each["path"].endswith("tender/title")] == [
        "Your organisation has another tender of this title, so the draft has “Homes that last (copy)”."
    ]


def test_a_title_in_capital_letters_with_accents_is_taken_again_under_another(
    session: Session, officer: User
):
    """SQLite tells capitals from small letters where they have an accent, and Python does not."""
    release = releases.uk4() | {"tender": {"title": "CAFÉ À LA CARTE"}}
    for title in ("CAFÉ À LA CARTE", "CAFÉ À LA CARTE (copy)"):
        (source,) = importing.import_file(session, actor_of(officer), data_of(release))
        assert source.tender.title == title


def test_every_procurement_of_a_file_becomes_a_draft(session: Session, officer: User):
    made = [
        make() | {"ocid": f"ocds-h6vhtk-{number:06x}"} for number, make in enumerate(releases.EVERY.values())
    ]
    sources = importing.import_file(session, actor_of(officer), data_of(*made))
    assert len(sources) == len(releases.EVERY)
    assert len({source.tender.title for source in sources}) == len(sources)
    assert importing.batch(session, actor_of(officer), sources[0].batch) == sources


@pytest.mark.parametrize("name", releases.EVERY)
def test_export_gives_back_what_was_taken(session: Session, officer: User, name: str):
    """From the stored draft, by the way that the command line and programs take."""
    (source,) = importing.import_file(session, actor_of(officer), data_of(releases.EVERY[name]()))
    exported = json.loads(opening.draft_package(session, source.tender, Settings()))["releases"][0]
    shown = [str(value) for _, value in leaves(exported)]
    for each in json.loads(source.report_json)["mapped"]:
        value = str(each["value"])
        is_date = value[4:5] == "-" and "T" in value
        assert any(value[:10] == other[:10] if is_date else _same(value, other) for other in shown), each


def _same(value: str, other: str) -> bool:
    return value == other or value.removesuffix(".0") == other.removesuffix(".0")


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(snapshot=snapshots())
def test_our_own_open_data_survives_the_database(session: Session, snapshot: SpecificationSnapshot):
    """Import, store, export: the release of the stored draft says what the release that came in says."""
    snapshot = without_leftovers(snapshot)
    data = release_json(snapshot, make_stamp())
    with session.begin_nested() as example:
        officer = make_officer(
            session, make_organisation(session, name=f"{snapshot.authority.name} {uuid4()}")
        )
        (source,) = importing.import_file(session, actor_of(officer), data)
        stored = freezing.draft_snapshot(session, source.tender)
        example.rollback()
    before = json.loads(data)["releases"][0]["tender"]
    after = plain_data(tender_release(stored, make_stamp()))["tender"]
    assert _without_what_is_made_anew(after) == _without_what_is_made_anew(before)


def test_parts_that_share_a_key_in_a_file_become_parts_of_their_own(session: Session) -> None:
    """Files of others may name two measures alike: each is taken in, and nothing breaks."""
    snapshot = make_snapshot(outcomes=2, measures=1)
    alike = [
        outcome.model_copy(
            update={"measures": tuple(each.model_copy(update={"key": "same"}) for each in outcome.measures)}
        )
        for outcome in snapshot.outcomes
    ]
    officer = make_officer(session)
    tender = Tender(title="Alike", organisation_id=officer.organisation_id, created_by_id=officer.id)
    session.add(tender)
    session.flush()
    write_snapshot(session, tender, snapshot.model_copy(update={"outcomes": tuple(alike)}))
    read = freezing.draft_snapshot(session, tender)
    assert len({measure.key for outcome in read.outcomes for measure in outcome.measures}) == 2


def _without_what_is_made_anew(tender: dict[str, Any]) -> dict[str, Any]:
    """Numbers of steps to a target are given anew too: a step without a figure leaves a gap."""
    kept = {name: value for name, value in tender.items() if name not in {"id", "documents"}}
    return json.loads(re.sub(r'"id": "(\d+\.\d+)-step-\d+"', r'"id": "\1"', json.dumps(kept)))


BAD = [
    b"", b"{", b"null", b"[]", b'{"releases": [1]}', b'{"releases": [{"ocid": 1}]}', b"\xff", b'{"a": NaN}',
    b'{"a": 1, "a": 2}', b"[" * 100_000, b'{"releases": {}}',
    json.dumps({"releases": [{"ocid": "a", "tender": {"lots": [{}] * 501}}]}).encode(),
    json.dumps({"releases": [releases.uk4(), {"ocid": ""}]}).encode(),
]  # fmt: skip


@pytest.mark.parametrize("data", BAD, ids=range(len(BAD)))
def test_a_bad_file_is_refused_in_words_and_changes_nothing(engine: Engine, data: bytes):
    with writing(engine) as session:
        officer = make_officer(session)
    with open_session(engine, writes=True) as session:
        actor = actor_of(session.get_one(User, officer.id))
        with pytest.raises(Invalid) as refusal:
            importing.import_file(session, actor, data)
        assert str(refusal.value)
        assert not session.new
        assert not session.dirty
        session.commit()
        for model in (Tender, ImportSource):
            assert session.exec(select(func.count()).select_from(model)).one() == 0


@both_databases
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_stored_and_given_back_cleaned(session: Session, officer: User, text: str):
    release = releases.uk4(title=f"Title {text}", description=text, riskDetails=text)
    release["ocid"] = f"ocds {text}"
    (source,) = importing.import_file(session, actor_of(officer), data_of(release), file_name=text)
    session.flush()
    session.expire_all()
    assert source.tender.title.startswith("Title")
    assert "\u0000" not in source.ocid + source.file_name + source.tender.title
    json.loads(opening.draft_package(session, source.tender, Settings()))


def test_only_officers_import_and_only_into_their_own_organisation(session: Session, officer: User):
    (source,) = importing.import_file(session, actor_of(officer), data_of(releases.uk4()))
    reference = source.tender.reference
    with pytest.raises(NotAllowed):
        importing.import_file(session, ANYONE, data_of(releases.uk4()))
    with pytest.raises(NotAllowed):
        importing.import_file(session, actor_of(make_user(session)), data_of(releases.uk4()))
    stranger = actor_of(make_officer(session))
    with pytest.raises(NotFound):
        importing.origin(session, stranger, reference)
    with pytest.raises(NotFound):
        importing.batch(session, stranger, source.batch)


def test_the_trail_says_what_was_imported_and_from_where(session: Session, officer: User):
    (source,) = importing.import_file(session, actor_of(officer), data_of(releases.uk4()))
    event = session.exec(select(AuditEvent).order_by(col(AuditEvent.id).desc())).first()
    assert event is not None
    assert (event.action, event.subject_key) == ("tender.started", source.tender.reference)
    assert event.detail["ocid"] == "ocds-h6vhtk-0a1b2c"


EASTMARCH = Authority(name="Eastmarch Council", ppon="PBCD-1234-BCDG")
NOWHERE = Authority(name="Hill Fire Authority")


def test_who_buys_jointly_by_a_notice_is_named_for_the_lead_to_invite_and_is_asked_nothing(
    session: Session, officer: User
):
    joint = make_snapshot(outcomes=1).model_copy(update={"joint_authorities": (EASTMARCH, NOWHERE)})
    council = make_organisation(session, name="Eastmarch Borough Council", ppon=EASTMARCH.ppon)
    (source,) = importing.import_file(
        session, actor_of(officer), release_json(joint, make_stamp()), file_name="joint.json"
    )
    lead, tender = actor_of(officer), source.tender
    named = importing.joint_buyers(session, lead, tender)
    assert [(each.name, each.ppon, each.key) for each in named] == [
        ("Eastmarch Council", EASTMARCH.ppon, council.key),
        ("Hill Fire Authority", "", ""),
    ]
    assert tender.partners == []
    with pytest.raises(NotAllowed):
        importing.joint_buyers(session, actor_of(make_officer(session)), tender)
    reasons = {each.reason for each in importing.origin(session, lead, tender.reference).unmapped}
    assert any("buys jointly" in reason for reason in reasons)
    joining.invite(session, lead, tender, council.key, "edit", "")
    session.refresh(tender, ["partners"])
    assert [each.name for each in importing.joint_buyers(session, lead, tender)] == ["Hill Fire Authority"]
