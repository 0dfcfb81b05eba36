"""Calling a meeting, its agenda, and its papers."""

from __future__ import annotations

from flask import Response, current_app, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from procure.domain.exceptions import Invalid, NotFound
from procure.domain.meetings import FileKind
from procure.domain.permissions import Permission, may
from procure.models import Meeting, Review
from procure.services import meeting, meeting_files, minuted, presiding
from procure.web.access import current_actor, requires
from procure.web.meetings import sitting
from procure.web.meetings.blueprint import address, form_page, meeting_to_read, meeting_to_run, meetings
from procure.web.meetings.forms import CancelForm, NoteForm, NotesForm, PlaceForm, call_form, item_form
from procure.web.published.naming import content_disposition
from procure.web.sessions import current_session

__all__ = ["meetings", "sitting"]
Answer = str | AnyResponse


@meetings.get("")
@requires(Permission.SEE_BOARD)
def index() -> str:
    """Meetings to come and past ones."""
    session, actor = current_session(), current_actor()
    coming, past = meeting.meetings_of(session, actor)
    return render_template(
        "pages/meetings/index.html", title="Meetings", coming=coming, past=past,
        may_call=bool(meeting.boards_to_call(session, actor)), back=(url_for("board.queue"), "Board"),
    )  # fmt: skip


@meetings.route("/new", methods=["GET", "POST"])
@requires(Permission.SEE_BOARD)
def call() -> Answer:
    """Call a meeting, with an agenda from the queue."""
    session, actor = current_session(), current_actor()
    boards = meeting.boards_to_call(session, actor)
    if not boards:
        raise NotFound("Only the chair of a board can call a meeting.")
    waiting = [review for board in boards for review in meeting.waiting_for(session, board)]
    form = call_form([(each.key, each.name) for each in boards], waiting)()
    if not form.is_submitted() and waiting and len(boards) == 1:
        form.reviews.process(None, [each.key for each in waiting])
    if form.is_submitted() and form.validate():
        said = form.answers
        board = next(each for each in boards if each.key == said.get("board", boards[0].key))
        chosen = [each for each in waiting if each.key in (said.get("reviews") or ())]
        try:
            made = meeting.call(
                session,
                actor,
                board,
                said["starts_at"],
                place=said["place"],
                link=said["link"],
                reviews=chosen,
            )
        except Invalid as error:
            form.refuse("reviews" if error.field == "review" else error.field, str(error))
        else:
            flash("The meeting is called.", "success")
            return redirect(address(made))
    return form.page(continue_text="Call the meeting", back=(url_for("meetings.index"), "Meetings"))


@meetings.get("/<key>")
@requires(Permission.READ_MEETING)
def show(key: str) -> str:
    """Everything of a meeting: agenda, papers, who came, what was decided."""
    found, actor = meeting_to_read(key), current_actor()
    files = {each.kind: each for each in found.files}
    session = current_session()
    reported = (
        minuted.outside_of(session, found)
        if found.is_unsigned and minuted.reports_next(session, found)
        else ()
    )
    return render_template(
        "pages/meetings/show.html", title=f"Meeting of the {found.board.name}", meeting=found,
        items=[(item, _missing(found, item.review)) for item in found.items], reported=reported,
        may_decide=[item.key for item in found.items if may(actor, Permission.DECIDE_ITEM, item)],
        acting=presiding.in_words,
        present=meeting.present_at(found), papers=files.get(FileKind.PAPERS), files=files,
        has_begun=sitting.has_begun(found), may_run=may(actor, Permission.RUN_MEETING, found),
        back=(url_for("meetings.index"), "Meetings"),
    )  # fmt: skip


@meetings.route("/<key>/place", methods=["GET", "POST"])
@requires(Permission.RUN_MEETING)
def change(key: str) -> Answer:
    """Another time or place."""
    found = meeting_to_run(key)
    form = PlaceForm(obj=found)
    if form.is_taken(lambda: meeting.change(current_session(), current_actor(), found, **form.answers)):
        flash("Time and place are changed. Papers made before still name the old ones.", "success")
        return redirect(address(found))
    return form_page(form, found)


