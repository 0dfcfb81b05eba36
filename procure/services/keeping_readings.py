"""How a version was read when it was frozen: kept with the coach that read it, so that an old score never changes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from procure import coach
from procure.act.calendar import LONDON
from procure.db import reading, writing
from procure.domain.alignment import FORMULA_VERSION, Prescription, align, inputs_of
from procure.domain.measurability import Timing
from procure.models import SpecificationVersion, VersionReading
from procure.models.types import now
from procure.services import coaching, freezing

#: Versions frozen before readings were kept, that one sweep reads.
AT_ONCE = 20


def keep(session: Session, version: SpecificationVersion, *, at: datetime | None = None) -> VersionReading:
    """The reading of a version, made now if there is none. It is never changed afterwards."""
    found = session.get(VersionReading, version.id)
    if found is not None:
        return found
    snapshot = freezing.snapshot_of(version)
    prescription: Prescription = coaching.prescription_of(snapshot)
    timing = Timing.of(snapshot, version.frozen_at.astimezone(LONDON).date())
    found = VersionReading(
        version_id=version.id, coach_version=coach.version(), formula_version=FORMULA_VERSION,
        requirements=prescription.requirements, flagged=prescription.flagged,
        score=align(inputs_of(snapshot, prescription, timing)).words, kept_at=at or now(),
    )  # fmt: skip
    session.add(found)
    session.flush()
    return found


def sweep(engine: Engine) -> int:
    """Keep the readings of versions that have none, the newest first; how many those were."""
    with reading(engine) as session:
        missing = session.exec(
            select(SpecificationVersion.id)
            .where(
                ~select(VersionReading.version_id)
                .where(VersionReading.version_id == SpecificationVersion.id)
                .correlate(SpecificationVersion)
                .exists()
            )
            .order_by(col(SpecificationVersion.id).desc())
            .limit(AT_ONCE)
        ).all()
    for version_id in missing:
        with writing(engine) as session:
            keep(session, session.get_one(SpecificationVersion, version_id))
    return len(missing)
