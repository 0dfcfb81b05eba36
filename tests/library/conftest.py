"""A small library on disk that tests may spoil."""

from pathlib import Path

import pytest

FRAMEWORK = """---
id: plan
version: 1
status: current
name: A plan
source_url: https://example.org/plan
verified: true
effective_from: 2024-12-05
standing: in force
---
## Summary
A set of milestones.
"""

MISSION = """---
id: health
version: 1
status: current
name: Better health
source_url: https://example.org/missions
verified: true
lead_department: DHSC
other_departments: [DfE]
departments_verified: false
departments_source_url: null
departments_note: null
framework: plan
objectives:
  - id: shorter-waits
    title: Shorter waits
    mission: health
    framework: plan
    kind: milestone
    metric: Waits under 18 weeks
    unit: '% of pathways'
    direction: up
    direction_note: null
    geography: England
    baseline: {value: 58.8, date: July 2024, source_url: 'https://example.org/a', verified: true, note: null}
    target: {value: 92, date: March 2029, source_url: 'https://example.org/b', verified: true, note: null}
    interim_targets: []
    data_source: Waiting times
    publisher: NHS England
    frequency: monthly
    lag: null
    data_source_verified: true
    updates: []
    caution: null
    caution_source_url: null
    lead_department: DHSC
    other_departments: []
    departments_verified: true
    departments_source_url: null
    departments_note: null
---
## Aim
People are treated sooner.

## In plain words
Waiting is the test.

## Cautions
- A list can shrink because people leave it.
"""

OUTCOME = """---
id: shorter-waits-locally
version: 1
status: current
title: Shorter waits here
sector: Health and care
missions: [health]
objectives: [shorter-waits]
geography: England
beneficiary: People waiting
cpv: ['85111000']
measures:
  - name: Waits under 18 weeks
    unit: '% of pathways'
    direction: up
    kind: outcome
    source: Waiting times
    publisher: NHS England
    frequency: monthly
    lag: about 6 weeks
    baseline:
      value: 61.3
      value_text: null
      period: July 2025
      source_url: https://example.org/waits
      verified: true
    counter_measure: Removals from the list, by reason.
data_needs:
  - dataset: Tracking list
    holder: Trusts
    blocker: standards
    note: null
evidence:
  - url: https://example.org/evidence
    supports: The trend
    verified: false
---
## Outcome
By {date}, {target}% of people in {place} start treatment
within 18 weeks, in {place} and beyond.

## Questions for suppliers
- Who waits longest, and what would you do first?
- How would we see it
  month by month?

## The usual prescriptive trap
Extra theatre lists on one site.

## How it can be gamed
Removing people from the list.

## Using it well
Start from the local figure.

Report by deprivation.
"""

OUTCOME_PATH = "outcomes/health-and-care/shorter-waits-locally.md"


class Shelf:
    """A library folder with one entry of each kind a test needs, and ways to spoil it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write("frameworks/plan.md", FRAMEWORK)
        self.write("missions/health.md", MISSION)
        self.write(OUTCOME_PATH, OUTCOME)

    def write(self, path: str, content: str | bytes) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))

    def change(self, old: str, new: str, path: str = OUTCOME_PATH) -> None:
        text = (self.root / path).read_text(encoding="utf-8")
        assert old in text, "the test changes nothing"
        self.write(path, text.replace(old, new, 1))


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)
