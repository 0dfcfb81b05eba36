"""Letters to those who follow say what happened, why they come, and how to stop them."""

from __future__ import annotations

from exports import letters
from exports.letters import News

ITEM = News(
    "Warm homes", "Ostermere", "Version 2 is published, in place of version 1.", ["A: moved"], "https://x/a"
)
MANAGE = "https://x/following/k/s"


def test_a_letter_says_what_happened_where_to_read_it_and_how_to_stop() -> None:
    written = letters.news("Procure", ITEM, "Warm homes", MANAGE)
    assert written.subject == "Warm homes: version 2 is published, in place of version 1"
    assert written.body.startswith(
        "Warm homes\nOstermere\n\nVersion 2 is published, in place of version 1.\n- A: moved\n"
    )
    assert "because you follow: Warm homes" in written.body
    assert written.body.endswith(f"Change how often we write, or stop:\n{MANAGE}\n")


def test_long_lists_are_cut_and_say_so() -> None:
    item = News("T", "B", "S.", [f"change {number}" for number in range(30)], "https://x")
    body = letters.news("Procure", item, "T", MANAGE).body
    assert f"- change {letters.MOST_CHANGES - 1}\n- and {30 - letters.MOST_CHANGES} more" in body


def test_a_digest_numbers_what_happened_and_says_what_it_left_out() -> None:
    written = letters.digest("Procure", [ITEM, ITEM], 3, MANAGE, "week")
    assert written.subject == "5 things happened to what you follow"
    assert "1. Warm homes" in written.body
    assert "2. Warm homes" in written.body
    assert "And 3 more" in written.body
    assert "once a week" in written.body
    assert letters.digest("Procure", [ITEM], 0, MANAGE, "day").subject.startswith("1 thing happened")


def test_a_title_with_line_ends_or_hidden_characters_cannot_write_lines_of_its_own() -> None:
    hostile = "Homes\r\nBcc: everyone@example.org\u202e\x00"
    written = letters.confirmation("Procure", hostile, "https://x/confirm", 7)
    assert written.subject == "Confirm that you want to follow Homes Bcc: everyone@example.org"
    assert "\nBcc" not in written.body
