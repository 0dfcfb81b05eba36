"""What somebody without a tender says of a procurement, as the rules ask for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from procure.act.facts import Authority, Award, Category, ContractFacts, Nation
from procure.act.periods import PeriodFacts
from procure.act.timeline_facts import StageFacts, TimelineFacts
from procure.domain.timetable import TimetablePlan, applied
from procure.domain.vocabulary import SpecialRegime
from procure.web.planner.forms import Ground, LaterStage, Rules, Way

FLEXIBLE = frozenset({Way.FLEXIBLE, Way.FLEXIBLE_WITH_REQUESTS})


def facts_of(answers: Mapping[str, Any], plan: TimetablePlan, today: date) -> TimelineFacts:
    """The facts of a procurement; unanswered questions count as the ordinary case. Raises ``ValueError`` for a plan
    without a day.
    """
    way, ground = answers["procedure"] or Way.OPEN, answers["ground"]
    return applied(
        TimelineFacts(
            contract=_contract(answers, way),
            periods=PeriodFacts(
                is_electronic=answers["is_electronic"] is not False,
                documents_all_together=answers["documents_together"] is not False,
                is_urgent=ground == Ground.URGENCY,
                suppliers_are_preselected=ground in (Ground.PRE_SELECTED, Ground.AGREED),
                period_is_agreed_with_them=ground == Ground.AGREED,
            ),
            gross=answers["gross"],
            starts_from=plan.starts_from,
            contract_starts_on=plan.contract_starts_on,
            contract_ends_on=answers["contract_ends_on"],
            today=today,
            has_participation_stage=way == Way.FLEXIBLE_WITH_REQUESTS,
            stages=_stages(answers["stages"]) if way in FLEXIBLE else (),
        ),
        plan,
    )


def _contract(answers: Mapping[str, Any], way: str) -> ContractFacts:
    regimes = set(answers["regimes"])
    authority = Authority(answers["authority"])
    rules = answers["nation"] or Rules.ENGLAND
    return ContractFacts(
        authority=authority,
        category=Category(answers["category"] or Category.SERVICES),
        nation=Nation.ENGLAND_OR_RESERVED if rules == Rules.ENGLAND else Nation(rules),
        award=Award.DYNAMIC_MARKET if way == Way.DYNAMIC_MARKET else Award.COMPETITIVE,
        is_light_touch=SpecialRegime.LIGHT_TOUCH in regimes,
        is_utilities=SpecialRegime.UTILITIES in regimes or authority is Authority.PRIVATE_UTILITY,
        is_concession=SpecialRegime.CONCESSION in regimes,
        is_defence=SpecialRegime.DEFENCE_AND_SECURITY in regimes,
        is_framework=bool(answers["is_framework"]),
    )


def _stages(chosen: list[str]) -> tuple[StageFacts, ...]:
    if not chosen:
        return ()
    first = StageFacts(key="first", name="First tenders", is_tender_round=True)
    later = (
        StageFacts(key=each, name=LaterStage.label_of(each), is_tender_round=each == LaterStage.FINAL_TENDERS)
        for each in chosen
    )
    return (first, *later)
