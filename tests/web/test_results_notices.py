"""From results to the notices they call for: gates judged on their evidence, decisions, and pre-filled particulars."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from procure.db import reading, writing
from procure.domain.gating import StageGateSnapshot
from procure.domain.identifiers import new_key
from procure.domain.notice_facts import ContractDetailsFacts, ContractEndFacts, PerformanceFacts
from procure.domain.notice_facts.parts import Money, Supply, Term
from procure.domain.observing import Reading, Way
from procure.domain.permissions import Actor
from procure.models import AuditEvent, Kpi, MeasureSeries, NoticeDraft, SeriesJudgement, Tender, User
from procure.services import assessing, gate_evidence, indicating, observing, owing, telling
from procure.web.pages import london_today
from tests.browsing import counted_statements
from tests.factories.boards import make_authority, make_board, make_members
from tests.factories.notice_parts import KPIS
from tests.factories.people import make_officer
from tests.factories.results import make_followed, make_told
from tests.web.board_scene import AS

GATE = StageGateSnapshot(
    key="6BCDFGHJKMNPQRSTVWXZ", number=1, name="After a year", question="Are homes warm?", evidence="Readings",
    threshold="45% or fewer of Measure 1", decision_owner="People Board",
)  # fmt: skip
TODAY = london_today()
STARTS = TODAY - timedelta(days=360)
TERM = Term(starts_on=STARTS, ends_on=STARTS + timedelta(days=1400))


@dataclass
class Running:
    """A contract above £5 million that runs, with an indicator that was read and revised."""

    tender: Tender
    series: MeasureSeries
    officer: User
    chair: User
    recorder: Actor

    @property
    def results(self) -> str:
        return f"/dashboard/tenders/{self.tender.reference}"


@pytest.fixture
def running(engine: Engine) -> Running:
    with writing(engine) as session:
        tender, officer, (series,) = make_followed(session, gates=(GATE,))
        chair = make_members(session, 1)[0]
        tender.board_id = make_board(session, chair, quorum=1).id
        facts = ContractDetailsFacts(
            contract_identifier="C-1", supply=Supply(term=TERM), value=Money(gross=Decimal(6_000_000)),
            signed_on=STARTS, contract_copy_url="https://a.example", kpis=KPIS,
        )  # fmt: skip
        make_told(session, tender, facts, STARTS)
        worse = {"up": (76, 70, 60), "down": (40, 44, 50)}[series.direction]
        indicating.choose(
            session, officer, tender, series,
            {"title": "Homes at band C", "vintage_rule": "latest", "revision_rule": "keep", "is_most_material": True,
             "good": Decimal(worse[0]), "approaching": Decimal(worse[1]), "improvement": Decimal(worse[2])},
        )  # fmt: skip
        end = TODAY - timedelta(days=30)
        for value, published in (("47", 20), ("45", 5)):
            found = Reading(
                series.key, end - timedelta(days=29), end, TODAY - timedelta(days=published), Decimal(value)
            )
            answer = observing.record(
                session, officer, [found], Way.FORM, organisation_id=series.organisation_id
            )
            assert not answer.is_refused
        assessing.assess(session, [series])
        return Running(tender, series, session.get_one(User, officer.user_id), chair, officer)


def decision(day: date, **changes: str) -> dict[str, str]:
    ahead = TODAY + timedelta(days=60)
    said = {
        "kind": "stop", "reason": "Two streets were left without heat.", "owner_name": "Ada Reed",
        "follow_up_on-day": str(ahead.day), "follow_up_on-month": str(ahead.month),
        "follow_up_on-year": str(ahead.year), "consequence_on-day": str(day.day),
        "consequence_on-month": str(day.month), "consequence_on-year": str(day.year),
    }  # fmt: skip
    return said | changes


def drafted(session: Session) -> list[NoticeDraft]:
    return [each for each in session.exec(select(NoticeDraft)) if each.notice_id is None]


def test_the_annual_rating_begins_with_what_was_read_and_says_where_it_comes_from(
    engine: Engine, running: Running, client_for: AS
) -> None:
    officer = client_for(running.officer)
    page = officer.get(running.results)
    assert "at least once in every 12 months" in page.text
    draft = officer.send_form(page, {"code": "UK9"})
    assert "What results proposed" in draft.text
    assert "(vintage 2)" in draft.text
    with reading(engine) as session:
        (kept,) = drafted(session)
        facts = telling.facts_of(kept)
        assert isinstance(facts, PerformanceFacts)
        assert facts.kpis[0].result == Decimal(45)
        assert facts.kpis[0].rating
        assert facts.period.starts_on == STARTS
    again = officer.get(running.results)
    assert "Go on with it" in again.text
    assert "What is due" in officer.get(f"/tenders/{running.tender.reference}").text
    assert "calls for now" in officer.get(f"/tenders/{running.tender.reference}/timetable").text


def test_a_decision_that_ends_the_contract_begins_the_notice_of_its_end(
    engine: Engine, running: Running, client_for: AS
) -> None:
    chair, officer = client_for(running.chair), client_for(running.officer)
    day = TODAY - timedelta(days=2)
    form = chair.get(f"{running.results}/decide")
    ahead = decision(TODAY + timedelta(days=9), about="whole", consequence="damages")
    assert "must be today or in the past" in chair.send_form(form, ahead).text
    none = decision(day, about="whole", consequence="ended") | {
        f"consequence_on-{part}": "" for part in ("day", "month", "year")
    }
    assert "Enter the day from which this is so" in chair.send_form(form, none).text
    done = chair.send_form(form, decision(day, about="whole", consequence="ended_for_breach"))
    assert "The contract ends because the supplier broke it" in done.text
    assert "Begin it with" not in done.text, "who does not publish for the buyer begins no notice"
    page = officer.get(running.results)
    (key,) = {each for each in re.findall('name="decision" value="([^"]*)"', page.text) if each}
    sent = {"code": "UK11", "decision": key, "contract": "C-1"}
    draft = officer.send_form(page, sent)
    assert "Contract termination notice" in draft.text
    with reading(engine) as session:
        (kept,) = drafted(session)
        facts = telling.facts_of(kept)
        assert isinstance(facts, ContractEndFacts)
        assert (facts.ended_on, facts.reasons) == (day, "Two streets were left without heat.")
        assert facts.breach is not None
    officer.send_form(page, sent)
    with reading(engine) as session:
        assert len(drafted(session)) == 1, "begun once from one decision"
    assert officer.send_form(page, sent | {"code": "UK4"}).status_code == 404
    assert officer.send_form(page, sent | {"decision": "A" * 20}).status_code == 404


def test_a_gate_is_judged_beside_the_readings_of_its_measures(running: Running, client_for: AS) -> None:
    chair = client_for(running.chair)
    assert "Not judged yet" in chair.get(running.results).text
    address = f"{running.results}/gates/{GATE.key}"
    page = chair.get(address)
    assert "45% or fewer of Measure 1" in page.text
    assert "Vintage: </span>2" in page.text
    said = decision(
        TODAY, gate_result="failed", evidence="45% of homes", kind="turn_round", judged_on=running.series.key
    )
    assert "Enter the evidence" in chair.send_form(page, said | {"evidence": ""}).text
    done = chair.send_form(page, said)
    assert "Failed, " in done.text
    assert "Evidence at the gate: 45% of homes" in done.text
    assert "Reading of 45" in done.text
    assert chair.get(f"{running.results}/gates/7BCDFGHJKMNPQRSTVWXZ").status_code == 404
    assert "Cannot be told" not in page.text, "a threshold in words is left to people"


@pytest.mark.parametrize(
    ("sense", "threshold", "verdict"),
    [("at_most", "60", "Met"), ("at_most", "30", "Not met"), ("at_most", "45.2", "Cannot be told yet"),
     ("at_least", "30", "Met")],
)  # fmt: skip
def test_a_gate_that_names_a_measure_says_whether_its_newest_reading_meets_it(
    engine: Engine, running: Running, client_for: AS, sense: str, threshold: str, verdict: str
) -> None:
    measured = GATE.model_copy(
        update={
            "measure_key": running.series.measure_key, "threshold_sense": sense,
            "threshold_value": Decimal(threshold),
        }
    )  # fmt: skip
    with writing(engine) as session:
        series = session.get_one(MeasureSeries, running.series.id)
        series.figure_kind, series.people_per_reading, series.people_in_baseline = "share", 2_000, 2_000
        series.is_clustered = False
        session.get_one(SeriesJudgement, series.id).starts_on = STARTS
        seen = gate_evidence.evidence(session, series.tender, measured, TODAY)
    (test,) = [each.tested for each in seen if each.tested]
    assert test.verdict.label == verdict
    assert "45%" in test.words
    assert "(vintage 2)" in test.words
    assert "19 times in 20" in test.words
    assert seen[0].is_named
    with writing(engine) as session:
        session.get_one(SeriesJudgement, running.series.id).starts_on = TODAY
        early = gate_evidence.evidence(session, running.tender, measured, TODAY)
    (before,) = [each.tested for each in early if each.tested]
    assert before.words == "No reading from within the contract has come."


def test_a_breach_goes_out_when_a_second_officer_agreed_to_it_as_it_stands(
    engine: Engine, running: Running, client_for: AS
) -> None:
    officer = client_for(running.officer)
    day = TODAY - timedelta(days=2)
    officer.send_form(
        officer.get(f"{running.results}/decide"), decision(day, about="whole", consequence="damages")
    )
    page = officer.get(running.results)
    (key,) = {each for each in re.findall('name="decision" value="([^"]*)"', page.text) if each}
    own = officer.send_form(page, {"code": "UK9", "decision": key, "contract": "C-1"})
    address = own.request.path
    unsaid = "Nobody else has agreed to this notice as it stands."
    assert unsaid in own.text
    assert "Whoever changed it last may not." in own.text
    assert officer.get(f"{address}/agree").status_code == 302, "nobody agrees to their own words"
    assert officer.send_form(own, button="Finish this notice").status_code == 409
    with writing(engine) as session:
        buyer = session.get_one(User, running.officer.id).organisation
        second = make_officer(session, buyer)
    senior = client_for(second)
    form = senior.get(f"{address}/agree")
    assert "Two streets were left without heat." in form.text
    assert "Enter your position" in senior.send_form(form, {"position": " "}).text
    pages = re.findall(rf'href="({address}/pages/[^"]+)"', officer.get(address).text)
    about = next(each for each in pages if "Two streets" in officer.get(each).text)
    question = re.search(r'<textarea[^>]*name="([^"]*circumstances)"', officer.get(about).text)
    assert question
    officer.send_form(officer.get(about), {question[1]: "Three streets."})
    late = senior.send_form(form, {"position": "Director of commercial"})
    assert "changed while you read it" in late.text
    done = senior.send_form(senior.get(f"{address}/agree"), {"position": "Director of commercial"})
    assert "(Director of commercial) agreed on" in done.text
    assert unsaid not in officer.get(address).text
    with reading(engine) as session:
        events = session.exec(select(AuditEvent).where(AuditEvent.action == "notice.agreed")).all()
        assert [each.actor_id for each in events] == [second.id]
    senior.send_form(senior.get(about), {question[1]: "Four streets."})
    again = senior.get(address).text
    assert unsaid in again, "what is changed is agreed to again"
    assert "changed since" in again


def test_a_rating_whose_figure_was_revised_is_put_right_by_a_new_notice(
    engine: Engine, running: Running, client_for: AS
) -> None:
    officer, end = client_for(running.officer), TODAY - timedelta(days=30)
    officer.send_form(officer.get(running.results), {"code": "UK9"})
    with writing(engine) as session:
        kpi = session.exec(select(Kpi)).one()
        kpi.revision_rule, kpi.revision_threshold = "reopen", Decimal(1)
        (draft,) = drafted(session)
        told = telling.facts_of(draft)
        session.delete(draft)
        notice = make_told(
            session, session.get_one(Tender, running.tender.id), told, TODAY - timedelta(days=2)
        )
        number, before = notice.local_number, told.kpis[0]
    address = f"/tenders/{running.tender.reference}/notices/{number}"
    assert "revised since" not in officer.get(address).text

    def revise(value: str, published: int) -> None:
        with writing(engine) as session:
            found = Reading(
                running.series.key,
                end - timedelta(days=29),
                end,
                TODAY - timedelta(days=published),
                Decimal(value),
            )
            answer = observing.record(
                session, running.recorder, [found], Way.FORM, organisation_id=running.series.organisation_id
            )
            assert not answer.is_refused

    revise("45.5", 1)
    assert "moved by no more than 1%" in officer.get(address).text
    assert "Correction of" not in officer.get(running.results).text
    revise("62", 0)
    assert "It is now 62%" in officer.get(address).text
    tasks = officer.get(f"/tenders/{running.tender.reference}")
    assert "Correction of the contract performance notice (UK9)" in tasks.text
    page = officer.get(running.results)
    (amends,) = {each for each in re.findall('name="amends" value="([^"]*)"', page.text) if each}
    draft_page = officer.send_form(page, {"code": "UK9", "amends": amends})
    assert "What results proposed" in draft_page.text
    officer.send_form(page, {"code": "UK9", "amends": amends})
    assert officer.send_form(page, {"code": "UK9", "amends": "000000-2020"}).status_code == 404
    with writing(engine) as session:
        (draft,) = drafted(session)
        facts = telling.facts_of(draft)
        assert isinstance(facts, PerformanceFacts)
        assert facts.is_amendment
        assert (before.result, facts.kpis[0].result) == (Decimal(45), Decimal(62))
        assert facts.kpis[0].rating != before.rating
        assert "vintage 4" in facts.what_changed
        assert facts.period == told.period
        session.delete(draft)
        make_told(session, session.get_one(Tender, running.tender.id), facts, TODAY)
    assert "Correction of" not in officer.get(running.results).text, "once it is out nothing more is due"


def test_officers_see_what_is_due_on_all_contracts_on_one_page(
    engine: Engine, running: Running, client_for: AS
) -> None:
    officer = client_for(running.officer)
    with writing(engine) as session:
        judged = session.get_one(SeriesJudgement, running.series.id)
        judged.next_due = TODAY - timedelta(days=3)
    assert "What is due on your contracts" in officer.get("/tenders").text
    page = officer.get("/due").text
    assert "Contract performance notice (UK9)" in page
    assert "Contract termination notice (UK11)" in page
    assert running.series.name in page
    overdue = officer.get("/due?within=overdue").text
    assert running.series.name in overdue
    assert "Contract termination notice" not in overdue
    assert "Contract performance notice" not in officer.get("/due?kind=figure").text
    assert "Nothing fits" in officer.get("/due?kind=gate&within=overdue").text
    for nonsense in ("kind=x", "page=-1", "page=9" * 9, "page=٣"):
        assert officer.get(f"/due?{nonsense}").status_code == 200, nonsense
    with counted_statements() as one:
        officer.get("/due")
    with writing(engine) as session:
        for _ in range(3):
            more, _, _ = make_followed(session, gates=(GATE,))
            more.organisation_id = running.tender.organisation_id
            session.flush()
            told = ContractDetailsFacts(
                contract_identifier="C-2", supply=Supply(term=TERM), value=Money(gross=Decimal(6_000_000)),
                signed_on=STARTS, contract_copy_url="https://a.example", kpis=KPIS,
            )  # fmt: skip
            make_told(session, more, told, STARTS)
    assert officer.get("/due").text.count("Contract termination notice") == 4
    with counted_statements() as four:
        officer.get("/due")
    assert len(four) <= len(one), "more contracts ask no more of the database"
    with counted_statements() as figures:
        assert "1 thing is due" in officer.get("/due?kind=figure").text
    assert len(figures) < len(four), "what is narrowed to figures reads no notices"
    assert [any("FROM notice" in each for each in asked) for asked in (four, figures)] == [True, False]
    with writing(engine) as session:
        elsewhere = make_officer(session, make_authority(session))
    assert "Nothing is due on any contract" in client_for(elsewhere).get("/due").text


@pytest.mark.both_databases
def test_what_is_due_is_listed_page_by_page_and_every_thing_once(
    engine: Engine, client_for: AS, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owing, "PAGE", 2)
    monkeypatch.setattr(owing, "AT_A_TIME", 2)
    gates = [
        GATE.model_copy(
            update={"key": new_key(), "name": f"Gate of {at}", "decided_on": TODAY + timedelta(at)}
        )
        for at in (30, 10, 20)
    ]
    with writing(engine) as session:
        buyer = make_authority(session)
        for gate in gates:
            make_followed(session, organisation=buyer, gates=(gate,))
        officer = client_for(make_officer(session, buyer))
    pages = [officer.get(f"/due?kind=gate&page={number}").text for number in (1, 2, 3)]
    assert [re.findall(r"Gate of (\d+)", page) for page in pages] == [["10", "20"], ["30"], []]
    assert "page=2" in pages[0]
    assert "page=3" not in pages[1]
    assert all("3 things are due" in page for page in pages)
    with counted_statements() as gates_alone:
        officer.get("/due?kind=gate")
    assert not [each for each in gates_alone if "FROM notice" in each]


def test_contracts_beyond_the_most_are_said_to_be_left_out(
    engine: Engine, client_for: AS, monkeypatch: pytest.MonkeyPatch
) -> None:
    with writing(engine) as session:
        buyer = make_authority(session)
        for _ in range(2):
            make_followed(session, organisation=buyer, gates=(GATE.model_copy(update={"decided_on": TODAY}),))
        officer = client_for(make_officer(session, buyer))
    left_out = "more contracts than are looked at"
    assert left_out not in officer.get("/due").text
    monkeypatch.setattr(owing, "MOST_CONTRACTS", 1)
    page = officer.get("/due?kind=gate").text
    assert left_out in page
    assert "1 thing is due" in page


def test_strangers_learn_of_no_gate_and_no_notice(running: Running, client_for: AS, engine: Engine) -> None:
    with writing(engine) as session:
        stranger = make_members(session, 1)[0]
    outside = client_for(stranger)
    assert outside.get(f"{running.results}/gates/{GATE.key}").status_code == 404
