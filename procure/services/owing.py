"""What an organisation still owes on all its contracts: notices and ratings with their days, figures that have not
come, stage gates to judge, and decisions to look at again.

However many contracts there are, the same few queries are asked; specifications are read once for each version, a few
at a time, and of each only what a duty rests on is kept. What is asked for one kind alone is not gathered for others.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import load_only
from sqlmodel import Session, col, select

from procure.config import Settings
from procure.domain.notice_duties import Duty, duties
from procure.domain.permissions import Actor, Permission
from procure.domain.snapshot import SpecificationSnapshot
from procure.domain.vocabulary import TenderState, Word
from procure.models import (
    MeasureSeries,
    Publication,
    ResultDecision,
    SeriesJudgement,
    SpecificationVersion,
    Tender,
)
from procure.services import access, freezing, results_notices, telling
from procure.services.gate_evidence import GateSeen

#: Contracts that are looked at, the newest first, and things on one page of the list.
MOST_CONTRACTS, PAGE = 5_000, 50
#: Specifications kept in memory, each as far as duties and gates rest on it, and how many are read whole at a time.
KEPT, AT_A_TIME = 10_000, 500
#: What duties and gates rest on (``notice_duties.act_facts`` and ``gate_evidence``).
_NEEDED = frozenset({"reference", "title", "authority", "facts", "gates"})
_LEFT_OUT = {
    name: field.default
    for name, field in SpecificationSnapshot.model_fields.items()
    if name not in _NEEDED and not field.is_required()
}
_kept: OrderedDict[str, SpecificationSnapshot] = OrderedDict()


class Owed(Word):
    """What kind of thing is owed."""

    RATING = "rating", "Ratings of indicators"
    NOTICE = "notice", "Other notices and copies"
    FIGURE = "figure", "Figures that have not come"
    GATE = "gate", "Stage gates to judge"
    DECISION = "decision", "Decisions to look at again"


class Within(Word):
    """By when."""

    OVERDUE = "overdue", "Overdue"
    MONTH = "month", "Within 30 days"
    QUARTER = "quarter", "Within 90 days"
    YEAR = "year", "Within a year"


DAYS = {Within.OVERDUE: -1, Within.MONTH: 30, Within.QUARTER: 90, Within.YEAR: 365}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is narrowed to: a kind of thing and by when, each empty for all; ``page`` counts from 1."""

    kind: str = ""
    within: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Item:
    """One thing owed on a tender. ``on`` is its last day, None where none is set; ``key`` names the measure, gate or
    decision that it is about."""

    kind: Owed
    tender: Tender
    label: str
    on: date | None
    words: str = ""
    provision: str = ""
    contract: str = ""
    key: str = ""
    notice: str = ""
    is_estimate: bool = False

    def is_overdue(self, today: date) -> bool:
        """Whether its last day has passed, where one is settled."""
        return self.on is not None and not self.is_estimate and self.on < today


@dataclass(frozen=True)
class Owing:
    """A page of the list, and how many things there are of each kind that was asked for, within the same time."""

    items: Sequence[Item]
    counts: dict[Owed, int]
    total: int
    has_more: bool
    is_cut: bool


def owed(session: Session, actor: Actor, settings: Settings, today: date, asked: Asked) -> Owing:
    """What one's own organisation owes, the first due first and what has no day last. Raises NotAllowed."""
    access.require(actor, Permission.LIST_TENDERS)
    tenders = session.exec(
        select(Tender)
        .where(Tender.organisation_id == actor.organisation_id, Tender.state == TenderState.PUBLISHED.value)
        .options(load_only(Tender.id, Tender.reference, Tender.title))
        .order_by(col(Tender.id).desc())
        .limit(MOST_CONTRACTS + 1)
    ).all()
    is_cut, tenders = len(tenders) > MOST_CONTRACTS, tenders[:MOST_CONTRACTS]
    found = [
        each
        for each in _all(session, tenders, settings, today, asked.kind)
        if asked.kind in ("", each.kind.value) and _is_within(each, asked.within, today)
    ]
    counts = {kind: sum(each.kind is kind for each in found) for kind in Owed}
    found.sort(key=lambda each: (each.on is None, each.on or date.max, each.tender.reference, each.label))
    first = (asked.page - 1) * PAGE
    return Owing(found[first : first + PAGE], counts, len(found), len(found) > first + PAGE, is_cut)


def _is_within(item: Item, within: str, today: date) -> bool:
    if not within:
        return True
    if within == Within.OVERDUE:
        return item.is_overdue(today)
    return item.on is not None and item.on <= today + timedelta(days=DAYS[Within(within)])


