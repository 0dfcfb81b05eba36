"""Open data from outside as drafts: what could be taken, and every value that could not.

A value counts as taken only if it was put into a field of the draft *and* open data made of that draft shows it
again, equal: each draft is written out once more to see. So "taken" is a fact and not an intention.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from pydantic import ValidationError

from exports.notices.stamp import NoticeStamp
from exports.notices.values import tidy
from exports.ocds.incoming.criteria import read_award_criteria, read_conditions
from exports.ocds.incoming.facts import read_facts
from exports.ocds.incoming.lots import places_of, read_lots
from exports.ocds.incoming.outcomes import read_outcomes
from exports.ocds.incoming.papers import read_papers, same_address
from exports.ocds.incoming.people import (
    AUTHORITY,
    authority_of,
    buyer_of,
    joint_buyers_of,
    name_of,
    read_people,
)
from exports.ocds.incoming.source import Path, Source, Taken, follow, leaves, same_value
from exports.ocds.incoming.words import same_line, same_text
from exports.ocds.package import plain_data
from exports.ocds.plain import plain_line
from exports.ocds.record import CannotMerge, agreeing, compiled_release, moment_of
from exports.ocds.release import tender_release
from exports.ocds.strict_json import Unreadable
from procure.domain.sections import without_leftovers
from procure.domain.snapshot import Authority, AwardSnapshot, ProcurementFacts, SpecificationSnapshot

MOST_TENDERS, MOST_ENTRIES, MOST_VALUES = 200, 500, 200_000
LONGEST_TITLE = 500
#: How a release names the Procurement Act 2023 (c. 54).
THE_ACT = ("UKPGA", "2023/54")
ABOUT_THE_PACKAGE = "It is about the file, not about a procurement."
ABOUT_THE_RELEASE = "It is kept with the draft as where it came from."
REPLACED = "A later release of the same procurement says otherwise."
TIDIED = (
    "It was taken, but for spaces and characters that show nothing: open data of the draft is without them."
)
ANOTHER_WAY = "It was taken, and is written here as {shown}"
SAYS_NOTHING = "There is nothing in it."
NOT_TOLD_YET = "It was taken, but open data of the draft does not repeat it while the draft lacks something."
NOT_TOLD_BELOW = (
    "Open data of the draft does not repeat it: the notice of a contract below the threshold does not tell it, "
    "or the draft lacks something."
)
#: What holds two texts for the same that differ in how they are written. Then the value is taken, and is not equal.
LOOSE = (same_text, same_line, same_value, same_address)
#: Who the draft is written out as, to see whether it says the same again.
_STAMP = NoticeStamp(
    tender_reference="imported",
    local_number=1,
    local_id_prefix="draft",
    published_at=datetime(2025, 2, 24, tzinfo=UTC),
    notice_url="https://example.org/notice",
    base_url="https://example.org",
    publisher_name="draft",
)


@dataclass(frozen=True, slots=True)
class Mapped:
    """A value that the draft holds in ``field`` and gives back equal. ``path``: ``releases/0/tender/title``."""

    path: str
    value: Any
    field: str


@dataclass(frozen=True, slots=True)
class Unmapped:
    """A value that the draft does not give back, and why."""

    path: str
    value: Any
    reason: str


@dataclass
class Report:
    mapped: list[Mapped] = field(default_factory=list)
    unmapped: list[Unmapped] = field(default_factory=list)


class Law(StrEnum):
    """The law that a procurement says it was published under."""

    ACT = "act"  # the Procurement Act 2023
    BEFORE_THE_ACT = "before_the_act"
    NOT_SAID = "not_said"


@dataclass(frozen=True)
class ImportedTender:
    """One procurement as a draft. ``release_ids`` and ``notice_types`` are those it was read from, oldest
    first; ``buyer`` is the buyer as they report it, whoever the draft belongs to, and ``joint_buyers`` who buys
    with it; ``law`` is what it says it was published under.
    """

    ocid: str
    release_ids: tuple[str, ...]
    notice_types: tuple[str, ...]
    buyer: Authority
    joint_buyers: tuple[Authority, ...]
    snapshot: SpecificationSnapshot
    report: Report
    law: Law


@dataclass(frozen=True)
class ImportedFile:
    """``unmapped`` holds the values that belong to no procurement: those of the package."""

    tenders: tuple[ImportedTender, ...]
    unmapped: tuple[Unmapped, ...]


@dataclass
class _Process:
    """One procurement in the file: its releases with their paths, and summaries of them that others made."""

    ocid: str
    releases: list[tuple[Path, dict[str, Any]]] = field(default_factory=list)
    compiled: list[tuple[Path, dict[str, Any]]] = field(default_factory=list)
    other: list[Path] = field(default_factory=list)


def read(data: Any, authority_for: Callable[[Authority], Authority]) -> ImportedFile:
    """The drafts that ``data`` (JSON: a release or record package, a release or a record) gives.

    ``authority_for`` is asked which organisation a draft of this buyer's procurement would belong to. Raises
    Unreadable, in words, for anything that is not OCDS or is larger than a person could use.
    """
    processes = list(_processes(data))
    if not processes:
        raise Unreadable("The file holds no OCDS release: a release has an ocid.")
    if len(processes) > MOST_TENDERS:
        raise Unreadable(
            f"The file holds {len(processes)} procurements. Bring at most {MOST_TENDERS} at once."
        )
    if sum(1 for _ in leaves(data)) > MOST_VALUES:
        raise Unreadable(f"The file holds more than {MOST_VALUES:,} values.")
    tenders = tuple(_tender(process, data, authority_for) for process in processes)
    inside = {path for process in processes for path, _ in (*process.releases, *process.compiled)}
    inside |= {path for process in processes for path in process.other}
    unmapped = tuple(
        Unmapped(written(path), value, ABOUT_THE_PACKAGE)
        for path, value in leaves(data)
        if not any(path[: len(each)] == each for each in _prefixes(path, inside))
    )
    return ImportedFile(tenders, unmapped)


def _prefixes(path: Path, inside: set[Path]) -> Iterator[Path]:
    return (path[:length] for length in range(len(path) + 1) if path[:length] in inside)


def written(path: Path) -> str:
    """A path as people read it."""
    return "/".join(str(step) for step in path)


def _processes(data: Any) -> Iterator[_Process]:
    """Every procurement in the file, in the order of the file."""
    if not isinstance(data, dict):
        raise Unreadable("The file is not an OCDS package: a package is a JSON object.")
    found: dict[str, _Process] = {}

    def process(release: Any, path: Path) -> _Process:
        ocid = release.get("ocid") if isinstance(release, dict) else None
        if not isinstance(ocid, str) or not plain_line(ocid) or len(ocid) > 200:
            raise Unreadable(f"{written(path) or 'The file'} is not an OCDS release: it has no ocid.")
        return found.setdefault(ocid, _Process(ocid))

    if "records" in data:
        for number, record in enumerate(_list(data, "records")):
            _add_record(process, record, ("records", number))
    elif "releases" in data and "ocid" not in data:
        for number, release in enumerate(_list(data, "releases")):
            process(release, ("releases", number)).releases.append((("releases", number), release))
    elif "compiledRelease" in data or "versionedRelease" in data:
        _add_record(process, data, ())
    elif "ocid" in data:
        process(data, ()).releases.append(((), data))
    return iter(found.values())


def _add_record(process: Callable[[Any, Path], _Process], record: Any, path: Path) -> None:
    held = process(record, path)
    releases = record.get("releases")
    for number, release in enumerate(releases if isinstance(releases, list) else ()):
        if isinstance(release, dict) and release.get("ocid") == held.ocid:  # a link to a release has none
            held.releases.append(((*path, "releases", number), release))
        else:
            held.other.append((*path, "releases", number))
    if isinstance(record.get("compiledRelease"), dict):
        held.compiled.append(((*path, "compiledRelease"), record["compiledRelease"]))
    held.other += [(*path, name) for name in record if name not in {"releases", "compiledRelease"}]
    if not held.releases and not held.compiled:
        raise Unreadable(f"{written(path) or 'The record'} holds neither releases nor a compiled release.")


def _list(data: Mapping[str, Any], name: str) -> list[Any]:
    value = data[name]
    if not isinstance(value, list):
        raise Unreadable(f"“{name}” should be a list, and is not.")
    return value


def _tender(process: _Process, data: Any, authority_for: Callable[[Authority], Authority]) -> ImportedTender:
    oldest_first = sorted(process.releases, key=lambda each: moment_of(each[1].get("date")))
    releases = [release for _, release in oldest_first]
    state = _state(releases) if releases else process.compiled[-1][1]
    source = Source(state)
    _check_size(source)
    party = buyer_of(source)
    buyer = authority_of(source, party) if party else Authority(name=name_of(source, None))
    snapshot = _snapshot(source, authority_for(buyer))
    kept = _kept(source, snapshot)
    report = Report()
    for path, release in (*oldest_first, *process.compiled):
        _account_for(report, source, kept, path, release)
    for path in process.other:
        for inner, value in leaves(Source(data).at(path)):
            reason = "It repeats, with its history, what the releases say."
            report.unmapped.append(Unmapped(written((*path, *inner)), value, reason))
    return ImportedTender(
        ocid=plain_line(process.ocid),
        release_ids=tuple(plain_line(str(each.get("id") or ""))[:200] for each in releases or [state]),
        notice_types=tuple(dict.fromkeys(kind for each in releases or [state] for kind in _types(each))),
        buyer=buyer,
        joint_buyers=joint_buyers_of(source),
        snapshot=snapshot,
        report=report,
        law=_law(source),
    )


def _state(releases: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What the releases add up to. The newest stands for itself in what belongs to one release alone."""
    if len(releases) == 1:
        return releases[0]
    try:
        compiled = compiled_release(releases)
    except CannotMerge:
        try:  # the platform itself has changed the form of a field between two notices of one procurement
            compiled = compiled_release(agreeing(releases))
        except CannotMerge as error:
            raise Unreadable(f"Releases of {releases[0].get('ocid')}: {error}") from None
    return compiled | {name: releases[-1][name] for name in ("id", "date", "tag") if name in releases[-1]}


