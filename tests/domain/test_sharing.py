"""Is the data ready? The formula, what each dataset lacks, and the register of what holds outcomes up."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from exports.board_view.shared import data_lines
from exports.data_papers import agreement_docx, agreement_pdf, summary_docx, summary_pdf
from procure.domain.alignment.gates import GateState, gates_of
from procure.domain.measurability import Timing
from procure.domain.sharing import (
    DataShareSnapshot,
    Waiting,
    blocked_first,
    blocker_words,
    data_is_ready,
    first_reading,
    readiness_of,
    register,
    share_issues,
)
from procure.domain.snapshot import SpecificationSnapshot
from procure.domain.vocabulary import Blocker, Gateway
from procure.domain.withholding import public
from tests.factories.snapshots import make_facts, make_snapshot

STARTS = date(2027, 9, 1)
WHOLE = make_snapshot(outcomes=2, measures=1)
FIRST, SECOND = (outcome.measures[0] for outcome in WHOLE.outcomes)


def share(number: int = 1, measure_key: str = FIRST.key, **changes: Any) -> DataShareSnapshot:
    """A dataset that is ready."""
    values: dict[str, Any] = {
        "key": f"dat-{number}", "number": number, "measure_key": measure_key, "name": "Winter admissions",
        "holder": "NHS England", "holder_agrees": True, "gateway": "digital_economy_act", "assessment_done": True,
        "gateway_note": "Fuel poverty", "available_on": STARTS, "needed_on": STARTS + timedelta(60),
        "purpose": "To see whether admissions fall", "lawful_basis": "public_task",
    }  # fmt: skip
    return DataShareSnapshot(**{**values, **changes})


def snapshot(*shares: DataShareSnapshot) -> SpecificationSnapshot:
    return WHOLE.model_copy(update={"data_shares": shares})


def test_the_formula_worked() -> None:
    found = readiness_of(snapshot(share(1), share(2, SECOND.key, holder_agrees=None)))
    assert (found.ready, found.needed, found.share) == (1, 2, Decimal("0.5"))
    assert found.words == "1 of 2 datasets is ready (50%)"
    assert data_is_ready(snapshot(share(1), share(2, SECOND.key))) is True
    assert data_is_ready(snapshot(share(1))) is False, "the other measure has no dataset"
    assert data_is_ready(WHOLE) is None


@pytest.mark.parametrize(
    ("changed", "lacking"),
    [
        ({"gateway": ""}, "a legal gateway"),
        ({"gateway": Gateway.NONE}, "a legal gateway"),
        ({"holder_agrees": False}, "the holder’s agreement"),
        ({"available_on": None}, "the day it will be there"),
        ({"available_on": STARTS + timedelta(60)}, "to be there before the first reading"),
    ],
)
def test_what_a_dataset_lacks_is_said(changed: dict[str, Any], lacking: str) -> None:
    found = readiness_of(snapshot(share(**changed), share(2, SECOND.key)))
    assert [each.lacks for each in found.datasets] == [(lacking,), ()]
    assert [each.code for each in share_issues(snapshot(share(**changed), share(2, SECOND.key)))] == [
        "data-not-ready"
    ]


def test_the_first_reading_is_an_interval_and_a_lag_after_the_start() -> None:
    measure = FIRST.model_copy(update={"frequency": "Monthly", "lag": "Two months"})
    reading = first_reading(measure, STARTS)
    assert reading is not None
    assert abs((reading - STARTS).days - 91) <= 1
    assert first_reading(measure, None) is None
    assert first_reading(measure.model_copy(update={"frequency": ""}), STARTS) is None


def test_a_measure_and_a_dataset_that_lost_one_another_are_said() -> None:
    codes = [each.code for each in share_issues(snapshot(share(measure_key="gone", assessment_done=None)))]
    assert codes == [
        "data-without-measure",
        "no-privacy-assessment",
        "measure-without-data",
        "measure-without-data",
    ]
    assert list(share_issues(WHOLE)) == []


def test_the_dataset_to_unblock_first_has_a_blocker_and_is_needed_soonest() -> None:
    late = share(1, holder_agrees=False, blocker="culture", needed_on=STARTS + timedelta(50))
    soon = share(2, SECOND.key, holder_agrees=False, blocker="legislation", needed_on=STARTS + timedelta(40))
    unnamed = share(3, SECOND.key, gateway="", needed_on=STARTS)
    found = blocked_first(readiness_of(snapshot(late, soon, unnamed)))
    assert found is not None
    assert found.share == soon
    assert blocked_first(readiness_of(snapshot(share(), share(2, SECOND.key)))) is None


shares = st.lists(
    st.builds(
        share, st.integers(1, 99), st.sampled_from([FIRST.key, SECOND.key, "gone"]),
        gateway=st.sampled_from(["", *Gateway]), holder_agrees=st.one_of(st.none(), st.booleans()),
        available_on=st.one_of(st.none(), st.dates(STARTS - timedelta(30), STARTS + timedelta(90))),
    ),
    max_size=5,
)  # fmt: skip


@settings(max_examples=40)
@given(shares, st.randoms(use_true_random=False))
def test_readiness_lies_between_none_and_all_whatever_the_order(found, chance) -> None:
    mixed = list(found)
    chance.shuffle(mixed)
    before, after = readiness_of(snapshot(*found)), readiness_of(snapshot(*mixed))
    assert before.share is not None
    assert 0 <= before.share <= 1
    assert (before.ready, before.needed) == (after.ready, after.needed)
    assert before.needed >= 2, "each measure needs at least one"


@settings(max_examples=40)
@given(shares.filter(bool))
def test_settling_a_dataset_never_makes_readiness_less(found) -> None:
    settled = share(found[0].number, found[0].measure_key)
    before, after = readiness_of(snapshot(*found)), readiness_of(snapshot(settled, *found[1:]))
    assert (after.needed, after.ready >= before.ready) == (before.needed, True)


# The register


def line(outcome: str, dataset: str = "Winter admissions", tender: str = "T1", **changes: Any) -> Waiting:
    return Waiting(
        dataset, changes.pop("holder", "NHS"), tender, outcome, changes.pop("is_ready", False), **changes
    )


def test_one_blocked_dataset_holds_up_seven_outcomes_and_comes_first() -> None:
    seven = [
        line(f"o{at}", tender=f"T{at % 3}", blocker="legislation" if at else "culture") for at in range(7)
    ]
    other = [line("o8", "Tax records", needed_by=date(2027, 1, 1)), line("o9", "Tax records", is_ready=True)]
    wall, small = register([*other, *seven, line("o1", " winter  ADMISSIONS ", tender="T1", holder="nhs")])
    assert (wall.outcomes, wall.tenders, wall.dataset) == (7, 3, "Winter admissions")
    assert blocker_words(wall) == "legislation (6), culture (1)"
    assert (small.dataset, small.outcomes) == ("Tax records", 1)
    assert blocker_words(small) == "not said"


waiting = st.lists(
    st.builds(
        line, st.sampled_from("abcdef"), st.sampled_from(["A", "a ", "B", "C"]), st.sampled_from(["T1", "T2"]),
        is_ready=st.booleans(), blocker=st.sampled_from(["", *Blocker]),
        needed_by=st.one_of(st.none(), st.dates(date(2027, 1, 1), date(2027, 3, 1))),
    ),
    max_size=12,
)  # fmt: skip


@settings(max_examples=60)
@given(waiting, st.randoms(use_true_random=False))
def test_the_register_is_in_order_loses_nothing_and_does_not_depend_on_order(found, chance) -> None:
    mixed = list(found)
    chance.shuffle(mixed)
    walls = register(found)
    assert register(mixed) == walls
    assert sum(len(wall.lines) for wall in walls) == sum(not each.is_ready for each in found)
    assert [wall.outcomes for wall in walls] == sorted((wall.outcomes for wall in walls), reverse=True)
    assert all(1 <= wall.outcomes <= len(wall.lines) and wall.tenders <= wall.outcomes for wall in walls)


# Papers


def test_papers_say_what_is_settled_and_what_is_not_and_neither_is_published() -> None:
    whole = snapshot(share(special_category="", register_entry=""))
    for data in (agreement_docx(whole, whole.data_shares[0]), summary_docx(whole)):
        document = docx.Document(BytesIO(data))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        assert "Fuel poverty" in " ".join(cells)
        assert document.core_properties.author == whole.authority.name
    agreement = "".join(
        page.extract_text() for page in PdfReader(BytesIO(agreement_pdf(whole, whole.data_shares[0]))).pages
    )
    assert "Tobesettled" in "".join(agreement.split())
    assert "Winteradmissions" in "".join(agreement.split())
    reader = PdfReader(BytesIO(summary_pdf(whole)))
    assert str(reader.trailer["/Root"]["/MarkInfo"]["/Marked"]) == "True"
    assert public(whole).data_shares == ()


def test_a_hostile_name_stays_text_in_every_paper() -> None:
    whole = snapshot(share(name="<script>alert(1)</script> & \u202e", holder="=cmd()"))
    text = " ".join(
        paragraph.text
        for paragraph in docx.Document(BytesIO(agreement_docx(whole, whole.data_shares[0]))).paragraphs
    )
    assert "<script>alert(1)</script>" in text
    assert "\u202e" not in text
    assert b"%PDF" in agreement_pdf(whole, whole.data_shares[0])[:8]


def test_facts_without_dates_leave_the_day_unknown() -> None:
    bare = snapshot(share(needed_on=None)).model_copy(update={"facts": make_facts(supply_starts_on=None)})
    assert readiness_of(bare).datasets[0].lacks == ("the day of the first reading",)


def test_the_board_reads_how_ready_the_data_is_and_what_to_unblock_first() -> None:
    blocked = snapshot(share(holder_agrees=False, blocker="legislation"), share(2, SECOND.key))
    first, second = data_lines(blocked)
    assert first == "1 of 2 datasets is ready (50%)."
    assert second.startswith(
        "To unblock first: Winter admissions, held by NHS England (legislation); it lacks"
    )
    assert data_lines(WHOLE) == ()


def test_a_known_gateway_for_each_dataset_clears_the_gate_and_one_unknown_stops_it() -> None:
    clear, stopped = (
        next(
            gate.state
            for found in (snapshot(share(), share(2, SECOND.key, gateway=each)),)
            for gate in gates_of(found, Timing.of(found, date(2026, 11, 23)))
            if gate.code == "gateway"
        )
        for each in ("consent", "none")
    )
    assert (clear, stopped) == (GateState.CLEAR, GateState.STOPS)
