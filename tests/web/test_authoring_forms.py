"""The forms kit: what is accepted, what is refused and in which words, and that nothing typed is lost."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Form

from procure.domain.vocabulary import Procedure, SpecialRegime
from procure.web.forms import (
    Confirmation,
    CpvCodes,
    Day,
    Email,
    ItlRegions,
    Line,
    ManyOf,
    Moment,
    OneOf,
    Paragraphs,
    Percent,
    Postcode,
    Pounds,
    Ppon,
    Question,
    Telephone,
    WebAddress,
    WholeNumber,
    YesNo,
)


def asked(kind: Any, sent: dict[str, Any] | None, *args: Any, data: Any = None, **kwargs: Any) -> Question:
    """The question ``x`` of this kind after these inputs were sent (None: the form is only shown)."""
    form_class = type("F", (Form,), {"x": kind("The thing", *args, **kwargs)})
    pairs = None
    if sent is not None:
        pairs = MultiDict(
            [
                (name, v)
                for name, value in sent.items()
                for v in (value if isinstance(value, list) else [value])
            ]
        )
        pairs.setdefault("x-sent", "")  # WTForms takes an empty form for none
    form = form_class(formdata=pairs, data={} if data is None else {"x": data})
    form.validate()
    field: Question = form.x
    return field


def day(text: str) -> dict[str, str]:
    return dict(zip(("x-day", "x-month", "x-year"), text.split("|"), strict=True))


def moment(text: str) -> dict[str, str]:
    return dict(zip(("x-day", "x-month", "x-year", "x-time"), text.split("|"), strict=True))


def test_a_line_is_tidied():
    assert asked(Line, {"x": "  Warm\r\n  homes\u00a0for\tall \ufeff"}).data == "Warm homes for all"
    assert asked(Line, {"x": "e\u0301"}).data == "\u00e9"


def test_paragraphs_keep_their_breaks_and_right_to_left_letters():
    typed = " One \r\n\r\ntwo\u2028three \n שלום مرحبا 👩🏽‍🚒 ŵŷ\n"
    assert asked(Paragraphs, {"x": typed}).data == "One\n\ntwo\nthree\n שלום مرحبا 👩🏽‍🚒 ŵŷ"


@pytest.mark.parametrize(
    "bad", ["\x00", "\x1b", "\x7f", "\u0080", "\ufffd", "\u202e", "\u2066", "\ufffe", "\ufdd0"]
)
def test_what_cannot_be_printed_is_refused_and_marked_in_what_is_shown_back(bad: str):
    field = asked(Line, {"x": f"be{bad}fore"})
    assert (field.data, field.typed[""]) == ("", "be\ufffdfore")
    assert field.errors == ["The thing has a character we cannot use: delete what is marked � below"]


@pytest.mark.parametrize(("kind", "length"), [(Line, 300), (Paragraphs, 10_000)])
def test_a_text_that_is_too_long_is_refused_whole(kind: type[Question], length: int):
    assert asked(kind, {"x": "x" * length}).errors == []
    field = asked(kind, {"x": "x" * (length + 1)})
    assert f"must be {length:,} characters or fewer. You have used {length + 1:,}" in field.errors[0]
    assert len(field.typed[""]) == length + 1


def test_an_empty_answer_is_kept_unless_it_is_required():
    for kind, empty in ((Line, ""), (Day, None), (Pounds, None), (YesNo, None), (CpvCodes, []), (ManyOf, [])):
        assert (asked(kind, {"x": ""}).data, asked(kind, {"x": ""}).errors) == (empty, []), kind
    assert asked(Line, {"x": " "}, required=True, called="Title").errors == ["Enter title"]
    assert asked(Line, {"x": ""}, required=True, called="PPON of the agent").errors == [
        "Enter PPON of the agent"
    ]
    assert asked(YesNo, {}, required=True, called="Whether it is").errors == [
        "Select yes or no: whether it is"
    ]
    assert asked(Confirmation, {}, "I am sure", required=True, called="that you are").errors == [
        "Confirm that you are"
    ]


@pytest.mark.parametrize(
    "typed",
    ["27|3|2027", "27|March|2027", "27|mar.|2027", "027|3|2027".removeprefix("0"), "27/3/2027||", "27 March 2027||",
     "2027-03-27||", " 27 | 03 | 2027 "],
)  # fmt: skip
def test_a_date_is_read_as_people_write_it(typed: str):
    field = asked(Day, day(typed))
    assert (field.data, field.errors) == (date(2027, 3, 27), [])


@pytest.mark.parametrize(
    ("typed", "words", "box"),
    [
        ("31|2|2027", "The thing must be a real date, like 27 3 2027", "x-day"),
        ("32|1|2027", "The thing must be a real date, like 27 3 2027", "x-day"),
        ("1|13|2027", "The thing must be a real date, like 27 3 2027", "x-month"),
        ("1|Marchember|2027", "The thing must be a real date, like 27 3 2027", "x-month"),
        ("1|3|", "The thing must include a year", "x-year"),
        ("|3|", "The thing must include a day and a year", "x-day"),
        ("1|3|27", "The thing must have a year of 4 numbers, like 2027", "x-year"),
        ("1|3|9999", "The thing must be between 1900 and 2199", "x-year"),
        ("٣|3|2027", "The thing must be a real date, like 27 3 2027", "x-day"),
        ("<script>|3|2027", "The thing must be a real date, like 27 3 2027", "x-day"),
    ],
)
def test_a_wrong_date_says_how_to_mend_it_and_links_to_the_box(typed: str, words: str, box: str):
    field = asked(Day, day(typed))
    assert (field.data, field.errors, field.first_input_id) == (None, [words], box)
    assert list(field.typed.values()) == [" ".join(part.split()) for part in typed.split("|")]


@pytest.mark.parametrize(
    ("typed", "utc"),
    [
        ("27|1|2027|12 noon", datetime(2027, 1, 27, 12, tzinfo=UTC)),
        ("27|7|2027|12 noon", datetime(2027, 7, 27, 11, tzinfo=UTC)),
        ("27|7|2027|5pm", datetime(2027, 7, 27, 16, tzinfo=UTC)),
        ("27|1|2027|9.30 am", datetime(2027, 1, 27, 9, 30, tzinfo=UTC)),
        ("27|1|2027|14:30", datetime(2027, 1, 27, 14, 30, tzinfo=UTC)),
        ("27|1|2027|12am", datetime(2027, 1, 27, 0, tzinfo=UTC)),
        ("27|1|2027|12pm", datetime(2027, 1, 27, 12, tzinfo=UTC)),
        ("28|3|2027|2am", datetime(2027, 3, 28, 1, tzinfo=UTC)),
        ("31|10|2027|2am", datetime(2027, 10, 31, 2, tzinfo=UTC)),
    ],
)
def test_a_time_in_london_is_kept_in_utc_and_written_back_the_same(typed: str, utc: datetime):
    field = asked(Moment, moment(typed))
    assert (field.data, field.errors) == (utc, [])
    again = asked(Moment, asked(Moment, None, data=utc).typed and {
        f"x{part}": text for part, text in asked(Moment, None, data=utc).typed.items()
    })  # fmt: skip
    assert again.data == utc


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("28|3|2027|1:30am", "does not exist"),
        ("31|10|2027|1:30am", "comes twice"),
        ("27|1|2027|midnight", "cannot be midnight"),
        ("27|1|2027|12 midnight", "cannot be midnight"),
        ("27|1|2027|25:00", "must have a real time"),
        ("27|1|2027|13pm", "must have a real time"),
        ("27|1|2027|5", "must have a real time"),
        ("27|1|2027|", "must include a time"),
    ],
)
def test_a_time_that_is_none_or_two_is_refused(typed: str, words: str):
    field = asked(Moment, moment(typed))
    assert field.data is None
    assert words in field.errors[0]
    assert field.first_input_id == "x-time"


@pytest.mark.parametrize(
    ("typed", "pounds"),
    [("£1,250,000", "1250000.00"), ("1250000.5", "1250000.50"), ("0", "0.00"), ("£ 12.34", "12.34")],
)
def test_money_is_exact_to_the_penny(typed: str, pounds: str):
    assert asked(Pounds, {"x": typed}).data == Decimal(pounds)


@pytest.mark.parametrize(
    "typed", ["1.234", "-1", "1,25", "12,3456", "1e9", "NaN", "١٢", "1 million", "1" * 40, "9" * 17]
)
def test_what_is_no_amount_is_refused_and_shown_back(typed: str):
    field = asked(Pounds, {"x": typed})
    assert field.data is None
    assert field.errors
    assert field.typed[""] == typed


@pytest.mark.parametrize(("kind", "good", "bad"), [
    (Percent, {"20": Decimal(20), "12.5%": Decimal("12.5"), "0": Decimal(0)}, ["101", "-1", "1.234", "x"]),
    (WholeNumber, {"5": 5, "1,000": 1000}, ["1.5", "-1", "x", "9" * 12]),
    (WebAddress, {"https://example.org/a b".replace(" b", ""): "https://example.org/a"},
     ["javascript:alert(1)", "ftp://example.org", "example.org", "https://", "http://a b.org", "https://u:p@x.org",
      "https://[::1", "file:///etc/passwd", "//example.org", "https://x.org:99999"]),
    (Email, {"name@example.org": "name@example.org"}, ["name", "a@b", "a b@c.org", "@c.org", "a@c..org", "a,b@c.org"]),
    (Telephone, {"+44 20 7946 0123": "+44 20 7946 0123"}, ["12", "call me", "<script>"]),
    (Postcode, {"sw1a2aa": "SW1A 2AA", " m1 1ae ": "M1 1AE"}, ["12345", "SW1A", "SW1A 2A", "ZZZZ 1AA"]),
    (Ppon, {"pbcd-1234-ghjl": "PBCD-1234-GHJL"}, ["PAAA-1234-GHJL", "PBCD-0123-GHJL", "PBCD1234GHJL"]),
])  # fmt: skip
def test_forms_of_words_and_figures(kind: type[Question], good: dict[str, Any], bad: list[str]):
    for typed, data in good.items():
        assert (asked(kind, {"x": typed}).data, asked(kind, {"x": typed}).errors) == (data, [])
    for typed in bad:
        field = asked(kind, {"x": typed})
        assert field.errors, f"{kind.__name__} took {typed}"
        assert field.errors[0].startswith("The thing must")
        assert field.typed[""] == typed


def test_a_choice_that_was_not_offered_is_refused():
    assert asked(OneOf, {"x": "open"}, Procedure).data == "open"
    assert asked(OneOf, {"x": "secret"}, Procedure).errors
    assert asked(YesNo, {"x": "maybe"}).errors
    assert asked(YesNo, {"x": "no"}).data is False
    field = asked(ManyOf, {"x": ["concession", "light_touch", "secret"]}, SpecialRegime)
    assert field.errors
    assert field.picked == ["light_touch", "concession"]


def test_codes_are_found_by_word_chosen_and_kept_while_searching():
    field = asked(CpvCodes, {"x-search": "rehabilitation", "x-find": "yes", "x": ["85000000"]})
    assert field.is_searching
    assert "85312500" in [choice.value for choice in field.results()]
    assert field.picked == ["85000000"]
    chosen = asked(CpvCodes, {"x-search": "rehabilitation", "x-searched": "rehabilitation",
                              "x": ["85000000", "85312500"]})  # fmt: skip
    assert not chosen.is_searching
    assert chosen.data == ["85000000", "85312500"]


def test_a_whole_code_typed_before_continue_is_added_and_words_are_searched():
    assert asked(CpvCodes, {"x-search": "85312500-4"}).data == ["85312500"]
    assert asked(CpvCodes, {"x-search": "homes"}).is_searching
    assert asked(CpvCodes, {"x-search": "", "x-find": "yes"}).errors
    assert asked(CpvCodes, {"x": ["12345678"]}).errors
    assert asked(ItlRegions, {"x": ["UKD72", "UKG"]}).data == ["UKD72", "UKG"]
    assert asked(ItlRegions, {"x": ["FR10"]}).errors


def test_an_answer_is_shown_in_words():
    assert asked(YesNo, None).shown(True) == ["Yes"]
    assert asked(OneOf, None, Procedure).shown("open") == ["Open procedure"]
    assert asked(Day, None).shown(date(2027, 3, 27)) == ["27 March 2027"]
    assert asked(Moment, None).shown(datetime(2027, 7, 27, 11, tzinfo=UTC)) == ["27 July 2027 at midday"]
    assert asked(Pounds, None).shown(Decimal("1250000.00")) == ["£1,250,000"]
    assert asked(Percent, None).shown(Decimal("20.00")) == ["20%"]
    assert asked(CpvCodes, None).shown(["85000000"]) == ["85000000-9 Health and social work services"]
    assert asked(ManyOf, None, SpecialRegime).shown(["light_touch"]) == ["Light touch"]
    assert asked(Line, None).shown("") == []
