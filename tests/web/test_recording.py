"""Recording results through pages: one figure, a file, an official series; keys, and what anybody may see."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass

import openpyxl
import pytest
from flask import Flask
from sqlmodel import func, select
from werkzeug.test import TestResponse

from procure.app import create_app
from procure.config import Settings
from procure.db import reading, writing
from procure.models import MeasureSeries, Observation, ResultsKey, ResultsUpload, User
from tests.browsing import CheckedClient
from tests.factories.people import make_officer
from tests.factories.results import make_followed

HEAD = "Measure key,Period start,Period end,Value,Published on,Source\r\n"
FIGURE = {
    "period_start-day": "1", "period_start-month": "1", "period_start-year": "2026",
    "period_end-day": "31", "period_end-month": "1", "period_end-year": "2026",
    "published_on-day": "10", "published_on-month": "2", "published_on-year": "2026",
    "value": "48.2", "source": "Fictional survey",
}  # fmt: skip


@dataclass
class Desk:
    """A tender whose measure is followed, its officer's browser, and one of a stranger."""

    app: Flask
    officer: CheckedClient
    stranger: CheckedClient
    reference: str
    key: str

    @property
    def address(self) -> str:
        return f"/tenders/{self.reference}/observations"

    def recorded(self) -> int:
        with reading(self.app.extensions["procure"].engine) as session:
            return session.exec(select(func.count()).select_from(Observation)).one()

    def upload(
        self, content: bytes, name: str = "results.csv", to: str = "/files", **more: str
    ) -> TestResponse:
        return self.officer.fill_in(self.address + to, {"file": (io.BytesIO(content), name), **more})


@pytest.fixture
def desk(app: Flask, client_for: Callable[[User], CheckedClient]) -> Desk:
    with writing(app.extensions["procure"].engine) as session:
        tender, _, (series,) = make_followed(session)
        officer, stranger = session.get_one(User, tender.created_by_id), make_officer(session)
        reference, key = tender.reference, series.key
    return Desk(app, client_for(officer), client_for(stranger), reference, key)


def test_an_officer_records_a_figure_and_its_revision(desk: Desk):
    measure = f"{desk.address}/measures/{desk.key}"
    page = desk.officer.fill_in(measure, FIGURE)
    assert "The figure is recorded." in page.text

    again = desk.officer.fill_in(measure, FIGURE)
    revised = desk.officer.fill_in(measure, FIGURE | {"value": "47.9", "published_on-day": "11"})

    assert "recorded already" in again.text
    assert "Revision 1" in revised.text
    assert "47.9" in desk.officer.get(desk.address).text
    assert desk.recorded() == 2


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"value": "1e400"}, "Write one plain number"),
        ({"value": "50"}, "Another figure of this period is recorded"),
        ({"published_on-year": "2199"}, "must not be in the future"),
        ({"value": "", "is_withdrawn": "yes", "published_on-day": "20"}, "Say why"),
    ],
)
def test_what_is_wrong_with_a_figure_is_said_beside_it(desk: Desk, changes: dict[str, str], words: str):
    desk.officer.fill_in(f"{desk.address}/measures/{desk.key}", FIGURE)
    page = desk.officer.fill_in(f"{desk.address}/measures/{desk.key}", FIGURE | changes)
    assert "There is a problem" in page.text
    assert words in page.text
    assert desk.recorded() == 1


