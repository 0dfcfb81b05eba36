"""Target outcomes, shaped by a board and its commercial advisers before there is a tender: under /target-outcomes."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from procure.domain.exceptions import Invalid, NotFound, NotReady
from procure.domain.identifiers import new_key
from procure.domain.permissions import Permission, may
from procure.domain.targets import OptionKind, OptionStanding, TargetStatus, gap_of_target
from procure.models import TargetOutcome
from procure.services import authoring, engaging, growing, shaping, steering
from procure.web.access import current_actor, requires
from procure.web.authoring import conflicts
from procure.web.forms import QuestionForm
from procure.web.sessions import current_session
from procure.web.targets.blueprint import targets
from procure.web.targets.forms import NAME, PAGES, InviteForm, OptionForm, name_form, status_form
from procure.web.targets.reading import answers_of, steps_of, warnings_of

Answer = str | Response | tuple[str, int]


@targets.get("")
@requires(Permission.LIST_TARGETS)
def index() -> str:
    """The target outcomes of the person's boards, and those they advise on."""
    session, actor = current_session(), current_actor()
    groups = shaping.listed(session, actor)
    return render_template(
        "pages/targets/index.html",
        title="Target outcomes",
        groups=groups,
        served=growing.counts(session, [each for group in groups for each in group.targets]),
        gap_of=_gap,
        back=(url_for("board.queue"), "Board") if may(actor, Permission.SEE_BOARD)
        else (url_for("authoring.tenders"), "Your tenders"),
    )  # fmt: skip


@targets.route("/new", methods=["GET", "POST"])
@requires(Permission.START_TARGET)
def new() -> Answer:
    """Begin one: its board, its objective and its name."""
    session, actor = current_session(), current_actor()
    boards = shaping.boards(session, actor)
    if not boards:
        raise NotFound("None of your boards meets.")
    form = name_form(authoring.missions(session), [(each.key, each.name) for each in boards])()
    if form.is_submitted() and form.validate():
        chosen = form.answers.get("board", boards[0].key)
        board = next(each for each in boards if each.key == chosen)
        found = shaping.start(
            session, actor, board, form.answers["objective_id"], form.answers["title"],
            key=request.form.get("key", ""),
        )  # fmt: skip
        return redirect(url_for("targets.page", key=found.key, slug="change"))
    return _form(
        form, back=(url_for("targets.index"), "Target outcomes"), key=request.form.get("key", "") or new_key()
    )


@targets.get("/<key>")
@requires(Permission.READ_TARGET)
def show(key: str) -> str:
    """All of one target outcome, with a link to change each answer."""
    session, actor, found = current_session(), current_actor(), _target(key)
    return render_template(
        "pages/targets/show.html",
        title=found.title,
        target=found,
        objective=shaping.objective_of(session, found),
        parts=answers_of(found),
        warnings=warnings_of(found),
        gap=_gap(found),
        options=shaping.options(found),
        rounds=engaging.rounds(session, actor, found),
        may_run=may(actor, Permission.RUN_ENGAGEMENT, found),
        serving=growing.serving(session, actor, found),
        may_grow=may(actor, Permission.GROW_TENDER, found),
        may_shape=may(actor, Permission.SHAPE_TARGET, found),
        may_steer=may(actor, Permission.STEER_TARGET, found),
        back=(url_for("targets.index"), "Target outcomes"),
    )


@targets.route("/<key>/questions/<slug>", methods=["GET", "POST"])
@requires(Permission.SHAPE_TARGET)
def page(key: str, slug: str) -> Answer:
    """One page of questions, saved on Continue and never over somebody else's words."""
    session, actor = current_session(), current_actor()
    found = shaping.target_to_shape(session, actor, key)
    if slug == NAME:
        kind = name_form(authoring.missions(session))
    elif slug in PAGES:
        kind = PAGES[slug]
    else:
        raise NotFound("There is no such page.")
    back = url_for("targets.show", key=key), "Target outcome"
    return _edited(kind, found, found, slug, back, then=_after(key, slug), caption=found.title)


@targets.route("/<key>/options/new", methods=["GET", "POST"])
@requires(Permission.SHAPE_TARGET)
def new_option(key: str) -> Answer:
    """One more way to get the result."""
    session, actor = current_session(), current_actor()
    found = shaping.target_to_shape(session, actor, key)
    form = OptionForm(data={"standing": OptionStanding.OPEN.value})
    if form.is_submitted() and form.validate():
        shaping.add_option(session, actor, found, form.answers, key=request.form.get("key", ""))
        return redirect(_options_of(key))
    return _form(
        form, back=(_options_of(key), "Target outcome"), caption=found.title,
        key=request.form.get("key", "") or new_key(),
    )  # fmt: skip


@targets.route("/<key>/options/<option_key>", methods=["GET", "POST"])
@requires(Permission.SHAPE_TARGET)
def change_option(key: str, option_key: str) -> Answer:
    """One option, to be changed."""
    session, actor = current_session(), current_actor()
    found = shaping.target_to_shape(session, actor, key)
    option = shaping.option(session, actor, found, option_key)
    what = f"{shaping.OPTION}/{option_key}"
    back = _options_of(key), "Target outcome"
    return _edited(OptionForm, found, option, what, back, then=_options_of(key), caption=found.title)


@targets.post("/<key>/options/<option_key>/remove")
@requires(Permission.SHAPE_TARGET)
def remove_option(key: str, option_key: str) -> Response:
    """Off the list, with a way back."""
    session, actor = current_session(), current_actor()
    found = shaping.target_to_shape(session, actor, key)
    removed = shaping.remove_option(session, actor, found, option_key)
    undo = url_for("targets.restore_option", key=key, option_key=option_key)
    text = f"“{OptionKind.label_of(removed.kind)}” is removed."
    flash({"text": text, "undo": undo}, "undo")  # type: ignore[arg-type]
    return redirect(_options_of(key))


