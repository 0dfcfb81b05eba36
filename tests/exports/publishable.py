"""Random specifications that may be published: much may be missing, any text may be in them, nothing disagrees."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from exports.ocds.plain import plain_line
from procure.domain.snapshot import (
    Authority,
    AwardCriterionSnapshot,
    AwardSnapshot,
    LotSnapshot,
    MeasureSnapshot,
    OutcomeSnapshot,
    ParticipationConditionSnapshot,
    ProcurementFacts,
    SpecificationSnapshot,
    StageSnapshot,
    TargetPoint,
    TenderDocumentSnapshot,
)
from procure.domain.vocabulary import (
    AuthorityType,
    Category,
    ConditionKind,
    CriterionKind,
    Direction,
    FrameworkAward,
    ShortenedPeriod,
    SpecialRegime,
    StageKind,
    SupplierNumber,
)

HOSTILE = (
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "![x](file:///etc/passwd)",
    "\u202egnirts\u202c",
    "\x00\x0b null",
    "שלום مرحبا",
    "Dŵr 🏴 👩‍👩‍👧",
    "- one\n  - two\n\n> three",
    "{{ 7 * 7 }}",
    "&#x202e;&lt;b&gt;",
    "\r\n\r\n\u2028",
)
prose = st.sampled_from(HOSTILE) | st.text(max_size=40)
answer = st.sampled_from([True, False, None])
days = st.dates(date(2026, 1, 1), date(2040, 12, 31))
moments = st.datetimes(datetime(2026, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))
said = prose.filter(lambda text: bool(plain_line(text)))
cpv = st.lists(st.sampled_from(("71314300", "45321000", "85312000")), max_size=3).map(tuple)
regions = st.lists(st.sampled_from(("UK", "UKG", "UKL1", "UKD11", "GG")), max_size=3).map(tuple)
addresses = st.sampled_from(
    ("https://example.org/ŵ?a=b", "HTTP://Example.ORG", "ftp://x", "javascript:1", "", "x y")
)


@st.composite
def money(draw: st.DrawFn) -> dict[str, Decimal | None]:
    """Net and gross, or one, or neither; the gross never less."""
    net = Decimal(draw(st.integers(0, 10**13))) / 100
    gross = net + Decimal(draw(st.integers(0, 10**11))) / 100
    known = draw(st.sampled_from(((True, True), (True, False), (False, True), (False, False))))
    return {"value_net": net if known[0] else None, "value_gross": gross if known[1] else None}


@st.composite
def supply(draw: st.DrawFn) -> dict[str, date | None]:
    """Start and end in order, each perhaps unknown."""
    start = draw(days)
    end = start + timedelta(days=draw(st.integers(0, 3000)))
    return {
        "supply_starts_on": draw(st.sampled_from((start, None))),
        "supply_ends_on": draw(st.sampled_from((end, None))),
    }


@st.composite
def criteria(draw: st.DrawFn) -> tuple[AwardCriterionSnapshot, ...]:
    """Criteria with different names whose weights add up to 100."""
    names = draw(st.lists(said, max_size=4, unique_by=plain_line))
    weights = {0: (), 1: (100,), 2: (70, 30), 3: (50, "33.3", "16.7"), 4: (40, 30, 20, 10)}[len(names)]
    return tuple(
        AwardCriterionSnapshot(
            key=f"c{number}",
            number=number,
            name=name,
            kind=draw(st.sampled_from([kind.value for kind in CriterionKind])),
            weight=Decimal(weight),
            description=draw(prose),
        )
        for number, (name, weight) in enumerate(zip(names, weights, strict=True), start=1)
    )


@st.composite
def facts(draw: st.DrawFn) -> ProcurementFacts:
    """Answers, each perhaps not given; texts of any kind, also where the answer says there should be none."""
    fields = ProcurementFacts.model_fields
    values: dict[str, Any] = {}
    for name, field in fields.items():
        if field.annotation is str:
            values[name] = draw(prose)
        elif field.annotation == (bool | None):
            values[name] = draw(answer)
        elif field.annotation == (datetime | None):
            values[name] = draw(st.none() | moments)
        elif field.annotation == (date | None):
            values[name] = draw(st.none() | days)
        elif field.annotation == (int | None):
            values[name] = draw(st.none() | st.integers(1, 50))
    supplied = draw(supply())
    latest = supplied["supply_ends_on"] or supplied["supply_starts_on"] or draw(days)
    values |= supplied | draw(money())
    values["supply_may_extend_to_on"] = draw(st.sampled_from((None, latest + timedelta(days=365))))
    values["procedure"] = draw(st.sampled_from(("open", "competitive_flexible", "")))
    values["special_regimes"] = tuple(
        draw(st.lists(st.sampled_from([*map(str, SpecialRegime)]), unique=True))
    )
    values |= {
        "arrangement": draw(st.sampled_from(("", "contract", "framework"))),
        "framework_award": draw(st.sampled_from(["", *map(str, FrameworkAward)])),
        "framework_supplier_number": draw(st.sampled_from(["", *map(str, SupplierNumber)])),
        "reserved_place": draw(st.sampled_from(("", "uk", "local"))),
        "reserved_to_kinds": draw(st.sampled_from(((), ("sme",), ("vcse",), ("sme", "vcse")))),
        "framework_fee_percentage": draw(st.none() | st.integers(0, 10_000).map(lambda n: Decimal(n) / 100)),
        "is_below_threshold": draw(st.sampled_from((None, None, False, True))),
    }
    if values["framework_starts_on"] and values["framework_ends_on"]:
        ends = sorted((values["framework_starts_on"], values["framework_ends_on"]))
        values["framework_starts_on"], values["framework_ends_on"] = ends
    values["main_category"] = draw(st.sampled_from(["", *map(str, Category)]))
    values["cpv_codes"], values["regions"] = draw(cpv), draw(regions)
    values["shorter_period_entry"] = draw(st.sampled_from(["", *map(str, ShortenedPeriod)]))
    values["languages"] = draw(st.sampled_from(((), ("en",), ("en", "cy", "en"))))
    values["agent_ppon"] = draw(st.sampled_from(("", "PJKL-4321-MNPQ", "PBCD-1234-FGHJ")))
    values["agent_name"] = draw(said)
    values["contact_name"] = draw(said)
    values["vat_rate"] = Decimal(20)
    return ProcurementFacts(**values)


@st.composite
def lots(draw: st.DrawFn, whole: ProcurementFacts) -> tuple[LotSnapshot, ...]:
    """Lots that take the dates of the whole, or have their own inside them."""
    return tuple(
        LotSnapshot(
            key=f"l{number}",
            number=number,
            title=draw(prose),
            description=draw(prose),
            cpv_codes=draw(cpv),
            regions=draw(regions),
            supply_starts_on=whole.supply_starts_on,
            supply_ends_on=whole.supply_ends_on,
            **draw(money()),
        )
        for number in range(1, draw(st.integers(0, 3)) + 1)
    )


@st.composite
def outcomes(draw: st.DrawFn) -> tuple[OutcomeSnapshot, ...]:
    """Outcomes with measures whose figures may be numbers or words."""
    figure = st.sampled_from(("", "12", "-3.5", "1e5", "about half", "007", "99999999999999999999")) | prose
    measure = st.builds(
        MeasureSnapshot,
        key=st.just("m"),
        name=prose,
        unit=prose,
        direction=st.sampled_from(["", *map(str, Direction)]),
        source=prose,
        baseline_value=figure,
        baseline_period=prose,
        target_value=figure,
        target_on=st.none() | days,
        target_path=st.lists(st.builds(TargetPoint, on=days, value=figure), max_size=2).map(tuple),
    )
    return tuple(
        OutcomeSnapshot(
            key=f"o{number}",
            number=number,
            title=draw(prose),
            statement=draw(prose),
            measures=tuple(draw(st.lists(measure, max_size=2))),
        )
        for number in range(1, draw(st.integers(0, 3)) + 1)
    )


@st.composite
def snapshots(draw: st.DrawFn) -> SpecificationSnapshot:
    """A whole specification."""
    answered = draw(facts())
    stage_kinds = [kind.value for kind in StageKind]
    return SpecificationSnapshot(
        reference="7K3M-9Q2X-4D",
        title=draw(said),
        authority=Authority(
            name=draw(said),
            ppon=draw(st.sampled_from(("", "PBCD-1234-FGHJ"))),
            authority_type=draw(st.sampled_from(["", *map(str, AuthorityType)])),
            devolved_regime=draw(st.sampled_from(("", "GB-WLS", "GB-NIR"))),
            street=draw(prose),
            locality=draw(prose),
            postcode=draw(prose),
            region=draw(st.sampled_from(("", "UKG", "UKL1"))),
            email=draw(prose),
            website=draw(addresses),
        ),
        outcomes=draw(outcomes()),
        award=AwardSnapshot(
            award_methodology=draw(prose),
            failing_disqualifies=draw(answer),
            disqualifying_note=draw(prose),
            criteria=draw(criteria()),
        ),
        facts=answered,
        lots=draw(lots(answered)),
        stages=tuple(
            StageSnapshot(key="s", number=number, kind=draw(st.sampled_from(stage_kinds)), name=draw(prose))
            for number in range(1, draw(st.integers(0, 3)) + 1)
        ),
        conditions=tuple(
            ParticipationConditionSnapshot(
                key="p",
                number=number,
                text=draw(prose),
                kind=draw(st.sampled_from(["", *map(str, ConditionKind)])),
                evidence_asked=draw(prose),
            )
            for number in range(1, draw(st.integers(0, 3)) + 1)
        ),
        documents=tuple(
            TenderDocumentSnapshot(
                key="d", number=number, title=draw(prose), url=draw(addresses), description=draw(prose)
            )
            for number in range(1, draw(st.integers(0, 2)) + 1)
        ),
    )
