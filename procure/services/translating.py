"""A draft in Welsh beside its English: what there is, what is missing, what the English has left behind, and saving it.

Nothing here waits for a translator: a tender is published with the Welsh it has, and its other words stay English.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from sqlmodel import Session

from exports.diff import field_in_words
from procure import db
from procure.domain.exceptions import Invalid, NotFound, StaleEdit
from procure.domain.permissions import Actor, Permission
from procure.domain.snapshot import SpecificationSnapshot
from procure.domain.welsh import Written, held, kept, written
from procure.domain.withholding import public
from procure.languages import WELSH
from procure.models import Tender
from procure.services import access, authoring, freezing

#: What the audit trail calls these pages, with the page's slug after it.
PLACE = "welsh"
#: Characters of one text: as long as the English may be at most.
LONGEST = 10_000
#: Parts of a specification → what the page of their words is called, and one row of theirs, where there are rows.
_CALLED = {
    "": ("Title and summary", ""),
    "problem": ("The problem", ""),
    "outcomes": ("Outcomes", "Outcome"),
    "measures": ("", "Measure"),
    "fixed_requirements": ("What is fixed", "Fixed requirement"),
    "award": ("How tenders are judged", ""),
    "criteria": ("", "Criterion"),
    "facts": ("What is bought, and on what terms", ""),
    "lots": ("Lots", "Lot"),
    "stages": ("Stages", "Stage"),
    "conditions": ("Conditions of taking part", "Condition"),
    "documents": ("Documents", "Document"),
    "gates": ("Stage gates", "Gate"),
    "payment": ("Payment", ""),
    "equality": ("Equality", ""),
}


@dataclass(frozen=True)
class Labelled:
    """A text with its row and question in words: ``Outcome 2, measure 1: unit``."""

    text: Written
    label: str


@dataclass(frozen=True)
class Group:
    """The texts of one page. ``slug`` is its address: a part's name, or ``outcomes-KEY``."""

    slug: str
    title: str
    texts: tuple[Labelled, ...]

    @property
    def done(self) -> int:
        """How many have Welsh that may be published."""
        return sum(each.text.is_there for each in self.texts)

    @property
    def moved(self) -> int:
        """How many have Welsh for English that has changed since."""
        return sum(each.text.has_moved for each in self.texts)

    @property
    def in_english(self) -> tuple[Labelled, ...]:
        """The texts without Welsh that may be published."""
        return tuple(each for each in self.texts if not each.text.is_there)


@dataclass(frozen=True)
class Coverage:
    """How much of what a tender publishes is in Welsh, part by part."""

    groups: tuple[Group, ...]

    @property
    def total(self) -> int:
        """How many texts may be given in Welsh."""
        return sum(len(each.texts) for each in self.groups)

    @property
    def done(self) -> int:
        """How many are published in Welsh."""
        return sum(each.done for each in self.groups)

    @property
    def moved(self) -> int:
        """How many have Welsh that is not published, because the English has changed since."""
        return sum(each.moved for each in self.groups)

    @property
    def missing(self) -> int:
        """How many have no Welsh."""
        return self.total - self.done - self.moved

    @property
    def english_only(self) -> tuple[Group, ...]:
        """The parts with texts that are published in English only."""
        return tuple(each for each in self.groups if each.in_english)


def coverage(tender: Tender, snapshot: SpecificationSnapshot) -> Coverage | None:
    """How much of a version, or of a draft as it would be frozen, goes out in Welsh: of what is public alone. None
    where nobody means to publish it in both languages: its organisation does not and it holds no Welsh, or it is in
    Welsh itself."""
    shown = public(snapshot)
    if shown.language == WELSH or not (tender.organisation.publishes_in_welsh or shown.welsh):
        return None
    return Coverage(tuple(_grouped(shown, held(shown, tender.specification.welsh))))


def groups(session: Session, actor: Actor, tender: Tender) -> list[Group]:
    """Every text of the draft that may be given in Welsh, a group for each page. Raises NotAllowed."""
    access.require(actor, Permission.READ_TENDER, tender)
    snapshot = freezing.draft_snapshot(session, tender)
    return _grouped(snapshot, written(snapshot, tender.specification.welsh))


