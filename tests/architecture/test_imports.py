"""Imports flow one way. setup.cfg states the contracts, with their reasons; here they are kept, and can fail."""

from __future__ import annotations

import ast
import configparser
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.architecture.sources import PACKAGES, ROOT, files_of, modules, name_of, tree_of

LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")
#: A line that breaks a contract, the module it is added to, and words of the contract's name.
BREACHES = [
    ("import flask", "exports/environment.py", "no web framework"),
    ("import sqlalchemy", "procure/domain/states.py", "no database"),
    ("import procure.services", "procure/models/types.py", "rules stand alone"),
    ("import exports", "outcome_library/schema.py", "rules stand alone"),
    ("import procure.domain", "procure/act/calendar.py", "know nothing of our domain"),
    ("import procure.domain", "procure/coach/reading.py", "knows no tender"),
    ("import flask", "procure/coach/parsing.py", "no web framework"),
    ("from sqlmodel import select", "procure/web/errors.py", "writes no queries"),
    ("import wtforms", "procure/services/__init__.py", "nothing of HTTP or forms"),
]


def contracts_in(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [LINT_IMPORTS, "--config", "setup.cfg", "--no-cache", "--no-logo"]
    # By name and not installed: a copy's own modules come before the installed ones.
    return subprocess.run(
        command, cwd=folder, env={"PYTHONPATH": str(folder)}, capture_output=True, text=True
    )


def test_every_contract_is_kept():
    told = contracts_in(ROOT)
    assert told.returncode == 0, told.stdout + told.stderr
    assert "0 broken" in told.stdout


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The service's modules in another folder, to be spoilt."""
    folder = tmp_path_factory.mktemp("copied")
    for path in [*modules(), ROOT / "setup.cfg"]:
        copy = folder / name_of(path)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    return folder


@pytest.mark.parametrize(("line", "module", "contract"), BREACHES)
def test_a_contract_is_broken_by_a_line_that_it_forbids(copied: Path, line: str, module: str, contract: str):
    file = copied / module
    text = file.read_text()
    file.write_text(f"{text}\n{line}\n")

    told = contracts_in(copied)

    file.write_text(text)
    assert told.returncode == 1
    broken = re.sub(r"\s+", " ", told.stdout.partition("Broken contracts")[2])
    importer = module.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    assert contract in broken
    assert f"{importer} -> {line.split()[1]} " in broken, told.stdout


def test_every_folder_of_modules_is_a_package():
    """A folder without `__init__.py` would be passed over, and its imports with it."""
    folders = {path.parent for path in modules() if "migrations" not in path.parts}
    assert {name_of(folder) for folder in folders if not (folder / "__init__.py").exists()} == set()


def imported_packages(path: Path) -> Iterator[str]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def declared(*sections: tuple[str, str]) -> set[str]:
    """Names of the requirements in these options of setup.cfg, in the one spelling that comparison needs."""
    settings = configparser.ConfigParser(interpolation=None)
    settings.read(ROOT / "setup.cfg")
    lines = [line for section, option in sections for line in settings[section][option].splitlines()]
    names = (re.match(r"[\w.-]+", line) for line in lines if line and not line.startswith("#"))
    return {normal(name[0]) for name in names if name}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


CORE = ("options", "install_requires")
EXTRAS = [("options.extras_require", name) for name in ("s3", "conformance", "test")]


@pytest.mark.parametrize(
    ("paths", "requirements"),
    [
        (modules(), declared(CORE, *EXTRAS[:2])),
        (files_of(".py", under=("tests/", "bench/")), declared(CORE, *EXTRAS)),
    ],
    ids=["service", "tests"],
)
def test_whatever_is_imported_is_declared_in_setup_cfg(paths: list[Path], requirements: set[str]):
    distributions = packages_distributions()
    ours = {*PACKAGES, "tests", "bench", *sys.stdlib_module_names}
    undeclared = {
        f"{name_of(path)}: {package}"
        for path in paths
        for package in imported_packages(path)
        if package not in ours
        and not {normal(name) for name in distributions.get(package, [])} & requirements
    }
    assert not undeclared
