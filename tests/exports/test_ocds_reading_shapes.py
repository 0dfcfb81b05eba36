"""Reading open data, over the wide shapes that the central platform publishes: each is taken or told, and what is
taken comes back to the letter.
"""

from __future__ import annotations

import copy
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exports.ocds.incoming.papers import NO_ADDRESS
from exports.ocds.incoming.source import leaves
from exports.ocds.package import plain_data
from exports.ocds.reading import SAYS_NOTHING, TIDIED, ImportedTender
from exports.ocds.release import tender_release
from tests.exports import releases
from tests.exports.reading_checks import (
    Json,
    assert_accounts_for_everything,
    mapped,
    read_file,
    read_one,
    reasons,
)
from tests.factories.notices import make_stamp

wide_cases = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
UK_BY_CODE = {"scheme": "GB-ONS", "identifiers": ["K02000001"]}
RESERVED = "tender/otherRequirements/reservedParticipationLocation"
pence = st.decimals(min_value="0.01", max_value="99999999.99", places=2).map(float)
days = st.dates(min_value=datetime(2025, 2, 24).date(), max_value=datetime(2049, 12, 31).date())
words = st.sampled_from(
    [
        "Homes",
        "Homes  that last ",
        "One\nTwo",
        "Line \nanother",
        "- a\n- b",
        "*all*",
        "50% & <more>",
        "£1",
        " ",
    ]
)
emptiness = st.sampled_from([None, [], {}, ""])


@st.composite
def periods(draw: st.DrawFn) -> Json:
    starts, ends, furthest = sorted(draw(st.tuples(days, days, days)))
    return {
        "startDate": f"{starts}T00:00:00Z",
        "endDate": f"{ends}T23:59:59+01:00",
        "maxExtentDate": f"{furthest}T23:59:59Z",
    }


@st.composite
def amounts(draw: st.DrawFn) -> Json:
    """Amounts in pounds and pence, or such as cannot be taken."""
    return {
        "amountGross": draw(pence),
        "amount": draw(st.none() | pence),
        "currency": draw(st.sampled_from(["GBP", "GBP", "AED", None])),
    }


@st.composite
def lots(draw: st.DrawFn, number: int) -> Json:
    """A lot with dates, value, words and criteria of its own."""
    weight = draw(st.integers(1, 99))
    criteria = [
        {"type": kind, "name": draw(words), "description": draw(st.none() | words),
         "numbers": [{"number": part, "weight": "percentageExact"}]}
        for kind, part in (("quality", weight), ("price", 100 - weight))
    ]  # fmt: skip
    return {
        "id": f"LOT-{number:04}",
        "title": draw(words),
        "description": draw(st.none() | words),
        "status": draw(st.sampled_from(["active", "planned", "complete", "cancelled", "newStatus"])),
        "value": draw(amounts()),
        "contractPeriod": draw(periods()),
        "hasRenewal": draw(st.sampled_from([True, False, None])),
        "renewal": {"description": draw(words)},
        "suitability": {"sme": draw(st.booleans()), "vcse": draw(st.booleans())},
        "awardCriteria": draw(
            st.sampled_from([{"criteria": criteria}, {"weightingDescription": "Quality before price"}, {}])
        ),
    }


def framework() -> Json:
    return {
        "hasFrameworkAgreement": True,
        "frameworkAgreement": {
            "maximumParticipants": 12,
            "method": "withAndWithoutReopeningCompetition",
            "type": "open",
            "isOpenFrameworkScheme": True,
            "openFrameworkSchemeEndDate": "2034-06-30T23:59:59+01:00",
            "buyerCategories": "Any council in the north",
            "buyerLocationRestrictions": [{"gazetteer": {"scheme": "GB-ITL", "identifiers": ["UKC1"]}}],
            "description": "Suppliers are asked in turn.",
            "period": {"startDate": "2026-09-01T00:00:00+01:00", "endDate": "2030-08-31T23:59:59+01:00"},
        },
    }


@st.composite
def wide(draw: st.DrawFn) -> Json:
    """A package of one to three procurements, each of any kind of notice, widened."""
    found = []
    for number in range(draw(st.integers(1, 3))):
        made = copy.deepcopy(releases.EVERY[draw(st.sampled_from(sorted(releases.EVERY)))]())
        made["ocid"] = f"ocds-h6vhtk-0a1b{number:02}"
        _widen(draw, made)
        found.append(made)
        if draw(st.booleans()):  # the same procurement once more, said a little differently
            later = copy.deepcopy(made) | {"id": f"99999{number}-2026", "date": "2026-12-01T09:00:00Z"}
            later["tender"]["title"] = draw(words)
            found.append(later)
    package = releases.package(*found)
    package["extensions"] += ["https://example.org/another/extension.json"] * draw(st.integers(0, 2))
    return package


