"""From a release: whether it is about a framework, a dynamic market or a contract below the threshold, and how."""

from __future__ import annotations

from decimal import Decimal
from itertools import chain, combinations
from typing import Any

from exports.ocds.incoming.source import Among, Has, Path, Source, is_number
from exports.ocds.incoming.words import as_markdown, same_line, same_text
from exports.ocds.release import (
    BELOW_METHOD,
    RESERVED_TO_UK,
    UNITED_KINGDOM_BY_CODE,
    reserved_to,
)
from exports.ocds.techniques import (
    EARLIER,
    MARKET,
    MARKET_TITLE,
    METHODS,
    fee_sentence,
    market_title,
    supplier_number_text,
)
from procure.domain.vocabulary import (
    Arrangement,
    ReservedKind,
    ReservedPlace,
    SpecialRegime,
    SupplierNumber,
)

TENDER: Path = ("tender",)
FRAMEWORK: Path = ("tender", "techniques", "frameworkAgreement")
AWARD_OF = {method: award for award, method in METHODS.items()}
NUMBER_OF = {supplier_number_text(number): number.value for number in SupplierNumber}
BELOW = "Below threshold"
_KINDS = [kind.value for kind in ReservedKind]
KINDS_OF = {
    reserved_to(kinds): kinds
    for kinds in chain.from_iterable(combinations(_KINDS, size) for size in range(1, len(_KINDS) + 1))
}
HUNDREDTH = Decimal("0.01")


def read_variants(source: Source) -> dict[str, Any]:
    """Values of ``ProcurementFacts`` by name that say which form the tender notice takes, and what that form asks."""
    return {**_threshold(source), **_framework(source), **_market(source)}


def _threshold(source: Source) -> dict[str, Any]:
    details = source.at((*TENDER, "procurementMethodDetails"))
    is_below = source.at((*TENDER, "aboveThreshold")) is False or (
        isinstance(details, str) and details.startswith(BELOW)
    )
    if not is_below:
        return {}
    found: dict[str, Any] = {"is_below_threshold": True}
    if (source.at((*TENDER, "procurementMethod")), details) == BELOW_METHOD:
        for name in ("procurementMethod", "procurementMethodDetails"):
            source.take((*TENDER, name), "facts.is_below_threshold")
    return found | _reserved_place(source) | _reserved_kinds(source)


def _reserved_place(source: Source) -> dict[str, Any]:
    """The United Kingdom by its code or in our words; anything else is the areas' names."""
    where: Path = (*TENDER, "otherRequirements", "reservedParticipationLocation")
    said, code = source.at((*where, "description")), source.at((*where, "gazetteer"))
    if code == UNITED_KINGDOM_BY_CODE or same_line(said, RESERVED_TO_UK):
        source.take_all((*where, "gazetteer"), "facts.reserved_place")
        source.take((*where, "description"), "facts.reserved_place", same=same_line)
        return {"reserved_place": ReservedPlace.UNITED_KINGDOM.value}
    source.because((*where, "gazetteer"), "This service keeps the areas in words, without their codes.")
    areas = source.text((*where, "description"), "facts.reserved_place_areas")
    return {"reserved_place": ReservedPlace.LOCAL_AREA.value, "reserved_place_areas": areas} if areas else {}


def _reserved_kinds(source: Source) -> dict[str, Any]:
    """The code does not say which of the two kinds is meant; our own open data says it beside the procedure."""
    codes: Path = (*TENDER, "otherRequirements", "reservedParticipation")
    features: Path = (*TENDER, "procedure", "features")
    kinds = KINDS_OF.get(str(source.at(features)))
    given = source.at(codes)
    if kinds is None or not isinstance(given, list) or "smeVcse" not in given:
        return {}
    source.take(features, "facts.reserved_to_kinds")
    source.take((*codes, given.index("smeVcse")), "facts.reserved_to_kinds", (*codes, Among("smeVcse")))
    return {"reserved_to_kinds": kinds}


