"""Two officers on one outcome at once: nobody's words are lost."""

from __future__ import annotations

from tests.browsing import CheckedClient
from tests.web.outcomes.desk import Desk


def test_two_officers_on_one_page_lose_nothing(stocked: Desk, colleague: CheckedClient) -> None:
    key = stocked.write(statement="As it was.")
    address = f"{stocked.address}/{key}/sentence"
    mine = stocked.browser.get(address)
    colleague.fill_in(address, {"statement": "Theirs."})
    clash = stocked.browser.send_form(mine, {"statement": "Mine."})
    assert clash.status_code == 409
    for shown in ("Theirs.", "Mine.", "Charlie Colleague"):
        assert shown in clash.text
    assert stocked.outcome().statement == "Theirs."
    undecided = stocked.browser.send_form(clash)
    assert undecided.status_code == 409
    assert "Choose which text to keep" in undecided.text
    done = stocked.browser.send_form(clash, {"keep-statement": "both", "both-statement": "Theirs and mine."})
    assert done.status_code == 200
    assert stocked.outcome().statement == "Theirs and mine."


def test_two_officers_on_different_pages_do_not_meet(stocked: Desk, colleague: CheckedClient) -> None:
    key = stocked.write()
    mine = stocked.browser.get(f"{stocked.address}/{key}/change")
    colleague.fill_in(f"{stocked.address}/{key}/fairness", {"comparison": "Theirs"})
    assert stocked.browser.send_form(mine, {"place": "Mine"}).status_code == 200
    assert (stocked.outcome().comparison, stocked.outcome().place) == ("Theirs", "Mine")


def test_two_officers_on_one_title_choose(stocked: Desk, colleague: CheckedClient) -> None:
    key = stocked.write("Before")
    mine = stocked.browser.get(f"{stocked.address}/{key}/sentence")
    colleague.fill_in(f"{stocked.address}/{key}/sentence", {"title_of_outcome": "Theirs"})
    clash = stocked.browser.send_form(mine, {"title_of_outcome": "Mine"})
    done = stocked.browser.send_form(clash, {"keep-title_of_outcome": "yours"})
    assert done.status_code == 200
    assert stocked.outcome().title == "Mine"


def test_two_officers_on_one_link_choose(stocked: Desk, colleague: CheckedClient) -> None:
    key = stocked.write()
    address = f"{stocked.address}/{key}/objectives/growth-living-standards"
    mine = stocked.browser.get(address)
    colleague.fill_in(address, {"is_linked": "yes", "causal_step": "one_step", "assumption": "Theirs"})
    clash = stocked.browser.send_form(
        mine, {"is_linked": "yes", "causal_step": "two_steps", "assumption": "Mine"}
    )
    assert clash.status_code == 409
    assert "Charlie Colleague" in clash.text
    done = stocked.browser.send_form(clash, {"keep-causal_step": "theirs", "keep-assumption": "yours"})
    assert done.status_code == 200
    (link,) = stocked.links()
    assert (link.causal_step, link.assumption) == ("one_step", "Mine")


def test_two_officers_on_one_path_choose_step_by_step(stocked: Desk, colleague: CheckedClient) -> None:
    key = stocked.write()
    address = f"{stocked.address}/{key}/measures/{stocked.measure(key)}/path"
    mine = stocked.browser.get(address)
    colleague.fill_in(address, {"on_0-day": "1 1 2029", "value_0": "10"})
    clash = stocked.browser.send_form(mine, {"on_0-day": "1 1 2030", "value_0": "20"})
    assert clash.status_code == 409
    for shown in ("10", "20"):
        assert shown in clash.text
    done = stocked.browser.send_form(clash, {"keep-on_0": "theirs", "keep-value_0": "yours"})
    assert done.status_code == 200
    assert stocked.measures()[0].target_path == [{"on": "2029-01-01", "value": "20"}]


def test_gaps_filled_while_somebody_rewrites_the_sentence(stocked: Desk, colleague: CheckedClient) -> None:
    key = stocked.write(statement="By {date} people in {place} are warm.")
    mine = stocked.browser.get(f"{stocked.address}/{key}/gaps")
    colleague.fill_in(f"{stocked.address}/{key}/sentence", {"statement": "People are warm."})
    clash = stocked.browser.send_form(mine, {"fill_place": "Harrowfell"})
    assert clash.status_code == 409
    assert "By {date} people in Harrowfell are warm." in clash.text
    assert "People are warm." in clash.text
    done = stocked.browser.send_form(clash, {"keep-statement": "yours"})
    assert done.status_code == 200
    assert stocked.outcome().statement == "By {date} people in Harrowfell are warm."


def test_a_page_of_an_outcome_removed_meanwhile_says_so(stocked: Desk, colleague: CheckedClient) -> None:
    key = stocked.write()
    mine = stocked.browser.get(f"{stocked.address}/{key}/change")
    colleague.send_form(colleague.get(stocked.address), button="Remove Warm for less")
    assert stocked.browser.send_form(mine, {"place": "Here"}).status_code == 404
