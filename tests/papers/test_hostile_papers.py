"""Whatever is uploaded is read or refused with a message that says how to mend it, and takes no more than its share."""

from __future__ import annotations

import io
import subprocess
import sys
import time
import zipfile
from dataclasses import replace
from typing import Any

import pikepdf
import pytest
from weasyprint import HTML

from procure.papers import LIMITS, Form, Limits, Refused, bounded, read_within
from tests.factories import papers
from tests.papers.reading import read_here, word

TEXT = "The Provider shall answer every call within five minutes."


def refusal(data: bytes, name: str = "", limits: Limits = LIMITS) -> Refused:
    with pytest.raises(Refused) as refused:
        read_here(data, name, limits=limits)
    assert str(refused.value).endswith(".")
    return refused.value


def repacked(data: bytes, parts: dict[str, bytes]) -> bytes:
    """A package with some of its parts replaced or added."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return file.getvalue()


@pytest.fixture(scope="session")
def pdf() -> bytes:
    return HTML(string=f"<html lang=en><title>A</title><p>{TEXT}").write_pdf()  # type: ignore[no-any-return]


def saved(document: pikepdf.Pdf, **how: Any) -> bytes:
    file = io.BytesIO()
    document.save(file, **how)
    return file.getvalue()


def test_a_zip_bomb_is_refused_before_it_is_opened():
    bomb = repacked(word(TEXT), {"word/media/image1.png": b"\0" * 30_000_000})
    assert refusal(bomb, "a.docx").code == "bomb"
    many = repacked(word(TEXT), {f"word/media/{n}.png": b"" for n in range(60)})
    assert refusal(many, "a.docx", replace(LIMITS, parts=50)).code == "bomb"
    assert refusal(word(TEXT), "a.docx", replace(LIMITS, unpacked=1_000)).code == "bomb"


ENTITIES = b"""<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd"><!ENTITY c "&b;&b;">]>"""


def test_declared_entities_are_refused_in_every_part_of_a_package_and_encoding():
    with zipfile.ZipFile(io.BytesIO(word(TEXT))) as package:
        document = package.read("word/document.xml")
    head, _, rest = document.partition(b"?>")
    hostile = head + b"?>" + ENTITIES + rest.replace(TEXT.encode(), b"&b;")
    assert refusal(repacked(word(TEXT), {"word/document.xml": hostile})).code == "entities"
    utf16 = hostile.decode().replace("UTF-8", "UTF-16").encode("utf-16")
    assert refusal(repacked(word(TEXT), {"word/document.xml": utf16})).code == "entities"
    assert refusal(repacked(word(TEXT), {"word/odd.rels": ENTITIES + b"<a/>"})).code == "entities"
    assert refusal(papers.odt_of("<text:p>&b;</text:p>", declared=ENTITIES.decode())).code == "entities"


def test_entities_of_a_web_page_name_no_file():
    page = read_here(
        b"<!DOCTYPE html [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><p>A line that says &b; here</p>"
    )
    assert not any("root:" in passage.text for passage in page.passages)


def test_a_protected_pdf_is_refused(pdf: bytes):
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for user in ("secret", ""):
            locked = saved(document, encryption=pikepdf.Encryption(owner="owner", user=user))
            refused = refusal(locked, "a.pdf")
            assert (refused.code, "save a copy without the password" in str(refused)) == ("encrypted", True)


def test_a_protected_word_document_and_an_old_one_are_told_apart():
    container = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1_000
    assert refusal(container + "EncryptedPackage".encode("utf-16-le"), "a.docx").code == "encrypted"
    assert refusal(container, "a.doc").code == "old_word"
    manifest = "<manifest><file-entry><encryption-data/></file-entry></manifest>"
    assert refusal(papers.odt_of("<text:p/>", manifest=manifest)).code == "encrypted"


def test_macros_are_refused_whatever_the_name_says():
    types = "[Content_Types].xml"
    with zipfile.ZipFile(io.BytesIO(word(TEXT))) as package:
        plain = package.read(types)
    main = b"vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    docm = plain.replace(main, b"vnd.ms-word.document.macroEnabled.main+xml")
    assert docm != plain
    for hostile in (
        repacked(word(TEXT), {types: docm}),
        repacked(word(TEXT), {"word/vbaProject.bin": b"Sub AutoOpen()"}),
        papers.odt_of("<text:p/>", more={"Basic/Standard/Module1.xml": "<a/>"}),
    ):
        for name in ("a.docm", "a.docx", "a.odt"):
            assert refusal(hostile, name).code == "macros"


