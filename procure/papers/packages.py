"""Word and OpenDocument files are packages: ZIP archives of XML. They are looked through before anything opens them."""

from __future__ import annotations

import io
import zipfile
import zlib
from xml.parsers import expat

from .passages import MEGABYTE, Form, Limits, Refused
from .sniffing import ENCRYPTED, WHAT_CAN_BE_READ

_ODT = b"application/vnd.oasis.opendocument.text"
_WORD_MACROS = ("vbaproject.bin", "vbadata.xml")
_ODT_MACROS = ("basic/", "scripts/")
MACROS = (
    "The document holds macros, which are programs. Save a copy without macros (in Word: as .docx, not .docm) and "
    "upload the copy."
)
DAMAGED = "The document is damaged. Open it, save it again, and upload the new copy."
NO_WORKBOOK = "This is not a table: upload a workbook (.xlsx) or a CSV file."
_OUTSIDE = (
    "The document refers to files outside itself in a way that documents do not need. Copy its text into a new "
    "document "
    "and upload that."
)


def open_package(data: bytes, limits: Limits) -> tuple[Form, zipfile.ZipFile]:
    """The archive and what it is. Raises Refused for a bomb, macros, a password, declared entities, and other
    archives.
    """
    package, names = _opened(data, limits)
    form = _form_of(package, names)
    lowered = [name.lower() for name in names]
    if form is Form.DOCX and any(name.endswith(_WORD_MACROS) for name in lowered):
        raise Refused("macros", MACROS)
    if form is Form.ODT:
        if any(name.startswith(_ODT_MACROS) and not name.endswith("/") for name in lowered):
            raise Refused("macros", MACROS)
        if "META-INF/manifest.xml" in names and b"encryption-data" in part_of(
            package, "META-INF/manifest.xml"
        ):
            raise Refused("encrypted", ENCRYPTED)
    _refuse_all_declarations(package, names)
    return form, package


def check_workbook(data: bytes, limits: Limits) -> None:
    """Raises Refused unless ``data`` is a workbook (.xlsx) that holds no bomb, macros, password or entities."""
    package, names = _opened(data, limits)
    types = part_of(package, "[Content_Types].xml") if "[Content_Types].xml" in names else b""
    if b"macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refused(
            "macros", "The workbook holds macros, which are programs. Save a copy as .xlsx and upload that."
        )
    if b"spreadsheetml" not in types:
        raise Refused("wrong_type", NO_WORKBOOK)
    _refuse_all_declarations(package, names)


def _opened(data: bytes, limits: Limits) -> tuple[zipfile.ZipFile, list[str]]:
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
        parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError) as error:
        raise Refused("damaged", DAMAGED) from error
    _weigh(parts, limits)
    names = [part.filename for part in parts]
    if any(part.flag_bits & 0x1 for part in parts):
        raise Refused("encrypted", ENCRYPTED)
    if len(set(names)) != len(names):
        raise Refused("damaged", DAMAGED)
    return package, names


def part_of(package: zipfile.ZipFile, name: str) -> bytes:
    """The bytes of one part. Raises Refused when it is missing or damaged."""
    try:
        return package.read(name)
    except (
        KeyError,
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        RuntimeError,
        NotImplementedError,
        OSError,
    ) as error:
        raise Refused("damaged", DAMAGED) from error


def _weigh(parts: list[zipfile.ZipInfo], limits: Limits) -> None:
    total = sum(part.file_size for part in parts)
    is_bomb = any(
        part.file_size > MEGABYTE and part.file_size > limits.ratio * max(1, part.compress_size)
        for part in parts
    )
    if total > limits.unpacked or is_bomb or len(parts) > limits.parts:
        raise Refused(
            "bomb",
            "The document unpacks to far more than a document holds, as harmful files do. Copy its text into a new "
            "document and upload that.",
        )


def _form_of(package: zipfile.ZipFile, names: list[str]) -> Form:
    if "mimetype" in names and "content.xml" in names:
        mimetype = part_of(package, "mimetype").strip()
        if mimetype in (_ODT, _ODT + b"-template"):
            return Form.ODT
    elif "[Content_Types].xml" in names:
        types = part_of(package, "[Content_Types].xml")
        if b"macroEnabled" in types:
            raise Refused("macros", MACROS)
        if b"wordprocessingml" in types:
            return Form.DOCX
    raise Refused("wrong_type", "This is not a text document: it may be a spreadsheet, slides or an archive. "
                  + WHAT_CAN_BE_READ)  # fmt: skip


class _Begun(Exception):
    """The first element has come: nothing can be declared any more."""


def _refuse_all_declarations(package: zipfile.ZipFile, names: list[str]) -> None:
    for name in names:
        if name.lower().endswith((".xml", ".rels")):
            _refuse_declarations(package, name)


def _refuse_declarations(package: zipfile.ZipFile, name: str) -> None:
    """No part of either format declares a document type, so none may: entities begin there."""

    def declared(*about: object) -> None:
        raise Refused("entities", _OUTSIDE)

    def begun(*about: object) -> None:
        raise _Begun

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = declared
    parser.EntityDeclHandler = declared
    parser.StartElementHandler = begun
    try:
        with package.open(name) as part:
            while chunk := part.read(4096):
                parser.Parse(chunk, False)
    except _Begun:
        return
    except Refused:
        raise
    except (expat.ExpatError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError,
            ValueError) as error:  # fmt: skip
        raise Refused("damaged", DAMAGED) from error
