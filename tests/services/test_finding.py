"""The public list: words, filters, order, pages and counts, alike on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Engine, event, text
from sqlmodel import Session, select

from bench.seeding import NOW, seed
from procure.db import reader_of, reading
from procure.models import Tender
from procure.services import finding, listing
from procure.services.finding import COUNTED, PAGE, Criteria
from tests.browsing import counted_statements
from tests.factories.bilingual import with_welsh
from tests.factories.people import make_organisation
from tests.factories.publications import PUBLISHED_AT, make_listed_tender
from tests.factories.snapshots import make_facts, make_snapshot

pytestmark = pytest.mark.both_databases


def find(session: Session, words: str = "", at: datetime = PUBLISHED_AT, **filters: object) -> list[str]:
    """References found, newest first."""
    is_open = bool(filters.pop("is_open", False))
    chosen = {kind: (each,) if isinstance(each, str) else tuple(each) for kind, each in filters.items()}  # type: ignore[arg-type]
    found = finding.find(session, Criteria(words, chosen, is_open), at)
    references = [row.reference for row in found.rows]
    assert found.total == len(references)
    return references


def test_the_newest_comes_first(session: Session) -> None:
    references = [make_listed_tender(session) for _ in range(3)]
    assert find(session) == references[::-1]


def test_words_are_found_in_title_summary_outcomes_and_buyer_in_any_of_their_forms(session: Session) -> None:
    otters = make_listed_tender(session, title="Otters return to the river")
    buyer = make_organisation(session, "Ambridge Council")
    school = make_listed_tender(session, title="School meals", summary="Hot lunches.", organisation=buyer)
    assert find(session, "otter river") == [otters]
    assert find(session, "RIVERS") == [otters]
    assert find(session, "lunch") == find(session, "ambridge") == [school]
    assert find(session, "otter lunch") == []
    assert find(session, school) == find(session, school.replace("-", "")) == [school]


def test_words_in_welsh_find_the_tender_but_for_those_whose_english_is_gone(session: Session) -> None:
    bilingual = with_welsh(make_snapshot(), title="Cartrefi cynnes i bobl hŷn", facts__nothing="zqcudd")
    homes = make_listed_tender(session, title="Warm homes", welsh=bilingual.welsh)
    make_listed_tender(session, title="School meals")
    assert (
        find(session, "cynnes hŷn") == find(session, "CARTREFI") == find(session, "warm cartrefi") == [homes]
    )
    assert find(session, "zqcudd") == []


@pytest.mark.parametrize(
    "hostile",
    [
        '"', "' OR 1=1 --", "NEAR(", "title:x", "a* OR b", "(((", "&|!", "\\", "%", "zq1 AND", "*", "-", "\x00", "🏠 ń",
        "a" * 5000,
    ],
)  # fmt: skip
def test_a_query_in_any_shape_is_read_as_plain_words(session: Session, hostile: str) -> None:
    make_listed_tender(session)
    assert find(session, hostile) == ([] if finding.search.words_of(hostile) else find(session))


@pytest.mark.parametrize(
    ("typed", "meant"), [("oters", "otters"), ("riverr", "river"), ("OTETRS river", "otters river")]
)
def test_a_slip_of_the_keyboard_is_put_right_where_nothing_fits_what_was_typed(
    session: Session, typed: str, meant: str
) -> None:
    otters = make_listed_tender(session, title="Otters return to the river")
    criteria, found = finding.find_or_correct(session, Criteria(typed))
    assert criteria.words == meant
    assert [row.reference for row in found.rows] == [otters]


def test_words_that_are_found_or_that_nothing_is_like_stay_as_typed(session: Session) -> None:
    make_listed_tender(session, title="Otters return to the river")
    for typed in ("otter", "rivers", "xylophones", "ott", "river xylophones", "2027"):
        assert finding.find_or_correct(session, Criteria(typed))[0].words == typed


def test_a_word_is_put_right_only_where_that_finds_something_within_the_filters(session: Session) -> None:
    make_listed_tender(
        session, title="Otters return", facts=make_facts(sme_suitable=True, vcse_suitable=False)
    )
    asked = Criteria("oters", {"suitable": ("vcse",)})
    criteria, found = finding.find_or_correct(session, asked)
    assert (criteria, found.total) == (asked, 0)


def test_a_word_of_a_tender_that_is_no_longer_listed_is_not_offered(session: Session) -> None:
    reference = make_listed_tender(session, title="Otters return")
    tender = session.exec(select(Tender).where(Tender.reference == reference)).one()
    listing.forget(session, tender.id or 0)
    criteria, found = finding.find_or_correct(session, Criteria("oters"))
    assert (criteria.words, found.total) == ("oters", 0)


def test_tenders_are_found_by_the_outcome_of_the_library_and_by_having_lots(session: Session) -> None:
    source = make_snapshot(outcomes=1).outcomes[0].library
    assert source is not None
    whole = make_listed_tender(session)
    parted = make_listed_tender(session, lots=2)
    assert find(session, outcome=source.library_id) == [parted, whole]
    assert find(session, lots="yes") == [parted]
    offered = finding.choices(session, Criteria())
    assert [(each.label, each.tenders) for each in offered["outcome"]] == [(source.library_title, 2)]
    assert [(each.label, each.tenders) for each in offered["lots"]] == [("Has lots", 1)]


def test_each_filter_narrows_the_list(session: Session) -> None:
    one = make_listed_tender(
        session,
        facts=make_facts(
            procedure="open", regions=("UKC11",), cpv_codes=("85111000",), value_gross=Decimal(90_000),
            sme_suitable=True, vcse_suitable=False,
        ),
    )  # fmt: skip
    two = make_listed_tender(
        session,
        facts=make_facts(
            procedure="competitive_flexible", regions=("UKD", "UKM"), cpv_codes=("45000000", "71000000"),
            value_gross=Decimal(1_000_000), sme_suitable=False, vcse_suitable=True,
        ),
    )  # fmt: skip
    for kind, of_one, of_two in (
        ("procedure", "open", "competitive_flexible"),
        ("region", "UKC", "UKM"),
        ("cpv", "85", "71"),
        ("value", "under-100k", "1m-10m"),
        ("suitable", "sme", "vcse"),
    ):
        assert find(session, **{kind: of_one}) == [one], kind
        assert find(session, **{kind: of_two}) == [two], kind
        assert find(session, **{kind: (of_one, of_two)}) == [two, one], kind
    assert find(session, mission="mission-that-is-not") == []
    assert find(session, procedure="open", region="UKM") == []
    assert find(session, procedure="open", region=("UKM", "UKC")) == [one]


def test_a_tender_for_the_whole_country_is_for_each_region(session: Session) -> None:
    reference = make_listed_tender(session, facts=make_facts(regions=("UK",)))
    assert find(session, region="UKN") == find(session, region="UKI") == [reference]


def test_words_and_filters_hold_together(session: Session) -> None:
    council = make_organisation(session)
    wanted = make_listed_tender(session, title="Otters return", organisation=council)
    make_listed_tender(session, title="Otters return")
    make_listed_tender(session, title="Herons return", organisation=council)
    assert find(session, "otters", buyer=council.key) == [wanted]


def test_open_tenders_are_those_whose_first_deadline_is_to_come(session: Session) -> None:
    def facts(**changes: object) -> object:
        return make_facts(tender_deadline_at=PUBLISHED_AT + timedelta(days=60), **changes)

    closed_to_requests = make_listed_tender(
        session, facts=facts(participation_deadline_at=PUBLISHED_AT + timedelta(days=10))
    )
    still_open = make_listed_tender(
        session, facts=facts(participation_deadline_at=PUBLISHED_AT + timedelta(days=30))
    )
    day_20 = PUBLISHED_AT + timedelta(days=20)
    assert find(session, is_open=True, at=day_20) == [still_open]
    assert find(session, "homes", is_open=True, at=day_20) == [still_open]
    assert find(session, is_open=True, at=PUBLISHED_AT) == [still_open, closed_to_requests]
    assert find(session, is_open=True, at=PUBLISHED_AT + timedelta(days=31)) == []


def test_a_tender_taken_off_the_list_is_neither_found_nor_counted(session: Session) -> None:
    council = make_organisation(session)
    gone, stays = make_listed_tender(session, organisation=council), make_listed_tender(session)
    row = finding.find(session, Criteria(filters={"buyer": (council.key,)})).rows[0]
    tender_id = session.execute(
        text("SELECT tender_id FROM published_tender WHERE sequence = :it"), {"it": row.sequence}
    ).scalar_one()
    listing.forget(session, tender_id)
    assert find(session) == find(session, "homes") == [stays]
    assert find(session, gone) == []
    offered = finding.choices(session, Criteria())
    assert council.key not in [choice.value for choice in offered["buyer"]]
    assert {choice.tenders for choice in offered["procedure"]} == {1}


def test_filters_offered_say_how_many_tenders_each_has(session: Session) -> None:
    for procedure in ("open", "open", "competitive_flexible"):
        make_listed_tender(session, facts=make_facts(procedure=procedure))
    offered = finding.choices(session, Criteria())["procedure"]
    assert [(choice.label, choice.tenders) for choice in offered] == [
        ("Competitive flexible procedure", 1),
        ("Open procedure", 2),
    ]


def store_many(engine: Engine) -> None:
    seed(engine, 1_300)


with_many = pytest.mark.starts_with.with_args(store_many)


@pytest.fixture
def many(engine: Engine) -> Iterator[Session]:
    """For tests `with_many` tenders."""
    with reading(engine) as session:
        yield session


BROAD = Criteria("services")


@with_many
def test_paging_down_and_up_again_shows_every_match_once_in_order(many: Session) -> None:
    wanted = Criteria(filters={"mission": ("growth",), "procedure": ("open", "competitive_flexible")})
    page = finding.find(many, wanted, NOW)
    down = [page]
    while page.older is not None:
        page = finding.find(many, Criteria(filters=wanted.filters, before=page.older), NOW)
        down.append(page)
    sequences = [row.sequence for page in down for row in page.rows]
    assert sequences == sorted(set(sequences), reverse=True)
    assert len(sequences) == down[0].total > 5 * PAGE
    assert down[0].newer is None
    up = []
    while page.newer is not None:
        page = finding.find(many, Criteria(filters=wanted.filters, after=page.newer), NOW)
        up.append(page)
    assert [[row.sequence for row in page.rows] for page in up] == [
        [row.sequence for row in page.rows] for page in down[-2::-1]
    ]


@with_many
def test_counting_stops_where_a_number_no_longer_helps(many: Session) -> None:
    everything = finding.find(many, Criteria(), NOW)
    assert (everything.total, everything.is_capped) == (1_300, False)  # kept, and so exact
    of_three = {"mission": ("growth", "health", "energy", "streets", "opportunity")}
    both = finding.find(many, Criteria(filters=of_three), NOW)
    assert (both.total, both.is_capped) == (COUNTED, True)


@with_many
@pytest.mark.parametrize("counted", [40, 300, 2_000])
def test_a_count_is_the_same_however_much_of_it_is_in_the_newest(
    many: Session, monkeypatch: pytest.MonkeyPatch, counted: int
) -> None:
    def totals() -> list[int]:
        pages = [{}, {"before": 900}, {"after": 400}]
        words = ("services", "winter", "nurses", "otters", "winter services")
        return [finding.find(many, Criteria(each, **page), NOW).total for each in words for page in pages]

    exact = totals()
    assert exact[0] == exact[1] == exact[2] > 600 > exact[3] > 60 > exact[6]
    with monkeypatch.context() as patched:
        patched.setattr(finding, "COUNTED", counted)
        finding._statement.cache_clear()
        assert totals() == [min(total, counted) for total in exact]
    finding._statement.cache_clear()


@with_many
def test_a_page_takes_the_same_few_queries_whatever_is_asked(many: Session) -> None:
    counts = set()
    for criteria in (
        Criteria(), BROAD, Criteria("otters"), Criteria(is_open=True), Criteria("winter", {"region": ("UKC", "UKD")}),
        Criteria(before=700), Criteria(filters={"buyer": ("buyer1",)}, after=3),
    ):  # fmt: skip
        with counted_statements() as seen:
            finding.find(many, criteria, NOW)
            finding.choices(many, criteria)
        counts.add(len(seen))
    assert counts == {2}


SHAPES = {
    "nothing": Criteria(),
    "a further page": Criteria(before=600),
    "open": Criteria(is_open=True),
    "one filter": Criteria(filters={"mission": ("growth",)}),
    "a rare filter": Criteria(filters={"buyer": ("buyer390",)}),
    "filters together": Criteria(filters={"mission": ("growth",), "region": ("UKC",), "cpv": ("03", "85")}),
    "a common word": BROAD,
    "a rare word": Criteria("otters"),
    "a common word and a rare filter": Criteria("services", {"buyer": ("buyer390",)}),
    "words, filters and open": Criteria("winter services", {"suitable": ("sme",)}, True),
}


@with_many
def test_every_search_goes_by_an_index(many: Session, engine: Engine) -> None:
    for shape, criteria in SHAPES.items():
        for statement, plan in plans(
            many, engine, lambda criteria=criteria: finding.find(many, criteria, NOW)
        ):
            seen = f"{shape}\n{statement}\n{plan}"
            if engine.dialect.name == "sqlite":
                # FTS5 and the primary key are walked in order: nothing is sorted, and no table is read
                # through, but for the first page of everything, which stops after a page.
                assert "TEMP B-TREE" not in plan, seen
                for line in plan.splitlines():
                    by_index = "VIRTUAL TABLE INDEX" in line or "COVERING INDEX" in line
                    assert not line.startswith("SCAN") or by_index or "LIMIT" in statement, seen
            else:
                assert "Seq Scan on search_published" not in plan, seen
                assert "Seq Scan on published_tender" not in plan, seen


def plans(session: Session, engine: Engine, act: object) -> list[tuple[str, str]]:
    """The statements that ``act`` runs, each with the engine's plan for it."""
    seen: list[tuple[str, object]] = []

    def saw(connection: object, cursor: object, statement: str, parameters: object, *rest: object) -> None:
        if statement.lstrip().startswith(("SELECT", "WITH")):
            seen.append((statement, parameters))

    event.listen(reader_of(engine), "before_cursor_execute", saw)
    try:
        act()  # type: ignore[operator]
    finally:
        event.remove(reader_of(engine), "before_cursor_execute", saw)
    assert seen
    connection = session.connection()
    verb = "EXPLAIN QUERY PLAN " if engine.dialect.name == "sqlite" else "EXPLAIN "
    explained = []
    for statement, parameters in seen:
        rows = connection.exec_driver_sql(verb + statement, parameters).all()  # type: ignore[arg-type]
        explained.append((statement, "\n".join(str(row[-1]) for row in rows)))
    return explained


def test_a_reference_is_found_whatever_its_digits_look_like(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.factories.publications.new_reference", lambda: "Z766-7059-59")
    assert make_listed_tender(session) == "Z766-7059-59"
    found = finding.find(session, finding.Criteria(words="Z766-7059-59"))
    assert [row.reference for row in found.rows] == ["Z766-7059-59"]
