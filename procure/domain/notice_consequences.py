"""What decisions on results oblige a buyer to publish, and by when, until a notice has told it (Act ss.71, 75, 80).

Pure: decisions and the notices that are out go in, duties come out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from procure.act import deadlines
from procure.act.answers import RuleAnswer
from procure.act.devolved import duty_applies
from procure.act.facts import ContractFacts as ActFacts
from procure.act.tables import day_in_words
from procure.domain.notice_facts import ChangeFacts, ContractEndFacts, PerformanceFacts
from procure.domain.notice_sequence import PublishedNotice
from procure.domain.results.course import ENDS_IT, Consequence


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision with a consequence for a contract from a day on. ``key`` names the decision; ``contract`` is empty
    where it does not say which of several; ``told_by`` are the notices (our numbers) that were begun from it."""

    key: str
    consequence: Consequence
    on: date
    contract: str = ""
    told_by: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Called:
    """What a decision calls for: the notice, its name in a list, and the rule's answer with its last day."""

    decided: Decided
    notice: str
    label: str
    answer: RuleAnswer[date]


def called_for(
    decided: Iterable[Decided], rules: ActFacts, history: Sequence[PublishedNotice], contract: str
) -> Iterator[Called]:
    """What is still to be told of the decisions about ``contract``, whose notices ``history`` holds, oldest first."""
    for each in decided:
        if each.contract in ("", contract) and not _is_told(each, history):
            yield from _called(each, rules)


def ends_on(decided: Iterable[Decided], contract: str) -> date | None:
    """The first day on which a decision ends the contract; None where none does."""
    days = [each.on for each in decided if each.contract in ("", contract) and each.consequence in ENDS_IT]
    return min(days, default=None)


def _called(each: Decided, rules: ActFacts) -> Iterator[Called]:
    notice = each.consequence.notice
    if notice == "UK11":
        label = "Contract termination notice"
        answer = deadlines.contract_termination_due(each.on)
        if each.consequence.is_failure:
            words = f"{answer.explanation} It tells of the breach as well, and no performance notice does."
            answer = RuleAnswer("PER-5", answer.provision, answer.value, words)
        yield Called(each, notice, label, answer)
    elif notice == "UK9" and not rules.is_light_touch and _is_owed("performance", rules, each.on):
        answer = deadlines.breach_notice_due(each.on)
        words = " ".join((answer.explanation, *answer.notes))
        yield Called(
            each,
            notice,
            "Contract performance notice, on a breach or failure",
            RuleAnswer(answer.rule_id, answer.provision, answer.value, words),
        )
    elif notice == "UK10" and _change_is_told(rules, each.on):
        last = each.on - timedelta(days=1)
        words = (
            f"Publish it before the contract is changed, so by {day_in_words(last)}. None is needed where the change "
            "is small: value within 10% (works 15%), or term within 10% of the longest term. The Act says “or”: we "
            "ask for the notice when either is passed."
        )
        yield Called(
            each,
            notice,
            "Contract change notice",
            RuleAnswer("CHN-1", "Procurement Act 2023 s.75(2)", last, words),
        )


def _change_is_told(rules: ActFacts, on: date) -> bool:
    """CHN-3: whose changes are told at all."""
    left_out = rules.is_defence or rules.is_light_touch or rules.is_private_utility
    return not left_out and _is_owed("change", rules, on)


def _is_owed(duty: str, rules: ActFacts, on: date) -> bool:
    return duty_applies(duty, rules.governing_nation, on).value


def _is_told(each: Decided, history: Sequence[PublishedNotice]) -> bool:
    return any(notice.number in each.told_by or _tells(notice, each) for notice in history)


def _tells(notice: PublishedNotice, each: Decided) -> bool:
    """Whether a notice that was begun otherwise tells the same: of the same day, or that the contract has ended."""
    facts = notice.facts
    if isinstance(facts, ContractEndFacts):
        return each.consequence in ENDS_IT
    if isinstance(facts, ChangeFacts):
        return each.consequence is Consequence.CHANGED and facts.modified_on == each.on
    if isinstance(facts, PerformanceFacts) and facts.breach is not None:
        days = (facts.breach.result_on, facts.breach.failed_to_improve_on)
        return each.consequence.notice == "UK9" and each.on in days
    return False
