"""What the functions of a notice definition look at."""

from __future__ import annotations

from dataclasses import dataclass, replace

from exports.notices.stamp import NoticeStamp
from procure.domain.notice_facts import NoticeFacts
from procure.domain.notice_facts.parts import Fact
from procure.domain.snapshot import LotSnapshot, OutcomeSnapshot, ProcurementFacts, SpecificationSnapshot


@dataclass(frozen=True, slots=True)
class AssociatedDocument:
    """A tender document given with the notice: one of our published files, or one that lives elsewhere."""

    title: str
    is_attached: bool
    url: str = ""
    description: str = ""


Entry = LotSnapshot | OutcomeSnapshot | AssociatedDocument | Fact


@dataclass(frozen=True, slots=True)
class Context:
    """A snapshot, the stamp of the notice (None while it is not published), the facts that this notice tells
    besides, and the entry of a list in hand.
    """

    snapshot: SpecificationSnapshot
    stamp: NoticeStamp | None = None
    entry: Entry | None = None
    notice_facts: NoticeFacts | None = None

    @property
    def facts(self) -> ProcurementFacts:
        return self.snapshot.facts

    @property
    def lot(self) -> LotSnapshot | None:
        """The lot in hand, inside the list of lots."""
        return self.entry if isinstance(self.entry, LotSnapshot) else None

    @property
    def outcome(self) -> OutcomeSnapshot | None:
        """The outcome in hand, inside the list of outcomes."""
        return self.entry if isinstance(self.entry, OutcomeSnapshot) else None

    @property
    def document(self) -> AssociatedDocument | None:
        """The document in hand, inside the list of documents."""
        return self.entry if isinstance(self.entry, AssociatedDocument) else None

    def at(self, entry: Entry) -> Context:
        """The same context, looking at one entry of a list."""
        return replace(self, entry=entry)
