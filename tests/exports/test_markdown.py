"""Markdown that authors write comes out as safe HTML that a tagged PDF can hold."""

from __future__ import annotations

from itertools import pairwise

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.markdown import (
    ALLOWED_SCHEMES,
    LONGEST,
    is_allowed_link,
    plain_text,
    render_markdown,
)

ALLOWED = {"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "a"}
PIECES = st.sampled_from(
    ["*", "**", "_", "[", "](", ")", "![", "<", ">", "&", "#", "- ", "1. ", "\n", "\n\n", "  ", "`", "\\", "a", "é",
     "ש", "😀", "\x00", "\u202e", "javascript:", "https://x.org/a_b", "file:///etc", "&#x202e;", "&lt;", "---\n", "|"]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map("".join))


def parsed(html: str) -> lxml.html.HtmlElement:
    return lxml.html.fragment_fromstring(html, create_parent="div")


@given(TEXTS)
def test_whatever_is_written_only_harmless_elements_come_out(text: str) -> None:
    for element in parsed(render_markdown(text)).iterdescendants():
        assert element.tag in ALLOWED
        assert set(element.attrib) <= ({"href"} if element.tag == "a" else {"dir", "start"})
        if element.tag == "a":
            assert element.get("href").split(":")[0].lower() in ALLOWED_SCHEMES


@given(TEXTS)
def test_list_items_hold_words_and_lists_and_nothing_else(text: str) -> None:
    for item in parsed(render_markdown(text)).iter("li"):
        assert {child.tag for child in item} <= {"strong", "em", "a", "br", "ul", "ol"}


@given(TEXTS)
def test_links_hold_words_alone(text: str) -> None:
    for link in parsed(render_markdown(text)).iter("a"):
        assert {child.tag for child in link} <= {"br"}


@given(TEXTS)
def test_the_text_alone_is_one_clean_line(text: str) -> None:
    plain = plain_text(text)
    assert plain == " ".join(plain.split())
    assert not any(ord(letter) < 0x20 or letter in "\u202a\u202e\u2066" for letter in plain)


def test_html_is_shown_as_words() -> None:
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in render_markdown("<script>alert(1)</script>")


@pytest.mark.parametrize(
    "address",
    ["https://example.org/a?b=1&c=2", "http://example.org", "mailto:bids@example.org", "HTTPS://EXAMPLE.ORG"],
)
def test_links_to_pages_and_to_people_are_kept(address: str) -> None:
    assert parsed(render_markdown(f"[words]({address})")).find(".//a") is not None


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "vbscript:x", "data:text/html,x",
        "file:///etc/passwd", "//example.org", "/relative", "ftp://example.org", "http://", "http://[::1",
        "https://example.org:port", "mailto:", "https:example.org",
    ],
)  # fmt: skip
def test_other_links_stay_words(address: str) -> None:
    assert not is_allowed_link(address)
    html = render_markdown(f"[press here]({address})")
    assert parsed(html).find(".//a") is None
    assert "press here" in html


def test_a_bare_address_becomes_a_link_without_the_full_stop_after_it() -> None:
    html = render_markdown("Send it through https://portal.example.org/a_(b).")
    assert '<a href="https://portal.example.org/a_(b)">https://portal.example.org/a_(b)</a>.' in html


@pytest.mark.parametrize(
    "address", ["https://example.org/x.png", "http://169.254.169.254/", "file:///etc/passwd"]
)
def test_images_are_never_images(address: str) -> None:
    html = render_markdown(f"Before ![a drawing]({address}) after")
    assert parsed(html).find(".//img") is None
    assert "a drawing" in html


def test_an_image_is_named_in_its_place() -> None:
    assert "[Image not shown: a drawing]" in render_markdown("![a drawing](https://example.org/x.png)")


def test_headings_become_bold_paragraphs_so_that_the_outline_stands() -> None:
    assert render_markdown("# Big\n\nSmall\n-----") == (
        "<p><strong>Big</strong></p>\n<p><strong>Small</strong></p>\n"
    )


def test_lines_are_kept_as_they_were_written() -> None:
    assert render_markdown("one\ntwo") == "<p>one<br>\ntwo</p>\n"


def test_paragraphs_of_an_item_are_joined_by_a_line_break() -> None:
    html = render_markdown("- first\n\n  second\n\n  > third\n- next")
    assert html == "<ul>\n<li>first<br>\nsecond<br>\nthird</li>\n<li>next</li>\n</ul>\n"


def test_a_numbered_list_starts_where_the_author_says() -> None:
    assert '<ol start="4">' in render_markdown("4. four\n5. five")


def test_right_to_left_paragraphs_and_items_say_so() -> None:
    html = render_markdown("שלום\n\nHello\n\n- مرحبا")
    assert '<p dir="rtl">שלום</p>' in html
    assert "<p>Hello</p>" in html
    assert '<li dir="rtl">' in html


def test_an_entity_cannot_bring_back_what_was_taken_out() -> None:
    assert "\u202e" not in render_markdown("a&#x202e;b")


@pytest.mark.parametrize("mark", ["> ", "- "])
def test_text_nested_beyond_reason_keeps_every_word(mark: str) -> None:
    html = render_markdown(mark * 60 + "deep")
    assert "deep" in html
    depth = max(len(list(element.iterancestors())) for element in parsed(html).iter())
    assert depth < 20


def test_text_too_long_to_have_been_formatted_is_shown_plainly_and_whole() -> None:
    html = render_markdown("*word* " * (LONGEST // 7 + 1) + "\n\nend")
    assert "<em>" not in html
    assert html.count("*word*") == LONGEST // 7 + 1
    assert "<p>end</p>" in html


@pytest.mark.parametrize("piece", ["![a", "[", "*a _b ", "<", "`", "[a](", "&a", "http://", "\\"])
def test_hostile_repetition_is_rendered_whole_in_no_time(piece: str) -> None:
    text = piece * (LONGEST // len(piece))
    assert len(render_markdown(text)) >= len(text) // 2


def test_plain_text_drops_the_marks_and_keeps_the_words() -> None:
    assert (
        plain_text("# Warm **homes**\n\n- for [all](https://example.org)\n- soon")
        == "Warm homes for all soon"
    )


def test_sizes_grow_no_faster_than_the_text() -> None:
    sizes = [len(render_markdown("- a\n" * count)) for count in (100, 200, 400)]
    assert all(after < before * 2.1 for before, after in pairwise(sizes))
