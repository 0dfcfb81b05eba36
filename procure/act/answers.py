"""What every rule returns: an answer that explains itself, or a finding that says how to mend a thing."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any, Generic, TypeVar

from .provisions import provision_url

T = TypeVar("T")


class Severity(StrEnum):
    BLOCKING = "blocking"
    ADVISORY = "advisory"


@dataclass(frozen=True, slots=True)
class RuleAnswer(Generic[T]):
    """The answer to one question of law.

    ``rule_id`` names the rule, ``provision`` where it comes from, ``explanation`` is one sentence for people.
    ``notes`` are further things to know. ``is_certain`` is false when the answer rests on a fact not
    verified: a bank holiday of a year not yet settled, a reading an officer should confirm.
    """

    rule_id: str
    provision: str
    value: T
    explanation: str
    notes: tuple[str, ...] = ()
    is_certain: bool = True

    @property
    def url(self) -> str | None:
        """Where the provision can be read."""
        return provision_url(self.provision)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to mend. ``code`` is stable for programs; ``message`` tells a person what is wrong and how to
    mend it.

    ``field`` names the field concerned, and ``span`` the characters [start, end) of the text examined, if
    any.
    """

    rule_id: str
    code: str
    severity: Severity
    message: str
    provision: str
    field: str = ""
    span: tuple[int, int] | None = None

    @property
    def url(self) -> str | None:
        """Where the provision can be read."""
        return provision_url(self.provision)

    @property
    def is_blocking(self) -> bool:
        return self.severity is Severity.BLOCKING


def blocking(rule_id: str, code: str, message: str, provision: str, *, field: str = "") -> Finding:
    """A finding that must be mended before going on."""
    return Finding(rule_id, code, Severity.BLOCKING, message, provision, field)


def advisory(
    rule_id: str,
    code: str,
    message: str,
    provision: str,
    *,
    field: str = "",
    span: tuple[int, int] | None = None,
) -> Finding:
    """A finding to weigh: going on is allowed, with a recorded reason where the rule asks for one."""
    return Finding(rule_id, code, Severity.ADVISORY, message, provision, field, span)


def plain(value: Any) -> Any:
    """``value`` as JSON would hold it: ISO dates, pounds as numbers exact to the penny, enums as their
    values."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, (RuleAnswer, Finding)):
        return {**{f.name: plain(getattr(value, f.name)) for f in fields(value)}, "url": value.url}
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return sorted(plain(item) for item in value)
    return value
