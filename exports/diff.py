"""What changed between two versions of a specification, part by part, in words that people can check."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from exports import wording
from exports.gates import measured_text
from procure.domain import vocabulary
from procure.domain.gating import StageGateSnapshot
from procure.domain.notice_facts.words import WithholdingLimb
from procure.domain.sections import PAGE_OF_FIELD
from procure.domain.snapshot import Part, ProblemStatement, SpecificationSnapshot, WithheldSnapshot
from procure.domain.welsh import places, welsh
from procure.domain.withholding import label_of
from procure.languages import gettext, later

#: Parts of a snapshot that are lists of rows with keys: attribute, heading, what one row is called.
_LISTS = (
    ("outcomes", later("Outcomes"), later("Outcome")),
    ("fixed_requirements", later("What is fixed"), later("Requirement")),
    ("lots", later("Lots"), later("Lot")),
    ("stages", later("Stages"), later("Stage")),
    ("gates", later("Stage gates"), later("Gate")),
    ("conditions", later("Conditions of participation"), later("Condition")),
    ("documents", later("Documents"), later("Document")),
    ("withheld", later("Withheld from what is published"), later("Item")),
    ("parties", later("Money between departments"), later("Party")),
    ("contributions", later("Money between departments"), later("Contribution")),
    ("data_shares", later("Data sharing"), later("Dataset")),
)
#: Parts that stand once in a snapshot: attribute, heading, what the part is called.
_ONCE = (
    ("equality", later("The problem"), later("Equality assessment")),
    ("payment", later("How the supplier is paid"), later("How the supplier is paid")),
    ("money", later("Money between departments"), later("What the owners agreed, and what the buyer knows")),
)
_NAMES = ("title", "name", "text")
#: Fields whose change is said elsewhere, or is no change of words.
PASSED_OVER = frozenset(
    {"key", "number", "measures", "library", "stage_key", "measure_key", "threshold_sense", "threshold_value"}
)
#: (part, field) → the vocabulary whose labels its stored values have.
_WORDS = {
    ("MeasureSnapshot", "kind"): "MeasureKind",
    ("MeasureSnapshot", "direction"): "Direction",
    ("AwardCriterionSnapshot", "kind"): "CriterionKind",
    ("StageSnapshot", "kind"): "StageKind",
    ("ParticipationConditionSnapshot", "kind"): "ConditionKind",
    ("FixedRequirementSnapshot", "reason"): "RequirementReason",
    ("OutcomeSnapshot", "priority"): "OutcomePriority",
    ("ObjectiveLinkSnapshot", "causal_step"): "CausalStep",
    ("ObjectiveLinkSnapshot", "evidence_grade"): "EvidenceGrade",
    ("AwardSnapshot", "award_method"): "AwardMethod",
    ("PaymentTerms", "payment_mechanism"): "PaymentMechanism",
    ("EqualityAssessment", "equality_state"): "EqualityState",
    ("ProcurementFacts", "procedure"): "Procedure",
    ("ProcurementFacts", "main_category"): "Category",
}
_LONGEST = 600


class ChangeKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that differs, with both values in words, whole; an empty value is an empty text. ``is_authored`` says
    that the words are those of whoever wrote them."""

    field: str
    before: str
    after: str
    is_authored: bool = False

    @property
    def short_before(self) -> str:
        """The earlier value, cut to what a list of changes has room for."""
        return _cut(self.before)

    @property
    def short_after(self) -> str:
        """The later value, cut to what a list of changes has room for."""
        return _cut(self.after)


@dataclass(frozen=True, slots=True)
class Change:
    """A part that was added, removed or changed. ``section`` is the heading it belongs under, ``called`` what we call
    the part ("Outcome 2"), ``subject`` what its author calls it."""

    section: str
    kind: ChangeKind
    called: str
    differences: tuple[Difference, ...] = ()
    subject: str = ""

    @property
    def name(self) -> str:
        """Both together: "Outcome 2: Warm homes"."""
        return ": ".join(part for part in (self.called, self.subject) if part)


