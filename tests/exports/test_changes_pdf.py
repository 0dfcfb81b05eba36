"""The redline as a PDF tells what was taken out and what came in by words, not by colour alone, and is tagged."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from pypdf import PdfReader

from exports.artefact import changes_kind, label_of, make_changes
from exports.changes import between
from tests.exports.specification_cases import HOSTILE, PUBLISHED
from tests.factories.snapshots import make_snapshot

BEFORE = make_snapshot(outcomes=1, measures=1, title="Warm homes")
AFTER = make_snapshot(outcomes=1, measures=1, title="Warm dry homes", summary=f"Another summary. {HOSTILE}")


@pytest.fixture(scope="module")
def made() -> bytes:
    return make_changes(BEFORE, 1, AFTER, PUBLISHED).data


def test_what_was_taken_out_and_what_came_in_is_told_in_words(made: bytes) -> None:
    reader = PdfReader(BytesIO(made))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert "What changed from version 1 to version 2" in text
    assert "[came in: dry" in text
    assert "[taken out:" in text
    assert "Another summary" in text


def test_it_is_tagged_with_headings_and_a_language(made: bytes) -> None:
    with pikepdf.open(BytesIO(made)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en-GB"
        tags = {str(each.S) for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and "/S" in each}
    assert {"/H1", "/H2", "/H3", "/P"} <= tags


def test_the_same_two_versions_give_the_same_bytes(made: bytes) -> None:
    assert make_changes(BEFORE, 1, AFTER, PUBLISHED).data == made


def test_two_versions_that_say_the_same_have_nothing_between_them() -> None:
    assert between(BEFORE, BEFORE) == []


def test_each_earlier_version_has_a_file_of_its_own_name() -> None:
    assert changes_kind(3).name == "changes-from-3.pdf"
    assert label_of("changes-from-3.pdf") == "What changed from version 3 (PDF)"
    assert label_of("specification.odt") == "Specification (OpenDocument)"
    assert label_of("changes-from-0.pdf") == "changes-from-0.pdf"