def group(session: Session, actor: Actor, tender: Tender, slug: str) -> Group:
    """The texts of one page. Raises NotFound."""
    for each in groups(session, actor, tender):
        if each.slug == slug:
            return each
    raise NotFound("There are no words to give in Welsh here.")


def save(
    session: Session, actor: Actor, tender: Tender, slug: str, texts: Mapping[str, str], revision: str
) -> bool:
    """Keep the Welsh of one page (place → text, empty for none), each for the English as it is now, if what the page
    showed is still what is kept (``revision``, of ``shown``). Returns whether anything changed.

    Raises StaleEdit with both texts; NotAllowed and WrongState as any change of a draft; Invalid for a place that the
    page has not, or a text that is too long.
    """
    authoring.lock_for_editing(session, actor, tender)
    db.lock(session, tender.specification)
    now = group(session, actor, tender, slug)
    there = {each.text.place: each.text for each in now.texts}
    for place, text in texts.items():
        if place not in there or len(text) > LONGEST:
            raise Invalid(place, f"Each text must be {LONGEST:,} characters or fewer")
    theirs = shown(now)
    changed = {
        place: text
        for place, text in texts.items()
        if text != there[place].welsh or (text and there[place].has_moved)
    }
    if not changed:
        return False
    if authoring.revision_of(theirs) != revision:
        raise StaleEdit(theirs, dict(texts), authoring.revision_of(theirs))
    beside = dict(tender.specification.welsh)
    for place, text in changed.items():
        if text:
            beside[place] = kept(there[place].english, text)
        else:
            beside.pop(place, None)
    tender.specification.welsh = beside
    session.add(tender.specification)
    authoring.touch(session, actor, tender, "tender.saved", page=place_of(slug), texts=len(changed))
    return True


def place_of(slug: str) -> str:
    """What the audit trail calls the page of ``slug``."""
    return f"{PLACE}/{slug}"


def shown(group: Group) -> dict[str, str]:
    """What a page shows for Welsh, by place: its revision is that of these."""
    return {each.text.place: each.text.welsh for each in group.texts}


def _grouped(snapshot: SpecificationSnapshot, texts: Iterable[Written]) -> list[Group]:
    numbers = _numbers(snapshot)
    pages: dict[str, list[Labelled]] = {}
    for text in texts:
        steps = text.place.split("/")
        slug = "words" if len(steps) == 1 else steps[0]
        if slug == "outcomes":
            slug = f"outcomes-{steps[1]}"
        pages.setdefault(slug, []).append(Labelled(text, _label(steps, numbers)))
    return [Group(slug, _title(slug, numbers), tuple(found)) for slug, found in pages.items()]


def _label(steps: list[str], numbers: Mapping[str, int]) -> str:
    rows = [
        f"{_CALLED[name][1]} {numbers[key]}"
        for name, key in pairwise(steps)
        if key in numbers and _CALLED.get(name, ("", ""))[1]
    ]
    field = field_in_words(steps[-1])
    return (
        ": ".join([", ".join([rows[0], *(each.lower() for each in rows[1:])]), field.lower()])
        if rows
        else field
    )


def _title(slug: str, numbers: Mapping[str, int]) -> str:
    name, _, key = slug.partition("-")
    if key:
        return f"{_CALLED[name][1]} {numbers[key]}"
    return _CALLED["" if name == "words" else name][0]


def _numbers(snapshot: SpecificationSnapshot) -> dict[str, int]:
    """The number of each row in its list, by key. Measures are numbered within their outcome."""
    found: dict[str, int] = {}
    for outcome in snapshot.outcomes:
        found[outcome.key] = outcome.number
        found |= {measure.key: at for at, measure in enumerate(outcome.measures, start=1)}
    for rows in (
        snapshot.fixed_requirements, snapshot.award.criteria, snapshot.lots, snapshot.stages, snapshot.conditions,
        snapshot.documents, snapshot.gates,
    ):  # fmt: skip
        found |= {row.key: row.number for row in rows}
    return found
