"""What is withheld under section 94 is in no document and no open data, whichever notice and whichever item it is."""

from __future__ import annotations

import html
import json
import re
from datetime import UTC, datetime
from functools import cache

import pytest

from exports import artefact
from exports.html import specification_html
from exports.notices.definition import definition_of, missing_items, resolve
from exports.notices.html import notice_html
from exports.notices.pdf import notice_print_html
from exports.notices.stamp import NoticeStamp
from exports.ocds.notices import notice_release_json
from exports.ocds.release import release_json
from exports.ocds.validate import problems
from procure.domain.notice_facts import KINDS, NoticeFacts
from procure.domain.snapshot import SpecificationSnapshot
from procure.domain.welsh import welsh
from procure.domain.withholding import WITHHELD, public, refusal_in, rules
from procure.services import listing
from tests.exports.specification_cases import PUBLISHED
from tests.exports.test_filled_notices import stamp_of, with_agent
from tests.exports.test_notice_golden import CASES, golden_snapshot
from tests.factories.bilingual import wholly_bilingual
from tests.factories.canaries import (
    REASON,
    SHORTEST,
    all_that_can_be_withheld,
    canaried,
    forms_on_page,
    kept_back,
    needles,
    squeezed,
    withheld_at,
)
from tests.factories.filled_notices import FILLED
from tests.factories.notices import make_stamp
from tests.factories.snapshots import make_snapshot

OTHERS = [name for name, facts in FILLED.items() if facts.code != "UK4"]


def told_of_a_tender(snapshot: SpecificationSnapshot) -> str:
    """All that anybody may read of a tender, in one text: documents, open data, and the words that a search finds."""
    opened, stamp = public(snapshot), make_stamp(tender_reference=snapshot.reference)
    facets = listing.facets_of(opened, "buyer")
    return squeezed(
        "\n".join(
            (
                html.unescape(specification_html(opened, PUBLISHED)),
                html.unescape(artefact.make("specification.cy.html", opened, PUBLISHED).data.decode()),
                html.unescape(notice_print_html(snapshot, stamp)),
                release_json(snapshot, stamp).decode(),
                listing.words_of(opened),
                " ".join(f"{facet.value} {facet.label}" for facet in facets),
            )
        )
    )


@cache
def tender(case: str) -> SpecificationSnapshot:
    snapshot = wholly_bilingual(canaried(golden_snapshot(case) if case in CASES else with_agent(), "zqwren"))
    if snapshot.facts.framework_maximum_suppliers is None:
        return snapshot
    return snapshot.model_copy(
        update={"facts": snapshot.facts.model_copy(update={"framework_maximum_suppliers": 7919})}
    )


@pytest.mark.parametrize("case", [*CASES, "with an agent"])
def test_nothing_that_a_tender_notice_withholds_is_told_anywhere(case: str) -> None:
    snapshot = tender(case)
    items = all_that_can_be_withheld(snapshot)
    wanted = needles(snapshot, items)
    before, after = told_of_a_tender(snapshot), told_of_a_tender(withheld_at(snapshot, items))
    for item, forms in wanted.items():
        assert any(squeezed(form) in before for form in forms), f"{item} is told nowhere while it is public"
        assert [form for form in forms if squeezed(form) in after] == [], item
    assert squeezed(WITHHELD) in after
    assert REASON not in after
    kept = set(welsh(snapshot).values()) - set(welsh(public(withheld_at(snapshot, items))).values())
    assert kept
    assert [text for text in kept if squeezed(text) not in before or squeezed(text) in after] == []


def test_between_them_the_tenders_withhold_every_item_that_can_be() -> None:
    withheld: set[str] = set()
    for case in (*CASES, "with an agent"):
        withheld.update(needles(tender(case), all_that_can_be_withheld(tender(case))))
    assert {rule.item for rule in rules().values() if rule.label and not rule.is_of_markets} == withheld


def test_each_item_alone_takes_only_its_own_with_it() -> None:
    snapshot = tender("uk4-open")
    items = all_that_can_be_withheld(snapshot)
    whole = {field.id for field in resolve(snapshot, make_stamp()).walk() if field.state == "given"}
    for item in items:
        notice = resolve(withheld_at(snapshot, [item]), make_stamp())
        gone = whole - {field.id for field in notice.walk() if field.state == "given"}
        assert gone <= {item, *rules()[item].with_it}, item
        assert notice.withholds(item) or item not in whole, item
        assert not [field.id for field in notice.walk() if field.missing], item


def test_what_is_withheld_is_told_with_its_ground_in_notice_specification_and_open_data() -> None:
    snapshot = withheld_at(make_snapshot(), ["payment_terms"])
    ground = f"{WITHHELD}: sensitive commercial information, with an overriding public interest"
    assert f"<p>{ground}</p>" in str(notice_html(snapshot, make_stamp()))
    assert f"<p>{ground}</p>" in str(specification_html(public(snapshot), PUBLISHED))
    (release,) = json.loads(release_json(snapshot, make_stamp()))["releases"]
    assert "on the ground of sensitive commercial information" in release["description"]


def test_what_national_security_silences_leaves_no_trace() -> None:
    snapshot = make_snapshot()
    silent = withheld_at(snapshot, ["known_risks"], limb="national_security", is_silent=True)
    told = told_of_a_tender(silent)
    assert "knownrisks" not in told
    assert "section94" not in told
    assert told.count("nationalsecurity") == told_of_a_tender(snapshot).count("nationalsecurity")


