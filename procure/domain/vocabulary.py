"""The words of the trade, each with a short stable value for storage and a label for people.

Values never change once published; labels may. Sources are named where a list comes from law or method.
"""

from __future__ import annotations

from enum import StrEnum


class Word(StrEnum):
    """A stored value with a label: ``Procedure.OPEN == "open"`` and ``Procedure.OPEN.label``."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Word:
        word = str.__new__(cls, value)
        word._value_ = value
        word.label = label
        return word

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Pairs of (value, label), in the order they are declared, as a form select wants them."""
        return [(word.value, word.label) for word in cls]

    @classmethod
    def label_of(cls, value: str | None) -> str:
        """The label of a stored value; an empty string for none, the value itself when unknown."""
        if not value:
            return ""
        try:
            return cls(value).label
        except ValueError:
            return value


class TenderState(Word):
    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    CHANGES_REQUESTED = "changes_requested", "Changes requested"
    NOT_ENDORSED = "not_endorsed", "Not endorsed"
    ENDORSED = "endorsed", "Endorsed"
    PUBLISHING = "publishing", "Being published"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn"


class VerdictKind(Word):
    ENDORSED = "endorsed", "Endorsed"
    ENDORSED_WITH_CONDITIONS = "endorsed_with_conditions", "Endorsed with conditions"
    CHANGES_REQUESTED = "changes_requested", "Changes requested"
    NOT_ENDORSED = "not_endorsed", "Not endorsed"


class Position(Word):
    """Where a member stood on a decision: a verdict, an abstention, or an objection to what was proposed in writing."""

    ENDORSED = "endorsed", "Endorsed"
    ENDORSED_WITH_CONDITIONS = "endorsed_with_conditions", "Endorsed with conditions"
    CHANGES_REQUESTED = "changes_requested", "Changes requested"
    NOT_ENDORSED = "not_endorsed", "Not endorsed"
    ABSTAINED = "abstained", "Abstained"
    OBJECTED = "objected", "Objected"


class Role(Word):
    OFFICER = "officer", "Commercial officer"
    CURATOR = "curator", "Library curator"
    ADMINISTRATOR = "administrator", "Administrator"


class BoardRole(Word):
    CHAIR = "chair", "Chair"
    VICE_CHAIR = "vice_chair", "Vice-chair"
    MEMBER = "member", "Member"


class AuthorityType(Word):
    """Scheme UK_CA_TYPE on the central platform; sections 2 and 6 of the Procurement Act 2023."""

    CENTRAL = "publicAuthorityCentralGovernment", "Public authority - central government"
    SUB_CENTRAL = "publicAuthoritySubCentralGovernment", "Public authority - sub-central government"
    PUBLIC_UNDERTAKING = "publicUndertaking", "Public undertaking"
    PRIVATE_UTILITY = "privateUtility", "Private utility"
    OTHER = "other", "Other"


class DevolvedRegime(Word):
    """Scheme UK_CA_DEVOLVED_REGULATIONS; sections 111 and 112 of the Act."""

    NONE = "", "England or reserved arrangements"
    WALES = "GB-WLS", "Devolved Welsh authority"
    NORTHERN_IRELAND = "GB-NIR", "Transferred Northern Ireland authority"


class Procedure(Word):
    """Procurement Act 2023 s.20(2)."""

    OPEN = "open", "Open procedure"
    COMPETITIVE_FLEXIBLE = "competitive_flexible", "Competitive flexible procedure"


class SpecialRegime(Word):
    """Procurement Regulations 2024 reg 18(2)(e)."""

    LIGHT_TOUCH = "light_touch", "Light touch"
    UTILITIES = "utilities", "Utilities"
    CONCESSION = "concession", "Concession"
    DEFENCE_AND_SECURITY = "defence_and_security", "Defence and security"


class Arrangement(Word):
    """Procurement Act 2023 ss.3 and 45."""

    CONTRACT = "contract", "A contract"
    FRAMEWORK = "framework", "A framework, under which contracts are awarded later"


