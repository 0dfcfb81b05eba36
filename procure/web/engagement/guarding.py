"""What keeps machines out of forms that anybody may send, without scripts and without asking people to prove anything.

A box that people do not see must stay empty, and the time at which the page was opened is signed into it: a form sent
within moments was not read. Either way the words stay on the page, and sending again is enough for a person.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

from procure.domain.engagement import signed_moment_is_human
from procure.domain.exceptions import Invalid
from procure.languages import gettext
from procure.web.forms import QuestionForm

#: The box that people do not see. Its name is one that machines like to fill in.
BAIT = "website"
OPENED = "opened"


def opened(moment: datetime | None = None) -> str:
    """The time at which a form is opened, signed, for its hidden field; ``moment`` is aware, now unless told."""
    kept = request.form.get(OPENED, "") if request.method == "POST" else ""
    if kept and seconds_since(kept) is not None:
        return kept
    return _signer().dumps((moment or datetime.now(UTC)).timestamp())


def seconds_since(signed: str, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> float | None:
    """Seconds since a signed time; None for one that we did not sign."""
    try:
        stamp = _signer().loads(signed)
    except BadSignature:
        return None
    return now().timestamp() - stamp if isinstance(stamp, float) else None


def objection() -> str:
    """What stands against taking the form that was just sent, in words for a person; empty when nothing does."""
    if request.form.get(BAIT, "").strip():
        return gettext("Leave the box called “Leave this empty” empty, and send it again")
    seconds = seconds_since(request.form.get(OPENED, ""))
    if seconds is None:
        return gettext(
            "This page was not opened here, or was kept too long. Read it through and send it again"
        )
    if not signed_moment_is_human(seconds):
        if seconds < 0 or seconds > 60:
            return gettext("This page was open for more than a day. Check your words and send it again")
        return gettext(
            "That was faster than people write. Read it through and send it again in a few seconds"
        )
    return ""


def is_taken(form: QuestionForm, field: str, act: Callable[[], object]) -> bool:
    """As ``QuestionForm.is_taken``, of a form that anybody may send: what stands against taking it is told beside
    ``field``."""

    def guarded() -> None:
        if told := objection():
            raise Invalid(field, told)
        act()

    return form.is_taken(guarded)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="form opened at")
