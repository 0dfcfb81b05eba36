"""The corpus is whole: every line is rated twice and settled, in the words of the guide."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import procure.coach
from procure.coach import Code, Kind

CORPUS = Path(procure.coach.__file__).parent / "corpus"
FLAGS = [code.value for code in Code if not code.is_about_reading]
OF_OUTCOMES = {"unmeasurable", "no_target", "no_date", "no_beneficiary"}


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CORPUS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def test_every_line_is_there_once_and_says_something() -> None:
    lines = rows("lines")
    assert len(lines) >= 2_000
    assert len({line["id"] for line in lines}) == len({line["text"] for line in lines}) == len(lines)
    assert all(line["text"].strip() == line["text"] or line["register"] for line in lines)


@pytest.mark.parametrize("name", ["rater_a", "rater_b", "settled"])
def test_every_line_is_labelled_in_the_words_of_the_guide(name: str) -> None:
    found = rows(name)
    assert [row["id"] for row in found] == [line["id"] for line in rows("lines")]
    for row in found:
        assert row["kind"] in list(Kind)
        assert row["alt_kind"] in {"", *Kind} - {row["kind"]}
        assert row["flags"] == [flag for flag in FLAGS if flag in row["flags"]], row["id"]
        assert row["kind"] != Kind.OTHER or not row["flags"], row["id"]
        assert row["kind"] == Kind.OUTCOME or not OF_OUTCOMES & set(row["flags"]), row["id"]


def test_what_the_raters_differed_on_is_settled_in_writing() -> None:
    for a, b, settled in zip(rows("rater_a"), rows("rater_b"), rows("settled"), strict=True):
        if a["kind"] != b["kind"] or a["flags"] != b["flags"]:
            assert settled.get("settled"), settled["id"]
        else:
            assert (settled["kind"], settled["flags"]) == (a["kind"], a["flags"])
