"""What a tender notice must hold, and how each item is settled against a snapshot."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from exports.notices.definition import (
    FOLDER,
    NoticeDefinitionError,
    ResolvedField,
    definition_of,
    missing_items,
    read_definition,
    resolve,
    unknown_items,
)
from procure.domain.snapshot import SpecificationSnapshot
from tests.factories.notices import make_stamp
from tests.factories.snapshots import make_facts, make_minimal_snapshot, make_snapshot


def with_facts(**changes: Any) -> SpecificationSnapshot:
    return make_snapshot(facts=make_facts(**changes))


def field_of(snapshot: SpecificationSnapshot, item: str, **how: Any) -> ResolvedField | None:
    return next((each for each in resolve(snapshot, **how).walk() if each.id == item), None)


def missing_ids(snapshot: SpecificationSnapshot) -> set[str]:
    return {item.id for item in missing_items(snapshot)}


# The form of a definition


def test_a_definition_that_names_an_unknown_function_is_refused() -> None:
    text = (FOLDER / "definitions" / "uk4.yml").read_text("utf-8")
    assert read_definition(text) == definition_of("UK4")
    with pytest.raises(NoticeDefinitionError, match="no_such_function"):
        read_definition(text.replace("value: authority_name", "value: no_such_function"))
    with pytest.raises(NoticeDefinitionError, match="there twice"):
        read_definition(text.replace("id: agent_name", "id: agent_role"))


@pytest.mark.parametrize("code", ["UK99", "../uk4", ""])
def test_a_notice_without_a_definition_is_refused(code: str) -> None:
    with pytest.raises(NoticeDefinitionError):
        definition_of(code)


# What is missing


def test_a_whole_tender_lacks_nothing() -> None:
    assert missing_items(make_snapshot()) == []
    assert missing_items(make_snapshot(lots=3)) == []


def test_a_tender_on_its_first_day_lacks_what_every_notice_needs() -> None:
    missing = missing_items(make_minimal_snapshot())
    assert {"estimated_value", "award_criteria", "tender_deadline", "conflicts_assessment_confirmation"} <= {
        item.id for item in missing
    }
    value = next(item for item in missing if item.id == "estimated_value")
    assert value.label == "Estimated value"
    assert value.provision == "Procurement Regulations 2024 reg 18(2)(g)"


def test_what_the_authority_does_not_know_yet_is_not_missing() -> None:
    snapshot = make_minimal_snapshot()
    unknown = {item.id for item in unknown_items(snapshot)}
    assert {"main_category", "cpv_codes", "supply_dates", "geographical_classification"} <= unknown
    assert unknown.isdisjoint(missing_ids(snapshot))


def test_a_value_without_vat_alone_does_not_answer_the_legal_question() -> None:
    assert "estimated_value" in missing_ids(with_facts(value_gross=None))


def test_an_agent_asks_for_four_things_that_otherwise_nobody_needs() -> None:
    agent = {"agent_name", "agent_contact", "agent_identifier", "agent_role"}
    assert agent <= missing_ids(with_facts(has_agent=True))
    assert agent.isdisjoint(missing_ids(with_facts(has_agent=None)))


def test_a_conflicts_assessment_must_exist_before_it_can_be_confirmed() -> None:
    assert "conflicts_assessment_confirmation" in missing_ids(with_facts(conflicts_assessment_prepared=False))


def test_reasons_against_lots_are_due_unless_the_contract_is_light_touch() -> None:
    assert "no_lots_reasons" in missing_ids(with_facts(no_lots_reasons=""))
    assert "no_lots_reasons" not in missing_ids(
        with_facts(no_lots_reasons="", special_regimes=("light_touch",))
    )
    shown = field_of(with_facts(special_regimes=("light_touch",)), "no_lots_reasons")
    assert shown is not None
    assert shown.state == "given"


def test_reasons_against_lots_do_not_appear_once_there_are_lots() -> None:
    assert field_of(with_facts(uses_lots=True), "no_lots_reasons") is None


def test_a_limit_on_lots_won_needs_a_way_to_choose() -> None:
    facts = make_facts(uses_lots=True, lots_max_awarded=1)
    assert "lots_multiple_award_criteria" in missing_ids(make_snapshot(lots=2, facts=facts))


def test_a_lot_without_a_title_is_named_in_what_is_missing() -> None:
    whole = make_snapshot(lots=2)
    untitled = whole.lots[1].model_copy(update={"title": ""})
    missing = missing_items(whole.model_copy(update={"lots": (whole.lots[0], untitled)}))
    assert [(item.id, item.where) for item in missing] == [("lot_title", "Lot 2")]


def test_engagement_without_a_notice_is_explained_but_not_by_a_private_utility() -> None:
    facts = make_facts(engagement_took_place=True, engagement_notice_published=False)
    assert "no_engagement_notice_reasons" in missing_ids(make_snapshot(facts=facts))
    utility = make_snapshot().authority.model_copy(update={"authority_type": "privateUtility"})
    assert "no_engagement_notice_reasons" not in missing_ids(make_snapshot(facts=facts, authority=utility))


def test_requests_to_participate_have_their_own_deadline_and_tenders_another() -> None:
    requests = with_facts(invites_requests=True, participation_deadline_at=None)
    assert "participation_request_deadline" in missing_ids(requests)
    tenders = with_facts(invites_requests=False, tender_deadline_at=None)
    assert "first_tender_deadline" in missing_ids(tenders)
    assert "participation_request_deadline" not in missing_ids(tenders)


def test_an_unanswered_question_about_requests_is_settled_by_the_stages() -> None:
    assert field_of(with_facts(invites_requests=None), "participation_request_deadline") is not None
    without_stages = make_snapshot(facts=make_facts(invites_requests=None), stages=())
    assert field_of(without_stages, "first_tender_deadline") is not None
    assert field_of(without_stages, "participation_request_deadline") is None


def test_a_cap_on_suppliers_needs_a_number_and_a_way_to_choose() -> None:
    assert "maximum_suppliers" in missing_ids(with_facts(supplier_selection=""))
    assert "maximum_suppliers" in missing_ids(with_facts(maximum_suppliers=None))
    assert "maximum_suppliers" not in missing_ids(with_facts(caps_suppliers=False, maximum_suppliers=None))


def test_an_open_procedure_is_not_asked_about_stages_or_reservation() -> None:
    ids = {field.id for field in resolve(with_facts(procedure="open")).walk()}
    assert "open_procedure_statement" in ids
    assert ids.isdisjoint({"procedure_description", "reserved_supported_employment", "maximum_suppliers"})


def test_a_document_that_lives_elsewhere_needs_an_address_that_can_be_followed() -> None:
    bad = make_snapshot().documents[0].model_copy(update={"url": "javascript:alert(1)"})
    missing = missing_items(make_snapshot(documents=(bad,)))
    assert [(item.id, item.where) for item in missing] == [("associated_document_link", "Draft contract")]


def test_an_option_that_exists_has_to_be_described() -> None:
    assert "options" in missing_ids(with_facts(has_options=True, options_description=""))
    assert "options" in missing_ids(with_facts(extension_description=" "))
    assert "options" not in missing_ids(with_facts(has_extensions=False, extension_description=""))


# What it says


def test_text_left_behind_by_a_changed_answer_is_not_published() -> None:
    snapshot = with_facts(uses_electronic_auction=False, electronic_auction_details="Left over")
    assert field_of(snapshot, "electronic_auction_details") is None


def test_deadlines_are_said_in_london_time() -> None:
    field = field_of(
        with_facts(tender_deadline_at=datetime(2027, 7, 1, 11, 30, tzinfo=UTC)), "first_tender_deadline"
    )
    assert field is not None
    assert field.values == ("1 July 2027 at 12:30pm",)


def test_an_identifier_of_the_platform_is_used_as_given_and_never_made_up() -> None:
    def identifier(**changes: Any) -> str:
        field = field_of(make_snapshot(), "procurement_identifier", stamp=make_stamp(**changes))
        assert field is not None
        return str(field.values[0])

    assert identifier(platform_procurement_id="ocds-h6vhtk-0f1a2b") == "ocds-h6vhtk-0f1a2b"
    assert "Not yet given" in identifier()
    assert "procure-local-WCA-2027-0014" in identifier()


@pytest.mark.parametrize(
    "wrong",
    [
        {"local_id_prefix": "ocds-h6vhtk"},
        {"local_id_prefix": "OCDS-H6VHTK-mine"},
        {"platform_procurement_id": "ocds-h6vhtk-12345"},
        {"platform_notice_id": "41267-2026"},
        {"local_number": 0},
        {"published_at": datetime(2027, 1, 11, 9, 15)},
    ],
)
def test_a_stamp_that_could_mislead_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        make_stamp(**wrong)


def test_a_withheld_item_keeps_its_label_and_loses_its_value() -> None:
    field = field_of(make_snapshot(), "estimated_value", withheld={"estimated_value"})
    assert field is not None
    assert field.withheld
    assert field.values == ()
    assert not field.missing
