"""What only looks like a make, a soft word or a second requirement; and clauses that are read for what they say."""

from __future__ import annotations

import pytest

from procure.coach.makes import makes_in, names_make
from procure.coach.parsing import Form, Parse
from procure.coach.wording import compound, vague


@pytest.mark.parametrize(
    "line",
    [
        "Annual renewal of Zentora SaaS for the finance team",
        "Twelve months of licences for Quillbase Software",
        "A lighting system built on LumaSense controls",
        "Spare parts for the Canon printers on every floor",
        "The museum needs a Nidek LM600 lens meter.",
    ],
)
def test_a_name_among_products_is_a_make(line: str) -> None:
    assert names_make(Parse(line))


@pytest.mark.parametrize(
    "line",
    [
        "The hall is at 4 Priory Road, Harcombe TA21 8QX.",
        "Let under Framework RM6190 after a further competition",
        "CoastRail is tendering for the deep clean of nine depots.",
        "Answers must be sent through In-Tend, the council's e-tendering portal.",
        "Named User Licences for every member of staff",
        "Mobile Data Terminal Software for fire engines",
        "Works to the yard on Canon Street",
        "The panel will allocate cases to clinics across the county.",
        "Goods that enter from the European Union by lorry",
        "Bunds to be inspected as CIRIA C736 lays down",
    ],
)
def test_a_place_a_body_an_agreement_or_a_portal_is_no_make(line: str) -> None:
    assert not list(makes_in(line))


@pytest.mark.parametrize(
    ("line", "is_soft"),
    [
        ("Provide suitable access for visitors.", True),
        ("The design must follow best grounds maintenance practice.", True),
        ("Meet the Accessible Information Standard in every letter", False),
        ("A contract let by UK Research & Innovation for two labs", False),
        ("Comply with the relevant legislation", False),
        ("Make reasonable adjustments for disabled staff", False),
        ("The grass must not exceed 60mm.", False),
        ("An accessible toilet on every floor", False),
        ("Storage (if required) for up to two days", False),
    ],
)
def test_fixed_terms_and_names_are_not_soft(line: str, is_soft: bool) -> None:
    assert bool(list(vague(Parse(line)))) is is_soft


@pytest.mark.parametrize(
    ("line", "is_compound"),
    [
        ("The firm is responsible for cleaning the halls and overseeing the caretakers.", True),
        ("The contractor shall clear the gutters. The contractor shall also paint the fascias.", True),
        ("The contractor shall clear the gutters. It should be noted that TUPE may apply.", False),
        ("The firm must anchor the wall with approx. 40 soil nails of 4m.", False),
        ("The provider will employ trained staff, to deliver a mix of groups.", False),
        ("Advisers who can listen and inform witnesses of their rights", False),
        ("Patients will receive a paper copy of results and clear instructions.", False),
        ("Cut the volume of waste, including the weight of packaging.", False),
    ],
)
def test_a_second_requirement_asks_for_something_by_itself(line: str, is_compound: bool) -> None:
    assert bool(list(compound(Parse(line)))) is is_compound


@pytest.mark.parametrize(
    ("line", "form", "verb", "is_passive"),
    [
        ("The frames are to be supplied with two coats of paint.", Form.MODAL, "supply", True),
        ("Any significant issues may lead to removal.", Form.MODAL, "lead", False),
        ("Integrates with the finance ledger", Form.FINITE, "integrate", False),
        ("Charges apply from 8am until 6pm.", Form.FINITE, "apply", False),
        ("Name: approach to risk", Form.PHRASE, "", False),
    ],
)
def test_a_clause_is_read_by_its_own_verb(line: str, form: Form, verb: str, is_passive: bool) -> None:
    parse = Parse(line)
    assert (parse.form, parse.verb, parse.is_passive) == (form, verb, is_passive)


def test_a_subject_begins_after_what_comes_before_it() -> None:
    assert "supplier" in Parse("Insurance: GBP 5m. The supplier must hold it.").subject_kinds


def test_a_name_that_looks_for_somebody_is_a_buyer() -> None:
    assert (
        "seek" in Parse("Northmere Housing Group is looking to appoint a partner to clean 40 blocks.").layers
    )
