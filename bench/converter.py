"""How fast papers are read and coached, beside the bare parser: python -m bench.converter

The paper is the tests' long specification, so many times over. "Ours" is the whole reading in a process of its
own, its start
included, until passages with headings and places are back; "bare" is the named parser alone, in this process, giving
text without either. Coaching comes after reading, and is a figure of its own. Ways take turns; times are the lower
quartile.

"Whole" is what the worker does with a stored paper: read, coached, and its statements written to the database, on
SQLite and on PostgreSQL.
"""

from __future__ import annotations

import argparse
import io
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import docx  # noqa: E402
import pypdf  # noqa: E402
from lxml import etree, html  # noqa: E402
from markdown_it import MarkdownIt  # noqa: E402

from bench.public_list import DATABASES, urls_of  # noqa: E402
from procure.db import make_engine, writing  # noqa: E402
from procure.migrating import migrate  # noqa: E402
from procure.papers import Paper, read_within  # noqa: E402
from procure.papers.packages import open_package  # noqa: E402
from procure.papers.passages import LIMITS  # noqa: E402
from procure.services.access import actor_of  # noqa: E402
from procure.services.converting import coached, convert, take_in  # noqa: E402
from procure.storage import FolderStorage  # noqa: E402
from tests.factories import papers  # noqa: E402
from tests.factories.people import make_officer, make_tender  # noqa: E402


def _pdf(data: bytes) -> int:
    return sum(len(page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(data)).pages)


def _docx(data: bytes) -> int:
    return sum(len(each.text) for each in docx.Document(io.BytesIO(data)).paragraphs)


def _odt(data: bytes) -> int:
    _, package = open_package(data, LIMITS)
    return len("".join(etree.fromstring(package.read("content.xml")).itertext()))


#: What is measured beside us: the name of the parser, and its plainest use.
BARE: dict[str, tuple[str, Callable[[bytes], int]]] = {
    "pdf": ("pypdf", _pdf),
    "docx": ("python-docx", _docx),
    "odt": ("lxml", _odt),
    "md": ("markdown-it-py", lambda data: len(MarkdownIt("commonmark").enable("table").parse(data.decode()))),
    "html": ("lxml", lambda data: len(html.fromstring(data).text_content())),
    "txt": ("str.splitlines", lambda data: len(data.decode().splitlines())),
}


def quartile(seconds: list[float]) -> float:
    """The lower quartile: noise only ever adds."""
    return statistics.quantiles(seconds, n=4, method="inclusive")[0] if len(seconds) > 1 else seconds[0]


def measure(name: str, runs: int) -> tuple[Paper, float, float, float]:
    """The paper, and seconds for ours, the bare parser and coaching."""
    data, ending = papers.EVERY[name](), name.rpartition(".")[2]
    bare = BARE[ending][1]
    times: dict[str, list[float]] = {"ours": [], "bare": [], "coach": []}
    paper = read_within(data, name)
    for _ in range(runs):
        for way, work in (
            ("ours", lambda: read_within(data, name)),
            ("bare", lambda: bare(data)),
            ("coach", lambda: list(coached(paper))),
        ):
            began = time.perf_counter()
            work()
            times[way].append(time.perf_counter() - began)
    return paper, quartile(times["ours"]), quartile(times["bare"]), quartile(times["coach"])


def whole(url: str, folder: Path, name: str, runs: int) -> float:
    """Seconds from a stored paper to its statements in the database at ``url``."""
    engine = make_engine(url)
    migrate(engine)
    storage = FolderStorage(folder / "files")
    times = []
    for _ in range(runs):
        with writing(engine) as session:
            officer = make_officer(session)
            tender = make_tender(session, officer)
            document = take_in(
                session,
                actor_of(officer),
                tender,
                storage,
                papers.EVERY[name](),
                name,
                enqueue=lambda _: None,
            )
            key = document.id or 0
        began = time.perf_counter()
        assert convert(engine, storage, key) == "ready"
        times.append(time.perf_counter() - began)
    engine.dispose()
    return quartile(times)


def show_whole(pages: int, runs: int) -> None:
    """The table of the worker's whole work."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        seconds: dict[tuple[str, str], float] = {}
        for database in DATABASES:
            with urls_of(database, folder) as url_for:
                for name in papers.EVERY:
                    seconds[database, name] = whole(url_for(1), folder, name, runs)
        print(
            "\n| whole: read, coached, stored | "
            + " | ".join(f"{d}, pages a second" for d in DATABASES)
            + " |"
        )
        print("| --- |" + " ---: |" * len(DATABASES))
        for name in papers.EVERY:
            cells = " | ".join(f"{pages / seconds[database, name]:,.0f}" for database in DATABASES)
            print(f"| {name.rpartition('.')[2]} | {cells} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=8)
    runs = parser.parse_args().runs
    pages = len(pypdf.PdfReader(io.BytesIO(papers.as_pdf())).pages)
    print(f"One specification of {pages} printed pages and {len(papers.words())} passages in each format.\n")
    print(
        "| format | ours, pages a second | bare parser | its pages a second | coaching, statements a second |"
    )
    print("| --- | ---: | --- | ---: | ---: |")
    for name in papers.EVERY:
        paper, ours, bare, coaching = measure(name, runs)
        ending = name.rpartition(".")[2]
        statements = len(list(coached(paper)))
        print(
            f"| {ending} | {pages / ours:,.0f} | {BARE[ending][0]} | {pages / bare:,.0f} | "
            f"{statements / coaching:,.0f} |",
            flush=True,
        )
    show_whole(pages, runs)


if __name__ == "__main__":
    main()