class FrameworkAward(Word):
    """How contracts are awarded under a framework (s.45(3)-(5))."""

    COMPETED = "competed", "After a competition among its suppliers"
    NOT_COMPETED = "not_competed", "Without further competition"
    EITHER = "either", "Either, as the framework sets out"


class SupplierNumber(Word):
    """How many suppliers join a framework (reg 20(2)(i))."""

    SINGLE = "single", "One supplier"
    LIMITED = "limited", "A limited number of suppliers"
    UNLIMITED = "unlimited", "Any number of suppliers"


class ReservedPlace(Word):
    """Where suppliers must be based, below the threshold (reg 24(2)(k))."""

    UNITED_KINGDOM = "uk", "The United Kingdom"
    LOCAL_AREA = "local", "A local area"


class ReservedKind(Word):
    """Kinds of supplier to which a contract below the threshold may be reserved (reg 24(2)(l))."""

    SME = "sme", "Small and medium-sized enterprises"
    VCSE = "vcse", "Voluntary, community and social enterprises"


class Category(Word):
    GOODS = "goods", "Goods"
    SERVICES = "services", "Services"
    WORKS = "works", "Works"


class StageKind(Word):
    REQUEST_TO_PARTICIPATE = "request_to_participate", "Request to participate"
    TENDER_ROUND = "tender_round", "Tender round"
    NEGOTIATION = "negotiation", "Negotiation or dialogue"
    DEMONSTRATION = "demonstration", "Demonstration or test"
    FINAL_TENDER = "final_tender", "Final tenders"


class ShortenedPeriod(Word):
    """Entries of the tendering period table in s.54(4) that must be named in the tender notice."""

    NEGOTIATED = "T2", "Negotiated with pre-selected suppliers (entry 2)"
    PRE_SELECTED = "T3", "Only pre-selected suppliers may tender (entry 3)"
    PLANNED_NOTICE = "T4", "A qualifying planned procurement notice was published (entry 4)"
    URGENCY = "T5", "State of urgency (entry 5)"


class Direction(Word):
    UP = "up", "Should rise"
    DOWN = "down", "Should fall"
    HOLD = "hold", "Should stay the same"


class MeasureKind(Word):
    OUTCOME = "outcome", "Outcome: the change itself"
    PROXY = "proxy", "Proxy: stands in for a change that cannot be seen"
    LEAD = "lead", "Lead: an early sign of the change"
    OUTPUT = "output", "Output: amount delivered"
    INPUT = "input", "Input: resources used"


class FigureKind(Word):
    """What sort of figure a measure is: it decides how much of it is chance."""

    SHARE = "share", "A share: how many of all, such as a percentage"
    AVERAGE = "average", "An average over people or cases"
    COUNT = "count", "A count of things that happened"


class CausalStep(Word):
    """How far an outcome is from the milestone it serves (alignment input L)."""

    SAME_INDICATOR = "same_indicator", "It moves the same figure as the milestone"
    ONE_STEP = "one_step", "One causal step away"
    TWO_STEPS = "two_steps", "Two causal steps away"


class JudgedStep(Word):
    """A causal step as a reviewer judges it, who may also find that the outcome does not lead there."""

    SAME_INDICATOR = CausalStep.SAME_INDICATOR.value, CausalStep.SAME_INDICATOR.label
    ONE_STEP = CausalStep.ONE_STEP.value, CausalStep.ONE_STEP.label
    TWO_STEPS = CausalStep.TWO_STEPS.value, CausalStep.TWO_STEPS.label
    NONE = "none", "It does not lead there"


class EvidenceGrade(Word):
    """How well it is known that the change can be caused (alignment input E)."""

    ASSERTION = "assertion", "Assertion only"
    THEORY = "theory", "A reasoned theory"
    BEFORE_AND_AFTER = "before_and_after", "Before and after figures"
    COMPARISON_GROUP = "comparison_group", "A comparison group"
    REPLICATED = "replicated", "A repeated trial, or equal"


