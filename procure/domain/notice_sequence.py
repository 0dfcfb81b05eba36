"""Which notice may follow which, what is due next and by when, and what is overdue. Each answer names its rule."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from procure.act.answers import RuleAnswer
from procure.domain.notice_facts import (
    KINDS,
    ContractDetailsFacts,
    ContractFacts,
    NoticeFacts,
    RouteFacts,
)

DATA = Path(__file__).parent / "data" / "notice_sequence.csv"


@dataclass(frozen=True, slots=True)
class PublishedNotice:
    """A notice that is out: its code, the day of publication, its identifier and what it told (None where that was
    the specification alone). ``is_confirmed``: the day is the platform's, as the law counts it, and not only ours.
    """

    code: str
    published_on: date
    notice_id: str = ""
    facts: NoticeFacts | None = None
    #: Its number among the notices of its tender.
    number: int = 0
    is_confirmed: bool = True
    #: What it was called before the platform gave it its identifier.
    local_id: str = ""

    def is_called(self, name: str) -> bool:
        """Whether this is one of its names: the platform's, or the one that we gave it until then."""
        return bool(name) and name in (self.notice_id, self.local_id)

    @property
    def contract(self) -> str:
        """The identifier of the contract it is about, empty for none."""
        return self.facts.contract_identifier if isinstance(self.facts, ContractFacts) else ""

    @property
    def is_amendment(self) -> bool:
        return self.facts is not None and self.facts.is_amendment


@dataclass(frozen=True, slots=True)
class _Place:
    """A notice's place in the sequence, as ``data/notice_sequence.csv`` states it."""

    notice: str
    may_be_first: bool
    after: frozenset[str]
    never_after: frozenset[str]
    rule: str
    provision: str
    explanation: str


@cache
def _places() -> dict[str, _Place]:
    with DATA.open(encoding="utf-8", newline="") as file:
        return {
            row["notice"]: _Place(
                row["notice"],
                row["may_be_first"] == "yes",
                frozenset(row["after"].split()),
                frozenset(row["never_after"].split()),
                row["rule"],
                row["provision"],
                row["explanation"],
            )
            for row in csv.DictReader(file)
        }


def may_follow(
    code: str, history: Sequence[PublishedNotice], facts: NoticeFacts | None = None
) -> RuleAnswer[bool]:
    """Whether a notice of this code may be published after those in ``history``. ``facts`` are its own, as far as
    they are known: a call-off and a contract below threshold need no notice before them, an amendment needs the one
    that it amends, and a notice about one contract is not barred by the end of another.

    Raises KeyError for an unknown code.
    """
    place = _places()[code]
    if facts is not None and facts.is_amendment:
        return _may_amend(place, history, facts)
    relevant = [notice for notice in history if not _is_of_another_contract(notice, facts)]
    codes = [notice.code for notice in relevant]
    for barring in codes:
        if barring in place.never_after:
            words = f"{place.explanation} A {barring} has been published."
            return RuleAnswer(place.rule, place.provision, False, words)
    if place.may_be_first or place.after & set(codes) or _needs_nothing_before(code, facts):
        return RuleAnswer(place.rule, place.provision, True, place.explanation)
    needed = " or ".join(sorted(place.after - {code}, key=_number))
    words = f"{place.explanation} Publish a {needed} first."
    return RuleAnswer(place.rule, place.provision, False, words)


#: What begins some procurements and not others: that these are of that kind, only their facts will say.
FIRST_OF_SOME = {
    "UK6": RuleAnswer(
        "TEN-4",
        "Procurement Act 2023 s.45",
        "UK6",
        "A call-off under a framework needs no tender notice before it.",
    ),
    "UK7": RuleAnswer(
        "BTH-5",
        "Procurement Act 2023 s.87(3)",
        "UK7",
        "A contract below threshold that was not advertised needs no tender notice before it.",
    ),
}
#: A contract is awarded and signed once: what any of these told of it is changed by an amendment, not told again.
_ONCE = {"UK5": ("UK5", "UK6", "UK7"), "UK6": ("UK6", "UK7"), "UK7": ("UK7",)}


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract that notices tell of, by its identifier and the title that the latest of them gives it."""

    identifier: str
    title: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A notice that may come next, and for which of the contracts that are told of already. ``may_be_another``: it may
    also be about a contract that no notice names yet.
    """

    answer: RuleAnswer[str]
    contracts: tuple[Contract, ...] = ()
    may_be_another: bool = True


def contracts_of(history: Sequence[PublishedNotice]) -> tuple[Contract, ...]:
    """The contracts that notices tell of, in the order in which they were first told."""
    found: dict[str, Contract] = {}
    for notice in history:
        if notice.contract and isinstance(notice.facts, ContractFacts):
            known = found.get(notice.contract)
            title = notice.facts.contract_title or (known.title if known else "")
            found[notice.contract] = Contract(notice.contract, title)
    return tuple(found.values())


def notices_that_may_follow(history: Sequence[PublishedNotice]) -> tuple[Choice, ...]:
    """The notices that may come next, each with why and for which contracts, in the order of their numbers."""
    found = []
    for code in _places():
        answer = may_follow(code, history)
        kind, once = KINDS[code], _ONCE.get(code, ())
        contracts: tuple[Contract, ...] = ()
        if issubclass(kind, ContractFacts):
            contracts = tuple(
                each
                for each in contracts_of(history)
                if may_follow(code, history, kind(contract_identifier=each.identifier)).value
                and not any(told.contract == each.identifier and told.code in once for told in history)
            )
        # Of a contract whose details are not out there is nothing to tell but its award and its details.
        may_be_another = answer.value and issubclass(kind, RouteFacts)
        if not history and code in FIRST_OF_SOME:
            found.append(Choice(FIRST_OF_SOME[code]))
        elif answer.value or contracts:
            told = RuleAnswer(answer.rule_id, answer.provision, code, _places()[code].explanation)
            found.append(Choice(told, contracts, may_be_another))
    return tuple(found)


def _may_amend(place: _Place, history: Sequence[PublishedNotice], facts: NoticeFacts) -> RuleAnswer[bool]:
    amended = [notice for notice in history if notice.is_called(facts.amends_notice_id)]
    if any(notice.code == place.notice for notice in amended):
        words = "A published notice is put right by a new one of its kind that says what changed."
        return RuleAnswer("MOD-4", "Procurement Act 2023 s.31", True, words)
    words = (
        f"There is no published {place.notice} called {facts.amends_notice_id}: only that could be amended."
    )
    return RuleAnswer("MOD-4", "Procurement Act 2023 s.31", False, words)


def _needs_nothing_before(code: str, facts: NoticeFacts | None) -> bool:
    """A call-off has no tender notice (TEN-4), and a contract below threshold need not be advertised (BTH-5)."""
    if not isinstance(facts, RouteFacts):
        return False
    is_below = isinstance(facts, ContractDetailsFacts) and not facts.is_above_threshold
    return (code == "UK6" and facts.is_call_off) or (code == "UK7" and is_below)


def _is_of_another_contract(notice: PublishedNotice, facts: NoticeFacts | None) -> bool:
    mine = facts.contract_identifier if isinstance(facts, ContractFacts) else ""
    return bool(mine and notice.contract and notice.contract != mine)


def _number(code: str) -> int:
    return int(code.removeprefix("UK"))
