"""From a paper to a draft: read once, sorted, put in once, with its place; whatever happens to the worker."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from procure.config import Settings
from procure.db import open_session, reading, writing
from procure.domain.exceptions import Invalid, NotAllowed, NotFound
from procure.domain.permissions import ANYONE, Actor
from procure.models import AuditEvent, SourceDocument, SourceStatement, Tender, User
from procure.papers import Form, Paper, Passage, Refused
from procure.services import authoring, converting, freezing, importing, landing, triage_reports, triaging
from procure.services.access import actor_of
from procure.services.brought import MOST_ATTEMPTS
from procure.services.browsing import LibraryQuery, search_library
from procure.services.triaging import Choice, Filters
from procure.storage import FolderStorage, Storage
from tests.exports import releases
from tests.factories import papers
from tests.factories.people import make_officer, make_organisation, make_tender

TEXT = """
The Provider shall employ 12 cleaners on every day of the week.
The Provider shall comply with the Health and Safety at Work etc. Act 1974.
Fewer residents will report dirty streets by March 2029.
How will the Provider learn what residents think?
The Council has cleaned streets since 1894.
"""
COUNT = 5


def nothing(document_id: int) -> None:
    """The worker is not told; the tests do its part."""


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return FolderStorage(tmp_path / "files")


@pytest.fixture
def tender(engine: Engine) -> Tender:
    with writing(engine) as session:
        return make_tender(
            session, make_officer(session, make_organisation(session, name="Northmoor Council"))
        )


def officer_of(session: Session, tender: Tender) -> Actor:
    return actor_of(session.get_one(User, tender.created_by_id))


def bring(engine: Engine, storage: Storage, tender: Tender, data: bytes, name: str = "paper.txt") -> int:
    with writing(engine) as session:
        held = session.get_one(Tender, tender.id)
        actor = officer_of(session, held)
        document = converting.take_in(session, actor, held, storage, data, name, enqueue=nothing)
        assert document.id is not None
        return document.id


@pytest.fixture
def without_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """A paper of passages that need no parser: what reads papers has tests of its own."""

    def read(data: bytes, name: str, **options: object) -> Paper:
        lines = [line for line in data.decode().split("\n") if line]
        passages = [Passage(line, ("1. Cleaning",), 3, at) for at, line in enumerate(lines, start=1)]
        return Paper(Form.TEXT, tuple(passages), 3, ("Footnotes were not read.",))

    monkeypatch.setattr(converting, "read_within", read)


Scene = tuple[Session, Actor, Tender, SourceDocument]


@pytest.fixture
def scene(engine: Engine, storage: Storage, tender: Tender, without_a_process: None) -> Iterator[Scene]:
    """A paper that was read, and an officer before it."""
    document_id = bring(engine, storage, tender, TEXT.encode())
    assert converting.convert(engine, storage, document_id) == converting.READY
    with open_session(engine, writes=True) as session:
        held = session.get_one(Tender, tender.id)
        yield session, officer_of(session, held), held, session.get_one(SourceDocument, document_id)


@pytest.mark.both_databases
def test_a_paper_becomes_coached_statements_with_their_places(scene: Scene):
    session, actor, tender, document = scene
    table = triaging.table(session, actor, tender, document, Filters())
    assert [each.number for each in table.statements] == [1, 2, 3, 4, 5]
    first = table.statements[0]
    assert (first.text, first.headings, first.page, first.place) == (
        "The Provider shall employ 12 cleaners on every day of the week.", ["1. Cleaning"], 3, 1,
    )  # fmt: skip
    assert (first.kind, table.statements[2].kind) == ("input", "outcome")
    assert all(each.why for each in table.statements)
    assert table.kinds["outcome"] >= 1
    assert table.undecided == document.statements == COUNT
    assert (document.pages, document.notes) == (3, ["Footnotes were not read."])


def test_reading_again_changes_nothing(engine: Engine, storage: Storage, scene: Scene):
    session, _, _, document = scene
    session.close()
    assert converting.convert(engine, storage, document.id or 0) == converting.READY
    assert count(engine) == COUNT


def count(engine: Engine) -> int:
    with reading(engine) as session:
        return session.exec(select(func.count()).select_from(SourceStatement)).one()


def test_the_same_paper_twice_is_one(engine: Engine, storage: Storage, tender: Tender):
    assert bring(engine, storage, tender, b"One line.") == bring(
        engine, storage, tender, b"One line.", "copy.txt"
    )


@pytest.mark.usefixtures("without_a_process")
def test_a_worker_that_dies_before_it_wrote_leaves_nothing_and_the_next_one_finishes(
    engine: Engine, storage: Storage, tender: Tender, monkeypatch: pytest.MonkeyPatch
):
    document_id = bring(engine, storage, tender, TEXT.encode())
    with monkeypatch.context() as dying:
        dying.setattr(converting, "_tell", _die)
        with pytest.raises(KeyboardInterrupt):
            converting.convert(engine, storage, document_id)
    assert count(engine) == 0
    assert converting.sweep(engine, nothing) == []  # another worker may have it
    assert converting.sweep(engine, nothing, starting=True) == [document_id]
    assert converting.convert(engine, storage, document_id) == converting.READY
    assert count(engine) == COUNT


def _die(*about: object, **detail: object) -> None:
    raise KeyboardInterrupt


def test_a_paper_that_ends_three_workers_is_given_up_and_can_be_tried_again(
    engine: Engine, storage: Storage, tender: Tender, monkeypatch: pytest.MonkeyPatch
):
    document_id = bring(engine, storage, tender, TEXT.encode())
    with monkeypatch.context() as dying:
        dying.setattr(converting, "read_within", _die)
        for _ in range(MOST_ATTEMPTS):
            with pytest.raises(KeyboardInterrupt):
                converting.convert(engine, storage, document_id)
    assert converting.convert(engine, storage, document_id) == converting.REFUSED
    with writing(engine) as session:
        document = session.get_one(SourceDocument, document_id)
        assert "three times" in document.trouble
        held = session.get_one(Tender, tender.id)
        converting.try_again(session, officer_of(session, held), held, document, enqueue=nothing)
    assert converting.sweep(engine, nothing) == [document_id]


def test_a_refusal_is_kept_in_the_words_of_the_reader(
    engine: Engine, storage: Storage, tender: Tender, monkeypatch: pytest.MonkeyPatch
):
    def refuse(*about: object, **how: object) -> Paper:
        raise Refused("macros", "The document holds macros.")

    monkeypatch.setattr(converting, "read_within", refuse)
    document_id = bring(engine, storage, tender, b"words")
    assert converting.convert(engine, storage, document_id) == converting.REFUSED
    with reading(engine) as session:
        assert session.get_one(SourceDocument, document_id).trouble == "The document holds macros."


def test_a_killed_worker_loses_and_doubles_nothing(engine: Engine, tender: Tender, settings: Settings):
    """A real worker, killed while it reads a long paper, and the next one."""
    storage = FolderStorage(settings.data_dir / "artefacts")
    document_id = bring(engine, storage, tender, papers.as_docx(), "specification.docx")
    engine.dispose()
    environment = os.environ | {
        "DATA_DIR": str(settings.data_dir),
        "DATABASE_URL": settings.resolved_database_url,
        "SECRET_KEY": settings.resolved_secret_key(),
    }
    command = [sys.executable, "-m", "procure", "worker"]

    def work_until(wanted: Callable[[SourceDocument], bool]) -> None:
        worker = subprocess.Popen(
            command, env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        try:
            for _ in range(1_200):
                with reading(engine) as session:
                    if wanted(session.get_one(SourceDocument, document_id)):
                        return
                time.sleep(0.05)
            raise AssertionError("the worker did not come so far")
        finally:
            worker.send_signal(signal.SIGKILL)
            worker.wait()

    work_until(lambda document: document.state == converting.READING)
    assert count(engine) == 0
    work_until(lambda document: document.state == converting.READY)
    with reading(engine) as session:
        document = session.get_one(SourceDocument, document_id)
        assert document.attempts == 2
    assert count(engine) == document.statements > len(papers.words())


def test_decisions_are_stored_at_once_counted_and_undone(scene: Scene):
    session, actor, tender, document = scene
    law = Choice(triaging.FIXED, reason="law", explanation="Section 2 of the Act")
    assert triaging.decide(session, actor, tender, document, [2], law) == 1
    assert triaging.decide(session, actor, tender, document, [1, 3], Choice(triaging.OUTCOME)) == 2
    table = triaging.table(session, actor, tender, document, Filters())
    assert (table.decisions, table.to_land) == ({"fixed": 1, "outcome": 2, "undecided": 2}, 3)
    assert [each.wording for each in table.statements[:3]] == [triaging.LADDER, "", table.statements[2].text]
    assert triaging.undo(session, actor, tender, document) == 2
    assert triaging.table(session, actor, tender, document, Filters()).decisions == {
        "fixed": 1,
        "undecided": 4,
    }
    assert triaging.undo(session, actor, tender, document) == 1
    assert not triaging.can_undo(session, actor, document)
    with pytest.raises(Invalid, match="nothing to undo"):
        triaging.undo(session, actor, tender, document)


def test_a_fixed_requirement_needs_a_reason_and_a_decision_needs_statements(scene: Scene):
    session, actor, tender, document = scene
    for numbers, choice, says in (
        ([1], Choice(triaging.FIXED), "why it has to stay fixed"),
        ([1], Choice("sell"), "what becomes"),
        ([], Choice(triaging.BACKGROUND), "at least one"),
    ):
        with pytest.raises(Invalid, match=says):
            triaging.decide(session, actor, tender, document, numbers, choice)
    with pytest.raises(NotFound):
        triaging.decide(session, actor, tender, document, [999], Choice(triaging.BACKGROUND))


@pytest.mark.both_databases
def test_filters_narrow_by_kind_decision_and_words(scene: Scene):
    session, actor, tender, document = scene
    triaging.decide(session, actor, tender, document, [5], Choice(triaging.BACKGROUND))

    def numbers(**filters: str) -> list[int]:
        found = triaging.table(session, actor, tender, document, Filters(**filters))  # type: ignore[arg-type]
        return [each.number for each in found.statements]

    assert 1 in numbers(kind="input")
    assert numbers(decision="background") == [5]
    assert numbers(decision="undecided") == [1, 2, 3, 4]
    assert numbers(words="RESIDENTS dirty") == numbers(words="1. clean DIRTY") == [3]
    assert numbers(words="100%_") == []


def test_what_is_decided_lands_once_with_its_origin(scene: Scene):
    session, actor, tender, document = scene
    triaging.decide(session, actor, tender, document, [2], Choice(triaging.FIXED, reason="law"))
    triaging.decide(session, actor, tender, document, [3], Choice(triaging.OUTCOME))
    triaging.decide(session, actor, tender, document, [1, 4], Choice(triaging.QUESTION))
    triaging.decide(session, actor, tender, document, [5], Choice(triaging.BACKGROUND))
    assert landing.land(session, actor, tender, document) == landing.Landed(1, 1, 2)
    assert landing.land(session, actor, tender, document) == landing.Landed()
    draft = freezing.draft_snapshot(session, tender)
    assert [(each.text, each.reason) for each in draft.fixed_requirements] == [
        ("The Provider shall comply with the Health and Safety at Work etc. Act 1974.", "law")
    ]
    assert [(each.title, each.statement) for each in draft.outcomes] == [
        ("Cleaning", "Fewer residents will report dirty streets by March 2029.")
    ]
    (criterion,) = draft.award.criteria
    assert criterion.question.split("\n\n") == [
        "How will you employ 12 cleaners on every day of the week?",
        "How will the Provider learn what residents think?",
    ]
    origins = landing.origins(
        session, actor, tender, [draft.fixed_requirements[0].key, criterion.key, "none"]
    )
    assert {key: [each.place for each in found] for key, found in origins.items()} == {
        draft.fixed_requirements[0].key: ["page 3, paragraph 2"],
        criterion.key: ["page 3, paragraph 1", "page 3, paragraph 4"],
    }


def test_what_is_in_the_draft_is_changed_there_and_not_undone(scene: Scene):
    session, actor, tender, document = scene
    triaging.decide(session, actor, tender, document, [2], Choice(triaging.FIXED, reason="law"))
    landing.land(session, actor, tender, document)
    with pytest.raises(Invalid, match="change them there"):
        triaging.decide(session, actor, tender, document, [2], Choice(triaging.BACKGROUND))
    assert triaging.undo(session, actor, tender, document) == 0


@pytest.mark.with_library
def test_a_statement_is_led_to_outcomes_of_the_library_which_land_with_their_measures(scene: Scene):
    session, actor, tender, document = scene
    row = triaging.statement_of(session, actor, tender, document, 1)
    entry = search_library(session, actor, LibraryQuery(words="homes")).outcomes[0]
    row.text = f"The Provider shall see to it that {entry.statement}"
    offered = triaging.suggestions(session, actor, row)
    chosen = next(each for each in offered if each.library_id)
    choice = Choice(triaging.OUTCOME, wording=chosen.text, library_id=chosen.library_id)
    triaging.decide(session, actor, tender, document, [1], choice)
    landing.land(session, actor, tender, document)
    (outcome,) = freezing.draft_snapshot(session, tender).outcomes
    assert outcome.statement == chosen.text
    assert [measure.name for measure in outcome.measures] == list(chosen.measures)


def test_the_report_counts_freedom_and_never_flatters(engine: Engine, storage: Storage, scene: Scene):
    session, actor, tender, document = scene
    report = triage_reports.report(session, actor, tender, document)
    assert (report.total, report.gained, report.percent) == (COUNT, 0, 0)
    fixing = report.prescribing
    triaging.decide(session, actor, tender, document, [1], Choice(triaging.QUESTION))
    triaging.decide(
        session, actor, tender, document, [2], Choice(triaging.FIXED, reason="law", explanation="=1+1")
    )
    report = triage_reports.report(session, actor, tender, document)
    assert (report.gained, report.still_fixed) == (1, fixing - 1)
    assert [(each.place, each.reason) for each in report.kept] == [
        ("page 3, paragraph 2", "The law requires it")
    ]
    lines = "".join(triage_reports.rows(session, actor, tender, document))
    assert lines.count("\r\n") == COUNT + 1
    assert ",'=1+1," in lines
    triage_reports.ask(session, actor, tender, document, enqueue=nothing)
    session.commit()
    session.close()
    assert triage_reports.sweep(engine, nothing) == [document.id]
    digest = triage_reports.make(engine, storage, document.id or 0)
    assert triage_reports.sweep(engine, nothing) == []
    with storage.open(digest) as file:
        text = " ".join(page.extract_text() for page in PdfReader(file).pages)
    assert "1 of" in text
    assert "The law requires it" in text


def test_the_notice_that_a_draft_came_from_can_be_converted(engine: Engine, storage: Storage):
    with writing(engine) as session:
        actor = actor_of(make_officer(session))
        data = json.dumps(
            releases.package(releases.uk4(description="The Provider shall sweep every street."))
        )
        (source,) = importing.import_file(session, actor, data.encode())
        document = converting.take_in_notice(session, actor, source.tender, storage, enqueue=nothing)
        document_id = document.id or 0
    assert converting.convert(engine, storage, document_id) == converting.READY
    with reading(engine) as session:
        found = {each.text: each.path for each in session.exec(select(SourceStatement)).all()}
    assert found["The Provider shall sweep every street."] == "releases/0/tender/description"
    assert not any("lassification" in path for path in found.values())


def test_only_officers_of_the_organisation_convert_and_the_trail_says_what_was_done(scene: Scene):
    session, actor, tender, document = scene
    stranger = actor_of(make_officer(session))
    for other in (ANYONE, stranger, replace(actor, roles=frozenset())):
        for attempt in (
            lambda a: converting.documents_of(session, a, tender),
            lambda a: converting.document_of(session, a, tender, document.key),
            lambda a: triaging.table(session, a, tender, document, Filters()),
            lambda a: triaging.decide(session, a, tender, document, [1], Choice(triaging.BACKGROUND)),
            lambda a: triaging.undo(session, a, tender, document),
            lambda a: landing.land(session, a, tender, document),
            lambda a: triage_reports.report(session, a, tender, document),
        ):
            with pytest.raises(NotAllowed):
                attempt(other)
    triaging.decide(session, actor, tender, document, [1], Choice(triaging.BACKGROUND))
    session.flush()
    actions = session.exec(
        select(AuditEvent.action)
        .where(AuditEvent.subject_key == tender.reference)
        .order_by(col(AuditEvent.id))
    ).all()
    assert actions == ["document.brought", "document.read", "statement.decided"]


def test_nothing_is_brought_to_a_tender_that_cannot_be_changed(
    engine: Engine, storage: Storage, tender: Tender
):
    with writing(engine) as session:
        session.get_one(Tender, tender.id).state = "in_review"
    with pytest.raises(authoring.WrongState):
        bring(engine, storage, tender, b"words")
