"""One database session per request, committed once, at the edge: a POST commits, a GET cannot.

The signed-in user is loaded in the same session.
"""

from __future__ import annotations

from flask import Flask, Response, current_app, g, request
from flask_login import LoginManager, UserMixin
from sqlalchemy import bindparam
from sqlalchemy.orm import joinedload
from sqlmodel import Session, select

from procure import db
from procure.models import User

#: An account with what permissions need, in one statement: every page asks for it.
ACCOUNT = (
    select(User)
    .where(User.key == bindparam("key"))
    .options(joinedload(User.organisation), joinedload(User.roles), joinedload(User.memberships))  # type: ignore[arg-type]
)
WRITING_METHODS = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class SignedIn(UserMixin):
    """Flask-Login's view of an account. The id carries the epoch, so that changing a password signs out everywhere."""

    def __init__(self, row: User) -> None:
        self.row = row

    def get_id(self) -> str:
        return f"{self.row.key}:{self.row.session_epoch}"

    @property
    def is_active(self) -> bool:
        return self.row.is_active


def current_session() -> Session:
    """The session of this request, opened when first asked for."""
    if "session" not in g:
        engine = current_app.extensions["procure"].engine
        g.session = db.open_session(engine, writes=request.method in WRITING_METHODS)
    session: Session = g.session
    return session


def load_user(signed_id: str) -> SignedIn | None:
    """The active account behind a session cookie, with what permissions need."""
    key, _, epoch = signed_id.partition(":")
    row = current_session().exec(ACCOUNT, params={"key": key}).unique().one_or_none()
    if row is None or not row.is_active or str(row.session_epoch) != epoch:
        return None
    return SignedIn(row)


def commit_or_discard(response: Response) -> Response:
    """Commit a successful write; throw away everything else. In tests an uncommitted change fails the request."""
    session: Session | None = g.get("session")
    if session is None:
        return response
    if request.method in WRITING_METHODS:
        if response.status_code < 400:
            db.commit(session)
        else:
            session.rollback()
    elif current_app.testing and (session.new or session.dirty or session.deleted):
        raise AssertionError(f"{request.method} {request.path} changed the database")
    return response


def close(error: BaseException | None = None) -> None:
    session: Session | None = g.pop("session", None)
    if session is not None:
        session.close()


def init_app(app: Flask, login: LoginManager) -> None:
    login.user_loader(load_user)
    login.session_protection = "basic"
    app.after_request(commit_or_discard)
    app.teardown_appcontext(close)
