"""The process that reads one paper: the paper on standard input, what it says on standard output, a JSON object a line.

Before it looks at a byte it gives up memory, time, files and the network.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import sys
from collections.abc import Callable
from typing import Any

from . import opendocument, portable, texts, word
from .packages import open_package
from .passages import LIMITS, Form, Gathering, Limits, Refused
from .sniffing import decoded, sniff

TOO_HARD = (
    "The document takes more memory or time to read than a document should. Copy its text into a new document, "
    "or split "
    "it into parts, and upload that."
)
NO_TEXT = "No sentences were found in the document. If it is a scan, upload a copy with text."
BLANK = (
    "The document holds nothing but places to fill in, so there is nothing to sort. Upload the specification that "
    "goes with "
    "it."
)
_READERS: dict[Form, Callable[[str, Gathering], int]] = {
    Form.TEXT: texts.read_plain,
    Form.MARKDOWN: texts.read_markdown,
    Form.HTML: texts.read_html,
    Form.NOTICE: texts.read_notice,
}
__all__ = ["LIMITS", "confine", "main", "read"]
_FORBIDDEN = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.posix_spawn",
    "os.fork",
    "os.system",
    "shutil.",
    "ctypes.",
)


def confine(limits: Limits) -> None:
    """Nothing after this can take more than its share, write a file, start a program or reach another machine."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + 5))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(limits.seconds + 5)  # also when whoever started this was killed and nobody waits any more

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        writes = event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+")
        if writes or event.startswith(_FORBIDDEN):
            raise PermissionError(f"a paper is being read: {event}")

    sys.addaudithook(refuse)


def read(data: bytes, name: str, form: str, limits: Limits, say: Callable[[dict[str, Any]], None]) -> None:
    """Read ``data`` and say what is in it. ``form`` is given where it is known, for pasted text and notices."""

    def progress(done: int, total: int) -> None:
        say({"progress": [done, total]})

    into = Gathering(limits, progress)
    found = Form(form) if form else sniff(data, name)
    if found is Form.DOCX:
        found, package = open_package(data, limits)
        pages = word.read(data, into) if found is Form.DOCX else opendocument.read(package, into)
    elif found is Form.PDF:
        pages = portable.read(data, into)
    else:
        pages = _READERS[found](decoded(data), into)
    if not into.passages:
        raise Refused("blank" if into.blanks else "no_text", BLANK if into.blanks else NO_TEXT)
    into.tell_of_blanks(has_pages=pages > 0)
    ending = name.rpartition(".")[2].lower()
    if ending in ("docx", "odt", "pdf") and ending != found.value:
        into.notes.append(f"The name ends in .{ending}, but this is a {found.label}: it was read as that.")
    for passage in into.passages:
        say(
            {
                "passage": [
                    passage.text,
                    passage.headings,
                    passage.page,
                    passage.number,
                    passage.unit,
                    passage.path,
                ]
            }
        )
    say({"form": found, "pages": pages, "notes": into.notes})


def main() -> None:
    limits = Limits(**json.loads(sys.argv[1]))
    name, form = sys.argv[2:4]
    out = sys.stdout

    def say(what: dict[str, Any]) -> None:
        out.write(json.dumps(what) + "\n")
        if "progress" in what:
            out.flush()

    confine(limits)
    sys.setrecursionlimit(2_000)
    try:
        read(sys.stdin.buffer.read(limits.size + 1), name, form, limits, say)
    except Refused as refusal:
        say({"refused": [refusal.code, str(refusal)]})
    except (MemoryError, RecursionError):
        say({"refused": ["too_hard", TOO_HARD]})
    with contextlib.suppress(BrokenPipeError):
        out.flush()
    os._exit(0)  # a deep tree takes long to take apart, and nobody needs it any more


if __name__ == "__main__":
    main()
