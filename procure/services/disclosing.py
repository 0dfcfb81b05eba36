"""What other organisations may know of a tender: what is published, and before that what its owner chose to show.

``refresh`` writes it, or takes it away, and is called wherever either changes: it always starts from what is public,
so that it can be called once too often and never once too few. What an owner shows of a draft follows the draft
within a minute or two (``sweep``); what an owner hides is hidden at once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, delete, insert
from sqlmodel import Session, col, select

from procure import db
from procure.act.calendar import LONDON
from procure.domain.exceptions import Invalid, WrongState
from procure.domain.overlaps import Disclosure, Need, NeedOutcome, Standing, need_of
from procure.domain.permissions import Actor, Permission
from procure.domain.snapshot import SpecificationSnapshot
from procure.domain.vocabulary import TenderState
from procure.domain.withholding import public
from procure.models import (
    NeedToken,
    Notice,
    PublishedRelease,
    Tender,
    VisibleNeed,
)
from procure.models.types import now
from procure.services import access, auditing, freezing, likeness

#: Notices that tell of a purchase before its tender notice, that it is awarded, and that it is given up.
PLANNING, AWARDING, ENDING = ("UK1", "UK2", "UK3"), ("UK6", "UK7"), "UK12"
#: How long each is looked for: what is planned or open since it was last told, what is awarded since its notice.
PLANNED_DAYS, LIVE_DAYS, AWARDED_DAYS = 730, 730, 365
#: Words of a plan that it is found by: the rarest.
WORDS = 30
MOST_OUTCOMES = 12
BATCH = 200


def choose(session: Session, actor: Actor, tender: Tender, shown: str) -> bool:
    """Say what other organisations see of a tender before it is published. Returns whether anything changed.

    Raises NotAllowed; Invalid for what is not a ``Disclosure``; WrongState once it is public or withdrawn.
    """
    access.require(actor, Permission.DISCLOSE_TENDER, tender)
    if shown not in set(Disclosure):
        raise Invalid("shown", "Select what others see of it")
    db.lock(session, tender)
    if not can_be_chosen(session, tender):
        raise WrongState("A tender that is published or withdrawn has nothing left to show or to hide.")
    before = tender.shown_before_publication
    if shown == before:
        return False
    tender.shown_before_publication = shown
    session.add(tender)
    auditing.of_tender(session, actor, tender, "tender.disclosed", before=before, after=shown)
    refresh(session, tender)
    return True


def can_be_chosen(session: Session, tender: Tender) -> bool:
    """Whether there is anything left to show or to hide: not once a version is public, or the tender withdrawn."""
    return tender.state != TenderState.WITHDRAWN and freezing.in_force(session, tender) is None


def refresh(session: Session, tender: Tender, *, at: datetime | None = None) -> VisibleNeed | None:
    """Write what others may know of a tender ``at`` (aware; default now); None, and nothing kept, if nothing."""
    moment = at or now()
    values = _visible(session, tender, moment)
    row = session.exec(
        select(VisibleNeed).where(VisibleNeed.tender_id == tender.id).with_for_update()
    ).one_or_none()
    if row is not None:
        session.execute(delete(NeedToken).where(col(NeedToken.need_id) == row.id))
    if values is None:
        if row is not None:
            session.delete(row)
            session.flush()
        return None
    row = row or VisibleNeed(
        tender_id=tender.id, organisation_id=tender.organisation_id, standing="", title="", buyer_name="",
        fades_on=moment.date(),
    )  # fmt: skip
    for name, value in values.items():
        setattr(row, name, value)
    row.made_at = moment
    session.add(row)
    session.flush()
    marks = tokens_of(need_in(row))
    if marks:
        session.execute(
            insert(NeedToken),
            [{"token": each, "fades_on": row.fades_on, "need_id": row.id} for each in sorted(marks)],
        )
    return row


def sweep(engine: Engine) -> int:
    """Let what is shown of drafts follow them; how many were written anew."""
    with db.reading(engine) as session:
        due = session.exec(
            select(Tender.id)
            .join(VisibleNeed, col(VisibleNeed.tender_id) == Tender.id)
            .where(VisibleNeed.disclosure != "", col(Tender.updated_at) > VisibleNeed.made_at)
            .limit(BATCH)
        ).all()
    for tender_id in due:
        with db.writing(engine) as session:
            tender = session.get_one(Tender, tender_id)
            db.lock(session, tender)
            refresh(session, tender)
    return len(due)


def need_in(row: VisibleNeed) -> Need:
    """What a visible need is compared by."""
    return Need(
        title=row.title,
        outcomes=tuple(NeedOutcome(**each) for each in row.outcomes),
        regions=frozenset(row.regions),
        cpv_codes=frozenset(row.cpv_codes),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
    )


def tokens_of(need: Need) -> list[int]:
    """The marks that a need is found by, each once, the most telling first. Dates and places alone are none: too many
    share them."""
    marks = dict.fromkeys(_marks(need))
    return [int.from_bytes(hashlib.sha256(mark.encode()).digest()[:8], "big", signed=True) for mark in marks]


def _marks(need: Need) -> Iterator[str]:
    said = " ".join((need.title, *(each.words for each in need.outcomes)))
    weights = likeness.profile(said)
    # In the order in which they are the most telling: a look-up may not have room for all.
    areas = sorted({code[:3] for code in need.regions}) or [""]
    for entry in sorted({each.library_id for each in need.outcomes if each.library_id}):
        yield f"library {entry}"
        yield from (f"library {entry} in {area}" for area in areas)
    yield from (f"word {stem}" for stem in sorted(weights, key=lambda stem: (-weights[stem], stem))[:WORDS])
    people = likeness.profile(" ".join(each.people for each in need.outcomes))
    yield from (
        f"people {stem}" for stem in sorted(people, key=lambda stem: (-people[stem], stem))[: WORDS // 3]
    )
    for code in sorted(need.cpv_codes)[:6]:
        yield f"cpv {code}"
        for digits in (code[:4], code[:5]):
            yield from (f"cpv {digits} in {area}" for area in areas)


# What is visible


def _visible(session: Session, tender: Tender, moment: datetime) -> dict[str, Any] | None:
    if tender.state == TenderState.WITHDRAWN:
        return None
    told = {
        notice.code: notice
        for notice in session.exec(
            select(Notice)
            .where(Notice.tender_id == tender.id, col(Notice.completed_at).is_not(None))
            .order_by(col(Notice.local_number))
        )
    }
    if ENDING in told:
        return None
    version = freezing.in_force(session, tender)
    if version is not None:
        awarded = max((told[code].published_at for code in AWARDING if code in told), default=None)
        since, days = (awarded, AWARDED_DAYS) if awarded else (told["UK4"].published_at, LIVE_DAYS) if (
            "UK4" in told
        ) else (version.frozen_at, LIVE_DAYS)  # fmt: skip
        snapshot = freezing.public_snapshot_of(version)
        return _in_full(snapshot) | {
            "standing": (Standing.AWARDED if awarded else Standing.LIVE).value,
            "disclosure": "",
            "reference": tender.reference,
            "fades_on": _day(since, days),
        }
    shown = tender.shown_before_publication
    if shown == Disclosure.OUTCOMES:
        return _in_full(public(freezing.draft_snapshot(session, tender))) | {
            "standing": Standing.PLANNED.value, "disclosure": shown, "reference": "",
            "fades_on": _day(moment, PLANNED_DAYS),
        }  # fmt: skip
    planned = [told[code] for code in PLANNING if code in told]
    if planned:
        found = _told(session, max(planned, key=lambda notice: notice.local_number))
        if found is not None:
            return found
    if shown == Disclosure.TITLE:
        snapshot = public(freezing.draft_snapshot(session, tender))
        return _blank() | _heading(snapshot) | {
            "standing": Standing.PLANNED.value, "disclosure": shown, "fades_on": _day(moment, PLANNED_DAYS),
        }  # fmt: skip
    return None


def _heading(snapshot: SpecificationSnapshot) -> dict[str, Any]:
    return {
        "title": snapshot.title,
        "buyer_name": snapshot.authority.name,
        "contact_name": snapshot.facts.contact_name,
        "contact_email": snapshot.facts.contact_email or snapshot.authority.email,
    }


def _blank() -> dict[str, Any]:
    return {
        "reference": "", "outcomes": [], "regions": [], "cpv_codes": [], "starts_on": None, "ends_on": None,
        "has_lots": False, "contact_name": "", "contact_email": "",
    }  # fmt: skip


def _in_full(snapshot: SpecificationSnapshot) -> dict[str, Any]:
    need = need_of(snapshot)
    return _heading(snapshot) | {
        "outcomes": [
            {"title": each.title, "words": each.words, "people": each.people, "library_id": each.library_id}
            for each in need.outcomes[:MOST_OUTCOMES]
        ],
        "regions": sorted(need.regions),
        "cpv_codes": sorted(need.cpv_codes),
        "starts_on": need.starts_on,
        "ends_on": need.ends_on,
        "has_lots": bool(snapshot.lots),
    }


def _told(session: Session, notice: Notice) -> dict[str, Any] | None:
    """What a published notice of the planning stage tells: read from its open data, so that nothing else can come
    in."""
    release = session.exec(
        select(PublishedRelease)
        .where(PublishedRelease.version_id == notice.version_id, PublishedRelease.stage == "planning")
        .order_by(col(PublishedRelease.published_at).desc(), col(PublishedRelease.id).desc())
    ).first()
    if release is None:
        return None
    told = json.loads(release.release_json)
    tender = told.get("tender", {})
    items, lots = tender.get("items", []), tender.get("lots", [])
    places = [each for item in items for each in item.get("deliveryAddresses", [])]
    kinds = [each for item in items for each in item.get("additionalClassifications", [])]
    periods = [lot["contractPeriod"] for lot in lots if "contractPeriod" in lot]
    title = tender.get("title") or notice.title or ""
    buyer = told.get("buyer", {})
    named = (each for each in told.get("parties", []) if each.get("id") == buyer.get("id"))
    party: dict[str, Any] = next(named, {})
    contact: dict[str, Any] = party.get("contactPoint", {})
    words = " ".join(text for text in (title, tender.get("description", "")) if text)
    return _blank() | {
        "standing": Standing.PLANNED.value,
        "disclosure": "",
        "title": title,
        "buyer_name": buyer.get("name") or notice.buyer_name or "",
        "contact_name": contact.get("name", ""),
        "contact_email": contact.get("email", ""),
        "outcomes": [{"title": title, "words": words, "people": "", "library_id": ""}],
        "regions": sorted({each["region"] for each in places if "region" in each}),
        "cpv_codes": sorted({each["id"] for each in kinds if each.get("scheme") == "CPV"}),
        "starts_on": min((_date(each.get("startDate")) for each in periods if each.get("startDate")), default=None),
        "ends_on": max(
            (_date(end) for each in periods if (end := each.get("maxExtentDate") or each.get("endDate"))),
            default=None
        ),
        "has_lots": len(lots) > 1,
        "fades_on": _day(notice.published_at, PLANNED_DAYS),
    }  # fmt: skip


def _date(text: str) -> date:
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(LONDON).date()


def _day(moment: datetime, days: int) -> date:
    return moment.astimezone(LONDON).date() + timedelta(days=days)
