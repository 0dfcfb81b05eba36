"""Signing the minutes of a meeting: from then on neither they nor anything of the meeting can be changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from procure.domain.exceptions import WrongState
from procure.domain.meetings import FileKind
from procure.domain.permissions import Actor, Permission
from procure.models import Meeting, MeetingMinutes
from procure.models.types import now
from procure.services import access, meeting_files
from procure.services.meeting import hold, present_at, record
from procure.services.minuted import minutes_of


def sign(
    session: Session,
    actor: Actor,
    meeting: Meeting,
    *,
    enqueue: Callable[[int], object],
    at: datetime | None = None,
) -> MeetingMinutes:
    """Sign the minutes as they stand; ``enqueue`` is given the ids of the files to make of them. Raises WrongState
    before the meeting, and while nobody is recorded as present."""
    access.require(actor, Permission.READ_MEETING, meeting)
    hold(session, actor, meeting)
    access.require(actor, Permission.SIGN_MINUTES, meeting)
    moment = at or now()
    if moment < meeting.starts_at:
        raise WrongState("This meeting has not begun.")
    if not present_at(meeting):
        raise WrongState("The minutes need the attendance first: nobody is recorded as present.")
    content = minutes_of(session, meeting, at=moment).model_dump(mode="json")
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(text.encode()).hexdigest()
    made = MeetingMinutes(
        meeting_id=meeting.id, content_json=text, sha256=digest, signed_by_id=actor.user_id, signed_at=moment
    )
    session.add(made)
    session.flush()
    session.expire(meeting, ["minutes"])
    for kind in (FileKind.MINUTES_PDF, FileKind.MINUTES_DOCX):
        meeting_files.want(session, meeting, kind, enqueue=enqueue, at=moment)
    record(session, actor, "minutes.signed", meeting, sha256=digest)
    return made
