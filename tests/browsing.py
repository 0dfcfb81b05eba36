"""The test client: a browser without scripts, that judges every page it is shown."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine, event
from werkzeug.datastructures import Headers
from werkzeug.test import TestResponse

from tests import html_conformance
from tests.page_checks import assert_good_page
from tests.page_parsing import parsed

CHANGES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "DROP", "ALTER")


class Unsaved(AssertionError):
    """A request changed the database, answered as if all were well, and did not commit."""


class Watch:
    """What requests did to the database, seen from below: by whichever session, flushed or not."""

    def __init__(self) -> None:
        self.statements: list[str] = []
        self.discarded: list[str] = []
        self.committed_changes = 0
        event.listen(Engine, "before_cursor_execute", self._saw)
        event.listen(Engine, "commit", self._committed)
        event.listen(Engine, "rollback", self._rolled_back)

    def start_again(self) -> None:
        self.statements, self.discarded, self.committed_changes = [], [], 0

    def _saw(self, connection: Connection, cursor: Any, statement: str, *rest: Any) -> None:
        self.statements.append(statement)
        if statement.lstrip().upper().startswith(CHANGES):
            connection.info.setdefault("unsaved", []).append(statement)

    def _committed(self, connection: Connection) -> None:
        self.committed_changes += len(connection.info.pop("unsaved", []))

    def _rolled_back(self, connection: Connection) -> None:
        self.discarded += connection.info.pop("unsaved", [])


WATCH = Watch()


class CheckedClient(FlaskClient):
    """Flask's test client, which also:

    - raises BadPage for an HTML page that fails a check of tests.page_checks;
    - raises Unsaved for a request that answered below 400 and left changes uncommitted;
    - fills in and sends forms as a person does (`fill_in`).
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        WATCH.start_again()
        response = super().open(*args, **kwargs)
        request = response.request
        where = f"{request.method} {request.path}"
        if response.status_code < 400 and WATCH.discarded:
            raise Unsaved(f"{where} answered {response.status_code} and lost: {WATCH.discarded[0]}")
        if request.method in {"GET", "HEAD"} and response.status_code < 400 and WATCH.committed_changes:
            raise Unsaved(f"{where} changed the database: reading must not")
        is_page = response.mimetype == "text/html" and request.method != "HEAD"
        is_shown = not 300 <= response.status_code < 400 and not response.headers.get("Content-Disposition")
        if is_page and is_shown:
            _check_once(response.text, response.headers, where)
        return response

    def fill_in(
        self,
        url: str,
        fields: dict[str, Any] | None = None,
        *,
        button: str | None = None,
        follow: bool = True,
    ) -> TestResponse:
        """Open the page at `url`, fill in the form that has `fields` (and a `button` so named), and send it.

        What the page filled in beforehand stays, the CSRF token with it. A list chooses several boxes; None
        clears a field. Raises AssertionError if the page has no such form.
        """
        page = self.get(url, follow_redirects=True)
        assert page.status_code == 200, f"{url} answered {page.status_code}"
        return self.send_form(page, fields, button=button, follow=follow)

    def send_form(
        self,
        page: TestResponse,
        fields: dict[str, Any] | None = None,
        *,
        button: str | None = None,
        follow: bool = True,
    ) -> TestResponse:
        """As `fill_in`, for a page that is open already: send it twice, or after something has changed."""
        fields = fields or {}
        form = _form_with(page.text, set(fields), button)
        data: dict[str, Any] = {}
        for name, value in _filled_in(form):
            data[name] = [*_several(data[name]), *_several(value)] if name in data else value
        data |= _pressed(form, button)
        data |= fields
        sent = {name: value for name, value in data.items() if value is not None}
        action = form.get("action") or page.request.path
        if form.get("method", "get").lower() == "get":
            return self.get(action, query_string=sent, follow_redirects=follow)
        return self.post(action, data=sent, follow_redirects=follow)


#: Digests of pages that have passed: the same page in the next test need not be read again.
PASSED: set[bytes] = set()


def _check_once(html: str, headers: Headers, where: str) -> None:
    policy = headers.get("Content-Security-Policy", "")
    page = f"{policy}\n{html}"
    for nonce in set(re.findall(r"'nonce-([^']+)'", policy)):
        page = page.replace(nonce, "nonce")
    page = re.sub(r'(name="csrf_token"[^>]*value=")[^"]{21,}', r"\1token", page)
    digest = hashlib.sha256(page.encode()).digest()
    if digest not in PASSED:
        assert_good_page(html, headers, where=where)
        html_conformance.keep(html, where)
        PASSED.add(digest)


def _form_with(html: str, names: set[str], button: str | None) -> Any:
    page, _ = parsed(html)
    for form in page.xpath("//form"):
        has_names = names <= set(form.xpath(".//input/@name | .//select/@name | .//textarea/@name"))
        if has_names and (button is None or _buttons(form, button)):
            return form
    forms = [form.xpath(".//@name") + [" ".join(b.itertext()).strip() for b in form.xpath(".//button")]
             for form in page.xpath("//form")]  # fmt: skip
    raise AssertionError(f"No form has fields {sorted(names)} and button {button!r}; forms here: {forms}")


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _buttons(form: Any, text: str) -> list[Any]:
    return [
        found for found in form.xpath(".//button") if " ".join(" ".join(found.itertext()).split()) == text
    ]


def _pressed(form: Any, button: str | None) -> dict[str, str]:
    """What the pressed button itself sends: the first one of the form, where none is named."""
    pressed = (_buttons(form, button) if button else form.xpath(".//button"))[:1]
    return {one.get("name"): one.get("value", "") for one in pressed if one.get("name")}


def _filled_in(form: Any) -> Iterator[tuple[str, Any]]:
    chosen: dict[str, list[str]] = {}
    for field in form.xpath(".//input[@name] | .//select[@name] | .//textarea[@name]"):
        name, kind = field.get("name"), field.get("type", "text")
        if field.tag == "textarea":
            # A browser leaves out the line break that follows the opening tag: so does the parser.
            yield name, "".join(field.itertext())
        elif field.tag == "select":
            options = field.xpath(".//option[@selected]") or field.xpath("(.//option)[1]")
            yield name, [option.get("value", "".join(option.itertext())) for option in options]
        elif kind in {"radio", "checkbox"}:
            if field.get("checked") is not None:
                chosen.setdefault(name, []).append(field.get("value", "on"))
        elif kind not in {"submit", "button", "reset", "image", "file"}:
            yield name, field.get("value", "")
    yield from chosen.items()


@contextmanager
def counted_statements() -> Iterator[list[str]]:
    """The SQL statements run inside the block: `with counted_statements() as seen: …`, then `len(seen)`."""
    seen: list[str] = []

    def saw(connection: Connection, cursor: Any, statement: str, *rest: Any) -> None:
        if not statement.startswith("BEGIN"):  # SQLite is told so in words, PostgreSQL is not
            seen.append(statement)

    event.listen(Engine, "before_cursor_execute", saw)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", saw)
