"""Buying jointly: how a partner stands, and what keeps a version from being published until all have approved it.

An authority carries out a procurement also where it acts jointly with another (Procurement Act 2023 s.1(3)(a)). A
notice then names the lead and the others (Procurement Regulations 2024, SI 2024/692, reg 13(b)), and with each its
address, email and identifier (reg 13(c) and (d)).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol

from procure.domain.vocabulary import JointStanding

PROVISION = "Procurement Act 2023 s.1(3)(a); Procurement Regulations 2024 reg 13(b)"


class Partner(Protocol):
    """What the rules need of a partner."""

    @property
    def key(self) -> str: ...

    @property
    def standing(self) -> str: ...

    @property
    def accepted_at(self) -> datetime | None: ...

    @property
    def ended_at(self) -> datetime | None: ...


def named_in(partner: Partner, frozen_at: datetime) -> bool:
    """Whether a version frozen then names the partner: it took part at that moment."""
    return (
        partner.accepted_at is not None
        and partner.accepted_at <= frozen_at
        and (partner.ended_at is None or partner.ended_at > frozen_at)
    )


def obstacles(
    partners: Iterable[tuple[str, Partner]], frozen_at: datetime, approvals: Mapping[str, bool]
) -> list[str]:
    """Why the version frozen at ``frozen_at`` may not be published yet, a sentence for each partner that stands in the
    way. ``partners`` come with their names; ``approvals`` are by key of the partner, for this version alone."""
    found = []
    for name, partner in partners:
        is_named, takes_part = named_in(partner, frozen_at), partner.standing == JointStanding.ACCEPTED
        if is_named and not takes_part:
            found.append(f"{name} no longer takes part, but this version names it. Reopen the tender.")
        elif takes_part and not is_named:
            found.append(
                f"{name} joined after this version was frozen. Reopen the tender, so that it is named."
            )
        elif takes_part and partner.key not in approvals:
            found.append(f"{name} has not approved this version yet.")
        elif takes_part and not approvals[partner.key]:
            found.append(f"{name} does not approve this version.")
    return found
