"""What there is to translate: ``python -m procure.languages.gathering`` brings the catalogues up to date with it.

Words are gathered from what marks them: ``_()`` and ``{% trans %}`` in templates, ``gettext``, ``ngettext`` and
``later`` in Python, and the labels of the vocabularies that public pages show. What is new is added without a
translation, what nobody says any more is left out, and translations stay as people wrote them.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file

from procure.languages.catalogue import path_of, read, write

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = "templates"
PYTHON = ("procure", "exports")
KEYWORDS = {"_": None, "gettext": None, "later": None, "ngettext": (1, 2)}
OPTIONS = {
    "newstyle_gettext": "true",
    "trimmed": "false",
    "trim_blocks": "true",
    "lstrip_blocks": "true",
    "extensions": "jinja2.ext.do",
}
#: File → the vocabularies in it whose labels are shown on public pages.
VOCABULARIES = {
    "procure/domain/vocabulary.py": (
        "Procedure", "Arrangement", "Direction", "RequirementReason", "MeasureKind", "Category", "SpecialRegime",
        "CriterionKind", "AwardMethod", "ConditionKind", "OutcomePriority", "StageKind", "SupplierNumber",
        "FrameworkAward", "CausalStep", "EvidenceGrade", "EqualityState", "PaymentMechanism", "AuthorityType",
        "FigureKind", "ReservedKind", "ShortenedPeriod",
    ),
    "procure/domain/results/judging.py": ("Status",),
    "procure/domain/notice_facts/words.py": ("WithholdingLimb",),
    "exports/freedom.py": ("Questioned",),
    "procure/domain/following.py": ("Pace",),
    "procure/domain/overlaps.py": ("Standing",),
    "procure/web/following/forms.py": ("Ending",),
    "procure/domain/engagement.py": ("ChallengeAnswer", "ResponseConsent", "RespondentKind"),
}  # fmt: skip
Words = str | tuple[str, str]


def gathered() -> dict[Words, set[str]]:
    """Every message, or pair of singular and plural, and the files that say it."""
    found: dict[Words, set[str]] = {}
    for path, words in _marked():
        found.setdefault(words, set()).add(path.relative_to(ROOT).as_posix())
    for name, vocabularies in VOCABULARIES.items():
        for label in _labels(ROOT / name, vocabularies):
            found.setdefault(label, set()).add(name)
    return found


def _marked() -> Iterator[tuple[Path, Words]]:
    files = [(path, "jinja2") for path in sorted((ROOT / TEMPLATES).rglob("*.html"))]
    files += [(path, "python") for folder in PYTHON for path in sorted((ROOT / folder).rglob("*.py"))]
    for path, method in files:
        text = path.read_bytes()
        if not any(mark in text for mark in (b"_(", b"trans", b"gettext(", b"later(")):
            continue
        for _, words, _, _ in extract_from_file(
            "jinja2.ext:babel_extract" if method == "jinja2" else method,
            path,
            keywords=KEYWORDS,
            options=OPTIONS,
        ):
            yield path, words if isinstance(words, str) else (words[0], words[1])


def _labels(path: Path, vocabularies: tuple[str, ...]) -> Iterator[str]:
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.ClassDef) and node.name in vocabularies:
            for each in node.body:
                if isinstance(each, ast.Assign) and isinstance(each.value, ast.Tuple):
                    label = each.value.elts[1]
                    if isinstance(label, ast.Constant) and isinstance(label.value, str):
                        yield label.value


def bring_up_to_date(language: str) -> int:
    """Write the catalogue of ``language`` anew; how many messages it has no translation of."""
    old = read(language)
    new = Catalog(
        locale=language, project="Procure", charset="utf-8", header_comment=old.header_comment, fuzzy=False
    )
    new.mime_headers = old.mime_headers
    missing = 0
    for words in gathered():
        kept = old.get(words[0] if isinstance(words, tuple) else words)
        is_same_kind = isinstance(kept, Message) and isinstance(kept.id, str) == isinstance(words, str)
        message = new.add(words, kept.string if kept and is_same_kind else None)
        missing += not (all(message.string) if isinstance(message.string, tuple) else message.string)
    write(language, new)
    return missing


if __name__ == "__main__":
    for folder in sorted(path.name for path in path_of("").parent.parent.iterdir() if path.is_dir()):
        left = bring_up_to_date(folder)
        sys.stderr.write(f"{folder}: {left} messages without a translation\n")
