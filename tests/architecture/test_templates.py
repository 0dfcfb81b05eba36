"""Templates: each compiles, is where its endpoint says, and keeps to what its folder is for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import meta

from exports.environment import document_environment
from procure.app import create_app
from procure.config import Settings
from tests.architecture.sources import ROOT, files_of, name_of

TEMPLATES = ROOT / "templates"
DOCUMENTS = ("templates/documents/", "templates/print/")
WEB_WORDS = {
    "request",
    "url_for",
    "current_user",
    "config",
    "g",
    "session",
    "get_flashed_messages",
    "csrf_token",
}
#: Pages that more than one endpoint shows.
SHARED = {"errors"}


@pytest.fixture(scope="module")
def wired(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder = tmp_path_factory.mktemp("wired")
    return create_app(Settings(data_dir=folder, secret_key="a key that signs nothing", testing=True))


def templates(*under: str) -> list[Path]:
    return files_of(".html", under=under or ("templates/",))


def test_every_template_compiles(wired: Flask):
    assert templates()
    for path in templates("templates/pages/", "templates/layouts/", "templates/components/"):
        wired.jinja_env.get_template(path.relative_to(TEMPLATES).as_posix())


def test_documents_know_nothing_of_the_web():
    environment = document_environment()
    found = {}
    for path in templates(*DOCUMENTS):
        environment.get_template(path.relative_to(TEMPLATES).as_posix())
        if words := meta.find_undeclared_variables(environment.parse(path.read_text())) & WEB_WORDS:
            found[name_of(path)] = words
    assert found == {}


def test_pages_have_no_rules_or_scripts_of_their_own():
    inline = re.compile(
        r"""<style|\sstyle=|\son[a-z]+=["']|<script(?![^>]*\bsrc=)|javascript:""", re.IGNORECASE
    )
    pages = templates("templates/pages/", "templates/layouts/", "templates/components/")
    assert {name_of(path) for path in pages if inline.search(path.read_text())} == set()


def test_nothing_is_marked_safe_in_a_page():
    """What is safe is made so in Python, where its escaping can be seen and tested."""
    pages = templates("templates/pages/", "templates/layouts/", "templates/components/")
    assert {name_of(path) for path in pages if re.search(r"\|\s*safe\b", path.read_text())} == set()


def test_every_page_extends_a_layout():
    pages = [
        path
        for path in templates("templates/pages/")
        if path.parent.parent.name == "pages" and path.name[0] != "_"
    ]
    assert {name_of(path) for path in pages if "{% extends" not in path.read_text()[:2000]} == set()


def test_a_page_is_in_the_folder_of_a_blueprint(wired: Flask):
    folders = {path.relative_to(TEMPLATES / "pages").parts[0] for path in templates("templates/pages/")}
    assert folders - SHARED - set(wired.blueprints) == set()


def test_every_component_is_used():
    used = "\n".join(
        path.read_text() for path in files_of(".html", ".py", under=("templates/", "procure/web/"))
    )
    components = templates("templates/components/")
    assert {path.name for path in components if f"components/{path.name}" not in used} == set()
