"""Public answers as files that never change: all of them until a batch, as CSV, JSON and a PDF, alone and in one
archive with the files of a version.

The PDF is made by the worker once a batch is public, and kept by its digest; before that the batch has no archive.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from exports.clarifications import PublicAnswer, public_csv, public_json
from exports.clarifications_pdf import AnsweredTender, answers_pdf
from procure import db
from procure.config import Settings
from procure.domain.exceptions import NotFound
from procure.models import AnswerBatch, PublishedTender, Tender
from procure.services import question_lists
from procure.storage import Storage

PDF = "application/pdf"


def latest(session: Session, tender_id: int) -> AnswerBatch | None:
    """The last batch of a tender whose files are made; None before there is one."""
    return session.exec(
        select(AnswerBatch)
        .where(AnswerBatch.tender_id == tender_id, AnswerBatch.sha256 != "")
        .order_by(col(AnswerBatch.number).desc())
        .limit(1)
    ).first()


def batch_of(session: Session, tender_id: int, number: int) -> AnswerBatch:
    """One batch whose files are made. Raises NotFound."""
    found = session.exec(
        select(AnswerBatch).where(AnswerBatch.tender_id == tender_id, AnswerBatch.number == number)
    ).one_or_none()
    if found is None or not found.sha256:
        raise NotFound("There is no such batch of answers, or its files are still being made.")
    return found


def name_of(reference: str, batch: AnswerBatch, ending: str) -> str:
    """What a file of answers until a batch is called."""
    return f"{reference}-questions-b{batch.number}.{ending}"


def files_of(
    session: Session, tender: Tender, batch: AnswerBatch, storage: Storage, settings: Settings
) -> list[tuple[str, bytes]]:
    """(name, bytes) of everything answered until a batch: the same whenever it is asked for. Raises FileNotFoundError
    where the store lacks the PDF."""
    answers = until(session, tender, batch)
    table = public_csv(answers)
    data = public_json(
        answers, tender=tender.reference, page=_page(settings, tender), made_at=batch.published_at
    )
    with storage.open(batch.sha256) as stored:
        pdf = stored.read()
    return [
        (name_of(tender.reference, batch, "csv"), table.encode("utf-8", "replace")),
        (name_of(tender.reference, batch, "json"), data.encode("utf-8", "replace")),
        (name_of(tender.reference, batch, "pdf"), pdf),
    ]


def until(session: Session, tender: Tender, batch: AnswerBatch) -> list[PublicAnswer]:
    """What was public of a tender's questions when a batch was."""
    return question_lists.public(session, tender, until=batch.number)


def make(engine: Engine, storage: Storage, settings: Settings, batch_id: int) -> str:
    """Make the PDF of everything answered until a batch, and keep it; its digest. Killed at any instant, it is made
    again to the same bytes. Empty, and left to the sweep, while the tender's own files are still being made. Raises
    LookupError for an unknown batch."""
    with db.reading(engine) as session:
        batch = session.get(AnswerBatch, batch_id)
        if batch is None:
            raise LookupError(f"There is no batch {batch_id}.")
        if batch.sha256:
            return batch.sha256
        tender = session.get_one(Tender, batch.tender_id)
        row = session.exec(
            select(PublishedTender).where(PublishedTender.tender_id == tender.id)
        ).one_or_none()
        if row is None:
            return ""
        named = AnsweredTender(tender.reference, row.title, row.buyer_name, _page(settings, tender))
        answers, number, published_at = until(session, tender, batch), batch.number, batch.published_at
    data = answers_pdf(named, answers, number, published_at)
    digest = storage.put(data)
    with db.writing(engine) as session:
        batch = session.get_one(AnswerBatch, batch_id)
        db.lock(session, batch)
        if not batch.sha256:
            batch.sha256, batch.size = digest, len(data)
            session.add(batch)
        return batch.sha256


def sweep(engine: Engine, enqueue: Callable[[int], object]) -> list[int]:
    """Give ``enqueue`` the id of every batch of a public tender whose files are not made."""
    with db.reading(engine) as session:
        due: Sequence[int | None] = session.exec(
            select(AnswerBatch.id)
            .join(PublishedTender, col(PublishedTender.tender_id) == AnswerBatch.tender_id)
            .where(AnswerBatch.sha256 == "")
            .order_by(col(AnswerBatch.id))
        ).all()
    found = [each for each in due if each is not None]
    for batch_id in found:
        enqueue(batch_id)
    return found


def manifest(files: Sequence[tuple[str, bytes]]) -> bytes:
    """The digests of files, in the form that ``sha256sum --check`` reads."""
    return "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in files).encode()


def _page(settings: Settings, tender: Tender) -> str:
    return f"{settings.resolved_base_url}/published/{tender.reference}/questions"
