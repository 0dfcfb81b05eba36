"""Measures of an outcome: written, marked, ordered, removed and put back."""

from __future__ import annotations

from tests.web.outcomes.desk import Desk, path_of


def test_a_measure_is_written_a_page_at_a_time(desk: Desk) -> None:
    key = desk.write()
    browser = desk.browser
    page = browser.fill_in(
        f"{desk.address}/{key}/measures/new",
        {"name": "Heating energy", "unit": "kWh", "direction": "down", "kind": "outcome"},
    )
    page = browser.send_form(
        page, {"source": "Smart meters", "publisher": "The city", "frequency": "yearly", "lag": "1 month"}
    )
    page = browser.send_form(
        page,
        {"baseline_value": "140", "baseline_period": "Winter 2025", "baseline_published_on-day": "1 6 2026",
         "baseline_url": "https://example.org/energy", "baseline_verified": "yes"},
    )  # fmt: skip
    page = browser.send_form(page, {"target_value": "98", "target_on-day": "31 3 2031"})
    page = browser.send_form(
        page, {"on_0-day": "31 3 2030", "value_0": "110", "on_1-day": "31 3 2029", "value_1": "125"}
    )
    page = browser.send_form(
        page,
        {
            "figure_kind": "average",
            "people_per_reading": "400",
            "people_in_baseline": "2,000",
            "spread": "60",
        },
    )
    page = browser.send_form(
        page,
        {"data_owner": "Householders", "may_use_data": "yes", "counter_measure": "Rooms under 18 degrees"},
    )
    (measure,) = desk.measures()
    assert path_of(page) == f"{desk.address}/{key}/measures/{measure.key}"
    assert measure.target_path == [{"on": "2029-03-31", "value": "125"}, {"on": "2030-03-31", "value": "110"}]
    assert measure.baseline_verified is True
    assert measure.baseline_published_on.isoformat() == "2026-06-01"  # type: ignore[union-attr]
    for shown in (
        "Heating energy",
        "Smart meters",
        "Winter 2025",
        "125 by 31 March 2029",
        "Rooms under 18 degrees",
        "With 400 people a reading, a change under 9.2 (kWh) cannot be told from chance.",
        "The target lies beyond the smallest change that can be told from chance.",
    ):
        assert shown in page.text
    assert "Not verified" not in page.text
    assert 'href="https://example.org/energy" rel="noopener noreferrer"' in page.text


def test_a_figure_nobody_has_seen_stays_marked(desk: Desk) -> None:
    key = desk.write()
    measure = desk.measure(key)
    desk.browser.fill_in(
        f"{desk.address}/{key}/measures/{measure}/baseline",
        {"baseline_value": "140", "baseline_period": "Winter 2025", "baseline_verified": None},
    )
    assert desk.measures()[0].baseline_verified is False
    for page in ("", "/measures", f"/measures/{measure}"):
        assert "Not verified" in desk.browser.get(f"{desk.address}/{key}{page}").text


def test_what_is_not_known_is_said_not_to_be_known(desk: Desk) -> None:
    key = desk.write()
    measure = desk.measure(key)
    assert "Starting figure not known" in desk.browser.get(f"{desk.address}/{key}").text
    assert "Not known" in desk.browser.get(f"{desk.address}/{key}/measures/{measure}").text


def test_nought_is_a_figure(desk: Desk) -> None:
    key = desk.write()
    measure = desk.measure(key)
    desk.browser.fill_in(
        f"{desk.address}/{key}/measures/{measure}/baseline",
        {"baseline_value": "0", "baseline_period": "2025"},
    )
    assert "From 0" in desk.browser.get(f"{desk.address}/{key}").text


def test_more_steps_can_be_added_and_none_comes_after_the_target(desk: Desk) -> None:
    key = desk.write()
    measure = desk.measure(key)
    address = f"{desk.address}/{key}/measures/{measure}"
    desk.browser.fill_in(f"{address}/target", {"target_value": "98", "target_on-day": "31 3 2031"})
    steps = {"on_0-day": "1 1 2028", "value_0": "1", "on_1-day": "1 1 2029", "value_1": "2"}
    page = desk.browser.fill_in(f"{address}/path", steps, button="Save and add more steps")
    assert path_of(page) == f"{address}/path"
    assert 'name="value_3"' in page.text
    refused = desk.browser.send_form(page, {"on_2-day": "1 4 2031", "value_2": "3"}, button="Continue")
    assert "is after the target" in refused.text
    desk.browser.send_form(page, {"on_2-day": "1 1 2030", "value_2": "3"}, button="Continue")
    assert [point["value"] for point in desk.measures()[0].target_path] == ["1", "2", "3"]
    desk.browser.fill_in(
        f"{address}/path", {"on_1-day": "", "on_1-month": "", "on_1-year": "", "value_1": ""}
    )
    assert [point["value"] for point in desk.measures()[0].target_path] == ["1", "3"]


def test_measures_are_ordered_removed_and_put_back(desk: Desk) -> None:
    key = desk.write()
    first, second = desk.measure(key, "First"), desk.measure(key, "Second")
    page = desk.browser.get(f"{desk.address}/{key}/measures")
    page = desk.browser.send_form(page, button="Move down First")
    assert [measure.name for measure in desk.measures()] == ["Second", "First"]
    page = desk.browser.send_form(page, button="Remove Second")
    assert "“Second” is removed." in page.text
    assert f"/measures/{second}" not in page.text.split("</form>", 1)[1]
    assert desk.browser.get(f"{desk.address}/{key}/measures/{second}").status_code == 404
    page = desk.browser.send_form(page, button="Undo")
    assert "“Second” is back." in page.text
    assert page.text.index("Second</a>") < page.text.index("First</a>")
    assert desk.browser.get(f"{desk.address}/{key}/measures/{first}").status_code == 200
