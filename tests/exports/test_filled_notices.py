"""A filled example of every notice goes from its facts through one resolved list to page, PDF and open data."""

from __future__ import annotations

import html
import io
import json
import re
import unicodedata
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from exports.markdown import render_markdown
from exports.notices.definition import ResolvedNotice, definition_of, missing_items, resolve
from exports.notices.html import notice_html
from exports.notices.pdf import notice_pdf
from exports.notices.stamp import NoticeStamp
from exports.ocds.incoming.source import leaves
from exports.ocds.notices import notice_release, notice_release_json
from exports.ocds.package import plain_data
from exports.ocds.validate import problems
from procure.domain.notice_facts import KINDS, NoticeFacts
from procure.domain.notice_facts.parts import FieldChange
from procure.domain.snapshot import SpecificationSnapshot
from tests.exports.test_notice_golden import assert_as_reviewed
from tests.factories.canaries import canaried, squeezed
from tests.factories.filled_notices import FILLED
from tests.factories.notice_parts import WITHHELD
from tests.factories.notices import make_stamp
from tests.factories.snapshots import make_facts, make_snapshot

GOLDEN = Path(__file__).parents[1] / "golden" / "notices"
#: The one example of each notice whose open data somebody read and accepted.
REVIEWED = [name for name in FILLED if "-" not in name]
DAY = re.compile(r"\b[0-9]{1,2} [A-Z][a-z]+ [0-9]{4}\b")
pytestmark = pytest.mark.filterwarnings("ignore:unclosed file .*sRGB2014:ResourceWarning")


def with_agent() -> SpecificationSnapshot:
    return make_snapshot(
        facts=make_facts(
            has_agent=True,
            agent_name="Buying Together Ltd",
            agent_address="9 Guildhall, Westmarch, WM1 1AA",
            agent_email="team@buying.example.org",
            agent_ppon="PBCD-1111-FGHJ",
            agent_role="Runs the competition and answers questions.",
        )
    )


def stamp_of(facts: NoticeFacts, **changes: Any) -> NoticeStamp:
    return make_stamp(code=facts.code, local_number=2, documents=(), **changes)


def data_of(facts: NoticeFacts) -> dict[str, Any]:
    release: dict[str, Any] = plain_data(notice_release(make_snapshot(), stamp_of(facts), facts))
    return release


def test_every_notice_has_an_example() -> None:
    assert {facts.code for facts in FILLED.values()} == set(KINDS)


@pytest.mark.parametrize("name", FILLED)
def test_an_example_has_everything_the_law_asks_of_it(name: str) -> None:
    assert missing_items(make_snapshot(), facts=FILLED[name]) == []


@pytest.mark.parametrize("code", [code for code in KINDS if code != "UK4"])
def test_between_them_the_examples_fill_in_every_item(code: str) -> None:
    told = [facts for facts in FILLED.values() if facts.code == code]
    change = FieldChange(label="Title", before="Warm homes", after="Warmer homes")
    amended = told[0].model_copy(
        update={"amends_notice_id": "041267-2027", "what_changed": "A date.", "changes": (change,)}
    )
    joint = told[0].model_copy(
        update={"lead_authority_name": "A", "joint_authority_names": ("B",), "additional_information": "C"}
    )
    kept_back = told[0].model_copy(
        update={"withheld": (WITHHELD.model_copy(update={"item": "procurement_title"}),)}
    )
    given: set[str] = set()
    for facts in (*told, amended, joint, kept_back):
        given |= resolve(with_agent(), stamp_of(facts), facts=facts).given
    assert {item.id for item in definition_of(code).items()} - given == set()


BIRD = "zqfinch"


def marked(name: str) -> tuple[NoticeFacts, SpecificationSnapshot]:
    """An example and its tender with a word of its own in every text, so that each can be told from all others."""
    return canaried(FILLED[name], BIRD), canaried(with_agent(), "zqsiskin")


def as_read(text: str) -> str:
    """A value as a reader sees it: marks of authored text are not shown, nor spaces told apart."""
    shown = html.unescape(re.sub(r"<[^>]+>", "", str(render_markdown(text))))
    return squeezed(unicodedata.normalize("NFKC", shown))


def values_of(notice: ResolvedNotice) -> list[tuple[str, str]]:
    """Every value that a notice tells, with its item."""
    return [
        (field.id, value if isinstance(value, str) else value.text)
        for field in notice.walk()
        if field.state == "given"
        for value in field.values
    ]


