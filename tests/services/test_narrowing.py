"""Suppliers narrow the public list by trees of places and of what is bought, by how far it has come, and by when it
closes, which also puts it in order."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from procure.models import Notice, PublishedTender, SpecificationVersion, Tender
from procure.models.types import now
from procure.services import finding, relisting
from procure.services.criteria import Criteria, narrowest
from tests.factories.publications import PUBLISHED_AT, make_listed_tender
from tests.factories.snapshots import make_facts

DAY = timedelta(days=1)
pytestmark = pytest.mark.both_databases


def found(session: Session, words: str = "", at=PUBLISHED_AT, **how: object) -> list[str]:  # type: ignore[no-untyped-def]
    rows = finding.find(session, Criteria(words, **how), at).rows  # type: ignore[arg-type]
    return [row.reference for row in rows]


def test_places_and_what_is_bought_are_trees(session: Session) -> None:
    near = make_listed_tender(session, facts=make_facts(regions=("UKC11",), cpv_codes=("85311000",)))
    wide = make_listed_tender(session, facts=make_facts(regions=("UKC1",), cpv_codes=("85000000",)))
    everywhere = make_listed_tender(session, facts=make_facts(regions=("UK",), cpv_codes=("45000000",)))
    for place, fits in (
        ("UKC", [everywhere, wide, near]), ("UKC1", [everywhere, wide, near]),
        ("UKC11", [everywhere, wide, near]), ("UKC12", [everywhere, wide]), ("UKC2", [everywhere]),
    ):  # fmt: skip
        assert found(session, filters={"region": (place,)}) == fits, place
        assert finding.find(session, Criteria(filters={"region": (place,)})).total == len(fits)
    assert found(session, filters={"cpv": ("85",)}) == [wide, near]
    for branch in ("853", "8531", "85311"):
        assert found(session, filters={"cpv": (branch,)}) == [near], branch
    first = finding.choices(session, Criteria())
    assert {each.depth for kind in ("cpv", "region") for each in first[kind]} == {0}
    deeper = finding.choices(session, Criteria(filters={"cpv": ("8531",), "region": ("UKC",)}))
    assert [(each.value, each.depth) for each in deeper["cpv"]] == [
        ("45", 0), ("85", 0), ("853", 1), ("8531", 2), ("85311", 3),
    ]  # fmt: skip
    assert [(each.value, each.tenders) for each in deeper["region"] if each.depth] == [
        ("UKC2", 1),
        ("UKC1", 3),
    ]


def test_of_a_tree_the_narrowest_choice_counts(session: Session) -> None:
    assert narrowest("cpv", ["85", "853", "45"]) == ("853", "45")
    assert narrowest("buyer", ["a", "ab"]) == ("a", "ab")


def test_the_next_to_close_come_first_a_page_at_a_time(session: Session) -> None:
    days = [3, 50, 8, 20, *range(60, 60 + finding.PAGE)]
    made = {
        day: make_listed_tender(
            session, facts=make_facts(procedure="open", tender_deadline_at=PUBLISHED_AT + day * DAY)
        )
        for day in days
    }
    assert found(session, closing="7") == [made[3]]
    assert found(session, "homes", closing="30") == [made[20], made[8], made[3]]
    assert finding.find(session, Criteria(closing="later"), PUBLISHED_AT).total == len(days) - 3
    assert made[20] not in found(session, closing="later")
    ordered = [made[day] for day in sorted(days)]
    for words in ("", "homes"):
        first = finding.find(session, Criteria(words, by_deadline=True), PUBLISHED_AT)
        assert (first.total, first.newer) == (len(days), None)
        assert [row.reference for row in first.rows] == ordered[: finding.PAGE]
        rest = finding.find(session, Criteria(words, by_deadline=True, before=first.older), PUBLISHED_AT)
        assert [row.reference for row in rest.rows] == ordered[finding.PAGE :]
        again = finding.find(session, Criteria(words, by_deadline=True, after=rest.newer), PUBLISHED_AT)
        assert [row.reference for row in again.rows] == ordered[: finding.PAGE]
    assert found(session, at=PUBLISHED_AT + 10 * DAY, by_deadline=True)[:2] == [made[20], made[50]]
    assert found(session, by_deadline=True, closing="7") == [made[3]]


def test_a_notice_moves_its_tender_to_the_next_stage(session: Session) -> None:
    awarded, waiting = make_listed_tender(session), make_listed_tender(session)
    assert found(session, filters={"stage": ("tender",)}) == [waiting, awarded]
    tender = session.exec(select(Tender).where(Tender.reference == awarded)).one()
    version = session.exec(
        select(SpecificationVersion).where(SpecificationVersion.tender_id == tender.id)
    ).one()
    award = Notice(tender_id=tender.id, version_id=version.id, code="UK6", local_number=9, published_at=now())
    session.add(award)
    session.flush()
    relisting.restage(session, tender)
    assert found(session, filters={"stage": ("tender",)}) == [waiting, awarded]
    award.completed_at = now()
    session.flush()
    relisting.restage(session, tender)
    assert found(session, filters={"stage": ("award",)}) == [awarded]
    assert found(session, filters={"stage": ("tender",)}) == [waiting]
    offered = finding.choices(session, Criteria())["stage"]
    assert [(each.label, each.tenders) for each in offered] == [("Tender", 1), ("Award decided", 1)]
    row = session.exec(select(PublishedTender).where(PublishedTender.reference == awarded)).one()
    assert (row.title, row.version_number) == ("Warm homes for Westmarch", 1)
