"""What the platform answers, read with care: nothing of it is trusted until it has the documented form."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from procure.act.identifiers import is_notice_id, is_procurement_id
from procure.domain.submission import Outcome

#: Characters of an answer that are kept, and of one message of it.
MOST_KEPT, LONGEST_MESSAGE, MOST_MESSAGES = 20_000, 500, 30
#: A publication number as the platform prints it: ``2026/S 000-012345``.
_PRINTED = re.compile(r"([0-9]{4})/S 000-([0-9]{6})")
_GRAVE = {"ERROR", "CRITICAL"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one request. ``text`` is the beginning of what came back, word for word."""

    outcome: Outcome
    status: int | None = None
    text: str = ""
    messages: tuple[str, ...] = ()
    submission_id: str = ""
    notice_id: str = ""
    procurement_ids: tuple[str, ...] = ()
    retry_after: timedelta | None = None


class _Lenient(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _PublicationInfo(_Lenient):
    no_doc_ojs: str | None = None
    ocids: list[str] | None = None


class _ReportItem(_Lenient):
    name: str | None = None
    valid: bool | None = None
    severity: str | None = None
    message: str | None = None
    details: str | None = None


class _Report(_Lenient):
    items: list[_ReportItem] | None = None


class NoticeInformation(_Lenient):
    """The platform's account of a notice that was sent to it, as its documentation describes it."""

    submission_id: str = Field(pattern=r"^[0-9]{8}-[0-9]{6}$")
    status: str
    reason_code: str | None = None
    no_doc_ext: str | None = None
    publication_info: _PublicationInfo | None = None
    technical_validation_report: _Report | None = None
    validation_rules_report: _Report | None = None
    quality_control_report: _Report | None = None

    @property
    def faults(self) -> tuple[str, ...]:
        """The failed checks that stop publication, in the platform's words."""
        reports = (
            self.technical_validation_report,
            self.validation_rules_report,
            self.quality_control_report,
        )
        found = []
        for report in filter(None, reports):
            for item in report.items or ():
                if item.valid is False and (item.severity or "ERROR").upper() in _GRAVE:
                    found.append(_as_one(*filter(None, (item.message or item.name, item.details))))
        return _shown(found)


def _as_one(*parts: str) -> str:
    """``The deadline has passed: see the rules.``, of parts that may each end in a full stop."""
    return ": ".join((*(part.rstrip(" .:") for part in parts[:-1]), *parts[-1:]))


def read_json(text: str) -> Any:
    """The JSON of an answer. Raises ValueError for text that is none, and for what nests too deeply to read."""
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def read_information(text: str, status: int) -> Answer:
    """An answer that should be a NoticeInformation; of unknown outcome when it is not one."""
    try:
        found = NoticeInformation.model_validate(read_json(text))
    except (ValueError, ValidationError):
        return Answer(Outcome.UNKNOWN, status, text, ("The platform’s answer could not be read.",))
    return told(found, text, status)


def told(found: NoticeInformation, text: str, status: int) -> Answer:
    """What the platform's account of a notice means."""
    published = found.publication_info or _PublicationInfo()
    printed = _PRINTED.fullmatch(published.no_doc_ojs or "")
    notice_id = f"{printed[2]}-{printed[1]}" if printed else ""
    if found.status == "PUBLISHED" or notice_id:
        outcome = Outcome.PUBLISHED
    elif found.status in ("NOT_PUBLISHED", "REJECTED") or found.faults:
        outcome = Outcome.REFUSED
    else:
        outcome = Outcome.ACCEPTED
    messages = found.faults
    if outcome is Outcome.REFUSED and not messages and found.reason_code:
        messages = (f"Reason code {found.reason_code}",)
    return Answer(
        outcome,
        status,
        text,
        messages,
        submission_id=found.submission_id,
        notice_id=notice_id if is_notice_id(notice_id) else "",
        procurement_ids=tuple(each for each in published.ocids or () if is_procurement_id(each)),
    )


def matching(data: Any, reference: str) -> Iterator[NoticeInformation]:
    """Accounts of notices with this reference of ours, wherever in the answer to a search they stand."""
    waiting = [data]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            if part.get("no_doc_ext") == reference:
                try:
                    yield NoticeInformation.model_validate(part)
                except ValidationError:
                    continue
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)


def messages_of(text: str) -> tuple[str, ...]:
    """What a refusal says, from any of the forms in which such things are said."""
    try:
        data = read_json(text)
    except ValueError:
        return _shown([" ".join(re.sub(r"<[^>]*>", " ", text).split())])
    try:
        faults = NoticeInformation.model_validate(data).faults
    except ValidationError:
        faults = ()
    return faults or _shown(list(_sentences(data)))


def _sentences(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, list):
        for each in data[:MOST_MESSAGES]:
            yield from _sentences(each)
    elif isinstance(data, dict):
        line = [
            data[name]
            for name in ("error", "message", "detail", "details")
            if isinstance(data.get(name), str)
        ]
        if line:
            yield _as_one(*line)
        for name in ("errors", "messages", "items", "validationErrors"):
            yield from _sentences(data.get(name) or [])


def _shown(found: list[str]) -> tuple[str, ...]:
    lines = [" ".join(line.split())[:LONGEST_MESSAGE] for line in found]
    return tuple(dict.fromkeys(filter(None, lines)))[:MOST_MESSAGES]
