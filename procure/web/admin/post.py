"""Letters, as administrators look after them."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from procure import db
from procure.domain.permissions import Permission
from procure.services import posting
from procure.web.access import current_actor, requires
from procure.web.admin.blueprint import admin, back_to
from procure.web.sessions import current_session


@admin.get("/post")
@requires(Permission.ADMINISTER)
def post() -> str:
    """What waits, what went out, what was given up and why."""
    return render_template(
        "pages/admin/post.html",
        title="Post",
        postbox=posting.postbox(current_session(), current_actor()),
        back=back_to("admin.home", "Administration"),
    )


@admin.post("/post/<key>/again")
@requires(Permission.ADMINISTER)
def send_again(key: str) -> Response:
    """Try a letter again that was given up."""
    session = current_session()
    posting.try_again(session, current_actor(), key)
    db.after_commit(session, current_app.extensions["procure"].jobs.post)
    flash("It will be tried again now.", "success")
    return redirect(url_for("admin.post"))
