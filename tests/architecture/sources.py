"""The files of the repository, as the rules of the house see them."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("procure", "exports", "outcome_library")


@cache
def files() -> tuple[Path, ...]:
    """Every file that is, or is about to be, in the repository."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    told = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    paths = {ROOT / name for name in told.split("\0") if name}
    return tuple(sorted(path for path in paths if path.is_file()))


def files_of(*kinds: str, under: tuple[str, ...] = ("",)) -> list[Path]:
    """The files whose names end in one of `kinds`, in the folders `under`."""
    return [path for path in files() if path.name.endswith(kinds) and name_of(path).startswith(under)]


def modules() -> list[Path]:
    """The Python of the service itself."""
    return files_of(".py", under=tuple(f"{package}/" for package in PACKAGES))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))
