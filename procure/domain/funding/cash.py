"""What a way to pay does to a supplier's cash: the deepest it has to reach into its own pocket, and for how many days.

``gap = max over months (cost so far - receipts so far)``, never below nought (outcome method, section 6).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from procure.domain.funding_parts import MoneyTerms, PaymentTerms

#: More days of cost than this are hard on small firms and charities.
LONGEST_GAP_DAYS = 60
DAYS_A_MONTH = Decimal(365) / 12
PENNY = Decimal("0.01")
#: A contract is looked at for no longer than this.
MOST_MONTHS = 240


@dataclass(frozen=True, slots=True)
class CashMonth:
    """One month, counted from 1: what the supplier spends and receives in it, and where it then stands (pounds without
    VAT; ``behind`` is cost so far less receipts so far)."""

    number: int
    cost: Decimal
    receipt: Decimal
    behind: Decimal


@dataclass(frozen=True, slots=True)
class CashFlow:
    """The months, the deepest gap with its month (0 where there is none), and the gap in days of cost."""

    months: tuple[CashMonth, ...]
    gap: Decimal
    deepest_month: int
    days: Decimal

    @property
    def is_hard(self) -> bool:
        """Whether a small firm or a charity would have to carry more than 60 days of cost."""
        return self.days > LONGEST_GAP_DAYS


def cash_gap(costs: Sequence[Decimal], receipts: Sequence[Decimal]) -> CashFlow:
    """The flow of costs and receipts month by month; the shorter list is filled up with noughts."""
    length = max(len(costs), len(receipts))
    months: list[CashMonth] = []
    behind = Decimal(0)
    for at in range(length):
        cost = costs[at] if at < len(costs) else Decimal(0)
        receipt = receipts[at] if at < len(receipts) else Decimal(0)
        behind += cost - receipt
        months.append(CashMonth(at + 1, cost, receipt, behind))
    deepest = max(months, key=lambda month: (month.behind, -month.number), default=None)
    gap = max(Decimal(0), deepest.behind) if deepest else Decimal(0)
    total = sum((month.cost for month in months), Decimal(0))
    spent_for = sum(month.cost > 0 for month in months)
    daily = total / (spent_for * DAYS_A_MONTH) if total else Decimal(0)
    days = (gap / daily).quantize(Decimal(1), rounding=ROUND_HALF_UP) if daily else Decimal(0)
    return CashFlow(tuple(months), gap, deepest.number if deepest and gap else 0, days)


def months_of(money: MoneyTerms, payment: PaymentTerms) -> tuple[list[Decimal], list[Decimal]] | None:
    """Costs and receipts month by month, from a few figures; None while one that is needed is not given.

    The price is spread evenly over the months. What is not at risk is invoiced each month and paid so many days later,
    rounded up to whole months; what is at risk follows its month by the months that results take, and is then invoiced.
    Starting costs fall in the first month.
    """
    months, monthly = money.cash_months, money.cash_monthly_net
    if not months or monthly is None:
        return None
    months = min(months, MOST_MONTHS)
    start = money.cash_start_net or Decimal(0)
    price = money.cash_price_net if money.cash_price_net is not None else start + monthly * months
    share = (payment.payment_share_at_risk or Decimal(0)) / 100
    wait = -(-(money.cash_days_to_pay or 0) * 12 // 365)
    to_result = money.cash_months_to_result or 0
    costs = [monthly + (start if at == 0 else Decimal(0)) for at in range(months)]
    receipts = [Decimal(0)] * (months + wait + to_result)
    at_risk, sure = _spread(price * share, months), _spread(price * (1 - share), months)
    for at in range(months):
        receipts[at + wait] += sure[at]
        receipts[at + wait + to_result] += at_risk[at]
    return costs, receipts


def _spread(amount: Decimal, months: int) -> list[Decimal]:
    """An amount in equal pence, the rest in the last month, so that nothing is lost."""
    amount = amount.quantize(PENNY, rounding=ROUND_HALF_UP)
    each = (amount / months).quantize(PENNY, rounding="ROUND_DOWN")
    return [*([each] * (months - 1)), amount - each * (months - 1)]


def cash_flow(money: MoneyTerms, payment: PaymentTerms) -> CashFlow | None:
    """The flow that the figures give; None while one that is needed is not given."""
    found = months_of(money, payment)
    return cash_gap(*found) if found else None
