"""The pages of an outcome and of a measure, in the order they are asked."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for

from procure.models import Measure, Outcome, Tender
from procure.web.forms import QuestionForm
from procure.web.outcomes.forms import ChangeForm, FairnessForm, PaymentForm, SentenceForm
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
    """One page: its address, its form, and how the check page speaks of it. One that is not ``is_in_turn`` is asked
    of those who choose to answer it."""

    slug: str
    form: type[QuestionForm]
    is_in_turn: bool = True

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
        QuestionPage("payment", PaymentForm, is_in_turn=False),
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


def came_from(tender: Tender, check: str) -> tuple[str, str] | None:
    """Where a person came from to change one thing and wants to go back to, with its name: the readiness list, or
    the page at ``check``; None for somebody who goes from page to page."""
    return {
        "check": (check, "Back"),
        "readiness": (url_for("authoring.readiness", reference=tender.reference), "Readiness list"),
    }.get(request.args.get("then", ""))


def after_page(tender: Tender, outcome: Outcome, slug: str) -> str:
    """Where Continue leads from a page of the outcome."""
    if origin := came_from(tender, check_url(tender, outcome)):
        return origin[0]
    following = _following(OUTCOME_PAGES, slug)
    if following:
        return url_for("outcomes.page", reference=tender.reference, key=outcome.key, slug=following)
    return url_for("outcomes.objectives", reference=tender.reference, key=outcome.key)


def after_measure_page(tender: Tender, outcome: Outcome, measure: Measure, slug: str) -> str:
    """Where Continue leads from a page of a measure."""
    if origin := came_from(tender, measure_url(tender, outcome, measure)):
        return origin[0]
    following = _following(MEASURE_PAGES, slug)
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
    later = slugs[slugs.index(slug) + 1 :]
    return next((each for each in later if pages[each].is_in_turn), None)
