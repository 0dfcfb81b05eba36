"""How a tender notice reads as open data: which path carries which fact."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from exports.artefact import NotFit, PublicationStamp, make
from exports.notices.definition import definition_of, resolve
from exports.ocds.package import plain_data, release_package, to_json_bytes
from exports.ocds.release import release_json, tender_release
from exports.ocds.validate import problems, release_problems
from procure.domain.snapshot import SpecificationSnapshot
from tests.exports.test_notice_golden import CASES, golden_snapshot
from tests.factories.notices import BASE_URL, PUBLISHED_AT, make_stamp
from tests.factories.snapshots import make_facts, make_snapshot


def release_of(snapshot: SpecificationSnapshot, **stamp: Any) -> dict[str, Any]:
    return plain_data(tender_release(snapshot, make_stamp(**stamp)))


def tender_with(**facts: Any) -> dict[str, Any]:
    tender: dict[str, Any] = release_of(make_snapshot(facts=make_facts(**facts)))["tender"]
    return tender


def paths_in(value: Any, path: str = "") -> Iterator[str]:
    """The paths of the leaves of JSON data, list positions left out: ``tender.lots[].id``."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from paths_in(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for item in value:
            yield from paths_in(item, f"{path}[]")
    else:
        yield path


# The notice, the page and the data say the same

#: Paths that say which release it is rather than what the notice says.
WHICH_RELEASE = re.compile(
    r"(ocid|id|date|tag\[\]|initiationType|language|buyer\.id"
    r"|parties\[\]\.(id|roles\[\]|address\.(country|countryName|region)|details\.classifications\[\]\.scheme"
    r"|additionalContactPoints\[\]\.email)"
    r"|tender\.(id|status|legalBasis\.(id|scheme|uri)|lots\[\]\.(id|status)|items\[\]\.(id|relatedLot))"
    r"|tender\.(coveredBy\[\]|lotDetails\.maximumLots(Bid|Awarded)PerSupplier|lots\[\]\.suitability\.(sme|vcse))"
    r"|tender\.otherRequirements\.reservedParticipation\[\]"
    r"|tender\.documents\[\]\.(id|documentType|noticeType|title|description|url|datePublished|format))"
)


@pytest.mark.parametrize("case", CASES)
def test_every_path_of_a_release_belongs_to_an_item_that_the_notice_gives(case: str) -> None:
    snapshot = golden_snapshot(case)
    notice = resolve(snapshot, make_stamp())
    claimed = {path for field in notice.walk() if field.state == "given" for path in field.ocds}
    if case == "uk4-utilities-market":  # its form has no item for a title, and every release is known by one
        claimed.add("tender.title")
    unclaimed = set(paths_in(release_of(snapshot))) - claimed
    assert sorted(path for path in unclaimed if not WHICH_RELEASE.fullmatch(path)) == []


@pytest.mark.parametrize("case", CASES)
def test_every_item_that_the_notice_gives_is_in_the_release(case: str) -> None:
    snapshot = golden_snapshot(case)
    written = set(paths_in(release_of(snapshot)))
    given = [field for field in resolve(snapshot, make_stamp()).walk() if field.state == "given"]
    assert [field.id for field in given if field.ocds and written.isdisjoint(field.ocds)] == []


def test_a_withheld_item_is_nowhere_in_the_release() -> None:
    snapshot = make_snapshot()
    withheld = {"estimated_value", "award_criteria", "cpv_codes", "payment_terms"}
    tender = plain_data(tender_release(snapshot, make_stamp(), withheld=withheld))["tender"]
    paths = set(paths_in(tender))
    claimed = {path for item in definition_of("UK4").items() if item.id in withheld for path in item.ocds}
    assert {f"tender.{path}" for path in paths}.isdisjoint(claimed)


def test_text_left_behind_by_a_changed_answer_is_not_published() -> None:
    tender = tender_with(
        uses_electronic_auction=False,
        electronic_auction_details="left over",
        has_extensions=False,
        caps_suppliers=False,
    )
    assert tender["techniques"] == {"hasElectronicAuction": False}
    assert "renewal" not in tender["lots"][0]
    assert "maxExtentDate" not in tender["lots"][0]["contractPeriod"]
    assert "reductionCriteria" not in tender.get("otherRequirements", {})


# Identity


def test_identifiers_are_ours_and_say_so_until_the_platform_gives_its_own() -> None:
    ours = release_of(make_snapshot())
    assert (ours["ocid"], ours["id"]) == ("procure-local-WCA-2027-0014", "procure-local-WCA-2027-0014-1")
    given = release_of(
        make_snapshot(), platform_procurement_id="ocds-h6vhtk-0f1a2b", platform_notice_id="041267-2027"
    )
    assert (given["ocid"], given["id"]) == ("ocds-h6vhtk-0f1a2b", "041267-2027")


