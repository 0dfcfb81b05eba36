"""A change of national priorities: the mapping for whoever keeps it, and relinking for whoever it concerns."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from procure.domain.exceptions import Invalid, NotFound, NotReady
from procure.domain.permissions import Permission, may
from procure.domain.remapping import Row, unmapped, write_mapping
from procure.domain.vocabulary import Coverage
from procure.models import FrameworkChange
from procure.services import access, authoring, remapping, shaping, succeeding
from procure.web.access import current_actor, requires
from procure.web.forms import QuestionForm
from procure.web.pages import london_today
from procure.web.priorities.forms import DROP, change_form, choice_form, mapping_form
from procure.web.published.naming import content_disposition
from procure.web.sessions import current_session

priorities = Blueprint("priorities", __name__)
LARGEST = 1_000_000


@priorities.get("/priorities")
@requires(Permission.MAP_FRAMEWORKS)
def index() -> str:
    """The frameworks that are loaded, and every change from one to another."""
    session, actor = current_session(), current_actor()
    loaded = remapping.frameworks(session)
    return render_template(
        "pages/priorities/index.html",
        title="National priorities",
        frameworks=loaded,
        changes=remapping.changes(session, actor),
        names={each.framework_id: each.name for each in loaded},
    )


@priorities.route("/priorities/new", methods=["GET", "POST"])
@requires(Permission.MAP_FRAMEWORKS)
def begin() -> str | AnyResponse:
    """Begin to map one framework to another."""
    session, actor = current_session(), current_actor()
    form = change_form(remapping.frameworks(session))
    if found := form.made(lambda: remapping.begin(session, actor, **form.answers)):
        return redirect(url_for("priorities.change", key=found.key))
    return _form(form, "", "Begin the mapping", (url_for("priorities.index"), "National priorities"))


@priorities.get("/priorities/<key>")
@requires(Permission.MAP_FRAMEWORKS)
def change(key: str) -> str:
    """The mapping, objective by objective, with what is still open."""
    session = current_session()
    found = _change(key)
    old, new = remapping.sides(session, found)
    rows = remapping.rows_of(found)
    return render_template(
        "pages/priorities/change.html",
        title="A change of national priorities",
        change=found,
        old=old,
        old_name=old[0].framework_name if old else found.old_framework_id,
        new_name=new[0].framework_name if new else found.new_framework_id,
        titles={each.objective_id: each.title for each in new},
        rows={each.objective_id: [row for row in rows if row.old == each.objective_id] for each in old},
        left=unmapped(rows, [each.objective_id for each in old]),
        back=(url_for("priorities.index"), "National priorities"),
    )


@priorities.route("/priorities/<key>/objectives/<objective_id>", methods=["GET", "POST"])
@requires(Permission.MAP_FRAMEWORKS)
def objective(key: str, objective_id: str) -> str | AnyResponse:
    """What stands for one old objective."""
    session, actor = current_session(), current_actor()
    found = _change(key)
    old, new = remapping.sides(session, found)
    row = next((each for each in old if each.objective_id == objective_id), None)
    if row is None:
        raise NotFound("There is no such objective in the old framework.")
    said = [each for each in remapping.rows_of(found) if each.old == objective_id]
    form = mapping_form(
        [(each.objective_id, each.title) for each in new],
        [each.new for each in said if each.coverage == Coverage.FULL],
        [each.new for each in said if each.coverage == Coverage.PART],
        said[0].note if said else "",
    )
    if form.is_submitted() and form.validate():
        try:
            remapping.map_objective(session, actor, found, objective_id, **form.answers)
        except Invalid as wrong:
            form.refuse("part", str(wrong))
        else:
            flash(f"“{row.title}” is mapped.", "success")
            return redirect(url_for("priorities.change", key=key))
    return _form(form, row.title, "Save", (url_for("priorities.change", key=key), "The mapping"))


@priorities.route("/priorities/<key>/mapping.csv", methods=["GET", "POST"])
@requires(Permission.MAP_FRAMEWORKS)
def mapping_file(key: str) -> AnyResponse:
    """The mapping as CSV, with a line for each old objective of which nothing is said; a POST takes one in."""
    session, actor = current_session(), current_actor()
    found = _change(key)
    if request.method == "POST":
        file = request.files.get("file")
        data = file.read(LARGEST + 1) if file else b""
        try:
            if not data or len(data) > LARGEST:
                raise Invalid("file", "Choose a CSV file of up to 1 MB")
            count = remapping.take_in(session, actor, found, data)
        except Invalid as wrong:
            flash(f"The file was not taken in. {wrong}", "notice")
        else:
            flash(f"The mapping now has {count} {'row' if count == 1 else 'rows'} from the file.", "success")
        return redirect(url_for("priorities.change", key=key))
    old, _ = remapping.sides(session, found)
    rows = remapping.rows_of(found)
    rows += [Row(each, "", "", "") for each in unmapped(rows, [row.objective_id for row in old])]
    answer = Response(write_mapping(rows), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = content_disposition(f"mapping-{found.key}.csv")
    return answer


@priorities.post("/priorities/<key>/settle")
@requires(Permission.MAP_FRAMEWORKS)
def settle(key: str) -> AnyResponse:
    """Let the change count from its day on."""
    try:
        remapping.settle(current_session(), current_actor(), _change(key))
    except NotReady as open_still:
        flash(f"{open_still} {len(open_still.issues)} are open.", "notice")
    else:
        flash(
            "The change counts from its day on. Those whom it concerns find it under “Objectives that changed”.",
            "success",
        )
    return redirect(url_for("priorities.change", key=key))


@priorities.get("/priorities/changed")
@requires(Permission.LIST_TARGETS)
def changed() -> str:
    """What of one's own the change concerns: an officer's tenders, a board's target outcomes."""
    session, actor, today = current_session(), current_actor(), london_today()
    tenders = remapping.affected_tenders(session, actor, today) if may(actor, Permission.LIST_TENDERS) else []
    targets = remapping.affected_targets(session, actor, today)
    reviewed = remapping.affected_reviews(session, actor, today)
    ids = {
        one
        for each in (*tenders, *targets, *reviewed)
        for old, found in each.objectives.items()
        for one in (old, *(successor.objective_id for successor in found))
    }
    return render_template(
        "pages/priorities/changed.html",
        title="Objectives that changed",
        tenders=tenders,
        targets=targets,
        reviewed=reviewed,
        titles={each: row.title for each, row in remapping.titles(session, sorted(ids)).items()},
    )


