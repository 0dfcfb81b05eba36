"""What the one page says of shared money and shared data, from the ledger and the datasets of a snapshot."""

from __future__ import annotations

from exports.wording import day, net
from procure.domain.funding import free_riders, ledger_of
from procure.domain.sharing import blocked_first, readiness_of
from procure.domain.snapshot import SpecificationSnapshot
from procure.domain.vocabulary import Blocker


def who_pays(snapshot: SpecificationSnapshot) -> str:
    """Who pays how much in all, without VAT; empty where nothing is said of it."""
    ledger = ledger_of(snapshot.parties, snapshot.contributions, snapshot.money)
    paying = [f"{each.party.name} {net(each.pays)}" for each in ledger.standings if each.pays]
    return f"{'; '.join(paying)}." if paying else ""


def who_gains(snapshot: SpecificationSnapshot) -> str:
    """Which department gains which share; empty where nothing is said of it."""
    shares = [
        f"{each.name} {each.benefit_share.normalize():f}%"
        for each in snapshot.parties
        if each.benefit_share is not None
    ]
    return f"Departments: {', '.join(shares)}." if shares else ""


def who_pays_nothing(snapshot: SpecificationSnapshot) -> str:
    """Which departments gain and pay nothing; empty where no party is named."""
    if not snapshot.parties:
        return ""
    free = [
        each.name for each in free_riders(ledger_of(snapshot.parties, snapshot.contributions, snapshot.money))
    ]
    return f"Gain and pay nothing: {', '.join(free)}." if free else "Every department named pays."


def data_lines(snapshot: SpecificationSnapshot) -> tuple[str, ...]:
    """How much of the data is ready, and the one dataset to unblock first; none where nothing is said of data."""
    if not snapshot.data_shares:
        return ()
    readiness = readiness_of(snapshot)
    first = blocked_first(readiness)
    if first is None or first.share is None:
        return (f"{readiness.words}.",)
    share = first.share
    said = f"To unblock first: {share.name}, held by {share.holder or 'nobody named'}"
    if share.blocker:
        said += f" ({Blocker.label_of(share.blocker).lower()})"
    said += f"; it lacks {', '.join(first.lacks)}"
    if first.needed_by:
        said += f", needed before {day(first.needed_by)}"
    return f"{readiness.words}.", f"{said}."
