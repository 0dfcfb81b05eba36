"""What each notice item says. A function takes a context and returns its values, or none when nothing is known.

Definitions name these functions, so a value is worked out in one place whatever notice asks for it.
"""

from __future__ import annotations

from decimal import Decimal

from exports.notices.context import AssociatedDocument, Context, Entry
from exports.notices.values import (
    Link,
    Values,
    days_between,
    email_link,
    one_line,
    texts,
    tidy,
    web_link,
    yes_no,
)
from exports.wording import area, cpv, day, gross, language, moment, net, percent
from procure.domain.snapshot import AwardCriterionSnapshot, StageSnapshot
from procure.domain.vocabulary import (
    AuthorityType,
    Category,
    ConditionKind,
    CriterionKind,
    DevolvedRegime,
    ShortenedPeriod,
    SpecialRegime,
    StageKind,
)

CROWN_DEPENDENCIES = {"GG": "Guernsey", "IM": "Isle of Man", "JE": "Jersey"}
SPECIFICATION_PDF = "specification.pdf"


# Who buys


def authority_name(c: Context) -> Values:
    return one_line(c.snapshot.authority.name)


def authority_postal_address(c: Context) -> Values:
    return one_line(c.snapshot.authority.postal_address)


def authority_email(c: Context) -> Values:
    return email_link(c.snapshot.authority.email)


def authority_website(c: Context) -> Values:
    return web_link("", c.snapshot.authority.website)


def authority_identifier(c: Context) -> Values:
    """The Public Procurement Organisation Number."""
    return texts(c.snapshot.authority.ppon)


def authority_type(c: Context) -> Values:
    authority = c.snapshot.authority
    devolved = DevolvedRegime.label_of(authority.devolved_regime) if authority.devolved_regime else ""
    return texts(AuthorityType.label_of(authority.authority_type), devolved)


def agent_name(c: Context) -> Values:
    return one_line(c.facts.agent_name)


def agent_contact(c: Context) -> Values:
    """Postal address and e-mail: both are due (reg 13(e)(ii))."""
    address, email = one_line(c.facts.agent_address), email_link(c.facts.agent_email)
    return (*address, *email) if address and email else ()


def agent_identifier(c: Context) -> Values:
    return texts(c.facts.agent_ppon)


def agent_role(c: Context) -> Values:
    return texts(c.facts.agent_role)


def enquiry_contact(c: Context) -> Values:
    """Name, postal address and e-mail: all three are due (reg 13(f)). The authority's address serves if none is given."""
    facts, authority = c.facts, c.snapshot.authority
    name = one_line(facts.contact_name)
    address = one_line(facts.contact_address or authority.postal_address)
    email = email_link(facts.contact_email)
    return (*name, *address, *email, *texts(facts.contact_telephone)) if name and address and email else ()


# What it is


def award_intention_statement(c: Context) -> Values:
    return (
        "The contracting authority intends to award a public contract under section 19 of the Procurement Act 2023.",
    )


def procurement_title(c: Context) -> Values:
    return one_line(c.snapshot.title)


def procurement_identifier(c: Context) -> Values:
    """The platform's identifier; while there is none, ours with words that say so."""
    if c.stamp is None:
        return ("The central digital platform gives it when the notice is published there.",)
    if c.stamp.platform_procurement_id:
        return (c.stamp.platform_procurement_id,)
    return (
        f"Not yet given by the central digital platform. Until then it is known here as {c.stamp.local_procurement_id}.",
    )


def open_procedure_statement(c: Context) -> Values:
    return ("Open procedure, under section 20(1) and (2)(a) of the Procurement Act 2023.",)


def flexible_procedure_statement(c: Context) -> Values:
    return ("Competitive flexible procedure, under section 20(1) and (2)(b) of the Procurement Act 2023.",)


def special_regime(c: Context) -> Values:
    return ("Yes",) if c.facts.special_regimes else ("No",)


def special_regime_kind(c: Context) -> Values:
    return texts(*(SpecialRegime.label_of(kind) for kind in c.facts.special_regimes))


def outcomes(c: Context) -> Values:
    """What must change, in the order of the specification."""
    return tuple(
        f"Outcome {outcome.number}: {said}"
        for outcome in c.snapshot.outcomes
        if (said := "\n\n".join(texts(outcome.title, outcome.statement)))
    )


def main_category(c: Context) -> Values:
    return texts(Category.label_of(c.facts.main_category))


def subject_description(c: Context) -> Values:
    return texts(c.facts.subject_description)


def supply_method(c: Context) -> Values:
    return texts(c.facts.supply_method)


def supply_quantity(c: Context) -> Values:
    return texts(c.facts.supply_quantity)


def supply_dates(c: Context) -> Values:
    return days_between(c.facts.supply_starts_on, c.facts.supply_ends_on)


def cpv_codes(c: Context) -> Values:
    return _cpv(c.facts.cpv_codes)


