"""A tender in Welsh beside its English, under /tenders/<reference>/welsh."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from procure.domain.permissions import Permission, may
from procure.services import authoring as service
from procure.services import translating
from procure.services.translating import Group
from procure.web.access import current_actor, requires
from procure.web.authoring import conflicts
from procure.web.authoring.blueprint import authoring, tender_to_edit, tender_to_read
from procure.web.forms import Paragraphs, QuestionForm
from procure.web.sessions import current_session

MOVED = (
    "The English has changed since this was written. Change it, or save it as it is if it still says the same"
)


def form_of(group: Group) -> type[QuestionForm]:
    """A page with a box for each text; a field is called by the number of its text on the page."""
    fields = {
        f"text_{at}": Paragraphs(
            f"{each.label}, in Welsh",
            called=each.label,
            hint=MOVED if each.text.has_moved else "",
            maximum=translating.LONGEST,
            rows=min(10, max(2, max(len(each.text.english), len(each.text.welsh)) // 40 + 1)),
            params={"attributes": {"lang": "cy"}},
        )
        for at, each in enumerate(group.texts)
    }
    return type("WelshForm", (QuestionForm,), {"heading": f"{group.title}, in Welsh", **fields})


@authoring.get("/<reference>/welsh")
@requires(Permission.READ_TENDER)
def welsh(reference: str) -> str:
    """How much of the tender is in Welsh, page by page."""
    tender = tender_to_read(reference)
    actor = current_actor()
    return render_template(
        "pages/authoring/welsh.html",
        title="This tender in Welsh",
        tender=tender,
        groups=translating.groups(current_session(), actor, tender),
        can_edit=may(actor, Permission.EDIT_TENDER, tender),
        back=(url_for("authoring.tasks", reference=reference), "Task list"),
    )


@authoring.route("/<reference>/welsh/<slug>", methods=["GET", "POST"])
@requires(Permission.EDIT_TENDER)
def welsh_words(reference: str, slug: str) -> str | Response | tuple[str, int]:
    """The words of one part in both languages, side by side."""
    tender = tender_to_edit(reference)
    session, actor = current_session(), current_actor()
    group = translating.group(session, actor, tender, slug)
    names = {f"text_{at}": each.text.place for at, each in enumerate(group.texts)}
    current = translating.shown(group)
    form = form_of(group)(data={name: current[place] for name, place in names.items()})
    back = url_for("authoring.welsh", reference=reference), "This tender in Welsh"

    def save() -> Response:
        texts = {names[name]: text for name, text in form.answers.items()}
        translating.save(session, actor, tender, slug, texts, form.revision.data or "")
        flash(f"“{group.title}” is saved in Welsh.", "success")
        return redirect(back[0])

    answer = conflicts.answer(
        form, current, save, back=back, names=names,
        last_save=lambda: service.last_save(session, tender, translating.place_of(slug)),
    )  # fmt: skip
    return answer or form.page(
        "pages/authoring/welsh_words.html",
        group=group,
        pairs=list(zip(group.texts, form.questions, strict=True)),
        caption=tender.title,
        continue_text="Save",
        back=back,
    )
