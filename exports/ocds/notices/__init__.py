"""Every notice as open data: one builder a notice, chosen by its code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from exports.notices.definition import resolve
from exports.notices.stamp import NoticeStamp
from exports.ocds.model import Release
from exports.ocds.notices import awards, delivery, markets, planning
from exports.ocds.notices.frame import Frame
from exports.ocds.release import in_package, tender_release
from procure.domain.notice_facts import NoticeFacts
from procure.domain.snapshot import SpecificationSnapshot

BUILDERS: dict[str, Callable[[Frame, Any], Release]] = {
    "UK1": planning.pipeline,
    "UK2": planning.engagement,
    "UK3": planning.planned,
    "UK5": awards.transparency,
    "UK6": awards.award,
    "UK7": awards.contract_details,
    "UK8": delivery.payments,
    "UK9": delivery.performance,
    "UK10": delivery.change,
    "UK11": delivery.contract_end,
    "UK12": delivery.procurement_end,
    "UK13": markets.intention,
    "UK14": markets.established,
    "UK15": markets.changed,
    "UK16": markets.ended,
    "UK17": delivery.payments_compliance,
}
"""The builder of each notice but the tender notice, which is made from the specification alone."""


def notice_release(snapshot: SpecificationSnapshot, stamp: NoticeStamp, facts: NoticeFacts) -> Release:
    """The release of any notice. Raises ``pydantic.ValidationError``, with paths, if it would break our model, and
    ValueError when stamp and facts are of different notices.
    """
    if stamp.code == "UK4":
        return tender_release(snapshot, stamp, facts=facts)
    notice = resolve(snapshot, stamp, facts=facts)
    return BUILDERS[stamp.code](Frame(notice, stamp), notice.facts)


def notice_release_json(snapshot: SpecificationSnapshot, stamp: NoticeStamp, facts: NoticeFacts) -> bytes:
    """The notice as a release package of one, ready to be stored and served.

    Raises ``pydantic.ValidationError`` or ``NotFit`` when it may not go out as it is.
    """
    return in_package(notice_release(snapshot, stamp, facts), stamp)