@pytest.mark.parametrize("name", FILLED)
def test_a_page_shows_every_value_of_the_resolved_list(name: str) -> None:
    facts, snapshot = marked(name)
    stamp = stamp_of(facts)
    page = str(notice_html(snapshot, stamp, facts=facts))
    assert f"({facts.code})" in page
    assert "Not given yet" not in page
    told = squeezed(unicodedata.normalize("NFKC", html.unescape(re.sub(r"<[^>]+>", "", page))))
    notice = resolve(snapshot, stamp, facts=facts)
    assert [
        field.label for field in notice.walk() if field.values and squeezed(field.label) not in told
    ] == []
    assert [each for each in values_of(notice) if as_read(each[1]) not in told] == []


@pytest.mark.parametrize("name", REVIEWED)
def test_a_pdf_tells_every_value_of_the_resolved_list(name: str) -> None:
    facts, snapshot = marked(name)
    stamp = stamp_of(facts)
    file = PdfReader(io.BytesIO(notice_pdf(snapshot, stamp, facts=facts)))
    told = squeezed(unicodedata.normalize("NFKC", "".join(page.extract_text() for page in file.pages)))
    values = values_of(resolve(snapshot, stamp, facts=facts))
    missing = [(item, text) for item, text in values if as_read(text) not in told]
    assert missing == []


#: What open data has no place for, or holds in parts: sums of what it tells, periods, and particulars that no
#: release of the central platform has been seen to hold.
NOT_IN_OPEN_DATA = {
    "lead_authority_name", "engagement_submission_periods",
    "conflicts_assessment_confirmation",
    "earlier_competition_identifiers", "lot_supplier", "ceased_lot_description",
    "no_contract_before_date", "private_utility_no_competition_reasons", "quarter",
    "kpi_description", "value_change", "term_change", "estimated_modification_date", "voluntary_standstill_period",
    "market_lead_name", "market_other_names", "qualifying_tender_information", "market_established_date",
    "market_ceased_date", "reporting_period",
}  # fmt: skip
#: Of a changed contract the platform's release names the buyer alone.
NOT_IN_CHANGES = {"suppliers_name", "suppliers_contact"}


@pytest.mark.parametrize("name", FILLED)
def test_open_data_tells_every_text_amount_and_day_that_it_has_a_place_for(name: str) -> None:
    facts, snapshot = marked(name)
    stamp = stamp_of(facts)
    left_out = NOT_IN_OPEN_DATA | (NOT_IN_CHANGES if facts.code == "UK10" else set())
    release = plain_data(notice_release(snapshot, stamp, facts))
    written = json.dumps(release, ensure_ascii=False)
    numbers = {value for _, value in leaves(release) if isinstance(value, (int, float))}
    missing = []
    for item, text in values_of(resolve(snapshot, stamp, facts=facts)):
        words = re.findall(r"zq[a-z]+[0-9]+", text)
        amounts = [float(amount.replace(",", "")) for amount in re.findall(r"£([0-9,.]*[0-9])", text)]
        days = [datetime.strptime(f"{day}Z", "%d %B %Y%z").date().isoformat() for day in DAY.findall(text)]
        is_told = (
            all(word in written for word in words)
            and all(amount in numbers for amount in amounts if not words)
            and all(day in written for day in days if not words)
        )
        if item not in left_out and not is_told:
            missing.append((item, text))
    assert missing == []


@pytest.mark.parametrize("name", FILLED)
def test_open_data_has_no_faults_and_says_which_notice_it_is(name: str) -> None:
    facts = FILLED[name]
    package = json.loads(notice_release_json(make_snapshot(), stamp_of(facts), facts))
    assert problems(package) == []
    assert f'"noticeType": "{facts.code}"' in json.dumps(package)


@pytest.mark.parametrize("name", REVIEWED)
def test_the_open_data_of_a_reviewed_example_stays_as_it_was(name: str) -> None:
    facts = FILLED[name]
    made = json.dumps(data_of(facts), indent=1, ensure_ascii=False) + "\n"
    assert_as_reviewed(GOLDEN / f"{name.lower()}.json", made.encode())


@pytest.mark.parametrize("name", ["UK1", "UK5", "UK6", "UK6-direct", "UK7", "UK11"])
def test_a_withheld_value_keeps_its_label_and_is_nowhere_in_the_open_data(name: str) -> None:
    facts = FILLED[name].model_copy(update={"withheld": (WITHHELD,), "uses_lots": False, "lots": ()})
    notice = resolve(make_snapshot(), stamp_of(facts), facts=facts)
    (field,) = [each for each in notice.walk() if each.id == "estimated_value"]
    assert field.withheld
    page = str(notice_html(make_snapshot(), stamp_of(facts), facts=facts))
    ground = "sensitive commercial information, with an overriding public interest"
    assert f"<p>Withheld under section 94 of the Procurement Act 2023: {ground}</p>" in page
    assert WITHHELD.reason not in page
    told = json.dumps(data_of(facts))
    assert "21900000" not in told
    assert "18250000" not in told
    assert WITHHELD.reason not in told