def _check_size(source: Source) -> None:
    for path in (("parties",), ("tender", "lots"), ("tender", "items"), ("tender", "documents"), ("awards",)):
        found = source.at(path)
        if isinstance(found, list) and len(found) > MOST_ENTRIES:
            raise Unreadable(f"{written(path)} has {len(found)} entries. Bring at most {MOST_ENTRIES}.")


def _snapshot(source: Source, authority: Authority) -> SpecificationSnapshot:
    places = places_of(source)
    lot_facts, lots = read_lots(source, places)
    criteria, methodology = read_award_criteria(source, places)
    paper_facts, papers = read_papers(source)
    facts = read_facts(source) | lot_facts | paper_facts | read_people(source, authority)
    source.take(("language",), "language")
    language = source.at(("language",))
    snapshot = SpecificationSnapshot(
        reference=_STAMP.tender_reference,
        title=_title(source),
        language=language if language in ("en", "cy") else "en",
        authority=authority,
        outcomes=read_outcomes(source),
        award=AwardSnapshot(award_methodology=methodology, criteria=criteria),
        facts=ProcurementFacts(**{name: value for name, value in facts.items() if value is not None}),
        lots=lots,
        conditions=read_conditions(source, places),
        documents=papers,
    )
    return without_leftovers(snapshot)


