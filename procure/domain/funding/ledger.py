"""The ledger of one tender: who pays how much in which year, who gains, and what does not add up."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from procure.domain.funding_parts import ContributionSnapshot, FundingPartySnapshot, MoneyTerms

#: Fewer owners than this make no joint undertaking.
LEAST_OWNERS = 2
WHOLE = Decimal(100)
NOBODY = "a party that is no longer named"


@dataclass(frozen=True, slots=True)
class Standing:
    """One party as the ledger shows it: what it pays without VAT, in all and by financial year."""

    party: FundingPartySnapshot
    pays: Decimal
    by_year: dict[int, Decimal]

    @property
    def gains_and_pays_nothing(self) -> bool:
        """Whether a share of the benefit, or a gain in words, comes to it while it pays nothing."""
        return not self.pays and bool(self.party.benefit_share or self.party.gains.strip())


@dataclass(frozen=True, slots=True)
class Ledger:
    """Parties with what they pay, the years, funds and terms there are. ``digest`` is of all that owners sign."""

    standings: tuple[Standing, ...]
    contributions: tuple[ContributionSnapshot, ...]
    years: tuple[int, ...]
    by_fund: dict[str, Decimal]
    total: Decimal
    shares: Decimal
    held_by: str
    tie_breaker: str
    exit_terms: str
    digest: str

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said of money at all."""
        return not self.standings and not self.contributions

    @property
    def owners(self) -> tuple[FundingPartySnapshot, ...]:
        """The parties that sign."""
        return tuple(each.party for each in self.standings if each.party.is_owner)

    def of_year(self, year: int) -> Decimal:
        """Pounds without VAT that all parties pay in a financial year."""
        return sum((each.by_year.get(year, Decimal(0)) for each in self.standings), Decimal(0))

    def payer(self, contribution: ContributionSnapshot) -> str:
        """The name of who pays a contribution."""
        names = {each.party.key: each.party.name for each in self.standings}
        return names.get(contribution.party_key, NOBODY)


def ledger_of(
    parties: Sequence[FundingPartySnapshot], contributions: Sequence[ContributionSnapshot], terms: MoneyTerms
) -> Ledger:
    """The ledger. Sums do not depend on the order of the rows; a contribution without an amount counts as nothing."""
    paid = [each for each in contributions if each.amount_net is not None]
    known = {party.key for party in parties}
    by_fund: dict[str, Decimal] = {}
    for each in sorted(paid, key=lambda row: row.fund):
        by_fund[each.fund] = by_fund.get(each.fund, Decimal(0)) + (each.amount_net or 0)
    return Ledger(
        tuple(_standing(party, paid) for party in parties),
        tuple(contributions),
        tuple(sorted({each.year for each in paid if each.year is not None and each.party_key in known})),
        by_fund,
        sum((each.amount_net or Decimal(0) for each in paid), Decimal(0)),
        sum((each.benefit_share or Decimal(0) for each in parties), Decimal(0)),
        terms.money_held_by,
        terms.tie_breaker,
        terms.money_exit,
        _digest(parties, contributions, terms),
    )


def _standing(party: FundingPartySnapshot, paid: Iterable[ContributionSnapshot]) -> Standing:
    by_year: dict[int, Decimal] = {}
    total = Decimal(0)
    for each in paid:
        if each.party_key == party.key:
            amount = each.amount_net or Decimal(0)
            total += amount
            if each.year is not None:
                by_year[each.year] = by_year.get(each.year, Decimal(0)) + amount
    return Standing(party, total, dict(sorted(by_year.items())))


def _digest(
    parties: Sequence[FundingPartySnapshot], contributions: Sequence[ContributionSnapshot], terms: MoneyTerms
) -> str:
    """SHA-256 of what owners sign: any change to it is another text. The order of rows on a page is not signed."""
    left_out = {"number"}
    told = {
        "parties": sorted(
            (_plain(each.model_dump(mode="json", exclude=left_out)) for each in parties), key=str
        ),
        "contributions": sorted(
            (_plain(each.model_dump(mode="json", exclude=left_out)) for each in contributions), key=str
        ),
        "terms": [terms.money_held_by, terms.tie_breaker, terms.money_exit],
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _plain(values: dict[str, object]) -> dict[str, object]:
    """Amounts equal in value are written alike, whatever they were read from."""
    written = dict(values)
    for name in ("amount_net", "benefit_share"):
        if written.get(name) is not None:
            written[name] = f"{Decimal(str(written[name])):.2f}"
    return written


def free_riders(ledger: Ledger) -> tuple[FundingPartySnapshot, ...]:
    """Parties that gain and pay nothing."""
    return tuple(each.party for each in ledger.standings if each.gains_and_pays_nothing)


def year_label(year: int) -> str:
    """``2027 to 2028``, for the financial year that begins in April 2027."""
    return f"{year} to {year + 1}"


@dataclass(frozen=True, slots=True)
class LedgerIssue:
    """Something to weigh. ``page`` is the slug of the page that mends it, ``key`` a row of it."""

    code: str
    message: str
    page: str
    key: str = ""


def ledger_issues(ledger: Ledger, value_net: Decimal | None) -> Iterator[LedgerIssue]:
    """What does not add up, or is not said, once anything is said of money. ``value_net`` is the estimated value."""
    if ledger.is_empty:
        return
    parties, pays = "funding-parties", "contributions"
    if len(ledger.owners) < LEAST_OWNERS:
        yield LedgerIssue("too-few-owners", "Name at least two owners, who will sign", parties)
    if ledger.shares != WHOLE:
        share = f"{ledger.shares.normalize():f}"
        yield LedgerIssue(
            "shares-not-whole", f"Benefit shares come to {share}%, and must come to 100%", parties
        )
    for each in ledger.standings:
        name = each.party.name or f"Party {each.party.number}"
        if each.gains_and_pays_nothing:
            yield LedgerIssue(
                "gains-and-pays-nothing", f"{name} gains and pays nothing", parties, each.party.key
            )
        if each.party.is_owner and not each.party.organisation_key:
            yield LedgerIssue(
                "owner-cannot-sign", f"{name} is an owner and has no account here, so it cannot sign", parties,
                each.party.key,
            )  # fmt: skip
    known = {each.party.key for each in ledger.standings}
    for contribution in ledger.contributions:
        what = f"Contribution {contribution.number}"
        if contribution.party_key not in known:
            yield LedgerIssue("nobody-pays", f"{what} is paid by {NOBODY}", pays, contribution.key)
        if contribution.amount_net is None or contribution.year is None or not contribution.fund.strip():
            yield LedgerIssue(
                "contribution-incomplete", f"{what} lacks its year, fund or amount", pays, contribution.key
            )
    if not ledger.held_by.strip():
        yield LedgerIssue("nobody-holds-it", "Say who holds the money", "money-rules")
    if not ledger.tie_breaker.strip():
        yield LedgerIssue("nobody-breaks-ties", "Say who breaks ties between the owners", "money-rules")
    if value_net is not None and ledger.total < value_net:
        missing = value_net - ledger.total
        yield LedgerIssue(
            "not-fully-funded",
            f"Contributions leave £{missing:,.2f} of the estimated value, without VAT, unpaid",
            pays,
        )
