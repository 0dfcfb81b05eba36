"""Facts of the notices about a dynamic market (UK13 to UK16)."""

from __future__ import annotations

from datetime import date

from procure.domain.notice_facts.base import NoticeFacts
from procure.domain.notice_facts.parts import Market, Supplier, Supply


class MarketFacts(NoticeFacts):
    """What every notice about a dynamic market tells."""

    supply: Supply = Supply()
    market: Market = Market()


class MarketIntentionFacts(MarketFacts):
    """UK13 (s.39(2); reg 25(2))."""

    code = "UK13"

    special_regimes: tuple[str, ...] = ()
    how_to_get_documents: str = ""
    gpa_covered: bool | None = None
    cptpp_covered: bool | None = None

    @property
    def special_regimes_or_none(self) -> tuple[str, ...]:
        return self.special_regimes or ("none",)

    @property
    def has_parts(self) -> bool:
        return bool(self.market.parts)

    @property
    def is_open_ended(self) -> bool:
        return self.market.ends_on is None

    @property
    def is_utilities_market(self) -> bool:
        return self.market.is_utilities

    @property
    def is_not_utilities_market(self) -> bool:
        return not self.market.is_utilities

    @property
    def is_qualifying_utilities_market(self) -> bool:
        return self.market.is_utilities and self.market.is_qualifying


class MarketEstablishedFacts(MarketFacts):
    """UK14 (s.39(3); reg 25(4))."""

    code = "UK14"

    suppliers: tuple[Supplier, ...] = ()


class MarketChangeFacts(MarketFacts):
    """UK15 (s.39(4); reg 25(6))."""

    code = "UK15"

    effective_on: date | None = None
    new_suppliers: tuple[Supplier, ...] = ()
    leaving_suppliers: tuple[Supplier, ...] = ()
    other_changes: str = ""


class MarketEndFacts(MarketFacts):
    """UK16 (s.39(5); reg 25(8))."""

    code = "UK16"
