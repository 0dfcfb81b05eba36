"""How the procedure runs and how the winner is chosen."""

from __future__ import annotations

from exports.gates import procedure_gates
from exports.notices.context import Context
from exports.notices.values import Values, days_between, texts, tidy, yes_no
from exports.wording import percent
from procure.domain.snapshot import AwardCriterionSnapshot, AwardSnapshot, StageSnapshot
from procure.domain.vocabulary import CriterionKind, StageKind


def award_criteria(c: Context) -> Values:
    return tuple(criterion_text(criterion) for criterion in c.snapshot.award.criteria if tidy(criterion.name))


def criterion_text(criterion: AwardCriterionSnapshot) -> str:
    """``Price (price), 30%: lowest total price gets full marks``."""
    weight = f", {percent(criterion.weight)}" if criterion.weight is not None else ""
    kind = CriterionKind.label_of(criterion.kind)
    described = f": {tidy(criterion.description)}" if tidy(criterion.description) else ""
    name = tidy(criterion.name)
    same = kind.casefold() in name.casefold()
    return f"{name}{'' if same or not kind else f' ({kind.lower()})'}{weight}{described}"


def assessment_methodology(c: Context) -> Values:
    """How tenders are assessed, and whether failing a criterion disqualifies (s.23(3)(a))."""
    award = c.snapshot.award
    return texts(award.award_methodology, " ".join(texts(failing_text(award), award.disqualifying_note)))


def failing_text(award: AwardSnapshot) -> str:
    """Whether failing a criterion disqualifies, as a sentence; nothing while unanswered."""
    if award.failing_disqualifies is None:
        return ""
    if award.failing_disqualifies:
        return "Failing a criterion disqualifies a tender."
    return "Failing a criterion does not in itself disqualify a tender."


def procedure_description(c: Context) -> Values:
    """How it runs: in the buyer's own words, stage by stage, and at the gates between them."""
    stages = (stage_text(stage) for stage in c.snapshot.stages)
    return (*texts(c.facts.procedure_description), *stages, *procedure_gates(c.snapshot))


def stage_text(stage: StageSnapshot) -> str:
    """One stage in words: name, kind, dates, what happens, how many go on and how they are chosen."""
    name = tidy(stage.name) or StageKind.label_of(stage.kind)
    dates = "".join(f" ({when})" for when in days_between(stage.starts_on, stage.ends_on))
    cap = f"At most {stage.maximum_suppliers} suppliers." if stage.maximum_suppliers is not None else ""
    said = " ".join(texts(stage.description, cap, stage.selection))
    return f"Stage {stage.number}: {name}{dates}{'. ' + said if said else ''}"


def may_include_negotiation(c: Context) -> Values:
    return yes_no(c.facts.may_include_negotiation)


def refinement_summary(c: Context) -> Values:
    return texts(c.facts.refinement_summary)


def maximum_suppliers(c: Context) -> Values:
    """The most suppliers, and how they are chosen: both are due (reg 19(2)(d))."""
    facts = c.facts
    chosen = texts(facts.supplier_selection)
    return (str(facts.maximum_suppliers), *chosen) if facts.maximum_suppliers is not None and chosen else ()


def minimum_suppliers(c: Context) -> Values:
    return (str(c.facts.minimum_suppliers),) if c.facts.minimum_suppliers is not None else ()


def reserved_supported_employment(c: Context) -> Values:
    return yes_no(c.facts.reserved_supported_employment)


def reserved_public_service_mutual(c: Context) -> Values:
    return yes_no(c.facts.reserved_public_service_mutual)
