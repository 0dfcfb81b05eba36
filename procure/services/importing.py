"""Open data of others as drafts of one's own: read, stored with where it came from, and accounted for.

A file makes all of its drafts or none: whatever is wrong with it, the database stays as it was.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, func, or_, select

from exports.notices.values import tidy
from exports.ocds.incoming.papers import IS_THE_NOTICE
from exports.ocds.incoming.source import is_number
from exports.ocds.plain import json_number
from exports.ocds.reading import (
    ABOUT_THE_PACKAGE,
    ABOUT_THE_RELEASE,
    ImportedFile,
    ImportedTender,
    Law,
    Mapped,
    Unmapped,
    read,
)
from exports.ocds.strict_json import Unreadable, read_json
from procure.domain.exceptions import Invalid, NotFound
from procure.domain.identifiers import new_key
from procure.domain.permissions import Actor, Permission
from procure.domain.snapshot import Authority
from procure.domain.vocabulary import Role
from procure.models import ImportSource, Organisation, RoleGrant, Tender, User
from procure.services import access, auditing, authoring, freezing, starting
from procure.services.transcribing import write_snapshot

RETITLED = "Your organisation has another tender of this title, so the draft has “{title}”."
LONGEST_FILE_NAME = 200
#: Stands in where a file names no buyer, while its buyers are looked for.
NOBODY = Authority(name="Nobody")
LEAST_OF_INTEREST = (ABOUT_THE_RELEASE, IS_THE_NOTICE, ABOUT_THE_PACKAGE)


@dataclass(frozen=True)
class Accounted:
    """What became of one value of a file. ``field`` is empty and ``reason`` says why, where it was not taken."""

    path: str
    value: str
    field: str = ""
    reason: str = ""


@dataclass(frozen=True)
class JointBuyer:
    """An authority that a notice names as buying jointly; ``key`` is that of its organisation here, empty where it has
    none."""

    name: str
    ppon: str
    key: str


@dataclass(frozen=True)
class Origin:
    """Where a draft came from, with every value of its procurement, for a page. ``law`` is a value of
    ``exports.ocds.reading.Law``.
    """

    source: ImportSource
    law: str
    mapped: list[Accounted]
    unmapped: list[Accounted]


def parse(data: bytes) -> Any:
    """The JSON of a file. Raises Invalid, in words for whoever brought it."""
    try:
        return read_json(data, has_no_limits=True)
    except Unreadable as error:
        raise Invalid("file", str(error)) from error


def import_file(
    session: Session, actor: Actor, data: bytes, *, file_name: str = "", parsed: Any = None
) -> list[ImportSource]:
    """A draft of the actor's organisation for each procurement in an OCDS file, in the file's order.

    ``parsed`` is what ``parse`` made of ``data``, if the caller has it. Raises NotAllowed; Invalid, in words
    for whoever brought the file, when it cannot be read: nothing is stored then.
    """
    access.require(actor, Permission.START_TENDER)
    organisation = session.get_one(Organisation, actor.organisation_id)
    authority = freezing.authority_of(organisation)
    try:
        found = read(parse(data) if parsed is None else parsed, lambda buyer: authority)
    except Unreadable as error:
        raise Invalid("file", str(error)) from error
    batch, digest = new_key(), hashlib.sha256(data).hexdigest()
    name = tidy(file_name).replace("\n", " ")[:LONGEST_FILE_NAME]
    return [_store(session, actor, each, found, batch, digest, name) for each in found.tenders]


def origin(session: Session, actor: Actor, reference: str) -> Origin:
    """Where a draft came from. Raises NotFound for a tender that is not the organisation's own, or was not
    imported.
    """
    tender = authoring.tender_by_reference(session, actor, reference)
    source = session.exec(select(ImportSource).where(ImportSource.tender_id == tender.id)).one_or_none()
    if source is None:
        raise NotFound("This tender was not imported.")
    report = json.loads(source.report_json)
    # What concerns the file and the notice more than the procurement comes last.
    report["unmapped"].sort(key=lambda each: each["reason"] in LEAST_OF_INTEREST)
    return Origin(
        source,
        report.get("law", Law.NOT_SAID),
        [Accounted(each["path"], shown(each["value"]), field=each["field"]) for each in report["mapped"]],
        [Accounted(each["path"], shown(each["value"]), reason=each["reason"]) for each in report["unmapped"]],
    )


def joint_buyers(session: Session, actor: Actor, tender: Tender) -> list[JointBuyer]:
    """Who buys jointly by the notice that a draft was imported from, and neither owns the draft nor was ever asked
    to take part in it; empty for a draft that was not imported. Raises NotAllowed."""
    access.require(actor, Permission.LEAD_TENDER, tender)
    source = session.exec(select(ImportSource).where(ImportSource.tender_id == tender.id)).one_or_none()
    named = json.loads(source.report_json).get("joint_buyers", []) if source else []
    if not named:
        return []
    numbers, names = (
        [each["ppon"] for each in named if each["ppon"]],
        [each["name"].casefold() for each in named],
    )
    here = session.exec(
        select(Organisation).where(
            or_(col(Organisation.ppon).in_(numbers), func.lower(col(Organisation.name)).in_(names))
        )
    ).all()
    taken = {tender.organisation_id} | {each.organisation_id for each in tender.partners}
    found = []
    for each in named:
        organisation = next(
            (one for one in here if each["ppon"] and one.ppon == each["ppon"]),
            next((one for one in here if one.name.casefold() == each["name"].casefold()), None),
        )
        if organisation is None or organisation.id not in taken:
            found.append(JointBuyer(each["name"], each["ppon"], organisation.key if organisation else ""))
    return found


def batch(session: Session, actor: Actor, key: str) -> list[ImportSource]:
    """The drafts of one file, of the actor's organisation. Raises NotFound when there are none."""
    access.require(actor, Permission.LIST_TENDERS)
    found = session.exec(
        select(ImportSource)
        .join(Tender, col(ImportSource.tender_id) == Tender.id)
        .where(ImportSource.batch == key, Tender.organisation_id == actor.organisation_id)
        .order_by(col(ImportSource.id))
    ).all()
    if not found:
        raise NotFound("There is no such import.")
    return list(found)


