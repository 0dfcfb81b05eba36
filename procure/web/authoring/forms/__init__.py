"""The words of every question of the authoring journey, a form a page."""

from __future__ import annotations

from procure.web.authoring.forms import (
    award,
    contract,
    framework,
    money,
    problem,
    procedure,
    taking_part,
    timetable,
    variants,
)
from procure.web.forms import QuestionForm

PAGE_FORMS: dict[str, type[QuestionForm]] = {
    **problem.FORMS,
    **award.FORMS,
    **variants.FORMS,
    **procedure.FORMS,
    **framework.FORMS,
    **contract.FORMS,
    **timetable.FORMS,
    **taking_part.FORMS,
    **money.FORMS,
}
"""Page slug (``procure.domain.sections``) to form; the objectives page is made from the loaded frameworks."""