def geographical_classification(c: Context) -> Values:
    return _places(c.facts.regions)


def estimated_value(c: Context) -> Values:
    """With VAT first: that is the legal test (s.123(2)). Nothing counts as given until the amount with VAT is known."""
    note = texts(c.facts.valuation_note)
    amounts = _amounts(c.facts.value_net, c.facts.value_gross)
    return (*amounts, *note) if amounts else ()


def options(c: Context) -> Values:
    """Extensions and other options. Each that exists has to be described."""
    facts = c.facts
    extension = texts(facts.extension_description)
    option = texts(facts.options_description)
    if (facts.has_extensions and not extension) or (facts.has_options and not option):
        return ()
    latest = facts.supply_may_extend_to_on
    said: Values = ()
    if facts.has_extensions:
        said += extension
        said += (f"With every extension the contract would end by {day(latest)}.",) if latest else ()
    return said + option if facts.has_options else said


def subsequent_direct_award_intended(c: Context) -> Values:
    return yes_no(c.facts.later_direct_award_intended)


def subsequent_tender_notice_date(c: Context) -> Values:
    return (day(c.facts.later_tender_notice_on),) if c.facts.later_tender_notice_on else ()


def modification_provisions(c: Context) -> Values:
    return texts(c.facts.modification_provisions)


def subcontract_requirement(c: Context) -> Values:
    return texts(c.facts.subcontract_requirement)


def payment_terms(c: Context) -> Values:
    return texts(c.facts.payment_terms)


def known_risks(c: Context) -> Values:
    return texts(c.facts.known_risks)


def sme_suitable(c: Context) -> Values:
    return yes_no(c.facts.sme_suitable)


def vcse_suitable(c: Context) -> Values:
    return yes_no(c.facts.vcse_suitable)


def gpa_covered(c: Context) -> Values:
    return yes_no(c.facts.gpa_covered)


def cptpp_covered(c: Context) -> Values:
    return yes_no(c.facts.cptpp_covered)


# Lots


def uses_lots(c: Context) -> Values:
    return yes_no(c.facts.uses_lots)


def each_lot(c: Context) -> tuple[Entry, ...]:
    return c.snapshot.lots


def lot_heading(c: Context) -> str:
    assert c.lot is not None
    title = lot_title(c)
    return f"Lot {c.lot.number}: {title[0]}" if title else f"Lot {c.lot.number}"


def lot_title(c: Context) -> Values:
    return one_line(c.lot.title) if c.lot else ()


def lot_number(c: Context) -> Values:
    return (str(c.lot.number),) if c.lot else ()


def lot_description(c: Context) -> Values:
    return texts(c.lot.description) if c.lot else ()


def lot_value(c: Context) -> Values:
    return _amounts(c.lot.value_net, c.lot.value_gross) if c.lot else ()


def lot_supply_dates(c: Context) -> Values:
    """The lot's own dates, or those of the whole where it has none."""
    if c.lot is None:
        return ()
    return days_between(
        c.lot.supply_starts_on or c.facts.supply_starts_on, c.lot.supply_ends_on or c.facts.supply_ends_on
    )


def lot_cpv_codes(c: Context) -> Values:
    return _cpv(c.lot.cpv_codes or c.facts.cpv_codes) if c.lot else ()


def lot_geographical_classification(c: Context) -> Values:
    return _places(c.lot.regions or c.facts.regions) if c.lot else ()


def lot_award_criteria(c: Context) -> Values:
    """Criteria are set once for the procurement and apply to each lot."""
    return ("The award criteria of this notice apply to this lot.",) if c.snapshot.award.criteria else ()


def lots_max_tendered(c: Context) -> Values:
    most = c.facts.lots_max_tendered
    return ("No limit",) if most is None else (f"At most {most}",)


def lots_max_awarded(c: Context) -> Values:
    most = c.facts.lots_max_awarded
    return ("No limit",) if most is None else (f"At most {most}",)


def lots_award_rule(c: Context) -> Values:
    return texts(c.facts.lots_award_rule)


def no_lots_reasons(c: Context) -> Values:
    return texts(c.facts.no_lots_reasons)


# Taking part


def submission_method(c: Context) -> Values:
    return texts(c.facts.submission_method)


def electronic_submission(c: Context) -> Values:
    return yes_no(c.facts.is_electronic)


def enquiry_deadline(c: Context) -> Values:
    return (moment(c.facts.enquiry_deadline_at),) if c.facts.enquiry_deadline_at else ()


def participation_deadline(c: Context) -> Values:
    return (moment(c.facts.participation_deadline_at),) if c.facts.participation_deadline_at else ()


def tender_deadline(c: Context) -> Values:
    return (moment(c.facts.tender_deadline_at),) if c.facts.tender_deadline_at else ()


