"""A tender that several authorities buy jointly, in its notice, its documents and its open data."""

from __future__ import annotations

import json

import pytest

from exports.artefact import PublicationStamp
from exports.diff import changes
from exports.html import specification_body
from exports.notices.definition import resolve
from exports.ocds.release import release_json
from procure.domain.carrying import carried
from procure.domain.snapshot import Authority, SpecificationSnapshot
from tests.factories.notices import make_stamp
from tests.factories.snapshots import make_snapshot

EASTMARCH = Authority(
    name="Eastmarch Council", ppon="PBCD-1234-BCDG", authority_type="publicAuthoritySubCentralGovernment",
    street="2 East Row", locality="Eastmarch", postcode="ZZ2 2BB", region="UKG", email="buy@eastmarch.example.org",
)  # fmt: skip


@pytest.fixture(scope="module")
def snapshot() -> SpecificationSnapshot:
    return make_snapshot(outcomes=1).model_copy(update={"joint_authorities": (EASTMARCH,)})


def test_the_notice_names_the_lead_and_the_others_with_what_the_law_asks_of_each(
    snapshot: SpecificationSnapshot,
) -> None:
    notice = resolve(snapshot)
    assert notice.words("lead_authority_name") == snapshot.authority.name
    told = notice.words("joint_authority_names")
    for said in ("Eastmarch Council", "PBCD-1234-BCDG", "2 East Row", "buy@eastmarch.example.org"):
        assert said in told
    alone = resolve(snapshot.model_copy(update={"joint_authorities": ()}))
    assert not alone.says("lead_authority_name")
    assert not alone.says("joint_authority_names")


def test_the_release_lists_every_buyer_with_its_role_and_points_to_the_lead(
    snapshot: SpecificationSnapshot,
) -> None:
    (release,) = json.loads(release_json(snapshot, make_stamp()))["releases"]
    roles = {party["name"]: party["roleDetails"] for party in release["parties"] if "buyer" in party["roles"]}
    assert roles == {
        snapshot.authority.name: "Lead authority",
        "Eastmarch Council": "Buys jointly with the lead authority",
    }
    assert release["buyer"]["name"] == snapshot.authority.name
    joint = next(party for party in release["parties"] if party["name"] == "Eastmarch Council")
    assert joint["id"] == "GB-PPON-PBCD-1234-BCDG"


def test_documents_name_all_who_buy_and_a_change_of_buyers_shows(snapshot: SpecificationSnapshot) -> None:
    html = str(specification_body(snapshot, PublicationStamp(1, None, "Draft")).html)
    assert "Eastmarch Council, PBCD-1234-BCDG" in html
    assert "(lead authority)" in html
    alone = snapshot.model_copy(update={"joint_authorities": ()})
    assert any(each.name == "Authorities buying jointly" for each in changes(alone, snapshot))


def test_later_notices_begin_with_who_buys_jointly(snapshot: SpecificationSnapshot) -> None:
    facts = carried("UK6", snapshot)
    assert (facts.lead_authority_name, facts.joint_authority_names) == (
        snapshot.authority.name, ("Eastmarch Council",),
    )  # fmt: skip
