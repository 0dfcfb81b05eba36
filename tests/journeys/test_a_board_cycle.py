"""A board's cycle, from an outcome that is only wished for to one tender that two authorities buy and pay for.

Each step is made in a browser by the person whose step it is. Only what another journey types page by page (the
procedure, the criteria, the terms) is written beside it, by the same services.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from procure.domain.engagement import LEAST_SECONDS
from procure.domain.overlaps import Disclosure
from tests.journeys import the_tender as story
from tests.journeys.answering import Answers, Choice, answer
from tests.journeys.drafting import write_the_rest
from tests.journeys.people import demonstrate_as
from tests.journeys.service import Service
from tests.journeys.visiting import Visitor
from tests.journeys.writing import things_to_put_right

OFFICER, PARTNER = "daniel.achebe@wendleshire-pcc.example", "sioned.pryce@harrowfell-vale.example"
CHAIR, MEMBERS = "iain.dunmore", ("beatrix.nowak", "gwen.matthias")
LEAD, COUNCIL = "Police and Crime Commissioner for Wendleshire", "Harrowfell and Vale Combined Authority"
BOARD = "Places Mission Board"
OBJECTIVE = "Violence against women and girls cut by half in ten years"
TARGET = "Homes where nobody is afraid"
CHANGE = (
    "Survivors and their children are free of further abuse: most of those who caused it go twelve months with none "
    "recorded by police and none reported by the survivor."
)
PEOPLE = "Survivors of abuse and their children"
#: Another tender of the officer's, whose procedure and terms this one takes over.
EARLIER = "Safer homes: stopping people who cause serious domestic abuse"
TENDER = "Homes where nobody is afraid, in Wendleshire and Harrowfell"
PLAN = "People who cause harm stop, in Harrowfell too"
SHARED_OUTCOME = "perpetrator-behaviour-change"
QUESTION = "What makes people who cause harm stop?"
LEARNT = "A year of one worker’s time is the least."
AGREED = "Agreed with Sioned Pryce: one tender for both areas."
CONDITION = "Name the officer who answers for victims’ safety."
MET = "The head of victims’ services is named."


@pytest.fixture(scope="module")
def service(demonstration: Service) -> Service:
    return demonstration


def test_two_authorities_buy_what_a_board_shaped(service: Service, visit: Callable[..., Visitor]) -> None:
    chair = demonstrate_as(visit(), f"{CHAIR}@mission-delivery.example")
    officer, partner = demonstrate_as(visit(), OFFICER), demonstrate_as(visit(javascript=False), PARTNER)
    members = [demonstrate_as(visit(), f"{name}@mission-delivery.example") for name in MEMBERS]
    anybody = visit(javascript=False)
    the_outcome_is_shaped(chair, officer)
    the_market_is_asked(officer, anybody, chair)
    tender = a_tender_grows_out_of_it(officer, chair)
    write_the_rest(service.data_dir, OFFICER, tender.rpartition("/")[2], like=EARLIER)
    assert things_to_put_right(officer.open(tender)) == 0
    an_overlap_is_found(officer, partner, tender)
    they_join(officer, partner, tender)
    both_pay_and_sign(officer, partner, tender)
    the_board_endorses_on_a_condition(officer, members, chair)
    the_condition_is_met(officer, chair)
    each_authority_approves(partner, officer, tender)
    it_is_published(officer, chair, anybody)


def the_outcome_is_shaped(chair: Visitor, officer: Visitor) -> None:
    """What must change, and how far off it is, by the chair; what the market could do, by an officer invited."""
    chair.open("/board").follow("Target outcomes").press("Begin a target outcome")
    answer(chair, {
        "Objective": Choice(f"Safer streets: {OBJECTIVE}"), "What would you call the outcome?": TARGET,
    })  # fmt: skip
    pages: tuple[Answers, ...] = (
        {},
        {"What must change?": CHANGE, "For whom?": PEOPLE},
        {"Where?": "Wendleshire and Harrowfell", "By when?": story.TARGET_ON},
        {
            "What is counted?": "People with a further domestic abuse offence on record",
            "In which unit?": "% of people",
            "Which way should it go?": Choice("Should fall"),
        },
        {
            "Today's figure": "41",
            "Where does it come from?": "Police records (illustrative)",
            "The figure you aim at": "25",
        },
    )
    for answers in pages:
        answer(chair, answers).press("Continue")
    chair.open("/target-outcomes").follow(TARGET).follow("Invite a commercial officer")
    answer(chair, {"Their email address": OFFICER})
    chair.press("Invite")
    officer.open("/tenders").follow("Target outcomes you advise a board on").follow(TARGET)
    assert CHANGE in officer.text()
    officer.follow("Change How many suppliers could do it?")
    answer(officer, {
        "Able suppliers": "2", "Where does the figure come from?": "Talks with the regional network",
        "What is its date?": story.day(-20),
    })  # fmt: skip
    officer.press("Continue")
    chair.open("/target-outcomes").follow(TARGET)
    assert "A thin market: 2 able suppliers." in chair.text()
    chair.follow("Say how it stands")
    answer(chair, {"It is": Choice("Ready for market")})
    chair.press("Continue")
    assert "Ready for market" in chair.text()


def the_market_is_asked(officer: Visitor, anybody: Visitor, chair: Visitor) -> None:
    """Questions in public, a response without an account, and what it taught once the chair lets it out."""
    officer.open("/target-outcomes").follow(TARGET).follow("Put questions to the market")
    answer(officer, {"Where may people write about it?": "market@wendleshire-pcc.example"})
    officer.press("Continue")
    answer(officer, {"Until when do you take responses?": datetime.now(UTC) + timedelta(days=40)})
    officer.press("Continue").follow("Add a question")
    answer(officer, {"What do you ask the market?": QUESTION})
    officer.press("Continue").press("Publish")
    anybody.open("/engagement").follow(TARGET).press("Respond")
    answer(anybody, {
        f"1. {QUESTION}": "Somebody who stays with them for a year.",
        "Your name": "Ola Example",
        "Your organisation": "Doorstep Trust",
        "You respond for": Choice("A charity or social enterprise"),
        "Your email address": "ola@doorstep.example",
        "What may become of your response?": Choice("Publish it with my organisation’s name"),
    })  # fmt: skip
    anybody.page.wait_for_timeout(LEAST_SECONDS * 1_000)  # forms sent sooner are taken for a machine's
    anybody.press("Send your response")
    assert "Your response is with the team" in anybody.text()
    officer.open("/target-outcomes").follow(TARGET).follow(TARGET)
    assert "Somebody who stays with them for a year." in officer.text()
    officer.follow("Change What was learnt")
    answer(officer, {
        "What was learnt?": LEARNT, "What changed in the outcome because of it?": "It lasts twelve months.",
    })  # fmt: skip
    officer.press("Continue")
    chair.open("/target-outcomes").follow(TARGET).follow(TARGET).press("Approve and publish what was learnt")
    assert LEARNT in anybody.open("/engagement").follow(TARGET).text()


def a_tender_grows_out_of_it(officer: Visitor, chair: Visitor) -> str:
    """A draft that begins with the outcome, whose link to the objective its officer gives; its path."""
    officer.open("/target-outcomes").follow(TARGET).follow("Begin a tender from it")
    answer(officer, {"What is the tender called?": TENDER})
    tender = officer.press("Begin the tender").path
    assert f"Serves a target outcome of the {BOARD}" in officer.text()
    officer.follow("Outcomes").follow(TARGET)
    assert CHANGE in officer.text()
    officer.follow(f"Change {OBJECTIVE}")
    answer(officer, story.LINK)
    officer.press("Continue")
    chair.open("/target-outcomes").follow(TARGET)
    assert re.search(rf"{TENDER}\s+{LEAD}\s+Draft", chair.text())
    return tender


def an_overlap_is_found(officer: Visitor, partner: Visitor, tender: str) -> None:
    """Another authority's plan, from the moment that it lets others see it, and what is done about it."""
    partner.open(f"/library/outcomes/{SHARED_OUTCOME}").press("Use in a tender")
    partner.press("Start a tender with this outcome")
    answer(partner, {"Title": PLAN})
    partner.press("Continue")
    plan = "/tenders/" + parse_qs(urlsplit(partner.page.url).query)["tender"][0]
    answer(partner, {
        "Place": "Harrowfell", "By when": story.TARGET_ON, "Level to reach": "60", "Number of months": "12",
    })  # fmt: skip
    partner.press("Add to tender").open(plan).follow("Who else is buying this?")
    assert TENDER not in partner.text()
    assert PLAN not in officer.open(tender).follow("Who else is buying this?").text()
    partner.follow("Change what others see")
    answer(partner, {"What do they see?": Choice(Disclosure.OUTCOMES.label)})
    partner.press("Save")
    found = officer.open(f"{tender}/overlaps").page.get_by_role("listitem").filter(has_text=PLAN).first
    assert "outcome that reads alike" in found.inner_text()
    assert COUNCIL in found.inner_text()
    officer.follow(re.compile(f"^Say what is done about it.*{re.escape(PLAN)}"))
    answer(officer, {"What is done about it?": Choice("Join: buy it together"), "Why?": AGREED})
    officer.press("Put it on record")
    assert AGREED in officer.text()


