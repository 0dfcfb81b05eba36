"""Reading in a process of its own, which is given little and is ended when it takes more."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from .passages import LIMITS, MEGABYTE, Form, Limits, Paper, Passage, Refused, Unit, nothing_said

ROOT = Path(__file__).resolve().parents[2]
_TOO_HARD = (
    "The document takes more memory or time to read than a document should, or is damaged. Copy its text into a new "
    "document, or split it into parts, and upload that."
)
_LONGEST_NAME = 200


def read_within(
    data: bytes,
    name: str = "",
    *,
    form: Form | None = None,
    limits: Limits = LIMITS,
    progress: Callable[[int, int], object] = nothing_said,
) -> Paper:
    """What a paper says. ``name`` is its file name, ``form`` what it is known to be (pasted text, a notice);
    otherwise it
    is looked at. ``progress`` is called with how much is done and how much there is, in units of the reader's own.

    Raises Refused, in words for whoever brought it. Whatever the bytes are, no more than ``limits`` is taken for them.
    """
    if len(data) > limits.size:
        raise Refused(
            "too_large",
            f"The file is larger than {limits.size // MEGABYTE} MB. Take out its pictures, or split it into parts.",
        )
    with spoken(
        "procure.papers", [json.dumps(asdict(limits)), plain_name(name), form or ""], data, limits
    ) as out:
        return _heard(out, limits, progress)


@contextlib.contextmanager
def spoken(module: str, arguments: list[str], data: bytes, limits: Limits) -> Iterator[IO[bytes]]:
    """What a module of ours says of ``data``, run as a process of its own that is ended with the block."""
    child = subprocess.Popen(  # noqa: S603 - our own module; the name is one argument, never a command
        [sys.executable, "-B", "-m", module, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "PYTHONHASHSEED": "0", "MALLOC_ARENA_MAX": "2"},
        start_new_session=True,
        close_fds=True,
    )
    overdue = threading.Timer(limits.seconds + 10, child.kill)
    overdue.daemon = True
    overdue.start()
    try:
        assert child.stdin is not None
        assert child.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            child.stdin.write(data)
        with contextlib.suppress(BrokenPipeError):
            child.stdin.close()
        yield child.stdout
    finally:
        overdue.cancel()
        child.kill()
        child.wait()
        if child.stdout is not None:
            child.stdout.close()


def _heard(out: IO[bytes], limits: Limits, progress: Callable[[int, int], object]) -> Paper:
    """The paper that the process tells of. One that ends without a word took too much, or fell over."""
    passages: list[Passage] = []
    most = 4096 + limits.characters * 12
    while line := out.readline(most):
        said: dict[str, Any] = json.loads(line) if line.endswith(b"\n") else {}
        if "progress" in said:
            progress(*said["progress"])
        elif "passage" in said:
            text, headings, page, number, unit, path = said["passage"]
            passages.append(Passage(text, tuple(headings), page, number, Unit(unit), path))
        elif "refused" in said:
            raise Refused(*said["refused"])
        elif "form" in said:
            return Paper(Form(said["form"]), tuple(passages), said["pages"], tuple(said["notes"]))
    raise Refused("too_hard", _TOO_HARD)


def plain_name(name: str) -> str:
    """A file name that may be an argument: no zero bytes, nothing that is not text, not long."""
    return "".join(c for c in name if c.isprintable())[-_LONGEST_NAME:].encode("utf-8", "replace").decode()
