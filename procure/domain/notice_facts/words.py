"""Words that notices choose between. Values are ours and never change; each says what provision lists it."""

from __future__ import annotations

from collections.abc import Iterable

from procure.domain.vocabulary import Word
from procure.languages import gettext


class NextNotice(Word):
    """Regulations reg 15(2)(e)."""

    TENDER = "tender_notice", "Tender notice"
    TRANSPARENCY = "transparency_notice", "Transparency notice"


class AwardRoute(Word):
    """Regulations reg 27(2)(p)."""

    OPEN = "open", "Open procedure"
    COMPETITIVE_FLEXIBLE = "competitive_flexible", "Competitive flexible procedure"
    DIRECT = "direct", "Direct award"


class DirectAwardGround(Word):
    """Act Schedule 5."""

    PROTOTYPE = "prototype", "Prototypes and development (paragraphs 2 and 3)"
    ART = "art", "Creation or acquisition of a unique work of art (paragraph 4)"
    EXCLUSIVE_RIGHTS = "exclusive_rights", "Exclusive rights (paragraph 5)"
    ONE_SUPPLIER = "one_supplier", "No competition for technical reasons (paragraph 6)"
    COMPATIBILITY = "compatibility", "Additional supply that must be compatible (paragraph 7)"
    REPEAT = "repeat", "Repeat supply foreseen in the first competition (paragraph 8)"
    COMMODITIES = "commodities", "Commodities on an exchange (paragraph 10)"
    INSOLVENCY = "insolvency", "Advantageous terms on insolvency (paragraph 11)"
    URGENCY = "urgency", "Extreme and unavoidable urgency (paragraphs 13 and 14)"
    USER_CHOICE = "user_choice", "User choice (paragraphs 15 to 17)"
    DEFENCE = "defence", "Defence and security (paragraphs 18 to 20)"


class CallOffMethod(Word):
    """Regulations reg 34(2)(e)."""

    COMPETED = "competed", "By a competitive selection process"
    NOT_COMPETED = "not_competed", "Without further competition"


class Reservation(Word):
    """Act sections 32 and 33."""

    NONE = "none", "Not reserved"
    SUPPORTED_EMPLOYMENT = "supported_employment", "To supported employment providers"
    PUBLIC_SERVICE_MUTUAL = "public_service_mutual", "To public service mutuals"


class Rating(Word):
    """Regulations reg 39(5)."""

    GOOD = "good", "Good"
    APPROACHING_TARGET = "approaching_target", "Approaching target"
    REQUIRES_IMPROVEMENT = "requires_improvement", "Requires improvement"
    INADEQUATE = "inadequate", "Inadequate"
    OTHER = "other", "Other"


class FailureKind(Word):
    """Regulations reg 39(7)(f)."""

    BREACH = "breach", "Breach of the contract"
    UNSATISFACTORY = "unsatisfactory", "Unsatisfactory performance that did not improve"


class BreachResult(Word):
    """Regulations reg 39(7)(g)."""

    PARTIAL_TERMINATION = "partial_termination", "Part of the contract was ended"
    DAMAGES = "damages", "Damages were awarded"
    SETTLEMENT = "settlement", "A settlement was agreed"


class DamagesBasis(Word):
    """Regulations reg 39(7)(m)(iii)."""

    CONTRACT = "contract", "Under the contract"
    COURT = "court", "By decision of a court or tribunal"
    SETTLEMENT = "settlement", "By a negotiated settlement"


class ChangeGround(Word):
    """Act Schedule 8, as Regulations reg 40(2)(f) lists it."""

    URGENCY = "urgency", "Urgency or protection of life (paragraphs 2 and 3)"
    UNFORESEEABLE = "unforeseeable", "Unforeseeable circumstances (paragraph 4)"
    KNOWN_RISK = "known_risk", "A known risk that came about (paragraphs 5 to 7)"
    ADDITIONAL = "additional", "Additional goods, services or works (paragraph 8)"
    RESTRUCTURING = "restructuring", "Corporate restructuring (paragraph 9)"


class EndingKind(Word):
    """Act section 80(3)."""

    DISCHARGE = "discharge", "The contract was discharged"
    EXPIRY = "expiry", "The contract ran its term"
    BY_A_PARTY = "by_a_party", "A party ended the contract"
    RESCISSION = "rescission", "The contract was rescinded"
    SET_ASIDE = "set_aside", "A court set the contract aside"


class WithholdingLimb(Word):
    """Act section 94(1)."""

    NATIONAL_SECURITY = "national_security", "National security"
    COMMERCIAL = "commercial", "Sensitive commercial information, with an overriding public interest"


def withheld_statement(limbs: Iterable[str]) -> str:
    """That information is withheld, and on which limbs (s.94(3)), each once; nothing for none."""
    grounds = gettext(" and ").join(
        gettext(WithholdingLimb.label_of(limb)).lower() for limb in dict.fromkeys(limbs) if limb
    )
    if not grounds:
        return ""
    return gettext(
        "Information is withheld under section 94 of the Procurement Act 2023, on the ground of %(grounds)s.",
        grounds=grounds,
    )
