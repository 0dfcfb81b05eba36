"""Where a library entry is used, by whom, and what published notices have told of it since."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlmodel import Session, select

from procure.config import Settings
from procure.domain.notice_facts.parts import Withholding
from procure.domain.observing import Way
from procure.domain.permissions import Actor
from procure.domain.snapshot import LibrarySource
from procure.models import (
    MeasureSeries,
    Notice,
    NoticeDraft,
    Organisation,
    Outcome,
    ProcurementFactsRow,
    SeriesJudgement,
    Specification,
    SpecificationVersion,
    Tender,
    User,
)
from procure.models.types import now
from procure.services import freezing, measure_series, observing, tracking
from procure.services.access import actor_of
from procure.services.stamping import local_reference
from tests.factories.filled_notices import FILLED
from tests.factories.outcomes import make_outcome
from tests.factories.people import make_organisation
from tests.factories.publications import PUBLISHED_AT, make_complete_publication, make_listed_tender
from tests.factories.results import NOW, make_reading
from tests.factories.snapshots import make_snapshot

pytestmark = pytest.mark.both_databases
COLD = LibrarySource(library_id="cold-homes", library_version=2)


@pytest.fixture
def settings(tmp_path) -> Settings:
    return Settings(data_dir=tmp_path, secret_key="a key that signs nothing", testing=True)


def tender_with(session: Session, *held: LibrarySource | None, buyer: Organisation | None = None) -> Tender:
    """A published tender whose outcomes were copied from these entries, and its rows as they were drafted."""
    outcomes = tuple(
        make_outcome(number).model_copy(update={"library": library})
        for number, library in enumerate(held, start=1)
    )
    reference = make_listed_tender(session, organisation=buyer, outcomes=len(outcomes))
    tender = session.exec(select(Tender).where(Tender.reference == reference)).one()
    buyer_name = session.get_one(Organisation, tender.organisation_id).name
    snapshot = make_snapshot(outcomes=len(outcomes), reference=reference)
    snapshot = snapshot.model_copy(
        update={
            "outcomes": outcomes,
            "title": f"Homes of {buyer_name}",
            "authority": snapshot.authority.model_copy(update={"name": buyer_name}),
        }
    )
    make_complete_publication(session, tender, snapshot, 2, PUBLISHED_AT)
    for outcome in outcomes:
        row_of(session, tender, outcome.library.library_id if outcome.library else "")
    return tender


def row_of(session: Session, tender: Tender, library_id: str) -> Outcome:
    row = Outcome(tender_id=tender.id or 0, library_id=library_id)
    session.add(row)
    session.flush()
    return row


def tell(session: Session, tender: Tender, kind: str, days: int, **changes: object) -> Notice:
    """A published notice of the tender, without files."""
    facts = FILLED[kind].model_copy(update=changes)
    version = session.exec(
        select(SpecificationVersion).where(SpecificationVersion.tender_id == tender.id)
    ).first()
    assert version is not None
    at = PUBLISHED_AT + timedelta(days=days)
    notice = Notice(
        tender_id=tender.id or 0, version_id=version.id or 0, code=facts.code, local_number=10 + days,
        published_at=at, completed_at=at,
    )  # fmt: skip
    session.add(notice)
    session.flush()
    session.add(
        NoticeDraft(
            tender_id=tender.id or 0,
            code=facts.code,
            facts_json=facts.model_dump_json(),
            started_by_id=session.exec(select(User)).first().id,
            notice_id=notice.id,  # type: ignore[union-attr]
        )
    )
    session.flush()
    return notice


def test_the_newest_tender_that_holds_a_copy_stands_first_with_its_buyer_and_its_aims(
    session: Session, settings: Settings
) -> None:
    first = tender_with(session, COLD, buyer=make_organisation(session, name="Westmarch Council"))
    tender_with(session, None)
    second = tender_with(
        session,
        COLD.model_copy(update={"library_version": 1}),
        COLD,
        buyer=make_organisation(session, name="Eastmarch"),
    )
    newest, older = tracking.uses(session, "cold-homes", settings)
    assert (newest.reference, newest.buyer, newest.versions) == (second.reference, "Eastmarch", (1, 2))
    assert (older.reference, older.buyer, older.observed) == (first.reference, "Westmarch Council", ())
    assert older.measures[0].target_value
    assert tracking.uses(session, "school-attendance", settings) == ()


def test_a_draft_of_the_next_version_shows_nothing_and_hides_nothing(
    session: Session, settings: Settings
) -> None:
    published = tender_with(session, COLD)
    removed = session.exec(select(Outcome).where(Outcome.tender_id == published.id)).one()
    removed.removed_at = now()
    another = tender_with(session, None)
    row_of(session, another, "cold-homes")
    assert [use.reference for use in tracking.uses(session, "cold-homes", settings)] == [published.reference]


def test_what_notices_tell_of_the_contract_stands_beside_the_tender(
    session: Session, settings: Settings
) -> None:
    tender = tender_with(session, COLD)
    tell(session, tender, "UK9", 1)
    tell(session, tender, "UK9-breach", 2)
    tell(session, tender, "UK11", 3)
    (use,) = tracking.uses(session, "cold-homes", settings)
    assessed, breach, ended = use.observed
    assert assessed.findings[0].endswith("good (1 September 2027 to 31 August 2028).")
    assert "92" in assessed.findings[0]
    assert breach.findings == ("A breach of the contract, or a failure to perform it, was reported.",)
    assert (ended.number, ended.findings) == (13, ("The contract ended on 31 August 2032.",))


def test_what_a_notice_withholds_or_a_later_one_amends_is_not_told(
    session: Session, settings: Settings
) -> None:
    tender = tender_with(session, COLD)
    first = tell(session, tender, "UK9", 1)
    withheld = (Withholding(item="kpis", limb="commercial", reason="It is sensitive."),)
    name = local_reference(first, tender.reference, settings)
    tell(session, tender, "UK9", 2, withheld=withheld, amends_notice_id=name)
    (use,) = tracking.uses(session, "cold-homes", settings)
    assert [(each.number, each.findings) for each in use.observed] == [(12, ())]


def test_what_was_observed_stands_beside_the_tender_once_its_buyer_has_made_it_public(
    session: Session, settings: Settings
) -> None:
    tender, other = tender_with(session, COLD, None), tender_with(session, None)
    for each in (tender, other):
        each.specification, each.facts = Specification(), ProcurementFactsRow()
    officers = {each.id: actor_of(session.get_one(User, each.created_by_id)) for each in (tender, other)}
    series = {each.id: measure_series.take(session, each) for each in (tender, other)}
    version = session.get_one(SpecificationVersion, series[tender.id][0].version_id)
    outcome = freezing.public_snapshot_of(version).outcomes[0]
    held = next(each for each in series[tender.id] if each.outcome_key == outcome.key)
    observe(session, officers[tender.id], held, "48.2")
    observe(session, officers[tender.id], held, "47.9", published_on=date(2028, 3, 10))
    (newest,) = (
        use for use in tracking.uses(session, "cold-homes", settings) if use.reference == tender.reference
    )
    assert newest.followed == ()  # recorded, and for the buyer and its board alone

    for each in (tender, other):
        keys = [row.key for row in series[each.id]]
        measure_series.make_public(session, officers[each.id], each, keys, is_public=True)
    (use,) = tracking.uses(session, "cold-homes", settings)
    told = {each.key: each for each in use.followed}
    # The other outcome of the tender, and the other tender, hold no copy of the entry.
    assert set(told) == {row.key for row in series[tender.id] if row.outcome_key == outcome.key}
    found = told[held.key]
    assert (found.baseline, found.target) == (held.baseline_words, held.target_words)
    assert (found.value, found.period_end, found.published_on) == (
        Decimal("47.9"),
        date(2028, 1, 31),
        date(2028, 3, 10),
    )
    assert (found.vintage, found.revisions, found.observations) == (2, 1, 2)
    assert found.status.value == session.get_one(SeriesJudgement, held.id).status

    measure_series.make_public(session, officers[tender.id], tender, [held.key], is_public=False)
    (use,) = tracking.uses(session, "cold-homes", settings)
    assert held.key not in {each.key for each in use.followed}


def observe(session: Session, officer: Actor, series: MeasureSeries, value: str, **changes: object) -> None:
    reading = make_reading(series, value, **changes)
    answer = observing.record(
        session, officer, [reading], Way.FORM, organisation_id=series.organisation_id, at=NOW
    )
    assert not answer.is_refused
