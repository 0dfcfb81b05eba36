"""Money that crosses departments: who pays, who gains, who signs; how a supplier is paid.

All pure (outcome method, sections 6 and 9). Amounts are Decimal pounds without VAT unless a name says otherwise.
"""

from procure.domain.funding.cash import LONGEST_GAP_DAYS, CashFlow, CashMonth, cash_flow, cash_gap, months_of
from procure.domain.funding.ledger import (
    LEAST_OWNERS,
    Ledger,
    LedgerIssue,
    Standing,
    free_riders,
    ledger_issues,
    ledger_of,
    year_label,
)
from procure.domain.funding.payment import (
    MOST_AT_RISK,
    Chooser,
    PaymentIssue,
    Suggestion,
    chooser_of,
    guards_of,
    payment_issues,
    suggest,
)
from procure.domain.funding_parts import (
    ContributionSnapshot,
    FundingPartySnapshot,
    MoneyTerms,
    PaymentTerms,
)
from procure.domain.vocabulary import PaymentMechanism

__all__ = [
    "LEAST_OWNERS",
    "LONGEST_GAP_DAYS",
    "MOST_AT_RISK",
    "CashFlow",
    "CashMonth",
    "Chooser",
    "ContributionSnapshot",
    "FundingPartySnapshot",
    "Ledger",
    "LedgerIssue",
    "MoneyTerms",
    "PaymentIssue",
    "PaymentMechanism",
    "PaymentTerms",
    "Standing",
    "Suggestion",
    "cash_flow",
    "cash_gap",
    "chooser_of",
    "free_riders",
    "guards_of",
    "ledger_issues",
    "ledger_of",
    "months_of",
    "payment_issues",
    "suggest",
    "year_label",
]