def _all(
    session: Session, tenders: Sequence[Tender], settings: Settings, today: date, kind: str
) -> Iterator[Item]:
    """What is owed on these tenders, of at least the kind that is asked for."""
    by_id = {each.id: each for each in tenders if each.id is not None}
    if not by_id:
        return
    if kind in ("", Owed.FIGURE):
        yield from _figures(session, by_id, today)
    if kind == Owed.FIGURE:
        return
    decisions = session.exec(
        select(ResultDecision)
        .where(col(ResultDecision.tender_id).in_(list(by_id)))
        .order_by(col(ResultDecision.id).desc())
    ).all()
    for each in decisions:
        if each.followed_up_at is None:
            label = each.gate_name or "A decision on results"
            tender, words = by_id[each.tender_id], each.reason[:200]
            yield Item(Owed.DECISION, tender, label, each.follow_up_on, words, key=each.key)
    if kind == Owed.DECISION:
        return
    snapshots = _snapshots(session, list(by_id))
    if kind != Owed.GATE:
        yield from _notices(session, by_id, snapshots, settings, today)
    yield from _gates(by_id, snapshots, decisions)


def _notices(
    session: Session,
    by_id: Mapping[int, Tender],
    snapshots: Mapping[int, SpecificationSnapshot],
    settings: Settings,
    today: date,
) -> Iterator[Item]:
    """Notices, ratings, copies and corrections."""
    tenders = list(by_id.values())
    histories = telling.histories(session, tenders, settings)
    decided = results_notices.decided_on(session, tenders)
    corrections = results_notices.corrected_of(session, histories, today)
    for tender_id, snapshot in snapshots.items():
        tender = by_id[tender_id]
        for duty in duties(snapshot, histories.get(tender_id, []), decided.get(tender_id, ())):
            yield _of_duty(tender, duty)
        for correction in corrections.get(tender_id, ()):
            if correction.is_called_for:
                yield _of_duty(tender, correction.duty)


def _gates(
    by_id: Mapping[int, Tender],
    snapshots: Mapping[int, SpecificationSnapshot],
    decisions: Sequence[ResultDecision],
) -> Iterator[Item]:
    """Stage gates that have a day; of the decisions the newest come first."""
    at_gates: dict[tuple[int, str], list[ResultDecision]] = {}
    for each in decisions:
        at_gates.setdefault((each.tender_id, each.gate_key), []).append(each)
    for tender_id, snapshot in snapshots.items():
        for gate in snapshot.gates:
            seen = GateSeen(gate, at_gates.get((tender_id, gate.key), []))
            if seen.comes_on is not None:
                label = f"Gate {gate.number}: {gate.name or gate.question}"
                yield Item(Owed.GATE, by_id[tender_id], label, seen.comes_on, gate.question, key=gate.key)


def _of_duty(tender: Tender, duty: Duty) -> Item:
    kind = Owed.RATING if duty.notice == "UK9" and not duty.decision else Owed.NOTICE
    return Item(
        kind, tender, duty.label, duty.due_on, duty.explanation, duty.provision, duty.contract,
        notice=duty.notice, is_estimate=duty.is_estimate,
    )  # fmt: skip


def _figures(session: Session, by_id: Mapping[int, Tender], today: date) -> Iterator[Item]:
    """Figures that should have come by now."""
    late = session.exec(
        select(MeasureSeries.tender_id, MeasureSeries.key, MeasureSeries.name, col(SeriesJudgement.next_due))
        .join(SeriesJudgement, col(SeriesJudgement.series_id) == MeasureSeries.id)
        .where(
            col(MeasureSeries.tender_id).in_(list(by_id)),
            col(MeasureSeries.closed_at).is_(None),
            col(SeriesJudgement.next_due) < today,
        )
    )
    for tender_id, key, name, next_due in late:
        yield Item(Owed.FIGURE, by_id[tender_id], name, next_due, key=key)


def _snapshots(session: Session, tender_ids: Sequence[int]) -> dict[int, SpecificationSnapshot]:
    """What the newest published version of each tender says that duties and gates rest on, by the tender's id."""
    versions = session.exec(
        select(SpecificationVersion.tender_id, SpecificationVersion.id, SpecificationVersion.sha256)
        .join(Publication, col(Publication.version_id) == SpecificationVersion.id)
        .where(
            col(SpecificationVersion.tender_id).in_(tender_ids), col(Publication.completed_at).is_not(None)
        )
        .order_by(col(SpecificationVersion.number))
    ).all()
    newest = {tender_id: (version_id, sha256) for tender_id, version_id, sha256 in versions}
    unread = [version_id for version_id, sha256 in newest.values() if sha256 not in _kept]
    read: dict[str, SpecificationSnapshot] = {}
    for at in range(0, len(unread), AT_A_TIME):
        versions_read = session.exec(
            select(SpecificationVersion).where(col(SpecificationVersion.id).in_(unread[at : at + AT_A_TIME]))
        )
        for version in versions_read:
            read[version.sha256] = freezing.snapshot_of(version).model_copy(update=_LEFT_OUT)
    found = {
        tender_id: snapshot
        for tender_id, (_, sha256) in newest.items()
        if (snapshot := _kept.get(sha256) or read.get(sha256)) is not None
    }
    for sha256, snapshot in read.items():
        _kept[sha256] = snapshot
    while len(_kept) > KEPT:
        _kept.popitem(last=False)
    return found
