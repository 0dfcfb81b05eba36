"""Tests that share what is dear to make are in one group, and each group that is named is there."""

from __future__ import annotations

from pathlib import Path

from tests.grouping import GROUPS, group_of

ROOT = Path(__file__).resolve().parents[1]


def test_the_journeys_of_a_file_stay_together():
    one, other = (f"tests/journeys/test_at_once.py::test_{name}[a@b]" for name in ("one", "other"))
    assert group_of(one) == group_of(other) != group_of("tests/journeys/test_arriving.py::test_one")


def test_other_tests_go_where_there_is_room():
    assert group_of("tests/domain/test_codes.py::test_one") != group_of(
        "tests/domain/test_codes.py::test_other"
    )


def test_every_file_that_is_named_is_there():
    assert [file for file in GROUPS if not (ROOT / file).is_file()] == []
