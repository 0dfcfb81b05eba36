"""Published notices, as anybody may read them: those of one procurement in their order, one with its files, and all of
them a page at a time. What a notice does not say of its tender is not to be had here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, false, or_
from sqlmodel import Session, col, func, select

from exports.notices.definition import definition_of
from procure.act.publication import PlatformTimes, publication_day
from procure.config import Settings
from procure.domain.exceptions import NotFound
from procure.domain.notice_facts import KINDS
from procure.domain.permissions import ANYONE, Permission, may
from procure.models import Artefact, Notice, NoticeDraft, NoticeFile, SpecificationVersion, Tender
from procure.services import confirming, telling
from procure.services.opening import Position
from procure.services.stamping import TENDER_NOTICE, identifier_of, local_reference

#: The files of a notice, in the order readers meet them, and what each is called.
FILES = {"notice.pdf": "Notice (PDF)", "release.json": "Open data (OCDS)"}
PAGE = 20
MOST_WORDS = 8


@dataclass(frozen=True)
class PublicFile:
    """A stored file of a notice, with what is needed to check that it arrived whole."""

    kind: str
    label: str
    media_type: str
    file_name: str
    size: int
    sha256: str
    made_at: datetime


@dataclass(frozen=True)
class Announced:
    """A published notice. ``version`` numbers the version of the specification that it was made from, which only a
    tender notice makes public; ``amends`` and ``amended_by`` number notices of the same procurement.
    """

    notice: Notice
    reference: str
    version: int
    identifier: str
    files: tuple[PublicFile, ...] = ()
    amends: int | None = None
    amended_by: int | None = None
    what_changed: str = ""
    #: What we call it: its name in open data that went out before the platform had named it.
    local_name: str = ""

    @property
    def code(self) -> str:
        return self.notice.code

    @property
    def number(self) -> int:
        return self.notice.local_number

    @property
    def name(self) -> str:
        return definition_of(self.notice.code).name

    @property
    def is_tender_notice(self) -> bool:
        return self.notice.code == TENDER_NOTICE

    @property
    def published_at(self) -> datetime:
        return self.notice.published_at

    @property
    def times(self) -> PlatformTimes:
        return confirming.times_of(self.notice)

    @property
    def counts_from(self) -> date | None:
        """The day of publication on the platform, from which the law counts; None while it is not recorded."""
        return publication_day(self.times).value


@dataclass(frozen=True)
class Listed:
    """A notice in the list of all of them."""

    reference: str
    number: int
    code: str
    title: str
    buyer_name: str
    published_at: datetime
    identifier: str
    version: int

    @property
    def name(self) -> str:
        return definition_of(self.code).name

    @property
    def is_tender_notice(self) -> bool:
        return self.code == TENDER_NOTICE


@dataclass(frozen=True)
class Criteria:
    """What is looked for among all notices: words of title, buyer or identifier, kinds such as ``UK2``, and where the
    page begins.
    """

    words: str = ""
    codes: tuple[str, ...] = ()
    before: Position | None = None

    @property
    def is_narrowed(self) -> bool:
        return bool(self.words.split() or self.codes)


def of_tender(session: Session, reference: str, settings: Settings) -> list[Announced]:
    """The published notices of one procurement, oldest first; none for an unknown reference."""
    rows = session.exec(
        select(Notice, SpecificationVersion.number, NoticeDraft)
        .join(Tender, col(Tender.id) == Notice.tender_id)
        .join(SpecificationVersion, col(SpecificationVersion.id) == Notice.version_id)
        .outerjoin(NoticeDraft, col(NoticeDraft.notice_id) == Notice.id)
        .where(Tender.reference == reference)
        .order_by(col(Notice.completed_at), col(Notice.local_number))
    ).all()
    shown = [row for row in rows if may(ANYONE, Permission.READ_NOTICE, row[0])]
    files = _files_of(session, [row[0] for row in shown])
    facts = {row[0].local_number: telling.facts_of(row[2]) for row in shown if row[2] is not None}
    numbers = {identifier_of(notice, reference, settings): notice.local_number for notice, _, _ in shown}
    # An amendment names the notice by what it was called when it was written.
    numbers |= {local_reference(notice, reference, settings): notice.local_number for notice, _, _ in shown}
    amends = {
        number: numbers.get(told.amends_notice_id) for number, told in facts.items() if told.is_amendment
    }
    amended_by = {old: new for new, old in amends.items() if old is not None}
    return [
        Announced(
            notice,
            reference,
            version,
            identifier_of(notice, reference, settings),
            files.get(notice.id or 0, ()),
            amends.get(notice.local_number),
            amended_by.get(notice.local_number),
            facts[notice.local_number].what_changed if notice.local_number in facts else "",
            local_reference(notice, reference, settings),
        )
        for notice, version, _ in shown
    ]


def announced(
    session: Session, reference: str, number: int, settings: Settings
) -> tuple[Announced, list[Announced]]:
    """One published notice, and all of its procurement. Raises NotFound for anything else, whatever there is."""
    everything = of_tender(session, reference, settings)
    found = next((each for each in everything if each.number == number), None)
    if found is None:
        raise NotFound("There is no such published notice.")
    return found, everything


def file_of(session: Session, reference: str, number: int, kind: str) -> PublicFile:
    """One file of a published notice other than the tender notice. Raises NotFound."""
    row = session.exec(
        select(Notice, NoticeFile)
        .join(Tender, col(Tender.id) == Notice.tender_id)
        .join(NoticeFile, col(NoticeFile.notice_id) == Notice.id)
        .where(Tender.reference == reference, Notice.local_number == number, NoticeFile.kind == kind)
    ).first()
    if row is None or not may(ANYONE, Permission.READ_NOTICE, row[0]):
        raise NotFound("There is no such published file.")
    return _public(row[1], row[0].published_at)


def find(session: Session, criteria: Criteria, settings: Settings) -> tuple[list[Listed], Position | None]:
    """A page of published notices, the newest first, and where the next begins, None on the last."""
    wanted: list[ColumnElement[bool]] = [col(Notice.completed_at).is_not(None)]
    if criteria.codes:
        wanted.append(col(Notice.code).in_(criteria.codes))
    wanted += [_says(word, settings) for word in criteria.words.split()[:MOST_WORDS]]
    if criteria.before is not None:
        at, number = criteria.before.at, criteria.before.number
        older = or_(col(Notice.completed_at) < at, col(Notice.id) < number)
        wanted.append(and_(col(Notice.completed_at) <= at, older))
    rows = session.exec(
        select(Notice, Tender.reference, SpecificationVersion.number)
        .join(Tender, col(Tender.id) == Notice.tender_id)
        .join(SpecificationVersion, col(SpecificationVersion.id) == Notice.version_id)
        .where(*wanted)
        .order_by(col(Notice.completed_at).desc(), col(Notice.id).desc())
        .limit(PAGE + 1)
    ).all()
    last = rows[PAGE - 1][0] if len(rows) > PAGE else None
    following = Position(last.completed_at, last.id or 0) if last and last.completed_at else None
    return [_listed(*row, settings) for row in rows[:PAGE]], following


def counts(session: Session) -> dict[str, int]:
    """How many notices of each kind are published, those that are, in the order of their numbers."""
    rows = session.exec(
        select(Notice.code, func.count())
        .where(col(Notice.completed_at).is_not(None))
        .group_by(col(Notice.code))
    ).all()
    found = dict(rows)
    return {code: found[code] for code in KINDS if code in found}


def _says(word: str, settings: Settings) -> ColumnElement[bool]:
    """In the title, the buyer or the platform's identifiers; or the tender's reference, or a name that we gave."""
    ours = word.lower().removeprefix(f"{settings.local_id_prefix.lower()}-")
    procurement, _, number = ours.rpartition("-")
    columns = (Notice.title, Notice.buyer_name, Notice.platform_notice_id, Notice.platform_procurement_id)
    return or_(
        *(func.lower(col(each)).contains(word.lower(), autoescape=True) for each in columns),
        func.lower(col(Tender.reference)) == ours,
        and_(func.lower(col(Tender.reference)) == procurement, col(Notice.local_number) == int(number))
        if re.fullmatch("[0-9]{1,6}", number)
        else false(),
    )


def _listed(notice: Notice, reference: str, version: int, settings: Settings) -> Listed:
    return Listed(
        reference,
        notice.local_number,
        notice.code,
        notice.title or "",
        notice.buyer_name or "",
        notice.published_at,
        identifier_of(notice, reference, settings),
        version,
    )


def _files_of(session: Session, notices: Iterable[Notice]) -> dict[int, tuple[PublicFile, ...]]:
    """The files of notices by the notices' keys: a tender notice's are among those of its version."""
    by_id = {notice.id or 0: notice for notice in notices}
    of_versions = {notice.version_id: notice for notice in by_id.values() if notice.code == TENDER_NOTICE}
    found: dict[int, list[PublicFile]] = {}
    for file in session.exec(select(NoticeFile).where(col(NoticeFile.notice_id).in_(by_id))):
        found.setdefault(file.notice_id, []).append(_public(file, by_id[file.notice_id].published_at))
    artefacts = select(Artefact).where(
        col(Artefact.version_id).in_(of_versions), col(Artefact.kind).in_(FILES)
    )
    for artefact in session.exec(artefacts) if of_versions else ():
        notice = of_versions[artefact.version_id]
        found.setdefault(notice.id or 0, []).append(_public(artefact, artefact.made_at))
    order = list(FILES)
    return {
        key: tuple(sorted(files, key=lambda file: order.index(file.kind))) for key, files in found.items()
    }


def _public(file: NoticeFile | Artefact, made_at: datetime) -> PublicFile:
    return PublicFile(
        file.kind,
        FILES.get(file.kind, file.kind),
        file.media_type,
        file.file_name,
        file.size,
        file.sha256,
        made_at,
    )
