"""Every rule for kinds beside lines that it is for, and lines that only look like them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from procure.coach.parsing import Parse
from procure.coach.rules import KindRule, kind_rules

EXAMPLES = yaml.safe_load(Path(__file__).with_name("rule_examples.yml").read_text(encoding="utf-8"))
NONE: dict[str, list[str]] = {"hits": [], "misses": []}


@pytest.mark.parametrize("rule", kind_rules(), ids=lambda rule: rule.name)
def test_a_rule_holds_of_its_lines_and_of_none_that_only_look_like_them(rule: KindRule) -> None:
    examples = EXAMPLES.get(rule.name, NONE)
    for line in (*rule.hits, *examples["hits"]):
        assert rule.matches(Parse(line)) is not None, line
    for line in (*rule.misses, *examples["misses"]):
        assert rule.matches(Parse(line)) is None, line


def test_nearly_every_rule_has_such_lines() -> None:
    without = [rule.name for rule in kind_rules() if not (rule.hits or rule.name in EXAMPLES)]
    assert len(without) < len(kind_rules()) / 10, without
