"""The forms of platform identifiers. The platform alone allocates them (Regulations reg 8(1)): nothing here
makes one."""

from __future__ import annotations

import re
from enum import StrEnum

_CONSONANTS = "BCDGHJLMNPQRTVWXYZ"
_PROCUREMENT = re.compile(r"ocds-h6vhtk-[0-9a-f]{6}")
_NOTICE = re.compile(r"[0-9]{6}-[0-9]{4}")
_PPON = re.compile(rf"P[{_CONSONANTS}]{{3}}-[1-9]{{4}}-[{_CONSONANTS}]{{3}}[C{_CONSONANTS[1:]}]")
_PPON_LOOSE = re.compile(r"[A-Z]{4}-[0-9]{4}-[A-Z]{4}")
_CPV = re.compile(r"[0-9]{8}")


class Form(StrEnum):
    GOOD = "good"
    DOUBTFUL = "doubtful"
    """Accepted with a warning: right shape, letters or digits the platform is not known to use."""
    BAD = "bad"


def is_procurement_id(text: str) -> bool:
    """IDN-1: ``ocds-h6vhtk-`` and six hexadecimal digits."""
    return _PROCUREMENT.fullmatch(text) is not None


def is_notice_id(text: str) -> bool:
    """IDN-2: six digits, a hyphen and the year."""
    return _NOTICE.fullmatch(text) is not None


def ppon_form(text: str) -> Form:
    """IDN-4: whether ``text`` has the form of a Public Procurement Organisation Number."""
    if _PPON.fullmatch(text):
        return Form.GOOD
    return Form.DOUBTFUL if _PPON_LOOSE.fullmatch(text) else Form.BAD


def is_informal_consortium(ppon: str) -> bool:
    """IDN-4: a PPON ending in C is that of an informal consortium."""
    return ppon_form(ppon) is Form.GOOD and ppon.endswith("C")


def is_cpv_code(text: str) -> bool:
    """CPV-1: eight digits as the platform writes them, without the check digit."""
    return _CPV.fullmatch(text) is not None
