"""Everything of a published version in one archive: its files as they are stored, and a list of them with digests."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlmodel import Session

from exports.packing import archive
from procure.config import Settings
from procure.models import AnswerBatch, Artefact
from procure.services import answer_files
from procure.services.downloading import PublishedVersion
from procure.storage import Storage

#: The list of files, in the form that ``sha256sum --check`` reads.
MANIFEST = "SHA256SUMS"
MEDIA_TYPE = "application/zip"


@dataclass(frozen=True)
class Bundle:
    """An archive and what it is called. ``etag`` changes when, and only when, a file in it does."""

    file_name: str
    etag: str
    data: bytes


def etag_of(shown: PublishedVersion) -> str:
    """What tells this archive from any other, without making it."""
    return hashlib.sha256(_manifest(shown.artefacts)).hexdigest()


def bundle_of(shown: PublishedVersion, storage: Storage) -> Bundle:
    """The archive. Made again it is the same to the byte. Raises FileNotFoundError where the store lacks a file."""
    manifest = _manifest(shown.artefacts)
    files = [(MANIFEST, manifest), *_files(shown, storage)]
    name = f"{shown.publication.tender.reference}-v{shown.version.number}-everything.zip"
    data = archive(files, shown.publication.published_at)
    return Bundle(name, hashlib.sha256(manifest).hexdigest(), data)


def with_answers(
    session: Session, shown: PublishedVersion, batch: AnswerBatch, storage: Storage, settings: Settings
) -> Bundle:
    """The archive of a version with everything that was answered until a batch beside it. Made again it is the same to
    the byte. Raises FileNotFoundError where the store lacks a file."""
    tender = shown.publication.tender
    files = [*_files(shown, storage), *answer_files.files_of(session, tender, batch, storage, settings)]
    manifest = answer_files.manifest(files)
    name = f"{tender.reference}-v{shown.version.number}-b{batch.number}-everything.zip"
    data = archive([(MANIFEST, manifest), *files], batch.published_at)
    return Bundle(name, hashlib.sha256(manifest).hexdigest(), data)


def _files(shown: PublishedVersion, storage: Storage) -> list[tuple[str, bytes]]:
    files = []
    for artefact in shown.artefacts:
        with storage.open(artefact.sha256) as stored:
            files.append((artefact.file_name, stored.read()))
    return files


def _manifest(artefacts: list[Artefact]) -> bytes:
    return "".join(f"{each.sha256}  {each.file_name}\n" for each in artefacts).encode()