def _law(source: Source) -> Law:
    """The central platform names the Act by its number, and what was before it by directives of the European Union."""
    basis = source.at(("tender", "legalBasis"))
    if not isinstance(basis, dict) or not basis.get("id"):
        return Law.NOT_SAID
    return Law.ACT if (basis.get("scheme"), basis.get("id")) == THE_ACT else Law.BEFORE_THE_ACT


def _title(source: Source) -> str:
    for path in (("tender", "title"), ("contracts", 0, "title"), ("awards", 0, "title")):
        title = source.line(path, "title", ("tender", "title"))
        if title:
            return title[:LONGEST_TITLE]
    return plain_line(f"Imported {source.at(('id',)) or source.at(('ocid',))}")[:LONGEST_TITLE]


def _kept(source: Source, snapshot: SpecificationSnapshot) -> dict[Path, Taken]:
    """What was taken and is shown again, equal to the letter, by open data of the draft; of the rest, say so."""
    try:
        again = plain_data(tender_release(snapshot, _STAMP))
    except ValidationError as error:
        faults = "; ".join(f"{written(fault['loc'])}: {fault['msg']}" for fault in error.errors()[:3])
        raise Unreadable(f"{source.at(('ocid',))} cannot be told as open data again: {faults}") from error
    kept: dict[Path, Taken] = {}
    for path, taken in source.taken.items():
        value, shown = source.at(path), follow(again, taken.shown_at)
        is_same = value is not None and shown is not None and taken.same(value, shown)
        if is_same and not _is_equal(taken, value, shown):
            source.because(path, ANOTHER_WAY.format(shown=shown) if taken.same is same_address else TIDIED)
        elif is_same:
            kept[path] = taken
        elif (
            value is not None and taken.into != AUTHORITY
        ):  # which is not the file's to change: it says why itself
            source.because(
                path,
                (NOT_TOLD_BELOW if snapshot.facts.is_below_threshold else NOT_TOLD_YET)
                if shown is None
                else f"Open data of the draft says “{str(shown)[:100]}” in its place.",
            )
    return kept


