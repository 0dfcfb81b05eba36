"""Sending a notice: what follows from what, and that nothing which may have arrived is sent again by itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from procure.domain.submission import (
    ADVICE,
    AT_REST,
    MOST_ATTEMPTS,
    SETTLING,
    Operation,
    Outcome,
    Step,
    SubmissionState,
    Trouble,
    operation_for,
    step_after,
)

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
S, T = SubmissionState, Trouble


def after(operation: Operation, outcome: Outcome, failed: int = 1, **known: timedelta) -> Step:
    """The step at noon; ``sent`` is how long ago the notice went out, ``retry_after`` what the platform asked for."""
    sent = known.get("sent", timedelta(minutes=10))
    return step_after(
        operation,
        outcome,
        NOON,
        failed_attempts=failed,
        sent_at=NOON - sent,
        retry_after=known.get("retry_after"),
    )


@pytest.mark.parametrize(
    ("outcome", "state", "trouble"),
    [
        (Outcome.PUBLISHED, S.PUBLISHED, T.NONE),
        (Outcome.ACCEPTED, S.ACCEPTED, T.NONE),
        (Outcome.REFUSED, S.REFUSED, T.REFUSED),
        (Outcome.KEY_REFUSED, S.HELD, T.KEY_REFUSED),
        (Outcome.TOO_LARGE, S.HELD, T.TOO_LARGE),
        (Outcome.MISDIRECTED, S.HELD, T.MISDIRECTED),
        (Outcome.NOT_SENT, S.QUEUED, T.NOT_SENT),
        (Outcome.BUSY, S.QUEUED, T.BUSY),
        (Outcome.UNKNOWN, S.UNCLEAR, T.UNKNOWN),
        (Outcome.DUPLICATE, S.UNCLEAR, T.DUPLICATE),
    ],
)
def test_each_answer_to_a_sent_notice_leads_to_one_place(outcome: Outcome, state: S, trouble: T) -> None:
    step = after(Operation.SUBMIT, outcome)
    assert (step.state, step.trouble) == (state, trouble)
    assert (step.due_at is None) == (state in AT_REST)


@pytest.mark.parametrize("operation", Operation)
@pytest.mark.parametrize("outcome", Outcome)
def test_only_the_platforms_word_that_it_was_not_taken_in_sends_a_notice_again(
    operation: Operation, outcome: Outcome
) -> None:
    if after(operation, outcome).state is S.QUEUED:
        assert (operation, outcome) in {
            (Operation.SUBMIT, Outcome.NOT_SENT),
            (Operation.SUBMIT, Outcome.BUSY),
            (Operation.FIND, Outcome.ABSENT),
        }


def test_absence_is_believed_only_once_the_platform_had_time_to_know() -> None:
    assert after(Operation.FIND, Outcome.ABSENT, sent=SETTLING - timedelta(seconds=1)).state is S.UNCLEAR
    assert after(Operation.FIND, Outcome.ABSENT, sent=SETTLING) == Step(S.QUEUED, due_at=NOON)


def test_it_is_tried_later_and_later_up_to_an_hour_and_not_for_ever() -> None:
    waits = [after(Operation.SUBMIT, Outcome.NOT_SENT, failed).due_at for failed in range(1, 10)]
    minutes = [(due - NOON) // timedelta(minutes=1) for due in waits if due]
    assert minutes == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert after(Operation.SUBMIT, Outcome.BUSY, MOST_ATTEMPTS) == Step(S.HELD, T.GAVE_UP)
    assert after(Operation.FIND, Outcome.UNKNOWN, MOST_ATTEMPTS) == Step(S.HELD, T.CANNOT_TELL)


def test_the_platforms_wish_to_be_left_alone_is_kept_within_reason() -> None:
    assert after(Operation.SUBMIT, Outcome.BUSY, retry_after=timedelta(minutes=9)).due_at == NOON + timedelta(
        minutes=9
    )
    assert after(Operation.SUBMIT, Outcome.BUSY, retry_after=timedelta(days=1)).due_at == NOON + timedelta(
        hours=1
    )
    assert after(Operation.SUBMIT, Outcome.BUSY, retry_after=timedelta(0)).due_at == NOON + timedelta(
        minutes=1
    )


def test_a_notice_that_is_taken_in_and_not_published_for_a_week_is_somebodys_to_look_at() -> None:
    assert after(Operation.LOOK, Outcome.ACCEPTED, sent=timedelta(days=7)).state is S.ACCEPTED
    assert after(Operation.LOOK, Outcome.ACCEPTED, sent=timedelta(days=7, seconds=1)) == Step(
        S.HELD, T.OVERDUE
    )


def test_every_trouble_is_told_in_words_with_what_to_do() -> None:
    assert set(ADVICE) == set(Trouble)
    for trouble in set(Trouble) - {Trouble.NONE}:
        assert trouble.label.endswith(".")
        assert ADVICE[trouble].endswith(".")


def test_whoever_rests_is_asked_nothing_and_whoever_does_not_is() -> None:
    for state in SubmissionState:
        assert (operation_for(state) is None) == (state in AT_REST)
