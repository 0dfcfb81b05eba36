"""Published releases, stored as publication would store them: many, small and invented."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, func, select

from procure.models import PublishedRelease, SpecificationVersion
from tests.factories.people import make_officer, make_tender


def store_releases(
    session: Session,
    number: int,
    *,
    start: datetime,
    step: timedelta = timedelta(minutes=1),
    same_moment: int = 1,
    a_process: int = 1,
    stages: Sequence[str] = ("tender",),
) -> None:
    """``number`` releases, ``a_process`` of them to each procurement, ``same_moment`` published at once."""
    tender = make_tender(session, make_officer(session))
    before = session.exec(select(func.count()).select_from(PublishedRelease)).one()
    for at in range(number):
        version = SpecificationVersion(
            tender_id=tender.id,
            number=at + 1,
            snapshot_json="{}",
            sha256="0" * 64,
            frozen_by_id=tender.created_by_id,
        )
        session.add(version)
        session.flush()
        published_at = start + step * (at // same_moment)
        ocid = f"example-{(before + at) // a_process + 1}"
        release = {
            "ocid": ocid,
            "id": f"{ocid}-{(before + at) % a_process + 1}",
            "date": published_at.isoformat().replace("+00:00", "Z"),
            "tag": [stages[at % len(stages)]],
            "tender": {"id": ocid, "title": f"Tender {at}"},
        }
        text = json.dumps(release, separators=(",", ":"))
        session.add(
            PublishedRelease(
                version_id=version.id,
                ocid=ocid,
                release_id=str(release["id"]),
                stage=stages[at % len(stages)],
                published_at=published_at,
                sha256=hashlib.sha256(text.encode()).hexdigest(),
                release_json=text,
            )
        )
    session.flush()
