"""A good page passes every page check, and each fault is found by the check it is about."""

from __future__ import annotations

import pytest

from tests.page_checks import CHECKS, BadPage, Page, assert_good_page, faults_in

NONCE = "r4nd0mr4nd0m"
POLICY = (
    f"default-src 'none'; script-src 'self' 'nonce-{NONCE}'; style-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
GOOD = f"""<!DOCTYPE html>
<html lang="en" class="govuk-template">
<head>
<meta charset="utf-8">
<title>Error: Where is the work? – Procure</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/assets/app-1.css">
<script type="module" src="/assets/app-1.js"></script>
</head>
<body>
<script nonce="{NONCE}">document.body.className += " js-enabled";</script>
<a href="#main-content" class="govuk-skip-link">Skip to main content</a>
<header><a href="/">Procure</a><nav aria-label="Account"><a href="/sign-out">Sign out</a></nav></header>
<nav aria-label="Journey"><a href="/tenders">Back</a></nav>
<main id="main-content">
<div class="govuk-error-summary" tabindex="-1"><h2>There is a problem</h2>
<ul><li><a href="#place">Say where the work is</a></li></ul></div>
<h1><span class="govuk-caption-l">Facts</span> Where is the work?</h1>
<form method="post" action="/tenders/1/place">
<input type="hidden" name="csrf_token" value="0123456789abcdef0123456789abcdef">
<label for="place">Place</label><input id="place" name="place" required aria-describedby="place-hint">
<div id="place-hint" class="govuk-hint">A town or a county</div>
<fieldset><legend>Which?</legend>
<input type="radio" id="in" name="which" value="in"><label for="in">Inside</label>
<input type="radio" id="out" name="which" value="out"><label for="out">Outside</label></fieldset>
<button type="submit">Continue</button>
</form>
<h2>Places so far</h2>
<table><caption>Places</caption><thead><tr><th scope="col">Place</th></tr></thead>
<tbody><tr><td>Leeds</td></tr></tbody></table>
<p><a href="https://www.example.org/">A guide elsewhere</a> <img src="/map.png" alt="A map"></p>
</main>
<footer><svg aria-hidden="true" viewBox="0 0 1 1"></svg><a href="/accessibility">Accessibility</a></footer>
</body>
</html>"""

#: Check → edits of the good page, each of which that check must find.
FAULTS = {
    "valid_html": [
        ("<h2>Places so far</h2>", "<h2>Places so far</h3>"),
        ("<!DOCTYPE html>", ""),
        ("<p><a", "<p><div></div><a"),
        ('id="place"', 'id="place" id="place"'),
    ],
    "language_is_named": [('lang="en" ', ""), ('lang="en"', 'lang=""')],
    "one_h1_that_starts_the_title": [
        ("<h2>Places so far</h2>", "<h1>Places so far</h1>"),
        ("Error: Where", "Where"),
        ("<title>Error: ", "<title>Procure – "),
        ("<h1>", "<p>"),
        (" Where is the work?</h1>", "</h1>"),
    ],
    "zoom_is_allowed": [
        ("initial-scale=1", "maximum-scale=1"),
        ('content="width=device-width, initial-scale=1"', 'content=""'),
    ],
    "ids_are_unique": [('id="out"', 'id="in"'), ('id="place-hint"', 'id="place hint"')],
    "references_exist": [('id="place-hint"', 'id="another"'), ('for="in"', 'for="inside"')],
    "fields_are_labelled": [
        ('<label for="place">Place</label>', ""),
        ('<label for="place">Place</label>', '<label for="place"></label>'),
    ],
    "choices_are_in_a_named_group": [
        ("<fieldset><legend>Which?</legend>", ""),
        ("<legend>Which?</legend>", ""),
    ],
    "required_stands_on_fields_only": [('class="govuk-hint"', 'class="govuk-hint" required')],
    "words_are_there": [
        ("Places so far", ""),
        ("A town or a county", ""),
        ("Continue", ""),
        ("<caption>Places", "<caption>"),
    ],
    "forms_say_where_they_go": [
        ('method="post" ', ""),
        (' action="/tenders/1/place"', ""),
        ('name="csrf_token"', 'name="token"'),
        ('method="post"', 'method="get"'),
        ('value="0123456789abcdef0123456789abcdef"', 'value=""'),
    ],
    "nothing_runs_inline": [
        (f' nonce="{NONCE}"', ""),
        (f'nonce="{NONCE}"', 'nonce="guess"'),
        ("<h2>Places", '<h2 style="color: red">Places'),
        ("<h2>Places", '<h2 onclick="go()">Places'),
        ("</head>", "<style>p {}</style></head>"),
        ('href="/sign-out"', 'href="javascript:go()"'),
        ('href="/sign-out"', 'href=" JavaScript:go()"'),
    ],
    "nothing_comes_from_elsewhere": [
        ("/assets/app-1.css", "https://example.org/app.css"),
        ("/assets/app-1.js", "//example.org/app.js"),
        ('action="/tenders', 'action="https://example.org/tenders'),
        ("/map.png", "http://example.org/map.png"),
        ('src="/map.png"', 'src="/map.png" srcset="https://example.org/map.png 2x"'),
    ],
    "landmarks_are_there": [
        ('main-content">\n<div', 'content">\n<div'),
        ("<header>", "<header></header><header>"),
        ("footer>", "div>"),
        ('<a href="#main-content" class="govuk-skip-link">Skip to main content</a>', ""),
        ('aria-label="Journey"', 'aria-label="Account"'),
    ],
    "links_lead_somewhere": [
        ('href="/sign-out"', 'href=""'),
        ('href="/sign-out"', 'href="#"'),
        ('href="/sign-out"', 'href="#gone"'),
        (">Sign out<", "><"),
    ],
    "error_summary_links_reach_fields": [
        ('href="#place"', 'href="#place-hint"'),
        ('id="place"', 'type="hidden" id="place"'),
    ],
    "heading_levels_do_not_skip": [("<h2>Places so far</h2>", "<h3>Places so far</h3>")],
    "tables_have_headers": [
        (' scope="col"', ""),
        ('<th scope="col">Place</th>', "<td>Place</td>"),
        ("<caption>Places</caption>", ""),
    ],
    "pictures_have_alternatives": [(' alt="A map"', ""), ('<svg aria-hidden="true"', "<svg")],
}
POLICY_FAULTS = [
    ("default-src 'none'", "default-src *"),
    ("base-uri 'none'; ", ""),
    ("style-src 'self'", "style-src 'self' 'unsafe-inline'"),
    ("script-src 'self'", "script-src 'self' https://example.org"),
    (f" 'nonce-{NONCE}'", ""),
    (POLICY, ""),
]


def names_of_faults(html: str, policy: str = POLICY) -> set[str]:
    page = Page(html, {"Content-Security-Policy": policy})
    return {fault.partition(":")[0] for fault in faults_in(page)}


def test_a_good_page_has_no_fault():
    assert_good_page(GOOD, {"Content-Security-Policy": POLICY})


def test_every_check_is_shown_to_fail_here():
    assert {check.__name__ for check in CHECKS} == FAULTS.keys() | {"policy_is_strict"}


@pytest.mark.parametrize(
    ("check", "old", "new"), [(check, old, new) for check, edits in FAULTS.items() for old, new in edits]
)
def test_a_fault_is_found_by_the_check_it_is_about(check, old, new):
    assert old in GOOD
    assert check in names_of_faults(GOOD.replace(old, new))


@pytest.mark.parametrize(("old", "new"), POLICY_FAULTS)
def test_a_loose_policy_is_found(old, new):
    assert old in POLICY
    assert "policy_is_strict" in names_of_faults(GOOD, POLICY.replace(old, new))


def test_all_faults_are_told_at_once():
    bad = GOOD.replace(' alt="A map"', "").replace("Continue", "")
    with pytest.raises(BadPage, match=r"(?s)/here has 2 fault.*words_are_there.*pictures_have_alternatives"):
        assert_good_page(bad, {"Content-Security-Policy": POLICY}, where="/here")
