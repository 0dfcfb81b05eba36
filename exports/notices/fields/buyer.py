"""Who buys, who acts for them, and who answers questions."""

from __future__ import annotations

from exports.notices.context import Context
from exports.notices.values import Values, email_link, one_line, texts, web_link
from procure.domain.snapshot import Authority
from procure.domain.vocabulary import AuthorityType, DevolvedRegime
from procure.domain.withholding import Kept


def authority_name(c: Context) -> Values:
    return one_line(c.snapshot.authority.name)


def lead_authority(c: Context) -> Values:
    """Who leads, where several buy jointly (reg 13(b)(i))."""
    return one_line(c.snapshot.authority.name) if c.snapshot.is_joint else ()


def joint_authorities(c: Context) -> Values:
    """The others who buy jointly (reg 13(b)(ii)), each with its identifier, address and email (reg 13(c) and (d))."""
    return tuple(value for each in c.snapshot.joint_authorities for value in _in_full(each))


def joint_authorities_told(c: Context) -> Values:
    """The same in a notice after the tender notice, which names them itself: each with its particulars, as far as the
    specification knows an authority of this name."""
    names = c.notice_facts.joint_authority_names if c.notice_facts else ()
    known = {each.name.casefold(): each for each in c.snapshot.joint_authorities}
    found = [(known.get(name.strip().casefold()), name) for name in names]
    return tuple(value for each, name in found for value in (_in_full(each) if each else one_line(name)))


def _in_full(authority: Authority) -> Values:
    parts = (authority.name, authority.ppon, authority.postal_address, authority.email)
    return one_line(", ".join(part for part in parts if part))


def authority_postal_address(c: Context) -> Values:
    return one_line(c.snapshot.authority.postal_address)


def authority_email(c: Context) -> Values:
    return email_link(c.snapshot.authority.email)


def authority_contact(c: Context) -> Values:
    """Postal address and e-mail: both are due (reg 25(2)(c))."""
    address, email = authority_postal_address(c), authority_email(c)
    return (*address, *email) if address and email else ()


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


def agent_in_full(c: Context) -> Values:
    """Name, contact, identifier and role: all are due (reg 25(2)(e))."""
    parts = (agent_name(c), agent_contact(c), agent_identifier(c), agent_role(c))
    return tuple(value for part in parts for value in part) if all(parts) else ()


def enquiry_contact(c: Context) -> Values:
    """Name, postal address and e-mail: all three are due (reg 13(f)). The authority's address serves if
    none is given, and is left out where the notice withholds it.
    """
    facts, authority = c.facts, c.snapshot.authority
    name = one_line(facts.contact_name)
    address = one_line(facts.contact_address or authority.postal_address)
    email = email_link(facts.contact_email)
    is_whole = name and email and (address or _withholds_address(c))
    return (*name, *address, *email, *texts(facts.contact_telephone)) if is_whole else ()


def _withholds_address(c: Context) -> bool:
    told_here: tuple[Kept, ...] = c.notice_facts.withheld if c.notice_facts else ()
    kept: tuple[Kept, ...] = (*c.snapshot.withheld, *told_here)
    return any(each.item in {"authority_postal_address", "market_owner_contact"} for each in kept)
