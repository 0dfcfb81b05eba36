"""What stands between a draft and publication, as a list that every screen and gate reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from procure.act.answers import Finding
from procure.act.provisions import provision_url
from procure.domain.sections import PAGES

METHOD = "Outcome method"


class Severity(StrEnum):
    BLOCKING = "blocking"
    ADVISORY = "advisory"


@dataclass(frozen=True)
class Issue:
    """One thing to mend.

    ``page`` is the slug of the page that mends it (``procure.domain.sections``); ``key`` names the row on
    that page, where it is a list, and ``part`` the measure, where the row is an outcome. ``source`` is the provision
    or the method behind it.
    """

    code: str
    severity: Severity
    message: str
    page: str
    source: str = METHOD
    reason: str = ""
    key: str = ""
    part: str = ""

    @property
    def is_blocking(self) -> bool:
        """Whether publication waits for it."""
        return self.severity is Severity.BLOCKING

    @property
    def section(self) -> str:
        """The section of the task list it belongs to."""
        page = PAGES.get(self.page)
        return page.section if page else ""

    @property
    def source_url(self) -> str:
        """Where the provision can be read; empty for the method and for guidance without an address."""
        return provision_url(self.source) or ""


def blocking(
    code: str, message: str, page: str, source: str = METHOD, reason: str = "", key: str = "", part: str = ""
) -> Issue:
    """An issue that must be mended before publication."""
    return Issue(code, Severity.BLOCKING, message, page, source, reason, key, part)


def advisory(
    code: str, message: str, page: str, source: str = METHOD, reason: str = "", key: str = "", part: str = ""
) -> Issue:
    """An issue to weigh: publication may go on."""
    return Issue(code, Severity.ADVISORY, message, page, source, reason, key, part)


def from_findings(findings: Iterable[Finding | None], page: str, key: str = "") -> Iterable[Issue]:
    """Findings of the Act's rules, tied to the page that mends them; None is passed over."""
    for finding in findings:
        if finding is not None:
            severity = Severity.BLOCKING if finding.is_blocking else Severity.ADVISORY
            yield Issue(
                finding.code,
                severity,
                finding.message,
                page,
                finding.provision,
                key=key,
            )
