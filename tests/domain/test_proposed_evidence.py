"""What an entry says of its sources: what the tender says of an address, and nothing made up for another."""

from __future__ import annotations

import pytest

from procure.domain.proposals import content_of, kept_evidence, told_of
from tests.factories.snapshots import make_snapshot

ADDRESS = "https://www.example.org/beds"


@pytest.mark.parametrize(
    ("sources", "told"),
    [
        (
            f"How delay weakens people (a charity): {ADDRESS}",
            {ADDRESS: "How delay weakens people (a charity)"},
        ),
        (f"- {ADDRESS} – a count of beds.", {ADDRESS: "a count of beds"}),
        (f"Beds, see {ADDRESS}.\nAgain: {ADDRESS}", {ADDRESS: "Beds, see"}),
        (f"A count of beds ({ADDRESS}).", {ADDRESS: "A count of beds"}),
        (ADDRESS, {}),
        (f"Two at once: {ADDRESS} and https://www.example.org/other", {}),
        ("Our own records", {}),
        ("", {}),
    ],
)
def test_a_line_of_the_tenders_sources_says_what_is_at_its_address(
    sources: str, told: dict[str, str]
) -> None:
    assert told_of(sources) == told


@pytest.mark.parametrize(
    ("sources", "supports"),
    [(f"How delay weakens people: {ADDRESS}", "How delay weakens people"), ("Our own records", "")],
)
def test_what_must_be_true_for_a_link_is_not_said_to_be_supported_by_its_page(
    sources: str, supports: str
) -> None:
    snapshot = make_snapshot()
    outcome = snapshot.outcomes[0]
    link = outcome.objective_links[0].model_copy(
        update={"evidence_url": ADDRESS, "assumption": "Beds that are freed are used for operations."}
    )
    outcome = outcome.model_copy(update={"objective_links": (link,)})
    problem = snapshot.problem.model_copy(update={"problem_sources": sources})
    content = content_of(snapshot.model_copy(update={"problem": problem}), outcome)
    assert {each["url"]: each["supports"] for each in content["evidence"]}[ADDRESS] == supports


def test_reading_the_tender_again_keeps_what_was_written_of_a_source_and_adds_what_is_new() -> None:
    def source(url: str, supports: str) -> dict[str, object]:
        return {"url": url, "supports": supports, "verified": False}

    held = [
        source("https://a.example", "Mine"),
        source("https://b.example", ""),
        source("https://c.example", ""),
    ]
    fresh = [source("https://b.example", "The tender's"), source("https://a.example", "")]
    assert kept_evidence(held, fresh) == [
        source("https://b.example", "The tender's"),
        source("https://a.example", "Mine"),
    ]