def they_join(officer: Visitor, partner: Visitor, tender: str) -> None:
    """The lead invites; the partner sees nothing of the draft before it accepts."""
    officer.open(tender).follow("Buying jointly").press("Invite an authority")
    answer(officer, {
        "Which authority?": Choice(COUNCIL), "What may its officers do?": Choice("Read and comment"),
        "Why buy jointly?": "The same people move between us.",
    })  # fmt: skip
    officer.press("Invite")
    assert partner.page.request.get(partner.url + tender).status == 404
    partner.open("/tenders").follow("1 invitation to buy jointly").follow(TENDER)
    answer(partner, {"Your answer": Choice("Yes, we buy jointly")})
    partner.press("Send your answer")
    assert "Takes part" in partner.text()
    assert CHANGE in partner.follow("Task list").follow("Outcomes").follow(TARGET).text()


def both_pay_and_sign(officer: Visitor, partner: Visitor, tender: str) -> None:
    """Two owners, what each pays and gains, and a signature from each."""
    officer.open(tender).follow("Who pays and who gains").follow("Change who pays and who gains")
    for name, share in ((LEAD, "60"), (COUNCIL, "40")):
        officer.press_like("^Add a")
        answer(officer, {
            "Which department or organisation is it?": name, "Its account in this service": Choice(name),
            "Is it an owner, who signs?": True, "Share of the benefit that comes to it": share,
        })  # fmt: skip
        officer.press("Save party")
    officer.press("Continue")
    for name, amount in ((LEAD, "3066666.67"), (COUNCIL, "2000000")):
        officer.press_like("^Add a")
        answer(officer, {
            "Who pays it?": Choice(name), "In which financial year?": Choice("2027 to 2028"),
            "From which fund or budget?": "Shared safety fund", "How much, without VAT?": amount,
        })  # fmt: skip
        officer.press("Save contribution")
    officer.press("Continue")
    answer(
        officer, {"Who holds the money?": LEAD, "Who breaks ties between the owners?": "The board’s chair"}
    )
    officer.press("Continue").open(f"{tender}/money").press("Ask the owners to sign")
    for owner in (partner, officer):
        owner.open("/tenders").follow("1 agreement on money to sign").follow(TENDER).press_like("^Sign for ")
        assert "Signed by" in owner.text()
    assert "Every owner has signed." in officer.open(f"{tender}/money").text()