def test_a_filled_in_template_is_shown_and_recorded_when_confirmed(desk: Desk):
    answer = desk.officer.get(f"{desk.address}/template.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    for column, value in enumerate(("2026-01-01", "2026-01-31", 48.2, "2026-02-10"), start=2):
        book.active.cell(2, column, value)
    out = io.BytesIO()
    book.save(out)

    page = desk.upload(out.getvalue(), "results.xlsx")

    assert "1 figure to record" in page.text
    assert desk.recorded() == 0
    done = desk.officer.send_form(page, button="Record")
    assert "1 figure is recorded." in done.text
    assert desk.recorded() == 1


def test_rows_that_are_wrong_are_told_and_the_rest_is_taken_by_choice(desk: Desk):
    good = f"{desk.key},2026-01-01,2026-01-31,48.2,2026-02-10,\r\n"
    page = desk.upload((HEAD + good + f"{desk.key},2026-02-01,2026-02-28,<b>,46112,\r\n").encode())
    assert "1 row with something wrong" in page.text
    assert "format the column as a date" in page.text

    desk.officer.send_form(page, button="Record without the rows that are wrong")

    assert desk.recorded() == 1


def test_a_file_can_be_discarded_and_one_of_another_form_is_refused(desk: Desk):
    page = desk.upload(b"a,b\n1,2\n")
    assert "no column “Measure key”" in page.text
    waiting = desk.upload((HEAD + f"{desk.key},2026-01-01,2026-01-31,1,2026-02-10,\r\n").encode())
    desk.officer.send_form(waiting, button="Discard the file")
    with reading(desk.app.extensions["procure"].engine) as session:
        assert [each.state for each in session.exec(select(ResultsUpload))] == ["refused"]


def test_a_publishers_file_is_mapped_once(desk: Desk):
    measure = f"{desk.address}/measures/{desk.key}"
    mapped = desk.officer.fill_in(
        f"{measure}/refresh",
        {
            "period": "Month",
            "value": "Rate",
            "period_kind": "month",
            "filter_heading": "Area",
            "filter_value": "Here",
        },
    )
    assert "Refresh from a publisher’s file" in mapped.text
    page = desk.upload(
        b"Area,Month,Rate\nHere,Jan 2026,12.5\nThere,Jan 2026,9\n", to=f"/measures/{desk.key}/refresh",
        published="2026-03-01",
    )  # fmt: skip
    assert "1 figure to record" in page.text


def test_results_are_public_once_the_buyer_says_so(desk: Desk):
    page = desk.officer.fill_in(f"{desk.address}/publish", {"series": [desk.key]})
    assert "Results of 1 of 1 measures are public." in page.text
    with reading(desk.app.extensions["procure"].engine) as session:
        assert session.exec(select(MeasureSeries.is_public)).one()


def test_a_stranger_finds_nothing_here(desk: Desk):
    for path in ("", f"/measures/{desk.key}", "/files", "/template.csv", "/publish", "/keys"):
        assert desk.stranger.get(desk.address + path).status_code == 404


# Other systems


def make_key(desk: Desk, scope: str = "tender") -> str:
    page = desk.officer.fill_in(f"{desk.address}/keys", {"name": "Monitoring", "scope": scope})
    found = re.search(r"procure-results-[0-9a-z]{10}-[0-9a-z]{26}", page.text)
    assert found is not None
    assert found[0] not in desk.officer.get(f"{desk.address}/keys").text
    return found[0]


def send(desk: Desk, key: str, *rows: object, idempotency: str = "", **more: object) -> TestResponse:
    headers = {"Authorization": f"Bearer {key}"} | ({"Idempotency-Key": idempotency} if idempotency else {})
    return desk.app.test_client().post(
        "/api/1.0/observations", json={"observations": list(rows), **more}, headers=headers
    )


def row(desk: Desk, value: object = 48.2, **changes: object) -> dict[str, object]:
    return {
        "measure": desk.key, "periodStart": "2026-01-01", "periodEnd": "2026-01-31", "value": value,
        "publishedOn": "2026-02-10", **changes,
    }  # fmt: skip


def test_another_system_records_with_a_key_and_may_send_again(desk: Desk):
    key = make_key(desk)
    listed = desk.app.test_client().get("/api/1.0/measures", headers={"Authorization": f"Bearer {key}"})
    assert [each["measure"] for each in listed.json["measures"]] == [desk.key]

    first = send(desk, key, row(desk), idempotency="a")
    again = send(desk, key, row(desk), idempotency="a")
    other = send(desk, key, row(desk, 50), idempotency="a")

    assert (first.status_code, first.json["recorded"], first.json["replayed"]) == (200, 1, False)
    assert (again.json["batch"], again.json["replayed"]) == (first.json["batch"], True)
    assert (other.status_code, other.mimetype) == (409, "application/problem+json")
    assert desk.recorded() == 1
    assert "Last used" in desk.officer.get(f"{desk.address}/keys").text


def test_each_row_is_answered_for_itself(desk: Desk):
    key = make_key(desk, "organisation")
    rows = (
        row(desk),
        row(desk, "NaN", periodEnd="2026-01-30"),
        row(desk, 1, measure="0000000000"),
        7,
        {"x": 1},
    )

    refused = send(desk, key, *rows)
    in_part = send(desk, key, *rows, inPart=True)

    assert refused.status_code == 422
    assert [each["row"] for each in refused.json["rows"] if each["outcome"] == "refused"] == [1, 2, 3, 4]
    assert {each.get("field") for each in refused.json["rows"]} == {None, "value", "measure"}
    assert (in_part.json["recorded"], in_part.json["refused"]) == (1, 4)
    assert desk.recorded() == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400), (b"[]", 400), (b"{", 400), (b'{"observations": []}', 413), (b"\xff", 400), (b"[" * 100_000, 400),
        (b'{"observations": [{"value": NaN}]}', 400), (b'{"observations": [{}], "x": 1}', 400),
        (b'{"observations": [{"value": 1e999999999}]}', 422), (b'{"observations": [' + b"{}," * 1000 + b"{}]}", 413),
        (b'{"observations": [{"value": ' + b"9" * 5000 + b"}]}", 400), (b'{"observations": 1, "inPart": 2}', 400),
        (b'{"observations": [{"\\ud800": 1}]}', 422), (b'{"observations": [{}], "\\ud800": 1}', 400),
        (b'{"observations": [{"measure": "\\ud800", "note": "\\u0000"}]}', 422),
    ],
)  # fmt: skip
def test_whatever_is_sent_is_answered_as_a_problem(desk: Desk, body: bytes, status: int):
    answer = desk.app.test_client().post(
        "/api/1.0/observations", data=body, content_type="application/json",
        headers={"Authorization": f"Bearer {make_key(desk)}"},
    )  # fmt: skip
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert desk.recorded() == 0


