"""Letters as files in a folder: for trying the service, and for machines without mail."""

from __future__ import annotations

import os
from pathlib import Path

from procure.config import Settings
from procure.mailing.mail import Mail, message_of


class OutboxSender:
    """A letter that is sent twice is one file."""

    def __init__(self, folder: Path, sender: str) -> None:
        self._folder, self._from = folder, sender

    def send(self, mail: Mail) -> str:
        self._folder.mkdir(parents=True, exist_ok=True)
        target = self._folder / f"{mail.key}.eml"
        temporary = target.with_suffix(".part")
        with temporary.open("wb") as file:
            file.write(bytes(message_of(mail, self._from)))
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
        return target.name

    def find(self, mail: Mail) -> str | None:
        name = f"{mail.key}.eml"
        return name if (self._folder / name).exists() else None

    def close(self) -> None:
        return None


def open_sender(settings: Settings) -> OutboxSender:
    """The folder ``outbox`` in the data folder."""
    return OutboxSender(settings.data_dir / "outbox", settings.mail_from)
