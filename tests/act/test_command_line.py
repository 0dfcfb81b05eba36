"""The rules from the command line: JSON out, mistakes told in words."""

import json

import pytest
from click.testing import CliRunner

from procure.cli import main


def run(*arguments):
    return CliRunner().invoke(main, arguments)


def answer(*arguments):
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (
            "dates standstill --from 2026-03-02",
            {"ends_on": "2026-03-11", "sign_from": "2026-03-12", "rule_id": "STD-2"},
        ),
        ("dates standstill --from 2026-11-28", {"day_one": "2026-12-01", "ends_on": "2026-12-10"}),
        (
            "dates standstill --from 2026-03-02 --light-touch",
            {"kind": "none", "ends_on": None, "sign_from": "2026-03-02"},
        ),
        ("dates standstill --from 2026-03-02 --working-days 10", {"ends_on": "2026-03-13"}),
        (
            "dates working-days --from 2026-03-02 --count 8",
            {"last_day": "2026-03-11", "working_days_after": "2026-03-12"},
        ),
        ("dates tendering --invited 2026-03-02 --case T7", {"date": "2026-03-27", "days": 25}),
        ("dates tendering --invited 2026-03-02 --case t10", {"date": "2026-04-06", "case": "T10"}),
        ("dates contract-details --on 2026-06-01", {"date": "2026-06-30", "rule_id": "CDN-1"}),
        ("dates contract-details --on 2026-06-01 --light-touch", {"date": "2026-09-28"}),
        ("dates contract-copy --on 2026-06-01", {"date": "2026-08-29"}),
        ("dates contract-copy --on 2026-06-01 --light-touch", {"date": "2026-11-27"}),
        ("dates termination --on 2026-06-01", {"date": "2026-06-30", "rule_id": "TRM-2"}),
        ("dates termination --on 2026-06-01 --light-touch", {"date": "2026-06-30"}),
        ("dates payments-compliance --on 2027-03-31", {"date": "2027-04-29"}),
        ("dates payments --on 2026-12-31", {"date": "2027-01-29"}),
        ("dates pipeline --year 2027", {"date": "2027-05-26", "rule_id": "PIP-2"}),
        ("dates planned --uk3 2026-01-01", {"uk4_from": "2026-02-10", "uk4_to": "2027-01-01"}),
        (
            "threshold --authority sub-central --category services --gross 207720 --on 2026-02-01",
            {"above": True, "threshold": 207720, "row": 12},
        ),
        (
            "threshold --authority sub-central --category services --gross 207719.99 --on 2026-02-01",
            {"above": False, "gross": 207719.99},
        ),
        (
            "threshold --authority central --category goods --gross 135018 --on 2026-02-01",
            {"above": True, "row": 11},
        ),
        (
            "threshold --authority central --category light-touch --gross 663539.99 --on 2026-02-01",
            {"above": False, "row": 8},
        ),
        (
            "threshold --authority sub-central --category concession --gross 5193000 --on 2026-02-01",
            {"above": True, "row": 9},
        ),
        (
            "threshold --authority utility --category works --gross 5193000 --on 2026-02-01",
            {"above": True, "row": 4},
        ),
        (
            "threshold --authority utility --category goods --gross 415440 --on 2026-02-01",
            {"above": True, "row": 6},
        ),
        (
            "threshold --authority central --category defence --gross 415440 --on 2026-02-01",
            {"above": True, "row": 3},
        ),
        (
            "threshold --authority central --category works --category concession --gross 1 --on 2026-02-01",
            {"above": False, "row": 9},
        ),
        (
            "threshold --authority sub-central --category goods --gross 210000 --on 2025-12-31",
            {"above": False, "threshold": 214904},
        ),
        (
            "threshold --authority sub-central --category goods --gross 210000 --on 2026-03-01 "
            "--begun-by tender-notice --begun-on 2025-12-01",
            {"above": False, "threshold": 214904},
        ),
        ("kpis --gross 5000000.01", {"required": True, "minimum": 3}),
        ("kpis --gross 5000000.00", {"required": False, "rule_id": "KPI-1"}),
        ("kpis --gross £6,000,000 --light-touch", {"required": False, "rule_id": "KPI-3"}),
    ],
)
def test_answers_are_json_with_the_rule_the_provision_and_a_sentence(arguments, expected):
    told = answer(*arguments.split())

    assert {key: told[key] for key in expected} == expected
    assert told["provision"].startswith("Procurement Act 2023 ")
    assert told["url"].startswith("https://www.legislation.gov.uk/ukpga/2023/54/")
    assert told["explanation"].endswith(".")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("dates standstill --from 2026-02-30", "Write it like 2026-03-02"),
        ("dates standstill --from 02/03/2026", "Write it like 2026-03-02"),
        ("dates standstill --from 9999-12-31", "a year from 1990 to 2200"),
        ("dates standstill", "Missing option '--from'"),
        ("dates standstill --from 2026-03-02 --working-days 7", "8<=x<=250"),
        ("dates working-days --from 2026-03-02 --count 0", "1<=x<=2500"),
        ("dates tendering --invited 2026-03-02 --case T11", "'T11' is not one of"),
        ("dates payments --on 2026-05-05", "A quarter ends on"),
        ("dates payments-compliance --on 2026-05-05", "31 March or 30 September"),
        ("dates pipeline --year 27", "2025<=x<=2200"),
        ("threshold --authority sub-central --category services --gross lots", "is not an amount"),
        ("threshold --authority sub-central --category services --gross NaN", "is not an amount"),
        ("threshold --authority sub-central --category services --gross 1e300", "is not an amount"),
        ("threshold --authority sub-central --category services --gross=-1", "is not an amount"),
        ("kpis --gross -0", "is not an amount"),
        ("kpis --gross 5_000_000", "is not an amount"),
        ("kpis --gross ٥", "is not an amount"),
        ("kpis --gross 5,00,000", "is not an amount"),
        ("kpis --gross 1000000000000", "less than £1,000,000,000,000"),
        ("dates standstill --from 2026-3-2", "Write it like 2026-03-02"),
        ("dates standstill --from 20260302", "Write it like 2026-03-02"),
        ("threshold --authority sub-central --category services --gross 1.005", "fractions of a penny"),
        ("threshold --authority moon --category services --gross 1", "'moon' is not one of"),
        (
            "threshold --authority central --category goods --category works --gross 1",
            "Give one of goods, services and works",
        ),
        ("threshold --authority central --category goods --gross 1 --on 2024-01-01", "give a later date"),
        (
            "threshold --authority central --category goods --gross 1 --begun-by tender-notice",
            "--begun-on together",
        ),
        ("kpis --gross", "requires an argument"),
        ("dates plan", "Give --starts-from, --contract-starts, or both"),
        ("dates plan --starts-from 2026-03-02 --fix tea-break=2026-03-03", "no step called tea-break"),
        ("dates plan --starts-from 2026-03-02 --fix tender-deadline", "Write it like 2026-03-02"),
        ("dates plan --starts-from 2026-03-02 --stage party:Cake", "is not a stage"),
        ("dates plan --starts-from 2026-03-02 --stage work:Dialogue:soon", "is not a number of days"),
        ("dates plan --starts-from 2026-03-02 --assessing-days=-1", "0<=x<=3650"),
        ("dates plan --starts-from 2020-03-02", "24 February 2025"),
    ],
)
def test_mistakes_are_told_on_standard_error_and_nothing_is_printed(arguments, words):
    result = run(*arguments.split())

    assert result.exit_code == 2
    assert result.stdout == ""
    assert words in " ".join(result.stderr.split())


