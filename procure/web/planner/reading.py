"""From what was typed to a timetable: read once for the facts, and again for the steps that they turn out to have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from procure.act.timeline_facts import TimelineFacts
from procure.domain.timetable import LaidOut, TimetablePlan, lay_out
from procure.web.forms import Question, QuestionForm
from procure.web.planner import forms
from procure.web.planner.forms import DAYS, ON, Group

Typed = MultiDict[str, str]
FactsOf = Callable[[Mapping[str, Any], TimetablePlan], TimelineFacts]
NO_DAY = "Enter the day the contract should start, or the day of the tender notice"


@dataclass
class Planner:
    """The form as it is to be shown, the groups it is shown in, and what came of it. ``laid_out`` is None while there
    is no day to plan from; ``carried`` holds what was typed for steps that are not asked about now.
    """

    form: QuestionForm
    groups: tuple[Group, ...]
    plan: TimetablePlan
    laid_out: LaidOut | None = None
    carried: tuple[tuple[str, str], ...] = ()

    @property
    def has_errors(self) -> bool:
        return bool(self.form.error_list)

    def is_open(self, group: Group) -> bool:
        """Whether a folded group is shown open: because something in it is wrong."""
        return not group.is_folded or any(self.form[name].errors for name in group.names)


def read(
    questions: Mapping[str, Question],
    groups: tuple[Group, ...],
    facts_of: FactsOf,
    kept: TimetablePlan,
    typed: Typed | None,
    *,
    is_sent: bool = False,
) -> Planner:
    """The planner with ``typed`` (None: nothing was typed) over the plan that is kept. ``facts_of`` makes the facts of
    the procurement from the answers; ``is_sent`` says that it is a form sent to be stored, whose token is checked.
    """
    meta = {} if is_sent else {"csrf": False}
    form = forms.form_of(questions)(formdata=typed, data=forms.answers_from(kept), meta=meta)
    if (
        typed is not None
        and form.validate()
        and not (_day(form, "contract_starts_on") or _day(form, "starts_from"))
    ):
        form.refuse("contract_starts_on", NO_DAY)
    planner = Planner(form, groups, kept, carried=_carried(form, typed))
    if form.error_list:
        return planner
    plan = forms.plan_from(form.answers, kept)
    if not plan.is_anchored:
        return planner
    laid_out = _laid_out(planner, form.answers, plan, facts_of)
    if laid_out is None or not laid_out.is_within_the_act:
        planner.laid_out = laid_out
        return planner
    asked, more = forms.step_questions(laid_out)
    data = forms.answers_from(plan, laid_out.facts)
    form = forms.form_of({**questions, **asked})(
        formdata=_with_defaults(typed, asked, data), data=data, meta=meta
    )
    planner.form, planner.groups, planner.carried = form, (*groups, *more), _carried(form, typed)
    if typed is not None:
        form.validate()
    planner.plan = forms.plan_from(form.answers, plan)
    planner.laid_out = _laid_out(planner, form.answers, planner.plan, facts_of)
    for finding in planner.laid_out.timeline.findings if planner.laid_out else ():
        if finding.is_blocking:
            forms.refuse(form, finding)
    return planner


def _laid_out(
    planner: Planner, answers: Mapping[str, Any], plan: TimetablePlan, facts_of: FactsOf
) -> LaidOut | None:
    """The timetable, or None with the reason at the head of the page."""
    try:
        return lay_out(facts_of(answers, plan))
    except ValueError as error:
        planner.form.form_errors = [*planner.form.form_errors, str(error)]
        return None


def _with_defaults(
    typed: Typed | None, asked: Mapping[str, Question], data: Mapping[str, Any]
) -> Typed | None:
    """What was typed, with the days as they stand for steps that nobody could have been asked about yet."""
    if typed is None:
        return None
    whole = MultiDict(typed)
    for name in asked:
        if name not in whole:
            value = data.get(name)
            whole[name] = "" if value is None else str(value)
    return whole


def _carried(form: QuestionForm, typed: Typed | None) -> tuple[tuple[str, str], ...]:
    if typed is None:
        return ()
    return tuple(
        (name, value)
        for name, value in typed.items(multi=True)
        if name.startswith((DAYS, ON)) and name not in form
    )


def _day(form: QuestionForm, name: str) -> Any:
    return form[name].data
