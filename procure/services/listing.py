"""The public list, written: one flat row per published tender, its filter values and its words.

Filter values live in the same inverted index as words, each as a token that nobody types, so that any
combination of words and filters is one intersection, in publication order, on either database.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import delete, text
from sqlmodel import Session, col, select

from exports.text import clean_text
from procure import search
from procure.domain.codes import cpv_label, itl_children, itl_name
from procure.domain.snapshot import ProcurementFacts, SpecificationSnapshot
from procure.domain.vocabulary import Procedure
from procure.domain.welsh import welsh
from procure.domain.withholding import public
from procure.languages import later
from procure.models import Notice, Publication, PublishedFacet, PublishedTender

SUMMARY_LENGTH = 280
#: No document of ours is longer in words that matter, and PostgreSQL refuses a vector over a megabyte.
INDEXED_LENGTH = 200_000
#: Bands of estimated value including VAT, in pounds: (value of the facet, label, below this amount).
VALUE_BANDS: tuple[tuple[str, str, Decimal | None], ...] = (
    ("under-100k", later("Less than £100,000"), Decimal(100_000)),
    ("100k-1m", later("£100,000 to £1 million"), Decimal(1_000_000)),
    ("1m-10m", later("£1 million to £10 million"), Decimal(10_000_000)),
    ("10m-100m", later("£10 million to £100 million"), Decimal(100_000_000)),
    ("over-100m", later("£100 million or more"), None),
)
#: Filters whose values are branches of a tree, each beneath its own beginning → letters of the first branches.
TREES = {"region": 3, "cpv": 2}
#: How far a procurement has come: (words, the notices that bring it there), the furthest last.
STAGES: dict[str, tuple[str, frozenset[str]]] = {
    "tender": (later("Tender"), frozenset()),
    "award": (later("Award decided"), frozenset({"UK6"})),
    "contract": (later("Contract signed"), frozenset({"UK7"})),
    "ended": (later("Contract ended, or procurement given up"), frozenset({"UK11", "UK12"})),
}
#: PostgreSQL also indexes in which stretch of so many a tender stands, by a token of the stretch's number.
STRETCH, STRETCH_TOKEN = 1_000, "zqstretch"
#: Puts a row into the inverted index: its ``sequence``, ``title``, ``words`` and the ``tokens`` of its facets.
INDEX = {
    "sqlite": text(
        "INSERT INTO search_published (rowid, title, body, facets) VALUES (:sequence, :title, :words, :tokens)"
    ),
    "postgresql": text(
        "INSERT INTO search_published (id, document) VALUES (:sequence, "  # noqa: S608 - nothing but ours
        "strip(to_tsvector('english', :title || ' ' || :words)) "
        "|| array_to_tsvector(string_to_array(:tokens, ' ')) "
        f"|| array_to_tsvector(ARRAY['{STRETCH_TOKEN}' || CAST(:sequence AS bigint) / {STRETCH}]))"
    ),
}
#: The facet that every published tender has.
ALL = ("all", "")


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter value of one tender: ``mission=health``, with words for people."""

    kind: str
    value: str
    label: str

    @property
    def token(self) -> str:
        """How the inverted index knows it."""
        return token_of(self.kind, self.value)


def token_of(kind: str, value: str) -> str:
    """The token of a filter value: digits at its end keep every stemmer off it, and make it safe in any
    query.
    """
    digest = hashlib.sha256(f"{kind}={value}".encode()).digest()
    return f"zq{int.from_bytes(digest[:6], 'big')}"


def facets_of(snapshot: SpecificationSnapshot, buyer_key: str, stage: str = "tender") -> list[Facet]:
    """The filter values of a tender, each once. ``stage`` is one of ``STAGES``."""
    facts = snapshot.facts
    found = [
        Facet(*ALL, "All published tenders"),
        Facet("stage", stage, STAGES[stage][0]),
        Facet("buyer", buyer_key, clean_text(snapshot.authority.name)),
    ]
    found += [
        Facet("mission", objective.mission_id, objective.mission_name or objective.mission_id)
        for objective in snapshot.objectives
        if objective.mission_id
    ]
    found += [
        Facet("outcome", source.library_id, source.library_title or source.library_id)
        for source in (outcome.library for outcome in snapshot.outcomes)
        if source is not None
    ]
    if snapshot.lots:
        found.append(Facet("lots", "yes", later("Has lots")))
    codes = [*facts.cpv_codes, *(code for lot in snapshot.lots for code in lot.cpv_codes)]
    found += [
        Facet("cpv", branch, cpv_label(branch.ljust(8, "0")) or branch)
        for code in codes
        for branch in _branches_of(code)
    ]
    found += [Facet("region", code, name) for code, name in _places(snapshot)]
    if facts.procedure:
        found.append(Facet("procedure", facts.procedure, Procedure.label_of(facts.procedure)))
    if facts.sme_suitable:
        found.append(Facet("suitable", "sme", later("Small and medium-sized enterprises")))
    if facts.vcse_suitable:
        found.append(Facet("suitable", "vcse", later("Voluntary, community and social enterprises")))
    if facts.value_gross is not None:
        found.append(_band(facts.value_gross))
    return list({(facet.kind, facet.value): facet for facet in found}.values())