def changes(before: SpecificationSnapshot, after: SpecificationSnapshot) -> list[Change]:
    """Every change from one snapshot to a later one of the same tender, in the order of the document. A row is
    the same row while its key is; its place in the list is not compared."""
    return [
        change
        for found in (
            _texts(before, after),
            _lists(before, after),
            _once(before, after),
            _facts(before, after),
            _in_welsh(before, after),
        )
        for change in found
    ]


def by_section(found: Sequence[Change]) -> list[tuple[str, list[Change]]]:
    """Changes under their headings, in the order of the document."""
    sections: dict[str, list[Change]] = {}
    for change in found:
        sections.setdefault(change.section, []).append(change)
    return list(sections.items())


def _texts(before: SpecificationSnapshot, after: SpecificationSnapshot) -> Iterator[Change]:
    for field in ("title", "summary"):
        old, new = getattr(before, field), getattr(after, field)
        if old != new:
            difference = Difference(gettext(field.capitalize()), old, new, is_authored=True)
            yield Change(gettext("Title and summary"), ChangeKind.CHANGED, difference.field, (difference,))
    for field in ProblemStatement.model_fields:
        old, new = getattr(before.problem, field), getattr(after.problem, field)
        if old != new:
            title = (
                gettext(PAGE_OF_FIELD[f"problem.{field}"].title)
                if f"problem.{field}" in PAGE_OF_FIELD
                else field_in_words(field)
            )
            written = Difference(title, old, new, is_authored=True)
            yield Change(gettext("The problem"), ChangeKind.CHANGED, title, (written,))
    chosen, kept = (
        {objective.objective_id: objective for objective in snapshot.objectives}
        for snapshot in (before, after)
    )
    for objective_id in chosen | kept:
        if objective_id not in kept:
            yield Change(gettext("Objectives"), ChangeKind.REMOVED, "", subject=chosen[objective_id].title)
        elif objective_id not in chosen:
            yield Change(gettext("Objectives"), ChangeKind.ADDED, "", subject=kept[objective_id].title)


def _lists(before: SpecificationSnapshot, after: SpecificationSnapshot) -> Iterator[Change]:
    for attribute, section, called in _LISTS:
        yield from _rows(
            gettext(section),
            gettext(called),
            getattr(before, attribute),
            getattr(after, attribute),
            lambda old, new: _of_its_measure(before, old, after, new),
        )
        if attribute == "outcomes":
            yield from _measures(before, after)
    judged = gettext("How tenders are judged")
    yield from _rows(judged, gettext("Criterion"), before.award.criteria, after.award.criteria)
    differences = tuple(_differences(before.award, after.award, {"criteria"}))
    if differences:
        yield Change(judged, ChangeKind.CHANGED, gettext("Award method"), differences)


def _once(before: SpecificationSnapshot, after: SpecificationSnapshot) -> Iterator[Change]:
    for attribute, section, called in _ONCE:
        differences = tuple(_differences(getattr(before, attribute), getattr(after, attribute), frozenset()))
        if differences:
            yield Change(gettext(section), ChangeKind.CHANGED, gettext(called), differences)


def _measures(before: SpecificationSnapshot, after: SpecificationSnapshot) -> Iterator[Change]:
    for outcome in after.outcomes:
        earlier = before.outcome(outcome.key)
        if earlier is not None:
            yield from _rows(
                gettext("Measures"),
                gettext("Outcome %(number)s, measure", number=outcome.number),
                earlier.measures,
                outcome.measures,
            )


