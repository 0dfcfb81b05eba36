"""How pages are put before axe: each shape once, whoever comes to it in whichever worker, and in a browser that has
axe loaded and warm, since to load it takes longer than to judge a page.
"""

from __future__ import annotations

import fcntl
import hashlib
from collections import Counter
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import lxml.html
from playwright.sync_api import Browser, Page, Route

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OPTIONS = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"], "preload": False}
WIDE = {"width": 1280, "height": 900}

#: Attributes whose value axe judges by; of the others, it matters that they are there.
_TELLING = {"class", "type", "role", "aria-invalid"}
#: Elements that nobody sees, so that axe passes them over.
_UNSEEN = {"script", "template"}

# Puts the page that a visitor has before them in place of the one shown here. Style sheets that have been loaded
# stay; the ones this page does not ask for are switched off.
_SHOW = """async html => {
  const shown = new DOMParser().parseFromString(html, 'text/html'), here = document, head = here.head
  shown.querySelectorAll('script').forEach(one => one.remove())
  const asked = [...shown.querySelectorAll('link[rel=stylesheet]')].map(one => one.getAttribute('href'))
  const sheets = new Map([...head.querySelectorAll('link[rel=stylesheet]')].map(one => [one.getAttribute('href'), one]))
  for (const [address, link] of sheets) link.disabled = !asked.includes(address)
  await Promise.all(asked.filter(address => !sheets.has(address)).map(address => new Promise((loaded, failed) => {
    const link = here.createElement('link')
    Object.assign(link, { rel: 'stylesheet', onload: loaded, onerror: () => failed(new Error(address)) })
    link.setAttribute('href', address)
    head.append(link)
  })))
  for (const one of [...head.children]) if (!one.matches('link[rel=stylesheet]')) one.remove()
  for (const one of [...shown.head.children]) if (!one.matches('link[rel=stylesheet]')) head.append(one)
  for (const one of [...here.documentElement.attributes]) here.documentElement.removeAttribute(one.name)
  for (const one of shown.documentElement.attributes) here.documentElement.setAttribute(one.name, one.value)
  here.body.replaceWith(here.adoptNode(shown.body))
  scrollTo(0, 0)
}"""
_JUDGE = """options => axe.run(document, options).then(told => ({ passes: told.passes.length, violations:
  told.violations.map(fault => `${fault.id} (${fault.impact}): ${fault.help}\\n` + fault.nodes.slice(0, 3).map(
    node => `    ${node.html.slice(0, 160)} ${node.failureSummary || ''}`).join('\\n')) }))"""


@lru_cache(maxsize=8)
def shape_of(html: str) -> str:
    """What axe judges a page by, words apart: its elements and their attributes. Of several alike that stand
    together it matters only whether they are one or more: a list of ten is judged as a list of two.
    """
    root = lxml.html.document_fromstring(html)
    return hashlib.sha256(repr(_signature(root)).encode()).hexdigest()[:32]


def _signature(element: Any) -> str:
    inside = Counter(
        _signature(child) for child in element if isinstance(child.tag, str) and child.tag not in _UNSEEN
    )
    several = ",".join(f"{signature}+" if number > 1 else signature for signature, number in inside.items())
    attributes = sorted(
        f"{name}={value}" if name in _TELLING else name for name, value in element.attrib.items()
    )
    words = (
        "w" if (element.text or "").strip() or any((child.tail or "").strip() for child in element) else ""
    )
    whole = f"{element.tag}{attributes}{words}({several})"
    # A digest stands for what is long, so that a deep page does not repeat itself.
    return whole if len(whole) < 80 else hashlib.sha256(whole.encode()).hexdigest()[:16]


class Seen:
    """Shapes of pages that axe has passed: by this worker, and by all that write to the same file."""

    def __init__(self, file: Path | None = None) -> None:
        self._file, self._known, self._read_to = file, set[str](), 0
        if file:
            file.touch()

    def __contains__(self, shape: str) -> bool:
        if shape not in self._known and self._file:
            with self._file.open() as lines:
                lines.seek(self._read_to)
                self._known.update(lines.read().split())
                self._read_to = lines.tell()
        return shape in self._known

    def add(self, shape: str) -> None:
        self._known.add(shape)
        if self._file:
            with self._file.open("a") as lines:
                fcntl.flock(lines, fcntl.LOCK_EX)
                lines.write(f"{shape}\n")


class Judge:
    """axe, in a browser tab of its own where it is loaded once for a service."""

    def __init__(self, browser: Browser, seen: Seen) -> None:
        self._browser, self._seen = browser, seen
        self._pages: dict[str, Page] = {}

    def has_passed(self, html: str) -> bool:
        """Whether a page of this shape has passed before."""
        return shape_of(html) in self._seen

    def faults_of(self, html: str, origin: str) -> list[str]:
        """Each violation of WCAG 2.2 at A or AA that axe sees in a page of the service at `origin`."""
        page = self._page(origin)
        page.evaluate(_SHOW, html)
        told = page.evaluate(_JUDGE, OPTIONS)
        assert told["passes"], "axe found nothing to check"
        faults: list[str] = told["violations"]
        if not faults:
            self._seen.add(shape_of(html))
        return faults

    def _page(self, origin: str) -> Page:
        """A page of that origin without a policy of its own, with axe in it. One at a time."""
        if origin not in self._pages:
            self.close()
            page = self._browser.new_context(viewport=WIDE).new_page()  # type: ignore[arg-type]
            address = f"{origin}/shown-to-axe"
            page.route(address, _nothing)
            page.goto(address)
            page.evaluate(axe_source())
            self._pages[origin] = page
        return self._pages[origin]

    def close(self) -> None:
        for page in self._pages.values():
            page.context.close()
        self._pages = {}


def _nothing(route: Route) -> None:
    route.fulfill(body="<!DOCTYPE html><html><head></head><body></body></html>", content_type="text/html")


@cache
def axe_source() -> str:
    return AXE.read_text()
