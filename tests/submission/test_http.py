"""The adapter to the platform over real HTTP: what it sends, and what it makes of every way of answering."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from procure.domain.submission import Outcome
from procure.submission.answers import Answer
from procure.submission.http import LARGEST_ANSWER, HttpPlatform
from procure.submission.platform import Outgoing
from tests.factories.platform_double import (
    KEY,
    SEARCH,
    Fault,
    PlatformDouble,
    after_taking_in,
    answers,
    cuts,
    drips,
    hangs_up,
    information,
    is_silent,
    platform_double,
    report,
)

NOTICE = Outgoing(b'{"releases": []}', "2026-000007", "6d1c7b1e-0000-4000-8000-000000000007")


@pytest.fixture
def double() -> Iterator[PlatformDouble]:
    with platform_double() as double:
        yield double


@pytest.fixture
def platform(double: PlatformDouble) -> HttpPlatform:
    return HttpPlatform(double.url, search_path=SEARCH, silence=0.4, in_all=1.0)


def test_a_notice_is_sent_as_documented_and_its_identifiers_come_back(
    double: PlatformDouble, platform: HttpPlatform
) -> None:
    answer = platform.submit(NOTICE, KEY)
    (sent,) = double.requests
    assert (sent.method, sent.path) == ("POST", "/api/latest/notice/submission/submit")
    assert sent.headers["cdp-api-key"] == KEY
    assert sent.headers["accept"] == "application/json"
    assert sent.headers["content-type"] == "application/x-www-form-urlencoded"
    assert sent.headers["idempotency-key"] == NOTICE.idempotency_key
    assert (sent.document, sent.form["no_doc_ext"]) == ({"releases": []}, [NOTICE.reference])
    assert answer.outcome is Outcome.PUBLISHED
    assert (answer.submission_id, answer.notice_id) == ("20261201-000001", "000001-2026")
    assert answer.procurement_ids == ("ocds-h6vhtk-0f1a2b",)


def test_a_notice_that_is_only_taken_in_is_asked_about_until_it_is_published(
    double: PlatformDouble, platform: HttpPlatform
) -> None:
    double.publishes = False
    taken_in = platform.submit(NOTICE, KEY)
    assert (taken_in.outcome, taken_in.notice_id) == (Outcome.ACCEPTED, "")
    assert platform.look(taken_in.submission_id, KEY).outcome is Outcome.ACCEPTED
    double.publish(NOTICE.reference)
    assert platform.look(taken_in.submission_id, KEY).notice_id == "000001-2026"
    assert double.requests[-1].path == "/api/2/notice/submission/info/20261201-000001"


def test_a_notice_refused_later_comes_with_the_failed_checks_and_not_the_warnings(
    double: PlatformDouble, platform: HttpPlatform
) -> None:
    double.publishes = False
    platform.submit(NOTICE, KEY)
    double.refuse(NOTICE.reference, "The deadline has passed.")
    answer = platform.look("20261201-000001", KEY)
    assert answer.outcome is Outcome.REFUSED
    assert answer.messages == ("The deadline has passed: See the rules.",)


def test_a_notice_is_found_by_our_reference_or_said_to_be_absent(
    double: PlatformDouble, platform: HttpPlatform
) -> None:
    assert platform.find(NOTICE.reference, KEY).outcome is Outcome.ABSENT
    platform.submit(NOTICE, KEY)
    assert platform.find(NOTICE.reference, KEY).notice_id == "000001-2026"
    assert platform.find("2026-000008", KEY).outcome is Outcome.ABSENT


NOT_FOR_US = information(9, "2026-999999") | {"submission_id": "../../etc/passwd"}
REFUSED = information(1, NOTICE.reference) | {"validation_rules_report": report("Enter a CPV code.")}


@pytest.mark.parametrize(
    ("fault", "outcome", "message"),
    [
        (answers(400, REFUSED), Outcome.REFUSED, "Enter a CPV code: See the rules."),
        (answers(400, {"errors": [{"message": "Lot 2 has no value"}, "Bad date"]}), Outcome.REFUSED, "Bad date"),
        (answers(422, {"message": "No buyer", "errors": None}), Outcome.REFUSED, "No buyer"),
        (answers(400, {"status": 400, "error": "Access Denied"}), Outcome.KEY_REFUSED, "Access Denied"),
        (answers(401, b""), Outcome.KEY_REFUSED, ""),
        (answers(403, b"<h1>Forbidden</h1>"), Outcome.KEY_REFUSED, "Forbidden"),
        (answers(409, {"error": "Duplicate"}), Outcome.DUPLICATE, "Duplicate"),
        (answers(413, b""), Outcome.TOO_LARGE, ""),
        (answers(404, b"no such page"), Outcome.MISDIRECTED, "no such page"),
        (answers(405, b""), Outcome.MISDIRECTED, ""),
        (answers(302, b"", Location="http://127.0.0.1:9/elsewhere"), Outcome.MISDIRECTED, ""),
        (answers(500, b"Traceback"), Outcome.UNKNOWN, "Traceback"),
        (answers(502, b"<html><b>Bad</b> Gateway"), Outcome.UNKNOWN, "Bad Gateway"),
        (answers(503, b""), Outcome.UNKNOWN, ""),
        (answers(504, b""), Outcome.UNKNOWN, ""),
        (answers(200, b"<html>Sign in</html>"), Outcome.UNKNOWN, "The platform’s answer could not be read."),
        (answers(200, b"[" * 100_000), Outcome.UNKNOWN, "The platform’s answer could not be read."),
        (answers(200, {"status": "RECEIVED"}), Outcome.UNKNOWN, "The platform’s answer could not be read."),
        (answers(200, NOT_FOR_US), Outcome.UNKNOWN, "The platform’s answer could not be read."),
        (answers(200, b"x" * (LARGEST_ANSWER + 1)), Outcome.UNKNOWN, ""),
        (answers(200, b"\xff\x00"), Outcome.UNKNOWN, "The platform’s answer could not be read."),
        (cuts, Outcome.UNKNOWN, ""),
        (hangs_up, Outcome.UNKNOWN, ""),
        (is_silent, Outcome.UNKNOWN, ""),
        (drips, Outcome.UNKNOWN, ""),
        (after_taking_in(cuts), Outcome.UNKNOWN, ""),
    ],
)  # fmt: skip
def test_every_failure_has_one_meaning(
    double: PlatformDouble, platform: HttpPlatform, fault: Fault, outcome: Outcome, message: str
) -> None:
    double.faults = [fault]
    answer = platform.submit(NOTICE, KEY)
    assert answer.outcome is outcome
    assert message in answer.messages or not message
    assert "\x00" not in answer.text
    assert len(double.requests) == 1, "nothing is tried again or followed by itself"


def test_how_long_to_wait_is_read_in_both_forms(double: PlatformDouble, platform: HttpPlatform) -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    double.faults = [
        answers(429, b"", Retry_After="120"),
        answers(503, b"", Retry_After=soon),
        answers(429, b"", Retry_After="when the cows come home"),
    ]
    seconds, moment, nonsense = (platform.submit(NOTICE, KEY) for _ in range(3))
    assert (seconds.outcome, seconds.retry_after) == (Outcome.BUSY, timedelta(seconds=120))
    assert moment.outcome is Outcome.BUSY
    assert timedelta(seconds=60) < (moment.retry_after or timedelta()) <= timedelta(seconds=90)
    assert (nonsense.outcome, nonsense.retry_after) == (Outcome.BUSY, None)


def test_a_wrong_key_is_told_apart_from_a_wrong_notice(
    double: PlatformDouble, platform: HttpPlatform
) -> None:
    assert platform.submit(NOTICE, "another key").outcome is Outcome.KEY_REFUSED
    assert double.taken_in == {}


def test_what_cannot_be_reached_was_not_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    nobody = HttpPlatform(f"http://127.0.0.1:{port}/api", silence=0.4)
    assert nobody.submit(NOTICE, KEY).outcome is Outcome.NOT_SENT


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (answers(404, {"error": "Not Found"}), Outcome.CANNOT_TELL),
        (answers(401, b""), Outcome.CANNOT_TELL),
        (answers(429, b"", Retry_After="5"), Outcome.BUSY),
        (answers(500, b""), Outcome.UNKNOWN),
        (answers(200, b"<html>"), Outcome.UNKNOWN),
        (cuts, Outcome.UNKNOWN),
    ],
)
def test_a_question_that_is_not_answered_settles_nothing(
    double: PlatformDouble, platform: HttpPlatform, fault: Fault, outcome: Outcome
) -> None:
    for ask in (platform.look, platform.find):
        double.faults = [fault]
        answer: Answer = ask("20261201-000001", KEY)
        assert answer.outcome is outcome


def test_identifiers_of_another_form_are_not_believed(double: PlatformDouble, platform: HttpPlatform) -> None:
    odd = information(1, NOTICE.reference) | {
        "status": "PUBLISHED",
        "publication_info": {"no_doc_ojs": "12345", "ocids": ["ocds-h6vhtk-ABCDEF", "ocds-zzz-000000"]},
    }
    double.faults = [answers(200, odd)]
    answer = platform.submit(NOTICE, KEY)
    assert (answer.outcome, answer.notice_id, answer.procurement_ids) == (Outcome.PUBLISHED, "", ())
