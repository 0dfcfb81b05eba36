"""The list of questions and the snapshot cover each other."""

from procure.domain.sections import (
    PAGE_OF_FIELD,
    PAGE_OF_ROWS,
    PAGES,
    SECTIONS,
    asked_pages,
    reader_of,
    unasked_fields,
)
from procure.domain.snapshot import (
    AwardSnapshot,
    EqualityAssessment,
    MoneyTerms,
    PaymentTerms,
    ProblemStatement,
    ProcurementFacts,
)
from tests.factories.snapshots import make_facts, make_snapshot


def test_every_field_an_officer_can_answer_has_exactly_one_page():
    fields = {"title", "summary", "objectives", "frame_note", "has_no_fixed_requirements"}
    fields |= {f"facts.{name}" for name in ProcurementFacts.model_fields}
    fields |= {f"problem.{name}" for name in ProblemStatement.model_fields}
    fields |= {f"award.{name}" for name in AwardSnapshot.model_fields if name != "criteria"}
    fields |= {f"money.{name}" for name in MoneyTerms.model_fields}
    fields |= {f"equality.{name}" for name in EqualityAssessment.model_fields}
    fields |= {f"payment.{name}" for name in PaymentTerms.model_fields}
    assert set(PAGE_OF_FIELD) == fields
    assert sum(len(page.fields) for page in PAGES.values()) == len(fields)


def test_every_repeating_part_has_a_page():
    assert set(PAGE_OF_ROWS) == {
        "outcomes", "fixed_requirements", "criteria", "stages", "lots", "conditions", "documents", "withheld",
        "gates", "parties", "contributions", "data_shares",
    }  # fmt: skip


def test_every_section_has_pages_and_every_page_a_section():
    assert all(section.pages for section in SECTIONS.values())
    assert sum(len(section.pages) for section in SECTIONS.values()) == len(PAGES)


def test_a_page_depends_only_on_answers_given_before_it():
    order = [path for page in PAGES.values() for path in page.fields]
    for page in PAGES.values():
        for condition in page.asked_when:
            first = (page.fields or order[-1:])[0]
            if page.fields:
                assert order.index(condition.path) < order.index(first), page.slug


def test_a_follow_up_is_asked_only_after_the_answer_that_leads_to_it():
    with_cap = reader_of(make_snapshot(facts=make_facts(caps_suppliers=True)))
    without = reader_of(make_snapshot(facts=make_facts(caps_suppliers=False)))
    assert "supplier-limits" in {page.slug for page in asked_pages(with_cap)}
    assert "supplier-limits" not in {page.slug for page in asked_pages(without)}


def test_answers_left_behind_by_a_change_of_mind_are_known():
    read = reader_of(make_snapshot(facts=make_facts(procedure="open", procedure_description="Two rounds")))
    assert "facts.procedure_description" in unasked_fields(read)
    assert "facts.submission_method" not in unasked_fields(read)
