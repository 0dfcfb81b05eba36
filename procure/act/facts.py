"""The facts about an authority and a contract on which the rules turn."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Authority(StrEnum):
    """Kinds of contracting authority (Act s.2 and Sch 1; Regulations reg 44)."""

    CENTRAL = "central"
    SUB_CENTRAL = "sub-central"
    PUBLIC_UNDERTAKING = "public-undertaking"
    PRIVATE_UTILITY = "private-utility"


#: IDN-7: the central platform's words for buyers (scheme UK_CA_TYPE) and ours.
AUTHORITY_BY_PLATFORM_TYPE = {
    "publicAuthorityCentralGovernment": Authority.CENTRAL,
    "publicAuthoritySubCentralGovernment": Authority.SUB_CENTRAL,
    "publicUndertaking": Authority.PUBLIC_UNDERTAKING,
    "privateUtility": Authority.PRIVATE_UTILITY,
    "other": Authority.SUB_CENTRAL,
}


class Category(StrEnum):
    GOODS = "goods"
    SERVICES = "services"
    WORKS = "works"


class Nation(StrEnum):
    """Whose rules govern the procurement (Act ss.111-114), as the platform marks it; empty for reserved."""

    ENGLAND_OR_RESERVED = ""
    WALES = "GB-WLS"
    NORTHERN_IRELAND = "GB-NIR"
    SCOTLAND = "GB-SCT"


class Award(StrEnum):
    """The ways a public contract may be awarded (REG-6, Act s.11(2)), as far as rules tell them apart."""

    COMPETITIVE = "competitive"
    DIRECT = "direct"
    DIRECT_URGENT = "direct-urgent"
    """Extreme and unavoidable urgency, Sch 5 para 13."""
    DIRECT_REGULATIONS = "direct-regulations"
    """Under regulations made under s.42."""
    DIRECT_USER_CHOICE = "direct-user-choice"
    """Sch 5 paras 15-17."""
    CALL_OFF = "call-off"
    DYNAMIC_MARKET = "dynamic-market"

    @property
    def is_direct(self) -> bool:
        return self.value.startswith("direct")


class ContractFacts(BaseModel):
    """What the rules ask about a contract. Every answer defaults to the ordinary case.

    ``is_school``: a maintained school, academy, further education institution or grant-aided school (DEF-12).
    ``is_defence_by_7_1_g``: defence only through s.7(1)(g), which the threshold table does not count (THR-3).
    ``is_reserved_arrangement``: run under a reserved procurement arrangement, whatever the authority's
    nation.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    authority: Authority = Authority.SUB_CENTRAL
    category: Category = Category.SERVICES
    nation: Nation = Nation.ENGLAND_OR_RESERVED
    award: Award = Award.COMPETITIVE
    is_light_touch: bool = False
    is_utilities: bool = False
    is_concession: bool = False
    is_defence: bool = False
    is_defence_by_7_1_g: bool = False
    is_framework: bool = False
    is_exempted: bool = False
    is_regulated_health: bool = False
    is_school: bool = False
    is_reserved_arrangement: bool = False

    @property
    def is_central(self) -> bool:
        return self.authority is Authority.CENTRAL

    @property
    def is_private_utility(self) -> bool:
        return self.authority is Authority.PRIVATE_UTILITY

    @property
    def governing_nation(self) -> Nation:
        """Whose rules apply once a reserved arrangement is taken into account."""
        return Nation.ENGLAND_OR_RESERVED if self.is_reserved_arrangement else self.nation
