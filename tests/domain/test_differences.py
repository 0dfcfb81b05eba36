"""What two versions of a library entry say differently, as people read it."""

from __future__ import annotations

from procure.domain.proposals import differences, spoken_field

WAITS = {"name": "Waits", "unit": "%", "lag": "about 6 weeks", "baseline": None}
FALLS = {"name": "Falls", "unit": "number", "lag": "under 1 month", "baseline": None}


def test_only_what_changed_in_a_measure_is_said() -> None:
    later = {**WAITS, "baseline": {"value": 61.3, "verified": True}}
    assert differences({"measures": [WAITS, FALLS]}, {"measures": [later, FALLS]}) == [
        ("measures", "Waits\nstarting figure: Nothing", "Waits\nstarting figure: figure: 61.3; verified: yes")
    ]


def test_a_measure_that_came_or_went_stands_against_nothing() -> None:
    rows = differences({"measures": [WAITS]}, {"measures": [FALLS]})
    assert [(was == "Nothing", now == "Nothing") for _, was, now in rows] == [(False, True), (True, False)]


def test_two_measures_of_one_name_are_shown_whole() -> None:
    rows = differences({"measures": [WAITS]}, {"measures": [WAITS, {**WAITS, "unit": "number"}]})
    assert len(rows) == 1
    assert rows[0][2].count("name: Waits") == 2


def test_another_order_is_said_to_be_that() -> None:
    rows = differences({"measures": [WAITS, FALLS]}, {"measures": [FALLS, WAITS]})
    assert rows == [("measures", "The same, in another order", "The same, in another order")]


def test_fields_and_codes_are_called_what_people_call_them() -> None:
    rows = differences({"measures": [WAITS]}, {"measures": [{**WAITS, "direction": "down", "kind": "lead"}]})
    assert rows[0][2] == "Waits\ndirection: should fall\nkind: lead: an early sign of the change"
    assert spoken_field("gaming_risk") == "how it can be gamed"
