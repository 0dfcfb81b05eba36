"""Results as people watch them: missions, tenders and measures, for boards and for anybody."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from pypdf import PdfReader
from sqlalchemy import Engine, event

from procure.db import writing
from procure.domain.observing import Reading, Way
from procure.domain.permissions import Actor
from procure.models import MeasureSeries, Tender, User
from procure.services import assessing, measure_series, observing
from procure.web.pages import london_today
from tests.browsing import CheckedClient
from tests.factories.boards import make_authority, make_board, make_members, make_ready_tender
from tests.factories.people import make_officer
from tests.factories.results import make_followed
from tests.web.board_scene import AS

FORMULA = "=HYPERLINK(1) <b>warm</b>"
MISSION = "clean-energy"


@pytest.fixture
def scene(engine: Engine) -> Scene:
    """A contract with a public measure that is off path, and one that only its board and buyer see."""
    with writing(engine) as session:
        tender, officer, (shown, kept) = make_followed(session, measures=2, title=FORMULA)
        chair = make_members(session, 1)[0]
        tender.board_id = make_board(session, chair, quorum=1).id
        session.add(tender)
        make_ready_tender(
            session, session.get_one(User, officer.user_id)
        )  # its objectives are in the framework
        for each in (shown, kept):
            each.interval_days, each.lag_days, each.is_clustered = 30, 20, False
            each.figure_kind, each.people_per_reading, each.people_in_baseline = "share", 20_000, 20_000
            each.target_on = london_today() + timedelta(days=700)
            session.add(each)
        kept.name = "Kept to ourselves"
        session.flush()
        measure_series.link(session, tender)
        measure_series.make_public(session, officer, tender, [shown.key], is_public=True)
        for each in (shown, kept):
            judged = assessing.assess(session, [each])[0]
            judged.starts_on = london_today() - timedelta(days=400)
            session.add(judged)
            observe(session, officer, each, ("45", "44", "43", "42"))
        return Scene(tender, officer, shown, kept, chair, session.get_one(User, officer.user_id))


class Scene:
    """Who and what the tests are about."""

    def __init__(
        self,
        tender: Tender,
        officer: Actor,
        shown: MeasureSeries,
        kept: MeasureSeries,
        chair: User,
        user: User,
    ) -> None:
        self.tender, self.officer, self.shown, self.kept = tender, officer, shown, kept
        self.chair, self.user = chair, user


def observe(
    session, officer: Actor, series: MeasureSeries, values: tuple[str, ...], vintage: int = 1
) -> None:
    newest = london_today() - timedelta(days=25)
    readings = []
    for back, value in enumerate(reversed(values)):
        end = newest - timedelta(days=30 * back)
        published = end + timedelta(days=19 + vintage)
        readings.append(Reading(series.key, end - timedelta(days=29), end, published, Decimal(value)))
    answer = observing.record(session, officer, readings, Way.FORM, organisation_id=series.organisation_id)
    assert not answer.is_refused, answer


def test_anybody_sees_what_was_made_public_and_nothing_else(scene: Scene, client: CheckedClient) -> None:
    mission = client.get(f"/results/missions/{MISSION}")
    assert "1 measure: 1 off path." in mission.text
    assert "Kept to ourselves" not in mission.text
    tender = client.get(f"/results/tenders/{scene.tender.reference}")
    assert "=HYPERLINK(1) &lt;b&gt;warm&lt;/b&gt;" in tender.text
    assert "Kept to ourselves" not in tender.text
    measure = client.get(f"/results/measures/{scene.shown.key}")
    assert "short by" in measure.text
    assert "is too far ahead of the readings" in measure.text
    for path in ("", "/embedded", "/readings.csv", "/readings.json"):
        assert client.get(f"/results/measures/{scene.kept.key}{path}").status_code == 404, path
    assert client.get("/results").text.count("Off path") > 1
    in_welsh = client.get(f"/cy/results/measures/{scene.shown.key}").text
    assert re.search(r"42% yn y cyfnod hyd at .* yn brin o .*, mwy nag y mae siawns yn ei wneud\.", in_welsh)
    assert "yn rhy bell y tu hwnt i’r darlleniadau" in in_welsh
    assert "short by" not in in_welsh
    assert '<html lang="cy"' in client.get(f"/cy/results/measures/{scene.shown.key}/embedded").text


def test_the_board_and_the_buyer_see_the_rest_and_others_do_not(
    engine: Engine, scene: Scene, client_for: AS
) -> None:
    with writing(engine) as session:
        outsider = make_officer(session, make_authority(session))
    for person, is_told in ((scene.chair, True), (scene.user, True), (outsider, False)):
        page = client_for(person).get(f"/dashboard/missions/{MISSION}?status=off_path&objective=warm-homes")
        assert ("Kept to ourselves" in page.text) == is_told
        shown = client_for(person).get(f"/dashboard/measures/{scene.kept.key}")
        assert shown.status_code == (200 if is_told else 404)


def test_nonsense_in_an_address_is_answered_with_the_whole(scene: Scene, client: CheckedClient) -> None:
    for asked in ("status=soon", "after=on_path.", "after=x.99999999999999999999", "objective=%0A"):
        assert "1 measure" in client.get(f"/results/missions/{MISSION}?{asked}").text, asked
    assert "No measure fits" in client.get(f"/results/missions/{MISSION}?buyer=nobody").text
    for file in ("", "/changes", "/list.csv", "/list.json"):
        assert client.get(f"/results/missions/nothing-such{file}").status_code == 404, file
    assert client.get("/results/measures/ZZZ").status_code == 404


def test_public_results_are_open_data_with_every_publication_and_harmless_cells(
    engine: Engine, scene: Scene, client: CheckedClient
) -> None:
    with writing(engine) as session:
        observe(session, scene.officer, session.get_one(MeasureSeries, scene.shown.id), ("41",), vintage=3)
    file = client.get(f"/results/missions/{MISSION}/list.csv").data.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(file))
    assert (row["tender_title"], row["value"], row["vintage"]) == (f"'{FORMULA}", "41", "2")
    (same,) = json.loads(client.get(f"/results/missions/{MISSION}/list.json").data)["measures"]
    assert (same["status"], same["tender_title"]) == ("off_path", FORMULA)
    readings = json.loads(client.get(f"/results/measures/{scene.shown.key}/readings.json").data)["readings"]
    assert [each["value"] for each in readings] == ["41", "42", "43", "44", "45"]
    lines = client.get(f"/results/measures/{scene.shown.key}/readings.csv").data.decode("utf-8-sig")
    assert len(lines.splitlines()) == 6


def test_one_page_may_be_framed_and_it_runs_nothing(scene: Scene, client: CheckedClient) -> None:
    framed = client.get(f"/results/measures/{scene.shown.key}/embedded")
    policy = framed.headers["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "script-src 'none'" in policy
    assert "<script" not in framed.text
    plain = client.get(f"/results/measures/{scene.shown.key}").headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in plain


def test_an_open_page_hears_of_what_changed_and_only_of_what_it_may_see(
    engine: Engine, scene: Scene, client: CheckedClient, client_for: AS
) -> None:
    with writing(engine) as session:
        outsider = make_officer(session, make_authority(session))
    page = client.get(f"/results/missions/{MISSION}")
    (address,) = re.findall('data-live="([^"]+)"', page.text)
    heard = client.get(address)
    assert heard.content_type.startswith("text/event-stream")
    assert "event" not in heard.text
    with writing(engine) as session:
        series = session.get_one(MeasureSeries, scene.shown.id)
        measure_series.make_public(session, scene.officer, series.tender, [series.key], is_public=False)
    with writing(engine) as session:
        observe(session, scene.officer, session.get_one(MeasureSeries, scene.shown.id), ("41",), vintage=3)
    assert "recorded" not in client.get(address).text
    inside = address.replace("/results/", "/dashboard/")
    assert "recorded" not in client_for(outsider).get(inside).text
    told = client_for(scene.chair).get(inside).text
    assert "event: change" in told
    last = told.split("id: ")[1].split("\n")[0]
    again = client_for(scene.chair).get(inside, headers={"Last-Event-ID": last}).text
    assert "event" not in again
    assert "retry: 1500" in again


def test_a_dashboard_asks_as_much_for_many_measures_as_for_few(
    engine: Engine, scene: Scene, client: CheckedClient
) -> None:
    def asked(path: str) -> int:
        statements: list[str] = []
        event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
        client.get(path)
        return len([each for each in statements if each.startswith("SELECT")])

    few = asked(f"/results/missions/{MISSION}")
    with writing(engine) as session:
        for _ in range(3):
            tender, officer, series = make_followed(session, measures=3)
            measure_series.make_public(
                session, officer, tender, [each.key for each in series], is_public=True
            )
    assert asked(f"/results/missions/{MISSION}") <= few + 3, "one for each status there is"


@pytest.mark.filterwarnings("ignore:unclosed file .*sRGB2014:ResourceWarning")
def test_a_briefing_is_made_for_whoever_asked_alone(engine: Engine, scene: Scene, client_for: AS) -> None:
    with writing(engine) as session:
        other = make_officer(session, make_authority(session))
    asker, address = client_for(scene.chair), f"/dashboard/missions/{MISSION}"
    assert asker.get(f"{address}/briefing.pdf").status_code == 404
    page = asker.send_form(asker.get(f"{address}?status=off_path"), button="Make a briefing to print")
    assert "Briefing to print (PDF" in page.text
    file = PdfReader(io.BytesIO(asker.get(f"{address}/briefing.pdf").data))
    text = " ".join(" ".join(each.extract_text() for each in file.pages).split())
    assert "=HYPERLINK(1) <b>warm</b>" in text
    assert "status: off path" in text
    assert "Kept to ourselves" in text
    assert "/StructTreeRoot" in file.trailer["/Root"], "it is tagged"
    assert client_for(other).get(f"{address}/briefing.pdf").status_code == 404


def test_a_decision_keeps_what_was_known_then_and_is_followed_up(
    engine: Engine, scene: Scene, client_for: AS
) -> None:
    chair = client_for(scene.chair)
    page = chair.get(f"/dashboard/measures/{scene.shown.key}")
    form = chair.get(f"/dashboard/tenders/{scene.tender.reference}/decide?measure={scene.shown.key}")
    day = date(london_today().year + 1, 1, 31)
    said = {
        "about": f"measure:{scene.shown.key}", "kind": "turn_round", "reason": "Too few homes are reached",
        "owner_name": "Ada Reed", "follow_up_on-day": "31", "follow_up_on-month": "1",
        "follow_up_on-year": str(day.year),
    }  # fmt: skip
    refused = chair.send_form(form, said | {"reason": ""})
    assert "Enter the reason" in refused.text
    past = chair.send_form(form, said | {"follow_up_on-year": "2020"})
    assert "must be in the future" in past.text
    assert "Nothing has been decided" in page.text
    chair.send_form(form, said)
    done = chair.send_form(form, said)
    assert done.text.count("Too few homes are reached") == 1, "sent twice, decided once"
    with writing(engine) as session:
        observe(session, scene.officer, session.get_one(MeasureSeries, scene.shown.id), ("60",), vintage=3)
    after = chair.get(f"/dashboard/measures/{scene.shown.key}")
    assert "Reading of 42" in after.text
    assert "vintage 1" in after.text
    (link,) = re.findall('href="(/dashboard/decisions/[^"]+)"', after.text)
    told = chair.send_form(chair.get(link), {"what_came": "Wardens went to 900 homes"})
    assert "Wardens went to 900 homes" in told.text
