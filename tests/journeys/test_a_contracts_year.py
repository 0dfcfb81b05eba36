"""A contract's year: indicators with bands, contract details, twelve months of readings with a revision, a measure that
leaves its path, what a board decides, and the rating that is published."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import expect
from sqlmodel import select

from procure.config import Settings
from procure.db import make_engine, writing
from procure.models import Board, Organisation, Tender, User
from procure.services import demonstrating, rehearsing_results, rendering
from procure.services.access import actor_of
from procure.storage import open_storage
from tests.journeys.answering import Choice, answer
from tests.journeys.people import demonstrate_as
from tests.journeys.service import Service, copy_of, running
from tests.journeys.visiting import Visitor

OFFICER, CHAIR = "tom.ashdown@calderwold.example", "margaret.oyelaran@mission-delivery.example"
TITLE = "Sure-footed: a second round of homes made safe"
SAFE, FELL, DARE = (
    "Homes made safe within 28 days of the visit",
    "People who fell at home in the three months after",
    "People who say that they dare to move about at home",
)
#: Twelve months: the first goes as it should; people fall less at first, and from the eighth month as often as before.
READINGS = {
    SAFE: ("56", "58", "59", "60", "62", "63", "64", "65", "66", "67", "69", "70"),
    FELL: ("30.5", "30", "29.5", "29", "28.6", "28.3", "28", "29.4", "30.2", "30.6", "30.9", "31.4"),
}
BANDS = {SAFE: ("66", "62", "57"), FELL: ("27", "28.5", "30"), DARE: ("70", "66", "60")}
WHY = "Homes are safe in time, and people fall as often as before."


@pytest.fixture(scope="module")
def service(demonstration_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The demonstration with a tender that was published and awarded some time ago, and whose contract runs."""
    data = copy_of(demonstration_data, tmp_path_factory.mktemp("service"))
    award_long_ago(Settings(data_dir=data))
    with running(data) as service:
        yield service


def award_long_ago(settings: Settings) -> None:
    folder = demonstrating.DATA
    content, script, organisations, boards = (
        yaml.safe_load((folder / name).read_text(encoding="utf-8"))
        for name in ("tenders/steady.yml", "results.yml", "organisations.yml", "boards.yml")
    )
    days = rehearsing_results.whole_weeks_since(content["as_of"])
    content, script = (rehearsing_results.moved(each, days) for each in (content | {"title": TITLE}, script))
    engine, storage = make_engine(settings.resolved_database_url), open_storage(settings)
    with writing(engine) as session:
        people = {each.email: each for each in session.exec(select(User))}
        buyers = {each.name: each for each in session.exec(select(Organisation))}
        sitting = {each.name: each for each in session.exec(select(Board))}
        tender = demonstrating.load_tender(
            session, content,
            {each["id"]: buyers[each["name"]] for each in organisations["organisations"]}, people,
            {each["id"]: sitting[each["name"]] for each in boards["boards"]},
        )  # fmt: skip
        asked = demonstrating.publish_in_time(session, content, actor_of(people[OFFICER]), tender)
    rendering.render(engine, storage, settings, asked)
    with writing(engine) as session:
        tender = session.exec(select(Tender).where(Tender.title == TITLE)).one()
        officer = actor_of(session.exec(select(User).where(User.email == OFFICER)).one())
        rehearsing_results.award(session, script, officer, tender, settings, storage)
    engine.dispose()


def test_a_contract_is_read_for_a_year_decided_on_and_rated(
    visit: Callable[..., Visitor], record_property: Callable[[str, object], None]
) -> None:
    officer = demonstrate_as(visit(), OFFICER)
    officer.open("/tenders").follow(TITLE)
    tender = officer.path.removeprefix("/tenders/")
    for name in (SAFE, FELL, DARE):
        the_officer_chooses_an_indicator(officer, tender, name)
    the_officer_tells_of_the_contract(officer, tender)
    send = another_system(officer, tender)
    first_year = months()
    for name, values in READINGS.items():
        assert send(name, zip(first_year[:11], values[:11], strict=True)) == 11
    the_officer_corrects_a_reading(officer, tender, first_year[6])

    chair = demonstrate_as(visit(), CHAIR)
    chair.open(f"/dashboard/tenders/{tender}").follow(FELL)
    delay = an_open_page_hears_of_a_reading(chair, lambda: send(FELL, [(first_year[11], READINGS[FELL][11])]))
    record_property("seconds from a reading's write to an open page", round(delay, 2))
    send(SAFE, [(first_year[11], READINGS[SAFE][11])])
    assert "revised 1 time" in chair.text()
    assert "Off path" in chair.text()
    the_chair_has_it_turned_round(chair)

    the_officer_rates_the_year(officer, tender)
    anybody = visit().open(f"/published/{tender}")
    anybody.follow_link(anybody.page.get_by_role("link", name="Contract performance notice").first)
    said = anybody.text()
    assert "Inadequate" in said
    assert "Rated on 3" in said
    assert "(vintage 1)" in said
    assert WHY not in said, "what was decided is for the buyer and the board"


