"""The Nu checker is asked, and finds what no parser does."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests import html_conformance
from tests.test_page_checks import GOOD

pytestmark = pytest.mark.skipif(not shutil.which("java"), reason="the Nu HTML checker needs Java")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(html_conformance.FOLDER, str(tmp_path))
    return tmp_path


def test_an_element_where_it_may_not_stand_is_found(folder: Path):
    html_conformance.keep(GOOD, "GET /good")
    html_conformance.keep(GOOD.replace("<h2>Places so far</h2>", "<h2><div>Places</div></h2>"), "GET /bad")
    faults = html_conformance.faults_in(folder)
    assert len(faults) == 1
    assert faults[0].startswith("GET /bad: Element “div” not allowed")


def test_one_page_of_each_structure_is_kept(folder: Path):
    html_conformance.keep(GOOD, "GET /one")
    html_conformance.keep(GOOD.replace("Leeds", "York"), "GET /two")
    html_conformance.keep(GOOD.replace("<h2>", "<h2><b>x</b>"), "GET /three")
    assert len(list(folder.glob("*.html"))) == 2
