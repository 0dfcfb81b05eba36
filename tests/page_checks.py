"""What must be true of every page. The test client applies all of it to every HTML response of every test,
so that no author has to remember to.

A check is a function from a page to the faults it finds, each in a sentence that says what to mend.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from tests.page_parsing import parsed

Check = Callable[["Page"], Iterator[str]]
CHECKS: list[Check] = []

FIELDS = "//input[not(@type='hidden' or @type='submit' or @type='button')] | //select | //textarea"
RESOURCES = (("script", "src"), ("img", "src"), ("link", "href"), ("iframe", "src"), ("source", "src"),
             ("video", "src"), ("audio", "src"), ("object", "data"), ("embed", "src"), ("form", "action"),
             ("button", "formaction"), ("input", "formaction"))  # fmt: skip


class BadPage(AssertionError):
    """A page has faults; the message lists them all."""


@dataclass
class Page:
    """An HTML response, parsed as browsers parse it."""

    html: str
    headers: Mapping[str, str]

    @cached_property
    def _parsed(self) -> tuple[Any, list[str]]:
        return parsed(self.html)

    @property
    def parse_errors(self) -> list[str]:
        return self._parsed[1]

    def find(self, path: str) -> list[Any]:
        """Elements, attributes or texts at an XPath."""
        found: list[Any] = self._parsed[0].xpath(path)
        return found

    @cached_property
    def ids(self) -> frozenset[str]:
        return frozenset(self.find("//@id"))

    @cached_property
    def policy(self) -> dict[str, list[str]]:
        """The content security policy: directive → sources."""
        header = self.headers.get("Content-Security-Policy", "")
        parts = [part.split() for part in header.split(";") if part.strip()]
        return {part[0]: part[1:] for part in parts}


def text_of(element: Any) -> str:
    """What a person reads in `element`, on one line; texts for images count."""
    alternatives = [*element.xpath(".//img/@alt"), *element.xpath(".//*[local-name()='title']/text()")]
    return " ".join(" ".join([*element.itertext(), *alternatives]).split())


def shown(element: Any) -> str:
    """An element as its opening tag, for messages."""
    attributes = "".join(f' {name}="{value}"' for name, value in list(element.attrib.items())[:4])
    return f"<{element.tag}{attributes}>"


def check(function: Check) -> Check:
    CHECKS.append(function)
    return function


def faults_in(page: Page) -> list[str]:
    """Every fault of every check, each with the name of its check."""
    return [f"{one.__name__}: {fault}" for one in CHECKS for fault in one(page)]


def assert_good_page(html: str, headers: Mapping[str, str], *, where: str = "page") -> None:
    """Raises BadPage with every fault in `html`, the page at `where`."""
    faults = faults_in(Page(html, headers))
    if faults:
        raise BadPage(f"{where} has {len(faults)} fault(s):\n  " + "\n  ".join(faults))


@check
def valid_html(page: Page) -> Iterator[str]:
    yield from page.parse_errors[:10]


@check
def language_is_named(page: Page) -> Iterator[str]:
    if not page.find("/html[normalize-space(@lang)]"):
        yield "<html> needs a lang"


@check
def one_h1_that_starts_the_title(page: Page) -> Iterator[str]:
    headings, titles = page.find("//h1"), page.find("/html/head/title")
    if len(headings) != 1:
        yield f"a page has one h1, not {len(headings)}"
        return
    if len(titles) != 1:
        yield f"a page has one title, not {len(titles)}"
        return
    # A caption above the heading words is part of the h1 in the GOV.UK pattern, but not of the title.
    captions = " ".join(text_of(span) for span in headings[0].xpath("./*[contains(@class, 'govuk-caption')]"))
    heading = text_of(headings[0]).removeprefix(captions).strip()
    title = text_of(titles[0])
    error = "Gwall:" if page.find("/html[@lang='cy']") else "Error:"
    expected = f"{error} {heading}" if page.find("//*[contains(@class, 'govuk-error-summary ') or "
                                                "@class='govuk-error-summary']") else heading  # fmt: skip
    if not heading or not title.startswith(expected):
        yield f"the title “{title}” must start with “{expected}”"


@check
def zoom_is_allowed(page: Page) -> Iterator[str]:
    content = "".join(page.find("//meta[@name='viewport']/@content"))
    if "width=device-width" not in content:
        yield "a page fits small screens: <meta name=viewport content='width=device-width, …'>"
    if re.search(r"user-scalable|maximum-scale", content):
        yield "a page may be zoomed: no user-scalable or maximum-scale"


@check
def ids_are_unique(page: Page) -> Iterator[str]:
    for name, count in Counter(page.find("//@id")).items():
        if count > 1:
            yield f"id “{name}” stands {count} times"
        if not name or re.search(r"\s", name):
            yield f"id “{name}” must be one word"


@check
def references_exist(page: Page) -> Iterator[str]:
    for attribute in ("aria-describedby", "aria-labelledby", "aria-controls", "for", "list"):
        for value in page.find(f"//@{attribute}"):
            for name in value.split():
                if name not in page.ids:
                    yield f"{attribute}=“{name}” points at nothing"


@check
def fields_are_labelled(page: Page) -> Iterator[str]:
    labels = {label.get("for"): text_of(label) for label in page.find("//label[@for]")}
    for field in page.find(FIELDS):
        around = [text_of(label) for label in field.xpath("ancestor::label")]
        aria = [field.get("aria-label", ""), field.get("aria-labelledby", "")]
        if not any([labels.get(field.get("id")), *around, *aria]):
            yield f"{shown(field)} has no label"


@check
def choices_are_in_a_named_group(page: Page) -> Iterator[str]:
    names = Counter(page.find("//input[@type='radio' or @type='checkbox']/@name"))
    for name, count in names.items():
        if count < 2:
            continue
        for field in page.find("//input[@type='radio' or @type='checkbox']"):
            if field.get("name") == name and not field.xpath("ancestor::fieldset"):
                yield f"choices named “{name}” stand outside a fieldset"
                break
    for fieldset in page.find("//fieldset"):
        if not any(text_of(legend) for legend in fieldset.xpath("./legend")):
            yield f"{shown(fieldset)} has no legend"


@check
def required_stands_on_fields_only(page: Page) -> Iterator[str]:
    for element in page.find("//*[@required][not(self::input or self::select or self::textarea)]"):
        yield f"{shown(element)} cannot be required"


@check
def words_are_there(page: Page) -> Iterator[str]:
    """Headings, labels, buttons, hints and captions say something."""
    hints = "//*[contains(concat(' ', @class, ' '), ' govuk-hint ')]"
    named = " | ".join(
        f"//{tag}" for tag in ("h1", "h2", "h3", "h4", "h5", "h6", "label", "legend", "caption")
    )
    for element in page.find(f"{named} | {hints}"):
        if not text_of(element):
            yield f"{shown(element)} is empty"
    for button in page.find("//button"):
        if not (text_of(button) or button.get("aria-label")):
            yield f"{shown(button)} is empty"


@check
def forms_say_where_they_go(page: Page) -> Iterator[str]:
    for form in page.find("//form"):
        method = form.get("method", "").lower()
        if method not in {"get", "post"}:
            yield f"{shown(form)} needs a method: get or post"
        if not form.get("action"):
            yield f"{shown(form)} needs an action"
        token = form.xpath(".//input[@type='hidden'][@name='csrf_token'][string-length(@value) > 20]")
        if method == "post" and not token:
            yield f"{shown(form)} needs a csrf_token"
        if method == "get" and form.xpath(".//input[@name='csrf_token']"):
            yield f"{shown(form)} would show its csrf_token in the address"


@check
def policy_is_strict(page: Page) -> Iterator[str]:
    if not page.policy:
        yield "no Content-Security-Policy header"
        return
    if page.policy.get("default-src") not in (["'none'"], ["'self'"]):
        yield "default-src is 'none' or 'self'"
    for directive in ("base-uri", "form-action", "frame-ancestors"):
        if directive not in page.policy:  # these three do not fall back on default-src
            yield f"the policy must state {directive}"
    if page.policy.get("frame-ancestors") == ["*"]:
        # What others may frame can be neither pressed nor filled in under false pretences.
        if page.policy.get("script-src") != ["'none'"] or page.policy.get("form-action") != ["'none'"]:
            yield "a page that others may frame runs no script and sends no form"
        return
    for directive, sources in page.policy.items():
        for source in sources:
            if source not in {"'self'", "'none'", "data:"} and not source.startswith("'nonce-"):
                yield f"{directive} allows {source}"
    if not any(source.startswith("'nonce-") for source in page.policy.get("script-src", [])):
        yield "script-src needs a nonce"


@check
def nothing_runs_inline(page: Page) -> Iterator[str]:
    nonces = {part[7:-1] for part in page.policy.get("script-src", []) if part.startswith("'nonce-")}
    for script in page.find("//script"):
        if script.get("src"):
            continue
        if script.get("nonce") not in nonces:
            yield f"{shown(script)} is inline without the response's nonce"
    if page.find("//style"):
        yield "rules belong in the stylesheet, not in <style>"
    for element in page.find("//*[@style]"):
        yield f"{shown(element)} has a style attribute"
    for element in page.find("//*[@*[starts-with(name(), 'on')]]"):
        yield f"{shown(element)} has an event handler"
    for address in page.find("//@href | //@src | //@action | //@formaction"):
        if re.match(r"[\s\x00-\x1f]*(javascript|vbscript|data)\s*:", address, re.IGNORECASE):
            yield f"“{address[:60]}” is code, not an address"


@check
def nothing_comes_from_elsewhere(page: Page) -> Iterator[str]:
    for tag, attribute in RESOURCES:
        for address in page.find(f"//{tag}/@{attribute}"):
            parts = urlsplit(address)
            if parts.netloc or parts.scheme:
                yield f"<{tag} {attribute}=“{address}”> is not on our own origin"
    for candidates in page.find("//@srcset"):
        if "//" in candidates:
            yield f"srcset “{candidates}” is not on our own origin"


@check
def landmarks_are_there(page: Page) -> Iterator[str]:
    if len(page.find("//main[@id='main-content']")) != 1 or len(page.find("//main")) != 1:
        yield "a page has one <main id='main-content'>"
    headers = page.find("//header[not(ancestor::main or ancestor::article or ancestor::section)]")
    footers = page.find("//footer[not(ancestor::main or ancestor::article or ancestor::section)]")
    if len(headers) != 1 or len(footers) != 1:
        yield "a page has one header and one footer"
    links = page.find("(//a)[1]")
    if not links or links[0].get("href") != "#main-content":
        yield "the first link skips to #main-content"
    navigations = page.find("//nav | //*[@role='navigation']")
    names = [nav.get("aria-label") or nav.get("aria-labelledby") or "" for nav in navigations]
    if len(names) > 1 and (len(set(names)) < len(names) or "" in names):
        yield "where there is more than one nav, each has its own aria-label"


@check
def links_lead_somewhere(page: Page) -> Iterator[str]:
    for link in page.find("//a"):
        address = (link.get("href") or "").strip()
        if not (text_of(link) or link.get("aria-label")):
            yield f"{shown(link)} has no words"
        if not address or address == "#":
            yield f"{shown(link)} leads nowhere"
        elif address.startswith("#") and address[1:] not in page.ids:
            yield f"{shown(link)} points at an id that is not there"


@check
def error_summary_links_reach_fields(page: Page) -> Iterator[str]:
    focusable = "self::input or self::select or self::textarea or self::button or self::a or @tabindex"
    for link in page.find("//*[contains(@class, 'govuk-error-summary')]//a[starts-with(@href, '#')]"):
        name = link.get("href")[1:]
        fields = [element for element in page.find(f"//*[@id][{focusable}]") if element.get("id") == name]
        if not fields:
            yield f"the error “{text_of(link)}” links to #{name}, which is no field"
        elif fields[0].get("type") == "hidden":
            yield f"the error “{text_of(link)}” links to #{name}, which nobody can see"


@check
def heading_levels_do_not_skip(page: Page) -> Iterator[str]:
    before = 1  # an error summary's h2 comes before the h1
    for heading in page.find("//h1 | //h2 | //h3 | //h4 | //h5 | //h6"):
        level = int(heading.tag[1])
        if level > before + 1:
            yield f"“{text_of(heading)}” is h{level} after h{before}"
        before = level


@check
def tables_have_headers(page: Page) -> Iterator[str]:
    for table in page.find("//table"):
        if not table.xpath(".//th"):
            yield f"{shown(table)} has no th"
        for cell in table.xpath(".//th[not(@scope)]"):
            yield f"th “{text_of(cell)}” needs a scope"
        if not (table.xpath("./caption") or table.get("aria-label") or table.get("aria-labelledby")):
            yield f"{shown(table)} needs a caption"


@check
def pictures_have_alternatives(page: Page) -> Iterator[str]:
    for image in page.find("//img[not(@alt)]"):
        yield f"{shown(image)} needs an alt"
    for picture in page.find("//*[local-name()='svg']"):
        named = picture.get("aria-label") or picture.xpath("./*[local-name()='title']")
        if picture.get("aria-hidden") != "true" and not named:
            yield "an svg has a title, or is aria-hidden"
