"""Letters to those who follow, in plain text: the subject, and what it says. No pictures, and no link that counts.

They are in the language in force: whoever has one written says which (procure.languages).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from exports.text import clean_text
from procure.languages import gettext as _
from procure.languages import ngettext

#: Changes that a letter lists before it points to the page.
MOST_CHANGES = 12
WIDTH = 300


@dataclass(frozen=True)
class News:
    """One thing that happened: to which tender, in a sentence, with details a line each, and where to read it."""

    title: str
    buyer: str
    sentence: str
    details: Sequence[str]
    address: str


@dataclass(frozen=True)
class Written:
    """A letter's subject and text."""

    subject: str
    body: str


def confirmation(service: str, label: str, address: str, days: int) -> Written:
    """Asks whether whoever has the mailbox wants to follow."""
    return Written(
        _("Confirm that you want to follow %(label)s", label=line(label)),
        _text(
            _("Somebody, we hope you, asked %(service)s to write to this address about:", service=service),
            line(label),
            _("To confirm, open this page and press the button:") + f"\n{address}",
            _(
                "If it was not you, do nothing: without it we write no more, and forget the address in %(days)s days.",
                days=days,
            ),
        ),
    )


def already(service: str, label: str, address: str) -> Written:
    """Tells somebody who follows already, and asked again, where to change that."""
    return Written(
        _("You follow %(label)s already", label=line(label)),
        _text(
            _("You asked %(service)s to write to this address about:", service=service),
            line(label),
            _("You follow it already, so there is nothing to confirm."),
            _("See what you follow, change how often we write, or stop:") + f"\n{address}",
        ),
    )


def news(service: str, item: News, label: str, manage: str) -> Written:
    """Tells one thing at once. ``label`` is what is followed, ``manage`` the page on which to change that."""
    return Written(
        f"{line(item.title)}: {_lower_first(item.sentence.rstrip('.'))}",
        _text(_item(item), _because(service, label, manage)),
    )


def digest(service: str, items: Sequence[News], more: int, manage: str, span: str) -> Written:
    """Tells everything since the last one. ``more`` is how much there was no room for; ``span`` is “day” or “week”."""
    count = len(items) + more
    return Written(
        ngettext(
            "%(num)s thing happened to what you follow", "%(num)s things happened to what you follow", count
        ),
        _text(
            *(f"{number}. {_item(item)}" for number, item in enumerate(items, start=1)),
            _("And %(more)s more: see the pages of what you follow.", more=more) if more else "",
            (
                _(
                    "%(service)s writes this letter once a day, when there is something to tell.",
                    service=service,
                )
                if span == "day"
                else _(
                    "%(service)s writes this letter once a week, when there is something to tell.",
                    service=service,
                )
            ),
            _("See what you follow, change how often we write, or stop:") + f"\n{manage}",
        ),
    )


def question_confirmation(service: str, title: str, text: str, address: str, days: int) -> Written:
    """Asks whether whoever has the mailbox asked this question about a tender."""
    return Written(
        _("Confirm your question about %(title)s", title=line(title)),
        _text(
            _("Somebody, we hope you, asked through %(service)s about:", service=service),
            line(title),
            _("The question begins: %(text)s", text=line(text)),
            _("To send it to the buyer, open this page and press the button:") + f"\n{address}",
            _(
                "It counts as asked from that moment. Question and answer are published to everybody, without "
                "your name."
            ),
            _(
                "If it was not you, do nothing: without it nobody reads the question, and we forget it in %(days)s "
                "days.",
                days=days,
            ),
        ),
    )


def question_kept(service: str, title: str, address: str) -> Written:
    """Tells somebody who asked the same before where their question is."""
    return Written(
        _("You asked this about %(title)s already", title=line(title)),
        _text(
            _("You asked a question through %(service)s about:", service=service),
            line(title),
            _("The buyer has the same question from you already, so there is nothing to confirm."),
            _("See how it stands, or take it back:") + f"\n{address}",
        ),
    )


def question_answered(service: str, title: str, sentence: str, public: str, own: str) -> Written:
    """Tells whoever asked what became of their question. ``public`` is where everybody reads it, ``own`` its page."""
    return Written(
        f"{line(title)}: {_lower_first(sentence.rstrip('.'))}",
        _text(
            line(title),
            sentence,
            public,
            "--\n"
            + _(
                "You get this from %(service)s because you asked a question about this tender. See your question, or "
                "have your address erased:",
                service=service,
            )
            + f"\n{own}",
        ),
    )