class RequirementReason(Word):
    LAW = "law", "The law requires it"
    SAFETY = "safety", "Safety"
    SECURITY = "security", "Security"
    INTEROPERABILITY = "interoperability", "It must work with other systems"
    EXISTING_ASSET = "existing_asset", "An asset we already have"
    OTHER = "other", "Another reason"


class CriterionKind(Word):
    QUALITY = "quality", "Quality"
    PRICE = "price", "Price"
    COST = "cost", "Cost over the whole life"


class AwardMethod(Word):
    PRICE_AND_QUALITY = "price_and_quality", "Price and quality, weighted by percentage"
    QUALITY_AT_FIXED_PRICE = "quality_at_fixed_price", "Quality only, at a fixed price"
    COST_AND_QUALITY = "cost_and_quality", "Whole-life cost and quality, weighted by percentage"


class ConditionKind(Word):
    """What a condition of participation may assess: s.22(1)."""

    LEGAL_AND_FINANCIAL = "legal_and_financial", "Legal and financial capacity"
    TECHNICAL_ABILITY = "technical_ability", "Technical ability"


class OutcomePriority(Word):
    PRIMARY = "primary", "Primary"
    SECONDARY = "secondary", "Secondary"


class JointStanding(Word):
    """How an authority stands that was asked to buy jointly."""

    INVITED = "invited", "Invited, no answer yet"
    ACCEPTED = "accepted", "Takes part"
    DECLINED = "declined", "Declined"
    LEFT = "left", "Left"
    TAKEN_OUT = "taken_out", "Taken out by the lead"


class JointAccess(Word):
    """What officers of an authority that buys jointly may do with the draft."""

    READ = "read", "Read the draft"
    COMMENT = "comment", "Read and comment"
    EDIT = "edit", "Read, comment and change the draft"


class EqualityState(Word):
    """How far the equality assessment of a tender has come."""

    MADE = "made", "It was made"
    BEING_MADE = "being_made", "It is being made"
    NOT_NEEDED = "not_needed", "None is needed"


class PaymentMechanism(Word):
    """Ways to pay (outcome method, section 6)."""

    OUTCOME = "outcome", "Payment for outcomes"
    MILESTONE = "milestone", "Milestones and early signs"
    AVAILABILITY = "availability", "Payment for being ready"
    UNIT_PRICE = "unit_price", "A price for each unit"
    CAPPED_TIME = "capped_time", "Capped time, or a fixed price by stage"
    RATE_CARD = "rate_card", "A published rate card"


class Coverage(Word):
    """How far a new objective stands for an old one."""

    FULL = "full", "In full"
    PART = "part", "In part"
    NONE = "none", "Not at all"


class Gateway(Word):
    """What in law allows data to be shared (outcome method, section 8)."""

    OWN_FUNCTION = "own_function", "A function of the body itself"
    CONSENT = "consent", "Consent"
    DIGITAL_ECONOMY = "digital_economy_act", "An objective under section 35 of the Digital Economy Act 2017"
    SPECIFIC_ACT = "specific_act", "Another Act that says so"
    NOT_PERSONAL = "not_personal", "None is needed: nobody can be told from it"
    NONE = "none", "None is known"


class LawfulBasis(Word):
    """The lawful bases of Article 6 of the UK GDPR."""

    PUBLIC_TASK = "public_task", "Public task"
    LEGAL_OBLIGATION = "legal_obligation", "Legal obligation"
    CONSENT = "consent", "Consent"
    CONTRACT = "contract", "Contract"
    VITAL_INTERESTS = "vital_interests", "Vital interests"
    LEGITIMATE_INTERESTS = "legitimate_interests", "Legitimate interests"
    NOT_PERSONAL = "not_personal", "It is no personal data"


class Blocker(Word):
    """What stands in the way of sharing data."""

    CULTURE = "culture", "Culture"
    OWNERSHIP = "ownership", "Ownership"
    LEGISLATION = "legislation", "Legislation"
    STANDARDS = "standards", "Standards"