def test_the_notice_lists_itself_as_one_document() -> None:
    release = release_of(make_snapshot())
    (notice,) = [document for document in release["tender"]["documents"] if "noticeType" in document]
    assert notice["noticeType"] == "UK4"
    assert notice["documentType"] == "tenderNotice"
    assert (notice["id"], notice["datePublished"]) == (release["id"], release["date"])
    assert notice["url"] == make_stamp().notice_url


def test_the_specification_is_published_as_technical_specifications() -> None:
    documents = release_of(make_snapshot())["tender"]["documents"]
    (found,) = [document for document in documents if document["documentType"] == "technicalSpecifications"]
    assert found["format"] == "application/pdf"
    assert found["url"].endswith("/specification.pdf")


def test_a_buyer_without_a_number_gets_a_local_label_and_no_identifier() -> None:
    authority = make_snapshot().authority.model_copy(update={"ppon": ""})
    release = release_of(make_snapshot(authority=authority))
    assert release["buyer"]["id"] == "procure-local-WCA-2027-0014-buyer"
    assert "identifier" not in release["parties"][0]


def test_an_agent_is_a_party_with_its_role_told() -> None:
    facts = make_facts(
        has_agent=True,
        agent_name="Buyers Together",
        agent_address="4 Mill Road",
        agent_email="buying@together.example.org",
        agent_ppon="PJKL-4321-MNPQ",
        agent_role="Runs the portal.",
    )
    agent = release_of(make_snapshot(facts=facts))["parties"][1]
    assert agent["id"] == "GB-PPON-PJKL-4321-MNPQ"
    assert agent["roles"] == ["procuringEntity"]
    assert agent["roleDetails"] == "Runs the portal."


def test_the_buyers_own_reference_is_the_tenders_id_and_else_the_ocid() -> None:
    assert tender_with(buyer_reference="WCA/2027/014")["id"] == "WCA/2027/014"
    assert tender_with(buyer_reference="")["id"] == "procure-local-WCA-2027-0014"


# Times and money


def test_days_run_from_their_first_to_their_last_second_in_london() -> None:
    period = tender_with(supply_starts_on=date(2027, 7, 1), supply_ends_on=date(2028, 1, 31))["lots"][0][
        "contractPeriod"
    ]
    assert period["startDate"] == "2027-07-01T00:00:00+01:00"
    assert period["endDate"] == "2028-01-31T23:59:59Z"


def test_deadlines_keep_their_time_and_say_their_offset() -> None:
    tender = tender_with(tender_deadline_at=datetime(2027, 4, 30, 11, 0, tzinfo=UTC))
    assert tender["tenderPeriod"] == {"endDate": "2027-04-30T12:00:00+01:00"}


def test_money_is_exact_without_and_with_vat() -> None:
    tender = tender_with(value_net=Decimal("123456789.01"), value_gross=Decimal("148148146.81"))
    assert tender["value"] == {"amountGross": 148148146.81, "amount": 123456789.01, "currency": "GBP"}
    assert b'"amount": 123456789.01' in release_json(
        make_snapshot(
            facts=make_facts(value_net=Decimal("123456789.01"), value_gross=Decimal("148148146.81"))
        ),
        make_stamp(),
    )


# Lots


def test_a_tender_without_lots_has_exactly_one_and_an_item_for_it() -> None:
    tender = tender_with()
    assert [lot["id"] for lot in tender["lots"]] == ["1"]
    assert [(item["id"], item["relatedLot"]) for item in tender["items"]] == [("1", "1")]
    assert "title" not in tender["lots"][0]
    assert tender["lots"][0]["value"] == tender["value"]


def test_lots_keep_their_numbers_and_each_has_its_item() -> None:
    tender = release_of(make_snapshot(lots=2))["tender"]
    assert [lot["id"] for lot in tender["lots"]] == ["1", "2"]
    assert [item["relatedLot"] for item in tender["items"]] == ["1", "2"]
    assert tender["lots"][1]["title"] == "District 2"


def test_a_lot_without_its_own_codes_place_or_dates_takes_those_of_the_whole() -> None:
    whole = make_snapshot(lots=1)
    bare = whole.lots[0].model_copy(
        update={"cpv_codes": (), "regions": (), "supply_starts_on": None, "supply_ends_on": None}
    )
    tender = release_of(whole.model_copy(update={"lots": (bare,)}))["tender"]
    assert [each["id"] for each in tender["items"][0]["additionalClassifications"]] == [
        "71314300",
        "45321000",
    ]
    assert tender["lots"][0]["contractPeriod"]["startDate"] == "2027-09-01T00:00:00+01:00"


