"""docs/data-model.md names what there is."""

from __future__ import annotations

import re

from sqlmodel import SQLModel

import procure.models
from tests.architecture.sources import ROOT

DOCUMENT = ROOT / "docs" / "data-model.md"


def test_the_data_model_names_every_table_and_no_other() -> None:
    assert procure.models  # the import is what makes the tables known
    _, _, section = DOCUMENT.read_text(encoding="utf-8").partition("## Every table")
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    named = [name for row in rows for name in re.findall(r"`(\w+)`", row)]
    assert sorted(named) == sorted(SQLModel.metadata.tables)
