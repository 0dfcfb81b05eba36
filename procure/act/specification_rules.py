"""Technical specifications (Act s.56): wording that needs another look, each hit with its place in the text.

A modest lint by fixed rules (SPE-8): it prompts, it does not decide. Every finding needs a recorded
justification or a change of words. ``says_equivalents_accepted`` tells it that the document already says, for
everything it names, that equivalents count; a sentence that says so itself is recognised.
"""

from __future__ import annotations

import re
from functools import cache

from .answers import Finding, advisory
from .provisions import act
from .tables import read_rows
from .wording import SentenceTest

_STANDARD = re.compile(r"\b(?:BS|PAS)(?P<body>(?:[ /-]?(?:EN|ISO|IEC|CEN|ETSI))*)[ -]?\d[\d.:-]*(?<![.:-])")
_NATIONALITY = r"(?:British|English|Scottish|Welsh|Irish|UK|Northern Irish|local|locally)"
_ORIGIN = re.compile(
    r"\b(?:made|manufactured|produced|grown|assembled|built) in (?:the )?[A-Z][\w-]*(?: [A-Z][\w-]*)*"
    rf"|\b{_NATIONALITY}[- ](?:made|built|grown|produced|manufactured|sourced)\b"
    rf"|\b{_NATIONALITY}(?:[- ]based)? (?:suppliers?|firms?|companies|manufacturers?) only\b",
)
_PATENT = re.compile(
    r"\b(?:UK |GB |US |EP )?(?:patented\b|patent (?:no\.?|number)(?: [A-Z]{0,2}\d[\d,]*)?)", re.IGNORECASE
)
_MARK = re.compile(r"\b[A-Z][\w-]* ?[™®]")
_DESIGN = re.compile(
    r"\b(?:must|shall|should|will) be (?:made|built|constructed|fabricated|manufactured)"
    r"(?: entirely| solely)? (?:of|from|out of|with|using)\b",
    re.IGNORECASE,
)
_EQUIVALENT = re.compile(r"\bequivalents?\b|\bequal quality\b", re.IGNORECASE)

_EQUIVALENT_STANDARD = (
    "say that an equivalent foreign or international standard counts as meeting it, if you are "
    "satisfied it is one"
)


def lint(text: str, *, says_equivalents_accepted: bool = False, field: str = "") -> tuple[Finding, ...]:
    """Findings in order of place: UK standards (SPE-2 to SPE-4), names and origins (SPE-6, SPE-7), licensing
    models and prescribed design (SPE-1). Spans are [start, end) characters of ``text``; all are advisory."""
    accepted = SentenceTest(text, _EQUIVALENT)

    def accepts(hit: re.Match[str]) -> bool:
        return says_equivalents_accepted or accepted.holds_at(hit)

    found: list[Finding] = []
    for hit in _STANDARD.finditer(text):
        found += _standard(hit, accepts(hit), field)
    for pattern, kind in _named():
        for hit in pattern.finditer(text):
            if kind == "licensing":
                found.append(_licensing(hit, field))
            else:
                found.append(_name(hit, accepts(hit), field, "trade-name", "a product or supplier"))
    for pattern, code, what in (
        (_ORIGIN, "place-of-origin", "a place of origin"),
        (_PATENT, "patent", "a patent"),
        (_MARK, "trade-mark", "a trade mark"),
    ):
        found += [_name(hit, accepts(hit), field, code, what) for hit in pattern.finditer(text)]
    found += [
        advisory(
            "SPE-1",
            "prescribed-design",
            f"“{hit[0]}” prescribes how a thing is made: could you say what it must achieve instead?",
            act("s.56(2)"),
            field=field,
            span=hit.span(),
        )
        for hit in _DESIGN.finditer(text)
    ]
    return _without_overlaps(found)


def _standard(hit: re.Match[str], accepts_equivalent: bool, field: str) -> list[Finding]:
    found = []
    if not hit["body"]:
        found.append(
            advisory(
                "SPE-2",
                "uk-standard",
                f"{hit[0]} is a UK standard: refer to it only if it adopts an international one, or "
                "none exists.",
                act("s.56(3)"),
                field=field,
                span=hit.span(),
            )
        )
    if not accepts_equivalent:
        message = f"{hit[0]} is set by the UK standards body: {_EQUIVALENT_STANDARD}."
        found.append(
            advisory(
                "SPE-4",
                "uk-standard-without-equivalent",
                message,
                act("s.56(4)"),
                field=field,
                span=hit.span(),
            )
        )
    return found


def _name(hit: re.Match[str], accepts_equivalent: bool, field: str, code: str, what: str) -> Finding:
    words = hit[0].strip()
    if accepts_equivalent:
        message = f"“{words}” names {what}: keep it only if the requirement cannot be understood without it."
        return advisory("SPE-6", code, message, act("s.56(7)"), field=field, span=hit.span())
    message = (
        f"“{words}” names {what}: describe what is needed instead, or show why it is necessary and say that "
        "equivalents will not be disadvantaged."
    )
    return advisory(
        "SPE-7", f"{code}-without-equivalent", message, act("s.56(7)-(8)"), field=field, span=hit.span()
    )


def _licensing(hit: re.Match[str], field: str) -> Finding:
    message = f"“{hit[0]}” refers to a licensing model: could performance or function be stated instead?"
    return advisory("SPE-1", "licensing-model", message, act("s.56(2)"), field=field, span=hit.span())


@cache
def _named() -> tuple[tuple[re.Pattern[str], str], ...]:
    """One pattern for each kind of named thing. Trade names match as they are written, licences in any
    case."""
    kinds: dict[str, list[str]] = {}
    for row in read_rows("named_things"):
        kinds.setdefault(row["kind"], []).append(re.escape(row["term"]))
    flags = {"trade-name": re.RegexFlag(0), "licensing": re.IGNORECASE}
    return tuple(
        (re.compile(rf"\b(?:{'|'.join(terms)})\b", flags[kind]), kind) for kind, terms in kinds.items()
    )


def _without_overlaps(found: list[Finding]) -> tuple[Finding, ...]:
    """In order of place, one finding of a rule for one stretch of text: “Microsoft®” is both a name and a
    mark."""
    kept: list[Finding] = []
    reached: dict[str, int] = {}
    for finding in sorted(found, key=lambda finding: (finding.span or (0, 0), finding.rule_id)):
        start, end = finding.span or (0, 0)
        if start >= reached.get(finding.rule_id, 0):
            kept.append(finding)
            reached[finding.rule_id] = end
    return tuple(kept)