@targets.post("/<key>/options/<option_key>/restore")
@requires(Permission.SHAPE_TARGET)
def restore_option(key: str, option_key: str) -> Response:
    """Back where it was."""
    session, actor = current_session(), current_actor()
    found = shaping.target_to_shape(session, actor, key)
    back = shaping.restore_option(session, actor, found, option_key)
    flash(f"“{OptionKind.label_of(back.kind)}” is back.", "success")
    return redirect(_options_of(key))


@targets.route("/<key>/advisers/new", methods=["GET", "POST"])
@requires(Permission.STEER_TARGET)
def invite(key: str) -> Answer:
    """Invite a commercial officer to take part."""
    session, actor, found = current_session(), current_actor(), _to_steer(key)
    form = InviteForm()
    if form.is_submitted() and form.validate():
        try:
            person = steering.invite(session, actor, found, form.answers["email"])
        except Invalid as wrong:
            form.refuse("email", str(wrong))
        else:
            flash(f"{person.name} can take part now.", "success")
            return redirect(url_for("targets.show", key=key))
    back = url_for("targets.show", key=key), "Target outcome"
    return _form(form, back=back, caption=found.title, continue_text="Invite")


@targets.post("/<key>/advisers/<person_key>/remove")
@requires(Permission.STEER_TARGET)
def uninvite(key: str, person_key: str) -> Response:
    """End an officer's part."""
    session, actor, found = current_session(), current_actor(), _to_steer(key)
    person = steering.uninvite(session, actor, found, person_key)
    flash(f"{person.name} no longer takes part. What they wrote stays.", "success")
    return redirect(url_for("targets.show", key=key))


@targets.route("/<key>/status", methods=["GET", "POST"])
@requires(Permission.STEER_TARGET)
def status(key: str) -> Answer:
    """Say how the outcome stands."""
    session, actor, found = current_session(), current_actor(), _to_steer(key)
    form = status_form(found.status)()
    if form.is_submitted() and form.validate():
        try:
            steering.settle(
                session, actor, found, TargetStatus(form.answers["status"]), form.answers["reason"]
            )
        except Invalid as wrong:
            form.refuse(wrong.field, str(wrong))
        except NotReady as gap:
            labels = {q.name: q.called for kind in PAGES.values() for q in kind(formdata=None).questions}
            named = ", ".join(labels[str(name)][:1].lower() + labels[str(name)][1:] for name in gap.issues)
            form.refuse("status", f"Before it is ready for market, say {named}")
        else:
            flash(f"It is “{TargetStatus(found.status).label.lower()}” now.", "success")
            return redirect(url_for("targets.show", key=key))
    return _form(form, back=(url_for("targets.show", key=key), "Target outcome"), caption=found.title)


@targets.get("/<key>/history")
@requires(Permission.READ_TARGET)
def history(key: str) -> str:
    """Every version of the words, newest first, with who changed what."""
    session, actor, found = current_session(), current_actor(), _target(key)
    before = request.args.get("before", type=int)
    before = before if before is not None and 0 < before < 1_000_000_000 else None
    versions = shaping.versions(session, actor, found, before)
    most = shaping.VERSIONS_ON_A_PAGE
    return render_template(
        "pages/targets/history.html",
        title="What changed",
        target=found,
        steps=steps_of(versions, most, _titles()),
        earlier=url_for("targets.history", key=key, before=versions[most - 1].number)
        if len(versions) > most else "",
        back=(url_for("targets.show", key=key), "Target outcome"),
    )  # fmt: skip


def _titles() -> dict[str, str]:
    """Objectives that may be chosen, by their ids."""
    missions = authoring.missions(current_session())
    return {each.objective_id: each.title for mission in missions for each in mission.objectives}


def _target(key: str) -> TargetOutcome:
    return shaping.target(current_session(), current_actor(), key)


def _to_steer(key: str) -> TargetOutcome:
    found = _target(key)
    steering.require_steering(current_actor(), found)
    return found


def _edited(
    kind: type[QuestionForm], found: TargetOutcome, record: Any, what: str, back: tuple[str, str], *,
    then: str, caption: str,
) -> Answer:  # fmt: skip
    """A page of questions about a record, shown or saved."""
    session, actor = current_session(), current_actor()
    current = authoring.stored(record, list(kind(formdata=None).answers))
    form = kind(data=current)

    def save() -> Response:
        shaping.save(session, actor, found, record, form.answers, form.revision.data or "", what=what)
        return redirect(then)

    answer = conflicts.answer(
        form, current, save, back=back, last_save=lambda: shaping.last_save(session, found, what)
    )
    return answer or _form(form, back=back, caption=caption)


def _after(key: str, slug: str) -> str:
    """The next page while somebody goes through them all for the first time, otherwise the whole outcome."""
    slugs = list(PAGES)
    following = slugs[slugs.index(slug) + 1 :] if slug in PAGES else []
    if request.args.get("then") == "check" or not following:
        return url_for("targets.show", key=key)
    return url_for("targets.page", key=key, slug=following[0])


def _gap(found: TargetOutcome) -> Any:
    return gap_of_target(found.baseline_value, found.target_value, found.direction)


def _options_of(key: str) -> str:
    return url_for("targets.show", key=key) + "#options"


def _form(form: QuestionForm, **context: Any) -> str:
    return form.page("pages/targets/form.html", **context)
