"""The specification as files, made once for all tests that read it. What WeasyPrint warns of is an error."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from exports.docx import specification_docx
from exports.pdf import specification_pdf
from procure.domain.snapshot import SpecificationSnapshot
from tests.exports.specification_cases import PUBLISHED
from tests.factories.snapshots import make_snapshot


class _Refusing(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record.getMessage())


@pytest.fixture(scope="session", autouse=True)
def weasyprint_warns_of_nothing() -> Iterator[None]:
    handler = _Refusing()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(handler)
    yield
    logger.removeHandler(handler)
    assert handler.records == []


@pytest.fixture(scope="session")
def tender() -> SpecificationSnapshot:
    """A tender with lots as well, so that every section is there."""
    return make_snapshot(outcomes=3, lots=2)


@pytest.fixture(scope="session")
def tender_pdf(tender: SpecificationSnapshot) -> bytes:
    return specification_pdf(tender, PUBLISHED)


@pytest.fixture(scope="session")
def tender_docx(tender: SpecificationSnapshot) -> bytes:
    return specification_docx(tender, PUBLISHED)