@pytest.mark.parametrize("command", ["dates", "threshold", "kpis"])
def test_commands_explain_themselves(command):
    result = run(command, "--help")

    assert result.exit_code == 0
    assert "Usage:" in result.stdout


def test_a_whole_timetable_is_planned_from_the_command_line():
    arguments = "dates plan --contract-starts 2026-09-01 --gross 6000000 --requests --authority central"
    stages = ("tenders:First tenders", "work:Dialogue:30", "tenders:Final tenders")
    told = answer(*arguments.split(), *(part for stage in stages for part in ("--stage", stage)))
    steps = {step["key"]: step for step in told["steps"]}

    assert told["is_feasible"] is True
    assert steps["contract-start"]["latest_on"] == steps["contract-start"]["planned_on"] == "2026-09-01"
    assert steps["stage-3"]["label"] == "Tenders close: Final tenders"
    assert {"UK4", "UK6", "UK7"} <= {step["notice"] for step in told["steps"]}
    assert all(step["rule_id"] and step["provision"] and step["why"] for step in told["steps"])
    assert all(way["days_saved"] > 0 for way in told["shorten_by"])


def test_a_broken_minimum_is_a_finding_and_not_a_failure():
    told = answer(
        "dates", "plan", "--starts-from", "2026-03-02", "--gross", "500000", "--tendering-days", "20"
    )

    assert told["is_feasible"] is False
    assert [(finding["rule_id"], finding["field"]) for finding in told["findings"]] == [
        ("TIM-2", "tendering_days")
    ]
