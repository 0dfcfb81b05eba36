"""Who buys, who acts for them and who answers questions.

A draft belongs to the organisation of whoever imports it. Only where that is the buyer of the release are the
buyer's own particulars the draft's.
"""

from __future__ import annotations

from typing import Any

from exports.ocds.incoming.source import Has, Path, Source
from exports.ocds.plain import plain_line
from procure.domain.codes import is_itl
from procure.domain.identifiers import is_ppon
from procure.domain.snapshot import Authority
from procure.domain.vocabulary import AuthorityType, DevolvedRegime

BUYER = Has("roles", "buyer")
#: Where the particulars of the draft's own organisation are.
AUTHORITY = "authority"
JOINT_BUYER = (
    "It buys jointly. Its name is on the page Buying jointly: invite it there, for no authority takes part in a draft "
    "before it agrees."
)
#: More authorities than this buy nothing jointly; a file that says so is not believed any further.
MOST_JOINT = 200
OTHER_BUYER = "The buyer is another organisation than yours, and a draft here is always your own."


def buyer_of(source: Source) -> Path | None:
    """Where the party is that buys: the one ``buyer`` names, else the first with that role."""
    paths = source.entries(("parties",))
    named = source.at(("buyer", "id"))
    by_name = [path for path in paths if named is not None and source.at((*path, "id")) == named]
    by_role = [path for path in paths if _has_role(source, path, "buyer")]
    return next(iter([*by_name, *by_role]), None)


def joint_buyers_of(source: Source) -> tuple[Authority, ...]:
    """The parties that buy jointly with whoever ``buyer_of`` finds, in the file's order, each once."""
    lead = buyer_of(source)
    found = [
        authority_of(source, path)
        for path in source.entries(("parties",))
        if path != lead and _has_role(source, path, "buyer")
    ]
    once = {(each.ppon or each.name.casefold()): each for each in reversed(found) if each.name}
    return tuple(reversed(once.values()))[:MOST_JOINT]


def ppon_of(source: Source, party: Path) -> str:
    """The Public Procurement Organisation Number of a party; empty where it has none."""
    identifiers = [source.at((*party, "identifier"))]
    identifiers += [source.at(path) for path in source.entries((*party, "additionalIdentifiers"))]
    for identifier in identifiers:
        if isinstance(identifier, dict) and identifier.get("scheme") == "GB-PPON":
            number = identifier.get("id")
            if isinstance(number, str) and is_ppon(number):
                return number
    return ""


def name_of(source: Source, party: Path | None) -> str:
    """The name of a party on one line; that of the buyer's own entry where there is no party."""
    return _text(source, (*party, "name") if party else ("buyer", "name"))


def authority_of(source: Source, party: Path) -> Authority:
    """The party as an authority, as far as it says and an authority here can hold."""
    address: Path = (*party, "address")
    kinds = [source.at((*path, "id")) for path in source.entries((*party, "details", "classifications"))]
    region = _text(source, (*address, "region"))
    return Authority(
        name=name_of(source, party),
        ppon=ppon_of(source, party),
        authority_type=next((each.value for each in AuthorityType if each.value in kinds), ""),
        devolved_regime=next(
            (each.value for each in DevolvedRegime if each.value and each.value in kinds), ""
        ),
        street=_text(source, (*address, "streetAddress")),
        locality=_text(source, (*address, "locality")),
        postcode=_text(source, (*address, "postalCode")),
        region=region if is_itl(region) else "",
        website=_text(source, (*party, "details", "url")),
    )


def _text(source: Source, path: Path) -> str:
    value = source.at(path)
    return plain_line(value)[:500] if isinstance(value, str) else ""