def test_only_a_yes_is_written_of_suitability() -> None:
    assert tender_with(sme_suitable=True, vcse_suitable=False)["lots"][0]["suitability"] == {"sme": True}
    assert "suitability" not in tender_with(sme_suitable=False, vcse_suitable=False)["lots"][0]


def test_award_criteria_carry_their_percentages() -> None:
    criteria = tender_with()["lots"][0]["awardCriteria"]["criteria"]
    assert [each["numbers"][0] for each in criteria] == [
        {"number": 50, "weight": "percentageExact"},
        {"number": 20, "weight": "percentageExact"},
        {"number": 30, "weight": "percentageExact"},
    ]
    assert [each["type"] for each in criteria] == ["quality", "quality", "price"]


def test_the_same_place_twice_is_written_once() -> None:
    item = tender_with(regions=("UKG", "UKG"), cpv_codes=("71314300", "71314300"))["items"][0]
    assert len(item["deliveryAddresses"]) == len(item["additionalClassifications"]) == 1


# Words


def test_markdown_becomes_plain_words_with_line_breaks() -> None:
    tender = tender_with(
        payment_terms="**Monthly**, as [agreed](https://terms.example.org).\n\n1. One\n2. Two"
    )
    assert (
        tender["contractTerms"]["financialTerms"]
        == "Monthly, as agreed (https://terms.example.org).\n\n1. One\n2. Two"
    )


def test_outcomes_travel_as_targets_with_baseline_and_target() -> None:
    tender = release_of(make_snapshot(outcomes=1, measures=1))["tender"]
    (target,) = tender["targets"]
    ids = [observation["id"] for observation in target["observations"]]
    assert (target["id"], ids[0], ids[-1]) == ("1.1", "1.1-baseline", "1.1-target")
    assert tender["contractTerms"]["performanceTerms"].startswith("Outcome 1: ")


# Bytes and packages


def test_the_same_notice_gives_the_same_bytes_and_another_moment_changes_only_dates() -> None:
    snapshot = make_snapshot(lots=2)
    assert release_json(snapshot, make_stamp()) == release_json(snapshot, make_stamp())
    later = release_json(snapshot, make_stamp(published_at=datetime(2027, 1, 12, 9, 15, 2, tzinfo=UTC)))
    assert later.replace(b"2027-01-12T09:15:02Z", b"2027-01-11T09:15:02Z") == release_json(
        snapshot, make_stamp()
    )


def test_a_package_puts_the_newest_release_first_and_takes_its_date() -> None:
    first = tender_release(make_snapshot(), make_stamp())
    second = tender_release(
        make_snapshot(), make_stamp(local_number=2, published_at=datetime(2027, 2, 1, tzinfo=UTC))
    )
    package = release_package([first, second], uri=f"{BASE_URL}/api", publisher_name="Westmarch tenders")
    assert [release.id[-2:] for release in package.releases] == ["-2", "-1"]
    assert package.published_date == second.date
    assert problems(package) == []
    assert to_json_bytes(package).endswith(b"}\n")


def test_a_package_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        release_package([], uri=BASE_URL, publisher_name="Westmarch tenders")


def test_publication_refuses_data_whose_parts_disagree_and_says_where() -> None:
    snapshot = make_snapshot(facts=make_facts(supply_ends_on=date(2027, 1, 1)))
    stamp = PublicationStamp(version_number=1, published_at=PUBLISHED_AT, status_label="Published")
    with pytest.raises(NotFit, match=r"tender/lots/0/contractPeriod/endDate: ends before it starts"):
        make("release.json", snapshot, stamp, make_stamp())
    assert [problem.path for problem in release_problems(snapshot, make_stamp())] == [
        "tender/lots/0/contractPeriod/endDate"
    ]


def test_publication_refuses_a_number_of_the_wrong_form_and_says_where() -> None:
    authority = make_snapshot().authority.model_copy(update={"ppon": "12345"})
    (problem,) = release_problems(make_snapshot(authority=authority), make_stamp())
    assert problem.path == "parties/0/identifier/id"


def test_a_heading_is_not_said_above_an_amount_that_says_nothing() -> None:
    described = tender_with(
        subject_description="Warm homes", supply_method="In stages", supply_quantity="---"
    )
    assert described["description"] == "Warm homes\n\nHow it will be supplied: In stages"
