"""Open data, given out: published releases a page at a time, by notice, by procurement, and all of them in a stream.

Releases are stored as they were published, without spaces, and go into packages as text: nothing is rendered or
parsed again. Paging walks down (moment of publication, number), never by offset, so that a page costs the same
however many there are.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Engine, and_, func, or_
from sqlmodel import Session, col, select

from exports.notices.stamp import NoticeStamp
from exports.ocds.package import EXTENSIONS, OPEN_GOVERNMENT_LICENCE, release_package, to_json_bytes
from exports.ocds.plain import date_time
from exports.ocds.record import record_json_bytes, record_package
from exports.ocds.release import tender_release
from procure.act.calendar import LONDON
from procure.config import Settings
from procure.db import reading
from procure.domain.exceptions import NotFound
from procure.models import Artefact, Publication, PublishedRelease, Tender
from procure.services import freezing, renaming
from procure.storage import Storage

RELEASE_FILE = "release.json"
#: Parts of the interface's ``stages``, by the beginning of a release's tag.
STAGES = {"planning": "planning", "tender": "tender"}
LATER_STAGE = "award"
#: Releases read at once for a stream: what memory it needs does not grow with how many there are.
BATCH = 200
_CURSOR = re.compile(r"([0-9]{1,17})\.([0-9]{1,17})")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST_MOMENT = 300_000_000_000 * 1_000_000


@dataclass(frozen=True)
class Position:
    """Where a page begins: after the release published at ``at`` with this number."""

    at: datetime
    number: int

    def cursor(self) -> str:
        """Letters and digits that say the same, for an address."""
        moment = (self.at - _EPOCH) // timedelta(microseconds=1)
        return base64.b32encode(f"{moment}.{self.number}".encode()).decode()


@dataclass(frozen=True)
class Query:
    """What is asked for, newest first. Times are aware and both included; no ``stages`` means all of them."""

    limit: int = 100
    after: Position | None = None
    updated_from: datetime | None = None
    updated_to: datetime | None = None
    stages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Listed:
    """A release in a list, without its text."""

    number: int
    published_at: datetime
    sha256: str


@dataclass(frozen=True)
class Page:
    """``following`` is where the next page begins, None on the last."""

    releases: tuple[Listed, ...]
    following: Position | None = None
    #: What the central platform calls the procurement that they are of, once it does; empty for a list of several.
    platform_name: str = ""

    @property
    def digest(self) -> str:
        """What changes when any of these releases does, which there are, or what they are called."""
        parts = (self.platform_name, *(release.sha256 for release in self.releases))
        return hashlib.sha256("".join(parts).encode()).hexdigest()

    @property
    def newest_at(self) -> datetime | None:
        return max((release.published_at for release in self.releases), default=None)


@dataclass(frozen=True)
class Stock:
    """What a stream of all releases holds: how many, up to which number, the newest of when."""

    releases: int
    last: int
    newest_at: datetime | None

    @property
    def digest(self) -> str:
        return hashlib.sha256(f"{self.releases} {self.last} {self.newest_at}".encode()).hexdigest()


def position_of(cursor: str) -> Position:
    """The position a cursor says. Raises ValueError for one that this service never gave."""
    try:
        found = _CURSOR.fullmatch(base64.b32decode(cursor.encode()).decode("ascii"))
    except (binascii.Error, UnicodeError):
        found = None
    if found is None or int(found[1]) > _LONGEST_MOMENT // 2:
        raise ValueError("no cursor of this service")
    try:
        return Position(_EPOCH + timedelta(microseconds=int(found[1])), int(found[2]))
    except OverflowError:
        raise ValueError("no cursor of this service") from None


# Reading


def page(session: Session, query: Query) -> Page:
    """The releases that a query finds, up to its limit."""
    listed = select(PublishedRelease.id, PublishedRelease.published_at, PublishedRelease.sha256)
    wanted: list[ColumnElement[bool]] = []
    if query.stages:
        wanted.append(col(PublishedRelease.stage).in_(query.stages))
    if query.updated_from is not None:
        wanted.append(col(PublishedRelease.published_at) >= query.updated_from)
    if query.updated_to is not None:
        wanted.append(col(PublishedRelease.published_at) <= query.updated_to)
    if query.after is not None:
        wanted.append(_beyond(query.after, newer=False))
    rows = session.exec(
        listed.where(*wanted)
        .order_by(col(PublishedRelease.published_at).desc(), col(PublishedRelease.id).desc())
        .limit(query.limit + 1)
    ).all()
    releases = tuple(Listed(number or 0, at, sha256) for number, at, sha256 in rows[: query.limit])
    last = releases[-1] if len(rows) > query.limit else None
    return Page(releases, Position(last.published_at, last.number) if last else None)


def notice_or_process(session: Session, name: str) -> Page:
    """The release with this identifier, or all releases of this procurement, newest first. Either may be called what
    it was published as or what the central platform calls it since. Raises NotFound.
    """
    names = renaming.procurement_names(session, name)
    notices = [name, *renaming.releases_of_notice(session, name)]
    rows = session.exec(
        select(PublishedRelease.id, PublishedRelease.published_at, PublishedRelease.sha256)
        .where(or_(col(PublishedRelease.release_id).in_(notices), col(PublishedRelease.ocid).in_(names)))
        .order_by(col(PublishedRelease.published_at).desc(), col(PublishedRelease.id).desc())
    ).all()
    if not rows:
        raise NotFound("There is no published notice or procurement of this identifier.")
    return Page(tuple(Listed(number or 0, at, sha256) for number, at, sha256 in rows))


def process(session: Session, ocid: str) -> Page:
    """All releases of one procurement, newest first, under any of its names. Raises NotFound."""
    names = renaming.procurement_names(session, ocid)
    rows = session.exec(
        select(PublishedRelease.id, PublishedRelease.published_at, PublishedRelease.sha256)
        .where(col(PublishedRelease.ocid).in_(names))
        .order_by(col(PublishedRelease.published_at).desc(), col(PublishedRelease.id).desc())
    ).all()
    if not rows:
        raise NotFound("There is no published procurement of this identifier.")
    releases = tuple(Listed(number or 0, at, sha256) for number, at, sha256 in rows)
    return Page(releases, platform_name=renaming.platform_name(session, names) or "")


def texts(session: Session, releases: Sequence[Listed]) -> list[str]:
    """The JSON texts of releases, in their order."""
    numbers = [release.number for release in releases]
    found = dict(
        session.exec(
            select(PublishedRelease.id, PublishedRelease.release_json).where(
                col(PublishedRelease.id).in_(numbers)
            )
        ).all()
    )
    return [found[number] for number in numbers]


def package_text(
    session: Session, shown: Page, settings: Settings, uri: str, following: str | None = None
) -> str:
    """A release package of a page as JSON text. ``following`` is the address of the next page.

    An empty page is dated with the moment it was asked for, as a package has to be dated.
    """
    head = {
        "uri": uri,
        "version": "1.1",
        "extensions": list(EXTENSIONS),
        "publishedDate": date_time(shown.newest_at or datetime.now(UTC)),
        "publisher": {"name": settings.publisher_name, "uri": settings.resolved_base_url},
        "license": OPEN_GOVERNMENT_LICENCE,
    }
    links = f',"links":{_compact({"next": following})}' if following else ""
    return f'{_compact(head)[:-1]},"releases":[{",".join(texts(session, shown.releases))}]{links}}}'


def record_bytes(session: Session, shown: Page, settings: Settings, uri: str) -> bytes:
    """The record package of one procurement's releases: all under the platform's name for it, once there is one."""
    releases = [json.loads(text) for text in texts(session, shown.releases)]
    if shown.platform_name:
        releases = [{**release, "ocid": shown.platform_name} for release in releases]
    package = record_package(
        releases, uri=uri, publisher_name=settings.publisher_name, publisher_uri=settings.resolved_base_url
    )
    return record_json_bytes(package)


# All of them


def stock(session: Session, year: int | None = None) -> Stock:
    """What a stream would hold now: of all years, or of one year in London."""
    releases, last, newest_at = session.exec(
        select(
            func.count(), func.max(col(PublishedRelease.id)), func.max(col(PublishedRelease.published_at))
        ).where(*_of_year(year))
    ).one()
    return Stock(releases, last or 0, newest_at)


def stream(engine: Engine, held: Stock, year: int | None = None) -> Iterator[str]:
    """The JSON texts of all releases up to those ``held``, oldest first, read a batch at a time.

    Each batch is a transaction of its own, so that a slow reader holds nothing up. Releases are never changed,
    so the stream is the same as if it were one.
    """
    reached: Position | None = None
    while True:
        wanted = [*_of_year(year), col(PublishedRelease.id) <= held.last]
        if reached is not None:
            wanted.append(_beyond(reached, newer=True))
        with reading(engine) as session:
            rows = session.exec(
                select(PublishedRelease.published_at, PublishedRelease.id, PublishedRelease.release_json)
                .where(*wanted)
                .order_by(col(PublishedRelease.published_at), col(PublishedRelease.id))
                .limit(BATCH)
            ).all()
        for _, _, text in rows:
            yield text
        if len(rows) < BATCH:
            return
        reached = Position(rows[-1][0], rows[-1][1] or 0)


def years(session: Session) -> list[int]:
    """Years, in London, from the first publication to the last, the latest first."""
    ends: tuple[datetime | None, datetime | None] = session.exec(
        select(func.min(col(PublishedRelease.published_at)), func.max(col(PublishedRelease.published_at)))
    ).one()
    first, last = ends
    if first is None or last is None:
        return []
    return list(range(last.astimezone(LONDON).year, first.astimezone(LONDON).year - 1, -1))


# Writing


def put(session: Session, version_id: int, published_at: datetime, file: bytes) -> None:
    """Give out the release in a published ``release.json``: of this version, published then (aware)."""
    for release in json.loads(file)["releases"]:
        text = _compact(release)
        session.add(
            PublishedRelease(
                version_id=version_id,
                ocid=release["ocid"],
                release_id=release["id"],
                stage=_stage_of(release["tag"]),
                published_at=published_at,
                sha256=hashlib.sha256(text.encode()).hexdigest(),
                release_json=text,
            )
        )


def catch_up(session: Session, storage: Storage) -> int:
    """Give out what was published before this table was there; how many releases that were."""
    missing = session.exec(
        select(Publication, Artefact.sha256)
        .join(Artefact, col(Artefact.version_id) == Publication.version_id)
        .where(Artefact.kind == RELEASE_FILE, col(Publication.completed_at).is_not(None))
        .where(
            ~select(PublishedRelease.id)
            .where(PublishedRelease.version_id == Publication.version_id)
            .correlate(Publication)
            .exists()
        )
        .order_by(col(Publication.id))
    ).all()
    for publication, digest in missing:
        with storage.open(digest) as file:
            put(session, publication.version_id, publication.published_at, file.read())
    session.flush()
    return len(missing)


def draft_package(session: Session, tender: Tender, settings: Settings) -> bytes:
    """A tender that is not published as a release package, dated when it was last changed: for its own
    officers, and for whoever moves it elsewhere. It is not checked as publication would check it.

    Raises ``pydantic.ValidationError``, with paths, when what is there so far cannot be told as open data.
    """
    page = f"{settings.resolved_base_url}/tenders/{tender.reference}"
    stamp = NoticeStamp(
        tender_reference=tender.reference,
        local_number=1,
        local_id_prefix=settings.local_id_prefix,
        published_at=tender.updated_at,
        notice_url=page,
        base_url=settings.resolved_base_url,
        publisher_name=settings.publisher_name,
    )
    release = tender_release(freezing.draft_snapshot(session, tender), stamp)
    package = release_package(
        [release],
        uri=page,
        publisher_name=settings.publisher_name,
        publisher_uri=settings.resolved_base_url,
    )
    return to_json_bytes(package)


def _beyond(position: Position, *, newer: bool) -> ColumnElement[bool]:
    """Strictly newer or older than a position, in words that an index on both columns answers."""
    at, number = col(PublishedRelease.published_at), col(PublishedRelease.id)
    if newer:
        return and_(at >= position.at, or_(at > position.at, number > position.number))
    return and_(at <= position.at, or_(at < position.at, number < position.number))


def _of_year(year: int | None) -> list[ColumnElement[bool]]:
    if year is None:
        return []
    starts, ends = (datetime(each, 1, 1, tzinfo=LONDON) for each in (year, year + 1))
    at = col(PublishedRelease.published_at)
    return [at >= starts, at < ends]


def _stage_of(tags: Sequence[str]) -> str:
    found = (stage for beginning, stage in STAGES.items() for tag in tags if tag.startswith(beginning))
    return next(found, LATER_STAGE)


def _compact(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
