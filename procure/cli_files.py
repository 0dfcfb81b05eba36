"""``procure export``: the files of a tender, published or draft, from the command line."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from pydantic import ValidationError
from sqlmodel import Session, select

from exports import artefact
from exports.artefact import PublicationStamp, Rendered
from procure import db
from procure.cli_service import database
from procure.config import Settings
from procure.domain.exceptions import NotFound
from procure.domain.snapshot import SpecificationSnapshot
from procure.domain.vocabulary import TenderState
from procure.models import Tender
from procure.services import downloading, freezing, opening, rendering
from procure.storage import open_storage

#: What people call a format → the kind of file it is in the registry of exports.
KINDS = {
    "pdf": "specification.pdf",
    "docx": "specification.docx",
    "odt": "specification.odt",
    "html-file": "specification.html",
    "md": "specification.md",
    "response-docx": "response.docx",
    "response-odt": "response.odt",
    "xlsx": "tables.xlsx",
    "csv": "measures.csv",
    "notice-pdf": "notice.pdf",
    "ocds": "release.json",
}
FORMATS = (*KINDS, "html")


@click.command()
@click.argument("tender")
@click.option("--format", "kind", type=click.Choice(FORMATS), required=True, help="What to write.")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write it; - for standard output.",
)
@click.option(
    "--draft",
    is_flag=True,
    help="The draft as it stands now, marked as a draft, instead of what is published.",
)
@click.option(
    "--version", "number", type=click.IntRange(1), help="Which published version.  [default: the latest]"
)
def export(tender: str, kind: str, output: Path | None, draft: bool, number: int | None) -> None:
    """Write a file of TENDER, a reference such as 7K3M-9Q2X-4D.

    Published files are the very bytes that readers download. HTML, and anything of a draft, is made now. Open
    data of a tender that is not published is that of its draft, as far as it goes.

    Without --output the file gets its published name, in the present folder; open data goes to standard output.

    \b
    procure export 7K3M-9Q2X-4D --format pdf
    procure export 7K3M-9Q2X-4D --format ocds | less
    procure export 7K3M-9Q2X-4D --format docx --draft
    """
    if draft and number is not None:
        raise click.UsageError("--draft does not go with --version.")
    settings = Settings()
    reference = tender.strip().upper()
    with database(settings) as engine, db.reading(engine) as session:
        try:
            made = _made(session, settings, reference, number, kind, draft)
        except NotFound as error:
            raise click.ClickException(str(error)) from error
    if str(output) == "-" or (output is None and kind == "ocds"):
        sys.stdout.buffer.write(made.data)
        return
    target = output or Path(made.file_name)
    target.write_bytes(made.data)
    click.echo(f"Wrote {target} ({len(made.data):,} bytes).", err=True)


def _made(
    session: Session, settings: Settings, reference: str, number: int | None, kind: str, draft: bool
) -> Rendered:
    if draft:
        return _draft(session, settings, reference, kind)
    try:
        return _published(session, settings, reference, number, kind)
    except NotFound:
        if kind != "ocds" or number is not None:
            raise
        return _draft(session, settings, reference, kind)


def _published(
    session: Session, settings: Settings, reference: str, number: int | None, kind: str
) -> Rendered:
    shown = downloading.published_version(session, reference, number)
    if kind == "html":
        material = rendering.material_of(session, shown.publication, settings)
        return _html(material.snapshot, material.stamp)
    file = next((file for file in shown.artefacts if file.kind == KINDS[kind]), None)
    if file is None:
        raise NotFound(f"Version {shown.version.number} was published without a {KINDS[kind]}.")
    with open_storage(settings).open(file.sha256) as stored:
        return Rendered(stored.read(), file.media_type, file.file_name)


def _draft(session: Session, settings: Settings, reference: str, kind: str) -> Rendered:
    tender = session.exec(select(Tender).where(Tender.reference == reference)).one_or_none()
    if tender is None:
        raise NotFound(f"There is no tender {reference}.")
    snapshot = freezing.draft_snapshot(session, tender)
    stamp = PublicationStamp(None, None, TenderState.label_of(tender.state), sha256=snapshot.digest)
    if kind == "ocds":
        chosen = artefact.KINDS[KINDS[kind]]
        try:
            data = opening.draft_package(session, tender, settings)
        except ValidationError as error:
            raise click.ClickException(f"The draft cannot be told as open data yet: {error}") from error
        return Rendered(data, chosen.media_type, chosen.file_name(snapshot, stamp))
    return _html(snapshot, stamp) if kind == "html" else artefact.make(KINDS[kind], snapshot, stamp)


def _html(snapshot: SpecificationSnapshot, stamp: PublicationStamp) -> Rendered:
    from exports.pdf import specification_print_html  # noqa: PLC0415 - brings the typefaces, which take a while

    name = artefact.KINDS["specification.pdf"].file_name(snapshot, stamp).removesuffix(".pdf") + ".html"
    return Rendered(specification_print_html(snapshot, stamp).encode(), "text/html; charset=utf-8", name)