@pytest.mark.parametrize(
    ("name", "item", "value"),
    [
        ("UK5", "supplier_name", "Warm Streets Cooperative"),
        ("UK7", "suppliers_name", "Warm Streets Cooperative"),
        ("UK9", "assessed_supplier_name", "Warm Streets Cooperative"),
        ("UK10", "new_supplier_name", "Draughtless Homes Ltd"),
        ("UK14", "member_name", "Warm Streets Cooperative"),
    ],
)
def test_a_name_that_is_withheld_heads_no_entry_of_the_page(name: str, item: str, value: str) -> None:
    kept_back = WITHHELD.model_copy(update={"item": item})
    facts = FILLED[name].model_copy(update={"withheld": (kept_back,)})
    assert value in str(notice_html(make_snapshot(), stamp_of(facts), facts=FILLED[name]))
    assert value not in str(notice_html(make_snapshot(), stamp_of(facts), facts=facts))


def test_what_national_security_keeps_back_in_silence_is_not_even_named() -> None:
    silent = WITHHELD.model_copy(update={"limb": "national_security", "is_silent": True})
    facts = FILLED["UK7"].model_copy(update={"withheld": (silent,)})
    notice = resolve(make_snapshot(), stamp_of(facts), facts=facts)
    assert not {"estimated_value", "withheld_information_statement"} & {field.id for field in notice.walk()}


def test_a_withheld_identifier_of_a_supplier_is_not_in_the_open_data() -> None:
    facts = FILLED["UK6"].model_copy(
        update={"withheld": (WITHHELD.model_copy(update={"item": "suppliers_identifier"}),)}
    )
    assert "PQRS-1234-TVWX" not in json.dumps(data_of(facts)["awards"])


def test_an_amendment_is_a_new_notice_that_says_what_it_changes() -> None:
    for name in REVIEWED:
        facts = FILLED[name].model_copy(
            update={"amends_notice_id": "041267-2027", "what_changed": "One date was wrong."}
        )
        told = json.dumps(data_of(facts))
        assert "One date was wrong." in told, name
        assert "One date was wrong." in str(notice_html(make_snapshot(), stamp_of(facts), facts=facts))
    tender = data_of(FILLED["UK4-amended"])
    assert tender["tag"] == ["tenderUpdate"]
    assert tender["tender"]["amendments"][0]["amendsReleaseID"] == "procure-local-WCA-2027-0014-1"


CHANGED = FieldChange(
    label="Estimated value", where="Lot 2", before="£9 including VAT", after="£8 including VAT"
)


@pytest.mark.parametrize("name", ["UK1", "UK4-amended", "UK7", "UK13", "UK17"])
def test_an_amendment_says_field_by_field_what_was_and_what_is(name: str) -> None:
    facts = FILLED[name].model_copy(
        update={"amends_notice_id": "041267-2027", "what_changed": "A slip.", "changes": (CHANGED,)}
    )
    page = str(notice_html(make_snapshot(), stamp_of(facts), facts=facts))
    assert page.index("Lot 2: Estimated value") < page.index("£9 including VAT")
    told = json.dumps(data_of(facts), ensure_ascii=False)
    words = "A slip.\n\nLot 2: Estimated value: was £9 including VAT; is now £8 including VAT"
    assert f'"description": {json.dumps(words, ensure_ascii=False)}' in told


def test_facts_and_stamp_must_be_of_the_same_notice() -> None:
    with pytest.raises(ValueError, match="UK7"):
        resolve(make_snapshot(), make_stamp(code="UK7"), facts=FILLED["UK6"])


def test_facts_come_back_from_json_as_they_were() -> None:
    for facts in FILLED.values():
        assert type(facts).model_validate_json(facts.model_dump_json()) == facts


def test_the_releases_of_one_contract_agree_on_its_identity() -> None:
    later = {name: data_of(FILLED[name])["contracts"][0] for name in ("UK7", "UK9", "UK10", "UK11")}
    assert {contract["id"] for contract in later.values()} == {"WCA-C-0031"}
    assert {contract["awardID"] for contract in later.values()} == {data_of(FILLED["UK6"])["awards"][0]["id"]}


def test_a_moment_of_publication_is_the_same_everywhere() -> None:
    at = datetime(2027, 7, 8, 12, 0, tzinfo=UTC)
    facts = FILLED["UK6"]
    stamp = stamp_of(facts, published_at=at)
    assert "8 July 2027 at 1pm" in str(notice_html(make_snapshot(), stamp, facts=facts))
    assert plain_data(notice_release(make_snapshot(), stamp, facts))["date"] == "2027-07-08T13:00:00+01:00"
