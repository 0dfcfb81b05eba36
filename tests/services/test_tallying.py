"""What a mission's page counts and lists is kept, and is what there is: for every reader, after anything, also where
several write at once."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event, text
from sqlmodel import Session, col, select

from procure.db import before_commit, commit, open_session, reading, writing
from procure.domain.observing import ChangeKind, Way
from procure.domain.permissions import ANYONE, Actor
from procure.domain.results import Status
from procure.models import MeasureSeries, SeriesLink, Tender
from procure.services import assessing, measure_series, observing, ranking, results_feed, tallying
from procure.services.surveying import may_see
from tests.factories.boards import make_board, make_members
from tests.factories.results import NOW, make_followed, make_reading

MISSION, OBJECTIVE = "clean-energy", "warm-homes"
#: Statuses in the order of a list.
ORDER = list(Status)


class Scene:
    """Two buyers, two boards, and everybody who may look."""

    def __init__(self, session: Session) -> None:
        self.followed = [make_followed(session, measures=2) for _ in range(2)]
        chairs = make_members(session, 2)
        boards = [make_board(session, chair, quorum=1).id for chair in chairs]
        self.boards = [0, *boards]
        self.actors = [
            ANYONE,
            *(officer for _, officer, _ in self.followed),
            *(Actor(name="Member", user_id=9, boards={board: "member"}) for board in boards),
            # An officer who sits on a board, too: nothing is counted twice.
            Actor(**{**vars_of(self.followed[0][1]), "boards": dict.fromkeys(boards, "member")}),
        ]

    def change(self, session: Session, what: str, which: int, more: int) -> None:
        tender, officer, series = self.followed[which]
        one = series[more % len(series)]
        if what == "observe":
            observe(session, officer, one, more)
        elif what == "show":
            measure_series.make_public(session, officer, tender, [one.key], is_public=more % 3 > 0)
        elif what == "move":
            tender.board_id = self.boards[more % 3] or None
            session.add(tender)
            measure_series.link(session, tender)
        elif what == "end":
            one.closed_at = NOW if more % 2 else None
            session.add(one)
            session.flush()
            measure_series.link(session, tender)
        else:
            measure_series.take(session, tender, NOW)


def vars_of(actor: Actor) -> dict[str, Any]:
    return {name: getattr(actor, name) for name in Actor.__dataclass_fields__}


def observe(session: Session, officer: Actor, series: MeasureSeries, number: int) -> None:
    """A reading, better or worse by its number; refused where the series has ended, which is as well."""
    reading = make_reading(series, str(20 + number % 9 * 8), month=1 + number % 4)
    observing.record(session, officer, [reading], Way.FORM, organisation_id=series.organisation_id, at=NOW)


def buyers_of(session: Session) -> dict[int, int]:
    return dict(session.exec(select(Tender.organisation_id, Tender.id).distinct()).all())  # type: ignore[arg-type]


def found_by_looking(session: Session, actor: Actor, objective: str, buyer: int | None) -> list[SeriesLink]:
    """What the actor may see, the long way."""
    query = select(SeriesLink).where(
        SeriesLink.mission_id == MISSION, SeriesLink.objective_id == objective, col(SeriesLink.is_open).is_(True),
        SeriesLink.status != "", may_see(SeriesLink, actor),
    )  # fmt: skip
    if buyer is not None:
        query = query.where(SeriesLink.organisation_id == buyer)
    rows = session.exec(query.execution_options(populate_existing=True)).all()
    return sorted(rows, key=lambda row: (ORDER.index(Status(row.status)), -row.series_id))


def check(session: Session, scene: Scene) -> None:
    """Counts and lists are what there is, for everybody."""
    for actor in scene.actors:
        assert tallying.buyers(session, MISSION, actor) == {
            row.organisation_id for row in found_by_looking(session, actor, "", None)
        }
        for objective in ("", OBJECTIVE):
            for buyer in (None, *buyers_of(session), tallying.NOBODY):
                there = found_by_looking(session, actor, objective, buyer)
                kept = tallying.counts(session, [MISSION], [objective], tallying.shares(actor, buyer))
                counts = {each: kept.get((MISSION, objective), Counter())[each.value] for each in ORDER}
                assert counts == {each: sum(row.status == each for row in there) for each in ORDER}
                place = ranking.Place(MISSION, objective, actor, buyer)
                assert listed(session, place, counts) == [row.series_id for row in there]
                happened = ranking.by_what_happened(session, place, date(2000, 1, 1), 20)
                assert {row[0].id for row in happened} == {row.series_id for row in there if row.notable_on}


def listed(session: Session, place: ranking.Place, counts: dict[Status, int]) -> list[int]:
    """A list walked page by page, one to a page."""
    found: list[int] = []
    after = None
    while rows := ranking.by_status(session, place, counts, 1, after=after):
        found.append(rows[0][0].id)
        after = (rows[0][1].status, rows[0][0].id)
    return found


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(("observe", "observe", "show", "move", "end", "take")),
        st.integers(0, 1),
        st.integers(0, 35),
    ),
    min_size=4,
    max_size=7,
)


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=CHANGES)
def test_what_is_kept_is_what_there_is_whatever_happened(
    session: Session, changes: list[tuple[str, int, int]]
) -> None:
    scene = Scene(session)
    for change in changes:
        scene.change(session, *change)
    check(session, scene)
    session.rollback()


def test_a_recount_finds_nothing_wrong_and_puts_right_what_is(engine: Engine) -> None:
    with writing(engine) as session:
        scene = Scene(session)
        for number in range(4):
            scene.change(session, "observe", number % 2, number)
            scene.change(session, "show", number % 2, number)
    assert tallying.recount(engine) == 0
    with writing(engine) as session:
        session.execute(text("UPDATE series_count SET number = number + 1 WHERE organisation_id = 0"))
        session.execute(text("DELETE FROM series_count WHERE organisation_id > 0"))
    assert tallying.recount(engine) > 0
    assert tallying.recount(engine) == 0
    with reading(engine) as session:
        check(session, scene)


def test_a_change_that_was_taken_back_is_not_counted(engine: Engine) -> None:
    with open_session(engine, writes=True) as session:
        scene = Scene(session)
        commit(session)
        scene.change(session, "observe", 0, 1)
        session.rollback()
        before_commit(session, lambda: None)
        commit(session)
    assert tallying.recount(engine) == 0


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_those_who_write_at_once_count_each_series_once(engine: Engine) -> None:
    """Two officers, an official who publishes and the worker, all on the same series, as fast as they can."""
    with writing(engine) as session:
        scene = Scene(session)
        keys = [[each.id for each in series] for _, _, series in scene.followed]
        tenders = [tender.id for tender, _, _ in scene.followed]
    start, faults = threading.Barrier(4), []

    def write(which: int, number: int) -> None:
        with writing(engine) as session:
            series = session.get_one(MeasureSeries, keys[which][number % 2])
            observe(session, scene.followed[which][1], series, number)

    def judge(which: int, number: int) -> None:
        with writing(engine) as session:
            ids = keys[0] + keys[1]
            rows = session.exec(select(MeasureSeries).where(col(MeasureSeries.id).in_(ids))).all()
            for each in rows:
                each.target_value = 30 + number % 5 * 12  # type: ignore[assignment] # so that another status comes out
            assessing.assess(session, rows, NOW)
            told = [session.get_one(Tender, each) for each in tenders]
            results_feed.tell(session, told, ChangeKind.RECORDED, NOW)

    def show(which: int, number: int) -> None:
        with writing(engine) as session:
            tender = session.get_one(Tender, tenders[number % 2])
            one = session.get_one(MeasureSeries, keys[number % 2][0])
            officer = scene.followed[number % 2][1]
            measure_series.make_public(session, officer, tender, [one.key], is_public=number % 3 > 0)

    def run(work: Callable[[int, int], None], which: int) -> None:
        try:
            start.wait()
            for number in range(8):
                work(which, number)
        except Exception as fault:
            faults.append(fault)

    threads = [
        threading.Thread(target=run, args=each) for each in ((write, 0), (write, 1), (judge, 0), (show, 0))
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert not faults
    assert tallying.recount(engine) == 0


def test_a_mission_is_read_by_index_in_as_many_queries_however_many_series_there_are(engine: Engine) -> None:
    with writing(engine) as session:
        scene = Scene(session)
        for number in range(4):
            scene.change(session, "observe", number % 2, number)
            scene.change(session, "move", number % 2, number)
    asked: list[str] = []
    with reading(engine) as session:
        session.connection()
        event.listen(session.get_bind(), "before_cursor_execute", lambda *each: asked.append(each[2]))
        for actor in scene.actors:
            asked.clear()
            counts = dict.fromkeys(ORDER, 10**6)
            place = ranking.Place(MISSION, "", actor)
            tallying.buyers(session, MISSION, actor)
            tallying.counts(session, [MISSION], ["", OBJECTIVE], tallying.shares(actor))
            ranking.by_status(session, place, counts, 20)
            ranking.by_what_happened(session, place, date(2000, 1, 1), 8)
            results_feed.after(session, actor, MISSION, 0)
            assert len(asked) == 5
            for query in list(asked):
                plan = session.connection().exec_driver_sql(
                    "EXPLAIN QUERY PLAN " + query, tuple(0 for _ in range(query.count("?")))
                )
                steps = [row[3] for row in plan]
                scanned = ("SCAN series_", "SCAN results_change", "SCAN measure_series")
                assert not [each for each in steps if each.startswith(scanned)], (actor, steps)
