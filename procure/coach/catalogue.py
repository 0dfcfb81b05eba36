"""What the coach says for each code, made from ``data/findings.yml`` into findings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from procure.act.provisions import provision_url

from .lexicons import read_yaml
from .reading import Code, Finding, Severity

_QUOTED = 80
_ELSEWHERE = {
    "GOV.UK content design": "https://www.gov.uk/guidance/content-design/writing-for-gov-uk",
    "Outcome method": "",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """What is said for a code. ``label`` is its name for people."""

    label: str
    severity: Severity
    message: str
    why: str
    question: str
    mend: str
    provision: str
    url: str


@cache
def entry(code: Code) -> Entry:
    """The entry for a code. Raises KeyError where the file has none."""
    row = read_yaml("findings")[code.value]
    provision = row["provision"]
    url = _ELSEWHERE.get(provision, provision_url(provision)) or ""
    return Entry(
        row["label"],
        Severity(row["severity"]),
        row["message"],
        row["why"],
        row["question"],
        row["mend"],
        provision,
        url,
    )


def finding(code: Code, text: str, start: int, end: int, **words: str) -> Finding:
    """A finding about ``text[start:end]``, whose words are put into the message, or others for ``{name}``."""
    said = entry(code)
    quoted = " ".join(text[start:end].split())
    if len(quoted) > _QUOTED:
        quoted = quoted[:_QUOTED].rsplit(" ", 1)[0] + " …"
    put = {"words": quoted, **words}
    return Finding(
        code=code,
        start=start,
        end=end,
        severity=said.severity,
        message=_filled(said.message, put),
        why=said.why,
        question=said.question,
        mend=_filled(said.mend, put),
        provision=said.provision,
        url=said.url,
    )


def _filled(template: str, words: dict[str, str]) -> str:
    for name, value in words.items():
        template = template.replace(f"{{{name}}}", value)
    return template
