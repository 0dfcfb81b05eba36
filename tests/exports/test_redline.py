"""Two texts as one, word by word."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from exports.redline import MOST_TOKENS, Piece, PieceKind, redline

WORDS = st.text(alphabet="ab \n.,ŵ", max_size=60)


def side(pieces: list[Piece], dropped: PieceKind) -> str:
    return "".join(piece.text for piece in pieces if piece.kind != dropped)


@settings(max_examples=80)
@given(before=WORDS, after=WORDS)
def test_both_texts_can_be_read_from_it_to_the_letter(before: str, after: str) -> None:
    pieces = redline(before, after)
    assert side(pieces, PieceKind.ADDED) == before
    assert side(pieces, PieceKind.REMOVED) == after


def test_a_changed_word_is_shown_among_those_that_stayed() -> None:
    assert redline("Homes are warm by 2030.", "Homes are warm by 2031.") == [
        Piece(PieceKind.KEPT, "Homes are warm by "),
        Piece(PieceKind.REMOVED, "2030"),
        Piece(PieceKind.ADDED, "2031"),
        Piece(PieceKind.KEPT, "."),
    ]


def test_words_changed_side_by_side_are_one_change() -> None:
    pieces = redline("The three big dogs of the farm sleep", "The four small cats of the farm sleep")
    assert [piece.text for piece in pieces] == [
        "The ",
        "three big dogs",
        "four small cats",
        " of the farm sleep",
    ]


def test_texts_with_little_in_common_are_shown_one_after_the_other() -> None:
    assert [piece.kind for piece in redline("Warm homes", "Nobody waits for a bus")] == ["removed", "added"]


def test_texts_of_any_length_are_answered() -> None:
    long = "word " * (MOST_TOKENS * 5)
    pieces = redline(long, long + "end")
    assert side(pieces, PieceKind.REMOVED) == long + "end"
    lines = "".join(f"Line {number} of a long text.\n" for number in range(800))
    assert redline(lines, lines + "One more.\n")[-1] == Piece(PieceKind.ADDED, "One more.\n")
    many = lines * 3
    assert side(redline(many, many + "One more.\n"), PieceKind.ADDED) == many