def the_board_endorses_on_a_condition(officer: Visitor, members: list[Visitor], chair: Visitor) -> None:
    """The board reads who else buys it and who pays, and endorses on a condition."""
    officer.open("/tenders").follow(TENDER).press("Submit to a board")
    answer(officer, {"Which board should decide?": Choice(BOARD)})
    officer.press("Submit")
    assert "In review" in officer.text()
    chair.open("/board").follow(TENDER).follow("See it on one page, with its alignment score")
    assert COUNCIL in chair.text()
    assert AGREED in chair.text()
    for person in (*members, chair):
        person.open("/board").follow(TENDER).follow("Give your verdict")
        answer(person, {
            "What is your verdict?": Choice("Endorsed with conditions"), "Why?": "Two pay, and one answers.",
        })  # fmt: skip
        person.press("Record your verdict")
    chair.follow("Record the board’s decision")
    answer(chair, {"What has the board decided?": Choice("Endorsed with conditions")})
    chair.press("Continue")
    answer(chair, {
        "Why has the board decided this?": "It is ready, but for a name.", "Condition 1": CONDITION,
        "When condition 1 is due": story.day(7),
    })  # fmt: skip
    chair.press("Record the decision and close the review")
    assert CONDITION in chair.text()


def the_condition_is_met(officer: Visitor, chair: Visitor) -> None:
    """The buyer reports how, and the chair finds it so."""
    officer.open("/tenders").follow(TENDER).press("Record how conditions were met")
    officer.follow(f"Record how this was met: {CONDITION}")
    answer(officer, {"How was the condition met?": MET})
    officer.press("Record")
    assert MET in officer.text()
    chair.open("/board").follow("Conditions to be met").follow(CONDITION)
    assert MET in chair.text()
    chair.follow("Say whether it is met")
    answer(
        chair, {"Is it met?": Choice("Yes, it is met"), "What shows it, or what is missing?": "Her letter."}
    )
    chair.press("Record")
    assert "Her letter." in chair.text()


def each_authority_approves(partner: Visitor, officer: Visitor, tender: str) -> None:
    """Nothing is published before the partner has approved that version for itself."""
    waits = f"{COUNCIL} has not approved this version yet."
    assert waits in officer.open(tender).text()
    assert waits in officer.press("See who has yet to approve it").text()
    partner.open("/tenders").follow("Joint tenders that others lead").follow(TENDER)
    partner.follow("Record your organisation’s decision")
    answer(partner, {
        "Decision": Choice("Approve this version"), "Which board or person decided?": "Harrowfell Cabinet",
        "On which day?": story.TODAY,
    })  # fmt: skip
    partner.press("Record the decision")
    assert "No authority stands in its way." in officer.open(f"{tender}/joint").text()


def it_is_published(officer: Visitor, chair: Visitor, anybody: Visitor) -> None:
    """Anybody reads the page and the notice, which name both; the board sees that its outcome is tendered."""
    officer.open("/tenders").follow(TENDER).press("Publish").press("Publish")
    officer.wait_until_heading("Published")
    anybody.open("/published").follow(TENDER)
    assert CHANGE in anybody.text()
    for said in (anybody.text(), anybody.follow("Read the tender notice").text()):
        assert LEAD in said
        assert COUNCIL in said
        assert "Shared safety fund" not in said
    chair.open("/target-outcomes").follow(TARGET)
    assert "Tendered" in chair.text()
    assert chair.follow(TENDER).heading.endswith(TENDER)
