"""Papers about data that the worker makes of a draft as it stands: an agreement for each dataset, for its parties to
change, and a plain summary for the public. Each is one paper in two files, Word and PDF; asking again replaces it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module

from sqlalchemy import Engine
from sqlmodel import Session, select

from procure import db
from procure.domain.exceptions import NotFound
from procure.domain.permissions import Actor, Permission
from procure.domain.snapshot import DataShareSnapshot, SpecificationSnapshot
from procure.models import DataPaper, Tender
from procure.services import access, auditing, freezing
from procure.storage import Storage

#: In place of the key of a dataset: the summary of all of them.
SUMMARY = ""


def ask(
    session: Session, actor: Actor, tender: Tender, share_key: str, *, enqueue: Callable[[int], object]
) -> DataPaper:
    """Ask the worker for the agreement on a dataset, or for the summary. Raises NotAllowed; NotFound for a dataset
    that the draft has not."""
    access.require(actor, Permission.READ_TENDER, tender)
    _share(freezing.draft_snapshot(session, tender), share_key)
    moment = datetime.now(UTC)
    row = papers_of(session, actor, tender).get(share_key) or DataPaper(
        tender_id=tender.id, share_key=share_key, asked_at=moment
    )
    row.asked_at, row.inputs, row.pdf_sha256, row.docx_sha256 = moment, "", "", ""
    row.pdf_size = row.docx_size = 0
    session.add(row)
    session.flush()
    auditing.of_tender(session, actor, tender, "data_paper.asked", dataset=share_key)
    paper_id = row.id
    assert paper_id is not None
    db.after_commit(session, lambda: enqueue(paper_id))
    return row


def papers_of(session: Session, actor: Actor, tender: Tender) -> dict[str, DataPaper]:
    """By key of their dataset, the papers that were asked for, made or not. Raises NotAllowed."""
    access.require(actor, Permission.READ_TENDER, tender)
    found = session.exec(select(DataPaper).where(DataPaper.tender_id == tender.id)).all()
    return {each.share_key: each for each in found}


def made(session: Session, actor: Actor, tender: Tender, share_key: str) -> tuple[DataPaper, int]:
    """A paper, and the number of its dataset (0 for the summary). Raises NotAllowed; NotFound before it is made, and
    once its dataset is gone."""
    found = papers_of(session, actor, tender).get(share_key)
    if found is None or not found.pdf_sha256:
        raise NotFound("The paper has not been made yet.")
    share = _share(freezing.draft_snapshot(session, tender), share_key)
    return found, share.number if share else 0


def make(engine: Engine, storage: Storage, paper_id: int) -> str:
    """Make a paper that was asked for, and the digest of its PDF; empty where its dataset is gone. Raises
    LookupError."""
    with db.reading(engine) as session:
        row = session.get(DataPaper, paper_id)
        if row is None:
            raise LookupError(f"There is no paper about data {paper_id}.")
        if row.pdf_sha256:
            return row.pdf_sha256
        asked, share_key = row.asked_at, row.share_key
        snapshot = freezing.draft_snapshot(session, session.get_one(Tender, row.tender_id))
    try:
        share = _share(snapshot, share_key)
    except NotFound:
        with db.writing(engine) as session:
            session.delete(session.get_one(DataPaper, paper_id))
        return ""
    # What sets Word and PDF files takes long to load, and most who serve pages never need it.
    writers = import_module("exports.data_papers")
    about = (snapshot,) if share is None else (snapshot, share)
    name = "summary" if share is None else "agreement"
    files = [getattr(writers, f"{name}_{each}")(*about) for each in ("pdf", "docx")]
    pdf, docx = (storage.put(each) for each in files)
    with db.writing(engine) as session:
        row = session.get_one(DataPaper, paper_id)
        db.lock(session, row)
        if row.asked_at == asked:
            row.inputs, row.pdf_sha256, row.docx_sha256 = snapshot.digest, pdf, docx
            row.pdf_size, row.docx_size = (len(each) for each in files)
            session.add(row)
    return pdf


def sweep(engine: Engine, enqueue: Callable[[int], object]) -> list[int]:
    """Give ``enqueue`` the id of every paper that is wanted and not made."""
    with db.reading(engine) as session:
        due = session.exec(select(DataPaper.id).where(DataPaper.pdf_sha256 == "")).all()
    found = [each for each in due if each is not None]
    for paper_id in found:
        enqueue(paper_id)
    return found


def _share(snapshot: SpecificationSnapshot, share_key: str) -> DataShareSnapshot | None:
    """The dataset; None for the summary. Raises NotFound."""
    if share_key == SUMMARY:
        return None
    for each in snapshot.data_shares:
        if each.key == share_key:
            return each
    raise NotFound("There is no such dataset.")