def _account_for(
    report: Report, source: Source, kept: Mapping[Path, Taken], at: Path, release: dict[str, Any]
) -> None:
    """Put every value of one release into the report."""
    is_whole = release is source.release
    paths = {} if is_whole else _paths_by_id(source.release)
    for path, value in leaves(release):
        there = path if is_whole else paths.get(_by_id(release, path), path)
        name = written((*at, *path))
        same = is_whole or same_value(source.at(there), value)
        if path[0] in ("ocid", "id", "date", "tag"):
            report.unmapped.append(Unmapped(name, value, ABOUT_THE_RELEASE))
        elif there in kept and same:
            if is_whole or _is_equal(kept[there], source.at(there), value):
                report.mapped.append(Mapped(name, value, kept[there].into))
            else:
                report.unmapped.append(Unmapped(name, value, TIDIED))
        elif value is None or value in ([], {}, ""):
            report.unmapped.append(Unmapped(name, value, SAYS_NOTHING))
        else:
            report.unmapped.append(Unmapped(name, value, source.reason(there) if same else REPLACED))


def _is_equal(taken: Taken, one: Any, other: Any) -> bool:
    """Whether two values are equal to the letter; of dates and numbers, whether they are the same."""
    return one == other or not (isinstance(one, str) and taken.same in LOOSE)


def _paths_by_id(release: Mapping[str, Any]) -> dict[tuple[Any, ...], Path]:
    return {_by_id(release, path): path for path, _ in leaves(release)}


def _by_id(release: Any, path: Path) -> tuple[Any, ...]:
    """A path that holds across releases: entries of lists by their id where they have one."""
    steps: list[Any] = []
    for step in path:
        release = release[step]
        has_id = isinstance(step, int) and isinstance(release, dict) and "id" in release
        steps.append(("id", str(release["id"])) if has_id else step)
    return tuple(steps)


def _types(release: Mapping[str, Any]) -> Iterator[str]:
    """The numbers of the notice: UK1 to UK17."""
    for path, value in leaves(release):
        if path and path[-1] == "noticeType" and isinstance(value, str):
            yield tidy(value)[:20]
