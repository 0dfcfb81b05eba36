"""What the pages of a published version show. Made once and kept, as a version never changes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Generic, TypeVar

from markupsafe import Markup
from sqlmodel import Session

from exports.changes import ShownChange, between
from exports.html import Heading, specification_body
from exports.notices.definition import resolve
from exports.notices.html import resolved_html
from exports.text import clean_text
from procure.config import Settings
from procure.domain.snapshot import SpecificationSnapshot
from procure.domain.welsh import in_welsh
from procure.languages import ENGLISH, is_welsh, speaking, spoken
from procure.services import listing, publishing, rendering, telling
from procure.services.announcing import Announced
from procure.services.downloading import PublishedVersion
from procure.services.freezing import public_snapshot_of
from procure.services.stamping import stamp_of

Made = TypeVar("Made")
KEPT = 64


class Shelf(Generic[Made]):
    """The last few things made from versions, so that a page which many read is made once."""

    def __init__(self, kept: int = KEPT) -> None:
        self._made: OrderedDict[object, Made] = OrderedDict()
        self._lock, self._kept = Lock(), kept

    def get(self, key: object, make: Callable[[], Made], language: str = ENGLISH) -> Made:
        """What was made for ``key`` in ``language``, or ``make()``, kept."""
        key = (language, key)
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
                return self._made[key]
        with speaking(language):  # what is kept is in one language, whatever the page speaks that asked first
            made = make()
        with self._lock:
            self._made[key] = made
            while len(self._made) > self._kept:
                self._made.popitem(last=False)
        return made


@dataclass(frozen=True)
class TenderPage:
    """A published version as a page: its specification as HTML with the headings in it."""

    snapshot: SpecificationSnapshot
    title: str
    html: Markup
    headings: tuple[Heading, ...]
    deadline_at: datetime | None
    deadline_is_for_requests: bool


@dataclass(frozen=True)
class NoticePage:
    """A published notice as a page. ``number`` is of our own; ``is_local`` until the central platform gives
    its.
    """

    title: str
    html: Markup
    number: str
    is_local: bool


@dataclass(frozen=True)
class Comparison:
    """What differs between two published versions of a tender, under the headings of the document."""

    title: str
    before: int
    after: int
    sections: list[tuple[str, list[ShownChange]]]


_TENDERS: Shelf[TenderPage] = Shelf()
_COMPARISONS: Shelf[Comparison] = Shelf()
_NOTICES: Shelf[NoticePage] = Shelf()


def tender_page(session: Session, shown: PublishedVersion, settings: Settings) -> TenderPage:
    """The page of a published version, in the language in force."""

    def make() -> TenderPage:
        material = rendering.material_of(session, shown.publication, settings)
        snapshot = in_welsh(material.snapshot) if is_welsh() else material.snapshot
        body = specification_body(snapshot, material.stamp)
        deadline_at, is_for_requests = listing.first_deadline(snapshot.facts)
        return TenderPage(
            snapshot,
            clean_text(snapshot.title),
            body.html,
            body.headings,
            deadline_at,
            is_for_requests,
        )

    return _TENDERS.get(_key(shown, settings), make, spoken())


def comparison(before: PublishedVersion, after: PublishedVersion) -> Comparison:
    """What differs between two published versions of one tender, as far as anybody may read them."""

    def make() -> Comparison:
        earlier, later = (public_snapshot_of(each.version) for each in (before, after))
        return Comparison(
            title=clean_text(later.title),
            before=before.version.number,
            after=after.version.number,
            sections=between(earlier, later),
        )

    return _COMPARISONS.get(
        tuple((each.version.sha256, each.version.number) for each in (before, after)), make, spoken()
    )


def notice_page(session: Session, shown: PublishedVersion, settings: Settings) -> NoticePage:
    """The page of a published version's notice."""

    found = publishing.notice_of(session, shown.publication)

    def make() -> NoticePage:
        material = rendering.material_of(session, shown.publication, settings)
        stamp = material.notice
        notice = resolve(material.snapshot, stamp, facts=material.facts)
        return NoticePage(
            clean_text(notice.heading),
            resolved_html(notice),
            stamp.notice_id,
            stamp.platform_notice_id is None,
        )

    named = (found.platform_notice_id, found.platform_procurement_id)
    return _NOTICES.get((_key(shown, settings), *named), make)


def numbered_notice_page(session: Session, found: Announced, settings: Settings) -> NoticePage:
    """The page of a published notice other than a tender notice."""

    def make() -> NoticePage:
        told = telling.find(session, found.reference, found.number)
        assert told is not None
        stamp = stamp_of(told.notice, found.reference, told.version, settings)
        resolved = resolve(told.snapshot, stamp, facts=told.facts)
        return NoticePage(
            clean_text(resolved.heading),
            resolved_html(resolved),
            stamp.notice_id,
            stamp.platform_notice_id is None,
        )

    notice = found.notice
    made_from = (notice.id, notice.published_at, notice.platform_notice_id, notice.platform_procurement_id)
    return _NOTICES.get((*made_from, *_installation(settings)), make)


def _key(shown: PublishedVersion, settings: Settings) -> object:
    """All that a page is made from: the version, when it was published, and what this installation is called."""
    return (
        shown.version.sha256,
        shown.version.number,
        shown.publication.published_at,
        *_installation(settings),
    )


def _installation(settings: Settings) -> tuple[str, str, str]:
    return settings.resolved_base_url, settings.local_id_prefix, settings.publisher_name
