"""One e-mail, what a sender is, and what may become of a letter that is handed to one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import EmailPolicy
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


class _WholeAddresses(EmailPolicy):
    """Leaves headers for programs in one line as they are. A long one would else be cut up as encoded words, which are
    for text that people read (RFC 2047 section 5): mail programs would find no address in it to press."""

    def fold(self, name: str, value: str) -> str:
        if name.lower() in _FOR_PROGRAMS:
            return f"{name}: {value}{self.linesep}"
        return super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        if name.lower() in _FOR_PROGRAMS:
            return self.fold(name, value).encode()
        return super().fold_binary(name, value)


_FOR_PROGRAMS = {"list-unsubscribe", "message-id"}


def message_of(mail: Mail, sender: str) -> EmailMessage:
    """The letter as mail systems want it: plain text, told apart by its key, and easy to stop (RFC 8058)."""
    message = EmailMessage(_WholeAddresses())
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
