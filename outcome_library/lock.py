"""The lock: what each version of each entry said, by digest, so that wording cannot change unnoticed.

``library.lock`` has one line for every version of every entry: key, version, SHA-256 of its content, in that
order. A line once written stays. Tenders that adopted an earlier version can always be told apart from the
present one.
"""

import re
from pathlib import Path

from outcome_library.library import Library
from outcome_library.reader import DEFAULT_ROOT

DEFAULT_LOCK = DEFAULT_ROOT / "library.lock"

Lock = dict[str, dict[int, str]]
"""Digest by version, by key ("outcomes/elective-wait-18-weeks")."""

_LINE = re.compile(r"([a-z]+/[a-z0-9-]+) ([1-9][0-9]{0,5}) ([0-9a-f]{64})")


class LockError(Exception):
    """The lock cannot be read, or writing it would change a locked version. ``problems`` says why."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


def read_lock(path: Path | str = DEFAULT_LOCK) -> Lock:
    """The lock in the file at ``path``; empty when there is no file. Raises LockError on a malformed line."""
    file = Path(path)
    lock: Lock = {}
    problems = []
    rows = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    for number, row in enumerate(rows, start=1):
        match = _LINE.fullmatch(row)
        if match is None:
            problems.append(
                f"{file.name}:{number}: is not 'key version digest': restore the line from history"
            )
        elif int(match[2]) in lock.get(match[1], {}):
            problems.append(
                f"{file.name}:{number}: locks {match[1]} version {match[2]} twice: keep the first"
            )
        else:
            lock.setdefault(match[1], {})[int(match[2])] = match[3]
    if problems:
        raise LockError(problems)
    return lock


def check_lock(library: Library, path: Path | str = DEFAULT_LOCK) -> list[str]:
    """Every way ``library`` departs from the lock at ``path``, each with what to do; empty when none."""
    lock = read_lock(path)
    unlocked = [
        f"{key}: version {entry.version} is not locked: run 'procure library lock'"
        for key, entry in library.entries()
        if not lock.get(key) or entry.version > max(lock[key])
    ]
    return sorted([*_breaches(library, lock), *unlocked])


def write_lock(library: Library, path: Path | str = DEFAULT_LOCK) -> list[str]:
    """Add the library's new entries and versions to the lock at ``path``; returns the keys that were added.

    Raises LockError, and writes nothing, when a locked version's content has changed, a version has gone
    backwards, or a locked entry has gone.
    """
    lock = read_lock(path)
    breaches = _breaches(library, lock)
    if breaches:
        raise LockError(breaches)
    added = []
    for key, entry in library.entries():
        versions = lock.setdefault(key, {})
        if entry.version not in versions:
            versions[entry.version] = entry.digest
            added.append(key)
    rows = [
        f"{key} {version} {lock[key][version]}\n" for key in sorted(lock) for version in sorted(lock[key])
    ]
    Path(path).write_text("".join(rows), encoding="utf-8")
    return added


def _breaches(library: Library, lock: Lock) -> list[str]:
    """Departures from the lock that must be mended in the library, never in the lock."""
    entries = dict(library.entries())
    breaches = [
        f"{key}: is locked but its file has gone: put it back, with status retired if not for use"
        for key in sorted(lock.keys() - entries.keys())
    ]
    for key, entry in entries.items():
        versions = lock.get(key, {})
        newest = max(versions, default=0)
        if entry.version < newest:
            breaches.append(
                f"{key}: version {entry.version} is below the locked {newest}: make it {newest + 1}"
            )
        elif entry.version == newest and versions[newest] != entry.digest:
            breaches.append(f"{key}: has changed but is still version {newest}: make it version {newest + 1}")
    return breaches
