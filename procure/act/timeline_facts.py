"""What a timetable is built from: the procurement, the wanted day, and the time an authority allows itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from .facts import Award, ContractFacts
from .periods import PeriodFacts

#: Calendar days; a longer allowance than ten years is a slip of the hand.
LONGEST_ALLOWANCE = 3650


class StageFacts(BaseModel):
    """One stage of a competitive flexible procedure (PRO-6), in the order they are run.

    ``key`` tells it from the others. ``days`` is the time allowed for it; for a round of tenders ``None`` means the
    shortest that the Act allows (TIM-6). The days of the first round are ``TimelineFacts.tendering_days``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    name: str
    is_tender_round: bool = False
    days: int | None = Field(default=None, ge=0, le=LONGEST_ALLOWANCE)


class TimelineFacts(BaseModel):
    """What the timetable is built from. Days of work are calendar days that the authority allows itself.

    Give ``starts_from`` (the wanted day of the tender notice, or the first on which it can be published),
    ``contract_starts_on`` (the wanted start of the contract), or both. ``gross`` is the estimated value including
    VAT, ``None`` while nobody knows it. ``today``, where it is given, is the day before which nothing more can be
    done. ``fixed`` holds days an officer has set, by step key. ``has_participation_stage`` asks for requests to take
    part before tenders. ``tendering_days`` and ``participation_days`` are what suppliers are given; ``None`` means
    the shortest that the Act allows. ``standstill_working_days`` is what the award notice states; ``None`` means
    the mandatory 8, or none where none is. ``expects_pipeline``: the authority expects to pay more than £100 million
    in the coming financial year, so that it publishes a pipeline notice (PIP-1).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    contract: ContractFacts = Field(default_factory=ContractFacts)
    periods: PeriodFacts = Field(default_factory=PeriodFacts)
    gross: Decimal | None = Field(default=None, ge=0)
    starts_from: date | None = None
    contract_starts_on: date | None = None
    contract_ends_on: date | None = None
    today: date | None = None
    expects_pipeline: bool = False
    has_planned_notice: bool = False
    has_engagement: bool = False
    has_participation_stage: bool = False
    stages: tuple[StageFacts, ...] = ()
    planned_notice_days: int = Field(default=40, ge=0, le=LONGEST_ALLOWANCE)
    engagement_days: int = Field(default=28, ge=0, le=LONGEST_ALLOWANCE)
    enquiries_close_days_before: int | None = Field(default=None, ge=0, le=LONGEST_ALLOWANCE)
    participation_days: int | None = Field(default=None, ge=0, le=LONGEST_ALLOWANCE)
    selecting_days: int = Field(default=14, ge=0, le=LONGEST_ALLOWANCE)
    tendering_days: int | None = Field(default=None, ge=0, le=LONGEST_ALLOWANCE)
    assessing_days: int = Field(default=28, ge=0, le=LONGEST_ALLOWANCE)
    approving_days: int = Field(default=7, ge=0, le=LONGEST_ALLOWANCE)
    standstill_working_days: int | None = Field(default=None, ge=0, le=LONGEST_ALLOWANCE)
    mobilising_days: int = Field(default=0, ge=0, le=LONGEST_ALLOWANCE)
    fixed: Mapping[str, date] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _has_an_anchor(self) -> TimelineFacts:
        if self.starts_from is None and self.contract_starts_on is None:
            raise ValueError(
                "Give the day the tender notice can be published, or the day the contract should start."
            )
        return self

    @property
    def period_facts(self) -> PeriodFacts:
        """What decides the shortest periods, with what is known of the contract put in."""
        known: dict[str, bool] = {
            "is_light_touch": self.contract.is_light_touch,
            "is_central": self.contract.is_central,
            "is_utilities": self.contract.is_utilities,
        }
        if self.has_planned_notice:
            known["has_qualifying_planned_notice"] = True
        if self.contract.award is Award.DYNAMIC_MARKET:
            known["uses_dynamic_market"] = True
        return self.periods.model_copy(update=known)
