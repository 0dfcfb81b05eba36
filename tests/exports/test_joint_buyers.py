"""A tender that several authorities buy jointly, in its notice, its documents and its open data."""

from __future__ import annotations

import json

import pytest

from exports.artefact import PublicationStamp
from exports.diff import changes
from exports.html import specification_body
from exports.notices.definition import resolve
from exports.notices.html import notice_html
from exports.ocds.notices import notice_release_json
from exports.ocds.release import release_json
from procure.domain.carrying import carried
from procure.domain.snapshot import Authority, SpecificationSnapshot
from tests.exports.test_filled_notices import stamp_of
from tests.factories.filled_notices import FILLED
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


@pytest.mark.parametrize("name", ["UK5", "UK6"])
def test_later_notices_tell_the_particulars_of_each_buyer_they_name_and_open_data_its_identifier(
    snapshot: SpecificationSnapshot, name: str
) -> None:
    named = ("eastmarch council ", "Northmarch Council")
    facts = FILLED[name].model_copy(
        update={"lead_authority_name": snapshot.authority.name, "joint_authority_names": named}
    )
    stamp = stamp_of(facts)
    told = str(notice_html(snapshot, stamp, facts=facts))
    for said in (
        "Eastmarch Council, PBCD-1234-BCDG",
        "2 East Row",
        "buy@eastmarch.example.org",
        "Northmarch Council",
    ):
        assert said in told
    (release,) = json.loads(notice_release_json(snapshot, stamp, facts))["releases"]
    buyers = {
        party["name"]: party.get("identifier", {}).get("id")
        for party in release["parties"]
        if "buyer" in party["roles"]
    }
    assert buyers == {
        snapshot.authority.name: snapshot.authority.ppon,
        "Eastmarch Council": "PBCD-1234-BCDG",
        "Northmarch Council": None,
    }