def _of_its_measure(
    before: SpecificationSnapshot, old: Part, after: SpecificationSnapshot, new: Part
) -> Iterator[Difference]:
    """What a row says of a measure that it names by its key, in words."""
    if isinstance(old, StageGateSnapshot) and isinstance(new, StageGateSnapshot):
        texts = measured_text(old, before), measured_text(new, after)
        if texts[0] != texts[1]:
            yield Difference(gettext("Measured as"), *texts)
    elif (keys := [getattr(each, "measure_key", "") for each in (old, new)]) and keys[0] != keys[1]:
        was, is_now = _measure_called(before, keys[0]), _measure_called(after, keys[1])
        yield Difference(gettext("Measure"), was, is_now, is_authored=True)


def _measure_called(snapshot: SpecificationSnapshot, key: str) -> str:
    measures = (measure for outcome in snapshot.outcomes for measure in outcome.measures)
    return next((each.name for each in measures if each.key == key), "")


def _rows(
    section: str,
    called: str,
    before: Sequence[Any],
    after: Sequence[Any],
    more: Callable[[Any, Any], Iterator[Difference]] = lambda old, new: iter(()),
) -> Iterator[Change]:
    old, new = ({row.key: (at, row) for at, row in enumerate(rows, start=1)} for rows in (before, after))
    for key, (at, row) in new.items():
        if key not in old:
            yield Change(section, ChangeKind.ADDED, f"{called} {at}", subject=_subject(row))
        elif differences := (*_differences(old[key][1], row, PASSED_OVER), *more(old[key][1], row)):
            yield Change(section, ChangeKind.CHANGED, f"{called} {at}", differences, _subject(row))
    for key, (at, row) in old.items():
        if key not in new:
            yield Change(section, ChangeKind.REMOVED, f"{called} {at}", subject=_subject(row))


def _facts(before: SpecificationSnapshot, after: SpecificationSnapshot) -> Iterator[Change]:
    by_page: dict[str, list[Difference]] = {}
    for difference, field in _named_differences(before.facts, after.facts, frozenset()):
        page = PAGE_OF_FIELD.get(f"facts.{field}")
        by_page.setdefault(gettext(page.title) if page else field_in_words(field), []).append(difference)
    for title, differences in by_page.items():
        yield Change(gettext("Procurement facts"), ChangeKind.CHANGED, title, tuple(differences))
    differences_ = tuple(_differences(before.authority, after.authority, frozenset()))
    if differences_:
        yield Change(gettext("Procurement facts"), ChangeKind.CHANGED, gettext("The authority"), differences_)
    old_names, new_names = (", ".join(each.name for each in one.joint_authorities) for one in (before, after))
    if old_names != new_names:
        joint = Difference(
            gettext("Other authorities buying jointly"), old_names, new_names, is_authored=True
        )
        yield Change(
            gettext("Procurement facts"), ChangeKind.CHANGED, gettext("Authorities buying jointly"), (joint,)
        )
    for field in ("frame_note", "has_no_fixed_requirements", "language"):
        old, new = getattr(before, field), getattr(after, field)
        if old != new:
            is_authored = field == "frame_note"
            difference = Difference(
                field_in_words(field), _text(old, field, before), _text(new, field, after), is_authored
            )
            section = gettext("Title and summary") if field == "language" else gettext("What is fixed")
            yield Change(section, ChangeKind.CHANGED, field_in_words(field), (difference,))


def _in_welsh(before: SpecificationSnapshot, after: SpecificationSnapshot) -> Iterator[Change]:
    """Which texts read otherwise in Welsh, by their English names: the words themselves are not laid over each other.
    What came or went together with its English is told of there."""
    old, new, lasting = welsh(before), welsh(after), places(before)
    for place in places(after):
        was, now = old.get(place), new.get(place)
        if place in lasting and was != now:
            kind = (
                ChangeKind.ADDED if was is None else ChangeKind.REMOVED if now is None else ChangeKind.CHANGED
            )
            called = field_in_words(place.rpartition("/")[2])
            yield Change(gettext("Wording in Welsh"), kind, called, subject=_subject_at(after, place))


