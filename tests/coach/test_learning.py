"""The learned voter: the same corpus teaches the same, and what it says can be traced to words."""

from __future__ import annotations

import gzip
import json
from importlib.resources import files

import pytest

from procure.coach import Kind, learning, read
from procure.coach.voting import COLUMNS, Voter, voter


@pytest.fixture(scope="module")
def committed() -> bytes:
    return files("procure.coach.data").joinpath("voter.json.gz").read_bytes()


def test_the_same_lines_teach_the_same_voter_byte_for_byte() -> None:
    few = learning.lessons(few=120)
    assert learning.packed(learning.train(few, rounds=1)) == learning.packed(learning.train(few, rounds=1))


def test_the_committed_voter_was_trained_on_the_committed_corpus(committed: bytes) -> None:
    held = json.loads(gzip.decompress(committed))
    assert held["corpus"] == learning.corpus_digest()
    assert len(held["bias"]) == len(COLUMNS)
    assert all(len(row) == len(COLUMNS) for row in held["weights"].values())


def test_the_committed_voter_is_small(committed: bytes) -> None:
    assert len(committed) < 2_000_000


def test_near_duplicates_never_stand_on_both_sides_of_a_fold() -> None:
    assert learning.fold_of("housing: repairs") == learning.fold_of("housing: repairs")
    assert 0 <= learning.fold_of("") < learning.FOLDS


def test_a_feature_that_was_never_seen_moves_nothing() -> None:
    with_unknown = Voter([1] * len(COLUMNS), {}).votes(["word:xyzzy"])
    assert with_unknown == Voter([1] * len(COLUMNS), {}).votes([])
    assert sum(with_unknown.kinds.values()) == pytest.approx(1)


def test_the_reading_names_the_words_that_moved_it() -> None:
    line = "Fewer residents of the estate are admitted to hospital after a fall."
    reading = read(line)
    assert reading.kind is Kind.OUTCOME
    assert reading.words
    assert all(word in line.lower() for word in reading.words)


def test_another_voter_may_be_asked_instead() -> None:
    silent = Voter([0] * len(COLUMNS), {})
    assert read("The supplier shall provide 12 nurses.", silent).confidence > 0
    assert voter() is voter()
