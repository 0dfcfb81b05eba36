"""What is due after the notices that are out: which notice or copy, by when, by which rule, and whether it is late."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from procure.act import deadlines, kpis, standstill
from procure.act.answers import RuleAnswer
from procure.act.devolved import duty_applies
from procure.act.facts import AUTHORITY_BY_PLATFORM_TYPE, Authority, Award, Nation
from procure.act.facts import ContractFacts as ActFacts
from procure.domain.notice_consequences import Decided, called_for, ends_on
from procure.domain.notice_facts import (
    AwardFacts,
    ChangeFacts,
    ContractDetailsFacts,
    ContractEndFacts,
    ContractFacts,
    NoticeFacts,
    PerformanceFacts,
    RouteFacts,
)
from procure.domain.notice_sequence import PublishedNotice
from procure.domain.snapshot import SpecificationSnapshot

URGENCY, USER_CHOICE = "urgency", "user_choice"


@dataclass(frozen=True, slots=True)
class Duty:
    """Something still to be done. ``notice`` is a code, or empty for what is no notice. ``due_on`` is its last day,
    None where the law sets none; ``earliest_on`` the first day it may be done. ``is_estimate``: the date rests on
    one that an earlier notice estimated. ``decision`` is the key of the decision on results that calls for it, and
    ``amends`` the identifier of the notice that it puts right.
    """

    notice: str
    label: str
    rule_id: str
    provision: str
    explanation: str
    due_on: date | None = None
    earliest_on: date | None = None
    contract: str = ""
    is_estimate: bool = False
    decision: str = ""
    amends: str = ""

    def is_overdue(self, today: date) -> bool:
        """Whether the last day has passed, where one is settled."""
        return self.due_on is not None and not self.is_estimate and today > self.due_on


def act_facts(snapshot: SpecificationSnapshot, facts: NoticeFacts | None = None) -> ActFacts:
    """What the rules ask of a contract, from the specification and what a notice tells of it."""
    regimes = set(snapshot.facts.special_regimes)
    if isinstance(facts, ContractFacts) and facts.special_regimes:
        regimes = set(facts.special_regimes)
    return ActFacts(
        authority=AUTHORITY_BY_PLATFORM_TYPE.get(snapshot.authority.authority_type, Authority.SUB_CENTRAL),
        nation=Nation(snapshot.authority.devolved_regime),
        award=_award(facts),
        is_light_touch="light_touch" in regimes,
        is_utilities="utilities" in regimes,
        is_concession="concession" in regimes,
        is_defence="defence_and_security" in regimes,
        is_framework=isinstance(facts, RouteFacts) and facts.is_framework,
    )


def duties(
    snapshot: SpecificationSnapshot, history: Sequence[PublishedNotice], decided: Sequence[Decided] = ()
) -> tuple[Duty, ...]:
    """What is due after ``history`` (oldest first) and what was ``decided`` on results, the dated before the undated,
    the earliest first."""
    found = [*_of_the_procurement(snapshot, history), *_of_the_market(history)]
    for number in dict.fromkeys(notice.contract for notice in history if notice.contract):
        own = [notice for notice in history if notice.contract == number]
        found += _of_a_contract(snapshot, own, number, decided)
    return tuple(sorted(found, key=lambda duty: (duty.due_on is None, duty.due_on or date.max)))


def _award(facts: NoticeFacts | None) -> Award:
    if not isinstance(facts, RouteFacts):
        return Award.COMPETITIVE
    if facts.direct_award is not None:
        if facts.direct_award.is_to_protect_life:
            return Award.DIRECT_REGULATIONS
        return {URGENCY: Award.DIRECT_URGENT, USER_CHOICE: Award.DIRECT_USER_CHOICE}.get(
            facts.direct_award.ground, Award.DIRECT
        )
    if facts.is_call_off:
        return Award.CALL_OFF
    return Award.DYNAMIC_MARKET if facts.uses_dynamic_market else Award.COMPETITIVE


def _of_the_procurement(
    snapshot: SpecificationSnapshot, history: Sequence[PublishedNotice]
) -> Iterator[Duty]:
    codes = {notice.code for notice in history}
    if not codes & {"UK4", "UK5"} or codes & {"UK6", "UK7", "UK12"}:
        return
    if snapshot.facts.is_below_threshold:
        words = "Publish it as soon as reasonably practicable after entering into the contract."
        yield Duty("UK7", "Contract details notice", "BTH-5", "Procurement Act 2023 s.87(3)", words)
    else:
        words = "Publish it before entering into the contract, or say that none will be awarded (UK12)."
        yield Duty("UK6", "Contract award notice", "STD-1", "Procurement Act 2023 s.50(1)", words)


def _of_the_market(history: Sequence[PublishedNotice]) -> Iterator[Duty]:
    codes = {notice.code for notice in history}
    if "UK13" in codes and "UK14" not in codes:
        words = "Publish it as soon as reasonably practicable after the market is established."
        yield Duty(
            "UK14", "Dynamic market establishment notice", "DYN-2", "Procurement Act 2023 s.39(3)", words
        )


def _of_a_contract(
    snapshot: SpecificationSnapshot,
    history: Sequence[PublishedNotice],
    contract: str,
    decided: Sequence[Decided],
) -> Iterator[Duty]:
    award, details = _latest(history, AwardFacts), _latest(history, ContractDetailsFacts)
    if award is not None and details is None:
        yield from _before_the_contract(snapshot, award, contract)
    if details is None or not isinstance(details.facts, ContractDetailsFacts):
        return
    facts = details.facts
    rules = act_facts(snapshot, facts)
    if not facts.is_above_threshold or facts.signed_on is None:
        return
    gross, signed_on = facts.value.gross, facts.signed_on
    is_copied = facts.contract_copy_url or rules.award is Award.DIRECT_USER_CHOICE
    if (
        gross is not None
        and not is_copied
        and deadlines.contract_copy_required(gross, rules, signed_on).value
    ):
        answer = deadlines.contract_copy_due(signed_on, is_light_touch=rules.is_light_touch)
        yield _dated("", "Copy of the contract", answer, contract, earliest_on=signed_on)
    called = [*called_for(decided, rules, history, contract)]
    for each in called:
        found = _dated(each.notice, each.label, each.answer, contract, earliest_on=_not_before(each.decided))
        yield replace(found, decision=each.decided.key)
    last = _last_day(facts, history, decided, contract)
    if last is not None:
        yield from _reviews(facts, rules, history, contract, last)
        if _latest(history, ContractEndFacts) is None and not any(each.notice == "UK11" for each in called):
            answer = deadlines.contract_termination_due(last)
            yield _dated("UK11", "Contract termination notice", answer, contract, earliest_on=last)
    yield from _of_changes(rules, history, contract)


def _not_before(decided: Decided) -> date | None:
    """What has happened is told from the day on which it happened; a change is told before it."""
    return None if decided.consequence.notice == "UK10" else decided.on


def _before_the_contract(
    snapshot: SpecificationSnapshot, award: PublishedNotice, contract: str
) -> Iterator[Duty]:
    facts = award.facts
    assert isinstance(facts, AwardFacts)
    rules = act_facts(snapshot, facts)
    pause = standstill.standstill(award.published_on, rules)
    yield Duty(
        "",
        "The contract may be entered into",
        pause.rule_id,
        pause.provision,
        pause.explanation,
        earliest_on=pause.value.sign_from,
        contract=contract,
    )
    if facts.contract_on is not None and deadlines.contract_details_required(rules).value:
        answer = deadlines.contract_details_due(facts.contract_on, is_light_touch=rules.is_light_touch)
        yield _dated(
            "UK7",
            "Contract details notice",
            answer,
            contract,
            earliest_on=facts.contract_on,
            is_estimate=True,
        )


def _last_day(
    facts: ContractDetailsFacts, history: Sequence[PublishedNotice], decided: Sequence[Decided], contract: str
) -> date | None:
    """The last day of the contract, as the latest notice or decision has it; None while no days are told."""
    term, ended = facts.supply.term, _latest(history, ContractEndFacts)
    changes = [n.facts for n in history if isinstance(n.facts, ChangeFacts) and n.facts.new_term.ends_on]
    last = changes[-1].new_term.ends_on if changes else term.ends_on
    if ended is not None and isinstance(ended.facts, ContractEndFacts):
        last = ended.facts.ended_on or last
    else:
        last = min(filter(None, (last, ends_on(decided, contract))), default=None)
    return None if term.starts_on is None or last is None or last < term.starts_on else last


def _reviews(
    facts: ContractDetailsFacts,
    rules: ActFacts,
    history: Sequence[PublishedNotice],
    contract: str,
    last: date,
) -> Iterator[Duty]:
    """The next assessment against indicators that the Act requires (s.71(2)): indicators that were set without a duty
    under section 52(1) are not assessed by law."""
    starts_on, gross = facts.supply.term.starts_on, facts.value.gross
    if starts_on is None or not facts.kpis:
        return
    if gross is not None and not kpis.kpis_required(gross, rules).value:
        return
    reviews = kpis.performance_reviews_due(starts_on, last)
    told = sum(
        isinstance(n.facts, PerformanceFacts) and n.facts.has_kpis and not n.is_amendment for n in history
    )
    for due_on in reviews.value[told : told + 1]:
        if duty_applies("performance", rules.governing_nation, due_on).value:
            answer = RuleAnswer(reviews.rule_id, reviews.provision, due_on, reviews.explanation)
            yield _dated("UK9", "Contract performance notice", answer, contract)


def _of_changes(rules: ActFacts, history: Sequence[PublishedNotice], contract: str) -> Iterator[Duty]:
    for notice in history:
        facts = notice.facts
        if not isinstance(facts, ChangeFacts) or facts.contract_copy_url or facts.modified_on is None:
            continue
        amounts = [each for each in (facts.value.gross, facts.new_value.gross) if each is not None]
        if amounts and deadlines.contract_copy_required(max(amounts), rules, facts.modified_on).value:
            answer = deadlines.modified_contract_copy_due(facts.modified_on)
            yield _dated("", "Copy of the change or of the changed contract", answer, contract)


def _latest(history: Sequence[PublishedNotice], kind: type[NoticeFacts]) -> PublishedNotice | None:
    return next((notice for notice in reversed(history) if isinstance(notice.facts, kind)), None)


def _dated(
    notice: str,
    label: str,
    answer: RuleAnswer[date],
    contract: str,
    *,
    earliest_on: date | None = None,
    is_estimate: bool = False,
) -> Duty:
    return Duty(
        notice,
        label,
        answer.rule_id,
        answer.provision,
        answer.explanation,
        due_on=answer.value,
        earliest_on=earliest_on,
        contract=contract,
        is_estimate=is_estimate,
    )
