"""A slider beside rating bands says what the button says, at every edge: the script alone, on a page of its own."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

SCRIPT = Path("procure/static/bands.js").read_text(encoding="utf-8")
PAGE = """<!doctype html><html lang="en"><title>Bands</title><body>
{fields}
<fieldset data-trial data-direction="{direction}" data-start="{start}" data-target="{target}"
 data-ratings="Good|Approaching target|Requires improvement|Inadequate"
 data-fields="good|approaching|improvement|tried">
<label>A reading to try <input id="tried"></label><div data-trial-slide></div>
<output for="tried" data-trial-said></output></fieldset></body></html>"""


def opened(browser: Browser, direction: str, start: str, target: str, *edges: str) -> Page:
    page = browser.new_page()
    fields = "".join(
        f'<label>{name} <input id="{name}" value="{edge}"></label>'
        for name, edge in zip(("good", "approaching", "improvement"), edges, strict=True)
    )
    page.set_content(PAGE.format(fields=fields, direction=direction, start=start, target=target))
    page.add_script_tag(content=SCRIPT, type="module")
    return page


def test_what_is_tried_is_rated_exactly_by_number_and_by_slider(browser: Browser) -> None:
    page = opened(browser, "up", "41", "76", "76", "70.5", "60")
    number, slider, said = page.locator("#tried"), page.get_by_role("slider"), page.get_by_role("status")
    for tried, rating in (
        ("76", "76: Good. It is exactly where two ratings meet"),
        ("75.999999", "75.999999: Approaching target."),
        ("70.5", "70.5: Approaching target. It is exactly"),
        ("1,000", "1000: Good."),
        ("59.9", "59.9: Inadequate."),
        ("about", "Write one plain number"),
    ):
        number.fill(tried)
        expect(said).to_contain_text(rating)
    number.fill("70.4")
    slider.focus()
    page.keyboard.press("ArrowRight")  # in steps as fine as the edges are
    expect(number).to_have_value("70.5")
    expect(slider).to_have_attribute(
        "aria-valuetext",
        "70.5: Approaching target. It is exactly where two ratings meet, and earns the better one.",
    )
    page.locator("#approaching").fill("80")
    expect(said).to_contain_text("must be lower than the one before it")
    expect(slider).to_be_disabled()
    page.close()
    # What should stay the same is rated by its distance, which no binary fraction has exactly.
    page = opened(browser, "hold", "50", "50", "0.3", "1", "2")
    for tried, rating in (
        ("50.3", "50.3: Good. It is exactly"),
        ("49.699999", "49.699999: Approaching"),
        ("47.9", "Inad"),
    ):
        page.locator("#tried").fill(tried)
        expect(page.get_by_role("status")).to_contain_text(rating)
    page.close()
