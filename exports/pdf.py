"""HTML of ours into a PDF that is tagged, archival, and the same to the byte each time it is made.

Nothing is fetched but our own typefaces, by names of our own: no file path and no address of the network can
be reached from a document, whatever somebody wrote in it.
"""

from __future__ import annotations

import atexit
import gc
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from threading import Lock
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from exports import fonts
from exports.artefact import PublicationStamp
from exports.environment import TEMPLATES, render_document
from exports.html import DRAFT_MARK, document_context, specification_body, version_of
from exports.markdown import plain_text
from exports.text import with_break_points
from procure.domain.snapshot import SpecificationSnapshot
from procure.languages import gettext, spoken

if TYPE_CHECKING:
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

log = logging.getLogger(__name__)

OUR_SCHEME = "procure:"
VARIANT = "pdf/a-2a"
"""What WeasyPrint writes; tags and metadata make it PDF/UA-1 too."""
COLOURS = "OurColours"
"""What numbers of colours mean, said in the file as an archive asks."""
STYLESHEET = TEMPLATES / "print" / "print.css"
_ONE_AT_A_TIME = Lock()
"""The font configuration kept between renderings, and the rest of the garbage collector, are the process's."""

_PDF_UA_CLAIM = b"""
<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" pdfuaid:part="1" />
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"
 rdf:about=""><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 to which the file conforms</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""


class ForbiddenAddress(RuntimeError):
    """A document asked for something that is not ours to serve; nothing was fetched."""


def specification_pdf(
    snapshot: SpecificationSnapshot, stamp: PublicationStamp, fonts_dir: Path = fonts.NODE_MODULES
) -> bytes:
    """The specification as a PDF/UA-1 and PDF/A-2a file. The same snapshot and stamp give the same bytes.

    Raises FontsNotInstalled when set-up has not run, ForbiddenAddress when a document asks for what is not ours.
    """
    return html_to_pdf(specification_print_html(snapshot, stamp, fonts_dir), fonts_dir=fonts_dir)


def specification_print_html(
    snapshot: SpecificationSnapshot, stamp: PublicationStamp, fonts_dir: Path = fonts.NODE_MODULES
) -> str:
    """The whole HTML document that the PDF is made of: cover, contents and body.

    Where the typefaces lack characters of it, it says so to whoever reads it. Raises FontsNotInstalled.
    """
    body = specification_body(snapshot, stamp)
    version = version_of(stamp)
    return render_document(
        "print/specification.html",
        document_context(
            snapshot,
            stamp,
            body=body.html,
            headings=body.headings,
            replacement=fonts.REPLACEMENT,
            cannot_show=bool(fonts.unprintable(snapshot.title + body.html, fonts_dir)),
            title=plain_text(snapshot.title) or gettext("Specification"),
            running_title=_shortened(plain_text(snapshot.title), 80),
            footer=" · ".join(
                part
                for part in (
                    _shortened(snapshot.authority.name, 50),
                    f"{snapshot.reference}, {version}",
                    "" if stamp.is_published else DRAFT_MARK,
                )
                if part
            ),
        ),
        spoken(),
    )


def html_to_pdf(html: str, fonts_dir: Path = fonts.NODE_MODULES, most_pages: int | None = None) -> bytes:
    """A whole HTML document of ours as a tagged PDF, styled by ``templates/print/print.css``; nothing (b"") when it
    takes more than ``most_pages``.

    ``html`` needs a title, the language on its root, and headings that start at h1; ``meta`` elements give
    author and dates. Raises as ``specification_pdf`` does.
    """
    with _laid_out(html, fonts_dir) as (document, options):
        if most_pages is not None and len(document.pages) > most_pages:
            return b""
        data: bytes = document.write_pdf(finisher=_claim_accessibility, **options)
        return data


def laid_out_height(html: str, fonts_dir: Path = fonts.NODE_MODULES) -> float:
    """Millimetres that what is on the pages of a document takes from top to bottom. Raises as ``html_to_pdf`` does."""
    with _laid_out(html, fonts_dir) as (document, _):
        return sum(page._page_box.children[0].height for page in document.pages) * _MILLIMETRES


_MILLIMETRES = 25.4 / 96
"""In a CSS pixel."""


@contextmanager
def _laid_out(html: str, fonts_dir: Path) -> Iterator[tuple[Any, dict[str, Any]]]:
    """The document as WeasyPrint lays it out, and the options to write it with."""
    setting = fonts.typeset(with_break_points(html), fonts_dir)
    if setting.text.count(fonts.REPLACEMENT) > html.count(fonts.REPLACEMENT):
        log.warning("Some characters are in none of the typefaces, and a mark stands in their place.")
    with _ONE_AT_A_TIME, _collector_resting():
        # WeasyPrint takes about a second to load, and only a worker that renders needs it.
        import weasyprint  # noqa: PLC0415

        from exports.pdf_tags import tags_from_elements  # noqa: PLC0415 - loads WeasyPrint too

        configuration, stylesheet = _style(setting.families, fonts_dir)
        _keep_what_is_loaded()
        options = weasyprint.DEFAULT_OPTIONS | {"pdf_variant": VARIANT, "output_intent": COLOURS}
        source = weasyprint.HTML(
            string=setting.text, base_url=OUR_SCHEME, url_fetcher=_OurFiles.fetcher(fonts_dir)
        )
        with _refusals_raised(), tags_from_elements():
            looks = options | {"stylesheets": [stylesheet]}
            yield source.render(configuration, None, {COLOURS: _colours()}, **looks), options


def _claim_accessibility(document: Any, pdf: Any) -> None:
    """Say in the metadata that the file is PDF/UA-1 as well as PDF/A-2a, which wants the claim's schema too."""
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    before, end, after = metadata.stream[0].rpartition(b"</rdf:RDF>")
    if not end:
        raise RuntimeError("The metadata of the file is not where it was.")
    metadata.stream[0] = before + _PDF_UA_CLAIM + end + after