def report_of(sources: Iterable[ImportSource]) -> dict[str, Any]:
    """The reports of one file as JSON data: each draft with every value, taken or not."""
    drafts = [
        {
            "reference": source.tender.reference,
            "title": source.tender.title,
            "source": {
                "ocid": source.ocid,
                "releases": source.release_ids.split(),
                "notices": source.notice_types.split(),
                "buyer": {"name": source.buyer_name, "ppon": source.buyer_ppon},
                "file": source.file_name,
                "sha256": source.file_sha256,
            },
            **json.loads(source.report_json),
        }
        for source in sources
    ]
    return {"tenders": drafts}


def shown(value: Any) -> str:
    """A value of a file as people read it."""
    if isinstance(value, str):
        return tidy(value) or "(empty)"
    return {"null": "(null)"}.get(text := json.dumps(value), text)


def officer_for(session: Session, buyers: Iterable[Authority]) -> User | None:
    """Who imports from the command line where nobody is named: an officer of the buyer's own organisation if it
    is here, else the first officer there is. None when there is no officer.
    """
    officers = list(
        session.exec(
            select(User)
            .join(RoleGrant, col(RoleGrant.user_id) == User.id)
            .where(RoleGrant.role == Role.OFFICER.value, col(User.is_active).is_(True))
            .order_by(col(User.id))
        ).unique()
    )
    wanted = [(buyer.ppon, buyer.name.casefold()) for buyer in buyers]
    for officer in officers:
        organisation = officer.organisation
        for ppon, name in wanted:
            if (ppon and organisation.ppon == ppon) or (name and organisation.name.casefold() == name):
                return officer
    return officers[0] if officers else None


def buyers_of(parsed: Any) -> list[Authority]:
    """The buyers that a file names. Raises Invalid when it cannot be read."""
    try:
        return [
            tender.buyer for tender in read(parsed, lambda buyer: buyer if buyer.name else NOBODY).tenders
        ]
    except Unreadable as error:
        raise Invalid("file", str(error)) from error


def _store(
    session: Session,
    actor: Actor,
    found: ImportedTender,
    file: ImportedFile,
    batch: str,
    digest: str,
    file_name: str,
) -> ImportSource:
    title = starting.title_for_copy(session, actor, found.snapshot.title)
    mapped, unmapped = found.report.mapped, [*found.report.unmapped, *file.unmapped]
    if title != found.snapshot.title:
        unmapped += [
            Unmapped(each.path, each.value, RETITLED.format(title=title))
            for each in mapped
            if each.field == "title"
        ]
        mapped = [each for each in mapped if each.field != "title"]
    tender = starting.new_tender(session, actor, title, origin="import")
    write_snapshot(session, tender, found.snapshot.model_copy(update={"title": title}))
    source = ImportSource(
        tender_id=tender.id,
        batch=batch,
        file_name=file_name,
        file_sha256=digest,
        ocid=found.ocid,
        release_ids=" ".join(found.release_ids),
        notice_types=" ".join(found.notice_types),
        buyer_name=tidy(found.buyer.name),
        buyer_ppon=found.buyer.ppon,
        mapped=len(mapped),
        unmapped=len(unmapped),
        report_json=_report_json(found, mapped, unmapped),
        imported_by_id=actor.user_id,
    )
    source.tender = tender
    session.add(source)
    session.flush()
    auditing.of_tender(
        session, actor, tender, "tender.started", origin="import", ocid=found.ocid, file_sha256=digest,
        mapped=len(mapped), unmapped=len(unmapped),
    )  # fmt: skip
    return source


def _report_json(found: ImportedTender, mapped: list[Mapped], unmapped: list[Unmapped]) -> str:
    """In letters that any database and any file can hold: other characters as escapes."""
    report = {
        "law": found.law,
        "joint_buyers": [{"name": tidy(each.name), "ppon": each.ppon} for each in found.joint_buyers],
        "mapped": [{"path": each.path, "value": each.value, "field": each.field} for each in mapped],
        "unmapped": [{"path": each.path, "value": each.value, "reason": each.reason} for each in unmapped],
    }
    return json.dumps(report, default=_number, separators=(",", ":"))


def _number(value: Any) -> int | float | str:
    """A number as JSON has it; one that no machine reckons with as its digits."""
    if isinstance(value, Decimal):
        return json_number(value) if is_number(value) else str(value)
    raise TypeError(type(value).__name__)
