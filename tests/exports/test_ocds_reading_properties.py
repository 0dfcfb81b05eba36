"""Reading open data, as properties: over our own releases, and over real-looking ones that somebody disturbed."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exports.notices.values import tidy
from exports.ocds.incoming.source import Path, leaves
from exports.ocds.incoming.words import as_markdown
from exports.ocds.package import plain_data, to_json_bytes
from exports.ocds.plain import plain_lines
from exports.ocds.release import release_json, tender_release
from exports.ocds.strict_json import Unreadable
from procure.domain.sections import without_leftovers
from procure.domain.snapshot import SpecificationSnapshot
from tests.exports import releases
from tests.exports.publishable import HOSTILE, snapshots
from tests.exports.reading_checks import (
    Json,
    assert_accounts_for_everything,
    assert_comes_back,
    read_file,
    read_one,
    reasons,
)
from tests.factories.notices import make_stamp

random_cases = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
NOT_GIVEN_BACK = ("ocid", "id", "date", "tag", "parties", "buyer")


@random_cases
@given(snapshots())
def test_our_own_open_data_comes_back_whole(snapshot: SpecificationSnapshot):
    """Import, then export: all that a release of ours says of a tender is said again, but for what publication
    makes anew: identifiers, the notice as a document, our own files, and a confirmation.
    """
    snapshot = without_leftovers(snapshot)  # as publication does
    data = json.loads(release_json(snapshot, make_stamp()))
    tender = read_one(data["releases"][0], snapshot.authority)
    lost = {
        path: reason
        for path, reason in reasons(tender).items()
        if path.split("/")[0] not in NOT_GIVEN_BACK and not _is_made_anew(path, reason)
    }
    assert {path: reason for path, reason in lost.items() if not _is_renumbered(path)} == {}
    assert_comes_back(tender)
    once = plain_data(tender_release(tender.snapshot, make_stamp()))
    again = read_one(once, snapshot.authority).snapshot
    assert plain_data(tender_release(again, make_stamp())) == once


def _is_made_anew(path: str, reason: str) -> bool:
    anew = ("notice itself", "earlier publication", "conflicts assessment", "identifier of the other")
    return any(words in reason for words in anew) or path == "tender/id"


def _is_renumbered(path: str) -> bool:
    return path.endswith("/id") and path.startswith(("tender/documents/", "tender/targets/"))


# Whatever is in it


odd_values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(HOSTILE),
    st.text(max_size=20),
    st.sampled_from(["2026-02-30", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2026-03-29T01:30:00"]),
    st.sampled_from([[], {}, [[]], [None], {"id": "1"}, [{"id": "1"}, {"id": "1"}], ["GPA", "GPA"]]),
)


@st.composite
def disturbed(draw: st.DrawFn) -> Json:
    """A real-looking package with a few values replaced, removed or added anywhere."""
    names = draw(st.lists(st.sampled_from(sorted(releases.EVERY)), min_size=1, max_size=3))
    data = releases.package(*(copy.deepcopy(releases.EVERY[name]()) for name in names))
    for _ in range(draw(st.integers(1, 6))):
        path = draw(st.sampled_from(sorted((path for path, _ in leaves(data) if len(path) > 3), key=repr)))
        keep = draw(st.integers(4, len(path)))
        holder = _holder(data, path[:keep])
        if draw(st.booleans()):
            holder[path[keep - 1]] = copy.deepcopy(draw(odd_values))
        elif isinstance(holder, dict):
            holder.pop(path[keep - 1], None)
            holder[draw(st.text(max_size=5))] = 1
    return data


def _holder(data: Any, path: Path) -> Any:
    for step in path[:-1]:
        data = data[step]
    return data


@random_cases
@given(disturbed())
def test_whatever_is_in_a_file_it_is_accounted_for_or_refused_in_words(data: Json):
    try:
        file = read_file(data)
    except Unreadable:
        return
    assert_accounts_for_everything(data, file)
    for tender in file.tenders:
        assert_comes_back(tender)
        to_json_bytes(tender_release(tender.snapshot, make_stamp()))


@random_cases
@given(st.sampled_from(HOSTILE) | st.text(max_size=80) | st.text("-*_#>[]()!.1 \n`&;<", max_size=40))
def test_plain_text_reads_the_same_as_markdown(text: str):
    """To the letter, spaces before a line included, unless it holds a web address that has to be spelt differently as a
    link.
    """
    assert plain_lines(as_markdown(text)) == tidy(text)


@pytest.mark.parametrize(
    "text",
    [
        "We want:\n  - warm homes\n  - dry homes",
        "- homes\n\n      four spaces and more",
        "One\n  two\n\ta tab",
        "1. first\n   1. inner\n2. second",
        "-\n .",
    ],
)
def test_lines_that_begin_with_spaces_keep_them(text: str):
    assert plain_lines(as_markdown(text)) == text
