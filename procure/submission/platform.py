"""What the service needs of a platform, whichever way it is reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from procure.submission.answers import Answer


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One notice as it goes out: the document, our reference of it, and a key under which it counts once."""

    document: bytes
    reference: str
    idempotency_key: str


class Platform(Protocol):
    """Three requests. None raises for anything that the platform or the way to it may do: the answer says it."""

    @property
    def can_find(self) -> bool:
        """Whether the platform can be asked for a notice by our reference."""
        ...

    def submit(self, notice: Outgoing, api_key: str) -> Answer:
        """Send a notice."""
        ...

    def look(self, submission_id: str, api_key: str) -> Answer:
        """Ask what became of a notice that was taken in."""
        ...

    def find(self, reference: str, api_key: str) -> Answer:
        """Ask whether the platform has the notice with this reference of ours."""
        ...
