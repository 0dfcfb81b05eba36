"""A reading is one plain figure for one period, published on one day: whatever else is written is told, with how to
mend it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from procure.domain.observing import day_of, figure_of, read_row

TODAY = date(2028, 6, 1)
GOOD = {
    "measure": "abc1234567",
    "period_start": "2028-01-01",
    "period_end": "2028-01-31",
    "value": "48.2",
    "published_on": "2028-02-10",
}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("48.2", "48.2"), (" 1,250 ", "1250"), ("-3", "-3"), ("−3", "-3"), (48, "48"), (Decimal("0.10"), "0.1"),
        (0.1 + 0.2, "0.3"), ("1000000", "1000000"), ("0", "0"), ("999999999999.999999", "999999999999.999999"),
    ],
)  # fmt: skip
def test_a_figure_is_read_exactly(written: object, meant: str) -> None:
    assert figure_of(written) == Decimal(meant)
    assert "E" not in str(figure_of(written))


@pytest.mark.parametrize(
    "written",
    [
        "NaN", "Infinity", "-inf", "1e400", "1e3", "=1+1", "=cmd|' /C calc'!A0", "48%", "about 48", "1.2.3", "1,2", "٣",
        "", "0.0000001", "1000000000000", "9" * 5000, float("nan"), float("inf"), 1e300, True, "0x10", "1_000",
        Decimal("1e400"), Decimal("1e999999999"), Decimal("-1e-999999"), Decimal("-1e-400"), Decimal("sNaN"),
    ],
)  # fmt: skip
def test_what_is_no_plain_figure_is_refused_in_words(written: object) -> None:
    with pytest.raises(ValueError, match=r"^(Write|Leave out) "):
        figure_of(written)


@pytest.mark.parametrize(
    "written",
    ["2028-03-31", "31/03/2028", "31.3.2028", "31 March 2028", "31 mar 2028", datetime(2028, 3, 31, 0, 0)],
)
def test_a_day_is_read_as_people_write_it(written: object) -> None:
    assert day_of(written) == date(2028, 3, 31)


@pytest.mark.parametrize(
    "written",
    ["2028-02-30", "31/13/2028", "03/31/2028", "soon", "0001-01-01", "9999-12-31", "2028", "1e5", "-5", ""],
)
def test_what_is_no_day_is_refused_in_words(written: str) -> None:
    with pytest.raises(ValueError, match=r"2026-03-31|1900"):
        day_of(written)


@pytest.mark.parametrize("written", ["46112", 46112, 46112.0])
def test_the_number_by_which_a_spreadsheet_keeps_a_day_is_told_for_what_it_is(written: object) -> None:
    with pytest.raises(ValueError, match="perhaps 2026-03-31: format the column as a date"):
        day_of(written)


def test_a_whole_row_is_a_reading() -> None:
    reading, faults = read_row({**GOOD, "low": "47", "high": "49", "source": "Survey", "row_key": "1"}, TODAY)

    assert faults == []
    assert reading is not None
    assert (reading.value, reading.low, reading.high) == (Decimal("48.2"), Decimal(47), Decimal(49))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"measure": ""}, "measure"),
        ({"value": ""}, "value"),
        ({"value": None}, "value"),
        ({"period_end": "2027-12-31"}, "period_end"),
        ({"published_on": "2028-01-30"}, "published_on"),
        ({"published_on": "2028-06-02"}, "published_on"),
        ({"low": "1"}, "high"),
        ({"low": "50", "high": "49"}, "low"),
        ({"low": "49", "high": "50"}, "value"),
        ({"withdrawn": "yes", "note": "Wrong"}, "value"),
        ({"withdrawn": "yes", "value": ""}, "note"),
        ({"withdrawn": "perhaps"}, "withdrawn"),
        ({"source_url": "javascript:alert(1)"}, "source_url"),
        ({"source": "a\x00b"}, "source"),
        ({"note": "n" * 301}, "note"),
    ],
)
def test_each_fault_names_its_field(changes: dict[str, str], field: str) -> None:
    reading, faults = read_row({**GOOD, **changes}, TODAY)

    assert reading is None
    assert field in [each.field for each in faults]


def test_a_figure_is_withdrawn_without_a_value_and_with_a_reason() -> None:
    reading, faults = read_row({**GOOD, "value": "", "withdrawn": "Yes", "note": "Counted twice"}, TODAY)

    assert faults == []
    assert reading is not None
    assert reading.is_withdrawn
