"""The blueprint with all of its views."""

from __future__ import annotations

from procure.web.authoring import alignment, publishing, questions, rows, sending, starting, tasks, welsh
from procure.web.authoring.blueprint import authoring

__all__ = [
    "alignment",
    "authoring",
    "publishing",
    "questions",
    "rows",
    "sending",
    "starting",
    "tasks",
    "welsh",
]
