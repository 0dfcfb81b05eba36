"""Questions: what they may be about, how they stand, and what in them tells who asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from exports.artefact import PublicationStamp
from exports.html import specification_body
from procure.domain.questions import Standing, hours_between, parts_of, standing, traces
from tests.factories.snapshots import make_snapshot

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
SAM = "sam.ferris@warmhomes.example"


def test_every_part_that_can_be_asked_about_is_a_place_in_the_published_document() -> None:
    snapshot = make_snapshot(outcomes=2, measures=1, lots=2)
    stamp = PublicationStamp(version_number=1, published_at=NOON, status_label="Published")
    html = specification_body(snapshot, stamp).html
    parts = parts_of(snapshot)
    assert len({each.anchor for each in parts}) == len(parts)
    assert [each.anchor for each in parts if f'id="spec-{each.anchor}"' not in html] == []
    assert {"outcome-2", "measure-1-1", "lot-2", "criterion-1"} <= {each.anchor for each in parts}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "I am sam.ferris@warmhomes.example.",
            {"sam.ferris@warmhomes.example."[:-1], "sam", "ferris", "warmhomes"},
        ),
        ("We at WARM  Homes (Example) know this", {"WARM  Homes (Example)"}),
        ("Ask Ferris, or ring 020 7946 0123", {"Ferris", "020 7946 0123"}),
        (
            "See https://warmhomes.example/about",
            {"https://warmhomes.example/about", "warmhomes", "warmhomes.example"},
        ),
        ("Is 2027 the year, and 86% the level? £12,345,678", set()),
        ("A sample of the same size", set()),
        ("", set()),
    ],
)
def test_words_that_may_tell_who_asked_are_found(text: str, found: set[str]) -> None:
    told = {each.words for each in traces(text, SAM, "Warm Homes (Example) Ltd")}
    assert found <= told
    assert bool(told) is bool(found)


def test_an_address_is_certain_and_a_shared_mail_domain_tells_nothing() -> None:
    (first, *_) = traces("Write to jo@gmail.com, or gmail", "jo@gmail.com", "")
    assert (first.words, first.is_certain) == ("jo@gmail.com", True)
    assert traces("Does gmail.com count?", "jo@gmail.com", "") == []
    assert traces("Whatever", None, "") == []


def test_what_stands_in_brackets_after_a_name_need_not_be_written_for_it_to_be_found() -> None:
    assert [each.words for each in traces("We at Warm Homes ask", None, "Warm Homes (fictional)")] == [
        "Warm Homes"
    ]


def test_hostile_words_are_looked_through_in_one_go() -> None:
    for text in ("a@" * 50_000, "0 " * 50_000, "www." * 25_000, "((((" * 25_000):
        traces(text, SAM, "(a+)+$ Ltd")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"confirmed_at": None}, Standing.UNCONFIRMED),
        ({}, Standing.NEW),
        ({"has_answer": True}, Standing.DRAFTED),
        ({"has_answer": True, "is_published": True}, Standing.ANSWERED),
        ({"set_aside_at": NOON}, Standing.OFF_TOPIC),
        ({"set_aside_at": NOON, "withdrawn_at": NOON}, Standing.WITHDRAWN),
    ],
)
def test_a_question_stands_as_what_happened_to_it_says(changes: dict, expected: Standing) -> None:
    plain = {
        "confirmed_at": NOON, "withdrawn_at": None, "set_aside_at": None, "has_answer": False,
        "is_published": False,
    }  # fmt: skip
    assert standing(**(plain | changes)) == expected


def test_the_time_to_an_answer_is_in_whole_hours() -> None:
    assert hours_between(NOON, NOON + timedelta(hours=5, minutes=59)) == 5
    assert hours_between(NOON, None) is None
    assert hours_between(NOON, NOON - timedelta(days=1)) == 0
