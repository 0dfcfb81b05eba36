"""Beginning a tender: from nothing or from a copy; and finding those one's organisation has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from sqlalchemy import BindParameter, ColumnElement, Integer, String, bindparam, collate, literal_column
from sqlmodel import Session, col, func, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from procure.domain.exceptions import NotFound
from procure.domain.identifiers import REFERENCE_PATTERN
from procure.domain.permissions import Actor, Permission, may
from procure.domain.snapshot import SpecificationSnapshot
from procure.domain.vocabulary import TenderState
from procure.models import (
    ProcurementFactsRow,
    PublishedTender,
    Specification,
    SpecificationVersion,
    Tender,
)
from procure.services import access, auditing, authoring, freezing
from procure.services.transcribing import write_snapshot

PAGE_SIZE = 20
#: Of what is looked for; whatever comes after is not.
MOST_WORDS = 10
#: What LIKE reads as something else than itself, and what keeps it from that.
_LIKE_MARKS, _ITSELF = re.compile("[%_/]"), r"/\g<0>"
#: Characters that a long title leaves for what tells a copy of it apart.
_ROOM = len("… (copy 199)")

#: On PostgreSQL, the title with its ASCII letters folded, which the index of own tenders holds.
_KEPT_FOLDED: ColumnElement[str] = literal_column("tender.search_title", String())

#: Answers that belong to one procurement alone, so a copy asks for them again.
NOT_COPIED = (
    "notice_planned_on", "enquiry_deadline_at", "participation_deadline_at", "tender_deadline_at",
    "estimated_award_on", "supply_starts_on", "supply_ends_on", "supply_may_extend_to_on",
    "later_tender_notice_on", "conflicts_assessment_prepared", "conflicts_assessment_on",
    "engagement_took_place", "engagement_notice_published", "no_engagement_notice_reasons", "buyer_reference",
)  # fmt: skip
#: Answers about the buyer's own people, which a copy of another organisation's tender leaves out.
NOT_COPIED_FROM_OTHERS = (
    "contact_name", "contact_email", "contact_telephone", "contact_address", "has_agent", "agent_name",
    "agent_address", "agent_email", "agent_ppon", "agent_role",
)  # fmt: skip


@dataclass(frozen=True)
class OwnTenders:
    """One page of an organisation's tenders, the last changed first; ``has_more`` says whether there is
    another.
    """

    tenders: list[Tender]
    page: int
    has_more: bool


@dataclass(frozen=True)
class Source:
    """A tender that may be copied, as a list shows it."""

    reference: str
    title: str
    buyer: str
    state: str
    is_own: bool


def own_tenders(
    session: Session, actor: Actor, words: str = "", state: str = "", page: int = 1
) -> OwnTenders:
    """Tenders of the actor's organisation whose title or reference has every word, in ``state`` if given."""
    access.require(actor, Permission.LIST_TENDERS)
    wanted = words.split()[:MOST_WORDS]
    page = min(max(1, page), 10_000)
    dialect = session.get_bind().dialect.name
    values: dict[str, object] = {"organisation": actor.organisation_id, "skipped": (page - 1) * PAGE_SIZE}
    if state:
        values["state"] = state
    shape = tuple(_Word.of(word, dialect) for word in wanted)
    for at, (word, kind) in enumerate(zip(wanted, shape, strict=True)):
        values[f"word_{at}"] = kind.said(word)
        if kind.is_reference:
            values[f"reference_{at}"] = word.upper()
    found = session.exec(_own(shape, bool(state)), params=values).all()
    return OwnTenders(list(found[:PAGE_SIZE]), page, len(found) > PAGE_SIZE)


@dataclass(frozen=True)
class _Word:
    """Of a word looked for, what decides how: the way, and whether it may be a tender's reference."""

    way: Literal["like", "folded like", "stands", "folded stands"]
    is_reference: bool

    @classmethod
    def of(cls, word: str, dialect: str) -> _Word:
        """How ``word`` is looked for. Of plain ASCII, only those letters need folding, which every language does alike:
        SQLite's LIKE does so of itself, and PostgreSQL keeps titles folded so.
        """
        ways: dict[bool, Literal["like", "folded like", "stands", "folded stands"]] = (
            {True: "like", False: "folded like"}
            if dialect == "sqlite"
            else {True: "stands", False: "folded stands"}
        )
        return cls(ways[word.isascii()], REFERENCE_PATTERN.fullmatch(word.upper()) is not None)

    def said(self, word: str) -> str:
        """The word as it is put to the database."""
        if self.way in ("like", "folded like"):
            return f"%{_LIKE_MARKS.sub(_ITSELF, word)}%"
        return word.lower() if self.way == "stands" else word


@lru_cache(maxsize=128)
def _own(shape: tuple[_Word, ...], has_state: bool) -> SelectOfScalar[Tender]:
    """One page of an organisation's tenders, made once for each way of asking, which takes longer than the answer.

    Words are looked for in the index that has the order too (`ix_search_own_tenders`), and only the rows of the
    page are read: a rare word is looked for in every title that the organisation has.
    """
    query = select(Tender.id).where(Tender.organisation_id == bindparam("organisation"))
    for at, word in enumerate(shape):
        has_word = _in_title(word.way, bindparam(f"word_{at}", type_=String()))
        if word.is_reference:
            has_word = or_(has_word, Tender.reference == bindparam(f"reference_{at}"))
        query = query.where(has_word)
    if has_state:
        query = query.where(Tender.state == bindparam("state"))
    newest_first = (col(Tender.updated_at).desc(), col(Tender.id).desc())
    of_the_page = (
        query.order_by(*newest_first).offset(bindparam("skipped", type_=Integer())).limit(PAGE_SIZE + 1)
    )
    return select(Tender).where(col(Tender.id).in_(of_the_page.subquery().select())).order_by(*newest_first)