def test_a_scan_is_refused_and_a_picture_among_pages_is_named(pdf: bytes):
    with pikepdf.new() as blank:
        for _ in range(2):
            blank.add_blank_page()
        refused = refusal(saved(blank), "scan.pdf")
        assert (refused.code, "OCR" in str(refused)) == ("scanned", True)
        with pikepdf.open(io.BytesIO(pdf)) as document:
            blank.pages.append(document.pages[0])
            paper = read_here(saved(blank), "mixed.pdf")
    assert [(passage.text, passage.page) for passage in paper.passages] == [(TEXT, 3)]
    assert paper.notes == ("No text was found on pages 1 and 2: what is there may be pictures.",)


def test_the_bytes_say_what_a_file_is_and_not_its_name(pdf: bytes):
    paper = read_here(pdf, "specification.docx")
    assert paper.form is Form.PDF
    assert paper.notes == ("The name ends in .docx, but this is a PDF: it was read as that.",)
    assert read_here(word(TEXT), "specification.pdf").passages[0].text == TEXT
    assert read_here(b"<html><p>" + TEXT.encode(), "specification.txt").form is Form.HTML


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.docx", "empty"),
        (b"\0" * 500, "a.txt", "empty"),
        (b"\n \t", "a.md", "empty"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "a.docx", "picture"),
        (b"MZ\x90\0" + b"\0" * 50, "a.pdf", "wrong_type"),
        (b"some words", "a.docx", "wrong_type"),
        (b"some words", "a.xlsx", "wrong_type"),
        (b"{\\rtf1 words}", "a.rtf", "rtf"),
        (b"The \0 Provider \0 shall", "a.txt", "not_text"),
        (bytes(range(256)) * 8, "a.txt", "not_text"),
        (b"--- *** ---", "a.txt", "no_text"),
        (b"PK\x03\x04 and no more", "a.docx", "damaged"),
        (b"%PDF-1.7\nand no more", "a.pdf", "damaged"),
        (b"<script>1</script><!DOCTYPE html>", "a.html", "no_text"),
    ],
)
def test_what_is_no_document_is_refused_by_name(data: bytes, name: str, code: str):
    assert refusal(data, name).code == code


def test_another_archive_is_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("letter.txt", TEXT)
    assert refusal(file.getvalue(), "a.docx").code == "wrong_type"


def test_a_truncated_document_is_refused_and_never_falls_over(pdf: bytes):
    for whole, name in ((word(TEXT), "a.docx"), (papers.as_odt(), "a.odt")):
        for part in (0.2, 0.5, 0.9):
            assert refusal(whole[: int(len(whole) * part)], name).code == "damaged"
    for part in (0.2, 0.6, 0.95):
        try:  # what a PDF lost may be found again
            found = [passage.text for passage in read_here(pdf[: int(len(pdf) * part)], "a.pdf").passages]
        except Refused as refused:
            found = [refused.code]
        assert found[0] in (TEXT, "damaged", "scanned", "no_text")


def test_a_part_that_is_damaged_inside_is_refused():
    assert refusal(repacked(word(TEXT), {"word/document.xml": b"<w:document"})).code == "damaged"
    assert refusal(papers.odt_of("<text:p>")).code == "damaged"


def test_a_huge_paragraph_is_read_whole_and_too_much_text_is_refused():
    long = " ".join([TEXT] * 5_000)
    assert read_here(word(long)).passages[0].text == long
    assert refusal(long.encode(), "a.txt", replace(LIMITS, characters=10_000)).code == "too_long"
    assert refusal(("a line\n\n" * 50).encode(), "a.txt", replace(LIMITS, passages=20)).code == "too_long"


def test_deep_nesting_is_read_or_refused():
    assert read_here(f"{'<div>' * 200}{TEXT}".encode(), "a.html").passages[0].text == TEXT
    assert refusal(f"<p>{TEXT}{'<div>' * 200_000}{TEXT}".encode(), "a.html").code == "nested"
    assert read_here(f"{'> ' * 5_000}{TEXT}\n\n{TEXT}".encode(), "a.md").passages[-1].text == TEXT
    spans = "<text:span>" * 5_000 + TEXT + "</text:span>" * 5_000
    assert refusal(papers.odt_of(f"<text:p>{spans}</text:p>")).code == "damaged"