def _shortened(text: str, most: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


@contextmanager
def _collector_resting() -> Iterator[None]:
    """Layout makes millions of objects that live to the end: to look for dead ones among them costs a fifth.

    Looking once at the end, when they are dead, is cheap, and keeps the process from growing.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
            gc.collect()


@cache
def _keep_what_is_loaded() -> None:
    """Once a process: what is loaded by the first layout stays to the end, and is not looked through after each."""
    gc.freeze()


@contextmanager
def _refusals_raised() -> Iterator[None]:
    """Our own errors in place of the one that WeasyPrint wraps them in, which no ``except Exception`` would see."""
    from weasyprint.urls import FatalURLFetchingError  # noqa: PLC0415 - see html_to_pdf

    try:
        yield
    except FatalURLFetchingError as fatal:
        raise (fatal.__cause__ or RuntimeError("A file could not be read.")) from None


@cache
def _style(families: tuple[str, ...], fonts_dir: Path) -> tuple[FontConfiguration, CSS]:
    """Typefaces decoded and stylesheet parsed: once a process for each set of families."""
    from weasyprint import CSS  # noqa: PLC0415 - see html_to_pdf
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

    # Its folder of unpacked typefaces is removed when it is let go of, which is too late once Python shuts down.
    atexit.register(_style.cache_clear)
    configuration = FontConfiguration()
    faces = "".join(
        f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; font-style: {face.style}; '
        f"src: url({OUR_SCHEME}{face.path}); }}\n"
        for face in fonts.faces_of(families)
    )
    names = ", ".join(f'"{family}"' for family in families)
    css = f"{faces}html {{ font-family: {names} }}\n{STYLESHEET.read_text(encoding='utf-8')}"
    stylesheet = CSS(string=css, font_config=configuration, url_fetcher=_OurFiles.fetcher(fonts_dir))
    return configuration, stylesheet


def _colours() -> Any:
    """The sRGB profile that comes with WeasyPrint, as WeasyPrint wants a profile, but read once and kept whole.

    Its own class leaves the file open, and writes the profile out differently the second time.
    """
    return SimpleNamespace(
        name="sRGB2014", content=_colour_profile(), components=("r", "g", "b"), pdf_reference=None
    )


@cache
def _colour_profile() -> bytes:
    return (files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()


class _OurFiles:
    """Serves typeface files by names under our own scheme, and nothing else."""

    @staticmethod
    @cache
    def fetcher(fonts_dir: Path) -> Any:
        from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415 - see html_to_pdf

        served = {f"{OUR_SCHEME}{face.path}": face for face in fonts.every_face()}

        class Fetcher(URLFetcher):
            def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
                face = served.get(url)
                if face is None:
                    raise ForbiddenAddress(f"A document asked for {url!r}.")
                return URLFetcherResponse(url, fonts.face_data(face, fonts_dir))

        return Fetcher(fail_on_errors=True)
