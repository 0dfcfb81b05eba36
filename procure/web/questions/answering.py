"""Questions on an officer's own tender: read, put together, answered, and published to everybody at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exports.clarifications import log_csv, log_json
from procure import db
from procure.domain.exceptions import NotFound
from procure.domain.permissions import Permission
from procure.domain.questions import Standing
from procure.models import QuestionAnswer, Tender, TenderQuestion
from procure.services import answering as service
from procure.services import asking, authoring, batching, question_lists
from procure.web.access import current_actor, requires
from procure.web.authoring import conflicts
from procure.web.authoring.blueprint import tender_to_read
from procure.web.forms import QuestionForm
from procure.web.questions.forms import Deed, LateForm, answer_form, handle_form
from procure.web.sessions import current_session

answers = Blueprint("answers", __name__, url_prefix="/tenders/<reference>/clarifications")
#: What the list can be narrowed to, in its order.
FILTERS = (
    (Standing.NEW.value, "New"),
    (Standing.DRAFTED.value, "Answer drafted"),
    (Standing.ANSWERED.value, "Answered"),
    ("late", "Late"),
    (Standing.OFF_TOPIC.value, "Set aside"),
    (Standing.WITHDRAWN.value, "Withdrawn"),
)
#: Questions that can be put under one answer at once.
MOST_TOGETHER = 100
Answer = str | Response | tuple[str, int]


@answers.get("")
@requires(Permission.ANSWER_QUESTION)
def received(reference: str) -> str:
    """Every question on the tender, how it stands, and what is drafted."""
    tender = tender_to_read(reference)
    desk = service.desk(current_session(), current_actor(), tender)
    only = request.args.get("show", "")
    return render_template(
        "pages/answers/received.html",
        title="Questions received",
        tender=tender,
        desk=desk,
        only=only if only in dict(FILTERS) else "",
        filters=FILTERS,
        standing_of=asking.standing_of,
        askable=_askable(tender),
        back=(url_for("authoring.tasks", reference=reference), "Task list"),
    )


@answers.route("/answers/new", methods=["GET", "POST"])
@requires(Permission.ANSWER_QUESTION)
def new(reference: str) -> Answer:
    """Draft one answer to the questions chosen in the list."""
    session, actor = current_session(), current_actor()
    tender = tender_to_read(reference)
    keys = list(dict.fromkeys(request.args.getlist("question")))[:MOST_TOGETHER]
    asked = [service.one(session, actor, tender, key) for key in keys]
    if not asked:
        flash("Choose the questions that you answer first.", "error")
        return redirect(_list(reference))
    start = {"wording": "\n\n".join(each.text for each in asked), "part": asked[0].part}
    form = answer_form(_heading(asked), _parts(tender, asked))(data=start)
    if form.is_taken(lambda: service.begin(session, actor, tender, keys, form.answers)):
        flash("Your answer is drafted. Nobody else reads it until you publish it.", "success")
        return redirect(_list(reference))
    return _written(form, tender, asked)


@answers.route("/answers/<key>", methods=["GET", "POST"])
@requires(Permission.ANSWER_QUESTION)
def edit(reference: str, key: str) -> Answer:
    """Change an answer in draft; one that is public is shown as it stands."""
    session, actor = current_session(), current_actor()
    tender = tender_to_read(reference)
    answer = service.answer_by_key(session, actor, tender, key)
    if answer.batch_id is not None:
        return _standing(tender, answer)
    asked = batching.askers_of(session, answer)
    current = authoring.stored(answer, service.WRITTEN)
    form = answer_form("Change the answer in draft", _parts(tender, asked, answer))(data=current)

    def save() -> Response:
        service.save(session, actor, tender, answer, form.answers, form.revision.data or "")
        flash("Saved.", "success")
        return redirect(_list(reference))

    back = _list(reference), "Questions received"
    return conflicts.answer(form, current, save, back=back) or _written(form, tender, asked, answer)


@answers.post("/answers/<key>/discard")
@requires(Permission.ANSWER_QUESTION)
def discard(reference: str, key: str) -> Response:
    """Throw a draft away."""
    session, actor = current_session(), current_actor()
    tender = tender_to_read(reference)
    service.discard(session, actor, tender, service.answer_by_key(session, actor, tender, key))
    flash("The draft is thrown away. Its questions wait again.", "success")
    return redirect(_list(reference))


@answers.route("/answers/<key>/correct", methods=["GET", "POST"])
@requires(Permission.ANSWER_QUESTION)
def correct(reference: str, key: str) -> Answer:
    """Draft a correction of what is public."""
    session, actor = current_session(), current_actor()
    tender = tender_to_read(reference)
    wrong = service.answer_by_key(session, actor, tender, key)
    asked = batching.askers_of(session, wrong)
    current = authoring.stored(wrong, service.WRITTEN)
    kind = answer_form("Correct what is public", _parts(tender, asked, wrong), is_correction=True)
    form = kind(data=current)
    if form.is_taken(lambda: service.correct(session, actor, tender, wrong, form.answers)):
        flash("Your correction is drafted. Once published it stands beside the first answer.", "success")
        return redirect(_list(reference))
    return _written(form, tender, asked)


@answers.route("/publish", methods=["GET", "POST"])
@requires(Permission.ANSWER_QUESTION)
def publish(reference: str) -> Answer:
    """Look the chosen answers through, and publish them to everybody at once."""
    session, actor = current_session(), current_actor()
    tender = tender_to_read(reference)
    if request.method == "POST":
        wiring = current_app.extensions["procure"]
        batch = batching.publish(session, actor, tender, request.form.getlist("answer"), wiring.settings)
        batch_id = batch.id
        db.after_commit(session, wiring.jobs.post)
        db.after_commit(session, lambda: wiring.jobs.file_answers(batch_id or 0))
        flash(f"Batch {batch.number} is public, and whoever asked or follows is told.", "success")
        return redirect(_list(reference))
    desk = service.desk(session, actor, tender)
    return render_template(
        "pages/answers/publish.html",
        title="Publish answers to everybody",
        tender=tender,
        drafts=[
            (each, service.traces_in(f"{each.wording}\n{each.text}", batching.askers_of(session, each)))
            for each in desk.drafts
        ],
        back=(_list(reference), "Questions received"),
    )


@answers.route("/late", methods=["GET", "POST"])
@requires(Permission.ANSWER_QUESTION)
def late(reference: str) -> Answer:
    """Whether questions after the deadline are taken."""
    session, actor = current_session(), current_actor()
    tender = tender_to_read(reference)
    service.desk(session, actor, tender)
    form = LateForm(obj=tender)
    if form.is_taken(
        lambda: service.take_late(session, actor, tender, is_taken=form.answers["takes_late_questions"])
    ):
        flash("Saved.", "success")
        return redirect(_list(reference))
    return form.page(caption=tender.title, back=(_list(reference), "Questions received"))


@answers.get("/log.<any('csv', 'json'):file_format>")
@requires(Permission.ANSWER_QUESTION)
def log(reference: str, file_format: str) -> Response:
    """The log of all questions for the record."""
    tender = tender_to_read(reference)
    rows = question_lists.log(current_session(), current_actor(), tender)
    if file_format == "csv":
        response = Response(log_csv(rows).encode("utf-8", "replace"), content_type="text/csv; charset=utf-8")
    else:
        data = log_json(rows, tender=tender.reference, made_at=datetime.now(UTC))
        response = Response(data.encode("utf-8", "replace"), content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{tender.reference}-log.{file_format}"'
    response.headers["Cache-Control"] = "no-store"
    return response


@answers.route("/<key>", methods=["GET", "POST"])
@requires(Permission.ANSWER_QUESTION)
def handle(reference: str, key: str) -> Answer:
    """One question as it was asked, and what may be done with it besides answering it."""
    session, actor = current_session(), current_actor()
    tender = tender_to_read(reference)
    found = service.one(session, actor, tender, key)
    desk = service.desk(session, actor, tender)
    standing = asking.standing_of(found)
    if standing in {Standing.ANSWERED, Standing.WITHDRAWN}:
        return render_template(
            "pages/answers/question.html",
            title="A question as it was asked",
            tender=tender,
            question=found,
            standing=standing,
            back=(_list(reference), "Questions received"),
        )
    form = handle_form(_targets(desk, found), _deeds(standing))()
    if form.is_taken(lambda: _do(form, tender, found)):
        flash("Done.", "success")
        return redirect(_list(reference))
    return form.page(
        "pages/answers/handle.html",
        caption=tender.title,
        tender=tender,
        question=found,
        standing=standing,
        traces=service.traces_in(found.text, [found]),
        back=(_list(reference), "Questions received"),
    )


@answers.post("/<key>/erase-sender")
@requires(Permission.ANSWER_QUESTION)
def erase_sender(reference: str, key: str) -> Response:
    """Delete who asked, as they asked of the buyer."""
    session, actor = current_session(), current_actor()
    tender = tender_to_read(reference)
    service.erase_sender(session, actor, tender, service.one(session, actor, tender, key))
    flash("Who asked is erased. The question stays.", "success")
    return redirect(_list(reference))


def _do(form: QuestionForm, tender: Tender, found: TenderQuestion) -> None:
    session, actor = current_session(), current_actor()
    wiring = current_app.extensions["procure"]
    match form.answers["deed"]:
        case Deed.JOIN:
            answer = service.answer_by_key(session, actor, tender, form.answers["answer"])
            service.add(session, actor, tender, found, answer, wiring.settings)
            db.after_commit(session, wiring.jobs.post)
        case Deed.SET_ASIDE:
            service.set_aside(session, actor, tender, found, form.answers["because"])
        case _:
            service.take_out(session, actor, tender, found)


def _deeds(standing: Standing) -> list[Deed]:
    if standing == Standing.OFF_TOPIC:
        return [Deed.JOIN, Deed.MAKE_NEW]
    return [Deed.JOIN, Deed.SET_ASIDE, *([Deed.MAKE_NEW] if standing == Standing.DRAFTED else [])]


def _targets(desk: service.Desk, found: TenderQuestion) -> list[tuple[str, str]]:
    """Answers that a question may be put under: those in force, drafts first."""
    corrected = {each.corrects_id for each in (*desk.drafts, *desk.published)}
    return [
        (
            each.key,
            f"{'Draft' if each.batch is None else f'Batch {each.batch.number}'}: {_short(each.wording)}",
        )
        for each in (*desk.drafts, *desk.published)
        if each.id not in corrected and each.id != found.answer_id and each.corrects_id is None
    ]


def _parts(
    tender: Tender, asked: Sequence[TenderQuestion], answer: QuestionAnswer | None = None
) -> list[tuple[str, str]]:
    """The parts of the version in force, and those that were asked about and are gone since."""
    found = _askable(tender)
    names = {each.anchor: each.name for each in found.parts} if found else {}
    about = [(each.part, each.part_name) for each in asked]
    about += [(answer.part, answer.part_name)] if answer else []
    for part, name in about:
        if part:
            names.setdefault(part, name)
    return list(names.items())


def _askable(tender: Tender) -> asking.Askable | None:
    """What can be asked about; None before the tender is public."""
    try:
        return asking.askable(current_session(), tender.reference)
    except NotFound:
        return None


def _heading(asked: Sequence[TenderQuestion]) -> str:
    return "Answer a question" if len(asked) == 1 else f"Answer {len(asked)} questions at once"


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 80 else f"{words[:79].rstrip()}…"


def _list(reference: str) -> str:
    return url_for("answers.received", reference=reference)


def _standing(tender: Tender, answer: QuestionAnswer) -> str:
    session = current_session()
    return render_template(
        "pages/answers/public.html",
        title="A public answer",
        tender=tender,
        answer=answer,
        asked=service.questions_under(session, answer),
        correction=service.correction_of(session, answer),
        back=(_list(tender.reference), "Questions received"),
    )


def _written(
    form: QuestionForm,
    tender: Tender,
    asked: Sequence[TenderQuestion],
    answer: QuestionAnswer | None = None,
) -> str:
    return form.page(
        "pages/answers/write.html",
        caption=tender.title,
        tender=tender,
        asked=[(each, service.traces_in(each.text, [each])) for each in asked],
        answer=answer,
        continue_text="Save the draft",
        back=(_list(tender.reference), "Questions received"),
    )
