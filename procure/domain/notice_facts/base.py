"""What every notice may tell: whom it is told with, what it changes, and what it keeps back."""

from __future__ import annotations

from typing import ClassVar

from procure.domain.notice_facts.parts import Fact, FieldChange, Money, Supplier, Supply, Withholding
from procure.domain.notice_facts.words import withheld_statement

SCHEMA_VERSION = 1


class NoticeFacts(Fact):
    """The facts of one notice, besides the specification. Each kind of notice has its own class."""

    code: ClassVar[str]

    schema_version: int = SCHEMA_VERSION
    lead_authority_name: str = ""
    joint_authority_names: tuple[str, ...] = ()
    #: The notice identifier of the one that this notice amends, and in words what changed.
    amends_notice_id: str = ""
    what_changed: str = ""
    #: Item by item, what differs from the notice that this one amends: settled when it is finished, never typed.
    changes: tuple[FieldChange, ...] = ()
    withheld: tuple[Withholding, ...] = ()
    additional_information: str = ""

    always: ClassVar[bool] = True

    @property
    def form(self) -> str:
        """Which form of the notice this is; a notice with one form calls it ``only``."""
        return "only"

    @property
    def is_joint(self) -> bool:
        return bool(self.lead_authority_name or self.joint_authority_names)

    @property
    def is_amendment(self) -> bool:
        return bool(self.amends_notice_id)

    @property
    def says_what_is_withheld(self) -> bool:
        return any(not each.is_silent for each in self.withheld)

    @property
    def withheld_statement(self) -> str:
        """That information is withheld, and on which limb (s.94(3)); nothing where s.94(4) bars saying so."""
        return withheld_statement(each.limb for each in self.withheld if not each.is_silent)


class ContractFacts(NoticeFacts):
    """What notices about one contract share: which contract, with whom, what and for how much."""

    contract_identifier: str = ""
    contract_title: str = ""
    supply: Supply = Supply()
    suppliers: tuple[Supplier, ...] = ()
    value: Money = Money()
    special_regimes: tuple[str, ...] = ()
    has_options: bool = False
    options: str = ""

    @property
    def knows_contract_identifier(self) -> bool:
        return bool(self.contract_identifier)

    @property
    def has_suppliers(self) -> bool:
        return bool(self.suppliers)

    @property
    def is_special_regime(self) -> bool:
        return bool(self.special_regimes)
