"""A person at a real browser. Every page they come to is looked at as strictly as we know how."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Download, Locator, Page, Request, Response

from tests.journeys.looking import WIDE, Judge, Seen

NARROW = {"width": 320, "height": 640}
TELEPHONE = {"width": 375, "height": 720}

HTML = "() => `<!DOCTYPE html>${document.documentElement.outerHTML}`"
TOO_WIDE = """() => [...document.querySelectorAll('body *')]
  .filter(one => one.getBoundingClientRect().right > window.innerWidth + 1)
  .slice(0, 5).map(one => one.outerHTML.slice(0, 120))"""


class Visitor:
    """One person with a browser of their own: cookies, one tab, and what went wrong while they used it.

    `open`, `press` and `follow` wait for the page that comes and look at it (`look`); `fill`, `choose` and
    `pick` act on the field with a label. `page` is Playwright's own page, for everything else.
    """

    def __init__(
        self, context: BrowserContext, url: str, *, has_javascript: bool, judge: Judge | None = None
    ) -> None:
        self.context, self.url, self.has_javascript = context, url, has_javascript
        self.trouble: list[str] = []
        self.status = 0
        assert context.browser
        self.judge = judge or Judge(context.browser, Seen())
        self._addresses_visited: set[str] = set()
        context.on("request", self._asked)
        self.page: Page = context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.trouble.append(f"script error: {error}"))
        self.page.on("response", self._answered)
        self.page.on("requestfailed", self._failed)

    # What goes wrong

    def _asked(self, request: Request) -> None:
        # The browser itself finds no other host (see FLAGS). To stop requests from here would have it keep no
        # style sheet or script from one page to the next.
        if not request.url.startswith(f"{self.url}/"):
            self.trouble.append(f"asked another origin for {request.url}")

    def _heard(self, message: ConsoleMessage) -> None:
        # A page that is an answer of 404 or 409 is told to the console too, though nothing is wrong.
        is_the_page = message.location.get("url") in self._addresses_visited
        if message.type in {"error", "warning"} and not (
            is_the_page and message.text.startswith("Failed to load resource")
        ):
            self.trouble.append(f"console {message.type} at {self.page.url}: {message.text}")

    def _answered(self, response: Response) -> None:
        if response.request.is_navigation_request():
            self._addresses_visited.add(response.url)
            self.status = response.status
            if response.status >= 500:
                self.trouble.append(f"{response.url} answered {response.status}")
        elif response.status >= 400:
            self.trouble.append(f"{response.url}, part of {self.page.url}, answered {response.status}")

    def _failed(self, request: Request) -> None:
        # A navigation that turns into a download ends as "aborted", and so does whatever the page was still
        # asking for when somebody went on to the next.
        if not request.is_navigation_request() and request.failure != "net::ERR_ABORTED":
            self.trouble.append(f"{request.url}, part of {self.page.url}, failed: {request.failure}")

    # Moving

    def open(self, path: str) -> Visitor:
        """Go to a path of the service."""
        self.page.goto(self.url + path)
        return self.look()

    def press(self, name: str) -> Visitor:
        """Press the button with this name."""
        return self._go(self.page.get_by_role("button", name=name, exact=True))

    def follow(self, name: str | re.Pattern[str]) -> Visitor:
        """Follow the link with this name (in full, or matching a pattern)."""
        return self._go(self.page.get_by_role("link", name=name, exact=True))

    def press_like(self, pattern: str) -> Visitor:
        """Press the first button whose name matches the pattern."""
        return self._go(self.page.get_by_role("button", name=re.compile(pattern)).first)

    def follow_link(self, link: Locator) -> Visitor:
        """Follow this link, found some other way than by its name."""
        return self._go(link)

    def follow_at(self, name: str | re.Pattern[str], place: int) -> Visitor:
        """Follow one of several links that match, counted from 0."""
        return self._go(self.page.get_by_role("link", name=name).nth(place))

    def wait_until_heading(self, heading: str) -> Visitor:
        """Wait while a page looks again by itself, until it has this heading."""
        self.page.get_by_role("heading", level=1, name=heading, exact=True).wait_for(timeout=60_000)
        return self.look()

    def _go(self, control: Locator) -> Visitor:
        with self.page.expect_navigation(wait_until="load"):
            control.click()
        return self.look()

    def download(self, name: str | re.Pattern[str]) -> Download:
        """Follow the link with this name, to a file; `.path()` of what comes back is where it was saved."""
        with self.page.expect_download() as coming:
            self.page.get_by_role("link", name=name, exact=True).click()
        return coming.value

    # Filling in

    def field(self, label: str) -> Locator:
        return self.page.get_by_label(label, exact=True)

    def fill(self, answers: dict[str, str]) -> Visitor:
        """Type each text into the field with its label."""
        for label, text in answers.items():
            self.field(label).fill(text)
        return self

    def choose(self, *labels: str) -> Visitor:
        """Choose the radio buttons or tick the boxes with these labels."""
        for label in labels:
            self.field(label).check()
        return self

    def pick(self, label: str, option: str) -> Visitor:
        """Pick an option of the list with this label."""
        self.field(label).select_option(label=option)
        return self

    def date(self, legend: str, day: int, month: int, year: int) -> Visitor:
        """Fill in the three boxes of the date with this legend."""
        group = self.page.get_by_role("group", name=legend)
        for box, number in (("Day", day), ("Month", month), ("Year", year)):
            group.get_by_label(box, exact=True).fill(str(number))
        return self

    # Reading

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    @property
    def heading(self) -> str:
        return " ".join(self.page.locator("h1").inner_text().split())

    def text(self) -> str:
        """What the page says in its main part, on one line."""
        return " ".join(self.page.locator("main").inner_text().split())

    def whereabouts(self) -> str:
        """The title and the first words of the page, for whoever reads of a failure."""
        return f"{self.page.title()}\n{self.page.locator('body').inner_text()[:3_000]}"

    # Looking

    def look(self) -> Visitor:
        """Check the page before us: nothing wrong so far, accessible, and no wider than a small telephone.

        axe reads pages of the same shape once only: that is where the time goes.
        """
        self.assert_no_trouble()
        # Playwright's own `content` takes four times as long.
        html: str = self.page.evaluate(HTML)
        if not self.judge.has_passed(html):
            self.assert_accessible(html)
            self._keep_pictures()
        self.assert_no_sideways_scroll()
        return self

    def assert_no_trouble(self) -> None:
        """Nothing on the console, no blocked content, no other origin, no missing file, no server error."""
        assert not self.trouble, "\n".join(self.trouble)

    def assert_accessible(self, html: str) -> None:
        """No violation of WCAG 2.2 at A or AA that axe can see in the page before us, which is `html`."""
        told = self.judge.faults_of(html, self.url)
        assert not told, f"{self.page.url} has accessibility faults:\n" + "\n".join(told)

    def assert_no_sideways_scroll(self) -> None:
        """At 320 CSS pixels the page scrolls one way only (WCAG 1.4.10)."""
        before = self.page.viewport_size
        if before != NARROW:
            self.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
        width = self.page.evaluate("() => document.documentElement.scrollWidth")
        too_wide = self.page.evaluate(TOO_WIDE) if width > NARROW["width"] else []
        if before and before != NARROW:
            self.page.set_viewport_size(before)
        assert width <= NARROW["width"], f"{self.page.url} is {width} px wide at 320: {too_wide}"

    def _keep_pictures(self) -> None:
        """Keep pictures of the page where SCREENSHOT_DIR says, wide and narrow, for people to look at."""
        if folder := os.environ.get("SCREENSHOT_DIR"):
            name = re.sub(r"[^a-z0-9]+", "-", f"{self.path} {self.heading}".lower()).strip("-")[:110]
            script = "" if self.has_javascript else "-no-js"
            for size in (TELEPHONE, WIDE):
                self.page.set_viewport_size(size)  # type: ignore[arg-type]
                self.page.screenshot(
                    path=Path(folder) / f"{name or 'home'}{script}-{size['width']}.png", full_page=True
                )

    def leave(self) -> None:
        """Close the browser; raises AssertionError if anything went wrong since the last look."""
        self.context.close()
        self.assert_no_trouble()