def questions_waiting(
    service: str, title: str, waiting: int, late: int, closes: str, address: str
) -> Written:
    """Tells an officer that questions wait. ``closes`` is the deadline for questions in words, empty for none."""
    count = "1 question waits" if waiting == 1 else f"{waiting} questions wait"
    return Written(
        f"{count} for an answer: {line(title)}",
        _text(
            line(title),
            f"{count} for an answer"
            + (f", {late} of them asked after the deadline." if late else ".")
            + (f" Questions in time are taken until {closes}." if closes else ""),
            f"Read and answer:\n{address}",
            f"{service} writes this at most once a day, while questions wait.",
        ),
    )


def asked_in_writing(service: str, board: str, last_day: str, address: str, *, is_reminder: bool) -> Written:
    """Tells a member of a board that a decision was put to them in writing. ``last_day`` is in words. The letter holds
    no word of the tender: that is a draft, and mailboxes are not the service."""
    return Written(
        f"{'Answer by' if is_reminder else 'Your answer is asked by'} {last_day}: {line(board)}",
        _text(
            line(board),
            f"A decision is put to you in writing. You have not answered yet; the last day is {last_day}."
            if is_reminder
            else f"A decision is put to you in writing, instead of at a meeting. The last day to answer is {last_day}.",
            f"Read what is proposed, with its papers, and agree, object or abstain:\n{address}",
            f"{service} does not name the tender in letters, because it is not public. "
            + (
                "This is the only reminder."
                if is_reminder
                else "We remind you once, before the last day is over."
            ),
        ),
    )


def proposals_waiting(service: str, waiting: Sequence[tuple[str, str, bool]], queue: str) -> Written:
    """Tells a curator which outcomes came in for a decision: the title, the page, and whether each came back with an
    answer. Of what officers write a letter has the short title alone, which was sent to be read by curators.
    """
    count = "1 proposal" if len(waiting) == 1 else f"{len(waiting)} proposals"
    items = [
        f"{line(title)}\n{'It came back with an answer to you.' if is_answer else 'It is new.'}\n{address}"
        for title, address, is_answer in waiting[:MOST_CHANGES]
    ]
    more = len(waiting) - MOST_CHANGES
    return Written(
        f"{count} came in for the outcome library",
        _text(
            f"{count} came in for your decision:",
            *items,
            f"And {more} more." if more > 0 else "",
            f"All that wait:\n{queue}",
            f"{service} writes this at most once a day, when something came. You get it because you are a curator of "
            "the outcome library.",
        ),
    )


def proposal_decided(service: str, title: str, sentence: str, note: str, ask: str, address: str) -> Written:
    """Tells whoever proposed an outcome what the curator decided. ``sentence`` says it, ``note`` is the curator's
    words, and ``ask`` what to do at the address."""
    return Written(
        f"{sentence.rstrip('.')}: {line(title)}",
        _text(
            line(title),
            sentence,
            "The curator writes:\n"
            + "\n".join(f"> {each}" for each in clean_text(note).strip().splitlines()),
            f"{ask}\n{address}",
            f"You get this from {service} because you sent this outcome to the library. Answers to this email reach "
            "nobody: write on the page.",
        ),
    )


def line(text: str) -> str:
    """Text as one line of a letter."""
    words = " ".join(clean_text(text).split())
    return words if len(words) <= WIDTH else f"{words[: WIDTH - 1].rstrip()}…"


def _item(item: News) -> str:
    details = [f"- {line(each)}" for each in item.details[:MOST_CHANGES]]
    if len(item.details) > MOST_CHANGES:
        details.append(_("- and %(more)s more", more=len(item.details) - MOST_CHANGES))
    return "\n".join([line(item.title), line(item.buyer), "", item.sentence, *details, "", item.address])


def _because(service: str, label: str, manage: str) -> str:
    return (
        "--\n"
        + _("You get this from %(service)s because you follow: %(label)s", service=service, label=line(label))
        + "\n"
        + _("Change how often we write, or stop:")
        + f"\n{manage}"
    )


def _text(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part) + "\n"


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
