"""The equality assessment of a tender: whether one was made, and where it is.

A public authority must have due regard to equality in what it does (Equality Act 2010 s.149); an assessment is how it
shows that it had. The Act asks for no form of one.
"""

from __future__ import annotations

from datetime import date

from procure.domain.part import Part


class EqualityAssessment(Part):
    """What the officers say of it. ``equality_on`` is the day on which it was made, or will be; ``equality_reason`` why
    none is needed. The address and the day are published, with everything here."""

    equality_state: str = ""
    equality_on: date | None = None
    equality_url: str = ""
    equality_reason: str = ""
