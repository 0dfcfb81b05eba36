"""The snapshot's answers, in the terms the Act's rules ask for."""

from __future__ import annotations

from datetime import date, datetime

from procure.act.calendar import uk_day
from procure.act.facts import AUTHORITY_BY_PLATFORM_TYPE, Authority, Award, Category, ContractFacts, Nation
from procure.act.periods import PeriodFacts
from procure.act.regimes import Route, route_for
from procure.domain.snapshot import SpecificationSnapshot
from procure.domain.vocabulary import Procedure, ShortenedPeriod, SpecialRegime


def contract_facts(snapshot: SpecificationSnapshot) -> ContractFacts:
    """The contract as the rules see it; unknown answers count as the ordinary case."""
    facts, regimes = snapshot.facts, snapshot.facts.special_regimes
    return ContractFacts(
        authority=AUTHORITY_BY_PLATFORM_TYPE.get(snapshot.authority.authority_type, Authority.SUB_CENTRAL),
        category=Category(facts.main_category) if facts.main_category else Category.SERVICES,
        nation=Nation(snapshot.authority.devolved_regime),
        is_light_touch=SpecialRegime.LIGHT_TOUCH in regimes,
        is_utilities=SpecialRegime.UTILITIES in regimes,
        is_concession=SpecialRegime.CONCESSION in regimes,
        is_defence=SpecialRegime.DEFENCE_AND_SECURITY in regimes,
        is_framework=snapshot.is_framework,
        award=Award.DYNAMIC_MARKET if facts.uses_dynamic_market else Award.COMPETITIVE,
    )


def route(snapshot: SpecificationSnapshot, on: date) -> Route:
    """Which part of the law governs this procurement if commenced on ``on``."""
    return route_for(contract_facts(snapshot), snapshot.facts.value_gross, on).value


def period_facts(snapshot: SpecificationSnapshot, on: date) -> PeriodFacts:
    """What decides the shortest lawful participation and tendering periods (s.54)."""
    facts = snapshot.facts
    contract = contract_facts(snapshot)
    entry = facts.shorter_period_entry if facts.relies_on_shorter_period else ""
    later = bool(facts.documents_follow_later) if facts.procedure == Procedure.COMPETITIVE_FLEXIBLE else False
    return PeriodFacts(
        is_covered=route(snapshot, on) is Route.COVERED,
        is_light_touch=contract.is_light_touch,
        is_central=contract.is_central,
        is_utilities=contract.is_utilities,
        suppliers_are_preselected=entry in (ShortenedPeriod.NEGOTIATED, ShortenedPeriod.PRE_SELECTED),
        period_is_agreed_with_them=entry == ShortenedPeriod.NEGOTIATED,
        has_qualifying_planned_notice=entry == ShortenedPeriod.PLANNED_NOTICE,
        uses_dynamic_market=bool(facts.uses_dynamic_market),
        is_urgent=entry == ShortenedPeriod.URGENCY,
        is_electronic=facts.is_electronic is not False,
        documents_all_together=facts.documents_provided_now is not False and not later,
    )


def notice_day(snapshot: SpecificationSnapshot, today: date) -> date:
    """The day the tender notice will be published: as planned, but never in the past."""
    planned = snapshot.facts.notice_planned_on
    return max(planned, today) if planned else today


def london_day(moment: datetime | None) -> date | None:
    """The day in the United Kingdom on which a time falls."""
    return None if moment is None else uk_day(moment)
