"""What hangs on an outcome: its measures, and its links to the mission objectives that the tender serves.

An outcome and a measure are addressed by their keys under their tender, a link by its objective.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, func, select

from procure import db
from procure.domain.exceptions import NotFound, StaleEdit
from procure.domain.identifiers import ALPHABET, new_key
from procure.domain.measurability import Measurability, Timing, measurability
from procure.domain.permissions import Actor, Permission
from procure.domain.snapshot import MeasureSnapshot, ObjectiveSnapshot
from procure.models import Measure, ObjectiveLink, Outcome, Tender
from procure.models.types import now
from procure.services import access, arranging, authoring, freezing

_KEY = re.compile(f"[{ALPHABET.lower()}]{{10}}")
LINK_FIELDS = (
    "causal_step",
    "evidence_grade",
    "evidence_url",
    "assumption",
    "claimed_share",
    "claimed_because",
)
NO_LINK: dict[str, Any] = {"is_linked": False} | dict.fromkeys(LINK_FIELDS, "") | {"claimed_share": None}


@dataclass(frozen=True)
class Serving:
    """A mission objective that the tender chose, and how an outcome is said to move it, if it is."""

    objective: ObjectiveSnapshot
    link: ObjectiveLink | None


# Measures


def measures(outcome: Outcome) -> list[Measure]:
    """The measures of an outcome in order, without those removed."""
    return [measure for measure in outcome.measures if measure.removed_at is None]


def measure(session: Session, actor: Actor, tender: Tender, outcome: Outcome, key: str) -> Measure:
    """One measure by its key. Raises NotFound, also for another outcome's and for one that is removed."""
    access.require(actor, Permission.READ_TENDER, tender)
    found = _any_measure(session, outcome, key)
    if found.removed_at is not None:
        raise NotFound("There is no such measure. It may have been removed.")
    return found


def add_measure(
    session: Session,
    actor: Actor,
    tender: Tender,
    outcome: Outcome,
    values: Mapping[str, Any],
    *,
    key: str = "",
) -> Measure:
    """A new measure at the end. ``key`` is what its form was given, so that a form sent twice adds one."""
    authoring.lock_for_editing(session, actor, tender)
    taken = session.exec(select(Measure).where(Measure.key == key)).one_or_none() if key else None
    if taken is not None and taken.outcome_id == outcome.id:
        return taken
    last = session.exec(select(func.max(Measure.position)).where(Measure.outcome_id == outcome.id)).one() or 0
    added = Measure(
        tender_id=tender.id,
        outcome_id=outcome.id,
        position=last + 1,
        key=key if taken is None and _KEY.fullmatch(key) else new_key(),
        **values,
    )
    session.add(added)
    authoring.touch(session, actor, tender, "measure.added", key=added.key, outcome=outcome.key)
    session.refresh(outcome, ["measures"])
    return added


def change_measure(
    session: Session,
    actor: Actor,
    tender: Tender,
    outcome: Outcome,
    key: str,
    values: Mapping[str, Any],
    revision: str,
) -> bool:
    """Store new values on a measure. Returns whether anything changed.

    Raises StaleEdit as ``authoring.save`` does.
    """
    found = measure(session, actor, tender, outcome, key)
    return authoring.save(
        session, actor, tender, found, values, revision, what=arranging.place("measures", key)
    )


def move_measure(
    session: Session, actor: Actor, tender: Tender, outcome: Outcome, key: str, direction: str
) -> None:
    """Move a measure one place ``up`` or ``down``; at the end it stays."""
    authoring.lock_for_editing(session, actor, tender)
    moving = measure(session, actor, tender, outcome, key)
    session.refresh(outcome, ["measures"])
    if arranging.reorder(session, measures(outcome), moving, direction):
        authoring.touch(session, actor, tender, "measure.moved", key=key, direction=direction)


def remove_measure(session: Session, actor: Actor, tender: Tender, outcome: Outcome, key: str) -> Measure:
    """Take a measure out; ``restore_measure`` puts it back. Removing twice does nothing more."""
    authoring.lock_for_editing(session, actor, tender)
    found = _any_measure(session, outcome, key)
    if found.removed_at is None:
        found.removed_at = now()
        session.add(found)
        authoring.touch(session, actor, tender, "measure.removed", key=key, outcome=outcome.key)
    return found


