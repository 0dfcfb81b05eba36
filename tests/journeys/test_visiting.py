"""The visitor finds what it is there to find: each page here has one fault, or none."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser

from tests.journeys.visiting import Visitor

PAGE = """<!DOCTYPE html><html lang="en"><head><title>A page</title><link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><main><h1>A page</h1>{}</main></body></html>"""
STRICT = "default-src 'none'; img-src 'self' data:; script-src 'self'"
FAULTS = {
    "nothing": ("<p>Good</p>", None),
    "contrast": ('<p style="color: #ccc; background: #fff">Faint</p>', "color-contrast"),
    "unlabelled": ('<form><input type="text"></form>', "label"),
    "wide": ('<p style="width: 700px">Wide</p>', "px wide at 320"),
    "noisy": ("<script>console.error('a slip')</script>", "a slip"),
    "broken": ("<script>nowhere()</script>", "nowhere is not defined"),
    "outside": ('<img alt="Map" src="http://localhost:9/map.png">', "asked another origin"),
    "missing": ('<img alt="Map" src="/gone.png">', "answered 404"),
    "blocked": ("<script>1</script>", "Content Security Policy"),
}


class Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        name = self.path.strip("/")
        self.send_response(200 if name in FAULTS else 404)
        self.send_header("Content-Type", "text/html")
        if name == "blocked":
            self.send_header("Content-Security-Policy", STRICT)
        self.end_headers()
        self.wfile.write(PAGE.format(FAULTS.get(name, ("<p>Gone</p>",))[0]).encode())

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def onlooker(browser: Browser, address: str) -> Iterator[Visitor]:
    context = browser.new_context()
    yield Visitor(context, address, has_javascript=True)
    context.close()


@pytest.mark.parametrize(("page", "words"), [(name, words) for name, (_, words) in FAULTS.items() if words])
def test_a_fault_of_the_page_is_found(onlooker: Visitor, page: str, words: str):
    with pytest.raises(AssertionError, match=words):
        onlooker.open(f"/{page}")


def test_a_page_without_fault_passes(onlooker: Visitor):
    assert onlooker.open("/nothing").heading == "A page"


def test_a_page_that_is_not_found_is_a_page_like_others(onlooker: Visitor):
    assert onlooker.open("/no-such-page").text() == "A page Gone"


def test_faults_of_a_page_without_javascript_are_found(browser: Browser, address: str):
    visitor = Visitor(browser.new_context(java_script_enabled=False), address, has_javascript=False)
    visitor.open("/noisy").open("/nothing")
    with pytest.raises(AssertionError, match="color-contrast"):
        visitor.open("/contrast")
    visitor.leave()