@priorities.route("/tenders/<reference>/objectives-changed", methods=["GET", "POST"])
@requires(Permission.EDIT_TENDER)
def relink(reference: str) -> str | AnyResponse:
    """Choose what a draft serves now, one objective at a time."""
    session, actor, today = current_session(), current_actor(), london_today()
    tender = authoring.tender_to_edit(session, actor, reference)
    found = remapping.changed_for(session, tender, today)
    back = (url_for("authoring.tasks", reference=reference), "Task list")
    if found is None:
        flash("All objectives of this tender count.", "success")
        return redirect(back[0])
    old, standing = next(iter(found.objectives.items()))
    titles = {
        each: row.title
        for each, row in remapping.titles(session, [old, *(one.objective_id for one in standing)]).items()
    }
    form = choice_form(titles.get(old, old), standing, titles, may_drop=True)
    if form.is_submitted() and form.validate():
        chosen = form.answers["objective"]
        remapping.relink(session, actor, tender, {old: "" if chosen == DROP else chosen}, today)
        flash("The objective is changed. Look at each outcome’s link to it again.", "success")
        left = remapping.changed_for(session, tender, today)
        return redirect(url_for("priorities.relink", reference=reference) if left else back[0])
    return _form(form, tender.title, "Save", back)


@priorities.route("/target-outcomes/<key>/objective-changed", methods=["GET", "POST"])
@requires(Permission.SHAPE_TARGET)
def relink_target(key: str) -> str | AnyResponse:
    """Put a target outcome under the objective that stands for its old one."""
    session, actor, today = current_session(), current_actor(), london_today()
    found = shaping.target(session, actor, key)
    access.require(actor, Permission.SHAPE_TARGET, found)
    standing = succeeding.superseded(session, today).get(found.objective_id)
    back = (url_for("targets.show", key=key), "Target outcome")
    if not standing:
        flash(
            "Its objective counts." if standing is None else "No new objective stands for its old one: the board "
            "decides whether to drop it.", "notice",
        )  # fmt: skip
        return redirect(back[0])
    ids = [found.objective_id, *(each.objective_id for each in standing)]
    titles = {each: row.title for each, row in remapping.titles(session, ids).items()}
    form = choice_form(titles.get(found.objective_id, found.objective_id), standing, titles, may_drop=False)
    if form.is_submitted() and form.validate():
        remapping.relink_target(session, actor, found, form.answers["objective"], today)
        flash("The target outcome stands under the new objective.", "success")
        return redirect(back[0])
    return _form(form, found.title, "Save", back)


def _change(key: str) -> FrameworkChange:
    return remapping.change_by_key(current_session(), current_actor(), key)


def _form(form: QuestionForm, caption: str, continue_text: str, back: tuple[str, str]) -> str:
    return form.page("pages/priorities/form.html", caption=caption, continue_text=continue_text, back=back)
