"""What a template says to whoever fills it in asks nothing of suppliers: it is background, however it is worded."""

from __future__ import annotations

from procure.papers import Form, Paper, Passage
from procure.papers.guidance import Notes
from procure.services.converting import coached

NOTE = "It is a note to whoever fills the document in."


def addressed(*texts: str) -> list[tuple[str, bool]]:
    """Every statement, and whether it is told to be such a note."""
    rows = list(coached(Paper(Form.TEXT, tuple(Passage(text) for text in texts))))
    assert all(row["kind"] == "other" and row["flags"] == [] for row in rows if row["why"] == NOTE)
    return [(str(row["text"]), row["why"] == NOTE) for row in rows]


def test_a_note_within_a_requirement_is_parted_from_it():
    said = addressed(
        "Guards shall be trained. [The Buyer is to set out its own needs here. If there are none, delete this.] Guards "
        "shall carry radios."
    )
    assert said == [
        ("Guards shall be trained.", False),
        ("[The Buyer is to set out its own needs here.", True),
        ("If there are none, delete this.]", True),
        ("Guards shall carry radios.", False),
    ]


def test_a_note_goes_on_through_paragraphs_until_its_bracket_is_closed():
    said = addressed(
        "[Buyer guidance: choose [one] of these.", "Sweep by hand.", "Sweep by machine.]", "Sweep daily."
    )
    assert [is_note for _, is_note in said] == [True, True, True, False]


def test_a_bracket_that_is_never_closed_does_not_swallow_the_rest():
    notes = Notes()
    assert notes.within("[Guidance note: see below.") == [(0, 26)]
    found = [bool(notes.within("The Provider shall sweep.")) for _ in range(20)]
    assert found[0]
    assert not any(found[12:])


def test_an_optional_clause_and_a_level_in_brackets_ask_for_something():
    texts = ("[The Buyer shall pay within 30 days.]", "[Delete if not used: no rise.]", "Within [two hours].",
             "[The Supplier is to keep a register.]")  # fmt: skip
    assert not any(is_note for _, is_note in addressed(*texts))
