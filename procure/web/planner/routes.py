"""The planner's pages: for a tender, whose plan is kept, and for anybody, whose plan is in the address."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exports.gates import gate_text
from exports.timetable_calendar import NamedDay, timetable_ics
from procure.act.timeline_facts import TimelineFacts
from procure.config import Settings
from procure.domain.exceptions import NotFound, StaleEdit
from procure.domain.gating import placed
from procure.domain.permissions import Permission, may
from procure.domain.snapshot import SpecificationSnapshot
from procure.domain.timetable import (
    DateChange,
    LaidOut,
    TimetablePlan,
    draft_changes,
    facts_of,
    gate_days,
    lay_out,
)
from procure.domain.vocabulary import TenderState
from procure.models import Tender
from procure.services import freezing, noticing, planning
from procure.web.access import current_actor, public, requires
from procure.web.authoring.blueprint import tender_to_edit, tender_to_read
from procure.web.pages import london_today
from procure.web.planner import asking, forms
from procure.web.planner.chart import chart_of
from procure.web.planner.reading import Planner, Typed, read
from procure.web.sessions import current_session

planner = Blueprint("planner", __name__)
CALENDAR_TYPE = "text/calendar; charset=utf-8"
#: Any of these in the address tells that the planner was used, from a page that was only opened.
ASKED = frozenset({"contract_starts_on-day", "starts_from-day"})
Page = str | tuple[str, int]


def _settings() -> Settings:
    settings: Settings = current_app.extensions["procure"].settings
    return settings


def _typed() -> Typed | None:
    """What the address asks, None where it asks nothing."""
    return request.args if not ASKED.isdisjoint(request.args) else None


# Without a tender


@planner.get("/planner")
@public
def what_if() -> str:
    """A timetable for a procurement that is not a tender here: everything is in the address."""
    found = _what_if()
    name = found.form["name"].data or ""
    return render_template(
        "pages/planner/what_if.html",
        title=name or "Plan a procurement timetable",
        query=request.query_string.decode("ascii", "ignore"),
        **_shown(found),
    )


@planner.get("/planner/calendar.ics")
@public
def what_if_calendar() -> Response:
    """The same, as a calendar file."""
    found = _what_if()
    if found.laid_out is None or found.has_errors or not found.laid_out.is_within_the_act:
        return redirect(f"{url_for('planner.what_if')}?{request.query_string.decode('ascii', 'ignore')}")
    name = found.form["name"].data or "Procurement timetable"
    # A plan with a name keeps its events when it changes; without one it is told by all that was said.
    told = name if found.form["name"].data else repr(found.laid_out.facts)
    key = hashlib.sha256(told.encode()).hexdigest()[:16]
    return _calendar(found.laid_out, name, key, datetime.now(UTC))


def _what_if() -> Planner:
    typed = _typed()
    return read(
        {**forms.when_questions(), **forms.procurement_questions()},
        (forms.WHEN, forms.BUYING, forms.RUNNING, forms.BEFORE, forms.MORE),
        partial(asking.facts_of, today=london_today()),
        TimetablePlan(),
        typed,
    )


# Of a tender


@planner.get("/tenders/<reference>/timetable")
@requires(Permission.READ_TENDER)
def timetable(reference: str) -> Page:
    """The timetable of a tender as it is kept or, with answers in the address, as it would be."""
    tender = tender_to_read(reference)
    kept = planning.plan_of(current_session(), current_actor(), tender)
    found, snapshot = _of_tender(tender, kept.plan, _typed())
    return _tender_page(tender, snapshot, found, kept)


@planner.post("/tenders/<reference>/timetable")
@requires(Permission.PLAN_TENDER)
def save_timetable(reference: str) -> Page | Response:
    """Keep what was settled, unless it breaks a rule."""
    session, actor = current_session(), current_actor()
    tender = tender_to_read(reference)
    kept = planning.plan_of(session, actor, tender)
    found, snapshot = _of_tender(tender, kept.plan, request.form, is_sent=True)
    if not found.has_errors:
        revision = request.form.get("revision", "")
        try:
            planning.save(session, actor, tender, found.plan, int(revision) if revision.isdecimal() else 0)
            flash("Timetable saved", "success")
            return redirect(url_for("planner.timetable", reference=reference))
        except StaleEdit as clash:
            words = f"{clash} Theirs is kept. Yours is below: open the page in another tab to compare, or save again."
            found.form.form_errors = [words]
    return _tender_page(tender, snapshot, found, kept)


@planner.get("/tenders/<reference>/timetable/calendar.ics")
@requires(Permission.READ_TENDER)
def calendar(reference: str) -> Response:
    """The timetable as it is kept, as a calendar file."""
    tender = tender_to_read(reference)
    kept = planning.plan_of(current_session(), current_actor(), tender)
    laid_out = _laid_out(tender, kept.plan)
    snapshot = freezing.draft_snapshot(current_session(), tender)
    days = [
        NamedDay(
            f"gate-{each.gate.key}",
            each.gate.decided_on,
            f"Decision at {each.gate.name}",
            gate_text(each, snapshot),
        )
        for each in placed(snapshot.gates, snapshot.stages)
        if each.gate.decided_on
    ]
    made_at = kept.saved_at or tender.updated_at
    url = f"{_settings().resolved_base_url}{url_for('planner.timetable', reference=reference)}"
    return _calendar(laid_out, tender.title, tender.reference, made_at, kept.revision, url, days)


@planner.route("/tenders/<reference>/timetable/use", methods=["GET", "POST"])
@requires(Permission.EDIT_TENDER)
def use_dates(reference: str) -> Page | Response:
    """Put the dates of the timetable into the draft, once they have been looked at."""
    session, actor = current_session(), current_actor()
    tender = tender_to_edit(reference)
    kept = planning.plan_of(session, actor, tender)
    changes = draft_changes(freezing.draft_snapshot(session, tender), _laid_out(tender, kept.plan))
    digest, has_moved = planning.digest_of(changes), False
    if request.method == "POST":
        if request.form.get("seen") == digest:
            planning.use_dates(session, actor, tender, changes)
            flash("The dates are in your answers", "success")
            return redirect(url_for("planner.timetable", reference=reference))
        has_moved = True
    html = render_template(
        "pages/planner/use_dates.html",
        title="Use these dates in your answers?",
        tender=tender,
        changes=changes,
        seen=digest,
        has_moved=has_moved,
        back=(url_for("planner.timetable", reference=reference), "Timetable planner"),
    )
    return (html, 409) if has_moved else html


def _of_tender(
    tender: Tender, kept: TimetablePlan, typed: Typed | None, *, is_sent: bool = False
) -> tuple[Planner, SpecificationSnapshot]:
    snapshot = freezing.draft_snapshot(current_session(), tender)
    today = london_today()

    def facts(answers: Mapping[str, Any], plan: TimetablePlan) -> TimelineFacts:
        return facts_of(snapshot, plan, today)

    groups = (forms.WHEN, forms.BEFORE)
    return read(forms.when_questions(), groups, facts, kept, typed, is_sent=is_sent), snapshot


def _laid_out(tender: Tender, plan: TimetablePlan) -> LaidOut:
    """The timetable of a plan that is kept. Raises NotFound where there is none to be had."""
    snapshot = freezing.draft_snapshot(current_session(), tender)
    try:
        laid_out = lay_out(facts_of(snapshot, plan, london_today()))
    except ValueError as error:
        raise NotFound("This tender has no timetable yet.") from error
    if not laid_out.is_within_the_act or not laid_out.timeline.is_feasible:
        raise NotFound("This tender has no timetable that keeps the rules.")
    return laid_out


def _tender_page(
    tender: Tender, snapshot: SpecificationSnapshot, found: Planner, kept: planning.Kept
) -> Page:
    is_kept = found.plan == kept.plan and not found.has_errors
    changes: tuple[DateChange, ...] = ()
    if found.laid_out is not None and is_kept and found.laid_out.is_within_the_act:
        changes = draft_changes(snapshot, found.laid_out)
    html = render_template(
        "pages/planner/timetable.html",
        title="Timetable planner",
        tender=tender,
        revision=str(kept.revision),
        saved_at=kept.saved_at,
        is_kept=is_kept,
        changes=changes,
        gate_days=gate_days(snapshot, found.laid_out),
        due=noticing.due(current_session(), current_actor(), tender, _settings(), snapshot)
        if tender.state == TenderState.PUBLISHED
        else (),
        can_edit=may(current_actor(), Permission.EDIT_TENDER, tender),
        back=(url_for("authoring.tasks", reference=tender.reference), "Task list"),
        **_shown(found),
    )
    # A page that is only looked at is a good answer, whatever it says.
    return (html, 422) if found.has_errors and request.method == "POST" else html


# Both


def _shown(found: Planner) -> dict[str, Any]:
    laid_out = found.laid_out
    chart = chart_of(laid_out.timeline) if laid_out is not None and laid_out.is_within_the_act else None
    return {
        "planner": found,
        "form": found.form,
        "laid_out": laid_out,
        "chart": chart,
        "has_errors": found.has_errors,
    }


def _calendar(
    laid_out: LaidOut,
    name: str,
    key: str,
    made_at: datetime,
    revision: int = 0,
    url: str = "",
    days: Sequence[NamedDay] = (),
) -> Response:
    host = urlsplit(_settings().resolved_base_url).hostname or "procure"
    data = timetable_ics(
        laid_out.timeline.steps,
        name=name,
        key=key,
        host=host,
        made_at=made_at,
        revision=revision,
        url=url,
        days=days,
    )
    file_name = re.sub(r"[^a-z0-9]+", "-", key.lower()).strip("-")
    headers = {"Content-Disposition": f'attachment; filename="timetable-{file_name}.ics"'}
    return Response(data, content_type=CALENDAR_TYPE, headers=headers)