def test_words_of_any_shape_are_kept_without_what_cannot_be_shown():
    shapes = "Mae’r gwasanaeth yn dda 🎉 שלום <script>alert(1)</script>"
    assert read_here(word(shapes)).passages[0].text == shapes
    assert (
        read_here("A\u202eline with a mark in it".encode(), "a.txt").passages[0].text
        == "Aline with a mark in it"
    )
    assert (
        read_here("Fifty pounds: £50 each".encode("cp1252"), "a.txt").passages[0].text
        == "Fifty pounds: £50 each"
    )
    assert (
        read_here("Fifty pounds: £50 each".encode("utf-16"), "a.txt").passages[0].text
        == "Fifty pounds: £50 each"
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("company " * 30_000, "a.txt"),
        ("«" * 100_000 + " words", "a.txt"),
        ("(" * 900 + "\n" + "words (words\n" * 20_000, "a.txt"),
        ('{% content="' * 20_000, "a.md"),
        ("[buyer guidance " * 30_000, "a.txt"),
    ],
)
def test_openings_without_an_end_are_read_in_seconds(text: str, name: str):
    began = time.process_time()
    assert read_here(text.encode(), name).passages
    assert time.process_time() - began < 10


def test_spaces_by_the_million_are_one():
    paper = read_here(papers.odt_of(f'<text:p>one<text:s text:c="999999999"/>two {TEXT}</text:p>'))
    assert paper.passages[0].text == f"one two {TEXT}"


def test_too_many_pages_are_refused(pdf: bytes):
    refused = refusal(papers.as_pdf(), "a.pdf", replace(LIMITS, pages=5))
    assert refused.code == "too_many_pages"
    assert "at most 5" in str(refused)


def test_a_file_that_is_too_large_is_refused_before_a_process_is_started(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(subprocess, "Popen", None)
    with pytest.raises(Refused, match="larger than 1 MB"):
        read_within(b" " * 2_000_000, limits=replace(LIMITS, size=1024 * 1024))


def test_a_document_that_takes_too_much_memory_or_time_is_given_up():
    with pytest.raises(Refused) as memory:
        read_within(("word " * 3_000_000).encode(), "a.md", limits=replace(LIMITS, memory=120 * 1024 * 1024))
    assert memory.value.code == "too_hard"
    with pikepdf.open(io.BytesIO(papers.as_pdf())) as document:
        for _ in range(3):
            document.pages.extend(document.pages)
        long = saved(document)
    with pytest.raises(Refused) as time:
        read_within(long, "a.pdf", limits=replace(LIMITS, seconds=1))
    assert time.value.code == "too_hard"


ATTEMPTS = """
import os, socket, subprocess
from procure.papers.__main__ import LIMITS, confine
confine(LIMITS)
for attempt in (
    lambda: socket.create_connection(("127.0.0.1", 9)),
    lambda: open("/tmp/out-of-a-paper", "w"),
    lambda: subprocess.run(["true"]),
    lambda: os.system("true"),
):
    try:
        attempt()
    except PermissionError as refused:
        print(refused)
"""


def test_the_process_that_reads_cannot_reach_out():
    """As a fault in a parser might try to, once it runs what a document says."""
    ended = subprocess.run(
        [sys.executable, "-c", ATTEMPTS], capture_output=True, text=True, check=False, cwd=bounded.ROOT
    )
    refusals = [line.rpartition(": ")[2] for line in ended.stdout.splitlines()]
    assert refusals == ["socket.getaddrinfo", "open", "subprocess.Popen", "os.system"]


def test_an_imported_notice_is_read_by_its_fields():
    pairs = (
        b'[["releases/0/tender/lots/0/description", "Clean every street each week.\\nEmpty all bins daily."]]'
    )
    paper = read_here(pairs, form="notice")
    assert [(each.text, each.headings, each.place_in_words) for each in paper.passages] == [
        ("Clean every street each week.", ("Lots: description",), "the field “Lots 1: description”"),
        ("Empty all bins daily.", ("Lots: description",), "the field “Lots 1: description”"),
    ]
    with pytest.raises(Refused):
        read_here(b"[[1]]", form="notice")