def row_of(
    publication: Publication, snapshot: SpecificationSnapshot, facets: Iterable[Facet]
) -> PublishedTender:
    """The flat row of a tender, not yet in the database."""
    facts, said = snapshot.facts, welsh(snapshot)
    deadline_at, is_for_requests = first_deadline(facts)
    return PublishedTender(
        tender_id=publication.tender_id,
        reference=snapshot.reference,
        version_number=publication.version.number,
        title=clean_text(snapshot.title),
        summary=shortened(clean_text(snapshot.summary)),
        title_cy=clean_text(said.get("title", "")),
        summary_cy=shortened(clean_text(said.get("summary", ""))),
        buyer_name=clean_text(snapshot.authority.name),
        places=", ".join(itl_name(code) or code for code in facts.regions[:3])
        + (f" and {len(facts.regions) - 3} more" if len(facts.regions) > 3 else ""),
        value_gross=facts.value_gross,
        procedure=facts.procedure,
        published_at=publication.published_at,
        deadline_at=deadline_at,
        deadline_is_for_requests=is_for_requests,
        sme_suitable=bool(facts.sme_suitable),
        vcse_suitable=bool(facts.vcse_suitable),
        facets=[[facet.kind, facet.value] for facet in facets],
    )


def first_deadline(facts: ProcurementFacts) -> tuple[datetime | None, bool]:
    """(moment, whether it is for requests to participate): the first moment by which a supplier must act."""
    if facts.procedure == Procedure.COMPETITIVE_FLEXIBLE and facts.participation_deadline_at is not None:
        return facts.participation_deadline_at, True
    return facts.tender_deadline_at, False


def words_of(snapshot: SpecificationSnapshot) -> str:
    """What a search looks through, beside the title."""
    facts, problem = snapshot.facts, snapshot.problem
    parts = [
        snapshot.reference,
        snapshot.reference.replace("-", ""),
        # PostgreSQL reads "-59" in "7K3M-59" as a number below nought, and would not find 59.
        snapshot.reference.replace("-", " "),
        snapshot.authority.name,
        snapshot.summary,
        facts.subject_description,
        problem.who_affected,
        problem.where_affected,
        problem.cause,
    ]
    for outcome in snapshot.outcomes:
        parts += [outcome.title, outcome.statement, outcome.beneficiary, outcome.change, outcome.place]
        parts += [measure.name for measure in outcome.measures]
    parts += [objective.title for objective in snapshot.objectives]
    parts += [f"{code} {cpv_label(code) or ''}" for code in facts.cpv_codes]
    parts += [f"{code} {itl_name(code) or ''}" for code in facts.regions]
    parts += [f"{lot.title} {lot.description}" for lot in snapshot.lots]
    parts += welsh(snapshot).values()
    return "\n".join(part for part in parts if part)[:INDEXED_LENGTH]


def stage_of(session: Session, tender_id: int) -> str:
    """How far a procurement has come, by the notices that are public of it."""
    codes = set(
        session.exec(
            select(Notice.code).where(Notice.tender_id == tender_id, col(Notice.completed_at).is_not(None))
        )
    )
    return [stage for stage, (_, bringing) in STAGES.items() if not bringing or codes & bringing][-1]


def put(session: Session, publication: Publication, snapshot: SpecificationSnapshot, buyer_key: str) -> None:
    """Put a tender at the head of the public list, in place of an earlier version of it: what is public of it."""
    snapshot = public(snapshot)
    _remember(session, snapshot)
    forget(session, publication.tender_id)
    facets = facets_of(snapshot, buyer_key, stage_of(session, publication.tender_id))
    row = row_of(publication, snapshot, facets)
    session.add(row)
    session.flush()
    assert row.sequence is not None
    index(session, row.sequence, snapshot.title, words_of(snapshot), [facet.token for facet in facets])
    _count(session, facets)