def _subject_at(snapshot: SpecificationSnapshot, place: str) -> str:
    """What the row in which a text stands is called, or nothing where it stands in none."""
    found: Any = snapshot
    for step in place.split("/")[:-1]:
        is_rows = isinstance(found, tuple)
        found = next(row for row in found if row.key == step) if is_rows else getattr(found, step)
    return _subject(found) if hasattr(found, "key") else ""


def _differences(before: Part, after: Part, passed_over: set[str] | frozenset[str]) -> Iterator[Difference]:
    return (difference for difference, _ in _named_differences(before, after, passed_over))


def _named_differences(
    before: Part, after: Part, passed_over: set[str] | frozenset[str]
) -> Iterator[tuple[Difference, str]]:
    for field in type(after).model_fields:
        old, new = getattr(before, field), getattr(after, field)
        if field not in passed_over and old != new:
            is_authored = _is_authored(after, field, new or old)
            texts = (_text(old, field, before), _text(new, field, after))
            yield Difference(field_in_words(field), *texts, is_authored), field


def _subject(row: Any) -> str:
    if isinstance(row, WithheldSnapshot):
        return label_of(row.item)
    return _cut(next((getattr(row, name) for name in _NAMES if getattr(row, name, "")), ""), 120)


def _is_authored(part: object, field: str, value: Any) -> bool:
    """Whether the words of a value are its author's, and not ours for what is stored."""
    is_code = (type(part).__name__, field) in _WORDS or field in _CODED or isinstance(part, WithheldSnapshot)
    return not is_code and isinstance(value, (str, tuple))


def _text(value: Any, field: str, part: object) -> str:
    """A value in words: dates, money and times in the house style, stored words by their label."""
    word = _WORDS.get((type(part).__name__, field))
    if value is None or value in ("", ()):
        return ""
    if word:
        return gettext(getattr(vocabulary, word).label_of(value))
    if isinstance(part, WithheldSnapshot) and field == "limb":
        return gettext(WithholdingLimb.label_of(value))
    if isinstance(value, bool):
        return wording.yes_or_no(value)
    if isinstance(value, datetime):
        return wording.moment(value)
    if isinstance(value, date):
        return wording.day(value)
    if isinstance(value, Decimal):
        is_money = field.startswith(("value", "released")) or field.endswith("_net")
        return wording.money(value) if is_money else wording.percent(value)
    if isinstance(value, tuple):
        return "; ".join(_text(each, field, part) for each in value)
    if isinstance(value, Part):
        texts = (_text(getattr(value, name), name, value) for name in type(value).model_fields)
        return ", ".join(text for text in texts if text)
    return _CODED[field](str(value)) if field in _CODED else str(value)


#: Codes, with what says them in words.
_CODED = {"cpv_codes": wording.cpv, "region": wording.area, "regions": wording.area}
#: Fields that their own names do not say in words.
_CALLED = {
    "cpv_codes": "CPV codes",
    "cptpp_covered": "Covered by the Trans-Pacific Partnership (CPTPP)",
    "gpa_covered": "Covered by the Agreement on Government Procurement (GPA)",
    "is_electronic": "Sent electronically",
    "locality": "Town or city",
    "ppon": "Public Procurement Organisation Number (PPON)",
    "regions": "Where it is delivered",
    "sme_suitable": "Suitable for small and medium-sized enterprises",
    "street": "Building and street",
    "url": "Web address",
    "value_gross": "Value including VAT",
    "value_net": "Value without VAT",
    "vat_rate": "VAT rate",
    "vcse_suitable": "Suitable for voluntary, community and social enterprises",
}


def field_in_words(field: str) -> str:
    """``by_when_on`` → "By when"."""
    if field in _CALLED:
        return gettext(_CALLED[field])
    return gettext(wording.sentence(field.removesuffix("_on").removesuffix("_at").replace("_", " ")))


def _cut(text: str, longest: int = _LONGEST) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
