"""The audit trail: everything material leaves a row, in the same transaction as the thing itself."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session, col, select

from procure.domain.permissions import Actor
from procure.models import AuditEvent, Tender


def record(
    session: Session,
    actor: Actor,
    action: str,
    *,
    subject_kind: str = "",
    subject_key: str = "",
    **detail: Any,
) -> None:
    """Append an event. ``action`` is ``thing.participle`` (``tender.published``); ``detail`` must be plain JSON
    and must never hold a password or a whole draft."""
    session.add(
        AuditEvent(
            actor_id=actor.user_id,
            actor_name=actor.name,
            organisation_id=actor.organisation_id,
            action=action,
            subject_kind=subject_kind,
            subject_key=subject_key,
            detail=detail,
        )
    )


def of_tender(session: Session, actor: Actor, tender: Tender, action: str, /, **detail: Any) -> None:
    """As ``record``, of a tender."""
    record(session, actor, action, subject_kind="tender", subject_key=tender.reference, **detail)


def history(session: Session, subject_kind: str, subject_key: str, limit: int = 200) -> list[AuditEvent]:
    """The events of one thing, newest first."""
    query = (
        select(AuditEvent)
        .where(AuditEvent.subject_kind == subject_kind, AuditEvent.subject_key == subject_key)
        .order_by(col(AuditEvent.id).desc())
        .limit(limit)
    )
    return list(session.exec(query))
