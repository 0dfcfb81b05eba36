"""Telling open pages that results changed: server-sent events, bounded so that pages are always answered.

A stream holds one of the few threads of its process, so each process holds one stream at a time, and for seconds only.
Everybody else is answered at once and told to ask again shortly; either way a page hears of a change within two
seconds. Whoever comes back says what they heard last (``Last-Event-ID``), so nothing is missed in between. A stream has
ids and kinds of changes in what its reader may see, and no content.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator

from flask import Response, current_app, request

from procure.db import reading
from procure.domain.permissions import Actor
from procure.services import frameworks, results_feed
from procure.web.sessions import current_session

#: Streams that one process holds at a time; it has four threads.
HELD = 1
#: Seconds for which a stream is held, and between two looks.
LONGEST, PAUSE = 15.0, 0.5
#: Milliseconds after which a page that was answered at once asks again.
AGAIN = 1500
_NUMBER = re.compile(r"[0-9]{1,18}")
_free = threading.BoundedSemaphore(HELD)


def stream(actor: Actor, mission_id: str) -> Response:
    """What changed in a mission's results since the page last heard, and what changes while the stream is held. Raises
    NotFound for a mission that there is not, so that nobody holds a stream for nothing."""
    frameworks.require_mission(current_session(), mission_id)
    procure = current_app.extensions["procure"]
    engine, seen = procure.engine, _seen()
    may_hold = not procure.settings.testing

    def events() -> Iterator[str]:
        nonlocal seen
        is_held = may_hold and _free.acquire(blocking=False)
        until = time.monotonic() + (LONGEST if is_held else 0)
        try:
            yield f"retry: {AGAIN}\n\n"
            while True:
                with reading(engine) as session:
                    found = results_feed.after(session, actor, mission_id, seen)
                    kinds = sorted({each.kind for each in found})
                    seen = found[-1].id or seen if found else seen
                if kinds:
                    yield f"id: {seen}\nevent: change\ndata: {json.dumps({'kinds': kinds})}\n\n"
                if time.monotonic() + PAUSE > until:
                    return
                yield ": still here\n\n"  # a reader who has gone is noticed when something is sent
                time.sleep(PAUSE)
        finally:
            if is_held:
                _free.release()

    answer = Response(events(), content_type="text/event-stream; charset=utf-8")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Accel-Buffering"] = "no"
    return answer


def _seen() -> int:
    for said in (request.headers.get("Last-Event-ID", ""), request.args.get("seen", "")):
        if _NUMBER.fullmatch(said):
            return int(said)
    return 0
