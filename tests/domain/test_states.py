"""What may happen to a tender, in full: every state with every event."""

from __future__ import annotations

import pytest

from procure.domain.exceptions import WrongState
from procure.domain.states import EDITABLE, TRANSITIONS, Event, can, next_state
from procure.domain.vocabulary import TenderState

#: State → event → state, said a second time on purpose: a change of either is a decision.
EXPECTED = {
    "draft": {"submit": "in_review", "withdraw": "withdrawn"},
    "in_review": {
        "recall": "draft", "endorse": "endorsed", "request_changes": "changes_requested", "decline": "not_endorsed",
    },
    "changes_requested": {"submit": "in_review", "withdraw": "withdrawn"},
    "not_endorsed": {"reopen": "draft", "withdraw": "withdrawn"},
    "endorsed": {"reopen": "draft", "publish": "publishing", "withdraw": "withdrawn"},
    "publishing": {"complete": "published", "hold": "endorsed"},
    "published": {"amend": "draft"},
    "withdrawn": {},
}  # fmt: skip


@pytest.mark.parametrize("event", Event)
@pytest.mark.parametrize("state", TenderState)
def test_each_state_allows_its_events_and_no_other(state: TenderState, event: Event) -> None:
    leads_to = EXPECTED[state].get(event)
    assert can(state, event) is (leads_to is not None)
    if leads_to is not None:
        assert next_state(state, event) == leads_to
    else:
        with pytest.raises(WrongState, match=r"^You cannot .* a tender that is “"):
            next_state(state, event)


def test_every_state_but_the_ends_leads_on_and_can_be_reached() -> None:
    starts = {state for state, _ in TRANSITIONS}
    assert set(TenderState) - starts == {TenderState.WITHDRAWN}
    assert set(TRANSITIONS.values()) | {TenderState.DRAFT} == set(TenderState)


def test_words_change_in_drafts_alone() -> None:
    assert sorted(EDITABLE) == ["changes_requested", "draft"]


def test_nothing_is_published_without_having_been_endorsed() -> None:
    assert [state for (state, event) in TRANSITIONS if event == Event.PUBLISH] == ["endorsed"]
    endorsing = [state for (state, event) in TRANSITIONS if event == Event.ENDORSE]
    assert endorsing == ["in_review"]


def test_a_refusal_says_which_step_from_which_state() -> None:
    with pytest.raises(WrongState) as refusal:
        next_state("published", Event.REQUEST_CHANGES)
    assert str(refusal.value) == "You cannot ask for changes to a tender that is “published”."


def test_an_unknown_state_is_a_fault_and_not_a_refusal() -> None:
    with pytest.raises(ValueError, match="gone"):
        next_state("gone", Event.SUBMIT)
