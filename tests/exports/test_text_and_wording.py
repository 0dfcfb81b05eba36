"""Text is cleaned before it is shown; dates, times and money read as GOV.UK writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError
from markupsafe import Markup

from exports import wording
from exports.environment import document_environment, linked, words
from exports.text import clean_text, is_right_to_left, with_break_points


@pytest.mark.parametrize(
    "hidden",
    ["\x00", "\x07", "\x1b", "\x7f", "\x9b", "\u202e", "\u2066", "\ufeff", "\ud800", "\ufffe", "\U000e0041"],
)
def test_what_must_never_be_shown_is_taken_out(hidden: str) -> None:
    assert clean_text(f"a{hidden}b") == "ab"


@pytest.mark.parametrize("kept", ["tab\there", "two\nlines", "ŵŷ", "שלום", "👩🏽‍🚒", "a\u200bb", "\u200f"])
def test_what_people_write_is_kept(kept: str) -> None:
    assert clean_text(kept) == kept


def test_line_ends_are_made_one_kind() -> None:
    assert clean_text("a\r\nb\rc\u2028d\x85e") == "a\nb\nc\nd\ne"


def test_letters_with_loose_marks_are_joined_so_that_every_typeface_has_them() -> None:
    assert clean_text("w\u0302") == "ŵ"


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)


def test_clean_markup_is_still_markup() -> None:
    assert isinstance(clean_text(Markup("<b>\u202e</b>")), Markup)


def test_direction_is_that_of_the_first_letter_that_has_one() -> None:
    assert is_right_to_left("12 שלום hello")
    assert not is_right_to_left("12 hello שלום")
    assert not is_right_to_left("123")


def test_right_to_left_words_are_kept_apart_from_what_is_around_them() -> None:
    assert words("שלום <b>") == '<bdi dir="rtl">שלום &lt;b&gt;</bdi>'
    assert words("plain & simple") == "plain &amp; simple"


def test_endless_words_may_be_broken_and_tags_and_entities_may_not() -> None:
    html = f'<a href="{"h" * 300}">{"&amp;" * 200}</a>'
    broken = with_break_points(html)
    assert f'href="{"h" * 300}"' in broken
    assert broken.count("<wbr>") == 2
    assert broken.replace("<wbr>", "") == html


def test_ordinary_text_is_left_as_it_is() -> None:
    assert with_break_points("<p>Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch</p>") == (
        "<p>Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch</p>"
    )


@pytest.mark.parametrize(
    ("address", "html"),
    [
        ("https://example.org/a", '<a href="https://example.org/a">https://example.org/a</a>'),
        ("bids@example.org", '<a href="mailto:bids@example.org">bids@example.org</a>'),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("to follow", "to follow"),
    ],
)
def test_an_address_links_to_itself_only_when_it_is_one(address: str, html: str) -> None:
    assert linked(address) == html


def test_a_template_that_names_what_is_not_there_fails() -> None:
    with pytest.raises(UndefinedError):
        document_environment().from_string("{{ nothing }}").render()


def test_a_template_never_prints_the_word_none() -> None:
    assert document_environment().from_string("{{ value }}").render(value=None) == ""


def test_a_template_escapes_and_cleans_what_it_prints() -> None:
    assert document_environment().from_string("{{ value }}").render(value="<b>\x00\u202e") == "&lt;b&gt;"


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (datetime(2027, 1, 27, 17, 0, tzinfo=UTC), "27 January 2027 at 5pm"),
        (datetime(2027, 7, 1, 16, 30, tzinfo=UTC), "1 July 2027 at 5:30pm"),
        (datetime(2027, 1, 27, 12, 0, tzinfo=UTC), "27 January 2027 at midday"),
        (datetime(2027, 6, 30, 23, 0, tzinfo=UTC), "1 July 2027 at midnight"),
        (datetime(2027, 1, 27, 0, 5, tzinfo=UTC), "27 January 2027 at 12:05am"),
    ],
)
def test_times_are_those_of_the_clock_in_london(moment: datetime, shown: str) -> None:
    assert wording.moment(moment) == shown


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        wording.moment(datetime(2027, 1, 27, 17, 0))


def test_a_day_is_written_out() -> None:
    assert wording.day(date(2027, 1, 7)) == "7 January 2027"


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (Decimal("1234567"), "£1,234,567"),
        (Decimal("1234567.00"), "£1,234,567"),
        (Decimal("1234567.5"), "£1,234,567.50"),
        (Decimal("0"), "£0"),
        (Decimal("-12.34"), "−£12.34"),
    ],
)
def test_money_shows_pence_only_where_there_are_any(amount: Decimal, shown: str) -> None:
    assert wording.money(amount) == shown


def test_money_says_whether_vat_is_in_it() -> None:
    assert wording.net(Decimal("10")) == "£10 excluding VAT"
    assert wording.gross(Decimal("12")) == "£12 including VAT"


@pytest.mark.parametrize(
    ("share", "shown"), [("50.00", "50%"), ("12.50", "12.5%"), ("100", "100%"), ("0", "0%")]
)
def test_percentages_have_no_idle_noughts(share: str, shown: str) -> None:
    assert wording.percent(Decimal(share)) == shown


def test_codes_are_shown_with_their_names() -> None:
    assert wording.cpv("71314300") == "71314300-5 Energy-efficiency consultancy services"
    assert wording.area("UKG") == "West Midlands (England) (UKG)"
    assert wording.cpv("00000000") == "00000000"
    assert wording.label("open", "Procedure") == "Open procedure"


@pytest.mark.parametrize(
    ("written", "unit", "figure", "measured"),
    [
        ("86", "% of homes", "86%", "86% of homes"),
        ("-30", "% change", "−30%", "−30% change"),
        ("407", "£ a year", "£407", "£407 a year"),
        ("221070", "homes", "221,070", "221,070 homes"),
        ("2030", "", "2030", "2030"),
        ("12", "number", "12", "12"),
        ("67.70", "%", "67.70%", "67.70%"),
        ("Down by half", "%", "Down by half", "Down by half"),
        ("30% below the start", "kWh", "30% below the start", "30% below the start"),
        ("", "%", "", ""),
    ],
)
def test_a_plain_number_is_shown_in_its_unit_and_words_as_they_were_written(
    written: str, unit: str, figure: str, measured: str
) -> None:
    assert wording.figure(written, unit) == figure
    assert wording.measured(written, unit) == measured


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("2026-05-14", "14 May 2026"),
        ("2026-05", "May 2026"),
        ("2023-24", "2023-24"),
        ("2024/25", "2024/25"),
        ("year to March 2025", "year to March 2025"),
        ("", ""),
    ],
)
def test_a_day_or_month_of_a_source_is_written_out(written: str, shown: str) -> None:
    assert wording.partial_day(written) == shown