@meetings.route("/<key>/cancel", methods=["GET", "POST"])
@requires(Permission.RUN_MEETING)
def cancel(key: str) -> Answer:
    """Call it off."""
    found = meeting_to_run(key)
    form = CancelForm()
    if form.is_submitted() and form.validate():
        meeting.cancel(current_session(), current_actor(), found, form.reason.data)
        flash("The meeting is called off.", "success")
        return redirect(address(found))
    return form_page(form, found, continue_text="Call the meeting off", is_warning=True)


@meetings.route("/<key>/items/new", methods=["GET", "POST"])
@requires(Permission.RUN_MEETING)
def add_item(key: str) -> Answer:
    """A tender that waits, or another matter."""
    found, session = meeting_to_run(key), current_session()
    waiting = meeting.waiting_for(session, found.board, found)
    form = item_form(waiting)()
    if form.is_submitted() and form.validate():
        said = form.answers
        review = next((each for each in waiting if each.key == said.get("review")), None)
        meeting.add_item(session, current_actor(), found, review=review, title=said["title"])
        flash("It is on the agenda.", "success")
        return redirect(address(found) + "#agenda")
    return form_page(form, found, continue_text="Add to the agenda")


@meetings.post("/<key>/items/<item_key>/<any(up, down, remove):what>")
@requires(Permission.RUN_MEETING)
def arrange(key: str, item_key: str, what: str) -> Answer:
    """Move an item by one place, or take it off."""
    found = meeting_to_run(key)
    item = meeting.item_by_key(found, item_key)
    if what == "remove":
        meeting.remove_item(current_session(), current_actor(), found, item)
        flash("It is off the agenda.", "success")
    else:
        meeting.move_item(current_session(), current_actor(), found, item, up=what == "up")
    return redirect(address(found) + "#agenda")


@meetings.route("/<key>/items/<item_key>/note", methods=["GET", "POST"])
@requires(Permission.RUN_MEETING)
def note_item(key: str, item_key: str) -> Answer:
    """What the minutes say of an item."""
    found = meeting_to_run(key)
    item = meeting.item_by_key(found, item_key)
    form = NoteForm(obj=item)
    if form.is_submitted() and form.validate():
        meeting.note_item(current_session(), current_actor(), found, item, form.note.data)
        return redirect(f"{address(found)}#item-{item.key}")
    return form_page(form, found)


@meetings.route("/<key>/notes", methods=["GET", "POST"])
@requires(Permission.RUN_MEETING)
def note_meeting(key: str) -> Answer:
    """What the minutes say besides the items."""
    found = meeting_to_run(key)
    form = NotesForm(obj=found)
    if form.is_submitted() and form.validate():
        meeting.note_meeting(current_session(), current_actor(), found, form.notes.data)
        return redirect(url_for("meetings.minutes", key=found.key))
    return form_page(form, found)


@meetings.post("/<key>/papers")
@requires(Permission.RUN_MEETING)
def ask_for_papers(key: str) -> Answer:
    """Ask the worker for the papers as the agenda stands."""
    found = meeting_to_run(key)
    meeting_files.ask_for_papers(
        current_session(), current_actor(), found, enqueue=current_app.extensions["procure"].jobs.meeting_file
    )
    flash(
        "The papers are being made. This takes a minute or two; come back or load this page again.", "success"
    )
    return redirect(address(found) + "#papers")


@meetings.get("/<key>/files/<any('papers.pdf', 'minutes.pdf', 'minutes.docx'):name>")
@requires(Permission.READ_MEETING)
def download(key: str, name: str) -> Response:
    """The papers, or the signed minutes, as a file."""
    found = meeting_to_read(key)
    kind = {"papers.pdf": FileKind.PAPERS, "minutes.pdf": FileKind.MINUTES_PDF}.get(
        name, FileKind.MINUTES_DOCX
    )
    wanted = meeting_files.file_of(current_session(), current_actor(), found, kind)
    with current_app.extensions["procure"].storage.open(wanted.sha256) as stored:
        data = stored.read()
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    answer = Response(data, content_type=word if name.endswith("docx") else "application/pdf")
    day = found.starts_at.date().isoformat()
    answer.headers["Content-Disposition"] = content_disposition(f"{day}-{name}")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _missing(found: Meeting, review: Review | None) -> int:
    return meeting.missing_for(found, review) if review is not None else 0
