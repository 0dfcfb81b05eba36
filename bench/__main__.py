"""Measure everything, and write what was measured to bench/RESULTS.md.

    python -m bench [--quick] [--only authoring downloads …]

``--quick`` takes small sizes and few rounds, to see that everything works: it writes nothing.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "RESULTS.md"
QUICK_SIZES = ["--sizes", "1000", "2000", "--runs", "12"]
#: Name, title, words for a whole measurement, words for a quick one.
PARTS = (
    ("starting", "First answer after the start", [], ["--runs", "3"]),
    ("downloads", "Published files beside nginx", [], ["--rounds", "2", "--seconds", "1"]),
    ("pdf", "PDF specification beside WeasyPrint as it comes", [], ["--sizes", "10", "--repeats", "1"]),
    ("authoring", "Pages of an officer at work", [], QUICK_SIZES),
    ("public_list", "Public list and search", [], QUICK_SIZES),
    (
        "portfolio",
        "Portfolio of a mission, and who else buys the same",
        [],
        ["--sizes", "100", "1000", "--runs", "12"],
    ),
    (
        "results",
        "Results: measures with their readings, and readings coming in",
        [],
        ["--sizes", "100", "200", "--readings", "50", "--runs", "12"],
    ),
    ("live", "A reading shown on an open page", [], ["--writes", "3"]),
    ("converter", "Old specifications read and coached", [], ["--runs", "1"]),
    ("library_search", "Search of the outcome library", [], QUICK_SIZES),
    ("coach", "The coach, a line at a time", [], ["--runs", "1"]),
    ("open_data", "Open data", [], ["--sizes", "300", "3000", "--runs", "12"]),
)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", nargs="+", choices=[name for name, *_ in PARTS])
    arguments = parser.parse_args()
    sections = []
    for name, title, whole, quick in PARTS:
        if arguments.only and name not in arguments.only:
            continue
        words = quick if arguments.quick else whole
        print(f"\n## {title}\n", flush=True)
        sections.append(section(name, title, words))
    if arguments.quick or arguments.only:
        return
    RESULTS.write_text("\n".join([heading(), *sections]), encoding="utf-8")
    print(f"\nWritten to {RESULTS.relative_to(ROOT)}")


def section(name: str, title: str, words: list[str]) -> str:
    """Measure one part in a process of its own, showing what it says as it says it; its section in Markdown."""
    load = os.getloadavg()[0]
    lines = []
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", f"bench.{name}", *words],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            lines.append(line)
    said = "".join(lines).strip()
    if process.returncode:
        said += "\n\nIt did not come to an end."
    if "|" not in said:  # columns of figures, not a table in Markdown
        said = f"```\n{said}\n```"
    command = " ".join(["python -m", f"bench.{name}", *words])
    return f"## {title}\n\n`{command}`, at a load of {load:.1f}\n\n{said}\n"


def heading() -> str:
    """The machine and the day."""
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return (
        "# What was measured\n\n"
        "Written by `make bench`. [What each figure means](../docs/performance.md).\n\n"
        f"- {datetime.now(UTC):%Y-%m-%d %H:%M} UTC\n"
        f"- {os.cpu_count()} cores ({platform.machine()}), {gigabytes:.0f} GB of memory\n"
        f"- {platform.system()}, Python {platform.python_version()}\n\n"
        "The load beside each command is the machine's as it began: over one for each core, other work shared it, "
        "and ratios say more than times.\n"
    )


if __name__ == "__main__":
    main()
