"""What a new notice already knows: facts carried forward from the specification and the notices before it.

Pure: the same specification and history give the same facts. Identifiers, amounts and dates are carried exactly, and
nothing is made up: what no source holds stays empty for an officer to fill in.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from procure.act import standstill
from procure.domain.notice_duties import act_facts
from procure.domain.notice_facts import (
    KINDS,
    AwardFacts,
    ContractFacts,
    NoticeFacts,
    PerformanceFacts,
)
from procure.domain.notice_facts.parts import ContractLot, Framework, Money, Supply, Term
from procure.domain.notice_sequence import PublishedNotice
from procure.domain.snapshot import ProcurementFacts, SpecificationSnapshot

#: What belongs to one notice alone and is never carried to another.
OF_ONE_NOTICE = frozenset(
    {
        "schema_version",
        "amends_notice_id",
        "what_changed",
        "changes",
        "withheld",
        "additional_information",
        "breach",
    }
)

#: An indicator without how it was met.
UNRATED = {"rating": "", "result": None, "judged_on": ""}


def carried(
    code: str,
    snapshot: SpecificationSnapshot,
    history: Sequence[PublishedNotice] = (),
    *,
    contract: str = "",
    is_another_contract: bool = False,
    on: date | None = None,
) -> NoticeFacts:
    """The facts that a notice of this code begins with. ``contract`` chooses one of several by its identifier, and
    ``is_another_contract`` one that no notice names yet; ``on`` is the day it is to be published, and settles the
    standstill of an award notice.

    The specification comes first, then each earlier notice, oldest first, so that the latest word counts. Raises
    KeyError for an unknown code.
    """
    kind = KINDS[code]
    known: dict[str, Any] = _from_specification(snapshot)
    for notice in history:
        is_other = notice.contract and (is_another_contract or (contract and notice.contract != contract))
        if notice.facts is not None and not is_other:
            known |= _told(notice.facts)
            known |= _changed(notice.facts)
    facts = kind.model_validate({name: value for name, value in known.items() if name in kind.model_fields})
    return _settled(facts, snapshot, on)


def amending(notice: PublishedNotice, what_changed: str = "") -> NoticeFacts:
    """A new notice that changes a published one: the same facts, with which it changes. Raises ValueError for a
    notice whose facts are not kept.
    """
    if notice.facts is None:
        raise ValueError("What this notice told is in the specification: change that.")
    return notice.facts.model_copy(
        update={"amends_notice_id": notice.notice_id, "what_changed": what_changed, "changes": ()}
    )


def _told(facts: NoticeFacts) -> dict[str, Any]:
    """What an earlier notice says, leaving out what it leaves empty."""
    empty = type(facts)()
    return {
        name: getattr(facts, name)
        for name in type(facts).model_fields
        if name not in OF_ONE_NOTICE and getattr(facts, name) != getattr(empty, name)
    }


def _changed(facts: NoticeFacts) -> dict[str, Any]:
    """What a change notice leaves behind: the contract as it is from then on."""
    new = {
        name: getattr(facts, name, None)
        for name in ("new_value", "new_term", "new_suppliers", "leaving_suppliers")
    }
    found: dict[str, Any] = {}
    if isinstance(facts, ContractFacts) and any(new.values()):
        if new["new_value"] not in (None, Money()):
            found["value"] = new["new_value"]
        if new["new_term"] not in (None, Term()):
            found["supply"] = facts.supply.model_copy(update={"term": new["new_term"]})
        gone = {each.identifier for each in new["leaving_suppliers"] or ()}
        staying = tuple(each for each in facts.suppliers if each.identifier not in gone)
        found["suppliers"] = (*staying, *(new["new_suppliers"] or ()))
        found |= {"new_value": Money(), "new_term": Term(), "new_suppliers": (), "leaving_suppliers": ()}
    return found


def _from_specification(snapshot: SpecificationSnapshot) -> dict[str, Any]:
    facts = snapshot.facts
    descriptions = (facts.extension_description, facts.options_description)
    described = "\n\n".join(text for text in descriptions if text)
    term = Term(
        starts_on=facts.supply_starts_on,
        ends_on=facts.supply_ends_on,
        may_extend_to_on=facts.supply_may_extend_to_on if facts.has_extensions else None,
    )
    return {
        "lead_authority_name": snapshot.authority.name if snapshot.is_joint else "",
        "joint_authority_names": tuple(each.name for each in snapshot.joint_authorities),
        "contract_title": snapshot.title,
        "supply": Supply(
            main_category=facts.main_category,
            subject_description=facts.subject_description,
            supply_method=facts.supply_method,
            supply_quantity=facts.supply_quantity,
            cpv_codes=facts.cpv_codes,
            regions=facts.regions,
            term=term,
        ),
        "value": Money(net=facts.value_net, gross=facts.value_gross),
        "special_regimes": facts.special_regimes,
        "has_options": bool(facts.has_extensions or facts.has_options),
        "options": described,
        "is_above_threshold": not facts.is_below_threshold,
        "framework": _framework(facts) if snapshot.is_framework else None,
        "dynamic_market_identifier": facts.dynamic_market_identifier if facts.uses_dynamic_market else "",
        "dynamic_market_part_number": facts.dynamic_market_part_number if facts.uses_dynamic_market else "",
        "procedure": facts.procedure,
        "expected_procedure": facts.procedure,
        "uses_lots": bool(facts.uses_lots),
        "lots": _lots(snapshot) if facts.uses_lots else (),
        "sme_suitable": facts.sme_suitable,
        "vcse_suitable": facts.vcse_suitable,
        "gpa_covered": facts.gpa_covered,
        "cptpp_covered": facts.cptpp_covered,
        "known_risks": facts.known_risks,
        "modification_provisions": facts.modification_provisions,
        "next_notice_on": facts.notice_planned_on,
        "tender_notice_on": facts.notice_planned_on,
        "award_on": facts.estimated_award_on,
        "is_private_utility": snapshot.authority.authority_type == "privateUtility",
    }


def _framework(facts: ProcurementFacts) -> Framework:
    """A framework as the tender notice described it."""
    charged = facts.framework_charges_fees
    return Framework(
        users=facts.framework_users,
        term=Term(starts_on=facts.framework_starts_on, ends_on=facts.framework_ends_on),
        long_term_reasons=facts.framework_long_term_reasons,
        is_open=facts.is_open_framework,
        previous_identifier=facts.open_framework_previous_identifier,
        open_framework_ends_on=facts.open_framework_ends_on,
        fee_percentage=facts.framework_fee_percentage if charged else None if charged is None else Decimal(0),
        fee_note=facts.framework_fee_note,
        selection_process=facts.framework_selection_process,
    )


def _lots(snapshot: SpecificationSnapshot) -> tuple[ContractLot, ...]:
    facts = snapshot.facts
    return tuple(
        ContractLot(
            number=lot.number,
            title=lot.title,
            description=lot.description,
            supply_method=facts.supply_method,
            quantity=facts.supply_quantity,
            term=Term(
                starts_on=lot.supply_starts_on or facts.supply_starts_on,
                ends_on=lot.supply_ends_on or facts.supply_ends_on,
            ),
            value=Money(net=lot.value_net, gross=lot.value_gross),
            cpv_codes=lot.cpv_codes or facts.cpv_codes,
            regions=lot.regions or facts.regions,
        )
        for lot in snapshot.lots
    )


def _settled(facts: NoticeFacts, snapshot: SpecificationSnapshot, on: date | None) -> NoticeFacts:
    """The same facts with what follows from them: the end of a standstill, indicators without old ratings."""
    if isinstance(facts, AwardFacts) and on is not None and facts.standstill_ends_on is None:
        pause = standstill.standstill(on, act_facts(snapshot, facts)).value
        return facts.model_copy(
            update={"standstill_ends_on": pause.ends_on, "has_standstill": pause.ends_on is not None}
        )
    if isinstance(facts, PerformanceFacts):
        fresh = tuple(kpi.model_copy(update=UNRATED) for kpi in facts.kpis)
        return facts.model_copy(update={"kpis": fresh, "period": Term()})
    return facts
