"""Every route says who may use it, or the application does not start.

``@requires(Permission.X)`` checks a permission about nothing in particular; views about a thing load it through a
service that asks the same table. A refusal about something the person may not even know of is a 404.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, current_app, redirect, request, url_for
from flask_login import current_user

from procure.db import writing
from procure.domain.permissions import ANYONE, Actor, Permission, may
from procure.services import access, auditing
from procure.web.sessions import current_session

View = TypeVar("View", bound=Callable[..., Any])
PUBLIC = "public"


def current_actor() -> Actor:
    """Whoever makes this request."""
    if current_user.is_authenticated:
        return access.actor_of(current_user._get_current_object().row)
    return ANYONE


def public(view: View) -> View:
    """Mark a view as open to anyone: it must show published things only."""
    view.required_permission = PUBLIC  # type: ignore[attr-defined]
    return view


def requires(permission: Permission) -> Callable[[View], View]:
    """Mark a view as needing ``permission``; the thing it is about is checked by the service it calls.

    The table is asked here with no thing when all that matters is the actor; clauses that look at a thing are left
    to the service, so here it is only checked that the person is signed in.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            actor = current_actor()
            if not actor.is_signed_in:
                return redirect(url_for("account.sign_in", next=_here()))
            if permission in ACTOR_ONLY and not may(actor, permission):
                raise access.NotAllowed("Your account does not let you do this.")
            return view(*args, **kwargs)

        guarded.required_permission = permission  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


#: Permissions whose clauses look at the actor alone and so can be settled before anything is loaded.
ACTOR_ONLY = frozenset(
    {
        Permission.USE_ACCOUNT,
        Permission.LIST_TENDERS,
        Permission.START_TENDER,
        Permission.BROWSE_LIBRARY,
        Permission.CURATE_LIBRARY,
        Permission.SEE_BOARD,
        Permission.SEE_PORTFOLIO,
        Permission.LIST_TARGETS,
        Permission.MAP_FRAMEWORKS,
        Permission.ADMINISTER,
        Permission.READ_AUDIT,
    }
)


def refused(actor: Actor) -> None:
    """Write that this request was refused to the audit trail, in a transaction of its own: the request's is rolled
    back. Public pages refuse nobody, so nothing is written of them."""
    view = current_app.view_functions.get(request.endpoint or "")
    permission = getattr(view, "required_permission", PUBLIC)
    if permission == PUBLIC or not actor.is_signed_in:
        return
    current_session().rollback()
    with writing(current_app.extensions["procure"].engine) as session:
        auditing.record(
            session,
            actor,
            "access.refused",
            subject_kind="path",
            subject_key=request.path[:200],
            permission=str(permission),
            method=request.method,
        )


def check_every_route(app: Flask) -> None:
    """Deny by default: a view without a mark stops the application from starting."""
    unmarked = sorted(
        endpoint for endpoint, view in app.view_functions.items() if not hasattr(view, "required_permission")
    )
    if unmarked:
        raise RuntimeError(f"Routes without a permission: {', '.join(unmarked)}")


def _here() -> str:
    return request.full_path.rstrip("?") if request.method == "GET" else ""
