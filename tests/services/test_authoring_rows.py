"""Repeating parts: added once, moved, removed and put back, and never another tender's."""

from __future__ import annotations

import pytest
from sqlmodel import Session

from procure.domain.exceptions import NotFound, StaleEdit
from procure.domain.identifiers import new_key
from procure.models import ARRANGED
from procure.services import arranging, authoring
from procure.services.access import actor_of
from tests.factories.people import make_officer, make_tender

pytestmark = pytest.mark.both_databases


def texts(session: Session, actor, tender) -> list[str]:
    return [row.text for row in arranging.rows(session, actor, tender, "fixed_requirements")]


def test_rows_keep_the_order_they_are_moved_to(session: Session):
    officer = make_officer(session)
    tender, actor = make_tender(session, officer), actor_of(officer)
    keys = [arranging.add(session, actor, tender, "fixed_requirements", {"text": text}).key for text in "abc"]
    arranging.move(session, actor, tender, "fixed_requirements", keys[2], "up")
    assert texts(session, actor, tender) == ["a", "c", "b"]
    arranging.move(session, actor, tender, "fixed_requirements", keys[0], "up")
    assert texts(session, actor, tender) == ["a", "c", "b"]
    arranging.move(session, actor, tender, "fixed_requirements", keys[0], "down")
    assert texts(session, actor, tender) == ["c", "a", "b"]


def test_a_removed_row_comes_back_where_it_was(session: Session):
    officer = make_officer(session)
    tender, actor = make_tender(session, officer), actor_of(officer)
    keys = [arranging.add(session, actor, tender, "fixed_requirements", {"text": text}).key for text in "abc"]
    arranging.remove(session, actor, tender, "fixed_requirements", keys[1])
    arranging.remove(session, actor, tender, "fixed_requirements", keys[1])
    assert texts(session, actor, tender) == ["a", "c"]
    with pytest.raises(NotFound):
        arranging.row(session, actor, tender, "fixed_requirements", keys[1])
    arranging.restore(session, actor, tender, "fixed_requirements", keys[1])
    assert texts(session, actor, tender) == ["a", "b", "c"]


def test_a_form_sent_twice_adds_one_row(session: Session):
    officer = make_officer(session)
    tender, actor, key = make_tender(session, officer), actor_of(officer), new_key()
    for _ in range(2):
        arranging.add(session, actor, tender, "fixed_requirements", {"text": "a"}, key=key)
    assert texts(session, actor, tender) == ["a"]


def test_a_key_made_up_or_taken_elsewhere_is_replaced(session: Session):
    officer = make_officer(session)
    tender, actor = make_tender(session, officer), actor_of(officer)
    other = make_tender(session, officer, "Another")
    taken = arranging.add(session, actor, other, "lots", {}).key
    for key in (taken, "../../etc", "short"):
        assert arranging.add(session, actor, tender, "lots", {}, key=key).key != key


@pytest.mark.parametrize("name", sorted(ARRANGED))
def test_a_row_of_another_tender_is_not_found(session: Session, name: str):
    officer = make_officer(session)
    actor = actor_of(officer)
    mine, other = make_tender(session, officer), make_tender(session, officer, "Another")
    key = arranging.add(session, actor, other, name, {}).key
    for act in (arranging.row, arranging.remove, arranging.restore):
        with pytest.raises(NotFound):
            act(session, actor, mine, name, key)
    with pytest.raises(NotFound):
        arranging.move(session, actor, mine, name, key, "up")


def test_two_officers_on_one_row_lose_nothing(session: Session):
    officer = make_officer(session)
    tender, actor = make_tender(session, officer), actor_of(officer)
    row = arranging.add(session, actor, tender, "lots", {"title": "North"})
    opened = authoring.revision_of(authoring.stored(row, ["title"]))
    arranging.change(session, actor, tender, "lots", row.key, {"title": "Theirs"}, opened)
    with pytest.raises(StaleEdit) as conflict:
        arranging.change(session, actor, tender, "lots", row.key, {"title": "Mine"}, opened)
    assert conflict.value.theirs == {"title": "Theirs"}