def restore_measure(session: Session, actor: Actor, tender: Tender, outcome: Outcome, key: str) -> Measure:
    """Put a removed measure back where it was."""
    authoring.lock_for_editing(session, actor, tender)
    found = _any_measure(session, outcome, key)
    if found.removed_at is not None:
        found.removed_at = None
        session.add(found)
        authoring.touch(session, actor, tender, "measure.restored", key=key, outcome=outcome.key)
    return found


def _any_measure(session: Session, outcome: Outcome, key: str) -> Measure:
    found = session.exec(
        select(Measure).where(Measure.key == key, Measure.outcome_id == outcome.id)
    ).one_or_none()
    if found is None:
        raise NotFound("There is no such measure.")
    return found


def measurability_of(
    tender: Tender, outcome: Outcome, found: Measure, today: date
) -> tuple[MeasureSnapshot, Measurability]:
    """A measure as it would be frozen, and how it does in the six tests, on ``today`` (a day in London)."""
    frozen = {each.key: freezing.measure_of(each) for each in measures(outcome)}
    mine = frozen[found.key]
    timing = Timing(tender.facts.supply_starts_on, tender.facts.supply_ends_on, today)
    return mine, measurability(mine, frozen.values(), timing)


# Links to objectives


def served(session: Session, actor: Actor, tender: Tender, outcome: Outcome) -> list[Serving]:
    """Every objective the tender chose, in the order chosen, with this outcome's link to it."""
    access.require(actor, Permission.READ_TENDER, tender)
    links = {link.objective_id: link for link in outcome.objective_links}
    chosen = freezing.chosen_objectives(session, tender)
    return [Serving(objective, links.get(objective.objective_id)) for objective in chosen]


def serving(session: Session, actor: Actor, tender: Tender, outcome: Outcome, objective_id: str) -> Serving:
    """One of ``served``. Raises NotFound for an objective that the tender did not choose."""
    for each in served(session, actor, tender, outcome):
        if each.objective.objective_id == objective_id:
            return each
    raise NotFound("Your tender does not serve this objective.")


def link_values(link: ObjectiveLink | None) -> dict[str, Any]:
    """What a link says, with ``is_linked``; the same names whether or not there is one."""
    if link is None:
        return dict(NO_LINK)
    return {"is_linked": True} | {name: getattr(link, name) for name in LINK_FIELDS}


def set_link(
    session: Session,
    actor: Actor,
    tender: Tender,
    outcome: Outcome,
    objective_id: str,
    values: Mapping[str, Any],
    revision: str,
) -> bool:
    """Say how the outcome moves an objective, or (``is_linked`` false) that it does not.

    ``revision`` is ``authoring.revision_of`` of the ``link_values`` that the form showed. Returns whether
    anything changed; raises StaleEdit with both texts when somebody else changed the link meanwhile.
    """
    authoring.lock_for_editing(session, actor, tender)
    db.lock(session, outcome)
    session.refresh(outcome, ["objective_links"])
    link = serving(session, actor, tender, outcome, objective_id).link
    theirs = link_values(link)
    yours = {**NO_LINK, **values} if values.get("is_linked") else dict(NO_LINK)
    if yours == theirs:
        return False
    if authoring.revision_of(theirs) != revision:
        raise StaleEdit(theirs, yours, authoring.revision_of(theirs))
    if not yours.pop("is_linked"):
        assert link is not None
        outcome.objective_links.remove(link)
    elif link is None:
        outcome.objective_links.append(ObjectiveLink(objective_id=objective_id, **yours))
    else:
        for name, value in yours.items():
            setattr(link, name, value)
    session.add(outcome)
    what = link_place(outcome.key, objective_id)
    authoring.touch(session, actor, tender, "tender.saved", page=what, fields=sorted(LINK_FIELDS))
    return True


def link_place(key: str, objective_id: str) -> str:
    """How the audit trail names the link of an outcome to an objective."""
    return f"{arranging.place('outcomes', key)}/{objective_id}"