def _in_title(way: str, word: BindParameter[str]) -> ColumnElement[bool]:
    """Whether a tender's title has the word, in capitals or not. PostgreSQL plans once for all words, and would put a
    pattern together anew for each title: it is asked where the word stands.
    """
    title = col(Tender.title)
    match way:
        case "like":
            return title.like(word, escape="/")
        case "folded like":
            return func.lower(title).like(func.lower(word), escape="/")
        case "stands":
            return func.strpos(_KEPT_FOLDED, word) > 0
        case _:
            return func.strpos(func.lower(collate(_KEPT_FOLDED, "default")), func.lower(word)) > 0


def start(session: Session, actor: Actor, title: str) -> Tender:
    """An empty draft. Raises Invalid for a title the organisation has already."""
    access.require(actor, Permission.START_TENDER)
    tender = new_tender(session, actor, title, origin="scratch")
    tender.specification, tender.facts = Specification(), ProcurementFactsRow()
    session.add(tender)
    return _started(session, actor, tender)


def sources(session: Session, actor: Actor, words: str = "") -> list[Source]:
    """Tenders that may be copied: the organisation's own in any state, then published ones of others."""
    access.require(actor, Permission.START_TENDER)
    own = own_tenders(session, actor, words).tenders
    query = select(PublishedTender)
    for word in words.split()[:MOST_WORDS]:
        query = query.where(
            or_(
                col(PublishedTender.title).icontains(word, autoescape=True),
                PublishedTender.reference == word.upper(),
            )
        )
    published = session.exec(query.order_by(col(PublishedTender.sequence).desc()).limit(PAGE_SIZE))
    mine = {tender.reference for tender in own}
    return [Source(t.reference, t.title, "Your organisation", t.state, True) for t in own] + [
        Source(t.reference, t.title, t.buyer_name, TenderState.PUBLISHED, False)
        for t in published
        if t.reference not in mine
    ]


def source_of(session: Session, actor: Actor, reference: str) -> tuple[Source, SpecificationSnapshot]:
    """What a copy of ``reference`` would be made from. Raises NotFound unless it is own or published."""
    access.require(actor, Permission.START_TENDER)
    if not REFERENCE_PATTERN.fullmatch(reference):
        raise NotFound("There is no such tender to copy.")
    tender = session.exec(select(Tender).where(Tender.reference == reference)).one_or_none()
    if tender is not None and may(actor, Permission.READ_TENDER, tender):
        snapshot = freezing.draft_snapshot(session, tender)
        return Source(reference, tender.title, "Your organisation", tender.state, True), snapshot
    published = session.exec(
        select(PublishedTender).where(PublishedTender.reference == reference)
    ).one_or_none()
    if published is None:
        raise NotFound("There is no such tender to copy.")
    version = session.exec(
        select(SpecificationVersion).where(
            SpecificationVersion.tender_id == published.tender_id,
            SpecificationVersion.number == published.version_number,
        )
    ).one()
    source = Source(reference, published.title, published.buyer_name, TenderState.PUBLISHED, False)
    # Another buyer's reasons for withholding are its own; what it withholds was never read here.
    public = freezing.public_snapshot_of(version)
    said = public.facts.model_copy(update={"is_information_withheld": None, "withheld_information": ""})
    return source, public.model_copy(update={"withheld": (), "facts": said})


def copy(session: Session, actor: Actor, reference: str, title: str) -> Tender:
    """A draft with the words of another tender, without its dates and confirmations, nor another buyer's
    contacts.

    Raises NotFound unless the source is the organisation's own or published, Invalid for a title that is
    taken.
    """
    source, snapshot = source_of(session, actor, reference)
    left_out = NOT_COPIED if source.is_own else NOT_COPIED + NOT_COPIED_FROM_OTHERS
    blank = ProcurementFactsRow()
    facts = snapshot.facts.model_copy(update={name: getattr(blank, name) for name in left_out})
    tender = new_tender(session, actor, title, origin="copy", copied_from=reference)
    write_snapshot(session, tender, snapshot.model_copy(update={"facts": facts}))
    return _started(session, actor, tender)


def title_for_copy(session: Session, actor: Actor, title: str) -> str:
    """A title to offer for a copy: the source's, cut where it is too long, with a number after it where it is taken."""
    if len(title) > authoring.LONGEST_TITLE:
        title = f"{title[: authoring.LONGEST_TITLE - _ROOM].rstrip()}…"
    offers = [title, f"{title} (copy)", *(f"{title} (copy {number})" for number in range(2, 200))]
    return next((offer for offer in offers if not _is_called(session, actor, offer)), title)


def _is_called(session: Session, actor: Actor, title: str) -> bool:
    """Whether the organisation has a tender of this title, capitals apart as the database tells letters apart."""
    found = select(Tender.id).where(
        Tender.organisation_id == actor.organisation_id, func.lower(Tender.title) == func.lower(title)
    )
    return session.exec(found.limit(1)).first() is not None


def new_tender(session: Session, actor: Actor, title: str, *, origin: str, copied_from: str = "") -> Tender:
    """A tender of the actor's organisation, not yet stored. Raises Invalid for a title that is taken."""
    assert actor.organisation_id is not None
    assert actor.user_id is not None
    authoring.require_free_title(session, actor.organisation_id, title)
    return Tender(
        title=title,
        organisation_id=actor.organisation_id,
        created_by_id=actor.user_id,
        origin=origin,
        copied_from=copied_from,
    )


def _started(session: Session, actor: Actor, tender: Tender) -> Tender:
    session.flush()
    auditing.of_tender(
        session, actor, tender, "tender.started", origin=tender.origin, copied_from=tender.copied_from,
    )  # fmt: skip
    return tender
