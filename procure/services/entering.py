"""Entering a notice on the central platform by hand: what there is to enter, and what has been entered already."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session, col, select

from exports.notices.checklist import Step, checklist
from exports.notices.definition import resolve
from exports.notices.stamp import NoticeStamp
from procure import db
from procure.config import Settings
from procure.domain.exceptions import Invalid
from procure.domain.notice_facts import NoticeFacts
from procure.domain.permissions import Actor, Permission
from procure.domain.snapshot import SpecificationSnapshot
from procure.models import HandEntry, Notice, Tender, User
from procure.models.types import now
from procure.services import access, auditing, telling
from procure.services.stamping import stamp_of


@dataclass(frozen=True)
class NoticeMaterial:
    """A numbered notice with all that its renderings are made from."""

    notice: Notice
    snapshot: SpecificationSnapshot
    facts: NoticeFacts
    stamp: NoticeStamp


@dataclass(frozen=True)
class HandEntries:
    """A notice laid out for entering, with what is done: the entry's key → whoever did it, and when."""

    material: NoticeMaterial
    steps: tuple[Step, ...]
    entered: dict[str, tuple[str, object]]

    @property
    def total(self) -> int:
        return sum(len(step.entries) for step in self.steps)

    @property
    def done(self) -> int:
        return sum(1 for step in self.steps for entry in step.entries if entry.key in self.entered)

    def is_done(self, step: Step) -> bool:
        """Whether every value of the step has been entered."""
        return all(entry.key in self.entered for entry in step.entries)


def material_of(
    session: Session, actor: Actor, tender: Tender, number: int, settings: Settings
) -> NoticeMaterial:
    """Any notice of a tender by its local number, the tender notice too. Raises NotAllowed; NotFound for none."""
    told = telling.told(session, actor, tender, number)
    stamp = stamp_of(told.notice, tender.reference, told.version, settings)
    return NoticeMaterial(told.notice, told.snapshot, told.facts, stamp)


def by_hand(session: Session, actor: Actor, tender: Tender, number: int, settings: Settings) -> HandEntries:
    """A notice laid out for entering by hand. Raises NotAllowed and NotFound."""
    material = material_of(session, actor, tender, number, settings)
    rows = session.exec(
        select(HandEntry, User.name)
        .join(User, col(User.id) == HandEntry.entered_by_id)
        .where(HandEntry.notice_id == material.notice.id)
    )
    return HandEntries(
        material,
        checklist(resolve(material.snapshot, material.stamp, facts=material.facts)),
        {row.entry_key: (name, row.entered_at) for row, name in rows},
    )


def tick(
    session: Session,
    actor: Actor,
    tender: Tender,
    entries: HandEntries,
    *,
    entered: Collection[str] = (),
    taken_back: Collection[str] = (),
) -> None:
    """Keep which values were entered on the platform, and which were not after all. What somebody else ticked
    meanwhile stays. Raises NotAllowed; Invalid for a value that the notice does not have.
    """
    access.require(actor, Permission.PUBLISH_TENDER, tender)
    known = {entry.key for step in entries.steps for entry in step.entries}
    if not {*entered, *taken_back} <= known:
        raise Invalid("entered", "This notice has no such value. Open the page again.")
    db.lock(session, tender)
    notice = entries.material.notice
    rows = {
        row.entry_key: row for row in session.exec(select(HandEntry).where(HandEntry.notice_id == notice.id))
    }
    for key in {*entered} - rows.keys():
        session.add(
            HandEntry(notice_id=notice.id, entry_key=key, entered_by_id=actor.user_id, entered_at=now())
        )
    for key in {*taken_back} & rows.keys():
        session.delete(rows[key])
    session.flush()
    before, after = len(known & rows.keys()), len(known & ({*rows, *entered} - {*taken_back}))
    if before < len(known) == after:
        auditing.of_tender(session, actor, tender, "notice.entered_by_hand", number=notice.local_number)
