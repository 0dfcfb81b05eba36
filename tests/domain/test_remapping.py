"""A mapping from old objectives to new ones as a file, and what is wrong with one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procure.domain.remapping import NotAMapping, Row, faults, read_mapping, unmapped, write_mapping

OLD, NEW = ("warm-homes", "clean-power"), ("lower-bills", "home-heat")


def said(*rows: Row) -> str:
    return " ".join(faults(rows, OLD, NEW))


def test_a_whole_mapping_has_no_faults_and_leaves_nothing_open() -> None:
    rows = [
        Row("warm-homes", "home-heat", "full"), Row("warm-homes", "lower-bills", "part"),
        Row("clean-power", "", "none", "Dropped"),
    ]  # fmt: skip
    assert said(*rows) == ""
    assert unmapped(rows, OLD) == []
    assert unmapped(rows[:1], OLD) == ["clean-power"]


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        (Row("gone", "home-heat", "full"), "no objective of the old framework"),
        (Row("warm-homes", "gone", "full"), "no objective of the new framework"),
        (Row("warm-homes", "", "part"), "no objective of the new framework"),
        (Row("warm-homes", "home-heat", "none"), "left empty"),
        (Row("warm-homes", "home-heat", "mostly"), "full, part or none"),
    ],
)
def test_each_fault_is_said_with_its_row(row: Row, wrong: str) -> None:
    assert wrong in said(row)
    assert said(row).startswith("Row 1: ")


def test_a_pair_stands_once_and_none_excludes_others() -> None:
    twice = Row("warm-homes", "home-heat", "full")
    assert "earlier row" in said(twice, twice)
    assert "to none and to an objective" in said(twice, Row("warm-homes", "", "none"))


@pytest.mark.parametrize(
    "text", ["", "old,new\n", "old,new,coverage\n", "a;b\n1;2\n", '"', "old,new,coverage\n,,\n"]
)
def test_what_is_no_mapping_is_refused_in_words(text: str) -> None:
    with pytest.raises(NotAMapping, match="The file"):
        read_mapping(text)


WORD = st.text(alphabet="abcdefgh-", min_size=1, max_size=8)


@given(
    st.lists(
        st.builds(Row, WORD, WORD, st.sampled_from(["full", "part", "none"]), st.text("xyz, \"'é", max_size=12)),
        min_size=1, max_size=5,
    )
)  # fmt: skip
@settings(max_examples=20, deadline=None)
def test_what_is_written_is_read_again(rows: list[Row]) -> None:
    read = read_mapping(write_mapping(rows))
    assert [(row.old, row.new, row.coverage, row.note) for row in read] == [
        (row.old, row.new, row.coverage, row.note.strip()) for row in rows
    ]
