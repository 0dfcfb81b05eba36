"""The questions of the planner. Some are always asked; the days of each step are asked once it is known which steps
there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from procure.act.answers import Finding
from procure.act.provisions import provision_words
from procure.act.timeline import fixable
from procure.act.timeline_facts import LONGEST_ALLOWANCE, TimelineFacts
from procure.act.timeline_steps import STAGE, STAGE_DAYS, Step
from procure.domain.timetable import LaidOut, TimetablePlan, allowances_of
from procure.domain.vocabulary import Category, SpecialRegime, Word
from procure.web.forms import (
    Day,
    DayInOneBox,
    Line,
    ManyOf,
    OneOf,
    Pounds,
    Question,
    QuestionForm,
    WholeNumber,
    YesNo,
)

DAYS, ON = "days_", "on_"
ASKED_BEFORE = ("has_engagement", "has_planned_notice", "expects_pipeline")
ALLOWANCE_LABELS = {
    "engagement_days": "Market engagement, before the tender notice",
    "planned_notice_days": "From the planned procurement notice to the tender notice",
    "enquiries_close_days_before": "From the end of questions to the deadline",
    "participation_days": "For suppliers to ask to take part",
    "selecting_days": "To choose who may go on",
    "tendering_days": "For suppliers to tender",
    "assessing_days": "To assess tenders",
    "approving_days": "For approval",
    "standstill_working_days": "Standstill, in working days",
    "mobilising_days": "To make ready before the contract starts",
}
MINIMUM = "Leave empty for the shortest the law allows"


class Buyer(Word):
    CENTRAL = "central", "Central government"
    SUB_CENTRAL = "sub-central", "Other public authority, such as a council, police force or university"
    PUBLIC_UNDERTAKING = "public-undertaking", "Public undertaking"
    PRIVATE_UTILITY = "private-utility", "Private utility"


class Rules(Word):
    ENGLAND = "england", "England, or reserved"
    WALES = "GB-WLS", "Devolved Welsh"
    NORTHERN_IRELAND = "GB-NIR", "Transferred Northern Ireland"


class Way(Word):
    OPEN = "open", "Open procedure"
    FLEXIBLE = "flexible", "Competitive flexible procedure"
    FLEXIBLE_WITH_REQUESTS = (
        "flexible-requests",
        "Competitive flexible procedure, with requests to take part first",
    )
    DYNAMIC_MARKET = "dynamic-market", "Among members of a dynamic market"


class LaterStage(Word):
    NEGOTIATION = "negotiation", "Negotiation or dialogue"
    DEMONSTRATION = "demonstration", "Demonstrations or tests"
    FINAL_TENDERS = "final-tenders", "Final tenders"


class Ground(Word):
    NONE = "none", "None"
    URGENCY = "urgency", "A state of urgency makes the ordinary minimum impractical"
    PRE_SELECTED = "pre-selected", "Only pre-selected suppliers may tender"
    AGREED = "agreed", "The period is agreed with all pre-selected suppliers"


@dataclass(frozen=True)
class Group:
    """Questions that stand together on the page. ``is_folded``: only their title shows until it is opened."""

    key: str
    title: str
    names: tuple[str, ...]
    is_folded: bool = False
    intro: str = ""


WHEN = Group("when", "When", ("contract_starts_on", "starts_from"))
BEFORE = Group("before", "What comes before the tender notice", ASKED_BEFORE, is_folded=True)
BUYING = Group("buying", "What you are buying", ("name", "authority", "category", "gross"))
RUNNING = Group("running", "How you will buy it", ("procedure", "stages"))
MORE = Group(
    "more",
    "More about it",
    (
        "nation",
        "regimes",
        "is_framework",
        "is_electronic",
        "documents_together",
        "ground",
        "contract_ends_on",
    ),
    is_folded=True,
    intro="Without answers we plan for the ordinary case: electronic tenders, and every document with the notice.",
)


def when_questions() -> dict[str, Question]:
    """The wanted days, and what comes before the tender notice."""
    return {
        "contract_starts_on": Day(
            "When should the contract start?",
            called="Start of the contract",
            hint="We count back from it. For example, 27 3 2027",
        ),
        "starts_from": Day(
            "When should the tender notice be published?",
            called="Day of the tender notice",
            hint="We count on from it. Leave empty for the latest day that will do",
        ),
        "has_engagement": YesNo("Will you engage the market first?", called="Whether you engage the market"),
        "has_planned_notice": YesNo(
            "Will you publish a planned procurement notice?",
            called="Whether there is a planned procurement notice",
            hint="40 days to 12 months before the tender notice, it makes the shortest tendering period 10 days",
        ),
        "expects_pipeline": YesNo(
            "Does your authority expect to pay more than £100 million in the coming financial year?",
            called="Whether the authority publishes a pipeline notice",
            hint="With VAT, under contracts the Act covers. If so, it publishes a pipeline notice each year",
        ),
    }


def procurement_questions() -> dict[str, Question]:
    """What is asked where no tender answers it."""
    return {
        "name": Line("What are you buying?", called="What you are buying", hint="Optional. It names the calendar"),
        "authority": OneOf("Who is buying?", Buyer, called="Who is buying", required=True),
        "category": OneOf("What is the contract mainly for?", Category, called="What the contract is for"),
        "gross": Pounds(
            "Estimated value, including VAT", called="Estimated value",
            hint="The most you could pay, with extensions and options. Leave empty if nobody knows yet",
        ),
        "procedure": OneOf("How will you run the competition?", Way, called="How you will run it"),
        "stages": ManyOf(
            "What follows the first tenders?", LaterStage, called="What follows the first tenders",
            hint="In a competitive flexible procedure. Leave empty if they are the only ones",
        ),
        "nation": OneOf("Whose rules apply?", Rules, called="Whose rules apply"),
        "regimes": ManyOf("Is it under a special regime?", SpecialRegime, called="Special regimes"),
        "is_framework": YesNo("Is it a framework?", called="Whether it is a framework"),
        "is_electronic": YesNo("Will tenders be sent electronically?", called="Whether tenders are electronic"),
        "documents_together": YesNo(
            "Will every document be there with the tender notice?", called="Whether documents come together"
        ),
        "ground": OneOf("Do you rely on a shorter tendering period?", Ground, called="Ground for a shorter period"),
        "contract_ends_on": Day("When will the contract end?", called="End of the contract"),
    }  # fmt: skip


def step_questions(laid_out: LaidOut) -> tuple[dict[str, Question], tuple[Group, Group]]:
    """How long each step takes, and the days an officer has settled, for the steps that there are."""
    steps = {step.key: step for step in laid_out.timeline.steps}
    least = {step.allowance: step.minimum_days for step in steps.values() if step.allowance}
    days: dict[str, Question] = {
        DAYS + name: WholeNumber(
            _label(name, laid_out.facts),
            called=_label(name, laid_out.facts),
            most=LONGEST_ALLOWANCE,
            hint=_days_hint(name, least.get(name)),
            params={"classes": "govuk-input--width-3"},
        )
        for name in allowances_of(laid_out)
    }
    fixed: dict[str, Question] = {
        ON + key: DayInOneBox(steps[key].label, called=steps[key].label)
        for key in _in_order(steps, fixable(laid_out.facts))
    }
    return days | fixed, (
        Group("days", "How long each step takes", tuple(days), is_folded=True, intro="In calendar days."),
        Group(
            "fixed",
            "Days that are settled",
            tuple(fixed),
            is_folded=True,
            intro="Set the day of a step, like 27 March 2027, and the rest moves around it. Leave empty what may move.",
        ),
    )


def _in_order(steps: Mapping[str, Step], keys: Iterable[str]) -> list[str]:
    wanted = set(keys)
    return [key for key in steps if key in wanted]


def _label(name: str, facts: TimelineFacts) -> str:
    if name.startswith(STAGE):
        stage = next(stage for stage in facts.stages if STAGE + stage.key == name)
        return f"For suppliers to tender: {stage.name}" if stage.is_tender_round else stage.name
    return ALLOWANCE_LABELS[name]


def _days_hint(name: str, minimum: int | None) -> str:
    if name == "standstill_working_days":
        return "8 or more. Leave empty for the mandatory 8, or for none where none is mandatory"
    if minimum:
        return f"At least {minimum}. {MINIMUM}" if name != "planned_notice_days" else "At least 40"
    return {
        "enquiries_close_days_before": "Leave empty for a week, or less where there is less time",
        "tendering_days": "The Act sets no minimum here: it must still be fair, and the same for all",
    }.get(name, "")


def answers_from(plan: TimetablePlan, facts: TimelineFacts | None = None) -> dict[str, Any]:
    """What the questions are answered with, as a plan has settled them; allowances not settled as they stand."""
    found: dict[str, Any] = {
        name: getattr(plan, name) for name in ("contract_starts_on", "starts_from", *ASKED_BEFORE)
    }
    if facts is not None:
        found |= {DAYS + name: getattr(facts, name) for name in ALLOWANCE_LABELS}
        found |= {
            DAYS + STAGE + stage.key: stage.days if stage.is_tender_round else (stage.days or STAGE_DAYS)
            for stage in facts.stages
        }
    return found | {ON + key: day for key, day in plan.fixed.items()}


def plan_from(answers: Mapping[str, Any], before: TimetablePlan) -> TimetablePlan:
    """The plan that answers make. What was settled of steps that are not asked about now is kept."""

    def kept(prefix: str, settled: Mapping[str, Any]) -> dict[str, Any]:
        asked = {
            name.removeprefix(prefix): value for name, value in answers.items() if name.startswith(prefix)
        }
        return {name: value for name, value in {**settled, **asked}.items() if value is not None}

    return TimetablePlan(
        contract_starts_on=answers["contract_starts_on"],
        starts_from=answers["starts_from"],
        **{name: bool(answers[name]) for name in ASKED_BEFORE},
        days=kept(DAYS, before.days),
        fixed=kept(ON, before.fixed),
    )


def form_of(questions: Mapping[str, Question]) -> type[QuestionForm]:
    """A form of these questions, in this order."""
    return type("PlannerForm", (QuestionForm,), {"heading": "Timetable", **questions})


def refuse(form: QuestionForm, finding: Finding) -> None:
    """What a rule says against the plan, at the field it is about, or at the head of the page."""
    message = f"{finding.message} {provision_words(finding.provision)}."
    for name in (finding.field, DAYS + finding.field, ON + finding.field):
        if name in form:
            form.refuse(name, message)
            return
    form.form_errors = [*form.form_errors, message]
