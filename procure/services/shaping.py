"""A board and its commercial advisers shape target outcomes before there is a tender: words, options and versions.

Who advises, and how an outcome stands, is in ``steering``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import joinedload, selectinload
from sqlmodel import Session, SQLModel, col, func, or_, select

from procure import db
from procure.domain.exceptions import Invalid, NotFound, StaleEdit, WrongState
from procure.domain.identifiers import is_key, new_key
from procure.domain.permissions import Actor, Permission, may
from procure.domain.snapshot import ObjectiveSnapshot
from procure.domain.targets import OPEN, OPTION_WORDS, WORDS, TargetStatus, plain
from procure.models import (
    Board,
    ObjectiveRow,
    OutcomeAdviser,
    OutcomeOption,
    TargetOutcome,
    TargetOutcomeVersion,
)
from procure.models.types import now
from procure.services import access, auditing, authoring, freezing

MOST_LISTED = 500
VERSIONS_ON_A_PAGE = 20
#: How the audit trail and the versions call a page of the outcome, or one of its options.
OPTION = "options"


@dataclass(frozen=True)
class Listed:
    """The target outcomes of one objective on one board."""

    board: Board
    objective: ObjectiveSnapshot | None
    targets: Sequence[TargetOutcome]


# Finding


def boards(session: Session, actor: Actor) -> Sequence[Board]:
    """The boards that meet on which the person sits, by name. Raises NotAllowed for somebody on none."""
    access.require(actor, Permission.SEE_BOARD)
    mine = select(Board).where(col(Board.id).in_(actor.boards), col(Board.is_active))
    return session.exec(mine.order_by(Board.name)).all()


def listed(session: Session, actor: Actor) -> list[Listed]:
    """The target outcomes that the person may read, under their board and objective. Raises NotAllowed."""
    access.require(actor, Permission.LIST_TARGETS)
    advised = select(OutcomeAdviser.target_outcome_id).where(OutcomeAdviser.user_id == actor.user_id)
    rows = session.exec(
        select(TargetOutcome)
        .where(or_(col(TargetOutcome.board_id).in_(actor.boards), col(TargetOutcome.id).in_(advised)))
        .options(joinedload(TargetOutcome.board), selectinload(TargetOutcome.advisers))
        .order_by(col(TargetOutcome.board_id), TargetOutcome.objective_id, col(TargetOutcome.id))
        .limit(MOST_LISTED)
    ).all()
    rows = [row for row in rows if may(actor, Permission.READ_TARGET, row)]
    ids = list(dict.fromkeys(row.objective_id for row in rows))
    objectives = {each.objective_id: each for each in freezing.objectives_by_id(session, ids)}
    groups: dict[tuple[int, str], list[TargetOutcome]] = {}
    for row in rows:
        groups.setdefault((row.board_id, row.objective_id), []).append(row)
    return [Listed(each[0].board, objectives.get(each[0].objective_id), each) for each in groups.values()]


def target(session: Session, actor: Actor, key: str) -> TargetOutcome:
    """One target outcome by its key. Raises NotFound, also for one that the person may not know of."""
    found = None
    if is_key(key):
        wanted = select(TargetOutcome).where(TargetOutcome.key == key)
        with_people = (
            joinedload(TargetOutcome.board),
            selectinload(TargetOutcome.advisers).joinedload(OutcomeAdviser.user),
        )
        found = session.exec(wanted.options(*with_people)).one_or_none()
    if found is None or not may(actor, Permission.READ_TARGET, found):
        raise NotFound("There is no such target outcome.")
    return found


def target_to_shape(session: Session, actor: Actor, key: str) -> TargetOutcome:
    """As ``target``, for changing its words. Raises WrongState when its status does not let them be changed."""
    found = target(session, actor, key)
    require_open(found)
    access.require(actor, Permission.SHAPE_TARGET, found)
    return found


def require_open(found: TargetOutcome) -> None:
    """Raises WrongState, with what to do, unless the words of the outcome may be changed."""
    status = TargetStatus(found.status)
    if status not in OPEN:
        raise WrongState(
            f"This target outcome is “{status.label.lower()}”. Its board can take it up again to change it."
        )


def objective_of(session: Session, found: TargetOutcome) -> ObjectiveSnapshot | None:
    """The objective it stands under; None where the framework that had it is no longer loaded."""
    return next(iter(freezing.objectives_by_id(session, [found.objective_id])), None)


def options(found: TargetOutcome) -> list[OutcomeOption]:
    """The options that are considered, in order, without those removed."""
    return [option for option in found.options if option.removed_at is None]


def option(session: Session, actor: Actor, found: TargetOutcome, key: str) -> OutcomeOption:
    """One option by its key. Raises NotFound, also for one that was removed."""
    access.require(actor, Permission.READ_TARGET, found)
    for each in options(found):
        if each.key == key:
            return each
    raise NotFound("There is no such option. It may have been removed.")


# Changing


def start(
    session: Session, actor: Actor, board: Board, objective_id: str, title: str, *, key: str = ""
) -> TargetOutcome:
    """A new target outcome of a board. ``key`` is what its form was given, so that a form sent twice begins one.

    Raises NotAllowed; Invalid for an objective that is not loaded.
    """
    begun = TargetOutcome(
        board_id=board.id, created_by_id=actor.user_id, objective_id=objective_id, title=title
    )
    access.require(actor, Permission.START_TARGET, begun)
    if not board.is_active:
        raise Invalid("board", "This board no longer meets")
    _require_objective(session, objective_id)
    if is_key(key):
        taken = session.exec(select(TargetOutcome).where(TargetOutcome.key == key)).one_or_none()
        if taken is not None and may(actor, Permission.READ_TARGET, taken):
            return taken
        begun.key = key if taken is None else new_key()
    begun.board = board
    session.add(begun)
    keep_version(session, actor, begun, "started")
    auditing.record(
        session,
        actor,
        "target.started",
        subject_kind="target_outcome",
        subject_key=begun.key,
        board=board.name,
    )
    return begun


def save(
    session: Session,
    actor: Actor,
    found: TargetOutcome,
    record: SQLModel,
    values: Mapping[str, Any],
    revision: str,
    *,
    what: str,
) -> bool:
    """Store ``values`` on ``record`` (the outcome, or an option of it) if it is still at ``revision``.

    ``what`` names the page in the versions and the audit trail. Returns whether anything changed. Raises StaleEdit
    with both texts when somebody else changed these answers meanwhile, WrongState, and Invalid for an unknown
    objective.
    """
    _lock(session, actor, found)
    db.lock(session, record)
    theirs = authoring.stored(record, list(values))
    changed = sorted(name for name, value in values.items() if plain(theirs[name]) != plain(value))
    if not changed:
        return False
    if authoring.revision_of(theirs) != revision:
        raise StaleEdit(theirs, dict(values), authoring.revision_of(theirs))
    if "objective_id" in changed:
        _require_objective(session, values["objective_id"])
    for name in changed:
        setattr(record, name, values[name])
    session.add(record)
    touch(session, actor, found, "target.saved", what, fields=changed)
    return True


def add_option(
    session: Session, actor: Actor, found: TargetOutcome, values: Mapping[str, Any], *, key: str = ""
) -> OutcomeOption:
    """A new option at the end. ``key`` is what its form was given, so that a form sent twice adds one."""
    _lock(session, actor, found)
    for each in found.options:
        if each.key == key:
            return each
    last = max((each.position for each in found.options), default=0)
    key = key if is_key(key) and not _is_taken(session, key) else new_key()
    added = OutcomeOption(key=key, position=last + 1, **values)
    found.options.append(added)
    session.add(added)
    touch(session, actor, found, "target.option_added", f"{OPTION}/{added.key}")
    return added


def remove_option(session: Session, actor: Actor, found: TargetOutcome, key: str) -> OutcomeOption:
    """Take an option off the list; ``restore_option`` puts it back. Removing twice does nothing more."""
    return _set_removed(session, actor, found, key, "target.option_removed", is_removed=True)


def restore_option(session: Session, actor: Actor, found: TargetOutcome, key: str) -> OutcomeOption:
    """Put a removed option back where it was."""
    return _set_removed(session, actor, found, key, "target.option_restored", is_removed=False)


def _set_removed(
    session: Session, actor: Actor, found: TargetOutcome, key: str, action: str, *, is_removed: bool
) -> OutcomeOption:
    _lock(session, actor, found)
    each = next((each for each in found.options if each.key == key), None)
    if each is None:
        raise NotFound("There is no such option.")
    if (each.removed_at is not None) != is_removed:
        each.removed_at = now() if is_removed else None
        session.add(each)
        touch(session, actor, found, action, f"{OPTION}/{key}")
    return each


# Versions


def content_of(found: TargetOutcome) -> dict[str, Any]:
    """All words of the outcome and of its options as JSON."""
    words = {name: plain(getattr(found, name)) for name in WORDS}
    considered = {
        each.key: {name: plain(getattr(each, name)) for name in OPTION_WORDS} for each in options(found)
    }
    return {**words, "status": found.status, "options": considered}


def versions(
    session: Session, actor: Actor, found: TargetOutcome, before: int | None = None
) -> Sequence[TargetOutcomeVersion]:
    """Kept versions, newest first, below number ``before`` if given: one more than a page shows, for the comparison
    of its last. Raises NotAllowed."""
    access.require(actor, Permission.READ_TARGET, found)
    kept = select(TargetOutcomeVersion).where(TargetOutcomeVersion.target_outcome_id == found.id)
    if before is not None:
        kept = kept.where(TargetOutcomeVersion.number < before)
    newest_first = kept.order_by(col(TargetOutcomeVersion.number).desc())
    return session.exec(newest_first.limit(VERSIONS_ON_A_PAGE + 1)).all()


def last_save(session: Session, found: TargetOutcome, what: str) -> TargetOutcomeVersion | None:
    """Who last saved a page or an option, for telling the next person; None when nobody did."""
    return session.exec(
        select(TargetOutcomeVersion)
        .where(TargetOutcomeVersion.target_outcome_id == found.id, TargetOutcomeVersion.place == what)
        .order_by(col(TargetOutcomeVersion.number).desc())
        .limit(1)
    ).first()


def touch(
    session: Session, actor: Actor, found: TargetOutcome, action: str, what: str, **detail: Any
) -> None:
    """Note that the outcome changed: in its date, as a new version, and (without its words) in the audit trail."""
    found.updated_at = now()
    session.add(found)
    keep_version(session, actor, found, what)
    auditing.record(
        session, actor, action, subject_kind="target_outcome", subject_key=found.key, page=what, **detail
    )


def keep_version(session: Session, actor: Actor, found: TargetOutcome, what: str) -> None:
    """Append all words as they stand now. The outcome is locked, or new, so that numbers follow each other."""
    session.flush()
    last = session.exec(
        select(func.max(TargetOutcomeVersion.number)).where(
            TargetOutcomeVersion.target_outcome_id == found.id
        )
    ).one()
    session.add(
        TargetOutcomeVersion(
            target_outcome_id=found.id,
            number=(last or 0) + 1,
            place=what,
            content=content_of(found),
            actor_name=actor.name,
        )
    )
    session.flush()


def _lock(session: Session, actor: Actor, found: TargetOutcome) -> None:
    """Hold the outcome for this transaction and see that the person may change it as it stands now."""
    db.lock(session, found)
    access.require(actor, Permission.READ_TARGET, found)
    require_open(found)
    access.require(actor, Permission.SHAPE_TARGET, found)


def _require_objective(session: Session, objective_id: str) -> None:
    if session.get(ObjectiveRow, objective_id) is None:
        raise Invalid("objective_id", "Choose an objective from the list")


def _is_taken(session: Session, key: str) -> bool:
    return session.exec(select(OutcomeOption.id).where(OutcomeOption.key == key)).first() is not None
