"""Clarification questions: what they may be about, how each stands, and what in one gives away who asked.

A buyer that answers one supplier owes the same words to all (Procurement Act 2023 s.12(2): suppliers are treated the
same unless a difference justifies otherwise), so questions and answers are published to everybody, without a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from procure.domain.snapshot import SpecificationSnapshot
from procure.domain.vocabulary import Word

#: What is asked and not confirmed is forgotten after this time.
CONFIRM_WITHIN = timedelta(days=7)
#: Letters to one address that ask to confirm a question, within a day: nobody can be flooded by others.
MOST_ASKED_A_DAY = 5
#: Questions that one address may have waiting on one tender.
MOST_OF_ADDRESS = 30
#: Questions on one tender that wait to be confirmed or answered.
MOST_WAITING = 1_000
#: Characters of a question, of its public wording, and of an answer.
LONGEST_QUESTION, LONGEST_WORDING, LONGEST_ANSWER = 3_000, 3_000, 10_000


class Standing(Word):
    """How a question stands."""

    UNCONFIRMED = "unconfirmed", "Not confirmed"
    NEW = "new", "New"
    DRAFTED = "drafted", "Answer drafted"
    ANSWERED = "answered", "Answered"
    OFF_TOPIC = "off_topic", "Set aside"
    WITHDRAWN = "withdrawn", "Withdrawn"


class AnswerKind(Word):
    ANSWERED = "answered", "Answer it"
    DECLINED = "declined", "Decline to answer, and publish why"


@dataclass(frozen=True)
class AskablePart:
    """A part of a specification that a question may be about. ``anchor`` is its place on the page without the prefix
    there; ``name`` is how people call it."""

    anchor: str
    name: str


@dataclass(frozen=True)
class Trace:
    """Words in a text that may tell who wrote it. ``is_certain`` where nobody else would write them."""

    words: str
    because: str
    is_certain: bool = False


def parts_of(snapshot: SpecificationSnapshot) -> list[AskablePart]:
    """What of a public version a question may be about, in the order of the document."""
    return list(_parts(snapshot))


def _parts(snapshot: SpecificationSnapshot) -> Iterator[AskablePart]:
    yield AskablePart("problem", "The problem")
    yield AskablePart("objectives", "The objectives it serves")
    yield AskablePart("outcomes", "The outcomes, all together")
    for outcome in snapshot.outcomes:
        yield AskablePart(f"outcome-{outcome.number}", _named(f"Outcome {outcome.number}", outcome.title))
        for place, measure in enumerate(outcome.measures, start=1):
            number = f"{outcome.number}.{place}"
            yield AskablePart(f"measure-{outcome.number}-{place}", _named(f"Measure {number}", measure.name))
    yield AskablePart("frame", "What is fixed")
    yield AskablePart("award", "How tenders are judged")
    for criterion in snapshot.award.criteria:
        yield AskablePart(
            f"criterion-{criterion.number}", _named(f"Criterion {criterion.number}", criterion.name)
        )
    if snapshot.conditions:
        yield AskablePart("conditions", "Conditions of participation")
    yield AskablePart("procedure", "The procedure")
    if snapshot.gates:
        yield AskablePart("gates", "Stage gates")
    yield AskablePart("contract", "The contract")
    for lot in snapshot.lots:
        yield AskablePart(f"lot-{lot.number}", _named(f"Lot {lot.number}", lot.title))
    yield AskablePart("taking-part", "How to take part")


def _named(label: str, name: str) -> str:
    words = " ".join(name.split())
    if len(words) > 90:
        words = f"{words[:89].rstrip()}…"
    return f"{label}: {words}" if words else label


def standing(
    *,
    confirmed_at: datetime | None,
    withdrawn_at: datetime | None,
    set_aside_at: datetime | None,
    has_answer: bool,
    is_published: bool,
) -> Standing:
    """How a question stands, from what happened to it."""
    if withdrawn_at is not None:
        return Standing.WITHDRAWN
    if confirmed_at is None:
        return Standing.UNCONFIRMED
    if set_aside_at is not None:
        return Standing.OFF_TOPIC
    if not has_answer:
        return Standing.NEW
    return Standing.ANSWERED if is_published else Standing.DRAFTED


#: Where many people have their mail: such a domain tells nothing of an employer.
_SHARED_DOMAINS = frozenset(
    {
        "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "hotmail.co.uk", "live.com", "live.co.uk",
        "msn.com", "yahoo.com", "yahoo.co.uk", "icloud.com", "me.com", "aol.com", "proton.me", "protonmail.com",
        "btinternet.com", "sky.com", "talktalk.net", "virginmedia.com", "gmx.com", "zoho.com",
    }
)  # fmt: skip
_LEGAL_FORM = re.compile(r"[\s,]+(?:ltd|limited|llp|plc|cic|cio|c\.i\.c|inc|gmbh|uk)\.?$", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\"]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}", re.IGNORECASE)
_TELEPHONE = re.compile(r"(?<![\d£.,])(?:\+44|0)[\d ()-]{8,16}\d(?!\d)")
_WEB = re.compile(r"\b(?:https?://|www\.)[^\s<>\"]+", re.IGNORECASE)


def traces(text: str, email: str | None, organisation: str) -> list[Trace]:
    """Words of ``text`` that may tell who asked, given what the asker told the buyer alone: their address, parts of it,
    their organisation; and any address, telephone number or web address. Each once, the certain ones first."""
    found: dict[str, Trace] = {}

    def note(words: str, because: str, *, is_certain: bool = False) -> None:
        found.setdefault(words.casefold(), Trace(words, because, is_certain))

    address = (email or "").casefold()
    for match in _ADDRESS.finditer(text):
        is_own = match[0].casefold().rstrip(".") == address
        note(match[0], "the address of whoever asked" if is_own else "an email address", is_certain=True)
    local, _, domain = address.rpartition("@")
    if domain and domain not in _SHARED_DOMAINS:
        _note_words(text, [domain], "the domain of the asker’s address", note)
        _note_words(text, [domain.partition(".")[0]], "part of the asker’s address", note, least=4)
    _note_words(
        text, re.split(r"[._+\d-]+", local), "part of the asker’s address, perhaps a name", note, least=3
    )
    name = " ".join(organisation.split())
    plain = _LEGAL_FORM.sub("", re.sub(r"\s*\([^()]*\)$", "", name))
    _note_words(text, [name, _LEGAL_FORM.sub("", name), plain], "the asker’s organisation", note, least=2)
    for match in _TELEPHONE.finditer(text):
        note(match[0], "a telephone number")
    for match in _WEB.finditer(text):
        note(match[0], "a web address")
    return sorted(found.values(), key=lambda each: not each.is_certain)


def _note_words(text: str, wanted: list[str], because: str, note, *, least: int = 1) -> None:  # type: ignore[no-untyped-def]
    for each in wanted:
        if len(each) < least:
            continue
        pattern = re.escape(each).replace(r"\ ", r"\s+")
        match = re.search(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE)
        if match:
            note(match[0], because)


def hours_between(asked: datetime | None, answered: datetime | None) -> int | None:
    """Whole hours from a question to its answer, both aware; None where either is missing."""
    if asked is None or answered is None:
        return None
    return max(0, int((answered - asked).total_seconds() // 3600))