def shortened_tendering_period(c: Context) -> Values:
    return yes_no(c.facts.relies_on_shorter_period)


def shortened_tendering_period_entry(c: Context) -> Values:
    entry = ShortenedPeriod.label_of(c.facts.shorter_period_entry)
    return texts(entry, c.facts.shorter_period_reason) if entry else ()


def estimated_award_date(c: Context) -> Values:
    return (day(c.facts.estimated_award_on),) if c.facts.estimated_award_on else ()


def languages(c: Context) -> Values:
    return texts(*map(language, c.facts.languages))


def electronic_auction(c: Context) -> Values:
    return yes_no(c.facts.uses_electronic_auction)


def electronic_auction_details(c: Context) -> Values:
    return texts(c.facts.electronic_auction_details)


def conditions_of_participation(c: Context) -> Values:
    return tuple(
        f"{ConditionKind.label_of(condition.kind) or 'Condition'}: {text}"
        + (f"\n\nEvidence asked for: {evidence}" if (evidence := tidy(condition.evidence_asked)) else "")
        for condition in c.snapshot.conditions
        if (text := tidy(condition.text))
    )


# How the winner is chosen


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
    failing = {
        True: "Failing a criterion disqualifies a tender.",
        False: "Failing a criterion does not in itself disqualify a tender.",
    }.get(award.failing_disqualifies, "")
    return texts(award.award_methodology, " ".join(texts(failing, award.disqualifying_note)))


def procedure_description(c: Context) -> Values:
    return (*texts(c.facts.procedure_description), *(stage_text(stage) for stage in c.snapshot.stages))


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


# Documents and statements


def documents_provided_now(c: Context) -> Values:
    return yes_no(c.facts.documents_provided_now)


def each_document(c: Context) -> tuple[Entry, ...]:
    """Our own specification, attached; then the documents that live elsewhere."""
    files = c.stamp.files(SPECIFICATION_PDF) if c.stamp else ()
    attached = [AssociatedDocument(title=file.title, is_attached=True, url=file.url) for file in files]
    attached = attached or [
        AssociatedDocument(title=f"Specification: {tidy(c.snapshot.title)}", is_attached=True)
    ]
    elsewhere = [
        AssociatedDocument(
            title=tidy(document.title) or tidy(document.url),
            is_attached=False,
            url=document.url,
            description=tidy(document.description),
        )
        for document in c.snapshot.documents
    ]
    return (*attached, *elsewhere)


def document_heading(c: Context) -> str:
    assert c.document is not None
    return c.document.title or "Document"


def document_title(c: Context) -> Values:
    return one_line(c.document.title) if c.document else ()


def document_description(c: Context) -> Values:
    return texts(c.document.description) if c.document else ()


def document_attached(c: Context) -> Values:
    return yes_no(c.document.is_attached) if c.document else ()


def document_link(c: Context) -> Values:
    """A link that can be followed; an address that cannot counts as none."""
    if c.document is None:
        return ()
    return tuple(value for value in web_link("", c.document.url) if isinstance(value, Link))


def documents_later(c: Context) -> Values:
    return yes_no(c.facts.documents_follow_later)


def documents_later_access(c: Context) -> Values:
    return texts(c.facts.documents_later_access)


def technical_specifications(c: Context) -> Values:
    """The specification itself says what has to be met, so the field always tells where to find it (reg 18(2)(w))."""
    files = c.stamp.files(SPECIFICATION_PDF) if c.stamp else ()
    links = tuple(link for file in files for link in web_link(file.title, file.url))
    where = () if links else ("See the specification published with this notice.",)
    return (*texts(c.facts.technical_specifications), *links, *where)


def no_engagement_notice_reasons(c: Context) -> Values:
    return texts(c.facts.no_engagement_notice_reasons)


def conflicts_assessment_confirmation(c: Context) -> Values:
    """Given only once an assessment exists: a notice may not be published without one (s.83)."""
    if c.facts.conflicts_assessment_prepared is not True:
        return ()
    made_on = c.facts.conflicts_assessment_on
    when = f" on {day(made_on)}" if made_on else ""
    return (f"A conflicts assessment was prepared{when}, and is kept under review and revised as needed.",)


def withheld_information_statement(c: Context) -> Values:
    return texts(c.facts.withheld_information)


def additional_information(c: Context) -> Values:
    return texts(c.facts.additional_information)


# Shared words


def _amounts(net_amount: Decimal | None, gross_amount: Decimal | None) -> Values:
    if gross_amount is None:
        return ()
    return (gross(gross_amount), net(net_amount)) if net_amount is not None else (gross(gross_amount),)


def _cpv(codes: tuple[str, ...]) -> Values:
    return texts(*map(cpv, dict.fromkeys(codes)))


def _places(codes: tuple[str, ...]) -> Values:
    return texts(*(CROWN_DEPENDENCIES.get(code) or area(code) for code in dict.fromkeys(codes)))
