"""Files of a publication are named for people and safe on any system."""

from __future__ import annotations

import re

import pytest

from exports.artefact import KINDS, make
from tests.exports.specification_cases import DRAFT, PUBLISHED
from tests.factories.snapshots import make_minimal_snapshot, make_snapshot


def test_publication_makes_these_files() -> None:
    assert list(KINDS) == [
        "specification.pdf",
        "specification.docx",
        "specification.odt",
        "specification.html",
        "specification.md",
        "response.docx",
        "response.odt",
        "tables.xlsx",
        "measures.csv",
        "notice.pdf",
        "release.json",
    ]


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_file_is_named_by_tender_version_and_kind(kind: str) -> None:
    assert KINDS[kind].file_name(make_minimal_snapshot(), PUBLISHED) == f"WCA-2027-0001-v2-{kind}"
    assert KINDS[kind].file_name(make_minimal_snapshot(), DRAFT) == f"WCA-2027-0001-draft-{kind}"


@pytest.mark.parametrize("reference", ["../../etc/passwd", "a\r\nb", 'x"; y', "", "ŵ" * 300, "a/b\\c:d"])
def test_no_reference_makes_a_name_that_harms(reference: str) -> None:
    name = KINDS["specification.pdf"].file_name(make_minimal_snapshot(reference=reference), PUBLISHED)
    assert re.fullmatch(r"[A-Za-z0-9-]{1,60}-v2-specification\.pdf", name)


def test_a_made_file_says_what_it_is() -> None:
    made = make("specification.docx", make_snapshot(1, 1), PUBLISHED)
    assert made.data.startswith(b"PK")
    assert made.media_type.endswith("wordprocessingml.document")


def test_a_kind_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        make("specification.exe", make_minimal_snapshot(), PUBLISHED)
