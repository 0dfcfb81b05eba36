"""What the pages of a target outcome show, gathered once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from procure.domain.targets import OPTION_WORDS, THIN_MARKET, TargetStatus, changes_between
from procure.models import TargetOutcome, TargetOutcomeVersion
from procure.web.forms import Day, Line, Percent, Question, QuestionForm
from procure.web.targets.forms import PAGES, PARTS, OptionForm

#: What was done, where it was not a page of questions.
_DONE = {"started": "Begun", "status": "How it stands", "engagement": "What the market taught"}


@dataclass(frozen=True)
class Answered:
    """One question with what was answered, as people read it."""

    question: str
    texts: list[str]
    slug: str


def answers_of(found: TargetOutcome) -> list[tuple[str, list[Answered]]]:
    """Every question by part, with its answer."""
    parts = []
    for part in PARTS:
        if part.is_sourced:
            parts.append((part.title, [_sourced(found, slug, kind) for slug, kind in part.pages.items()]))
            continue
        rows = [
            Answered(question.label.text, question.shown(getattr(found, question.name)), slug)
            for slug, kind in part.pages.items()
            for question in kind(formdata=None).questions
        ]
        parts.append((part.title, rows))
    return parts


def _sourced(found: TargetOutcome, slug: str, kind: type[QuestionForm]) -> Answered:
    """One row for a page whose answer has a source and a date."""
    form = kind(formdata=None)
    answer, *about = [question.shown(getattr(found, question.name)) for question in form.questions]
    said = [text for texts in about for text in texts]
    return Answered(form.page_title, [*answer, f"Source: {', '.join(said)}"] if said else answer, slug)


def warnings_of(found: TargetOutcome) -> list[str]:
    """What a board should see of the market at a glance."""
    said = []
    if found.able_suppliers is not None and found.able_suppliers < THIN_MARKET:
        said.append(
            f"A thin market: {found.able_suppliers or 'no'} able supplier{'' if found.able_suppliers == 1 else 's'}. "
            f"With fewer than {THIN_MARKET}, fix as little as you can and ask what keeps others out."
        )
    undated = [
        label
        for name, label in (
            ("able_suppliers", "the number of able suppliers"),
            ("largest_share", "the largest share"),
            ("small_firm_share", "the share of small firms"),
            ("charity_share", "the share of charities"),
            ("barriers", "the barriers"),
        )
        if getattr(found, name) not in (None, "")
        and not (getattr(found, f"{name}_source") and getattr(found, f"{name}_on"))
    ]
    if undated:
        said.append(f"Without a source and a date: {', '.join(undated)}.")
    return said


@dataclass(frozen=True)
class Step:
    """One kept version beside the one before it: what was done, by whom, and each change as (question, was, is)."""

    version: TargetOutcomeVersion
    what: str
    changes: list[tuple[str, list[str], list[str]]]


def steps_of(versions: Sequence[TargetOutcomeVersion], most: int, titles: Mapping[str, str]) -> list[Step]:
    """Versions, newest first, each with what it changed; the last of a page is compared with the one after it.

    ``titles`` names objectives by their ids.
    """
    questions = _questions()
    steps = []
    for at, version in enumerate(versions[:most]):
        earlier: Mapping[str, Any] = versions[at + 1].content if at + 1 < len(versions) else {}
        rows = []
        for place, was, now in changes_between(earlier, version.content):
            name = place.rpartition("/")[2]
            question = questions[name if place == name else f"option/{name}"]
            if name == "objective_id":
                was, now = titles.get(was, was), titles.get(now, now)
            change = (question.label.text, said(question, was), said(question, now))
            if change[1] or change[2]:  # a question that was asked and not answered changed nothing
                rows.append(change)
        stood, stands = earlier.get("status"), version.content.get("status")
        if stood and stood != stands:
            rows.append(("How it stands", [TargetStatus.label_of(stood)], [TargetStatus.label_of(stands)]))
        steps.append(Step(version, _what(version.place), rows))
    return steps


def said(question: Question, value: Any) -> list[str]:
    """A kept value as people read it."""
    if value in (None, ""):
        return []
    if isinstance(question, Day):
        return question.shown(date.fromisoformat(value))
    if isinstance(question, Percent):
        return question.shown(Decimal(value))
    return question.shown(value)


def _questions() -> dict[str, Question]:
    known = {question.name: question for kind in PAGES.values() for question in kind(formdata=None).questions}
    named = {question.name: question for question in NameWords(formdata=None).questions}
    option = OptionForm(formdata=None)
    return {**named, **known, **{f"option/{name}": option[name] for name in OPTION_WORDS}}


class NameWords(QuestionForm):
    """The first page's questions, for reading old answers: an objective may no longer be on offer."""

    objective_id = Line("Objective")
    title = Line("What the outcome is called")


def _what(place: str) -> str:
    if place in _DONE:
        return _DONE[place]
    if place in PAGES:
        return PAGES[place].heading or PAGES[place](formdata=None).page_title
    return "An option" if place.startswith("options/") else "Its name and objective"
