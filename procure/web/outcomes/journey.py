"""The pages of an outcome and of a measure, in the order they are asked."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for

from procure.models import Measure, Outcome, Tender
from procure.web.forms import QuestionForm
from procure.web.outcomes.forms import ChangeForm, FairnessForm, SentenceForm
from procure.web.outcomes.measure_forms import (
    BaselineForm,
    ChanceForm,
    OwnerForm,
    PathForm,
    SourceForm,
    TargetForm,
    WhatForm,
)


@dataclass(frozen=True)
class QuestionPage:
    """One page: its address, its form, and how the check page speaks of it."""

    slug: str
    form: type[QuestionForm]

    @property
    def guidance(self) -> str:
        """The template of the advice beside its questions."""
        return f"pages/outcomes/_guidance_{self.slug}.html"


OUTCOME_PAGES = {
    page.slug: page
    for page in (
        QuestionPage("sentence", SentenceForm),
        QuestionPage("change", ChangeForm),
        QuestionPage("fairness", FairnessForm),
    )
}
MEASURE_PAGES = {
    page.slug: page
    for page in (
        QuestionPage("what", WhatForm),
        QuestionPage("source", SourceForm),
        QuestionPage("baseline", BaselineForm),
        QuestionPage("target", TargetForm),
        QuestionPage("path", PathForm),
        QuestionPage("chance", ChanceForm),
        QuestionPage("owner", OwnerForm),
    )
}


def index_url(tender: Tender) -> str:
    """The list of the tender's outcomes."""
    return url_for("outcomes.index", reference=tender.reference)


def check_url(tender: Tender, outcome: Outcome) -> str:
    """Everything about one outcome."""
    return url_for("outcomes.check", reference=tender.reference, key=outcome.key)


def measure_url(tender: Tender, outcome: Outcome, measure: Measure) -> str:
    """Everything about one measure."""
    return url_for("outcomes.measure", reference=tender.reference, key=outcome.key, measure_key=measure.key)


def is_checking() -> bool:
    """Whether the person came from a check page and wants to go back there."""
    return request.args.get("then") == "check"


def after_page(tender: Tender, outcome: Outcome, slug: str) -> str:
    """Where Continue leads from a page of the outcome."""
    if is_checking():
        return check_url(tender, outcome)
    following = _following(OUTCOME_PAGES, slug)
    if following:
        return url_for("outcomes.page", reference=tender.reference, key=outcome.key, slug=following)
    return url_for("outcomes.objectives", reference=tender.reference, key=outcome.key)


def after_measure_page(tender: Tender, outcome: Outcome, measure: Measure, slug: str) -> str:
    """Where Continue leads from a page of a measure."""
    following = None if is_checking() else _following(MEASURE_PAGES, slug)
    if following is None:
        return measure_url(tender, outcome, measure)
    return url_for(
        "outcomes.measure_page",
        reference=tender.reference,
        key=outcome.key,
        measure_key=measure.key,
        slug=following,
    )


def _following(pages: dict[str, QuestionPage], slug: str) -> str | None:
    slugs = list(pages)
    at = slugs.index(slug) + 1
    return slugs[at] if at < len(slugs) else None
