"""What every test of reading open data looks at: that all is accounted for, and that what is taken comes back."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from typing import Any

from exports.ocds.incoming.source import leaves, same_value
from exports.ocds.package import plain_data
from exports.ocds.reading import ImportedFile, ImportedTender, read, written
from exports.ocds.release import tender_release
from exports.ocds.strict_json import read_json
from procure.domain.snapshot import Authority
from tests.exports import releases
from tests.factories.notices import make_stamp

OURS = Authority(name="Example Council", ppon="PBCD-1234-FGHJ")
Json = dict[str, Any]


def read_file(data: Any, authority: Authority = OURS) -> ImportedFile:
    return read(read_json(json.dumps(data).encode()), lambda buyer: authority)


def read_one(release: Json, authority: Authority = OURS) -> ImportedTender:
    (tender,) = read_file(releases.package(release), authority).tenders
    return tender


def mapped(tender: ImportedTender) -> Json:
    return {each.path.removeprefix("releases/0/"): each.value for each in tender.report.mapped}


def reasons(tender: ImportedTender) -> dict[str, str]:
    return {each.path.removeprefix("releases/0/"): each.reason for each in tender.report.unmapped}


def assert_accounts_for_everything(data: Any, file: ImportedFile) -> None:
    """Every value of the file is in the report once, with its value."""
    told = [(each.path, each.value) for each in file.unmapped]
    for tender in file.tenders:
        told += [(each.path, each.value) for each in (*tender.report.mapped, *tender.report.unmapped)]
    there = [(written(path), value) for path, value in leaves(read_json(json.dumps(data).encode()))]
    assert Counter(path for path, _ in told) == Counter(path for path, _ in there)
    assert sorted(map(repr, told)) == sorted(map(repr, there))


def assert_comes_back(tender: ImportedTender) -> None:
    """Open data of the draft has every value that counts as taken, under the same name."""
    again = [
        (path[-1] if isinstance(path[-1], str) else path[-2], value)
        for path, value in leaves(plain_data(tender_release(tender.snapshot, make_stamp())))
    ]
    for each in tender.report.mapped:
        steps = each.path.split("/")
        name = next(step for step in reversed(steps) if not step.isdigit())
        shown = [value for other, value in again if other == name]
        assert any(_equal(each.value, value) for value in shown), each


def _equal(value: Any, shown: Any) -> bool:
    if not isinstance(value, str):
        return same_value(value, shown)
    if value == shown:
        return True
    if isinstance(shown, str):
        try:
            is_day = value[:10] == shown[:10] and bool(datetime.fromisoformat(value))
            return is_day or datetime.fromisoformat(value) == datetime.fromisoformat(shown)
        except (ValueError, TypeError):
            return value.casefold().rstrip("/") == shown.casefold().rstrip("/") or "%" in shown
    return False
