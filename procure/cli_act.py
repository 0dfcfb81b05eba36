"""The rules of the Procurement Act from the command line: ``procure dates``, ``procure threshold``, ``procure
kpis``.

One JSON object on standard output, with the rule, the provision and a sentence of explanation; dates are ISO
8601 and amounts are pounds. Mistakes are told on standard error, with a non-zero exit code.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import click

from procure.act import deadlines
from procure.act.answers import RuleAnswer, plain
from procure.act.calendar import (
    LONDON,
    add_working_days,
    certainty_notes,
    first_working_day_from,
    working_period_beginning_with,
)
from procure.act.facts import Authority, ContractFacts
from procure.act.kpis import MINIMUM_KPIS, kpis_required
from procure.act.periods import ENTRIES, earliest_deadline_for_entry, planned_notice_window
from procure.act.provisions import act
from procure.act.standstill import standstill
from procure.act.tables import day_in_words
from procure.act.thresholds import CommencedBy, figures_date, is_above_threshold, threshold_for
from procure.cli_parameters import AUTHORITIES, CATEGORIES, DAY, POUNDS, contract_facts
from procure.cli_plan import plan_command


def say(answer: RuleAnswer[Any], **particulars: Any) -> None:
    """Write one answer: particulars first, then the rule, the provision, its address and the explanation."""
    told = {
        **particulars,
        "rule_id": answer.rule_id,
        "provision": answer.provision,
        "url": answer.url,
        "explanation": answer.explanation,
        "notes": answer.notes,
        "is_certain": answer.is_certain,
    }
    click.echo(json.dumps(plain(told), ensure_ascii=False, indent=2))


@click.group()
def dates() -> None:
    """Dates the Procurement Act 2023 sets, as JSON with the rule behind each."""


dates.add_command(plan_command)


@dates.command("standstill")
@click.option(
    "--from", "published_on", type=DAY, required=True, help="Day the contract award notice was published."
)
@click.option("--working-days", type=click.IntRange(8, 250), help="Length the notice states, if more than 8.")
@click.option("--light-touch", is_flag=True, help="Light touch contract: no standstill unless one is stated.")
def standstill_command(published_on: date, working_days: int | None, light_touch: bool) -> None:
    """The standstill after a contract award notice, and when the contract may be signed."""
    answer = standstill(published_on, ContractFacts(is_light_touch=light_touch), working_days)
    pause = answer.value
    say(
        answer,
        date=pause.ends_on,
        published_on=published_on,
        kind=pause.kind,
        working_days=pause.working_days,
        day_one=pause.day_one,
        ends_on=pause.ends_on,
        sign_from=pause.sign_from,
    )


@dates.command("working-days")
@click.option(
    "--from",
    "start",
    type=DAY,
    required=True,
    help="Day the period begins with (day 1 if it is a working day).",
)
@click.option("--count", type=click.IntRange(1, 2500), required=True, help="How many working days.")
def working_days_command(start: date, count: int) -> None:
    """The last day of a period of working days beginning with a day, and the day that many after it."""
    last = working_period_beginning_with(start, count)
    after = add_working_days(start, count)
    notes = certainty_notes(start, after)
    answer = RuleAnswer(
        "DEF-1",
        act("s.123(1)"),
        last,
        f"{count} working days beginning with {day_in_words(start)} end on {day_in_words(last)}: "
        "weekends and bank "
        "holidays in any part of the United Kingdom are not counted.",
        notes,
        is_certain=not notes,
    )
    say(
        answer,
        date=last,
        start=start,
        count=count,
        day_one=first_working_day_from(start),
        last_day=last,
        working_days_after=after,
    )


@dates.command("tendering")
@click.option(
    "--invited",
    type=DAY,
    required=True,
    help="Day of the invitation: the notice, or an invitation to tender.",
)
@click.option(
    "--case",
    "entry",
    type=click.Choice(list(ENTRIES), case_sensitive=False),
    default="T7",
    show_default=True,
    help="Entry of section 54: P1 to P3 for participation periods, T1 to T10 for tendering periods.",
)
def tendering_command(invited: date, entry: str) -> None:
    """The earliest deadline a participation or tendering period allows."""
    answer = earliest_deadline_for_entry(invited, entry)
    row = ENTRIES[entry]
    say(
        answer,
        date=answer.value,
        earliest_deadline=answer.value,
        invited=invited,
        case=row.code,
        days=row.days,
        applies_to=row.case,
    )


def _due_command(
    name: str, words: str, rule: Callable[..., RuleAnswer[date]], *, has_light_touch: bool = False
) -> None:
    def run(on: date, light_touch: bool = False) -> None:
        try:
            answer = rule(on, is_light_touch=light_touch) if has_light_touch else rule(on)
        except ValueError as error:
            raise click.BadParameter(str(error), param_hint="'--on'") from error
        extra = {"light_touch": light_touch} if has_light_touch else {}
        say(answer, date=answer.value, due_on=answer.value, on=on, **extra)

    run.__doc__ = words
    command = click.option("--on", type=DAY, required=True, help="Day the period begins with.")(run)
    if has_light_touch:
        command = click.option("--light-touch", is_flag=True, help="The contract is a light touch contract.")(
            command
        )
    dates.command(name)(command)


_due_command(
    "contract-details",
    "Last day for the contract details notice, from the day of entering into the contract.",
    deadlines.contract_details_due,
    has_light_touch=True,
)
_due_command(
    "contract-copy",
    "Last day for a copy of a contract above £5 million, from the day of entering into it.",
    deadlines.contract_copy_due,
    has_light_touch=True,
)
_due_command(
    "payments-compliance",
    "Last day for the payments compliance notice, from the end of the reporting period.",
    deadlines.payments_compliance_due,
)
_due_command(
    "payments",
    "Last day for information about payments, from the end of the quarter.",
    deadlines.payment_information_due,
)


@dates.command("termination")
@click.option("--on", type=DAY, required=True, help="Day the contract ended.")
@click.option("--light-touch", is_flag=True, help="Accepted for consistency: the period is the same.")
def termination_command(on: date, light_touch: bool) -> None:
    """Last day for the contract termination notice, from the day the contract ended."""
    answer = deadlines.contract_termination_due(on)
    say(answer, date=answer.value, due_on=answer.value, on=on, light_touch=light_touch)


@dates.command("pipeline")
@click.option(
    "--year", type=click.IntRange(2025, 2200), required=True, help="Year in which the financial year begins."
)
def pipeline_command(year: int) -> None:
    """Last day for the pipeline notice of the financial year that begins on 1 April."""
    answer = deadlines.pipeline_due(year)
    say(answer, date=answer.value, due_on=answer.value, financial_year_from=date(year, 4, 1))


@dates.command("planned")
@click.option(
    "--uk3", "published_on", type=DAY, required=True, help="Day of the planned procurement notice (UK3)."
)
def planned_command(published_on: date) -> None:
    """The days on which a tender notice makes a planned procurement notice a qualifying one."""
    answer = planned_notice_window(published_on)
    window = answer.value
    say(
        answer,
        date=window.opens_on,
        uk3=published_on,
        uk4_from=window.opens_on,
        uk4_to=window.closes_on,
        earliest=window.opens_on,
        latest=window.closes_on,
    )


@click.command("threshold")
@click.option("--authority", type=click.Choice(list(AUTHORITIES)), required=True)
@click.option(
    "--category",
    "categories",
    type=click.Choice(CATEGORIES),
    required=True,
    multiple=True,
    help="What is bought. Repeat it to combine, as in --category works --category concession.",
)
@click.option("--gross", type=POUNDS, required=True, help="Estimated value in pounds, including VAT.")
@click.option("--on", type=DAY, help="Day the procurement commences; today if left out.")
@click.option(
    "--begun-by",
    type=click.Choice([step.value for step in CommencedBy]),
    help="A step taken before 1 January 2026 that keeps the earlier figures.",
)
@click.option("--begun-on", type=DAY, help="Day of that step.")
def threshold(
    authority: str,
    categories: tuple[str, ...],
    gross: Decimal,
    on: date | None,
    begun_by: str | None,
    begun_on: date | None,
) -> None:
    """Whether a value including VAT is above the threshold for a kind of contract."""
    facts = contract_facts(authority, categories)
    commences = on or datetime.now(LONDON).date()
    if (begun_by is None) != (begun_on is None):
        raise click.UsageError("Give --begun-by and --begun-on together.")
    figures = figures_date(commences, CommencedBy(begun_by) if begun_by else None, begun_on)
    try:
        row = threshold_for(facts, figures.value).value
        answer = is_above_threshold(gross, facts, figures.value)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="'--on'") from error
    say(
        answer,
        above=answer.value,
        gross=gross,
        threshold=row.amount,
        row=row.row,
        contract=row.contract,
        effective_from=row.effective_from,
        authority=authority,
        category=categories[0] if len(categories) == 1 else list(categories),
        on=commences,
        figures_of=figures.value,
    )


@click.command("kpis")
@click.option("--gross", type=POUNDS, required=True, help="Estimated value in pounds, including VAT.")
@click.option("--light-touch", is_flag=True)
@click.option("--concession", is_flag=True)
@click.option("--framework", is_flag=True, help="The framework itself, not a call-off under it.")
@click.option("--private-utility", is_flag=True)
def kpis(gross: Decimal, light_touch: bool, concession: bool, framework: bool, private_utility: bool) -> None:
    """Whether key performance indicators must be set before a contract is entered into."""
    facts = ContractFacts(
        authority=Authority.PRIVATE_UTILITY if private_utility else Authority.SUB_CENTRAL,
        is_utilities=private_utility,
        is_light_touch=light_touch,
        is_concession=concession,
        is_framework=framework,
    )
    answer = kpis_required(gross, facts)
    say(answer, required=answer.value, gross=gross, minimum=MINIMUM_KPIS if answer.value else 0)
