"""The specification as HTML: whole, valid, safe to stand in any page of ours, and honest about gaps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import html5lib
import lxml.html
import pytest

from exports.chain import COLUMN, FONT_SIZE, HEAD, MOST_BOXES, MOST_LINES, outcome_chain, wrapped
from exports.environment import TEMPLATES
from exports.html import DRAFT_MARK, specification_body, specification_html
from procure.domain.snapshot import Part, SpecificationSnapshot
from tests.exports.specification_cases import DRAFT, HEBREW, HOSTILE, PUBLISHED
from tests.factories.snapshots import make_minimal_snapshot, make_snapshot

NOT_SHOWN = {
    "schema_version": "how the snapshot is stored",
    "language": "the notice says it; the languages of tenders are shown",
    "key": "the database's own name of a part",
    "mission_id": "its name is shown",
    "framework_id": "its name is shown",
    "objective_id": "its title is shown",
    "library_id": "shown when the library gave no title",
    "library_digest": "for comparing by machine",
    "devolved_regime": "the notice says it",
    "region": "the authority's address is shown; the notice gives the code",
    "email": "the contact for this tender is shown",
    "vat_rate": "both amounts are shown",
    "lots_considered": "the notice says it",
    "documents_provided_now": "the documents are shown",
    "documents_follow_later": "how they will follow is shown",
    "engagement_took_place": "the notice says it",
    "engagement_notice_published": "the notice says it",
    "no_engagement_notice_reasons": "the notice says it",
    "conflicts_assessment_prepared": "the notice says it",
    "conflicts_assessment_on": "the notice says it",
    "approved_by": "inside the authority only",
    "agent_ppon": "the notice says it",
    "relates_to_contract": "a check before publication",
    "is_clear_and_measurable": "a check before publication",
    "follows_specification_rules": "a check before publication",
    "is_proportionate": "a check before publication",
    "open_to_challenge": "shown as a sentence",
    "verified": "shown as a mark when it is not so",
    "baseline_verified": "shown as a mark when it is not so",
    "has_no_fixed_requirements": "shown as a sentence when there are none",
    "failing_disqualifies": "shown as a sentence",
    "is_information_withheld": "what is withheld is shown",
    "relies_on_shorter_period": "shown as a sentence",
    "has_agent": "the agent is shown",
}
"""Fields that a reader of the specification does not see, each with why."""


@pytest.fixture(scope="module")
def whole() -> SpecificationSnapshot:
    """A tender with something in every field of text, each with words of its own."""
    made = make_snapshot(outcomes=2, measures=2, lots=2)
    facts = made.facts.model_copy(
        update={"has_options": True, "has_agent": True, "is_information_withheld": True, "need_continues": True,
                "relies_on_shorter_period": True, "refines_criteria": True, "uses_electronic_auction": True}
    )  # fmt: skip
    made = made.model_copy(update={"facts": facts, "frame_note": "x"})
    return _worded(made, "w")


def _worded(part: Part, path: str) -> Any:
    """The same part with every free text replaced by a word that says where it is."""
    changed: dict[str, Any] = {}
    for name, value in part:
        here = f"{path}z{name.replace('_', 'q')}"
        if isinstance(value, Part):
            changed[name] = _worded(value, here)
        elif isinstance(value, tuple) and value and isinstance(value[0], Part):
            changed[name] = tuple(_worded(item, f"{here}n{index}") for index, item in enumerate(value))
        elif (
            isinstance(value, str)
            and name not in NOT_SHOWN
            and name not in CODED
            and not name.endswith("_url")
        ):
            changed[name] = here
    return part.model_copy(update=changed)


CODED = {
    "authority_type", "procedure", "main_category", "award_method", "kind", "reason", "priority", "direction",
    "causal_step", "evidence_grade", "shorter_period_entry", "url", "website", "contact_email", "agent_email",
    "framework_effective_from", "arrangement", "reserved_place", "framework_award", "framework_supplier_number",
}  # fmt: skip
"""Fields with a list of values, or that become links."""


OF_OTHER_FORMS = {
    "reserved_place_areas", "framework_long_term_reasons", "framework_users", "framework_selection_process",
    "framework_fee_note", "open_framework_previous_identifier", "dynamic_market_identifier",
    "dynamic_market_part_title", "dynamic_market_part_number",
}  # fmt: skip
"""What only a framework, a dynamic market or a contract below the threshold says; this tender is none of them."""

BETWEEN_OWNERS = {"money_held_by", "money_exit", "tie_breaker"}
"""What the owners of the money agree among themselves: boards see it, and nothing published says it."""


def _words_of(part: Part) -> Iterator[tuple[str, str]]:
    for name, value in part:
        if isinstance(value, Part):
            yield from _words_of(value)
        elif isinstance(value, tuple) and value and isinstance(value[0], Part):
            for item in value:
                yield from _words_of(item)
        elif isinstance(value, str) and re.fullmatch(r"w(z[a-zA-Zq]+(n\d+)?)+", value):
            yield name, value


def test_every_field_that_somebody_wrote_is_shown_or_left_out_for_a_reason(
    whole: SpecificationSnapshot,
) -> None:
    html = specification_html(whole, PUBLISHED)
    wordings = list(_words_of(whole))
    assert len(wordings) > 120
    missing = {name for name, word in wordings if not re.search(rf"\b{word}\b", html)}
    assert missing == {"title", "no_lots_reasons"} | OF_OTHER_FORMS | BETWEEN_OWNERS, (
        "the page shows the title; this tender has lots"
    )


def test_every_date_amount_and_number_is_shown_or_left_out_for_a_reason() -> None:
    made = make_snapshot(outcomes=1, measures=1, lots=1)
    text = " ".join(lxml.html.fromstring(specification_html(made, PUBLISHED)).text_content().split())
    for name, value in _plain_values(made):
        if name in NOT_SHOWN or value is None:
            continue
        if isinstance(value, datetime | date):
            assert f"{value.day} {value:%B} {value.year}" in text, name
        elif isinstance(value, Decimal):
            assert f"{value.normalize():f}%" in text or f"£{value:,.0f}" in text, name


def _plain_values(part: Part) -> Iterator[tuple[str, Any]]:
    for name, value in part:
        if isinstance(value, Part):
            yield from _plain_values(value)
        elif isinstance(value, tuple):
            for item in value:
                if isinstance(item, Part):
                    yield from _plain_values(item)
        else:
            yield name, value


@pytest.fixture(scope="module", params=["published", "draft", "first day", "hostile", "published with gaps"])
def html(request: pytest.FixtureRequest) -> str:
    hostile = (
        make_snapshot(outcomes=1).outcomes[0].model_copy(update={"title": HOSTILE, "statement": HOSTILE})
    )
    return {
        "published": lambda: specification_html(make_snapshot(lots=2), PUBLISHED),
        "draft": lambda: specification_html(make_snapshot(), DRAFT),
        "first day": lambda: specification_html(make_minimal_snapshot(), DRAFT),
        "hostile": lambda: specification_html(
            make_snapshot(1, summary=HOSTILE).model_copy(update={"outcomes": (hostile,)}), PUBLISHED
        ),
        "published with gaps": lambda: specification_html(make_minimal_snapshot(), PUBLISHED),
    }[request.param]()


def test_it_is_valid_html(html: str) -> None:
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(f'<!DOCTYPE html><html lang="en"><head><title>t</title></head><body>{html}</body></html>')
    assert parser.errors == []


def test_ids_are_unique_and_ours(html: str) -> None:
    ids = lxml.html.fromstring(html).xpath("//@id")
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"spec-[a-z0-9-]+", each) for each in ids)


def test_every_link_inside_leads_somewhere(html: str) -> None:
    root = lxml.html.fromstring(html)
    ids = set(root.xpath("//@id"))
    inside = [href[1:] for href in root.xpath("//a/@href") if href.startswith("#")]
    assert set(inside) <= ids


def test_headings_skip_no_level_and_hold_words(html: str) -> None:
    headings = list(lxml.html.fromstring(html).iter("h1", "h2", "h3", "h4", "h5", "h6"))
    levels = [int(heading.tag[1]) for heading in headings]
    assert levels[0] == 2
    assert min(levels) == 2
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(heading.text_content().strip() for heading in headings)


def test_a_strict_page_can_hold_it(html: str) -> None:
    root = lxml.html.fromstring(html)
    assert root.xpath("//@style") == []
    assert list(root.iter("script", "style", "img", "iframe", "form", "object", "base", "link")) == []
    assert not [name for element in root.iter() for name in element.attrib if name.startswith("on")]


def test_every_table_has_a_caption_and_headers_with_a_scope(html: str) -> None:
    for table in lxml.html.fromstring(html).iter("table"):
        assert table.find("caption").text_content().strip()
        assert all(cell.get("scope") in {"row", "col"} for cell in table.iter("th"))


def test_nothing_reads_none(html: str) -> None:
    text = lxml.html.fromstring(html).text_content()
    assert not re.search(r"\b(None|True|False|Undefined)\b", text.replace("None\n", ""))


def test_a_draft_says_so_and_shows_what_is_missing() -> None:
    html = specification_html(make_minimal_snapshot(), DRAFT)
    assert DRAFT_MARK in html
    assert html.count("Not given yet") > 20


def test_what_is_published_shows_no_gap_and_no_mark_of_a_draft() -> None:
    html = specification_html(make_snapshot(lots=2), PUBLISHED)
    assert DRAFT_MARK not in html
    assert "Not given yet" not in html


def test_unverified_figures_stay_marked_and_unknown_ones_stay_unknown() -> None:
    made = make_snapshot(outcomes=1, measures=1)
    unknown = made.outcomes[0].measures[0].model_copy(update={"baseline_value": "", "baseline_plan": ""})
    doubtful = unknown.model_copy(update={"baseline_value": "41", "baseline_verified": False})
    for measure, words in ((unknown, "Not known"), (doubtful, "(not verified)")):
        outcome = made.outcomes[0].model_copy(update={"measures": (measure,)})
        tree = lxml.html.fromstring(
            specification_html(made.model_copy(update={"outcomes": (outcome,)}), PUBLISHED)
        )
        rows = [row.text_content() for row in tree.iter("tr") if "Baseline" in row.text_content()]
        assert any(words in row for row in rows)


def test_an_outcome_that_nothing_assesses_is_shown_as_such() -> None:
    made = make_snapshot(outcomes=1)
    alone = made.model_copy(
        update={"award": made.award.model_copy(update={"criteria": made.award.criteria[2:]})}
    )
    assert "No award criterion assesses this outcome." in specification_html(alone, DRAFT)


def test_headings_are_numbered_in_their_text_and_listed_for_the_contents() -> None:
    body = specification_body(make_snapshot(), PUBLISHED)
    labels = [heading.label for heading in body.headings]
    assert labels[:2] == ["1", "2"]
    assert "4.1" in labels
    assert labels[-1] == "Annex B"
    for heading in body.headings:
        assert f'id="{heading.anchor}"' in body.html


def test_sections_that_have_nothing_to_say_are_left_out_and_numbers_close_up() -> None:
    bare = make_snapshot(conditions=(), objectives=())
    headings = [heading for heading in specification_body(bare, PUBLISHED).headings if heading.depth == 1]
    numbers = [heading.label for heading in headings if heading.label.isdigit()]
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
    assert "Who can take part" not in [str(heading.text) for heading in headings]


def test_it_can_stand_under_a_heading_of_any_level_with_ids_of_any_prefix() -> None:
    html = specification_html(make_snapshot(1), PUBLISHED, top_level=3, id_prefix="old-")
    root = lxml.html.fromstring(html)
    assert next(root.iter("h2", "h3", "h4")).tag == "h3"
    assert all(each.startswith("old-") for each in root.xpath("//@id"))


def test_right_to_left_titles_are_kept_apart() -> None:
    assert f'<bdi dir="rtl">{HEBREW}</bdi>' in specification_html(
        make_snapshot(1, documents=()).model_copy(
            update={"outcomes": (make_snapshot(1).outcomes[0].model_copy(update={"title": HEBREW}),)}
        ),
        PUBLISHED,
    )


def test_templates_of_documents_know_nothing_of_the_web() -> None:
    paths = [path for folder in ("documents", "print") for path in (TEMPLATES / folder).rglob("*.html")]
    assert len(paths) > 10
    for path in paths:
        assert not re.search(r"url_for|request\.|current_user|config\b|session\b|csrf", _code(path)), path


def _code(path: Path) -> str:
    return " ".join(re.findall(r"{[{%].*?[%}]}", path.read_text(encoding="utf-8"), flags=re.DOTALL))


def test_the_chain_links_what_the_tender_links() -> None:
    made = make_snapshot(outcomes=1, measures=3)
    chain = outcome_chain(made, made.outcomes[0])
    assert [len(column.boxes) for column in chain.columns] == [2, 1, 3, 2]
    assert len(chain.tips) == 1 + 3 + 2


def test_a_broken_chain_shows_where_it_breaks() -> None:
    made = make_snapshot(outcomes=1, objectives=())
    lone = made.outcomes[0].model_copy(update={"measures": (), "key": "nobody-assesses-this"})
    kinds = [[box.kind for box in column.boxes] for column in outcome_chain(made, lone).columns]
    assert kinds == [["missing"], ["outcome"], ["missing"], ["missing"]]


def test_many_measures_are_counted_and_not_drawn() -> None:
    made = make_snapshot(outcomes=1, measures=12)
    boxes = outcome_chain(made, made.outcomes[0]).columns[2].boxes
    assert len(boxes) == MOST_BOXES
    assert boxes[-1].lines == (f"and {12 - MOST_BOXES + 1} more",)


@pytest.mark.parametrize("text", ["W" * 500, "word " * 200, "a", "", "中" * 90, "i" * 300])
def test_words_in_a_box_fit_it(text: str) -> None:
    lines = wrapped(text)
    assert len(lines) <= MOST_LINES
    assert all(len(line) * FONT_SIZE * 0.25 <= COLUMN for line in lines)
    assert "\0" not in "".join(lines)


def test_boxes_of_a_chain_stand_apart_and_inside_the_drawing() -> None:
    made = make_snapshot(outcomes=1, measures=5)
    chain = outcome_chain(made, made.outcomes[0])
    for column in chain.columns:
        assert all(box.y >= HEAD and box.y + box.height <= chain.height for box in column.boxes)
        assert all(above.y + above.height < below.y for above, below in pairwise(column.boxes))
