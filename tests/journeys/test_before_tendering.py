"""Before there is a tender: a board and an officer shape an outcome, ask the market, and a tender grows out of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from procure.domain.engagement import LEAST_SECONDS
from tests.journeys.answering import Choice, answer
from tests.journeys.people import demonstrate_as
from tests.journeys.service import Service
from tests.journeys.visiting import Visitor

TITLE = "Neighbours who answer the door"
QUESTION = "What would make people open their doors again?"
ANSWER = "The same face, every week. <b>Pay for that.</b>"


@pytest.fixture(scope="module")
def service(demonstration: Service) -> Service:
    return demonstration


def test_an_outcome_is_shaped_put_to_the_market_and_tendered(visit: Callable[..., Visitor]) -> None:
    chair = demonstrate_as(visit(), "iain.dunmore@mission-delivery.example")
    officer = demonstrate_as(visit(javascript=False), "daniel.achebe@wendleshire-pcc.example")
    supplier = visit(javascript=False)

    # The chair begins it, and invites an officer who knows the market.
    chair.open("/board").follow("Target outcomes").press("Begin a target outcome")
    chair.pick("Objective", "Safer streets: Knife crime cut by half in ten years")
    answer(chair, {"What would you call the outcome?": TITLE})
    chair.press("Continue")
    answer(
        chair, {"What must change?": "People on six estates know who lives next door", "For whom?": "Tenants"}
    )
    chair.press("Continue").open("/target-outcomes").follow(TITLE).follow("Invite a commercial officer")
    answer(chair, {"Their email address": "daniel.achebe@wendleshire-pcc.example"})
    chair.press("Invite")

    # The officer asks the market, in public.
    officer.open("/tenders").follow("Target outcomes you advise a board on").follow(TITLE)
    officer.follow("Put questions to the market")
    answer(officer, {"Where may people write about it?": "market@wendleshire-pcc.example"})
    officer.press("Continue")
    answer(officer, {"Until when do you take responses?": datetime.now(UTC) + timedelta(days=40)})
    officer.press("Continue").follow("Add a question")
    answer(officer, {"What do you ask the market?": QUESTION})
    officer.press("Continue").press("Publish")

    # Somebody without an account, and without scripts, answers.
    supplier.open("/engagement").follow(TITLE).press("Respond")
    answer(
        supplier,
        {
            f"1. {QUESTION}": ANSWER,
            "Your name": "Ola Example",
            "Your organisation": "Doorstep Trust",
            "You respond for": Choice("A charity or social enterprise"),
            "Your email address": "ola@doorstep.example",
            "What may become of your response?": Choice("Publish it with my organisation’s name"),
        },
    )
    supplier.page.wait_for_timeout(LEAST_SECONDS * 1_000)  # forms sent sooner are taken for a machine's
    supplier.press("Send your response")
    assert "Your response is with the team" in supplier.text()

    # What it taught is public once the chair approves it.
    officer.open("/target-outcomes").follow(TITLE).follow(TITLE)
    officer.press_like("Put it on the public page")
    officer.follow("Change What was learnt")
    answer(
        officer,
        {
            "What was learnt?": "Trust is in a person",
            "What changed in the outcome because of it?": "It asks for the same face each week",
        },
    )
    officer.press("Continue")
    chair.open("/target-outcomes").follow(TITLE).follow(TITLE).press("Approve and publish what was learnt")
    supplier.open("/engagement").follow(TITLE)
    assert {"Trust is in a person", ANSWER} <= set(supplier.page.locator("main p").all_inner_texts())

    # A tender grows out of it, and the board sees it.
    officer.open("/target-outcomes").follow(TITLE).follow("Begin a tender from it")
    officer.press("Begin the tender")
    assert "Serves a target outcome of the Places Mission Board" in officer.text()
    chair.open("/target-outcomes").follow(TITLE)
    assert re.search(rf"{TITLE}\s+Police and Crime Commissioner for Wendleshire\s+Draft", chair.text())
