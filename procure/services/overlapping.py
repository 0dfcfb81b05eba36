"""Who else is buying this: others' plans like one of ours, why they are like it, and what was answered.

Only ``VisibleNeed`` is looked through, which holds nothing but what may be known. A look-up reads at most ``NEWEST``
rows for each of at most ``MOST_MARKS`` marks, and compares the ``COMPARED`` needs that share the most telling ones:
it takes as long among ten thousand as among a hundred.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy import TextClause, text
from sqlmodel import Session, col, select

from procure.domain.exceptions import Invalid, NotFound
from procure.domain.identifiers import is_key
from procure.domain.overlaps import (
    Alike,
    Match,
    Need,
    NeedOutcome,
    OverlapAnswer,
    compare,
    need_of,
    suggest,
)
from procure.domain.permissions import Actor, Permission
from procure.domain.vocabulary import TenderState
from procure.models import GrownTender, OverlapDecision, TargetOutcome, Tender, User, VisibleNeed
from procure.models.types import now
from procure.services import access, auditing, disclosing, freezing, likeness

NEWEST, MOST_MARKS, COMPARED, MOST_SHOWN = 40, 80, 60, 20
LONGEST_REASON = 2_000


@dataclass(frozen=True)
class Overlap:
    """Another's plan that is like one of ours: what may be known of it, why it is like ours, what to consider first
    and why, and what was answered already."""

    need: VisibleNeed
    match: Match
    suggestion: OverlapAnswer
    why: str
    is_own: bool
    decision: OverlapDecision | None = None


@dataclass(frozen=True)
class Decided:
    """An answer as it stands on the record. ``need`` is None where the other's plan may no longer be seen."""

    decision: OverlapDecision
    by: str
    need: VisibleNeed | None

    @property
    def words(self) -> str:
        """The answer in one sentence, for the board."""
        answer = OverlapAnswer.label_of(self.decision.answer)
        other = (
            f"“{self.need.title}” ({self.need.buyer_name})" if self.need else "A plan that is no longer shown"
        )
        return f"{other}: {answer}. {self.decision.reason}"


def of_tender(session: Session, actor: Actor, tender: Tender, today: date) -> list[Overlap]:
    """Others' plans like a tender as it stands, the likest first. Raises NotAllowed to anybody but its officers."""
    access.require(actor, Permission.READ_TENDER, tender)
    answered = {each.other_tender_id: each for each in _decisions(session, tender_id=tender.id)}
    found = _find(session, need_of(freezing.draft_snapshot(session, tender)), today, {tender.id})
    return _told(found, answered, tender.organisation_id, tender.state != TenderState.PUBLISHED)


def of_target(session: Session, actor: Actor, found: TargetOutcome, today: date) -> list[Overlap]:
    """Others' plans like a target outcome, the likest first, but for those that serve it. Raises NotAllowed."""
    access.require(actor, Permission.READ_TARGET, found)
    answered = {each.other_tender_id: each for each in _decisions(session, target_outcome_id=found.id)}
    serving = select(GrownTender.tender_id).where(GrownTender.target_outcome_id == found.id)
    return _told(
        _find(session, need_of_target(found), today, set(session.exec(serving))),
        answered,
        actor.organisation_id,
        True,
    )


def need_of_target(found: TargetOutcome) -> Need:
    """What a target outcome is compared by."""
    words = " ".join(each for each in (found.title, found.change) if each)
    return Need(title=found.title, outcomes=(NeedOutcome(found.title, words, found.beneficiary),))


def decide(
    session: Session,
    actor: Actor,
    about: Tender | TargetOutcome,
    key: str,
    answer: str,
    reason: str,
    today: date,
) -> OverlapDecision:
    """Put on record what is done about an overlap: for a tender its officers, for a target outcome its board and
    advisers. An answer given before is replaced, and stays in the audit trail.

    Raises NotAllowed; NotFound for a plan that is no overlap, or not to be seen any more; Invalid for what is
    missing.
    """
    is_tender = isinstance(about, Tender)
    access.require(actor, Permission.ANSWER_OVERLAP if is_tender else Permission.SHAPE_TARGET, about)
    overlap = one(session, actor, about, key, today)
    if answer not in set(OverlapAnswer):
        raise Invalid("answer", "Select what is done about it")
    if not reason.strip():
        raise Invalid("reason", "Give the reason for the answer")
    own = overlap.decision or OverlapDecision(
        **({"tender_id": about.id} if is_tender else {"target_outcome_id": about.id}),
        other_tender_id=overlap.need.tender_id, answer="", reason="", decided_by_id=actor.user_id,
    )  # fmt: skip
    before = own.answer
    own.answer, own.reason = answer, reason.strip()[:LONGEST_REASON]
    own.points, own.because = overlap.match.points, [each.words for each in overlap.match.reasons]
    own.decided_by_id, own.decided_at = actor.user_id or 0, now()
    session.add(own)
    session.flush()
    auditing.record(
        session, actor, "overlap.answered", subject_kind="tender" if is_tender else "target_outcome",
        subject_key=about.reference if isinstance(about, Tender) else about.key, overlap=overlap.need.key,
        answer=answer, points=own.points, **({"before": before} if before else {}),
    )  # fmt: skip
    return own


def one(session: Session, actor: Actor, about: Tender | TargetOutcome, key: str, today: date) -> Overlap:
    """One overlap by the key of the other's plan. Raises NotFound."""
    found = (
        of_tender(session, actor, about, today)
        if isinstance(about, Tender)
        else of_target(session, actor, about, today)
    )
    for each in found if is_key(key) else ():
        if each.need.key == key:
            return each
    raise NotFound("There is no such overlap. Its owner may have changed it, or shows it no longer.")


