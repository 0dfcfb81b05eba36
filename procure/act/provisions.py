"""From a citation to the page that holds it. Citations are written one way: ``Procurement Act 2023
s.51(1)-(2)``."""

from __future__ import annotations

import re

ACT = "Procurement Act 2023"
REGS = "Procurement Regulations 2024"

_LEGISLATION = "https://www.legislation.gov.uk"
_HOMES = {
    ACT: f"{_LEGISLATION}/ukpga/2023/54",
    REGS: f"{_LEGISLATION}/uksi/2024/692",
    "Public Services (Social Value) Act 2012": f"{_LEGISLATION}/ukpga/2012/3",
    "Equality Act 2010": f"{_LEGISLATION}/ukpga/2010/15",
    "Banking and Financial Dealings Act 1971": f"{_LEGISLATION}/ukpga/1971/80",
}
_POLICY_NOTES = {
    "PPN 002": (
        "https://www.gov.uk/government/publications/"
        "ppn-002-taking-account-of-social-value-in-the-award-of-contracts"
    ),
}
_STATUTORY_INSTRUMENT = re.compile(r"(W?SI) (\d{4})/(\d+)")
_PART = re.compile(r"(?:s\.|reg |Sch )(\d+[A-Z]*)(?: para (\d+[A-Z]*))?")
REGS_NUMBER = "2024/692"
_SPELT = tuple(
    (re.compile(mark), words)
    for mark, words in (
        (r"\bss\.(?=\d)", "sections "),
        (r"\bs\.(?=\d)", "section "),
        (r"\bregs (?=\d)", "regulations "),
        (r"\breg (?=\d)", "regulation "),
        (r"\bSch (?=\d)", "Schedule "),
        (r"\bparas (?=\d)", "paragraphs "),
        (r"\bpara (?=\d)", "paragraph "),
    )
)
_KIND = {"s.": "section", "reg ": "regulation", "Sch ": "schedule"}


def act(pinpoint: str) -> str:
    """A citation of the Act: ``act("s.51(2)")`` is ``"Procurement Act 2023 s.51(2)"``."""
    return f"{ACT} {pinpoint}"


def regs(pinpoint: str) -> str:
    """A citation of the Regulations: ``regs("reg 39(5)")``."""
    return f"{REGS} {pinpoint}"


def provision_words(provision: str) -> str:
    """A citation as people read it: ``Procurement Act 2023, section 54(4) entry 7``."""
    text = provision.replace(f"SI {REGS_NUMBER}", REGS, 1)
    for mark, words in _SPELT:
        text = mark.sub(words, text)
    for name in (ACT, REGS):
        text = text.replace(f"{name} ", f"{name}, ", 1)
    return text


def provision_url(provision: str) -> str | None:
    """The address of the first provision cited, to the section, regulation or schedule paragraph.

    Takes a citation as rules carry it. Returns ``None`` where we know no address (guidance, our own method).
    """
    for name, address in _POLICY_NOTES.items():
        if provision.startswith(name):
            return address
    home = next((address for name, address in _HOMES.items() if provision.startswith(name)), None)
    if home is None:
        instrument = _STATUTORY_INSTRUMENT.match(provision)
        if instrument is None:
            return None
        series = "uksi" if instrument[1] == "SI" else "wsi"
        home = f"{_LEGISLATION}/{series}/{instrument[2]}/{instrument[3]}"
    part = _PART.search(provision)
    if part is None:
        return home
    kind = next(kind for mark, kind in _KIND.items() if part[0].startswith(mark))
    paragraph = f"/paragraph/{part[2]}" if part[2] else ""
    return f"{home}/{kind}/{part[1]}{paragraph}"
