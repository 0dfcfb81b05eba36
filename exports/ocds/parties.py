"""The parties of a release: the authority, whoever acts for it, and a separate place for questions."""

from __future__ import annotations

from typing import Any

from exports.notices.definition import ResolvedNotice
from exports.notices.stamp import NoticeStamp
from exports.notices.values import tidy, web_address
from exports.ocds.plain import plain_line, plain_lines
from procure.domain.snapshot import Authority
from procure.domain.vocabulary import AuthorityType

DEVOLVED_RULES = {
    "GB-WLS": "Welsh devolved regulations apply",
    "GB-NIR": "Northern Ireland devolved regulations apply",
}
UNITED_KINGDOM = {"country": "GB", "countryName": "United Kingdom"}


#: A party has to be called something in open data, also where the notice withholds its name.
NAME_WITHHELD = "Name withheld"


def buyer_reference(notice: ResolvedNotice, stamp: NoticeStamp) -> dict[str, str]:
    """The authority as other parts of a release point to it."""
    authority = notice.snapshot.authority
    return {
        "id": _party_id(authority.ppon, stamp, "buyer"),
        "name": plain_line(authority.name) or NAME_WITHHELD,
    }


def parties(notice: ResolvedNotice, stamp: NoticeStamp) -> list[dict[str, Any]]:
    """Everybody the notice names, the authority first."""
    buyer = _buyer(notice, stamp)
    found = [buyer, *_joint_buyers(notice, stamp)]
    if len(found) > 1:
        buyer["roleDetails"] = "Lead authority"
    if notice.says("agent", "market_agent"):
        agent = _agent(notice, stamp)
        if agent["id"] == buyer["id"]:
            buyer["roles"].append("procuringEntity")
            buyer["roleDetails"] = agent["roleDetails"]
        else:
            found.append(agent)
    contact = _contact_point_apart(notice, stamp)
    return [*found, contact] if contact else found


def _party_id(ppon: str, stamp: NoticeStamp, role: str) -> str:
    """The scheme and number, or a label of our own: identifiers are never made up."""
    number = plain_line(ppon)
    return f"GB-PPON-{number}" if number else f"{stamp.local_procurement_id}-{role}"


def _identifier(ppon: str) -> dict[str, str] | None:
    return {"scheme": "GB-PPON", "id": plain_line(ppon)} if plain_line(ppon) else None


def _buyer(notice: ResolvedNotice, stamp: NoticeStamp) -> dict[str, Any]:
    authority, facts = notice.snapshot.authority, notice.snapshot.facts
    # A draft may know part of whom to ask before it knows all; publication waits for the whole.
    is_asked_there = notice.tells_of("enquiry_contact")
    own_email = tidy(authority.email)
    contact_email = tidy(facts.contact_email) if is_asked_there else ""
    classifications = [
        _kind_of(authority.authority_type) if authority.authority_type else None,
        {
            "scheme": "UK_CA_DEVOLVED_REGULATIONS",
            "id": authority.devolved_regime,
            "description": DEVOLVED_RULES.get(authority.devolved_regime),
        }
        if authority.devolved_regime
        else None,
    ]
    return {
        **buyer_reference(notice, stamp),
        "identifier": _identifier(authority.ppon)
        if notice.says("authority_identifier", "market_owner_identifier")
        else None,
        "address": {
            "streetAddress": plain_line(authority.street),
            "locality": plain_line(authority.locality),
            "postalCode": plain_line(authority.postcode),
            **UNITED_KINGDOM,
            "region": authority.region,
        },
        "contactPoint": {
            "name": plain_line(facts.contact_name) if is_asked_there else None,
            "email": contact_email or own_email,
            "telephone": plain_line(facts.contact_telephone) if is_asked_there else None,
        },
        "additionalContactPoints": [{"email": own_email}]
        if contact_email and own_email != contact_email
        else None,
        "roles": ["buyer"],
        "details": {"url": web_address(authority.website), "classifications": classifications},
    }


def _joint_buyers(notice: ResolvedNotice, stamp: NoticeStamp) -> list[dict[str, Any]]:
    """The authorities that buy jointly with the lead: buyers as it is, where the notice says so."""
    return [
        {
            "name": plain_line(each.name) or NAME_WITHHELD,
            "id": _party_id(each.ppon, stamp, f"buyer-{at}"),
            "identifier": _identifier(each.ppon),
            "address": {
                "streetAddress": plain_line(each.street),
                "locality": plain_line(each.locality),
                "postalCode": plain_line(each.postcode),
                **UNITED_KINGDOM,
                "region": each.region,
            },
            "contactPoint": {"email": tidy(each.email)},
            "roles": ["buyer"],
            "roleDetails": "Buys jointly with the lead authority",
            "details": {
                "url": web_address(each.website),
                "classifications": [_kind_of(each.authority_type)] if each.authority_type else None,
            },
        }
        for at, each in enumerate(_joint_authorities(notice), start=2)
    ]


def _joint_authorities(notice: ResolvedNotice) -> list[Authority]:
    """Those of the specification; where a later notice names them itself, the ones it names, each with its particulars
    as far as the specification knows them."""
    known = {each.name.casefold(): each for each in notice.snapshot.joint_authorities}
    names = notice.facts.joint_authority_names
    if not names:
        return list(known.values())
    if not notice.says("joint_authority_names", "market_other_names"):
        return []
    return [known.get(name.strip().casefold(), Authority(name=name)) for name in names if name.strip()]


def _kind_of(authority_type: str) -> dict[str, str]:
    return {
        "scheme": "UK_CA_TYPE",
        "id": authority_type,
        "description": AuthorityType.label_of(authority_type),
    }


def _agent(notice: ResolvedNotice, stamp: NoticeStamp) -> dict[str, Any]:
    facts = notice.snapshot.facts
    return {
        "name": plain_line(facts.agent_name) or NAME_WITHHELD,
        "id": _party_id(facts.agent_ppon, stamp, "agent"),
        "identifier": _identifier(facts.agent_ppon),
        "address": {"streetAddress": plain_line(facts.agent_address)},
        "contactPoint": {"email": tidy(facts.agent_email)},
        "roles": ["procuringEntity"],
        "roleDetails": plain_lines(facts.agent_role),
    }


def _contact_point_apart(notice: ResolvedNotice, stamp: NoticeStamp) -> dict[str, Any] | None:
    """Whoever answers questions, when that is at another address than the authority's."""
    facts = notice.snapshot.facts
    address = plain_line(facts.contact_address)
    if (
        not address
        or address == notice.snapshot.authority.postal_address
        or not notice.says("enquiry_contact")
    ):
        return None
    return {
        "name": plain_line(facts.contact_name),
        "id": f"{stamp.local_procurement_id}-contact",
        "address": {"streetAddress": address},
        "contactPoint": {
            "name": plain_line(facts.contact_name),
            "email": tidy(facts.contact_email),
            "telephone": plain_line(facts.contact_telephone),
        },
        "roles": ["processContactPoint"],
    }
