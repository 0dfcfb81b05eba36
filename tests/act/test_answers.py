"""Answers explain themselves, cannot be changed, and lead to the law."""

import dataclasses
import json
import re
from datetime import date
from decimal import Decimal

import pytest

from procure.act.answers import advisory, blocking, plain
from procure.act.facts import ContractFacts
from procure.act.provisions import act, provision_url, regs
from procure.act.standstill import standstill
from procure.act.tables import read_rows
from procure.act.thresholds import is_above_threshold, threshold_for

ACT = "https://www.legislation.gov.uk/ukpga/2023/54"


@pytest.mark.parametrize(
    ("provision", "url"),
    [
        (act("s.51(1)-(2)"), f"{ACT}/section/51"),
        (act("s.115A"), f"{ACT}/section/115A"),
        (act("s.54(4) entry 7"), f"{ACT}/section/54"),
        (act("Sch 1 para 1, row 12"), f"{ACT}/schedule/1/paragraph/1"),
        (act("Sch 2"), f"{ACT}/schedule/2"),
        (act("Part 6"), ACT),
        (regs("reg 18(2)(s)"), "https://www.legislation.gov.uk/uksi/2024/692/regulation/18"),
        (regs("reg 38A"), "https://www.legislation.gov.uk/uksi/2024/692/regulation/38A"),
        ("SI 2025/1200 reg 3", "https://www.legislation.gov.uk/uksi/2025/1200/regulation/3"),
        ("WSI 2024/782", "https://www.legislation.gov.uk/wsi/2024/782"),
        ("Your own allowance", None),
        ("", None),
    ],
)
def test_a_citation_leads_to_the_page_that_holds_it(provision, url):
    assert provision_url(provision) == url


def test_policy_notes_lead_to_gov_uk():
    assert provision_url("PPN 002").startswith("https://www.gov.uk/")


def test_answers_and_findings_cannot_be_changed():
    answer = standstill(date(2026, 3, 2))
    finding = blocking("TIM-2", "code", "Mend it.", act("s.54"))

    for thing in (answer, answer.value, finding):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(thing, dataclasses.fields(thing)[0].name, "changed")


def test_answers_become_json_with_iso_dates_exact_pounds_and_their_address():
    told = plain(threshold_for(ContractFacts(), date(2026, 3, 2)))

    assert json.loads(json.dumps(told)) == told
    assert told["value"]["effective_from"] == "2026-01-01"
    assert told["value"]["amount"] == 207720
    assert told["url"] == f"{ACT}/schedule/1/paragraph/1"
    assert plain(Decimal("207719.99")) == 207719.99
    assert plain({"days": {date(2026, 3, 2)}}) == {"days": ["2026-03-02"]}


def test_findings_know_their_weight_and_their_address():
    prompt = advisory("SPE-4", "code", "Look again.", act("s.56(4)"), field="text", span=(1, 4))

    assert not prompt.is_blocking
    assert plain(prompt) == {
        "rule_id": "SPE-4",
        "code": "code",
        "severity": "advisory",
        "message": "Look again.",
        "provision": "Procurement Act 2023 s.56(4)",
        "field": "text",
        "span": [1, 4],
        "url": f"{ACT}/section/56",
    }


def test_explanations_are_whole_sentences_with_amounts_people_can_read():
    words = is_above_threshold(Decimal("207719.99"), ContractFacts(), date(2026, 3, 2)).explanation

    assert words == (
        "£207,719.99 including VAT is less than the threshold of £207,720, row 12 of the table of threshold amounts."
    )


@pytest.mark.parametrize(
    "table", ["bank_holidays", "thresholds", "lines", "policy_statements", "devolved_duties"]
)
def test_every_dated_row_says_where_it_comes_from(table):
    rows = read_rows(table)

    assert rows
    for row in rows:
        assert row.get("source") or row.get("provision")
        for column in ("on", "effective_from"):
            assert column not in row or re.fullmatch(r"\d{4}-\d\d-\d\d", row[column])
