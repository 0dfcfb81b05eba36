"""The database takes the shape the tables say, on both engines, and keeps the record append-only."""

from __future__ import annotations

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session, select

from procure import migrating, search
from procure.db import reading, writing
from procure.domain.permissions import Actor
from procure.domain.vocabulary import Role
from procure.models import AuditEvent, ProposalTurn, SpecificationVersion
from procure.services import access, auditing, relaying
from tests.factories.people import make_officer, make_organisation, make_tender, make_user
from tests.factories.proposals import make_proposed, make_written

pytestmark = pytest.mark.both_databases


def test_the_head_file_names_the_newest_revision(engine: Engine) -> None:
    assert (migrating.MIGRATIONS / "HEAD").read_text().strip() == migrating.head()
    assert migrating.current(engine) == migrating.head()


def test_the_migrated_database_has_just_what_the_tables_say(engine: Engine) -> None:
    assert migrating.differences(engine) == []


def test_migrating_again_changes_nothing(engine: Engine) -> None:
    assert migrating.migrate(engine) == migrating.head()


#: The library's index as it was before 0051.
WITHOUT_MEASURES = {
    "sqlite": (
        "CREATE VIRTUAL TABLE was USING fts5(title, body)",
        "INSERT INTO was (rowid, title, body) SELECT rowid, title, body FROM search_library",
        "DROP TABLE search_library",
        "ALTER TABLE was RENAME TO search_library",
    ),
    "postgresql": ("UPDATE search_library SET document = ts_filter(document, '{a,d}')",),
}


@pytest.mark.with_library
def test_entries_stored_by_an_earlier_release_are_found_by_what_they_measure(engine: Engine) -> None:
    revision = ScriptDirectory.from_config(migrating.alembic_config()).get_revision("0051_words_of_measures")
    with writing(engine) as session:
        before = _measuring_waits(session)
        for statement in WITHOUT_MEASURES[engine.dialect.name]:
            session.execute(text(statement))
        with Operations.context(MigrationContext.configure(session.connection())):
            revision.module.upgrade()
    with reading(engine) as session:
        assert _measuring_waits(session) == before != []


def _measuring_waits(session: Session) -> list[int]:
    found = search.matching(session, "search_library", "", measures="incomplete pathways")
    return sorted(id_ for id_, _ in session.execute(found))


@pytest.mark.with_library
def test_what_was_said_of_a_proposal_in_an_earlier_release_is_read_in_order_and_told_to_nobody(
    engine: Engine,
) -> None:
    revision = ScriptDirectory.from_config(migrating.alembic_config()).get_revision("0056_proposal_exchange")
    with writing(engine) as session:
        written = make_written(session)
        found = make_proposed(session, written)
        curator = access.actor_of(make_user(session, None, Role.CURATOR))
        note = "Name the source. " * 30
        found.state, found.decision = "returned", note
        auditing.record(
            session, curator, "proposal.returned", subject_kind="library_proposal", subject_key=found.key,
            note=note[:200],
        )  # fmt: skip
        session.execute(text("DROP TABLE library_proposal_turn"))
        with Operations.context(MigrationContext.configure(session.connection())):
            revision.module.upgrade()
    with reading(engine) as session:
        after = _turns(session)
        told = [(turn.kind, turn.words, turn.made_by_id) for turn in after]
        assert told == [("proposed", "", written[0].user_id), ("returned", note, curator.user_id)]
        assert after[0].why == "Six councils asked us for it."
        assert [turn for turn in after if turn.told_at is None] == []
    assert not relaying.has_work(engine)


def _turns(session: Session) -> list[ProposalTurn]:
    return list(session.exec(select(ProposalTurn).order_by(ProposalTurn.id)).all())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change", ["UPDATE audit_event SET action = 'nothing.happened'", "DELETE FROM audit_event"]
)
def test_the_audit_trail_cannot_be_changed(engine: Engine, change: str) -> None:
    with writing(engine) as session:
        auditing.record(session, Actor(name="Ann"), "thing.done")
    with pytest.raises(DatabaseError, match="append-only"), writing(engine) as session:
        session.execute(text(change))
    with reading(engine) as session:
        assert [event.action for event in session.exec(select(AuditEvent))] == ["thing.done"]


@pytest.mark.parametrize(
    "change",
    ["UPDATE specification_version SET snapshot_json = '{}'", "DELETE FROM specification_version"],
)
def test_a_frozen_version_cannot_be_changed(engine: Engine, change: str) -> None:
    with writing(engine) as session:
        organisation = make_organisation(session)
        officer = make_officer(session, organisation)
        tender = make_tender(session, officer)
        session.add(
            SpecificationVersion(
                tender_id=tender.id,
                number=1,
                snapshot_json='{"a":1}',
                sha256="0" * 64,
                frozen_by_id=officer.id,
            )
        )
    with pytest.raises(DatabaseError, match="append-only"), writing(engine) as session:
        session.execute(text(change))
    with reading(engine) as session:
        assert [version.snapshot_json for version in session.exec(select(SpecificationVersion))] == [
            '{"a":1}'
        ]
