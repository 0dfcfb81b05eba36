"""One e-mail, what a sender is, and what may become of a letter that is handed to one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Protocol

#: Seconds to wait for the other side.
TIMEOUT = 20


@dataclass(frozen=True)
class Mail:
    """One e-mail. ``key`` is its own for good, so that a copy of it can be told. ``stop_address`` ends, by one click,
    what it came from."""

    key: str
    to: str
    subject: str
    body: str
    stop_address: str = ""


class NotSentYet(Exception):
    """It did not go out, and may later. ``is_general`` says that no other letter would go out either."""

    def __init__(self, reason: str, *, is_general: bool = False) -> None:
        super().__init__(reason)
        self.is_general = is_general


class NeverSent(Exception):
    """It did not go out, and trying again would not help."""


class Sender(Protocol):
    """What letters need of a way to send them."""

    def send(self, mail: Mail) -> str:
        """Hand the letter over and return what the other side calls it. Raises NotSentYet and NeverSent."""
        ...

    def find(self, mail: Mail) -> str | None:
        """What the other side calls a letter that may have been handed over before, None where it does not have it or
        cannot say. Raises NotSentYet where it cannot be asked now."""
        ...

    def close(self) -> None:
        """Let go of a connection that was kept for the next letter."""
        ...


def message_of(mail: Mail, sender: str) -> EmailMessage:
    """The letter as mail systems want it: plain text, told apart by its key, and easy to stop (RFC 8058)."""
    message = EmailMessage()
    message["Message-ID"] = f"<{mail.key}@{sender.rpartition('@')[2].rstrip('>') or 'localhost'}>"
    message["Date"] = format_datetime(datetime.now(UTC))
    message["From"] = sender
    message["To"] = mail.to
    message["Subject"] = " ".join(mail.subject.split())
    message["Auto-Submitted"] = "auto-generated"
    if mail.stop_address:
        message["List-Unsubscribe"] = f"<{mail.stop_address}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(mail.body)
    return message
