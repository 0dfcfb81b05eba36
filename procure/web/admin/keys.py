"""Keys by which other systems record results, of all organisations, as administrators look after them."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from procure.domain.permissions import Permission
from procure.services import results_keys
from procure.web.access import current_actor, requires
from procure.web.admin.blueprint import admin, back_to
from procure.web.sessions import current_session

MOST_DIGITS = 6


@admin.get("/results-keys")
@requires(Permission.ADMINISTER)
def keys() -> str:
    """Every key in force by organisation, with when it was last used; with ?all=1 those that were revoked, too."""
    asked = request.args.get("page", "")
    is_whole = request.args.get("all") == "1"
    page = int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= MOST_DIGITS else 1
    return render_template(
        "pages/admin/keys.html",
        title="Keys of other systems",
        ring=results_keys.everywhere(current_session(), current_actor(), page=page, is_whole=is_whole),
        is_whole=is_whole,
        back=back_to("admin.home", "Administration"),
    )


@admin.post("/results-keys/<key>/revoke")
@requires(Permission.ADMINISTER)
def revoke_key(key: str) -> Response:
    """End a key at once."""
    found = results_keys.revoke_anywhere(current_session(), current_actor(), key)
    flash(f"The key “{found.name}” no longer works.", "success")
    return redirect(url_for("admin.keys"))