def _framework(source: Source) -> dict[str, Any]:
    flag: Path = ("tender", "techniques", "hasFrameworkAgreement")
    if source.at(flag) is not True:
        return {}
    source.take(flag, "facts.arrangement")
    method = source.at((*FRAMEWORK, "method"))
    found: dict[str, Any] = {
        "arrangement": Arrangement.FRAMEWORK.value,
        "framework_starts_on": source.day((*FRAMEWORK, "period", "startDate"), "facts.framework_starts_on"),
        "framework_ends_on": source.day((*FRAMEWORK, "period", "endDate"), "facts.framework_ends_on"),
        "framework_long_term_reasons": source.text(
            (*FRAMEWORK, "periodRationale"), "facts.framework_long_term_reasons"
        ),
        "framework_users": source.text((*FRAMEWORK, "buyerCategories"), "facts.framework_users"),
        "framework_maximum_suppliers": source.count(
            (*FRAMEWORK, "maximumParticipants"), "facts.framework_maximum_suppliers"
        ),
        "framework_award": source.choice((*FRAMEWORK, "method"), AWARD_OF, "facts.framework_award")
        if method is not None
        else "",
        "is_open_framework": source.true_or_false(
            (*FRAMEWORK, "isOpenFrameworkScheme"), "facts.is_open_framework"
        ),
        "open_framework_ends_on": source.day(
            (*FRAMEWORK, "openFrameworkSchemeEndDate"), "facts.open_framework_ends_on"
        ),
    }
    identifier = _related(source, EARLIER, "facts.open_framework_previous_identifier")
    return found | identifier | _selection(source) | _fee(source)


def _selection(source: Source) -> dict[str, Any]:
    """How many suppliers join, if our own words for it come first, and how contracts are awarded."""
    where: Path = (*FRAMEWORK, "description")
    said = source.at(where)
    if not isinstance(said, str):
        return {}
    first, _, rest = said.partition("\n\n")
    number = NUMBER_OF.get(first, "")
    source.take(where, "facts.framework_selection_process", same=same_text)
    return {
        "framework_supplier_number": number,
        "framework_selection_process": as_markdown(rest if number else said),
    }


def _fee(source: Source) -> dict[str, Any]:
    """A fee that is a fixed percentage with at most two places."""
    at: Path = (*TENDER, "participationFees", 0)
    proportion = source.at((*at, "relativeValue", "proportion"))
    if not is_number(proportion):
        return {}
    percentage = Decimal(proportion) * 100
    if not 0 < percentage <= 100 or percentage % HUNDREDTH:
        source.because(at, "Its percentage has more than two places, or is none.")
        return {}
    percentage = percentage.quantize(HUNDREDTH)
    for path in (("type", 0), ("relativeValue", "proportion"), ("relativeValue", "monetaryValue")):
        source.take((*at, *path), "facts.framework_fee_percentage")
    source.because((*at, "id"), "It is an identifier of the other publication.")
    said = source.at((*at, "description"))
    first, _, rest = said.partition("\n\n") if isinstance(said, str) else ("", "", "")
    note = rest if first == fee_sentence(percentage) else str(said or "")
    source.take((*at, "description"), "facts.framework_fee_note", same=same_text)
    return {
        "framework_charges_fees": True,
        "framework_fee_percentage": percentage,
        "framework_fee_note": as_markdown(note),
    }


def _market(source: Source) -> dict[str, Any]:
    flag: Path = ("tender", "techniques", "hasDynamicPurchasingSystem")
    if source.at(flag) is not True:
        return {}
    source.take(flag, "facts.uses_dynamic_market")
    found: dict[str, Any] = {"uses_dynamic_market": True}
    found |= _related(source, MARKET, "facts.dynamic_market_identifier")
    if source.at((*TENDER, "procurementMethod")) == "selective":
        found |= {
            "is_qualifying_utilities_market": True,
            "special_regimes": (SpecialRegime.UTILITIES.value,),
        }
    return found


def _related(source: Source, name: str, into: str) -> dict[str, Any]:
    """The identifier of a related process, and of a market the part that its title names."""
    entries = source.entries(("relatedProcesses",))
    path = next((each for each in entries if source.at((*each, "id")) == name), None)
    if path is None:
        return {}
    shown: Any = ("relatedProcesses", Has("id", name))
    for key in ("id", "scheme"):
        source.take((*path, key), into, (*shown, key))
    if source.at((*path, "relationship", 0)) is not None:
        source.take((*path, "relationship", 0), into, (*shown, "relationship", 0))
    found = {into.removeprefix("facts."): source.line((*path, "identifier"), into, (*shown, "identifier"))}
    title = source.at((*path, "title"))
    if name == MARKET and isinstance(title, str):
        source.take((*path, "title"), "facts.dynamic_market_part_title", (*shown, "title"), same_line)
        found |= _part_named(title)
    return found


def _part_named(title: str) -> dict[str, str]:
    """Number and title of a part of a market: those which our own open data would say in just these words."""
    rest = title.removeprefix(f"{MARKET_TITLE}, part").strip()
    ends = [at for at in range(len(rest)) if rest.startswith(":", at)]
    readings = [(rest[:at], rest[at + 1 :].strip()) for at in ends] + [(rest, "")]
    for number, name in readings:
        if market_title(number, name) == title:
            return {"dynamic_market_part_number": number, "dynamic_market_part_title": name}
    return {}
