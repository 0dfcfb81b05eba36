"""A page is read the same whichever parser reads it, and a fault is found however many good pages came before."""

from __future__ import annotations

import pytest

from tests.page_checks import Page, faults_in
from tests.page_parsing import parsed, structure_of
from tests.test_page_checks import GOOD, POLICY

HEADERS = {"Content-Security-Policy": POLICY}


def test_pages_that_differ_in_words_alone_have_one_structure():
    other = GOOD.replace("Where is the work?", "Where was the work &amp; who did it?")
    assert other != GOOD
    assert structure_of(other) == structure_of(GOOD) is not None


@pytest.mark.parametrize(
    "broken",
    [
        "<p>Unclosed",
        "<p><div>in a paragraph</div></p>",
        '<p class="a" class="b">twice</p>',
        "<p>a < b</p>",
        "<p>&nonsense;</p>",
        "<p>R&D</p>",
        "<p>a null \x00</p>",
        "<p>a control \x80</p>",
        '<p title="a"title="b">close</p>',
        '<p title="<b>">a tag in a value</p></b>',
        '<p>a="</p><div>" in words</div>',
        "</section>",
        "<table><p>foster</p></table>",
        "<a href=unquoted>a</a>",
    ],
)
def test_a_fault_is_found_after_pages_of_its_kind_without_one(broken: str):
    place = "<h2>Places so far</h2>"
    good = GOOD.replace(place, place + "<p>Words</p>")
    assert good != GOOD
    bad = GOOD.replace(place, place + broken)
    for number in range(2):  # the second of a kind is where a parser might be spared
        assert faults_in(Page(good.replace("Words", f"Words {number}"), HEADERS)) == []
        alone = parsed.__wrapped__(bad + "\n" * number)[1]
        assert parsed(bad + "\n" * number)[1] == alone
        assert structure_of(bad) is None or structure_of(bad) != structure_of(good)


def test_the_second_page_of_a_structure_is_read_as_the_first():
    first = GOOD.replace("<h2>", '<textarea id="t" name="t">\n\n one</textarea><h2>', 1)
    second = first.replace(" one", " two &lt;b&gt; ’ &#39;").replace("Error: ", "Error:  ")
    faults_in(Page(first, HEADERS))
    (area,) = Page(second, HEADERS).find("//textarea[@id='t']")
    assert area.text == "\n two <b> ’ '"
