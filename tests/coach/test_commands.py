"""``procure coach lint`` and ``procure coach evaluate``: what goes in, what comes out, what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema

from procure.cli_coach import coach
from procure.coach import Code, Kind
from procure.coach.evaluating import evaluate
from procure.coach.lines import labelled_in

DOCUMENT = """# Requirements

The supplier shall provide 12 nurses at the clinic.

- Supply of Dell laptops for 200 staff
"""
LABELLED = [
    {
        "id": "a",
        "text": "The supplier shall provide 12 nurses.",
        "kind": "input",
        "flags": ["prescriptive_design"],
    },
    {
        "id": "b",
        "text": "Tenders must be submitted through the portal.",
        "kind": "other",
        "flags": [],
        "alt_kind": "",
    },
]


def run(*arguments: str, given: str | bytes = "") -> Result:
    return CliRunner().invoke(coach, arguments, input=given)


def as_lines(rows: list[dict[str, object]]) -> str:
    return "\n".join(json.dumps(row) for row in rows) + "\n"


def test_a_document_is_told_line_by_line_with_what_to_mend(tmp_path: Path) -> None:
    file = tmp_path / "specification.md"
    file.write_text(DOCUMENT)
    told = run("lint", str(file))
    assert told.exit_code == 0
    assert f"{file}:3:1: input: The supplier shall provide 12 nurses at the clinic." in told.output
    assert "5:13 check brand_without_equivalent" in told.output


def test_json_gives_each_statement_its_place_in_the_file() -> None:
    told = json.loads(run("lint", "-", "--format", "json", given=DOCUMENT).output)
    for statement in told["statements"]:
        assert DOCUMENT[statement["start"] : statement["end"]] == statement["text"]
        assert statement["kind"] in list(Kind)


def test_sarif_names_each_rule_and_points_at_the_words() -> None:
    (ran,) = json.loads(run("lint", "-", "--format", "sarif", given=DOCUMENT).output)["runs"]
    (brand,) = [each for each in ran["results"] if each["ruleId"] == Code.BRAND_WITHOUT_EQUIVALENT]
    region = brand["locations"][0]["physicalLocation"]["region"]
    assert DOCUMENT[region["charOffset"] :][: region["charLength"]] == "Dell"
    assert ran["tool"]["driver"]["rules"][brand["ruleIndex"]]["id"] == brand["ruleId"]


@pytest.mark.parametrize(
    ("name", "text", "uri"),
    [
        ("specification.md", DOCUMENT, "specification.md"),
        ("lot 2 – façade 50%.md", DOCUMENT, "lot%202%20%E2%80%93%20fa%C3%A7ade%2050%25.md"),
        ("empty.md", "", None),
    ],
)
def test_sarif_is_as_its_schema_says(tmp_path: Path, name: str, text: str, uri: str | None) -> None:
    (tmp_path / name).write_text(text)
    told = run("lint", str(tmp_path / name), "--format", "sarif").output
    log = StaticAnalysisResultsFormatSarifVersion210JsonSchema.model_validate_json(told)
    places = {
        place.physicalLocation.artifactLocation.uri
        for each in log.runs[0].results
        for place in each.locations
    }
    assert places == ({f"{tmp_path.as_uri()}/{uri}"} if uri else set())


def test_json_lines_come_back_in_order_with_the_labels_of_the_guide() -> None:
    given = [{"id": 7, "text": "Supply of Dell laptops."}, {"id": "x", "text": ""}, {"text": "Bins."}]
    told = [json.loads(line) for line in run("lint", "-", given=as_lines(given)).output.splitlines()]
    assert [row["id"] for row in told] == [7, "x", 3]
    assert all(set(row) == {"id", "kind", "confidence", "flags", "spans"} for row in told)
    assert told[0]["flags"] == ["brand_without_equivalent"]
    assert told[0]["spans"][0] == {"flag": "brand_without_equivalent", "start": 10, "end": 14}


@pytest.mark.parametrize(
    ("command", "given", "said"),
    [
        ("lint", '{"id": 1, "text": "a"}\n{"id": 2', "line 2: not JSON"),
        ("lint", '{"id": 1, "text": "a"}\n[]', "line 2: not a JSON object"),
        ("lint", '{"id": 1}', "line 1: “text” is missing"),
        ("lint", '{"id": true, "text": "a"}', "line 1: “id” must be"),
        ("lint", b"Good.\n\xff\xfe", "line 2: not UTF-8"),
        ("evaluate", '\n{"text": "a"}', "line 2: “kind” is missing"),
        ("evaluate", '{"text": "a", "kind": "goal"}', "“kind” is 'goal'"),
        ("evaluate", '{"text": "a", "kind": "input", "flags": ["x"]}', "“x” is no flag"),
        ("evaluate", '{"text": "a", "kind": "input", "flags": "vague"}', "must be a list"),
        ("evaluate", "", "no labelled line"),
        ("evaluate", "Plain text.", "line 1: not JSON"),
        ("evaluate", "{" * 50_000, "line 1: not JSON"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line_and_exit_code_2(
    command: str, given: str | bytes, said: str
) -> None:
    told = run(command, "-", given=given)
    assert told.exit_code == 2
    assert said in told.output


def test_json_lines_are_not_told_as_a_document() -> None:
    told = run("lint", "-", "--format", "sarif", given='{"id": 1, "text": "a"}')
    assert told.exit_code == 2
    assert "JSON Lines" in told.output


def test_an_empty_document_is_said_to_be_empty() -> None:
    assert run("lint", "-").output == "There is nothing to read.\n"


def test_the_table_has_every_kind_and_flag_with_its_interval() -> None:
    told = run("evaluate", "-", given=as_lines(LABELLED))
    assert told.exit_code == 0
    for name in (*Kind, *(code for code in Code if not code.is_about_reading)):
        assert f"\n{name.value} " in told.output, name
    assert "macro-F1 of kind" in told.output


def test_shares_lie_within_their_intervals_and_the_same_lines_give_the_same_table() -> None:
    lines = list(labelled_in(as_lines(LABELLED)))
    found = evaluate(lines)
    assert found == evaluate(lines) or repr(found) == repr(evaluate(lines))
    for score in (found.accuracy, found.lenient, found.false_alarms, found.sure):
        assert 0 <= score.interval[0] <= score.value <= score.interval[1] <= 1
