"""From a paper to coached statements: taken in at once, read by the worker, and never half done.

The paper is stored before it is queued. Its statements and the word that it is ready are written in one
transaction, so a
worker that is killed leaves a paper that the next one reads again from the start. A paper that ends three workers is
given up.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, insert
from sqlmodel import Session, col, select

from procure import coach, db
from procure.db import writing
from procure.domain.exceptions import Invalid
from procure.domain.permissions import Actor, Permission
from procure.models import ImportSource, SourceDocument, SourceStatement, Tender
from procure.papers import LIMITS, Form, Paper, Refused, read_within
from procure.papers.guidance import Notes
from procure.papers.leads import leads_of
from procure.services import access, auditing, authoring, brought, keyed
from procure.services.brought import READING, READY, REFUSED, WAITING, Enqueue
from procure.services.publishing import SYSTEM
from procure.storage import Storage

log = logging.getLogger("procure.converting")
#: Characters of text that may be pasted.
LONGEST_PASTE = 1_000_000
#: Characters of one statement: a sentence that is longer is read in pieces.
LONGEST_STATEMENT = 1_500
MOST_STATEMENTS = 10_000
MOST_DOCUMENTS = 50
#: How long the reading of a paper may go on before another worker takes it up.
LEASE = timedelta(minutes=10)
#: Seconds between notes of how far the reading has come.
PAUSE = 1.0
_FEWEST_WORDS_OF_A_FIELD = 4
_GIVEN_UP = (
    "The document could not be read: the reading was begun three times and never came to an end. Copy its text into a "
    "new document, or paste the text."
)
_LEAD = "It leads into the list below it: each item stands with these words."
_NOTE = "It is a note to whoever fills the document in."
#: Columns of a statement that are empty until somebody decides.
_UNDECIDED = (
    "decision", "reason", "explanation", "wording", "library_id", "decided_by", "landed_part", "landed_key",
)  # fmt: skip


# Taking in


def take_in(
    session: Session,
    actor: Actor,
    tender: Tender,
    storage: Storage,
    data: bytes,
    name: str,
    *,
    form: Form | None = None,
    enqueue: Enqueue,
) -> SourceDocument:
    """Store a paper for a draft and ask the worker to read it. Raises NotAllowed, WrongState, and Invalid for an
    empty or
    too large file. The same paper twice for one draft is the one that is there.
    """
    authoring.lock_for_editing(session, actor, tender)
    if not data:
        raise Invalid("file", "The file is empty. Choose the document again, or paste its text")
    if len(data) > LIMITS.size:
        raise Invalid(
            "file", f"The document must be smaller than {LIMITS.size // 1024**2} MB. Take out its pictures"
        )
    digest = storage.put(data)
    held = session.exec(select(SourceDocument).where(SourceDocument.tender_id == tender.id)).all()
    for each in held:
        if each.sha256 == digest and each.state != REFUSED:
            return each
    if len(held) >= MOST_DOCUMENTS:
        raise Invalid("file", f"This tender has {MOST_DOCUMENTS} documents, which is as many as it can hold")
    document = SourceDocument(
        tender_id=tender.id,
        name=brought.name_of(name, "Document"),
        form=form or "",
        sha256=digest,
        size=len(data),
        uploaded_by_id=actor.user_id,
    )
    session.add(document)
    authoring.touch(
        session, actor, tender, "document.brought", key=document.key, name=document.name, sha256=digest
    )
    brought.queue(session, document, enqueue)
    return document


def take_in_text(
    session: Session, actor: Actor, tender: Tender, storage: Storage, text: str, *, enqueue: Enqueue
) -> SourceDocument:
    """As ``take_in`` for pasted text."""
    if not text.strip():
        raise Invalid("text", "Paste the text of the specification")
    if len(text) > LONGEST_PASTE:
        raise Invalid("text", f"Paste at most {LONGEST_PASTE:,} characters, or upload a file")
    return take_in(
        session, actor, tender, storage, text.encode(), "Pasted text", form=Form.TEXT, enqueue=enqueue
    )


def take_in_notice(
    session: Session, actor: Actor, tender: Tender, storage: Storage, *, enqueue: Enqueue
) -> SourceDocument:
    """As ``take_in`` for the notice that the draft was imported from. Raises Invalid where it was not imported."""
    access.require(actor, Permission.EDIT_TENDER, tender)
    source = imported_from(session, tender)
    report = json.loads(source.report_json) if source else {}
    seen: dict[str, str] = {}
    for each in (*report.get("mapped", ()), *report.get("unmapped", ())):
        value = each["value"]
        is_code = (
            "classification" in each["path"].lower()
        )  # what a list of codes calls a code asks for nothing
        if isinstance(value, str) and not is_code and len(value.split()) >= _FEWEST_WORDS_OF_A_FIELD:
            seen.setdefault(each["path"], value)
    if source is None or not seen:
        raise Invalid(
            "file", "This tender was not imported from a notice with text. Upload a document instead"
        )
    data = json.dumps(list(seen.items())).encode()
    name = f"Notice {source.release_ids or source.ocid}"
    return take_in(session, actor, tender, storage, data, name, form=Form.NOTICE, enqueue=enqueue)


def imported_from(session: Session, tender: Tender) -> ImportSource | None:
    """The notice that a draft was imported from, if it was."""
    return session.exec(select(ImportSource).where(ImportSource.tender_id == tender.id)).one_or_none()


def try_again(
    session: Session, actor: Actor, tender: Tender, document: SourceDocument, *, enqueue: Enqueue
) -> None:
    """Read a refused paper again. Anything else is left as it is."""
    authoring.lock_for_editing(session, actor, tender)
    db.lock(session, document)
    if document.state == REFUSED:
        document.state, document.trouble, document.attempts = WAITING, "", 0
        session.add(document)
        session.flush()
        brought.queue(session, document, enqueue)


def documents_of(session: Session, actor: Actor, tender: Tender) -> list[SourceDocument]:
    """The papers of a tender, the newest first."""
    access.require(actor, Permission.READ_TENDER, tender)
    return list(
        session.exec(
            select(SourceDocument)
            .where(SourceDocument.tender_id == tender.id)
            .order_by(col(SourceDocument.id).desc())
        )
    )


def document_of(session: Session, actor: Actor, tender: Tender, key: str) -> SourceDocument:
    """One paper of a tender. Raises NotFound."""
    access.require(actor, Permission.READ_TENDER, tender)
    wanted = select(SourceDocument).where(SourceDocument.key == key, SourceDocument.tender_id == tender.id)
    return keyed.one(session, wanted, key, "There is no such document.")


# The worker's part


def convert(engine: Engine, storage: Storage, document_id: int) -> str:
    """Read a paper and coach what it says; the state it is in then. Two at once are safe: what the second writes is
    thrown away. Raises LookupError for an unknown paper.
    """
    with writing(engine) as session:
        document = _begin(session, document_id)
        if document is None:
            return session.get_one(SourceDocument, document_id).state
    try:
        with storage.open(document.sha256) as file:
            data = file.read()
        paper = read_within(
            data,
            document.name,
            form=_known(document.form),
            progress=_noting(engine, document_id),
        )
        statements = list(coached(paper))
    except Refused as refusal:
        log.info("document %s is refused: %s", document_id, refusal.code)
        return _conclude(engine, document_id, refused=str(refusal))
    return _conclude(engine, document_id, paper=paper, statements=statements)


def sweep(
    engine: Engine, enqueue: Enqueue, *, at: datetime | None = None, starting: bool = False
) -> list[int]:
    """Give ``enqueue`` the id of every paper that waits, or whose reading was cut off; ``starting`` says that the only
    worker has just started, so that whatever was begun was cut off.
    """
    return brought.sweep(engine, SourceDocument, LEASE, enqueue, at=at, starting=starting)


def _known(form: str) -> Form | None:
    """What no look at the bytes can tell: pasted text may begin like a page, and a notice like anything."""
    return Form(form) if form in (Form.NOTICE, Form.TEXT) else None


def _begin(session: Session, document_id: int) -> SourceDocument | None:
    """Note that the reading begins; None when there is nothing to read any more."""
    document = session.get(SourceDocument, document_id)
    if document is None:
        raise LookupError(f"There is no document {document_id}.")
    if not brought.begin(session, document, lambda: _refuse(session, document, _GIVEN_UP)):
        return None
    document.done = document.total = 0
    session.add(document)
    session.flush()
    return document


def _noting(engine: Engine, document_id: int) -> Callable[[int, int], None]:
    """Notes how far the reading has come, now and then."""
    last = time.monotonic()

    def note(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last < PAUSE:
            return
        last = time.monotonic()
        with writing(engine) as session:
            document = session.get_one(SourceDocument, document_id)
            document.done, document.total = done, total
            session.add(document)

    return note


def coached(paper: Paper) -> Iterator[dict[str, object]]:
    """The statements of a paper as rows, read together, so that one may answer for another."""
    found: list[tuple[int, coach.Statement]] = []
    addressed: set[int] = set()  # to whoever fills the paper in
    begin: dict[int, int] = {}  # the first statement of each passage
    end: dict[int, int] = {}  # and the last
    notes = Notes()
    for index, passage in enumerate(paper.passages):
        whole = coach.Statement(passage.text, 0, len(passage.text))
        heading = passage.headings[-1] if passage.headings else ""
        spans = notes.within(passage.text)
        begin[index] = len(found)
        for each in coach.segment(passage.text) or [whole]:
            is_note = any(start <= each.start and each.end <= end + 1 for start, end in spans)
            for piece in _in_pieces(each.text):
                if is_note:
                    addressed.add(len(found))
                found.append((index, coach.Statement(piece, 0, len(piece), heading)))
        end[index] = len(found) - 1
    if len(found) > MOST_STATEMENTS:
        raise Refused(
            "too_long",
            f"The document holds {len(found):,} statements, and at most {MOST_STATEMENTS:,} can be sorted at once. "
            "Split it into parts and upload each.",
        )
    leads = leads_of([
        ("" if begin[index] in addressed else each.text, found[end[index]][1].text, each.headings)
        for index, each in enumerate(paper.passages)
    ])  # fmt: skip
    leading = {
        end[index - 1] for index, lead in enumerate(leads) if lead and lead == found[end[index - 1]][1].text
    }
    readings = coach.read_document([statement for _, statement in found])
    for number, ((index, statement), said) in enumerate(zip(found, readings, strict=True), start=1):
        passage = paper.passages[index]
        why = _NOTE if number - 1 in addressed else _LEAD if number - 1 in leading else ""
        lead = [leads[index]] if leads[index] and begin[index] == number - 1 else []
        yield {
            "number": number,
            "text": statement.text,
            "headings": [*passage.headings, *lead],
            "page": passage.page,
            "unit": passage.unit.value,
            "place": passage.number,
            "path": passage.path[:500],
            "kind": coach.Kind.OTHER.value if why else said.kind.value,
            "is_sure": bool(why) or said.is_sure,
            "kind_in_words": coach.Kind.OTHER.label.lower() if why else said.in_words,
            "why": why or said.reason,
            "flags": [] if why else [code.value for code in said.flags],
        }


def _in_pieces(text: str) -> Iterator[str]:
    while len(text) > LONGEST_STATEMENT:
        cut = text.rfind(" ", LONGEST_STATEMENT // 2, LONGEST_STATEMENT)
        cut = cut if cut > 0 else LONGEST_STATEMENT
        yield text[:cut].strip()
        text = text[cut:].strip()
    if text:
        yield text


def _conclude(
    engine: Engine,
    document_id: int,
    *,
    paper: Paper | None = None,
    statements: list[dict[str, object]] | None = None,
    refused: str = "",
) -> str:
    """Write everything at once, unless somebody else has."""
    with writing(engine) as session:
        document = session.get_one(SourceDocument, document_id)
        db.lock(session, document)
        if document.state != READING:
            return document.state
        if paper is None or statements is None:
            return _refuse(session, document, refused)
        blank = dict.fromkeys(_UNDECIDED, "")
        session.execute(
            insert(SourceStatement), [{"document_id": document_id, **blank, **each} for each in statements]
        )
        document.state, document.form, document.pages = READY, paper.form.value, paper.pages
        document.statements, document.notes = len(statements), list(paper.notes)
        document.finished_at = datetime.now(UTC)
        session.add(document)
        _tell(session, document, "document.read", statements=len(statements))
        return READY


def _refuse(session: Session, document: SourceDocument, why: str) -> str:
    document.state, document.trouble, document.finished_at = REFUSED, why, datetime.now(UTC)
    session.add(document)
    _tell(session, document, "document.refused", why=why[:200])
    return REFUSED


def _tell(session: Session, document: SourceDocument, action: str, **detail: object) -> None:
    tender = session.get_one(Tender, document.tender_id)
    auditing.of_tender(session, SYSTEM, tender, action, key=document.key, **detail)
