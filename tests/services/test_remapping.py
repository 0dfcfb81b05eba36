"""A new set of priorities takes the place of an old one: what counts, whom it concerns, and what stays as it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from procure.db import writing
from procure.domain.exceptions import Invalid, NotAllowed, NotReady, WrongState
from procure.domain.permissions import Actor
from procure.domain.vocabulary import Role
from procure.models import FrameworkChange, ObjectiveLink, ObjectiveRow, Tender, User
from procure.services import authoring, freezing, remapping
from procure.services.access import actor_of
from tests.factories.boards import make_authority, make_board, make_members, make_ready_tender, make_review
from tests.factories.people import make_officer, make_user
from tests.factories.targets import make_target

DAY = date(2026, 11, 1)
BEFORE = date(2026, 10, 31)


@dataclass
class Cast:
    session: Session
    curator: Actor
    officer: Actor
    chair: Actor
    tender: Tender
    old: list[str]
    change: FrameworkChange

    def map(self, old: str, full: tuple[str, ...] = (), part: tuple[str, ...] = ()) -> None:
        remapping.map_objective(self.session, self.curator, self.change, old, full, part, "As announced")

    def settle(self) -> None:
        """The first stays in part, the second is orphaned."""
        self.map(self.old[0], part=("new-heat",))
        for each in self.old[1:]:
            self.map(each)
        remapping.settle(self.session, self.curator, self.change)


@pytest.fixture
def cast(engine: Engine):
    with writing(engine) as session:
        officer = make_officer(session, make_authority(session))
        (chair,) = make_members(session, 1)
        board = make_board(session, chair, quorum=1)
        tender = make_ready_tender(session, officer)
        for row in session.exec(select(ObjectiveRow)):
            row.framework_id = "old"
        for at, name in enumerate(("new-heat", "new-health"), start=50):
            session.add(
                ObjectiveRow(
                    objective_id=name, mission_id="new", mission_name="New", framework_id="new",
                    framework_name="New priorities", framework_effective_from="2026-11", title=name.title(),
                    position=at, content={"kind": "milestone"}, digest="0",
                )
            )  # fmt: skip
        target = make_target(session, board, chair, change="Homes stay warm")
        target.objective_id = tender.specification.objective_ids[0]
        session.add(target)
        session.flush()
        curator = actor_of(make_user(session, None, Role.CURATOR))
        change = remapping.begin(session, curator, "old", "new", DAY)
        old = [each.objective_id for each in remapping.sides(session, change)[0]]
        chosen = tender.specification.objective_ids
        ordered = [*chosen, *(each for each in old if each not in chosen)]
        yield Cast(session, curator, actor_of(officer), actor_of(chair), tender, ordered, change)


def offered(session: Session) -> set[str]:
    return {each.objective_id for mission in authoring.missions(session) for each in mission.objectives}


def test_nothing_counts_before_every_old_objective_is_mapped_and_the_change_settled(cast: Cast) -> None:
    cast.map(cast.old[0], full=("new-heat",))
    assert remapping.affected_tenders(cast.session, cast.officer, DAY) == []
    with pytest.raises(NotReady):
        remapping.settle(cast.session, cast.curator, cast.change)
    with pytest.raises(NotAllowed):
        remapping.settle(cast.session, cast.officer, cast.change)
    cast.settle()
    assert remapping.affected_tenders(cast.session, cast.officer, BEFORE) == []
    assert len(remapping.affected_tenders(cast.session, cast.officer, DAY)) == 1
    with pytest.raises(WrongState):
        cast.map(cast.old[0])


def test_owners_and_boards_see_what_is_orphaned_and_new_drafts_choose_from_what_is_in_force(
    cast: Cast,
) -> None:
    assert set(cast.old) <= offered(cast.session)
    cast.settle()
    assert {"new-heat", "new-health"} <= offered(cast.session)
    assert not set(cast.old) & offered(cast.session)
    (tender,) = remapping.affected_tenders(cast.session, cast.officer, DAY)
    assert tender.is_orphaned
    assert [each.objective_id for each in tender.objectives[cast.old[0]]] == ["new-heat"]
    (target,) = remapping.affected_targets(cast.session, cast.chair, DAY)
    assert not target.is_orphaned
    remapping.relink_target(cast.session, cast.chair, target.thing, "new-heat", DAY)
    assert target.thing.objective_id == "new-heat"
    assert remapping.affected_targets(cast.session, cast.officer, DAY) == []


def test_a_draft_is_linked_anew_and_a_frozen_version_keeps_what_it_was_approved_against(
    cast: Cast, engine: Engine
) -> None:
    version = freezing.freeze(cast.session, cast.officer, cast.tender)
    frozen = version.snapshot_json
    cast.settle()
    with pytest.raises(Invalid):
        remapping.relink(cast.session, cast.officer, cast.tender, {cast.old[0]: "new-health"}, DAY)
    remapping.relink(cast.session, cast.officer, cast.tender, {cast.old[0]: "new-heat", cast.old[1]: ""}, DAY)
    assert cast.tender.specification.objective_ids == ["new-heat"]
    links = cast.session.exec(select(ObjectiveLink)).all()
    assert {link.objective_id for link in links} == {"new-heat"}
    assert {(link.causal_step, link.evidence_grade) for link in links} == {("", "")}
    assert remapping.changed_for(cast.session, cast.tender, DAY) is None
    assert version.snapshot_json == frozen
    assert {each.objective_id for each in freezing.snapshot_of(version).objectives} >= {cast.old[0]}


def test_a_board_sees_a_tender_before_it_whose_objective_is_gone(cast: Cast) -> None:
    board = cast.session.get_one(
        type(cast.tender).board.property.mapper.class_, next(iter(cast.chair.boards))
    )

    make_review(cast.session, cast.tender, cast.session.get_one(User, cast.officer.user_id), board)
    assert remapping.affected_reviews(cast.session, cast.chair, DAY) == []
    cast.settle()
    (found,) = remapping.affected_reviews(cast.session, cast.chair, DAY)
    assert found.is_orphaned


def test_a_file_replaces_the_mapping_or_says_what_is_wrong_with_it(cast: Cast) -> None:
    lines = [f"{each},new-heat,full,As announced" for each in cast.old]
    text = "old,new,coverage,note\n" + "\n".join(lines)
    assert remapping.take_in(cast.session, cast.curator, cast.change, text.encode()) == len(lines)
    assert {row.coverage for row in remapping.rows_of(cast.change)} == {"full"}
    for wrong in (b"\xff\xfe", b"old,new,coverage\nx,y,full\n", b"nothing"):
        with pytest.raises(Invalid):
            remapping.take_in(cast.session, cast.curator, cast.change, wrong)
    assert len(remapping.rows_of(cast.change)) == len(lines)
