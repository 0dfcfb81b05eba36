"""Papers that harm nobody, read without the process around it."""

from __future__ import annotations

import io
from typing import Any

import docx

from procure.papers import LIMITS, Limits, Paper, Passage, Unit
from procure.papers.__main__ import read


def read_here(data: bytes, name: str = "", *, form: str = "", limits: Limits = LIMITS) -> Paper:
    """As ``read_within`` does it."""
    said: list[dict[str, Any]] = []
    read(data, name, form, limits, said.append)
    passages = [
        Passage(each[0], tuple(each[1]), each[2], each[3], Unit(each[4]), each[5])
        for each in (one["passage"] for one in said if "passage" in one)
    ]
    return Paper(said[-1]["form"], tuple(passages), said[-1]["pages"], tuple(said[-1]["notes"]))


def word(*paragraphs: str) -> bytes:
    """A Word document."""
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()