def decided(session: Session, tender: Tender) -> list[Decided]:
    """What was answered about the overlaps of a tender, the newest first, for whoever may read its versions: its
    officers and the boards that it was sent to."""
    return _recorded(session, _decisions(session, tender_id=tender.id))


def decided_of_target(session: Session, found: TargetOutcome) -> list[Decided]:
    """The same for a target outcome, for whoever may read it."""
    return _recorded(session, _decisions(session, target_outcome_id=found.id))


def for_board(session: Session, tender: Tender) -> tuple[str, ...]:
    """The overlaps box of the board view: each answer in a sentence. Names no plan that may no longer be seen."""
    return tuple(each.words for each in decided(session, tender))


def _recorded(session: Session, rows: Sequence[OverlapDecision]) -> list[Decided]:
    others = [each.other_tender_id for each in rows]
    needs = {
        each.tender_id: each
        for each in session.exec(select(VisibleNeed).where(col(VisibleNeed.tender_id).in_(others)))
    }
    people = {
        each.id: each.name
        for each in session.exec(select(User).where(col(User.id).in_([row.decided_by_id for row in rows])))
    }
    return [Decided(row, people.get(row.decided_by_id, ""), needs.get(row.other_tender_id)) for row in rows]


def _decisions(
    session: Session, *, tender_id: int | None = None, target_outcome_id: int | None = None
) -> Sequence[OverlapDecision]:
    wanted = (
        OverlapDecision.tender_id == tender_id
        if tender_id is not None
        else OverlapDecision.target_outcome_id == target_outcome_id
    )
    return session.exec(select(OverlapDecision).where(wanted).order_by(col(OverlapDecision.id).desc())).all()


def _told(
    found: Iterable[tuple[VisibleNeed, Match]],
    answered: dict[int, OverlapDecision],
    organisation_id: int | None,
    we_can_still_change: bool,
) -> list[Overlap]:
    told = []
    for need, match in found:
        suggestion, why = suggest(
            match, we_can_still_change=we_can_still_change, theirs=need.standing, has_lots=need.has_lots
        )
        own = need.organisation_id == organisation_id
        told.append(Overlap(need, match, suggestion, why, own, answered.get(need.tender_id)))
    return told


# Finding


def _find(session: Session, mine: Need, today: date, but: set[int | None]) -> list[tuple[VisibleNeed, Match]]:
    ids = _candidates(session, disclosing.tokens_of(mine)[:MOST_MARKS], today)
    rows = session.exec(select(VisibleNeed).where(col(VisibleNeed.id).in_(ids))).all()
    measured = _Measured(mine)
    found = []
    for row in rows:
        if row.tender_id in but:
            continue
        theirs = disclosing.need_in(row)
        match = compare(mine, theirs, measured.to(theirs), only_title=row.disclosure == "title")
        if match is not None:
            found.append((row, match))
    found.sort(key=lambda pair: (-pair[1].points, -(pair[0].id or 0)))
    return found[:MOST_SHOWN]


def _candidates(session: Session, marks: Sequence[int], today: date) -> list[int]:
    """The needs that share the most telling marks: a mark tells the more, the fewer needs bear it."""
    if not marks:
        return []
    values = {f"mark{at}": mark for at, mark in enumerate(marks)}
    rows = session.execute(_lookup(len(marks)), values | {"today": today, "newest": NEWEST}).all()
    bearers = Counter(token for token, _ in rows)
    scores: Counter[int] = Counter()
    for token, need_id in rows:
        scores[need_id] += math.log(1 + NEWEST / bearers[token])  # type: ignore[assignment]
    return [
        need_id for need_id, _ in sorted(scores.items(), key=lambda pair: (-pair[1], -pair[0]))[:COMPARED]
    ]


@cache
def _lookup(marks: int) -> TextClause:
    """The newest bearers of each mark, as one statement: neither database plans "a few of each" well otherwise."""
    each = (
        "SELECT * FROM (SELECT token, need_id FROM need_token WHERE token = :mark{at} AND fades_on > :today "
        "ORDER BY fades_on DESC, need_id DESC LIMIT :newest) AS mark{at}"
    )
    return text(" UNION ALL ".join(each.format(at=at) for at in range(marks)))


class _Measured:
    """How alike our texts and another's are; ours are weighed once."""

    def __init__(self, mine: Need) -> None:
        self._title = likeness.profile(mine.title)
        self._outcomes = [likeness.profile(each.words) for each in mine.outcomes]
        self._people = [likeness.profile(each.people) for each in mine.outcomes]

    def to(self, theirs: Need) -> Alike:
        """The closest of their texts to any of ours."""
        title = likeness.profile(theirs.title)
        titles = max(likeness.alike(each, title) for each in (self._title, *self._outcomes))
        outcomes, called = self._closest(
            self._outcomes, [(each.words, each.title) for each in theirs.outcomes]
        )
        people, whom = self._closest(self._people, [(each.people, each.people) for each in theirs.outcomes])
        return Alike(titles, outcomes, called, people, whom)

    @staticmethod
    def _closest(mine: list[dict[str, float]], theirs: list[tuple[str, str]]) -> tuple[float, str]:
        best, called = 0.0, ""
        for words, name in theirs:
            profile = likeness.profile(words)
            for each in mine:
                found = likeness.alike(each, profile)
                if found > best:
                    best, called = found, name
        return best, called
