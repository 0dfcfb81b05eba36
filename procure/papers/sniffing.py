"""What a file is, by its bytes. Its name only tells kinds of text apart."""

from __future__ import annotations

import re

from .passages import Form, Refused

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!")
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_BY_NAME = {
    "md": Form.MARKDOWN,
    "markdown": Form.MARKDOWN,
    "html": Form.HTML,
    "htm": Form.HTML,
    "xhtml": Form.HTML,
}
_TEXTS = {*_BY_NAME, "txt", "text", ""}
WHAT_CAN_BE_READ = "Upload a Word (.docx), OpenDocument (.odt), PDF, Markdown, HTML or plain text file."
ENCRYPTED = (
    "The document is protected with a password. Open it, save a copy without the password or restrictions, and "
    "upload the copy."
)


def sniff(data: bytes, name: str) -> Form:
    """The form of a file. DOCX and ODT are told apart by what is inside. Raises Refused for anything else."""
    if not data.strip(b"\x00\r\n\t "):
        raise Refused("empty", "The file is empty. Choose the document again, or paste its text.")
    if data.startswith(_OLE):
        if _ENCRYPTED_PACKAGE in data:
            raise Refused("encrypted", ENCRYPTED)
        raise Refused(
            "old_word",
            "This is a document of an old version of Word. Save it as a Word document (.docx) first.",
        )
    if data.startswith(_ZIP):
        return Form.DOCX  # or ODT: ``packages`` looks inside
    if b"%PDF-" in data[:1024]:
        return Form.PDF
    if data.startswith(b"{\\rtf"):
        raise Refused(
            "rtf", "This is a rich text file. Open it and save it as a Word document (.docx) first."
        )
    if data.startswith(_PICTURES):
        raise Refused("picture", "This is a picture, which holds no text to read. " + WHAT_CAN_BE_READ)
    if data.startswith(_PROGRAMS[:2]):
        raise Refused("wrong_type", "This is a program, not a document. " + WHAT_CAN_BE_READ)
    text = decoded(data)
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if _HTML.match(text[:4096]):
        return Form.HTML
    if ending in ("docx", "odt", "pdf", "doc", "docm"):
        raise Refused(
            "wrong_type",
            f"The name ends in .{ending}, but the file is not of that kind: it may be damaged. Open it, save it "
            "again and upload the new copy.",
        )
    if ending not in _TEXTS:
        raise Refused("wrong_type", f"Files that end in .{ending[:20]} cannot be read. " + WHAT_CAN_BE_READ)
    return _BY_NAME.get(ending, Form.TEXT)


def decoded(data: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 with its mark, or Windows-1252. Raises Refused for what is not text."""
    is_marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ["utf-16"] if is_marked else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        controls = sum(text.count(chr(code)) for code in range(32) if chr(code) not in "\t\n\r\f\v")
        if "\x00" in text or controls > len(text) / 1000:
            break
        return text.replace("\r\n", "\n").replace("\r", "\n")
    raise Refused(
        "not_text",
        "The file is not a document that can be read: it holds bytes that are not text. " + WHAT_CAN_BE_READ,
    )
