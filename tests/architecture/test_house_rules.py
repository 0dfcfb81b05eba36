"""Rules of the house that a reader can check by looking, and so can a test."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

from tests.architecture.sources import ROOT, files, files_of, modules, name_of, tree_of

LONGEST = 400
#: Files that are one thing, which would be harder to read in pieces, and why.
MAY_BE_LONG = {
    "procure/migrations/versions/0001_first_tables.py": "the tables as they first were, written once by a tool",
}
#: Names that say nothing of what a thing is for.
EMPTY_NAMES = re.compile(r"(^|_)(helpers?|managers?|utils?|utilities|common|misc)($|_)", re.IGNORECASE)
EMPTY_CLASS_NAMES = re.compile(r"(Helper|Manager|Util|Utils|Common)$")
#: Text that has no place in the repository: addresses of package registries, and paths of one machine.
# Written in pieces, so that this file does not hold what it forbids.
FOREIGN = re.compile(
    "|".join(["registry[.]" + "npmjs", "files[.]" + "pythonhosted", "py" + "pi[.]org", "/wo" + "rk/"])
)
BINARY = {".png", ".ico", ".jpg", ".pdf", ".docx"}


def text_files() -> list[Path]:
    return [path for path in files() if path.suffix not in BINARY]


def test_no_file_of_code_is_longer_than_somebody_can_take_in():
    code = files_of(".py", ".html", ".scss", ".css", ".js")
    lengths = {
        name_of(path): len(path.read_text().splitlines()) for path in code if "golden" not in path.parts
    }
    assert {name: n for name, n in lengths.items() if n > LONGEST and name not in MAY_BE_LONG} == {}
    assert all(lengths.get(name, 0) > LONGEST for name in MAY_BE_LONG), "an exception that nothing needs"


def test_names_say_what_a_thing_is_for():
    names = {name_of(path) for path in modules() if EMPTY_NAMES.search(path.stem)}
    for path in modules():
        classes = (node for node in ast.walk(tree_of(path)) if isinstance(node, ast.ClassDef))
        names |= {f"{name_of(path)}: {node.name}" for node in classes if EMPTY_CLASS_NAMES.search(node.name)}
    assert names == set()


def test_every_module_says_what_it_is_for():
    assert {
        name_of(path) for path in modules() if tree_of(path).body and not ast.get_docstring(tree_of(path))
    } == set()


def test_whatever_a_layer_offers_says_what_goes_in_and_out():
    """A function of a line or two may let its name speak."""
    layers = (
        "procure/domain/",
        "procure/act/",
        "procure/coach/",
        "procure/services/",
        "exports/",
        "outcome_library/",
    )
    silent = {
        f"{name_of(path)}: {node.name}"
        for path in files_of(".py", under=layers)
        for node in tree_of(path).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        if (node.end_lineno or 0) - node.lineno > 8 and not ast.get_docstring(node)
    }
    assert silent == set()


def test_the_repository_holds_nothing_of_one_machine_or_registry():
    found = {name_of(path) for path in text_files() if FOREIGN.search(path.read_text(errors="replace"))}
    assert found == set()


def test_the_lock_file_pins_by_digest_and_names_no_address():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    installed = {name: package for name, package in packages.items() if name}
    assert installed
    assert all(package["integrity"].startswith("sha512-") for package in installed.values())
    assert not any("resolved" in package for package in installed.values())


def test_what_others_made_is_installed_and_not_committed():
    theirs = {".woff", ".woff2", ".ttf", ".otf", ".jar", ".whl"}
    names = [name_of(path) for path in files()]
    assert [name for name in names if Path(name).suffix in theirs] == []
    assert [
        name for name in names if "node_modules" in name or ".min." in name or "vendor" in name.lower()
    ] == []
