"""Open data from outside as drafts: what is taken comes back equal, and nothing is dropped in silence."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from exports.ocds.plain import plain_lines
from exports.ocds.reading import Law, read
from exports.ocds.record import record_package
from exports.ocds.release import release_json
from exports.ocds.strict_json import Unreadable, read_json
from procure.domain.snapshot import Authority
from tests.exports import releases
from tests.exports.reading_checks import (
    OURS,
    assert_accounts_for_everything,
    assert_comes_back,
    mapped,
    read_file,
    read_one,
    reasons,
)
from tests.factories.notices import make_stamp
from tests.factories.snapshots import make_snapshot

# What is taken


def test_a_tender_notice_becomes_a_draft_with_all_that_a_draft_can_hold():
    snapshot = read_one(releases.uk4()).snapshot
    facts = snapshot.facts
    assert snapshot.title == "Homes that last"
    assert (facts.procedure, facts.special_regimes) == ("competitive_flexible", ("light_touch",))
    assert (facts.value_net, facts.value_gross, facts.vat_rate) == (1200000, 1440000, Decimal(20))
    assert facts.cpv_codes == ("85312000",)
    assert facts.regions == ("UKE4", "UKE42")
    assert (facts.supply_starts_on, facts.supply_ends_on) == (date(2026, 9, 1), date(2029, 8, 31))
    assert facts.supply_may_extend_to_on == date(2031, 8, 31)
    assert facts.has_extensions is True
    assert facts.enquiry_deadline_at == datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert facts.tender_deadline_at == datetime(2026, 4, 10, 11, tzinfo=UTC)
    assert facts.estimated_award_on == date(2026, 6, 30)
    assert (facts.sme_suitable, facts.vcse_suitable, facts.gpa_covered) == (True, True, True)
    assert facts.contact_email == "buying@northmoor.example"
    assert facts.uses_lots is False
    assert facts.no_lots_reasons == "The need is one."
    assert [(c.name, c.kind, c.weight) for c in snapshot.award.criteria] == [
        ("Delivery model", "quality", 60),
        ("Outcome prices", "price", 40),
    ]
    assert [(c.text, c.kind) for c in snapshot.conditions] == [
        ("Two years of supported housing", "technical_ability")
    ]
    assert [document.url for document in snapshot.documents] == [
        "https://www.find-tender.service.gov.uk/Notice/Attachment/A-1001",
        "https://submit.example.org/documents",
    ]


def test_lots_keep_their_words_values_dates_codes_and_places():
    snapshot = read_one(releases.uk4_with_lots()).snapshot
    north, south = snapshot.lots
    assert (north.title, north.value_net, north.value_gross) == ("North", 800000, 960000)
    assert (south.description, south.cpv_codes, south.regions) == ("By the sea.", ("60000000",), ("UKE42",))
    assert south.supply_ends_on == date(2029, 8, 31)
    assert snapshot.facts.cpv_codes == ("85312000", "60000000")
    assert (snapshot.facts.lots_max_tendered, snapshot.facts.lots_max_awarded) == (2, 1)
    assert len(snapshot.award.criteria) == 2


def test_a_contract_gives_value_dates_and_codes_where_the_tender_no_longer_does():
    facts = read_one(releases.uk7()).snapshot.facts
    assert (facts.value_net, facts.value_gross) == (Decimal("1180000.25"), Decimal("1416000.50"))
    assert facts.cpv_codes == ("85312000",)
    assert facts.main_category == "services"
    # Midnight in the wrong season's offset still means the day that is written.
    assert (facts.supply_starts_on, facts.supply_ends_on) == (date(2026, 9, 4), date(2029, 8, 31))


def test_our_own_organisation_is_known_by_its_number_and_another_is_not_taken():
    own = Authority(name="Northmoor Council (Buying)", ppon="PQRS-1234-TVWX", locality="Northmoor")
    found = read_one(releases.uk4(), Authority(name="Northmoor Council"))
    assert "parties/0/name" in mapped(found)
    # The number in the example is none that the platform could have given, so the name decides.
    assert "another organisation" in reasons(read_one(releases.uk4(), own))["parties/0/name"]
    assert "another organisation" in reasons(read_one(releases.uk4()))["parties/0/address/locality"]


def test_an_organisation_that_acts_for_the_buyer_is_taken_with_what_it_does():
    acting = {"name": "Law & Co", "id": "GB-COH-00000001", "roles": ["procuringEntity"], "roleDetails": "Advice",
              "address": {"streetAddress": "4 More", "locality": "London"},
              "contactPoint": {"email": "law@example.org"}}  # fmt: skip
    tender = read_one(releases.uk4() | {"parties": [releases.buyer(), acting]})
    facts = tender.snapshot.facts
    assert (facts.has_agent, facts.agent_name, facts.agent_role) == (True, "Law & Co", "Advice")
    assert "parties/1/address/locality" in reasons(tender)


def test_criteria_that_differ_between_lots_are_reported_and_not_chosen_from():
    release = releases.uk4_with_lots()
    other = {"criteria": [{"type": "price", "name": "Price"}]}
    release["tender"]["lots"][1]["awardCriteria"] = other
    tender = read_one(release)
    assert tender.snapshot.award.criteria == ()
    assert "Lots differ" in reasons(tender)["tender/lots/1/awardCriteria/criteria/0/name"]


@pytest.mark.parametrize("amount", [-1, "12", True, 1e300, 10.005, [], 10**15])
def test_an_amount_that_is_none_is_reported(amount: Any):
    release = releases.uk4(value={"amount": amount, "currency": "GBP"})
    tender = read_one(release)
    assert tender.snapshot.facts.value_net is None
    assert any(path.startswith("tender/value/amount") for path in reasons(tender))


def test_another_currency_is_reported_and_never_taken_for_pounds():
    tender = read_one(releases.uk4(value=releases.value(120, 100, "AED")))
    assert tender.snapshot.facts.value_gross is None
    assert "pounds" in reasons(tender)["tender/value/amount"]


def test_a_deadline_without_a_time_of_day_is_reported_and_not_made_up():
    tender = read_one(releases.uk4(tenderPeriod={"endDate": "2026-04-10"}))
    assert tender.snapshot.facts.tender_deadline_at is None
    assert "date and time" in reasons(tender)["tender/tenderPeriod/endDate"]


def test_a_deadline_without_an_offset_is_read_as_uk_time():
    tender = read_one(releases.uk4(tenderPeriod={"endDate": "2026-04-10T12:00:00"}))
    assert tender.snapshot.facts.tender_deadline_at == datetime(2026, 4, 10, 11, tzinfo=UTC)


def test_weights_that_are_no_percentages_are_not_turned_into_any():
    points = {"criteria": [{"type": "price", "name": "Price",
                            "numbers": [{"number": 5, "weight": "pointsExact"}]}]}  # fmt: skip
    tender = read_one(releases.uk4(lots=[releases.lot(awardCriteria=points)]))
    assert [criterion.weight for criterion in tender.snapshot.award.criteria] == [None]
    assert "percent" in reasons(tender)["tender/lots/0/awardCriteria/criteria/0/numbers/0/number"]


def test_a_confirmation_that_only_an_officer_can_give_is_not_carried_over():
    assert read_one(releases.uk4()).snapshot.facts.conflicts_assessment_prepared is None


# Several notices of one procurement


def test_notices_of_one_procurement_become_one_draft_of_what_they_add_up_to():
    corrected = releases.uk4(title="Homes that last longer") | {
        "id": "012399-2026",
        "tag": ["tenderUpdate"],
        "date": "2026-02-20T09:00:00Z",
    }
    (tender,) = read_file(releases.package(corrected, releases.uk4())).tenders
    assert tender.snapshot.title == "Homes that last longer"
    assert tender.release_ids == ("012345-2026", "012399-2026")
    assert {each.path: each.reason for each in tender.report.unmapped}["releases/1/tender/title"] == (
        "A later release of the same procurement says otherwise."
    )


def test_a_field_that_changes_its_form_between_notices_is_read_from_the_later_one():
    """The central platform has done so: a standstill period became a list of two."""
    first = releases.uk4(title="Homes") | {
        "awards": [{"id": "1", "standstillPeriod": {"endDate": "2026-03-02"}}]
    }
    second = first | {
        "id": "012399-2026",
        "date": "2026-02-20T09:00:00Z",
        "awards": [{"id": "1", "standstillPeriod": [{"endDate": "2026-03-03"}, {"endDate": "2026-03-02"}]}],
    }
    data = releases.package(second, first)
    file = read_file(data)
    (tender,) = file.tenders
    assert tender.snapshot.title == "Homes"
    assert_accounts_for_everything(data, file)


@pytest.mark.parametrize(
    ("basis", "law"),
    [
        ({"scheme": "UKPGA", "id": "2023/54"}, Law.ACT),
        ({"scheme": "CELEX", "id": "32014L0024"}, Law.BEFORE_THE_ACT),
        ({"scheme": "UKPGA", "id": "2006/46"}, Law.BEFORE_THE_ACT),
        ({}, Law.NOT_SAID),
        ("2023/54", Law.NOT_SAID),
        (None, Law.NOT_SAID),
    ],
)
def test_the_law_that_a_procurement_was_published_under_is_told(basis: Any, law: Law):
    assert read_one(releases.uk4(legalBasis=basis)).law is law


def test_no_limit_on_lots_is_read_as_the_platform_writes_it_and_reported():
    data = json.dumps(releases.package(releases.uk4(lotDetails={"maximumLotsBidPerSupplier": float("inf")})))
    (tender,) = read(read_json(data.encode(), has_no_limits=True), lambda buyer: OURS).tenders
    assert tender.snapshot.facts.lots_max_tendered is None
    assert "releases/0/tender/lotDetails/maximumLotsBidPerSupplier" in {
        each.path for each in tender.report.unmapped
    }
    with pytest.raises(Unreadable, match="NaN"):
        read_json(b'{"a": NaN}', has_no_limits=True)


def test_a_record_is_read_from_its_releases():
    made = [releases.uk4(), releases.uk7() | {"date": "2026-08-15T09:00:00+01:00"}]
    package = record_package(
        made, uri="https://example.org", publisher_name="x", publisher_uri="https://example.org"
    )
    (tender,) = read_file(package).tenders
    assert tender.notice_types == ("UK4", "UK7")
    assert tender.snapshot.facts.procedure == "open"
    assert tender.snapshot.facts.value_gross == 1440000
    assert_accounts_for_everything(package, read_file(package))


def test_a_record_of_links_alone_is_read_from_its_compiled_release():
    record = {"ocid": "ocds-h6vhtk-0a1b2c", "releases": [{"url": "https://x.example", "date": "2026", "tag": ["a"]}],
              "compiledRelease": releases.uk4()}  # fmt: skip
    package = {"version": "1.1", "records": [record]}
    (tender,) = read_file(package).tenders
    assert tender.snapshot.title == "Homes that last"
    assert_accounts_for_everything(package, read_file(package))


@pytest.mark.parametrize("make", [lambda: releases.uk4(), lambda: {"ocid": "ocds-h6vhtk-0a1b2c",
                                  "compiledRelease": releases.uk4()}], ids=["release", "record"])  # fmt: skip
def test_a_bare_release_or_record_will_do(make: Any):
    file = read_file(make())
    assert file.tenders[0].snapshot.title == "Homes that last"
    assert_accounts_for_everything(make(), file)


# What cannot be read


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ([], "not an OCDS package"),
        (None, "not an OCDS package"),
        ({}, "no OCDS release"),
        ({"releases": []}, "no OCDS release"),
        ({"releases": {}}, "should be a list"),
        ({"releases": [1]}, "has no ocid"),
        ({"releases": [{"ocid": 7}]}, "has no ocid"),
        ({"records": [{"ocid": "a"}]}, "neither releases nor a compiled release"),
        ({"releases": [{"ocid": f"o{n}"} for n in range(201)]}, "Bring at most 200"),
        ({"releases": [{"ocid": "a", "tender": {"lots": [{}] * 501}}]}, "Bring at most 500"),
        ({"releases": [{"ocid": "a", "x": [0] * 200_000}]}, "more than 200,000 values"),
        (
            {"releases": [{"ocid": "a", "parties": [{"id": [1]}]}, {"ocid": "a", "parties": [{"id": [1]}]}]},
            "cannot be put together",
        ),
    ],
)
def test_what_is_no_open_data_gets_a_clear_answer(data: Any, says: str):
    with pytest.raises(Unreadable, match=says):
        read_file(data)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"{", "not JSON"),
        (b"\xff{}", "not UTF-8"),
        (b'{"a": NaN}', "NaN"),
        (b'{"a": -Infinity}', "Infinity"),
        (b'{"a": 1, "a": 2}', "'a' twice"),
        (b"[" * 200_000, "nested"),
        (b'{"a":' * 65 + b"1" + b"}" * 65, "nested more than 64"),
        (b"1" * 5000, "a number has 5,000 digits"),
        (b"PK\x03\x04 and so on", "ZIP archive. Unpack it"),
        (b"\x1f\x8b and so on", "packed with gzip. Unpack it"),
        (b" " * (20 * 1024 * 1024 + 1), "larger than 20 MB"),
        (b'{"a": 1e99999999999999999999}', "beyond any number"),
    ],
)
def test_bytes_that_are_no_json_get_a_clear_answer(data: bytes, says: str):
    with pytest.raises(Unreadable, match=says):
        read_json(data)


# Every kind of notice


@pytest.mark.parametrize("name", releases.EVERY)
def test_every_kind_of_notice_is_read_and_accounted_for(name: str):
    release = releases.EVERY[name]()
    file = read_file(releases.package(release))
    (tender,) = file.tenders
    assert tender.snapshot.title == "Homes that last"
    assert_accounts_for_everything(releases.package(release), file)
    assert_comes_back(tender)
    assert {"tender/title", "tender/id", "tender/legalBasis/id"} <= mapped(tender).keys()


def test_a_whole_tender_of_ours_comes_back_with_its_outcomes():
    snapshot = make_snapshot()
    data = json.loads(release_json(snapshot, make_stamp()))
    found = read_one(data["releases"][0], snapshot.authority).snapshot
    assert [(o.title, o.statement) for o in found.outcomes] == [
        (o.title, plain_lines(o.statement)) for o in snapshot.outcomes
    ]
    assert [m.name for o in found.outcomes for m in o.measures] == [
        m.name for o in snapshot.outcomes for m in o.measures
    ]
    assert [m.target_value for o in found.outcomes for m in o.measures] == [
        m.target_value for o in snapshot.outcomes for m in o.measures
    ]


def test_what_differs_in_spaces_alone_is_taken_and_told_as_such():
    """Seen on the central platform: two spaces in a title, and one at the end of a line."""
    release = releases.uk4()
    release["tender"]["title"] = "Homes  that last "
    release["tender"]["description"] = "Warm homes: \n  • dry homes\n• safe homes"
    tender = read_one(release)
    assert tender.snapshot.title == "Homes that last"
    said = reasons(tender)
    for path in ("tender/title", "tender/description"):
        assert said[path].startswith("It was taken, but for spaces")
    release["tender"]["description"] = "Warm homes:\n  • dry homes\n• safe homes"
    assert mapped(read_one(release))["tender/description"] == release["tender"]["description"]
