"""Every page that any test was shown, given to the Nu HTML checker at the end of the run, where there is Java.

The checks of each response (tests.page_checks) find what a parser finds; the Nu checker also knows which element
may stand in which, and takes seconds to start: so it starts once, for one page of each structure.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

CHECKER = Path(__file__).resolve().parents[1] / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
FOLDER = "PROCURE_PAGES_SEEN"
#: What the checker says that we do not follow, and why.
ACCEPTED: list[tuple[re.Pattern[str], str]] = []


def keep(html: str, where: str) -> None:
    """Keep the page shown at `where`, unless one of the same structure is kept."""
    folder = os.environ.get(FOLDER)
    if not folder:
        return
    structure = re.sub(r">[^<]+<", "><", re.sub(r'="[^"]*"', "", html))
    file = Path(folder) / f"{hashlib.sha256(structure.encode()).hexdigest()[:24]}.html"
    if not file.exists():
        file.write_text(
            f"{html}\n<!-- {where.replace('--', '- -')} -->\n", encoding="utf-8", errors="replace"
        )


def faults_in(folder: Path) -> list[str]:
    """What the Nu checker holds against the pages kept in `folder`; nothing where it cannot run."""
    java, pages = shutil.which("java"), sorted(folder.glob("*.html"))
    if not (java and CHECKER.exists() and pages):
        return []
    command = [
        java,
        "-Xss2m",
        "-jar",
        str(CHECKER),
        "--format",
        "json",
        "--errors-only",
        "--exit-zero-always",
    ]
    told = subprocess.run(
        [*command, *map(str, pages)], capture_output=True, text=True, timeout=600, check=True
    )
    return [
        f"{_where(message['url'])}: {message['message']} — {message.get('extract', '').strip()}"
        for message in json.loads(told.stderr)["messages"]
        if not any(pattern.search(message["message"]) for pattern, _ in ACCEPTED)
    ]


def _where(url: str) -> str:
    lines = Path(url.removeprefix("file:")).read_text(errors="replace").splitlines()
    return lines[-1].removeprefix("<!-- ").removesuffix(" -->")
