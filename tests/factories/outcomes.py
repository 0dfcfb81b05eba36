"""Objectives, outcomes and measures for tests. Places, people and figures are fictional."""

from __future__ import annotations

from datetime import date

from procure.domain.snapshot import (
    Figure,
    LibrarySource,
    MeasureSnapshot,
    ObjectiveLinkSnapshot,
    ObjectiveSnapshot,
    OutcomeSnapshot,
    TargetPoint,
)

OBJECTIVES = (
    ObjectiveSnapshot(
        objective_id="warm-homes",
        title="Fewer households in fuel poverty",
        mission_id="clean-energy",
        mission_name="Make the country a clean energy superpower",
        framework_id="missions-test",
        framework_name="Missions of the test framework",
        framework_effective_from="2024-07-05",
        metric="Households in fuel poverty, low income and low energy efficiency",
        unit="% of households",
        direction="down",
        geography="England",
        baseline=Figure(
            value="13.0",
            period="2023",
            source_url="https://statistics.example.org/fuel-poverty-2023",
            verified=True,
        ),
        target=Figure(value="10.0", period="2030", source_url="https://plan.example.org/warm-homes"),
        latest=Figure(value="12.1", period="2025", note="Provisional", verified=False),
        data_source="Annual fuel poverty statistics",
        publisher="Department of Examples",
        lead_department="Department of Examples",
        verified=True,
    ),
    ObjectiveSnapshot(
        objective_id="healthy-lives",
        title="Fewer winter admissions for breathing conditions",
        mission_id="health",
        mission_name="Build a health service fit for the future",
        framework_id="missions-test",
        framework_name="Missions of the test framework",
        framework_effective_from="2024-07-05",
        metric="Emergency admissions for respiratory conditions, November to March",
        unit="per 100,000 people",
        direction="down",
        geography="Great Britain",
        data_source="Hospital admissions statistics",
        publisher="Health Statistics Example",
    ),
)

_SUBJECTS = (
    (
        "Tenants live in homes they can afford to heat",
        "social tenants in the 6,200 least efficient homes",
        "Heating costs more than one pound in ten of what is left after rent",
        "Homes at energy performance certificate band C or better",
        "% of homes",
    ),
    (
        "Fewer children miss school through breathing illness",
        "children aged 5 to 11 in homes reported as damp",
        "Damp and cold bedrooms make winter illness longer and more frequent",
        "School sessions missed through illness, November to March",
        "sessions per child",
    ),
    (
        "Older people stay well at home through winter",
        "people aged 75 and over who live alone",
        "A cold home turns a mild illness into a hospital stay",
        "Emergency admissions from improved homes, November to March",
        "per 1,000 people",
    ),
    (
        "Local people do well out of the work",
        "residents of the eight wards with the lowest earnings",
        "Skilled jobs in building services are filled from outside the county",
        "Residents in skilled work one year after training",
        "people",
    ),
)

_EXPLANATION = (
    "We want to see the change in people's lives, not a count of things installed. "
    "How it is brought about is for you to propose.\n\n"
    "- Tell us which homes you would reach first, and **why**.\n"
    "- Tell us what you would do when a household says no.\n"
    "- Read [the county's housing strategy](https://housing.example.org/strategy) for what tenants told us."
)


def make_measure(key: str, name: str, unit: str, *, step: int = 1) -> MeasureSnapshot:
    """One measure with a baseline, a path of two steps and a target."""
    return MeasureSnapshot(
        key=key,
        name=name,
        unit=unit,
        direction="up" if step % 2 else "down",
        kind=("outcome", "lead", "proxy", "output")[step % 4],
        source="Annual stock condition survey, sample of 1 in 20 checked by a surveyor",
        publisher="Westmarch Combined Authority",
        frequency="Every year, in May",
        lag="5 months",
        baseline_value=str(40 + step),
        baseline_period="April 2025 to March 2026",
        baseline_published_on=date(2026, 9, 10),
        baseline_url="https://data.westmarch.example.org/stock-condition-2026",
        baseline_verified=step % 3 != 0,
        baseline_plan="" if step % 4 else "We will measure it in the first six months, before any payment.",
        target_value=str(40 + step + (35 if step % 2 else -15)),
        target_on=date(2031, 3, 31),
        target_path=(
            TargetPoint(on=date(2028, 3, 31), value=str(40 + step + (10 if step % 2 else -4))),
            TargetPoint(on=date(2029, 9, 30), value=str(40 + step + (22 if step % 2 else -9))),
        ),
        data_owner="Head of Asset Data, Westmarch Combined Authority",
        counter_measure="Refusals by household are published, so that hard homes cannot be left out quietly.",
    )


def make_outcome(number: int, *, measures: int = 3) -> OutcomeSnapshot:
    """Outcome ``number`` (from 1), adopted from the library when the number is odd."""
    title, beneficiary, cause, measure_name, unit = _SUBJECTS[(number - 1) % len(_SUBJECTS)]
    round_number = (number - 1) // len(_SUBJECTS)
    if round_number:
        title = f"{title}, area {round_number + 1}"
    return OutcomeSnapshot(
        key=f"out-{number}",
        number=number,
        title=title,
        priority="primary" if number <= 3 else "secondary",
        statement=(
            f"By March 2031, {beneficiary} in Westmarch are better off in a way that can be measured, "
            f"and the gap between the best and the worst served area is half what it was.\n\n{_EXPLANATION}"
        ),
        beneficiary=beneficiary[0].upper() + beneficiary[1:],
        change=f"{cause}: that should no longer be so.",
        level="From 41% to 76%",
        by_when_on=date(2031, 3, 31),
        place="All six districts of Westmarch",
        comparison="Similar homes in two neighbouring counties that join a year later",
        equality_split="Age, disability, ethnicity and tenure",
        library=LibrarySource(
            library_id="homes-retrofit-warm",
            library_version=2,
            library_title="Homes that are warm and cheap to heat",
            library_digest="ab" * 32,
        )
        if number % 2
        else None,
        objective_links=(
            ObjectiveLinkSnapshot(
                objective_id="warm-homes",
                causal_step="one_step",
                evidence_grade="comparison_group",
                evidence_url="https://evidence.example.org/retrofit-review",
                assumption="Savings are kept by the household and not taken back in rent.",
            ),
            ObjectiveLinkSnapshot(
                objective_id="healthy-lives",
                causal_step="two_steps",
                evidence_grade="theory",
                assumption="Warmer bedrooms lead to shorter illness.",
            ),
        )[: 1 + number % 2],
        measures=tuple(
            make_measure(
                f"out-{number}-m{step}",
                f"{measure_name}" + (f", part {step}" if step > 1 else ""),
                unit,
                step=step,
            )
            for step in range(1, measures + 1)
        ),
    )
