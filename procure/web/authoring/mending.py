"""Where each thing that readiness asks for is mended: the very page, so that nobody has to look for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for

from procure.domain.readiness import Issue
from procure.domain.sections import PAGE_OF_ROWS, PAGES, SECTIONS
from procure.web.authoring.journey import OUTCOMES, address

#: Issues about an outcome that are mended on a list of something else.
MENDED_ON_A_LIST = frozenset({"outcome-not-assessed"})
#: The page of an outcome that mends each issue about one.
OUTCOME_PAGES = {
    "outcome-without-statement": "sentence",
    "outcome-without-beneficiary": "change",
    "outcome-without-change": "change",
    "outcome-without-level": "change",
    "outcome-without-place": "change",
    "outcome-without-date": "change",
    "outcome-without-comparison": "fairness",
    "outcome-without-equality-split": "fairness",
}
#: Views of an outcome, other than its pages of questions, that mend an issue.
OUTCOME_VIEWS = {
    "placeholder-left": "outcomes.gaps",
    "outcome-without-objective": "outcomes.objectives",
    "objective-link-incomplete": "outcomes.objectives",
    "outcome-without-measure": "outcomes.measures",
    "only-outputs-measured": "outcomes.measures",
}
#: The page of a measure that mends each issue about one; the others lead to all of the measure.
MEASURE_PAGES = {
    "measure-without-name": "what",
    "measure-without-unit": "what",
    "measure-without-direction": "what",
    "measure-without-source": "source",
    "measure-without-target": "target",
    "measure-without-baseline": "baseline",
    "baseline-without-source": "baseline",
    "baseline-not-verified": "baseline",
    "measure-without-counter-measure": "owner",
    "measure-without-data-owner": "owner",
    "path-after-target": "path",
}


def issue_address(reference: str, issue: Issue, then: str = "readiness") -> str:
    """Where an issue is mended. Continue leads from there to ``then``: "readiness" for the readiness list, "check"
    for all of the outcome."""
    page = PAGES.get(issue.page) or PAGE_OF_ROWS[OUTCOMES]
    if page.rows == OUTCOMES and issue.key:
        return _outcome_address(reference, issue, then)
    key = issue.key if page.rows and issue.code not in MENDED_ON_A_LIST else ""
    return address(reference, page, key, origin="readiness" if then == "readiness" else "")


def by_section(issues: Sequence[Issue]) -> list[tuple[str, list[Issue]]]:
    """Issues under the titles of their sections, in the order of the task list."""
    grouped = [
        (section.title, [issue for issue in issues if issue.section == slug])
        for slug, section in SECTIONS.items()
    ]
    loose = [issue for issue in issues if issue.section not in SECTIONS]
    return [(title, some) for title, some in [*grouped, ("Other", loose)] if some]


def _outcome_address(reference: str, issue: Issue, then: str) -> str:
    to: dict[str, Any] = {"reference": reference, "key": issue.key, "then": then}
    if issue.part:
        slug = MEASURE_PAGES.get(issue.code)
        if slug is None:
            return url_for("outcomes.measure", reference=reference, key=issue.key, measure_key=issue.part)
        return url_for("outcomes.measure_page", measure_key=issue.part, slug=slug, **to)
    if issue.code in OUTCOME_VIEWS:
        return url_for(OUTCOME_VIEWS[issue.code], reference=reference, key=issue.key)
    if issue.code in OUTCOME_PAGES:
        return url_for("outcomes.page", slug=OUTCOME_PAGES[issue.code], **to)
    return url_for("outcomes.check", reference=reference, key=issue.key)
