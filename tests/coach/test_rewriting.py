"""The ladder from what is fixed to what should come of it."""

from __future__ import annotations

import pytest

from procure.coach import Kind, read
from procure.coach.rewriting import FIXING, better_off, ladder, words_to_match


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("The supplier shall provide 12 nurses.", Kind.INPUT),
        ("Hold a weekly drop-in session for carers", Kind.ACTIVITY),
        ("Paving to be granite, 50 mm thick.", Kind.DESIGN),
    ],
)
def test_a_line_that_fixes_how_leads_to_who_is_better_off(line: str, kind: Kind) -> None:
    reading = read(line)
    assert reading.kind is kind
    climb = ladder(reading)
    assert climb is not None
    assert climb.rungs[0].start == line
    assert "who is better off" in climb.rungs[-1].question
    assert all(rung.question.endswith("?") for rung in climb.rungs)


@pytest.mark.parametrize(
    "line", ["Fewer people sleep rough.", "Tenders must be submitted through the portal.", "", "***"]
)
def test_an_outcome_background_and_nothing_need_no_ladder(line: str) -> None:
    assert ladder(read(line)) is None


def test_the_people_a_line_names_are_put_in_and_others_stay_blank() -> None:
    named = ladder(read("Hold a weekly drop-in session for carers"))
    unnamed = ladder(read("The supplier shall provide 12 nurses."))
    assert named is not None
    assert unnamed is not None
    assert "carers" in named.pattern
    assert "[who]" in unnamed.pattern
    assert better_off("The supplier shall provide 12 nurses.") == ""


@pytest.mark.parametrize(
    ("line", "who"),
    [
        ("Interpreters must be on a public register", ""),
        ("The supplier shall answer calls from the public", "the public"),
        ("Keep the garden open to the public in all weathers", "the public"),
        ("Provide two drivers for patients", "patients"),
    ],
)
def test_a_public_register_is_nobody(line: str, who: str) -> None:
    assert better_off(line) == who


def test_no_blank_of_ours_is_left_unfilled_by_accident() -> None:
    for line in (
        "The supplier shall provide 12 nurses.",
        "Weed the beds monthly.",
        "Paving to be granite, 50 mm thick.",
    ):
        reading = read(line)
        assert reading.kind in FIXING
        climb = ladder(reading)
        assert climb is not None
        assert "{" not in climb.pattern + climb.keep + "".join(rung.question for rung in climb.rungs)


def test_figures_names_and_the_words_of_every_tender_do_not_choose_the_outcome() -> None:
    words = words_to_match(
        "The Supplier shall provide 12 nurses for dementia care in Eastmarch by 2027."
    ).split()
    assert {"nurses", "dementia", "care"} <= set(words)
    assert not {"supplier", "shall", "provide", "eastmarch"} & set(words)