def read_people(source: Source, authority: Authority) -> dict[str, Any]:
    """Facts by name: the contact, and the agent."""
    facts: dict[str, Any] = {}
    buyer = buyer_of(source)
    if buyer is not None:
        facts |= _contact(source, (*buyer, "contactPoint"))
        facts |= _own(source, buyer, authority)
    for path in source.entries(("parties",)):
        if path != buyer and _has_role(source, path, "procuringEntity") and "agent_name" not in facts:
            facts |= _agent(source, path)
        elif (
            path != buyer
            and _has_role(source, path, "processContactPoint")
            and "contact_address" not in facts
        ):
            facts |= _place_for_questions(source, path)
        elif path != buyer and _has_role(source, path, "buyer"):
            source.because(path, JOINT_BUYER)
        elif path != buyer:
            source.because(
                path, "A tender notice names the buyer, who acts for it and who answers questions."
            )
    return facts


def _own(source: Source, buyer: Path, authority: Authority) -> dict[str, Any]:
    """Claim what the buyer's entry shares with the draft's own authority."""
    if not is_same_organisation(source, buyer, authority):
        source.because(buyer, OTHER_BUYER)
        source.because(("buyer",), OTHER_BUYER)
        return {}
    for name in ("id", "name"):
        source.take(("buyer", name), AUTHORITY)
    for name in ("id", "name", "identifier", "address", "details"):
        if source.at((*buyer, name)) is not None:
            source.take_all((*buyer, name), AUTHORITY, ("parties", BUYER, name))
    if source.at((*buyer, "roles", 0)) == "buyer":
        source.take((*buyer, "roles", 0), AUTHORITY, ("parties", BUYER, "roles", 0))
    for path in (buyer, ("buyer",)):
        source.because(path, "Your organisation's own particulars say otherwise, or do not say it.")
    return {}


def is_same_organisation(source: Source, party: Path, authority: Authority) -> bool:
    """By number where both have one, else by name."""
    number = ppon_of(source, party)
    if number and authority.ppon:
        return number == authority.ppon
    return name_of(source, party).casefold() == authority.name.casefold()


def _contact(source: Source, path: Path) -> dict[str, Any]:
    shown = ("parties", BUYER, "contactPoint")
    return {
        f"contact_{name}": source.line((*path, name), f"facts.contact_{name}", (*shown, name))
        for name in ("name", "email", "telephone")
    }


def _agent(source: Source, path: Path) -> dict[str, Any]:
    shown = ("parties", Has("roles", "procuringEntity"))
    facts: dict[str, Any] = {
        "has_agent": True,
        "agent_name": source.line((*path, "name"), "facts.agent_name", (*shown, "name")),
        "agent_address": source.line(
            (*path, "address", "streetAddress"), "facts.agent_address", (*shown, "address", "streetAddress")
        ),
        "agent_email": source.line(
            (*path, "contactPoint", "email"), "facts.agent_email", (*shown, "contactPoint", "email")
        ),
        "agent_role": source.text((*path, "roleDetails"), "facts.agent_role", (*shown, "roleDetails")),
        "agent_ppon": ppon_of(source, path),
    }
    if facts["agent_ppon"]:
        for name in ("scheme", "id"):
            source.take((*path, "identifier", name), "facts.agent_ppon", (*shown, "identifier", name))
        source.take((*path, "id"), "facts.agent_ppon", (*shown, "id"))
    source.take((*path, "roles", 0), "facts.has_agent", (*shown, "roles", 0))
    source.because(
        path, "Of whoever acts for the buyer, this service keeps name, street, e-mail, PPON and role."
    )
    return facts


def _place_for_questions(source: Source, path: Path) -> dict[str, Any]:
    shown = ("parties", Has("roles", "processContactPoint"))
    facts = {
        "contact_address": source.line(
            (*path, "address", "streetAddress"), "facts.contact_address", (*shown, "address", "streetAddress")
        )
    }
    for steps in (
        ("name",),
        ("roles", 0),
        ("contactPoint", "name"),
        ("contactPoint", "email"),
        ("contactPoint", "telephone"),
    ):
        source.take((*path, *steps), "facts.contact_address", (*shown, *steps))
    source.because(path, "The contact of a tender here has one name, address, e-mail and telephone.")
    return facts


def _has_role(source: Source, path: Path, role: str) -> bool:
    roles = source.at((*path, "roles"))
    return isinstance(roles, list) and role in roles
