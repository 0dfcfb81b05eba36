"""What a tender notice below the threshold says in its own way (reg 24)."""

from __future__ import annotations

from exports.notices.context import Context
from exports.notices.fields.award import assessment_methodology, award_criteria
from exports.notices.values import Values, texts
from procure.domain.vocabulary import ReservedKind, SpecialRegime

#: The special regimes that such a notice tells of (reg 24(2)(g)).
TOLD = (SpecialRegime.DEFENCE_AND_SECURITY, SpecialRegime.LIGHT_TOUCH)


def bt_award_intention_statement(c: Context) -> Values:
    return ("The contracting authority intends to award a contract.",)


def bt_special_regime(c: Context) -> Values:
    found = tuple(kind.label for kind in TOLD if kind in c.facts.special_regimes)
    return found or ("Neither a defence and security nor a light touch contract",)


def bt_award_explanation(c: Context) -> Values:
    return (*award_criteria(c), *assessment_methodology(c))


def bt_reserved_location(c: Context) -> Values:
    """Where suppliers must be based; a local area needs its areas named."""
    if c.facts.reserved_place == "uk":
        return ("Reserved to suppliers based in the United Kingdom",)
    areas = texts(c.facts.reserved_place_areas)
    if c.facts.reserved_place != "local" or not areas:
        return ()
    return ("Reserved to suppliers based in the local area, which is:", *areas)


def bt_reserved_sme_vcse(c: Context) -> Values:
    kinds = texts(*(ReservedKind.label_of(kind) for kind in c.facts.reserved_to_kinds))
    return kinds or ("Not reserved",)