def write_anew(
    session: Session,
    row: PublishedTender,
    publication: Publication,
    snapshot: SpecificationSnapshot,
    buyer_key: str,
) -> None:
    """Write a row of the list as this release would, with its words and filter values. It keeps its place."""
    assert row.sequence is not None
    _remember(session, snapshot)
    facets = facets_of(snapshot, buyer_key, stage_of(session, publication.tender_id))
    fresh = row_of(publication, snapshot, facets)
    if sorted(fresh.facets) != sorted(row.facets):
        _discount(session, row)
        _count(session, facets)
    for name in PublishedTender.model_fields:
        if name != "sequence":
            setattr(row, name, getattr(fresh, name))
    session.add(row)
    search.forget(session, "search_published", row.sequence)
    index(session, row.sequence, snapshot.title, words_of(snapshot), [facet.token for facet in facets])


def _remember(session: Session, snapshot: SpecificationSnapshot) -> None:
    """Know the words of a tender, to put slips in them right. Before anything is locked for long."""
    search.remember(session, "search_published", f"{snapshot.title} {words_of(snapshot)}")


def forget(session: Session, tender_id: int) -> None:
    """Take a tender off the public list; nothing happens if it is not there."""
    # Held until the end, so that nobody writes it anew meanwhile.
    wanted = select(PublishedTender).where(PublishedTender.tender_id == tender_id).with_for_update()
    row = session.exec(wanted).one_or_none()
    if row is None:
        return
    assert row.sequence is not None
    search.forget(session, "search_published", row.sequence)
    _discount(session, row)
    session.delete(row)
    session.flush()


def _count(session: Session, facets: Iterable[Facet]) -> None:
    """Count a tender for each of its filter values. In one order for everybody, so that two publications at once wait
    for each other and never lock for good.
    """
    session.execute(
        text(
            "INSERT INTO published_facet (kind, value, label, tenders) VALUES (:kind, :value, :label, 1) "
            "ON CONFLICT (kind, value) DO UPDATE SET label = excluded.label, "
            "tenders = published_facet.tenders + 1"
        ),
        [
            {"kind": facet.kind, "value": facet.value, "label": facet.label}
            for facet in sorted(facets, key=lambda facet: (facet.kind, facet.value))
        ],
    )


def _discount(session: Session, row: PublishedTender) -> None:
    """Take back what ``_count`` counted for a row."""
    for kind, value in sorted(row.facets):
        counted = session.get(PublishedFacet, (kind, value), with_for_update=True)
        assert counted is not None
        counted.tenders -= 1
        session.add(counted)
    session.flush()
    session.execute(delete(PublishedFacet).where(col(PublishedFacet.tenders) <= 0))


def index(session: Session, sequence: int, title: str, words: str, tokens: Iterable[str]) -> None:
    """Index the words and filter values of one row."""
    session.execute(
        INDEX[session.get_bind().dialect.name],
        {"sequence": sequence, "title": title, "words": words, "tokens": " ".join(tokens)},
    )


def shortened(markdown: str) -> str:
    """The beginning of a text without its Markdown marks, cut at a word."""
    plain = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", markdown)
    plain = " ".join(
        re.sub(r"^\s*(?:[#>*+-]+|\d+[.)])\s+|[*`]+|(?<!\w)_+|_+(?!\w)", " ", plain, flags=re.M).split()
    )
    plain = re.sub(r" ([.,;:!?])", r"\1", plain)
    if len(plain) <= SUMMARY_LENGTH:
        return plain
    return plain[:SUMMARY_LENGTH].rsplit(" ", 1)[0].rstrip(" ,;:.–-") + "…"


def _places(snapshot: SpecificationSnapshot) -> list[tuple[str, str]]:
    """The areas a tender is for, at every level of ITL: what a named area is in, and what is in it."""
    named = {*snapshot.facts.regions, *(code for lot in snapshot.lots for code in lot.regions)}
    wide = {"UK", *(code[:length] for code in named for length in (3, 4)), *named}
    found: dict[str, str] = {}
    waiting = [area for area in itl_children("UK") if "UK" in named or area.code in wide]
    while waiting:
        area = waiting.pop()
        found[area.code] = area.name
        is_whole = any(area.code.startswith(code) for code in named)
        waiting += [each for each in itl_children(area.code) if is_whole or each.code in wide]
    return sorted(found.items())


def _branches_of(code: str) -> Iterator[str]:
    """The division of a CPV code, and its group, class and category where it says them."""
    yield code[:2]
    for length in (3, 4, 5):
        if len(code) < length or code[length - 1] == "0":
            return
        yield code[:length]


def _band(value: Decimal) -> Facet:
    for band, label, below in VALUE_BANDS:
        if below is None or value < below:
            return Facet("value", band, label)
    raise AssertionError("the last band has no end")
