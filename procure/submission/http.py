"""The platform over HTTP, as its published documentation describes the interface for those who send notices.

``docs/operating.md`` says what of it could not be tried against the live service.
"""

from __future__ import annotations

import base64
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import quote

import httpx

from procure.config import Settings
from procure.domain.submission import Outcome
from procure.submission.answers import (
    MOST_KEPT,
    Answer,
    matching,
    messages_of,
    read_information,
    read_json,
    told,
)
from procure.submission.platform import Outgoing

SUBMIT, LOOK = "/latest/notice/submission/submit", "/2/notice/submission/info/"
#: Seconds: to connect, without a byte, and in all. Bytes of an answer that are read.
CONNECT, SILENCE, IN_ALL = 10.0, 30.0, 90.0
LARGEST_ANSWER = 2 * 1024 * 1024
#: Failures of a request that cannot have reached the platform.
_NEVER_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)


def open_platform(settings: Settings) -> HttpPlatform | None:
    """The platform that this installation sends to; None where none is set, and notices are entered by hand."""
    if not settings.platform_url:
        return None
    return HttpPlatform(settings.platform_url, search_path=settings.platform_search_path)


class HttpPlatform:
    """The documented operations under ``base`` (``https://…/api``). Follows no redirect, so that a key and a notice
    reach no other host than the one that was set.
    """

    def __init__(
        self,
        base: str,
        *,
        search_path: str = "",
        silence: float = SILENCE,
        in_all: float = IN_ALL,
    ) -> None:
        self._base = base.rstrip("/")
        self._search_path = search_path
        self._in_all = in_all
        self._timeout = httpx.Timeout(silence, connect=min(CONNECT, silence))

    @property
    def can_find(self) -> bool:
        return bool(self._search_path)

    def submit(self, notice: Outgoing, api_key: str) -> Answer:
        form = {"notice": base64.b64encode(notice.document).decode(), "no_doc_ext": notice.reference}
        headers = {"Idempotency-Key": notice.idempotency_key}
        answer = self._ask("POST", SUBMIT, api_key, form=form, headers=headers)
        if isinstance(answer, Answer):
            return answer
        status, text, retry_after = answer
        if status in (200, 201, 202):
            return read_information(text, status)
        return Answer(
            _refusal(status, text, retry_after), status, text, messages_of(text), retry_after=retry_after
        )

    def look(self, submission_id: str, api_key: str) -> Answer:
        answer = self._ask("GET", LOOK + quote(submission_id, safe=""), api_key)
        if isinstance(answer, Answer):
            return answer
        status, text, retry_after = answer
        if status == 200:
            return read_information(text, status)
        return _cannot_say(status, text, retry_after)

    def find(self, reference: str, api_key: str) -> Answer:
        answer = self._ask("GET", self._search_path, api_key, query={"no_doc_ext": reference})
        if isinstance(answer, Answer):
            return answer
        status, text, retry_after = answer
        if status != 200:
            return _cannot_say(status, text, retry_after)
        try:
            found = list(matching(read_json(text), reference))
        except ValueError:
            return Answer(Outcome.UNKNOWN, status, text)
        if not found:
            return Answer(Outcome.ABSENT, status, text)
        return told(found[-1], text, status)

    def _client(self) -> httpx.Client:
        """One for each request: they are rare, and a kept connection would only be found dead."""
        return httpx.Client(
            timeout=self._timeout,
            follow_redirects=False,
            headers={"Accept": "application/json", "User-Agent": "Procure"},
            trust_env=self._base.startswith("https:"),  # a proxy that the machine is set up for
        )

    def _ask(
        self,
        method: str,
        path: str,
        api_key: str,
        *,
        form: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer | tuple[int, str, timedelta | None]:
        """The status, the text and how long to wait, or what became of a request that had no whole answer."""
        ends = time.monotonic() + self._in_all
        try:
            with (
                self._client() as client,
                client.stream(
                    method,
                    self._base + path,
                    data=form,
                    params=query,
                    headers={"CDP-Api-Key": api_key, **(headers or {})},
                ) as response,
            ):
                body = bytearray()
                for chunk in response.iter_bytes():
                    body += chunk
                    if len(body) > LARGEST_ANSWER or time.monotonic() > ends:
                        return Answer(Outcome.UNKNOWN, response.status_code, _text(body))
                return (
                    response.status_code,
                    _text(body),
                    _retry_after(response.headers.get("Retry-After", "")),
                )
        except _NEVER_LEFT as error:
            return Answer(Outcome.NOT_SENT, text=_name(error))
        except (httpx.HTTPError, httpx.StreamError) as error:
            return Answer(Outcome.UNKNOWN, text=_name(error))


def _refusal(status: int, text: str, retry_after: timedelta | None) -> Outcome:
    is_denied = status == 400 and "access denied" in text.casefold()  # as documented: not a 401
    if status in (401, 403) or is_denied:
        return Outcome.KEY_REFUSED
    if status == 429 or (status == 503 and retry_after is not None):
        return Outcome.BUSY
    known = {400: Outcome.REFUSED, 422: Outcome.REFUSED, 409: Outcome.DUPLICATE, 413: Outcome.TOO_LARGE}
    if status in known:
        return known[status]
    return Outcome.UNKNOWN if status >= 500 or status == 408 else Outcome.MISDIRECTED


def _cannot_say(status: int, text: str, retry_after: timedelta | None) -> Answer:
    """An answer without an account of the notice, to a request that asked for one."""
    outcome = Outcome.CANNOT_TELL
    if status == 429 or (status == 503 and retry_after is not None):
        outcome = Outcome.BUSY
    elif status >= 500 or status == 408:
        outcome = Outcome.UNKNOWN
    return Answer(outcome, status, text, messages_of(text), retry_after=retry_after)


def _retry_after(text: str) -> timedelta | None:
    """How long to wait, in either form of the header (RFC 9110, 10.2.3); None for none and for anything else."""
    if text.strip().isascii() and text.strip().isdigit():
        return timedelta(seconds=min(int(text), 86_400))
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(aware - datetime.now(UTC), timedelta())


def _text(body: bytes | bytearray) -> str:
    """The beginning of an answer as text that any database can hold."""
    return bytes(body).decode("utf-8", "replace").replace("\x00", "\N{REPLACEMENT CHARACTER}")


def _name(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:MOST_KEPT]