def _widen(draw: st.DrawFn, made: Json) -> None:
    tender = made["tender"]
    if draw(st.booleans()):
        count = draw(st.integers(1, 4))
        tender["lots"] = [draw(lots(number)) for number in range(count)]
        tender["items"] = [
            releases.item("1", "UKE4") | {"id": lot["id"], "relatedLot": lot["id"]} for lot in tender["lots"]
        ]
    tender["value"] = draw(amounts())
    tender["techniques"] = draw(
        st.sampled_from([framework(), {"hasDynamicPurchasingSystem": True}, {"hasFrameworkAgreement": None}])
    )
    tender["aboveThreshold"] = draw(st.booleans())
    tender["title"] = draw(words)
    if draw(st.booleans()):
        tender["otherRequirements"] = {
            "reservedParticipation": ["smeVcse", "aNewKind"],
            "reservedParticipationLocation": draw(
                st.sampled_from(
                    [{"description": None, "gazetteer": UK_BY_CODE}, {"description": "Norfolk"}, {}, None]
                )
            ),
        }
    others = draw(st.integers(0, 2))
    made["parties"] += [
        releases.supplier() | {"id": f"GB-COH-{number}", "name": f"Supplier {number}", "roles": roles}
        for number, roles in enumerate([["supplier", "tenderer"], ["buyer"]][:others])
    ]
    made["awards"] = made.get("awards", []) + draw(
        st.sampled_from([[], [{"id": "9", "suppliers": [{"id": "GB-COH-0"}, {"id": "GB-COH-9"}]}]])
    )
    for name in draw(st.lists(st.sampled_from(["buyerID", "aNewPart", "planning", "bids"]), max_size=2)):
        made[name] = draw(emptiness)
    tender["aNewCode"] = draw(emptiness)


@wide_cases
@given(wide())
def test_every_value_of_wide_shapes_is_taken_equal_or_told(package: Json):
    file = read_file(package)
    assert_accounts_for_everything(package, file)
    for tender in file.tenders:
        assert_is_equal_to_the_letter(tender)


def assert_is_equal_to_the_letter(tender: ImportedTender) -> None:
    """Texts and codes come back just as they were; dates may be written with another offset."""
    again: dict[str, list[Any]] = {}
    for path, value in leaves(plain_data(tender_release(tender.snapshot, make_stamp()))):
        again.setdefault(_name(path), []).append(value)
    for each in tender.report.mapped:
        found = again.get(_name(each.path.split("/")), [])
        assert any(_equals(each.value, value) for value in found), each


def _name(path: Any) -> str:
    return next(str(step) for step in reversed(path) if not str(step).isdigit())


def _equals(value: Any, shown: Any) -> bool:
    if isinstance(value, str) and isinstance(shown, str) and "T" in value and value[:4].isdigit():
        return value[:10] == shown[:10] or datetime.fromisoformat(value) == datetime.fromisoformat(shown)
    return bool(value == shown or (not isinstance(value, (str, bool)) and float(value) == float(shown)))


# One shape at a time


def test_a_value_that_an_earlier_notice_spaces_differently_is_told_as_such():
    first, second = releases.uk4(), releases.uk4()
    first["tender"]["riskDetails"] = "Rents  may rise. "
    second |= {"id": "012346-2026", "date": "2026-02-10T09:00:00Z", "tag": ["tenderUpdate"]}
    (tender,) = read_file(releases.package(first, second)).tenders
    told = {each.path: each.reason for each in tender.report.unmapped}
    assert told["releases/0/tender/riskDetails"] == TIDIED
    assert "releases/1/tender/riskDetails" in {each.path for each in tender.report.mapped}


def test_an_address_that_is_written_otherwise_here_is_told_with_how():
    documents = [
        {"id": f"L-{number}", "documentType": "biddingDocuments", "url": url}
        for number, url in enumerate(("https://example.org/papers?id=1#", "www.example.org/papers"))
    ]
    told = reasons(read_one(releases.uk4(documents=documents)))
    assert told["tender/documents/0/url"].endswith(" https://example.org/papers?id=1")
    assert told["tender/documents/1/url"] == NO_ADDRESS


@pytest.mark.parametrize(("place", "kind", "areas"), [
    ({"description": None, "gazetteer": UK_BY_CODE}, "uk", ""),
    ({"description": "Norfolk", "gazetteer": {"scheme": "GB-ONS", "identifiers": ["E10000020"]}}, "local", "Norfolk"),
])  # fmt: skip
def test_a_small_contract_reserved_by_place_keeps_the_place(place: Json, kind: str, areas: str):
    small = releases.uk4(aboveThreshold=False, otherRequirements={"reservedParticipationLocation": place})
    tender = read_one(small)
    assert (tender.snapshot.facts.reserved_place, tender.snapshot.facts.reserved_place_areas) == (kind, areas)
    kept = set(mapped(tender))
    assert f"{RESERVED}/{'description' if areas else 'gazetteer/identifiers/0'}" in kept


def test_an_address_for_questions_is_kept_where_nobody_is_named():
    release = releases.uk4()
    release["parties"][0]["contactPoint"] = {"email": "buying@northmoor.example"}
    assert mapped(read_one(release))["parties/0/contactPoint/email"] == "buying@northmoor.example"


def test_weights_in_words_stand_in_for_how_tenders_are_assessed():
    release = releases.uk4(
        lots=[releases.lot(awardCriteria={"weightingDescription": "Quality 60, price 40"})]
    )
    tender = read_one(release)
    assert tender.snapshot.award.award_methodology == "Quality 60, price 40"
    assert "It was taken" in reasons(tender)["tender/lots/0/awardCriteria/weightingDescription"]


@pytest.mark.parametrize("nothing", [None, [], {}, ""])
def test_what_holds_nothing_is_told_as_that(nothing: Any):
    assert reasons(read_one(releases.uk4() | {"buyerID": nothing}))["buyerID"] == SAYS_NOTHING


def test_a_release_without_number_tag_or_date_is_read():
    release = releases.uk4()
    for name in ("id", "tag", "date"):
        del release[name]
    tender = read_one(release)
    assert tender.snapshot.title == "Homes that last"


def test_a_compiled_release_by_itself_is_read():
    compiled = releases.uk4() | {"tag": ["compiled"], "id": "ocds-h6vhtk-0a1b2c-2026-02-03T09:15:02Z"}
    (tender,) = read_file(compiled).tenders
    assert tender.snapshot.facts.value_gross == 1440000
