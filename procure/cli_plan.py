"""``procure dates plan``: the whole timetable of a tender from one wanted day, as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

import click

from procure.act.answers import plain
from procure.act.facts import Award
from procure.act.periods import PeriodFacts
from procure.act.regimes import Route
from procure.act.timeline_facts import LONGEST_ALLOWANCE, StageFacts, TimelineFacts
from procure.act.timeline_route import routed
from procure.act.timeline_shortening import with_shortenings
from procure.act.timeline_steps import Step
from procure.cli_parameters import AUTHORITIES, CATEGORIES, DAY, NATIONS, POUNDS, contract_facts

ROUND, WORK = "tenders", "work"
#: Options that set a number of days, by the field of ``TimelineFacts``.
ALLOWANCES = {
    "planned_notice_days": "Days from the planned procurement notice to the tender notice.",
    "engagement_days": "Days from the market engagement notice to the tender notice.",
    "enquiries_close_days_before": "Days before the first deadline on which questions close.",
    "participation_days": "Days suppliers have to ask to take part; the minimum if left out.",
    "selecting_days": "Days to choose who may tender.",
    "tendering_days": "Days suppliers have to tender; the minimum if left out.",
    "assessing_days": "Days to assess tenders.",
    "approving_days": "Days for approval, before the award notice.",
    "standstill_working_days": "Working days of standstill that the award notice states.",
    "mobilising_days": "Days from entering into the contract to its start.",
}


class Stage(click.ParamType):
    """A stage of a competitive flexible procedure: ``tenders:First tenders``, ``work:Dialogue:30``."""

    name = "KIND:NAME[:DAYS]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> StageFacts:
        if isinstance(value, StageFacts):
            return value
        kind, _, rest = value.partition(":")
        name, _, days = rest.partition(":")
        if kind not in (ROUND, WORK) or not name.strip():
            self.fail(f"{value!r} is not a stage. Write it like work:Dialogue:30 or tenders:Final tenders.")
        if days and not (days.isascii() and days.isdigit() and int(days) <= LONGEST_ALLOWANCE):
            self.fail(f"{days!r} is not a number of days from 0 to {LONGEST_ALLOWANCE:,}.")
        return StageFacts(
            key="", name=name.strip(), is_tender_round=kind == ROUND, days=int(days) if days else None
        )


class Fixed(click.ParamType):
    """A day set for a step: ``tender-deadline=2027-04-30``."""

    name = "STEP=YYYY-MM-DD"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, date]:
        if isinstance(value, tuple):
            return value
        step, _, day = value.partition("=")
        return step, DAY.convert(day, param, ctx)


def _with_allowances(command: Callable[..., None]) -> Callable[..., None]:
    for name, words in reversed(ALLOWANCES.items()):
        option = f"--{name.replace('_', '-')}"
        command = click.option(option, type=click.IntRange(0, LONGEST_ALLOWANCE), help=words)(command)
    return command


@click.command("plan")
@click.option("--authority", type=click.Choice(list(AUTHORITIES)), default="sub-central", show_default=True)
@click.option("--nation", type=click.Choice(list(NATIONS)), default="england", show_default=True)
@click.option(
    "--category",
    "categories",
    type=click.Choice(CATEGORIES),
    multiple=True,
    default=["services"],
    show_default=True,
    help="What is bought. Repeat it to combine, as in --category works --category concession.",
)
@click.option("--gross", type=POUNDS, help="Estimated value in pounds, including VAT, if it is known.")
@click.option("--starts-from", type=DAY, help="Wanted day of the tender notice.")
@click.option("--contract-starts", "contract_starts_on", type=DAY, help="Wanted start of the contract.")
@click.option("--contract-ends", "contract_ends_on", type=DAY, help="End of the contract.")
@click.option("--today", type=DAY, help="Day before which nothing more can be done.")
@click.option("--framework", "is_framework", is_flag=True, help="A framework, not a contract.")
@click.option("--dynamic-market", is_flag=True, help="An award by reference to a dynamic market.")
@click.option("--requests", "has_participation_stage", is_flag=True, help="Requests to take part come first.")
@click.option(
    "--stage",
    "stages",
    type=Stage(),
    multiple=True,
    help="A stage, in order: tenders:NAME[:DAYS] or work:NAME[:DAYS].",
)
@click.option("--engagement", "has_engagement", is_flag=True, help="The market is engaged first (UK2).")
@click.option(
    "--planned-notice", "has_planned_notice", is_flag=True, help="A planned procurement notice (UK3)."
)
@click.option(
    "--pipeline", "expects_pipeline", is_flag=True, help="The authority owes a pipeline notice (UK1)."
)
@click.option("--urgent", "is_urgent", is_flag=True, help="A state of urgency is relied on.")
@click.option(
    "--pre-selected", "suppliers_are_preselected", is_flag=True, help="Only pre-selected suppliers tender."
)
@click.option(
    "--agreed", "period_is_agreed_with_them", is_flag=True, help="And the period is agreed with them."
)
@click.option("--not-electronic", is_flag=True, help="Tenders are not sent electronically.")
@click.option("--documents-later", is_flag=True, help="Some documents follow after the notice.")
@click.option(
    "--fix", "fixed", type=Fixed(), multiple=True, help="Set the day of a step; repeat it for more."
)
@_with_allowances
def plan_command(
    authority: str,
    nation: str,
    categories: tuple[str, ...],
    gross: Decimal | None,
    starts_from: date | None,
    contract_starts_on: date | None,
    is_framework: bool,
    dynamic_market: bool,
    stages: tuple[StageFacts, ...],
    is_urgent: bool,
    suppliers_are_preselected: bool,
    period_is_agreed_with_them: bool,
    not_electronic: bool,
    documents_later: bool,
    fixed: tuple[tuple[str, date], ...],
    **answers: Any,
) -> None:
    """Every notice and period of a competition, from the wanted start of the contract or the wanted tender notice:
    earliest and latest days, why, and what would shorten it. Minimums that are broken are told as findings.
    """
    if starts_from is None and contract_starts_on is None:
        raise click.UsageError("Give --starts-from, --contract-starts, or both.")
    contract = contract_facts(authority, categories).model_copy(
        update={
            "nation": NATIONS[nation],
            "is_framework": is_framework,
            "award": Award.DYNAMIC_MARKET if dynamic_market else Award.COMPETITIVE,
        }
    )
    periods = PeriodFacts(
        is_urgent=is_urgent,
        suppliers_are_preselected=suppliers_are_preselected,
        period_is_agreed_with_them=period_is_agreed_with_them,
        is_electronic=not not_electronic,
        documents_all_together=not documents_later,
    )
    facts = TimelineFacts(
        contract=contract,
        periods=periods,
        gross=gross,
        starts_from=starts_from,
        contract_starts_on=contract_starts_on,
        stages=tuple(stage.model_copy(update={"key": str(n)}) for n, stage in enumerate(stages, 1)),
        fixed=dict(fixed),
        **{name: given for name, given in answers.items() if given is not None},
    )
    try:
        facts, route = routed(facts)
        if route.value is Route.OUTSIDE:
            raise click.UsageError(route.explanation)
        timeline, ways = with_shortenings(facts)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    told = {
        "is_feasible": timeline.is_feasible,
        "route": route,
        "steps": [_told(step) for step in timeline.steps],
        "findings": timeline.findings,
        "shorten_by": [
            {
                name: getattr(way, name)
                for name in ("key", "step", "words", "rule_id", "provision", "days_saved")
            }
            for way in ways
        ],
    }
    click.echo(json.dumps(plain(told), ensure_ascii=False, indent=2))


def _told(step: Step) -> dict[str, Any]:
    return asdict(step) | {"url": step.url, "spare_days": step.spare_days}