def months() -> list[tuple[date, date]]:
    """The twelve newest months whose figures can be out, the oldest first."""
    found, end = [], date.today().replace(day=1) - timedelta(days=1)
    for _ in range(13):
        found.append((end.replace(day=1), end))
        end = end.replace(day=1) - timedelta(days=1)
    return found[:0:-1]


def the_officer_chooses_an_indicator(officer: Visitor, tender: str, name: str) -> None:
    officer.open(f"/tenders/{tender}/indicators").follow(name)
    good, approaching, improvement = BANDS[name]
    answer(
        officer,
        {
            "Good, from": good, "Approaching target, from": approaching, "Requires improvement, from": improvement,
            "Most material": ["One of the three most material, which the contract details notice (UK7) describes"],
        },
    )  # fmt: skip
    officer.press("Save")
    assert "The indicator is saved." in officer.text()


def the_officer_tells_of_the_contract(officer: Visitor, tender: str) -> None:
    officer.open(f"/tenders/{tender}/notices").press("Begin a contract details notice")
    assert "Homes made safe within 28 days of the visit" in officer.text(), "it begins with the indicators"
    officer.follow("This notice")
    signed = date.today() - timedelta(days=480)
    answer(officer, {"Date of the contract": signed})
    officer.press("Continue")
    officer.press("Finish this notice").press("Publish here")
    assert "Published here" in officer.text()


def another_system(officer: Visitor, tender: str) -> Callable[[str, Any], int]:
    """What sends readings with a key that the officer makes."""
    officer.open(f"/tenders/{tender}/observations/keys")
    answer(
        officer,
        {"What is the key for?": "Repairs system", "What may it record?": Choice("Results of this tender")},
    )
    officer.press("Make a key")
    headers = {"Authorization": f"Bearer {officer.page.locator('code').inner_text()}"}
    ask, url = officer.context.request, officer.url
    listed = ask.get(f"{url}/api/1.0/measures", headers=headers).json()["measures"]
    keys = {each["name"]: each["measure"] for each in listed}

    def send(name: str, figures: Any) -> int:
        rows = [
            {
                "measure": keys[name], "periodStart": f"{first}", "periodEnd": f"{last}", "value": value,
                "publishedOn": f"{last + timedelta(days=20)}", "source": "Fictional repairs system",
            }
            for (first, last), value in figures
        ]  # fmt: skip
        answered = ask.post(f"{url}/api/1.0/observations", headers=headers, data={"observations": rows})
        assert answered.ok, answered.text()
        return int(answered.json()["recorded"])

    return send


def the_officer_corrects_a_reading(officer: Visitor, tender: str, month: tuple[date, date]) -> None:
    officer.open(f"/tenders/{tender}/observations").follow(FELL)
    answer(
        officer,
        {
            "First day of the period": month[0], "Last day of the period": month[1], "Value": "28.2",
            "When was it published?": month[1] + timedelta(days=50), "Note": "Two late answers came in.",
        },
    )  # fmt: skip
    officer.press("Record")
    assert "28.2" in officer.text()


def an_open_page_hears_of_a_reading(reader: Visitor, write: Callable[[], object]) -> float:
    """Seconds until a page that is open shows what is written now, without being loaded again."""
    reader.page.evaluate("window.opened = true")
    shown = READINGS[FELL][11]
    assert shown not in reader.text()
    write()
    began = time.monotonic()
    expect(reader.page.locator("[data-live-content]")).to_contain_text(f"{shown}%", timeout=60_000)
    delay = time.monotonic() - began
    assert reader.page.evaluate("window.opened"), "the page was not loaded again"
    assert "Brought up to date" in reader.text()
    return delay


def the_chair_has_it_turned_round(chair: Visitor) -> None:
    chair.follow("Decide what follows from this measure")
    answer(
        chair,
        {
            "What do you decide?": Choice("Turn round"), "Why?": WHY, "Who sees to it?": "Tom Ashdown",
            "When will you look at it again?": date.today() + timedelta(days=60),
        },
    )  # fmt: skip
    chair.press("Record the decision")
    assert f"Turn round: {FELL}" in chair.text()
    assert "Reading of 31.4" in chair.page.content()


def the_officer_rates_the_year(officer: Visitor, tender: str) -> None:
    officer.open(f"/dashboard/tenders/{tender}").press_like("^Begin it with what is known")
    said = officer.text()
    assert "What results proposed" in said
    assert "Inadequate: 3" in said
    assert "Good: 6" in said
    assert "Not rated" in said
    officer.follow("Indicator 3")
    answer(officer, {"Rating": Choice("Other")})
    officer.press("Continue")
    officer.press("Finish this notice").press("Publish here")
