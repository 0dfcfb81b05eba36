"""The lock: words that were once published in the library cannot change without a new version."""

import pytest

from outcome_library import LockError, check_lock, read_library, write_lock
from outcome_library.lock import read_lock

KEY = "outcomes/shorter-waits-locally"


@pytest.fixture
def lock(shelf):
    path = shelf.root / "library.lock"
    write_lock(read_library(shelf.root), path)
    return path


def test_a_new_library_is_locked_whole(shelf, tmp_path):
    path = tmp_path / "library.lock"
    library = read_library(shelf.root)
    assert all("is not locked" in problem for problem in check_lock(library, path))
    assert write_lock(library, path) == [KEY, "missions/health", "frameworks/plan"]
    assert check_lock(library, path) == []
    keys = [row.split(" ")[0] for row in path.read_text().splitlines()]
    assert keys == ["frameworks/plan", "missions/health", KEY]


def test_locking_twice_changes_nothing(shelf, lock):
    before = lock.read_bytes()
    assert write_lock(read_library(shelf.root), lock) == []
    assert lock.read_bytes() == before


def test_a_changed_word_needs_a_new_version(shelf, lock):
    shelf.change("Start from the local figure.", "Start from the national figure.")
    library = read_library(shelf.root)
    assert check_lock(library, lock) == [f"{KEY}: has changed but is still version 1: make it version 2"]
    before = lock.read_bytes()
    with pytest.raises(LockError, match="has changed but is still version 1"):
        write_lock(library, lock)
    assert lock.read_bytes() == before


def test_a_changed_objective_needs_a_new_version_of_its_mission(shelf, lock):
    shelf.change("value: 92", "value: 90", "missions/health.md")
    assert check_lock(read_library(shelf.root), lock) == [
        "missions/health: has changed but is still version 1: make it version 2"
    ]


def test_a_new_version_is_added_beside_the_old(shelf, lock):
    first = read_lock(lock)[KEY][1]
    shelf.change("version: 1", "version: 2")
    library = read_library(shelf.root)
    assert check_lock(library, lock) == [f"{KEY}: version 2 is not locked: run 'procure library lock'"]
    assert write_lock(library, lock) == [KEY]
    assert read_lock(lock)[KEY] == {1: first, 2: library.outcomes["shorter-waits-locally"].digest}
    assert check_lock(library, lock) == []


def test_a_version_cannot_go_backwards(shelf, lock):
    shelf.change("version: 1", "version: 3")
    write_lock(read_library(shelf.root), lock)
    shelf.change("version: 3", "version: 1")
    library = read_library(shelf.root)
    assert check_lock(library, lock) == [f"{KEY}: version 1 is below the locked 3: make it 4"]
    with pytest.raises(LockError):
        write_lock(library, lock)


def test_an_entry_is_retired_and_not_removed(shelf, lock):
    shelf.change("version: 1\nstatus: current", "version: 2\nstatus: retired")
    write_lock(read_library(shelf.root), lock)
    (shelf.root / "outcomes/health-and-care/shorter-waits-locally.md").unlink()
    library = read_library(shelf.root)
    assert check_lock(library, lock) == [
        f"{KEY}: is locked but its file has gone: put it back, with status retired if not for use"
    ]
    with pytest.raises(LockError, match="has gone"):
        write_lock(library, lock)


@pytest.mark.parametrize(
    "row", ["nonsense", f"{KEY} 1 abc", f"{KEY} 0 {'a' * 64}", "", f"{KEY} 1 {'a' * 64}\n{KEY} 1 {'b' * 64}"]
)
def test_a_damaged_lock_is_refused_with_the_line(shelf, lock, row):
    lock.write_text(row + "\n")
    with pytest.raises(LockError, match=r"library\.lock:\d"):
        check_lock(read_library(shelf.root), lock)
