"""Where published files are kept: alike in a folder and in a bucket."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from procure.config import Settings
from procure.storage import BucketStorage, FolderStorage, Storage, open_storage

DATA = b"%PDF-1.7 a specification"
DIGEST = hashlib.sha256(DATA).hexdigest()


@pytest.fixture(scope="module")
def bucket_server() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(params=["folder", "bucket"])
def storage(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Storage:
    """Each kind of store, empty, opened by its URL."""
    if request.param == "folder":
        return open_storage(Settings(storage_url=f"file:{tmp_path}/kept files"))
    endpoint = request.getfixturevalue("bucket_server")
    for name, value in (
        ("ACCESS_KEY_ID", "test"),
        ("SECRET_ACCESS_KEY", "test"),
        ("DEFAULT_REGION", "eu-west-2"),
    ):
        monkeypatch.setenv(f"AWS_{name}", value)
    bucket = f"bucket-{os.urandom(6).hex()}"
    boto3.client("s3", endpoint_url=endpoint).create_bucket(
        Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-2"}
    )
    return open_storage(Settings(storage_url=f"s3://{bucket}/under/here?endpoint={endpoint}"))


def read(storage: Storage, digest: str) -> bytes:
    with storage.open(digest) as file:
        return file.read()


def test_what_is_put_is_opened_by_its_digest(storage: Storage) -> None:
    assert not storage.has(DIGEST)
    assert storage.put(DATA) == DIGEST
    assert storage.has(DIGEST)
    assert read(storage, DIGEST) == DATA


def test_the_same_bytes_twice_are_one_file(storage: Storage) -> None:
    assert storage.put(DATA) == storage.put(DATA) == DIGEST
    assert read(storage, DIGEST) == DATA


def test_an_empty_file_and_a_large_one_are_files(storage: Storage) -> None:
    for data in (b"", os.urandom(3_000_000)):
        assert read(storage, storage.put(data)) == data


def test_what_was_never_put_is_not_found(storage: Storage) -> None:
    with pytest.raises(FileNotFoundError):
        storage.open(DIGEST)


@pytest.mark.parametrize(
    "digest", ["", "../secret_key", "A" * 64, "a" * 63, f"{'a' * 64}\n", "a" * 62 + "/."]
)
def test_nothing_but_a_digest_is_a_name(storage: Storage, digest: str) -> None:
    for verb in (storage.open, storage.has, storage.path):
        with pytest.raises(ValueError, match="64"):
            verb(digest)


def test_a_folder_says_where_a_file_lies_and_a_bucket_cannot(storage: Storage) -> None:
    storage.put(DATA)
    place = storage.path(DIGEST)
    if isinstance(storage, FolderStorage):
        assert place is not None
        assert place.read_bytes() == DATA
    else:
        assert isinstance(storage, BucketStorage)
        assert place is None


def test_a_write_that_fails_leaves_no_file_and_no_scraps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = FolderStorage(tmp_path)

    def full(descriptor: int) -> None:
        raise OSError("No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            storage.put(DATA)
    assert not storage.has(DIGEST)
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == []
    assert storage.put(DATA) == DIGEST


def test_files_are_under_the_data_folder_unless_told_otherwise(tmp_path: Path) -> None:
    open_storage(Settings(data_dir=tmp_path)).put(DATA)
    assert [each.name for each in tmp_path.rglob("*") if each.is_file()] == [DIGEST]


def test_a_store_of_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="file: or s3:, not ftp:"):
        open_storage(Settings(storage_url="ftp://example.org/files"))
