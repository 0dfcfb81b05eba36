"""The blueprint with all of its views."""

from __future__ import annotations

from procure.web.authoring import publishing, questions, rows, sending, starting, tasks
from procure.web.authoring.blueprint import authoring

__all__ = ["authoring", "publishing", "questions", "rows", "sending", "starting", "tasks"]
