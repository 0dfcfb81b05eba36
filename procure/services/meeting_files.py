"""Files of a meeting that the worker makes: its papers, and its signed minutes as PDF and Word.

What is wanted stands in the database, so that a lost queue loses nothing. A file that cannot be made says so, and can
be asked for again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from importlib import import_module

from sqlalchemy import Engine
from sqlalchemy.orm import joinedload, selectinload
from sqlmodel import Session, col, select

from exports.minutes import minutes_pdf
from exports.papers import Item, Paper, Papers, papers_pdf
from procure import db
from procure.config import Settings
from procure.db import reading, writing
from procure.domain.exceptions import NotFound, WrongState
from procure.domain.meetings import FileKind
from procure.domain.permissions import Actor, Permission
from procure.models import (
    AgendaItem,
    Board,
    BoardMember,
    InterestDeclaration,
    Meeting,
    MeetingFile,
    Review,
    Verdict,
)
from procure.models.types import now
from procure.services import access, board_papers, minuted
from procure.services.meeting import record, require_chair
from procure.storage import Storage

log = logging.getLogger("procure.meeting_files")
COULD_NOT = "The file could not be made. Ask for it again; if that does not help, tell an administrator."


def ask_for_papers(
    session: Session,
    actor: Actor,
    meeting: Meeting,
    *,
    enqueue: Callable[[int], object],
    at: datetime | None = None,
) -> MeetingFile:
    """Ask the worker for the papers as the agenda stands now. Raises WrongState for an agenda without a tender."""
    require_chair(actor, meeting)
    if all(item.review is None for item in meeting.items):
        raise WrongState("No tender is on the agenda yet, so there are no papers to make.")
    made = want(session, meeting, FileKind.PAPERS, enqueue=enqueue, at=at)
    record(session, actor, "papers.asked", meeting, items=len(meeting.items))
    return made


def want(
    session: Session,
    meeting: Meeting,
    kind: FileKind,
    *,
    enqueue: Callable[[int], object],
    at: datetime | None = None,
) -> MeetingFile:
    """Note that a file is wanted anew, and hand it to the worker once that is stored."""
    found = session.exec(
        select(MeetingFile).where(MeetingFile.meeting_id == meeting.id, MeetingFile.kind == kind)
    ).one_or_none()
    found = found or MeetingFile(meeting_id=meeting.id, kind=kind)
    found.asked_at, found.made_at, found.failure = at or now(), None, ""
    session.add(found)
    session.flush()
    session.expire(meeting, ["files"])
    file_id = found.id
    assert file_id is not None
    db.after_commit(session, lambda: enqueue(file_id))
    return found


def file_of(session: Session, actor: Actor, meeting: Meeting, kind: FileKind) -> MeetingFile:
    """The file as it was made last. Raises NotFound before that."""
    access.require(actor, Permission.READ_MEETING, meeting)
    found = next((each for each in meeting.files if each.kind == kind and each.sha256), None)
    if found is None:
        raise NotFound("This file has not been made yet.")
    return found


def make(engine: Engine, storage: Storage, settings: Settings, file_id: int) -> str:
    """Make one file that is wanted, and give its digest; empty where it failed or was made already. Raises
    LookupError for a file that nobody asked for."""
    with reading(engine) as session:
        wanted = session.get(MeetingFile, file_id)
        if wanted is None:
            raise LookupError(f"There is no file {file_id}.")
        if wanted.made_at is not None:
            return wanted.sha256
        asked, kind, meeting_id = wanted.asked_at, FileKind(wanted.kind), wanted.meeting_id
        try:
            data = _made(session, settings, meeting_id, kind, asked)
            failure = ""
        except Exception:
            log.exception("file %s of meeting %s could not be made", kind.value, meeting_id)
            data, failure = b"", COULD_NOT
    digest = storage.put(data) if data else ""
    with writing(engine) as session:
        wanted = session.get_one(MeetingFile, file_id)
        db.lock(session, wanted)
        if wanted.asked_at == asked:  # else it was asked for again meanwhile, and is made again
            wanted.made_at, wanted.failure = now(), failure
            if digest:
                wanted.sha256, wanted.size = digest, len(data)
            session.add(wanted)
    return digest


def sweep(engine: Engine, enqueue: Callable[[int], object]) -> list[int]:
    """Give ``enqueue`` the id of every file that is wanted and not made."""
    with reading(engine) as session:
        due = session.exec(select(MeetingFile.id).where(col(MeetingFile.made_at).is_(None))).all()
    found = [each for each in due if each is not None]
    for file_id in found:
        enqueue(file_id)
    return found


def papers_of(session: Session, settings: Settings, meeting: Meeting, made_at: datetime) -> Papers:
    """What the papers of a meeting are made of, as its agenda stands."""
    return Papers(
        board=meeting.board.name,
        starts_at=meeting.starts_at,
        made_at=made_at,
        place=meeting.place,
        link=meeting.link,
        quorum=meeting.board.quorum,
        members=tuple(sorted(seat.user.name for seat in meeting.board.members)),
        items=tuple(_item(session, settings, each) for each in meeting.items),
        reported=tuple(
            f"{each.title} ({each.reference}): {each.decision.lower()}. {each.how}"
            for each in (
                minuted.outside_of(session, meeting, at=made_at)
                if minuted.reports_next(session, meeting)
                else ()
            )
        ),
    )


def _item(session: Session, settings: Settings, item: AgendaItem) -> Item:
    review = item.review
    if review is None:
        return Item(item.title)
    contents = board_papers.contents_of(session, review, settings)
    aligned = contents.aligned
    paper = Paper(
        aligned.snapshot,
        aligned.alignment,
        aligned.gates,
        aligned.steps,
        contents.stamp,
        contents.around,
        contents.address,
        tuple(each.user.name for each in review.interests),
    )
    return Item(aligned.snapshot.title or "A tender without a title", paper)


def _made(session: Session, settings: Settings, meeting_id: int, kind: FileKind, asked_at: datetime) -> bytes:
    meeting = session.exec(
        select(Meeting)
        .where(Meeting.id == meeting_id)
        .options(
            selectinload(Meeting.board).selectinload(Board.members).joinedload(BoardMember.user),
            selectinload(Meeting.items)
            .joinedload(AgendaItem.review)
            .options(
                joinedload(Review.version),
                joinedload(Review.tender),
                joinedload(Review.board),
                selectinload(Review.verdicts).joinedload(Verdict.user),
                selectinload(Review.interests).joinedload(InterestDeclaration.user),
                selectinload(Review.conditions),
            ),
        )
    ).one()
    if kind is FileKind.PAPERS:
        return papers_pdf(papers_of(session, settings, meeting, asked_at))
    minutes, signature = minuted.minutes_of(session, meeting), minuted.signature_of(meeting)
    if kind is FileKind.MINUTES_PDF:
        return minutes_pdf(minutes, signature)
    made: bytes = import_module("exports.minutes_docx").minutes_docx(minutes, signature)
    return made
