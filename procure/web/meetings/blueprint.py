"""The journey of meetings, under /board/meetings."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, url_for

from procure.domain.meetings import AttendanceKind, ConditionStanding
from procure.models import AgendaItem, Meeting
from procure.services import freezing, meeting
from procure.web.access import current_actor
from procure.web.forms import QuestionForm
from procure.web.pages import date_text
from procure.web.sessions import current_session

meetings = Blueprint("meetings", __name__, url_prefix="/board/meetings")
meetings.add_app_template_filter(AttendanceKind.label_of, "label_of_attendance")
meetings.add_app_template_filter(ConditionStanding.label_of, "label_of_condition")


def meeting_to_read(key: str) -> Meeting:
    """The meeting, if it is of a board on which the person sits."""
    return meeting.meeting_by_key(current_session(), current_actor(), key)


def meeting_to_run(key: str) -> Meeting:
    """The meeting, if the person chairs its board and it can still be changed."""
    found = meeting_to_read(key)
    meeting.require_chair(current_actor(), found)
    return found


def title_of(item: AgendaItem) -> str:
    """What an item is called: as the tender was when it was frozen, or the matter's own title."""
    if item.review is None:
        return item.title
    return freezing.snapshot_of(item.review.version).title or "A tender without a title"


meetings.add_app_template_filter(title_of, "item_title")


def address(found: Meeting) -> str:
    """The page of a meeting."""
    return url_for("meetings.show", key=found.key)


def form_page(form: QuestionForm, found: Meeting, template: str = "layouts/form.html", **more: Any) -> str:
    """A page of questions about a meeting."""
    known = {
        "caption": f"{found.board.name}, {date_text(found.starts_at)}",
        "continue_text": "Save",
        "back": (address(found), "The meeting"),
    }
    return form.page(template, meeting=found, **known | more)
