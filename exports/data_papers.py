"""Papers about data: a draft agreement to share a dataset, and a plain summary for the public, as Word and as PDF.

Both are made from the same HTML. They are drafts for people to finish with their own lawyers, and no advice.
"""

from __future__ import annotations

from markupsafe import Markup

from exports.docx import paper_docx
from exports.environment import render_document
from exports.markdown import plain_text
from exports.pdf import html_to_pdf
from procure.domain.sharing import needed_by
from procure.domain.snapshot import DataShareSnapshot, MeasureSnapshot, SpecificationSnapshot

AGREEMENT, SUMMARY = "Draft data-sharing agreement", "How we use data"


def agreement_pdf(snapshot: SpecificationSnapshot, share: DataShareSnapshot) -> bytes:
    """A draft agreement for one dataset, as a tagged PDF. Raises as ``exports.pdf.html_to_pdf`` does."""
    return _pdf(f"{AGREEMENT}: {plain_text(share.name)}", snapshot, _agreement(snapshot, share))


def agreement_docx(snapshot: SpecificationSnapshot, share: DataShareSnapshot) -> bytes:
    """The same as a Word file, to be changed."""
    return paper_docx(f"{AGREEMENT}: {plain_text(share.name)}", snapshot, _agreement(snapshot, share))


def summary_pdf(snapshot: SpecificationSnapshot) -> bytes:
    """What the public may be told of all datasets, as a tagged PDF."""
    return _pdf(SUMMARY, snapshot, _summary(snapshot))


def summary_docx(snapshot: SpecificationSnapshot) -> bytes:
    """The same as a Word file."""
    return paper_docx(SUMMARY, snapshot, _summary(snapshot))


def _agreement(snapshot: SpecificationSnapshot, share: DataShareSnapshot) -> Markup:
    measure = _measure(snapshot, share)
    day = needed_by(share, measure, snapshot.facts.supply_starts_on) if measure else share.needed_on
    context = {"spec": snapshot, "share": share, "measure": measure, "needed_by": day}
    return render_document("documents/data_agreement.html", context)


def _summary(snapshot: SpecificationSnapshot) -> Markup:
    shares = [(each, _measure(snapshot, each)) for each in snapshot.data_shares]
    return render_document("documents/data_summary.html", {"spec": snapshot, "shares": shares})


def _measure(snapshot: SpecificationSnapshot, share: DataShareSnapshot) -> MeasureSnapshot | None:
    return next(
        (
            measure
            for outcome in snapshot.outcomes
            for measure in outcome.measures
            if measure.key == share.measure_key
        ),
        None,
    )


def _pdf(title: str, snapshot: SpecificationSnapshot, body: Markup) -> bytes:
    context = {"title": title, "spec": snapshot, "body": body}
    return html_to_pdf(render_document("print/data_paper.html", context))
