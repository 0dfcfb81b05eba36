"""Tests that share what is dear to make are in one group, and each group that is named is there."""

from __future__ import annotations

from pathlib import Path

from tests.grouping import FIRST, GROUPS, group_of, in_order

ROOT = Path(__file__).resolve().parents[1]


def test_the_tests_of_a_file_stay_together():
    one, other = (f"tests/journeys/test_at_once.py::test_{name}[a@b]" for name in ("one", "other"))
    assert group_of(one) == group_of(other) != group_of("tests/journeys/test_arriving.py::test_one")


def test_files_that_share_what_is_dear_are_one_group():
    assert group_of("tests/services/test_opening.py::test_one") == group_of("tests/test_cli.py::test_other")


def test_what_takes_longest_comes_first_and_then_the_largest_group():
    tests = ["a.py::1", "b.py::1", f"{FIRST[1]}::1", "b.py::2", f"{FIRST[0]}::2", f"{FIRST[0]}::1"]
    assert in_order(tests) == [
        f"{FIRST[0]}::2", f"{FIRST[0]}::1", f"{FIRST[1]}::1", "b.py::1", "b.py::2", "a.py::1",
    ]  # fmt: skip


def test_a_journey_that_is_not_named_comes_before_all_but_those_that_are():
    tests = ["a.py::1", "a.py::2", "tests/journeys/test_new.py::1", f"{FIRST[-1]}::1"]
    assert in_order(tests) == [f"{FIRST[-1]}::1", "tests/journeys/test_new.py::1", "a.py::1", "a.py::2"]


def test_every_file_that_is_named_is_there():
    named = {*GROUPS, *FIRST} - set(GROUPS.values())
    assert [file for file in named if not (ROOT / file).is_file()] == []
