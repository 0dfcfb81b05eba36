"""Templates that set-up compiled, and what is taken of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from exports import compiled
from exports.compiled import CompiledTemplates


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    kept = tmp_path / "kept"
    monkeypatch.setattr(compiled, "FOLDER", kept)
    return kept


def shown(source: str, *, by_set_up: bool = False, purpose: str = "pages") -> tuple[str, bool]:
    """What a new process makes of a template, and whether it had to compile it."""
    had_to: list[str] = []

    class Process(Environment):
        def _compile(self, source: str, filename: str) -> object:
            had_to.append(filename)
            return super()._compile(source, filename)

    cache = CompiledTemplates(purpose, writes=by_set_up)
    process = Process(loader=DictLoader({"page.html": source}), bytecode_cache=cache)
    return process.get_template("page.html").render(), bool(had_to)


def test_what_set_up_compiled_is_not_compiled_again() -> None:
    assert shown("{{ 1 + 1 }}", by_set_up=True) == ("2", True)
    assert shown("{{ 1 + 1 }}") == ("2", False)
    assert shown("{{ 1 + 1 }}", purpose="documents") == ("2", True)


def test_what_has_changed_since_is_compiled_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    shown("{{ 1 + 1 }}", by_set_up=True)
    assert shown("{{ 1 + 2 }}") == ("3", True)
    # What a template calls may have been worked out while it was compiled.
    monkeypatch.setattr(compiled, "_digest_of_code", lambda: "of other code")
    assert shown("{{ 1 + 1 }}") == ("2", True)


def test_the_service_writes_nothing_beside_its_code(folder: Path) -> None:
    assert shown("Hello") == ("Hello", True)
    assert not folder.exists()
