"""Every rule of our reading of the law is accounted for: where it is decided, kept or told, or why it is not here."""

import re
from importlib import import_module
from pathlib import Path

from procure.act.periods import ENTRIES
from procure.act.tables import read_rows

ROOT = Path(__file__).resolve().parents[2]
RULES = read_rows("rules")
IDS = {row["rule"] for row in RULES}
#: A rule as code and data write it. NOT words such as UTF-8 or UK4.
_CITED = re.compile(r"\b(?:[A-Z]{2,3}|UK6)-[0-9]{1,2}\b")
_NOT_RULES = {"UTF-8", "UTF-16", "PUB-0"}
#: How many there are: a rule that is taken out, or forgotten, shows.
COUNT = 234


def test_every_rule_is_accounted_for_once():
    assert len(RULES) == len(IDS) == COUNT
    assert {row["kept_by"] for row in RULES} == {"rule", "record", "words", "outside"}
    assert set(ENTRIES) <= IDS


def test_the_account_of_a_rule_leads_somewhere_or_gives_a_reason():
    assert [row["rule"] for row in RULES if not row["how"].endswith(".") or not _leads_somewhere(row)] == []


def _leads_somewhere(row):
    where = row["where"]
    if row["kept_by"] == "outside":
        return not where
    if row["kept_by"] == "rule":
        module, _, name = where.rpartition(".")
        return hasattr(import_module(f"procure.act.{module}"), name)
    module, _, name = where.partition(":")
    return hasattr(import_module(module), name) if name else (ROOT / where).exists()


def test_a_rule_that_code_decides_is_cited_where_it_is_decided():
    decided = [row for row in RULES if row["kept_by"] == "rule"]
    assert len(decided) > COUNT / 2
    modules = {row["where"].partition(".")[0] for row in decided}
    cited = {
        name: _cited_in((ROOT / f"procure/act/{name}.py").read_text(encoding="utf-8")) for name in modules
    }
    assert [row["rule"] for row in decided if row["rule"] not in cited[row["where"].partition(".")[0]]] == []


def test_code_cites_no_rule_that_the_account_does_not_know():
    strangers = {}
    for path in sorted((ROOT / "procure").rglob("*.py")):
        unknown = _cited_in(path.read_text(encoding="utf-8")) - IDS - _NOT_RULES
        if unknown:
            strangers[path.relative_to(ROOT).as_posix()] = sorted(unknown)
    assert strangers == {}


def _cited_in(text: str) -> set[str]:
    """Rules named in a text, those inside a range such as ``KPI-1 to KPI-3`` with it."""
    found = set(_CITED.findall(text)) | {
        word for word in re.findall(r"\b[PT][0-9]{1,2}\b", text) if word in ENTRIES
    }
    for family, first, last in re.findall(r"\b([A-Z]{2,3})-([0-9]+) to \1-([0-9]+)", text):
        found |= {f"{family}-{number}" for number in range(int(first), int(last) + 1)}
    return found
