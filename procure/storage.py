"""Published files, kept by their SHA-256 digest: a local folder, or an S3-compatible bucket. Two verbs: put, open."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path
from typing import IO, Any, Protocol
from urllib.parse import parse_qs, urlsplit

from procure.config import Settings

DIGEST = re.compile(r"[0-9a-f]{64}")


class Storage(Protocol):
    """What published files need of a store."""

    def put(self, data: bytes) -> str:
        """Keep ``data`` durably and return its SHA-256 digest; the same bytes twice are kept once."""
        ...

    def open(self, digest: str) -> IO[bytes]:
        """The bytes behind ``digest``. Raises FileNotFoundError when they are not there, ValueError when the
        digest is malformed."""
        ...

    def has(self, digest: str) -> bool:
        """Whether the bytes behind ``digest`` are there."""
        ...

    def path(self, digest: str) -> Path | None:
        """Where the bytes lie on this machine, for sending without reading; None when they lie elsewhere."""
        ...


class FolderStorage:
    """Files under a folder, named by digest and written whole: to a temporary name, synced, then renamed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, data: bytes) -> str:
        digest = hashlib.sha256(data).hexdigest()
        target = self._place(digest)
        if target.exists():
            return digest
        target.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=target.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(temporary, 0o644)
            os.replace(temporary, target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        folder = os.open(target.parent, os.O_RDONLY)  # the name itself must survive a power cut too
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return digest

    def open(self, digest: str) -> IO[bytes]:
        return self._place(digest).open("rb")

    def has(self, digest: str) -> bool:
        return self._place(digest).exists()

    def path(self, digest: str) -> Path | None:
        place = self._place(digest)
        return place if place.exists() else None

    def _place(self, digest: str) -> Path:
        return self._folder / _checked(digest)[:2] / digest


class BucketStorage:
    """Objects in an S3-compatible bucket, named by digest under a prefix. Credentials come from the environment."""

    def __init__(self, bucket: str, prefix: str = "", endpoint: str | None = None) -> None:
        import boto3  # noqa: PLC0415 - an optional extra: only installations with a bucket have it

        self._client: Any = boto3.client("s3", endpoint_url=endpoint)
        self._bucket, self._prefix = bucket, prefix.strip("/")

    def put(self, data: bytes) -> str:
        digest = hashlib.sha256(data).hexdigest()
        if not self.has(digest):
            self._client.put_object(Bucket=self._bucket, Key=self._key(digest), Body=data)
        return digest

    def open(self, digest: str) -> IO[bytes]:
        try:
            body: IO[bytes] = self._client.get_object(Bucket=self._bucket, Key=self._key(digest))["Body"]
        except self._client.exceptions.NoSuchKey:
            raise FileNotFoundError(digest) from None
        return body

    def has(self, digest: str) -> bool:
        found = self._client.list_objects_v2(Bucket=self._bucket, Prefix=self._key(digest), MaxKeys=1)
        return bool(found.get("KeyCount"))

    def path(self, digest: str) -> Path | None:
        _checked(digest)
        return None

    def _key(self, digest: str) -> str:
        return "/".join(part for part in (self._prefix, _checked(digest)) if part)


def open_storage(settings: Settings) -> Storage:
    """The store that ``settings.storage_url`` names: empty, ``file:PATH`` or ``s3://bucket/prefix?endpoint=URL``.

    Raises ValueError for any other scheme.
    """
    url = settings.storage_url
    if not url:
        return FolderStorage(settings.data_dir / "artefacts")
    parts = urlsplit(url)
    if parts.scheme == "file":
        return FolderStorage(Path(parts.path))
    if parts.scheme == "s3":
        endpoint = parse_qs(parts.query).get("endpoint", [None])[0]
        return BucketStorage(parts.netloc, parts.path, endpoint)
    raise ValueError(f"STORAGE_URL must begin with file: or s3:, not {parts.scheme}:")


def _checked(digest: str) -> str:
    if not DIGEST.fullmatch(digest):
        raise ValueError("A digest is 64 lower-case hexadecimal digits")
    return digest
