"""The frozen content of a specification: the one thing every reader, board, notice and export is made from.

A snapshot is a plain JSON document. Parts are pydantic models that can be read straight from a row
(``Part.model_validate(row)``) because the columns carry the same names. Any field may be empty in a draft;
whether it may be published is decided by ``procure.domain.readiness``, never here.

Money is Decimal pounds, pence-exact; every amount says whether it is net or gross of VAT. Times are aware UTC.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from pydantic import Field

from procure.domain.equality import EqualityAssessment as EqualityAssessment
from procure.domain.funding_parts import ContributionSnapshot as ContributionSnapshot
from procure.domain.funding_parts import FundingPartySnapshot as FundingPartySnapshot
from procure.domain.funding_parts import MoneyTerms as MoneyTerms
from procure.domain.funding_parts import PaymentTerms as PaymentTerms
from procure.domain.gating import StageGateSnapshot as StageGateSnapshot
from procure.domain.part import Part as Part
from procure.domain.procurement_facts import ProcurementFacts as ProcurementFacts
from procure.domain.sharing_parts import DataShareSnapshot as DataShareSnapshot
from procure.domain.welsh_parts import WelshText as WelshText

SCHEMA_VERSION = 1
#: Fields that came later: left out of the canonical text while empty, so that older snapshots keep their digests.
CAME_LATER = (
    "withheld",
    "gates",
    "joint_authorities",
    "parties",
    "contributions",
    "money",
    "payment",
    "data_shares",
    "equality",
    "welsh",
)
PENNY = Decimal("0.01")


class Authority(Part):
    """The contracting authority as it was when the version was frozen (reg 13 of SI 2024/692)."""

    name: str
    ppon: str = ""
    authority_type: str = ""
    devolved_regime: str = ""
    street: str = ""
    locality: str = ""
    postcode: str = ""
    region: str = ""
    email: str = ""
    website: str = ""

    @property
    def postal_address(self) -> str:
        """One line: street, town, postcode, leaving out what is unknown."""
        return ", ".join(line for line in (self.street, self.locality, self.postcode) if line)


class ProblemStatement(Part):
    who_affected: str = ""
    where_affected: str = ""
    how_many: str = ""
    cause: str = ""
    tried_before: str = ""
    if_nothing_done: str = ""
    problem_sources: str = ""


class Figure(Part):
    """A published figure. ``None`` is unknown, never zero; unverified figures stay marked as such."""

    value: str = ""
    period: str = ""
    source_url: str = ""
    verified: bool = False
    note: str = ""


class ObjectiveSnapshot(Part):
    """A mission objective as the framework version in force stated it on the day of freezing."""

    objective_id: str
    title: str
    mission_id: str = ""
    mission_name: str = ""
    framework_id: str = ""
    framework_name: str = ""
    framework_effective_from: str = ""
    metric: str = ""
    unit: str = ""
    direction: str = ""
    geography: str = ""
    baseline: Figure = Figure()
    target: Figure = Figure()
    latest: Figure | None = None
    data_source: str = ""
    publisher: str = ""
    lead_department: str = ""
    verified: bool = False


class ObjectiveLinkSnapshot(Part):
    objective_id: str
    causal_step: str = ""
    evidence_grade: str = ""
    evidence_url: str = ""
    assumption: str = ""
    #: Percent of the objective's gap that this contract says it will close.
    claimed_share: Decimal | None = None
    claimed_because: str = ""


class TargetPoint(Part):
    """One step of the path to the target: by this date, this value."""

    on: date
    value: str


class MeasureSnapshot(Part):
    key: str
    name: str = ""
    unit: str = ""
    direction: str = ""
    kind: str = ""
    source: str = ""
    publisher: str = ""
    frequency: str = ""
    lag: str = ""
    baseline_value: str = ""
    baseline_period: str = ""
    baseline_published_on: date | None = None
    baseline_url: str = ""
    baseline_verified: bool = False
    baseline_plan: str = ""
    target_value: str = ""
    target_on: date | None = None
    target_path: tuple[TargetPoint, ...] = ()
    data_owner: str = ""
    may_use_data: bool | None = None
    counter_measure: str = ""
    predicts_because: str = ""
    figure_kind: str = ""
    people_per_reading: int | None = None
    people_in_baseline: int | None = None
    spread: Decimal | None = None
    is_clustered: bool | None = None


class LibrarySource(Part):
    """Where an adopted outcome came from, so that a later reader can compare."""

    library_id: str
    library_version: int
    library_title: str = ""
    library_digest: str = ""


class OutcomeSnapshot(Part):
    key: str
    number: int
    title: str = ""
    priority: str = "primary"
    statement: str = ""
    beneficiary: str = ""
    change: str = ""
    level: str = ""
    by_when_on: date | None = None
    place: str = ""
    comparison: str = ""
    equality_split: str = ""
    #: Whether people there could be harmed more easily than most: then something must show harm.
    people_are_vulnerable: bool | None = None
    #: Percent of what payment hangs on results that hangs on this one; None while nothing is said.
    payment_share: Decimal | None = None
    library: LibrarySource | None = None
    objective_links: tuple[ObjectiveLinkSnapshot, ...] = ()
    measures: tuple[MeasureSnapshot, ...] = ()


class FixedRequirementSnapshot(Part):
    key: str
    number: int
    text: str = ""
    reason: str = ""
    explanation: str = ""
    open_to_challenge: bool | None = None
    approved_by: str = ""


class KeptWording(Part):
    """Words that were looked at again and kept, and why: part of the record that boards and suppliers read.

    ``place`` names the row (``fixed_requirements/KEY``), ``code`` what was questioned, ``excerpt`` the words.
    """

    place: str
    field: str
    code: str
    excerpt: str
    because: str


class AwardCriterionSnapshot(Part):
    """A criterion and its weight in percent. The four confirmations are those of s.23(2) of the Act."""

    key: str
    number: int
    name: str = ""
    kind: str = ""
    weight: Decimal | None = None
    description: str = ""
    question: str = ""
    #: Most words of an answer, or None where no limit is set.
    word_limit: int | None = None
    outcome_keys: tuple[str, ...] = ()
    is_social_value: bool = False
    relates_to_contract: bool = False
    is_clear_and_measurable: bool = False
    follows_specification_rules: bool = False
    is_proportionate: bool = False


class AwardSnapshot(Part):
    award_method: str = ""
    award_methodology: str = ""
    failing_disqualifies: bool | None = None
    disqualifying_note: str = ""
    criteria: tuple[AwardCriterionSnapshot, ...] = ()

    @property
    def total_weight(self) -> Decimal:
        """Sum of the weights given so far, in percent."""
        return sum((c.weight for c in self.criteria if c.weight is not None), Decimal(0))


class LotSnapshot(Part):
    key: str
    number: int
    title: str = ""
    description: str = ""
    value_net: Decimal | None = None
    value_gross: Decimal | None = None
    cpv_codes: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    supply_starts_on: date | None = None
    supply_ends_on: date | None = None


class StageSnapshot(Part):
    key: str
    number: int
    name: str = ""
    kind: str = ""
    description: str = ""
    maximum_suppliers: int | None = None
    selection: str = ""
    starts_on: date | None = None
    ends_on: date | None = None


class ParticipationConditionSnapshot(Part):
    """A condition of participation under s.22: pass or fail, and why it is proportionate."""

    key: str
    number: int
    text: str = ""
    kind: str = ""
    why_proportionate: str = ""
    evidence_asked: str = ""


class TenderDocumentSnapshot(Part):
    key: str
    number: int
    title: str = ""
    url: str = ""
    description: str = ""


class WithheldSnapshot(Part):
    """One item of the tender notice that is kept back under s.94, on which limb, and why. ``is_silent``: national
    security bars even saying so (s.94(4)). The reason is for officers and boards, and is never published.
    """

    key: str
    number: int
    item: str = ""
    limb: str = ""
    reason: str = ""
    is_silent: bool = False


class SpecificationSnapshot(Part):
    """Everything a reader may know of one tender at one moment, but for what ``withheld`` keeps back:
    ``procure.domain.withholding.public`` takes that out.
    """

    schema_version: int = SCHEMA_VERSION
    reference: str
    title: str
    summary: str = ""
    language: str = "en"
    authority: Authority
    problem: ProblemStatement = ProblemStatement()
    objectives: tuple[ObjectiveSnapshot, ...] = ()
    outcomes: tuple[OutcomeSnapshot, ...] = ()
    frame_note: str = ""
    has_no_fixed_requirements: bool = False
    fixed_requirements: tuple[FixedRequirementSnapshot, ...] = ()
    award: AwardSnapshot = AwardSnapshot()
    facts: ProcurementFacts = ProcurementFacts()
    lots: tuple[LotSnapshot, ...] = ()
    stages: tuple[StageSnapshot, ...] = ()
    conditions: tuple[ParticipationConditionSnapshot, ...] = ()
    documents: tuple[TenderDocumentSnapshot, ...] = Field(default=())
    kept_wording: tuple[KeptWording, ...] = ()
    withheld: tuple[WithheldSnapshot, ...] = ()
    gates: tuple[StageGateSnapshot, ...] = ()
    parties: tuple[FundingPartySnapshot, ...] = ()
    contributions: tuple[ContributionSnapshot, ...] = ()
    money: MoneyTerms = MoneyTerms()
    payment: PaymentTerms = PaymentTerms()
    data_shares: tuple[DataShareSnapshot, ...] = ()
    equality: EqualityAssessment = EqualityAssessment()
    #: Authorities that buy jointly with ``authority``, which leads; none where it buys alone.
    joint_authorities: tuple[Authority, ...] = ()
    welsh: tuple[WelshText, ...] = ()

    @property
    def is_joint(self) -> bool:
        """Whether several authorities buy together."""
        return bool(self.joint_authorities)

    @property
    def buyers(self) -> tuple[Authority, ...]:
        """Everybody who buys, the lead first."""
        return (self.authority, *self.joint_authorities)

    @property
    def who_buys(self) -> str:
        """The lead by name, and those that buy jointly with it: ``A, jointly with B and C``."""
        *first, last = [each.name for each in self.joint_authorities] or [""]
        others = f"{', '.join(first)} and {last}" if first else last
        return f"{self.authority.name}, jointly with {others}" if others else self.authority.name

    @property
    def is_framework(self) -> bool:
        """Whether a framework is to be awarded, under which contracts are awarded later (s.45)."""
        return self.facts.arrangement == "framework"

    def canonical_json(self) -> str:
        """The one JSON text of this snapshot: sorted keys, no spaces, UTF-8; equal snapshots give equal text.

        Where a field that came later is empty, the text is what it was before there was such a field.
        """
        unused = {name for name in CAME_LATER if getattr(self, name) == type(self).model_fields[name].default}
        content = self.model_dump(mode="json", exclude=unused or None)
        for outcome in content["outcomes"]:
            for name in ("people_are_vulnerable", "payment_share"):
                if outcome[name] is None:
                    del outcome[name]
            for link in outcome["objective_links"]:
                if link["claimed_share"] is None and not link["claimed_because"]:
                    del link["claimed_share"], link["claimed_because"]
        for gate in content.get("gates", ()):
            if not gate["measure_key"]:
                del gate["measure_key"], gate["threshold_sense"], gate["threshold_value"]
        for criterion in content["award"]["criteria"]:
            if criterion["word_limit"] is None:
                del criterion["word_limit"]
        return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @property
    def digest(self) -> str:
        """SHA-256 (64 hex digits) of ``canonical_json``."""
        return hashlib.sha256(self.canonical_json().encode()).hexdigest()

    def objective(self, objective_id: str) -> ObjectiveSnapshot | None:
        """The chosen objective with this id, or None."""
        return next((o for o in self.objectives if o.objective_id == objective_id), None)

    def outcome(self, key: str) -> OutcomeSnapshot | None:
        """The outcome with this key, or None."""
        return next((o for o in self.outcomes if o.key == key), None)


def gross_of(net: Decimal, vat_rate: Decimal) -> Decimal:
    """Gross pounds from net pounds and a VAT rate in percent, rounded half up to the penny."""
    return (net * (100 + vat_rate) / 100).quantize(PENNY, rounding=ROUND_HALF_UP)