def test_a_key_that_sends_too_often_is_told_how_long_to_wait_and_another_is_not(
    desk: Desk, settings: Settings
):
    keys = [make_key(desk), make_key(desk)]
    busy = create_app(settings.model_copy(update={"results_rate_limit": "2 per hour"})).test_client()
    answers = [
        busy.get("/api/1.0/measures", headers={"Authorization": f"Bearer {key}"})
        for key in (keys[0], keys[0], keys[0], keys[1])
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 429, 200]
    assert (answers[2].mimetype, answers[2].headers["Retry-After"]) == ("application/problem+json", "3600")


def test_without_a_key_in_force_nothing_is_taken(desk: Desk):
    key = make_key(desk)
    revoked = make_key(desk)
    with reading(desk.app.extensions["procure"].engine) as session:
        newest = session.exec(select(ResultsKey.key).order_by(ResultsKey.id.desc())).first()  # type: ignore[union-attr]
    page = desk.officer.get(f"{desk.address}/keys")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token is not None
    desk.officer.post(f"{desk.address}/keys/{newest}/revoke", data={"csrf_token": token[1]})

    for wrong in ("", "x", key[:-1], f"{key}0", revoked, "procure-results--", f"Basic {key}"):
        answer = send(desk, wrong, row(desk))
        assert (answer.status_code, answer.mimetype) == (401, "application/problem+json"), wrong
    assert desk.recorded() == 0


# Indicators

TAKE_BACK = "Take back Homes at energy performance certificate band C or better"


def test_a_measure_is_made_an_indicator_changed_and_taken_back(desk: Desk):
    indicators = f"/tenders/{desk.reference}/indicators"
    rules = {"vintage_rule": "latest", "revision_rule": "keep"}
    page = desk.officer.fill_in(f"{indicators}/choose/{desk.key}", rules)
    assert "The indicator is saved." in page.text
    assert "76 or more" in page.text

    overlapping = desk.officer.fill_in(_link(page.text, "Change"), {"approaching": "80"})
    assert "Each figure must be lower than the one before it" in overlapping.text

    gone = desk.officer.send_form(desk.officer.get(indicators), button=TAKE_BACK)
    assert "no longer an indicator" in gone.text
    assert desk.stranger.get(indicators).status_code == 404


def test_bands_are_tried_before_they_are_saved(desk: Desk):
    """The measure should rise to 76: what is at an edge earns the better rating, what is just short of it the worse."""
    choosing = f"/tenders/{desk.reference}/indicators/choose/{desk.key}"
    edges = {"good": "76", "approaching": "70.5", "improvement": "60"}
    for tried, said in (
        ("76", "76: Good.</strong> It is exactly where two ratings meet"),
        ("75.999999", "75.999999: Approaching target.</strong>"),
        ("70.5", "70.5: Approaching target.</strong> It is exactly where"),
        ("-3", "-3: Inadequate.</strong>"),
    ):
        page = desk.officer.fill_in(
            choosing, {**edges, "title": "", "tried": tried}, button="Try this reading"
        )
        assert said in page.text, tried
        assert "There is a problem" not in page.text
    assert "70.5 or more, and less than 76" in page.text
    for wrong, said in (
        ({"tried": "about 70"}, "Write one plain number"),
        ({"tried": ""}, "Enter a figure to try"),
        ({"tried": "70", "approaching": "80"}, "Each figure must be lower than the one before it"),
    ):
        page = desk.officer.fill_in(choosing, {**edges, **wrong}, button="Try this reading")
        assert said in page.text
    assert "Change</a>" not in desk.officer.get(f"/tenders/{desk.reference}/indicators").text


def _link(text: str, words: str) -> str:
    found = re.search(rf'href="([^"]+)">{words}<', text)
    assert found is not None
    return found[1]
