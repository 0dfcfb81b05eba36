"""When a notice item is called for. Each function answers one question about a context; definitions name it.

An unanswered question counts as "no" here: that a question must be answered is for readiness to say.
"""

from __future__ import annotations

from exports.notices.context import Context


def acts_through_an_agent(c: Context) -> bool:
    """Another person carries out all or part of the procurement (reg 13(e))."""
    return c.facts.has_agent is True


def is_joint(c: Context) -> bool:
    """Several authorities buy jointly (reg 13(b))."""
    return c.snapshot.is_joint


def is_special_regime(c: Context) -> bool:
    return bool(c.facts.special_regimes)


def need_continues(c: Context) -> bool:
    """The need is expected to outlast the contract (reg 18(2)(h))."""
    return c.facts.need_continues is True


def later_tender_notice_may_follow(c: Context) -> bool:
    """The need continues and no direct award under Sch 5 para 8 is intended (reg 18(2)(h)(ii))."""
    return need_continues(c) and c.facts.later_direct_award_intended is False


def uses_electronic_auction(c: Context) -> bool:
    return c.facts.uses_electronic_auction is True


def invites_requests(c: Context) -> bool:
    """The notice invites requests to participate: said, or shown by a stage of that kind (reg 19(2)(f))."""
    if c.facts.invites_requests is None:
        return any(stage.kind == "request_to_participate" for stage in c.snapshot.stages)
    return c.facts.invites_requests


def invites_first_tenders(c: Context) -> bool:
    """The notice invites first or only tenders (reg 19(2)(g))."""
    return not invites_requests(c)


def uses_lots(c: Context) -> bool:
    return c.facts.uses_lots is True


def limits_lots_won(c: Context) -> bool:
    """A limit needs an objective way to choose between lots (s.23(4))."""
    return uses_lots(c) and c.facts.lots_max_awarded is not None


def could_use_lots_but_does_not(c: Context) -> bool:
    """Reasons are due (s.18(2)(b)), except from utilities and light touch contracts (reg 18(2)(q))."""
    is_spared = {"utilities", "light_touch"} & set(c.facts.special_regimes)
    return c.facts.uses_lots is False and c.facts.lots_considered is True and not is_spared


def does_not_use_lots(c: Context) -> bool:
    return c.facts.uses_lots is False


def has_extension_or_option(c: Context) -> bool:
    return c.facts.has_extensions is True or c.facts.has_options is True


def relies_on_shorter_period(c: Context) -> bool:
    return c.facts.relies_on_shorter_period is True


def provides_documents_now(c: Context) -> bool:
    return c.facts.documents_provided_now is True


def document_is_not_attached(c: Context) -> bool:
    return c.document is not None and not c.document.is_attached


def document_is_attached(c: Context) -> bool:
    return c.document is not None and c.document.is_attached


def provides_documents_later(c: Context) -> bool:
    return c.facts.documents_follow_later is True


def has_conditions_of_participation(c: Context) -> bool:
    return bool(c.snapshot.conditions)


def has_payment_terms(c: Context) -> bool:
    return bool(c.facts.payment_terms.strip())


def has_known_risks(c: Context) -> bool:
    return bool(c.facts.known_risks.strip())


def refines_criteria(c: Context) -> bool:
    return c.facts.refines_criteria is True


def caps_suppliers(c: Context) -> bool:
    return c.facts.caps_suppliers is True


def intends_minimum(c: Context) -> bool:
    return c.facts.minimum_suppliers is not None


def must_explain_no_engagement_notice(c: Context) -> bool:
    """Engagement took place without a notice (s.17(1)(b)); private utilities are spared (s.17(3))."""
    is_spared = c.snapshot.authority.authority_type == "privateUtility"
    return (
        c.facts.engagement_took_place is True
        and c.facts.engagement_notice_published is not True
        and not is_spared
    )


def provides_for_modifications(c: Context) -> bool:
    return bool(c.facts.modification_provisions.strip())


def requires_named_subcontractor(c: Context) -> bool:
    return bool(c.facts.subcontract_requirement.strip())


def withholds_information(c: Context) -> bool:
    is_told = any(not kept.is_silent for kept in c.snapshot.withheld)
    return c.facts.is_information_withheld is True or is_told


def has_long_term_reasons(c: Context) -> bool:
    """The term exceeds the usual in reliance on s.47(2), shown by the reasons given; readiness asks for them."""
    return bool(c.facts.framework_long_term_reasons.strip())


def is_open_framework(c: Context) -> bool:
    return c.facts.is_open_framework is True


def succeeds_an_open_framework(c: Context) -> bool:
    """A framework was awarded under the open framework before (reg 20(2)(g))."""
    return is_open_framework(c) and bool(c.facts.open_framework_previous_identifier.strip())


def intends_a_maximum(c: Context) -> bool:
    return c.facts.framework_maximum_suppliers is not None


def charges_framework_fees(c: Context) -> bool:
    return c.facts.framework_charges_fees is True


def uses_dynamic_market(c: Context) -> bool:
    return c.facts.uses_dynamic_market is True


def uses_part_of_a_market(c: Context) -> bool:
    """Award is to members of a part of the market (reg 21(2)(d))."""
    named = c.facts.dynamic_market_part_title, c.facts.dynamic_market_part_number
    return uses_dynamic_market(c) and any(part.strip() for part in named)


def is_reserved_by_place(c: Context) -> bool:
    return bool(c.facts.reserved_place)