def test_officers_and_boards_see_what_is_withheld_marked_with_its_reason() -> None:
    snapshot = withheld_at(make_snapshot(), ["payment_terms"])
    seen = str(specification_html(snapshot, PUBLISHED))
    assert "Invoices are paid within 30 days." in seen
    assert "Not published. Others see: Withheld under section 94" in seen
    assert REASON in seen


def test_an_item_that_is_to_be_withheld_has_to_be_filled_in_all_the_same() -> None:
    facts = make_snapshot().facts.model_copy(update={"value_gross": None, "value_net": None})
    snapshot = withheld_at(make_snapshot(facts=facts), ["estimated_value"])
    assert [item.id for item in missing_items(snapshot)] == ["estimated_value"]


def test_every_item_of_the_tender_notice_may_be_withheld_or_says_why_not() -> None:
    asked = {item.id for item in definition_of("UK4").items()}
    assert asked <= set(rules())
    assert {rule.item for rule in rules().values() if not rule.is_of_markets} <= asked
    assert [rule.item for rule in rules().values() if bool(rule.label) is bool(rule.refused)] == []


def test_every_item_that_takes_its_value_from_the_specification_is_known_to_be_withheld_from_it() -> None:
    from_specification = {
        item.id for code in KINDS for item in definition_of(code).items() if item.value is not None
    }
    assert from_specification <= set(rules())


OF_OTHERS = canaried(with_agent(), "zqtit")


def leaves(facts: NoticeFacts) -> dict[str, list[str]]:
    """The items of a notice that may be withheld, with the words of their values."""
    notice = resolve(OF_OTHERS, stamp_in_june(facts), facts=facts)
    found: dict[str, list[str]] = {}
    for field in notice.walk():
        if field.values and not refusal_in(field.id, facts.form):
            texts = [value if isinstance(value, str) else value.text for value in field.values]
            found.setdefault(field.id, []).extend(texts)
    return found


def stamp_in_june(facts: NoticeFacts) -> NoticeStamp:
    """Published on a day that no example tells."""
    return stamp_of(facts, published_at=datetime(2026, 6, 17, 9, 0, tzinfo=UTC))


def told_of_a_notice(facts: NoticeFacts) -> str:
    stamp = stamp_in_june(facts)
    page = re.sub(
        r' (id|class|aria-labelledby)="[^"]*"', "", notice_print_html(OF_OTHERS, stamp, facts=facts)
    )
    return squeezed(html.unescape(page) + notice_release_json(OF_OTHERS, stamp, facts).decode())


def told_all_the_same(facts: NoticeFacts) -> str:
    """What a notice tells beside what it withholds: its other items, and its name."""
    notice = resolve(OF_OTHERS, stamp_in_june(facts), facts=facts)
    form = notice.definition.variants[notice.variant]
    values = (str(value) for field in notice.walk() for value in (field.label, *field.values))
    return squeezed(" ".join((notice.definition.name, form.title, *values)))


@pytest.mark.parametrize("name", OTHERS)
def test_nothing_that_another_notice_withholds_is_told_anywhere(name: str) -> None:
    facts = canaried(FILLED[name], "zqwren")
    items = leaves(facts)
    withheld = facts.model_copy(update={"withheld": kept_back(items)})
    before, after = told_of_a_notice(facts), told_of_a_notice(withheld)
    rest = told_all_the_same(withheld)
    for item, texts in items.items():
        for text in texts:
            forms = [squeezed(form) for form in forms_on_page(text)]
            assert any(form in before for form in forms), f"{item} is told nowhere while it is public"
            told = [form for form in forms if len(form) > SHORTEST and form in after and form not in rest]
            assert told == [], item
    assert REASON not in after


@pytest.mark.parametrize("name", OTHERS)
def test_open_data_of_a_notice_that_withholds_all_it_can_has_no_faults(name: str) -> None:
    facts = FILLED[name].model_copy(update={"withheld": kept_back(leaves(FILLED[name]))})
    package = json.loads(notice_release_json(OF_OTHERS, stamp_of(facts), facts))
    assert problems(package) == []


@pytest.mark.parametrize("name", [name for name in OTHERS if hasattr(FILLED[name], "contract_title")])
def test_a_title_that_is_withheld_is_not_told_as_that_of_the_contract(name: str) -> None:
    """A contract is called as its procurement, so open data of the one would tell the other."""
    facts = canaried(FILLED[name], "zqwren").model_copy(update={"contract_title": OF_OTHERS.title})
    kept = facts.model_copy(update={"withheld": kept_back(["procurement_title"])})
    assert squeezed(OF_OTHERS.title) in told_of_a_notice(facts)
    assert squeezed(OF_OTHERS.title) not in told_of_a_notice(kept)


def test_what_the_tender_notice_withholds_the_notices_after_it_withhold_too() -> None:
    snapshot = withheld_at(canaried(make_snapshot(), "zqwren"), ["enquiry_contact"])
    for name in ("UK6", "UK7", "UK12"):
        notice = resolve(snapshot, stamp_of(FILLED[name]), facts=FILLED[name])
        assert notice.withholds("enquiry_contact")
        told = notice_release_json(snapshot, stamp_of(FILLED[name]), FILLED[name]).decode()
        assert snapshot.facts.contact_email not in told
