"""How tenders are judged and who may take part, which are one for all lots here."""

from __future__ import annotations

from decimal import Decimal

from exports.ocds.incoming.places import Place, Places
from exports.ocds.incoming.source import Source, is_number, leaves, same_value
from exports.ocds.incoming.words import as_markdown
from exports.ocds.lots import SELECTION_TYPES
from procure.domain.snapshot import AwardCriterionSnapshot, ParticipationConditionSnapshot
from procure.domain.vocabulary import CriterionKind

CONDITION_OF = {code: kind for kind, code in SELECTION_TYPES.items()}
KINDS = {kind.value: kind.value for kind in CriterionKind}
TWICE = "It is there twice."


def read_award_criteria(source: Source, places: Places) -> tuple[tuple[AwardCriterionSnapshot, ...], str]:
    """The criteria, and how tenders are assessed in words."""
    criteria: tuple[AwardCriterionSnapshot, ...] = ()
    methodology = ""
    for place in places.agreed("awardCriteria"):
        methodology = source.text(
            place.under("awardCriteria", "description"),
            "award.award_methodology",
            place.shown_under("awardCriteria", "description"),
        )
        methodology = methodology or _weighting(source, place)
        criteria = _criteria(source, place)
    return criteria, methodology


def _weighting(source: Source, place: Place) -> str:
    """What is said of the weights in words, where nothing is said of the criteria as a whole."""
    path = place.under("awardCriteria", "weightingDescription")
    said = source.at(path)
    if not isinstance(said, str):
        return ""
    source.because(path, "It was taken: open data of the draft tells it as the description of the criteria.")
    return as_markdown(said)


def _criteria(source: Source, place: Place) -> tuple[AwardCriterionSnapshot, ...]:
    found: list[AwardCriterionSnapshot] = []
    seen: list[object] = []
    for path in source.entries(place.under("awardCriteria", "criteria")):
        if any(same_parts(source.at(path), each) for each in seen):
            source.because(path, TWICE)
            continue
        number = len(found) + 1
        shown = place.shown_under("awardCriteria", "criteria", number - 1)
        into = f"criteria.{number}"
        name = source.line((*path, "name"), f"{into}.name", (*shown, "name"))
        if not name:
            source.because(path, "A criterion needs a name here.")
            continue
        seen.append(source.at(path))
        found.append(
            AwardCriterionSnapshot(
                key=f"c{number}",
                number=number,
                name=name,
                kind=source.choice((*path, "type"), KINDS, f"{into}.kind", (*shown, "type")),
                weight=_weight(source, path, into, shown),
                description=source.text(
                    (*path, "description"), f"{into}.description", (*shown, "description")
                ),
            )
        )
    return tuple(found)


def _weight(
    source: Source, path: tuple[str | int, ...], into: str, shown: tuple[object, ...]
) -> Decimal | None:
    """The weight in percent. Another kind of weight is not turned into one."""
    at = (*path, "numbers", 0)
    weight, kind = source.at((*at, "number")), source.at((*at, "weight"))
    if weight is None and kind is None:
        return None
    usable = is_number(weight) and 0 <= weight <= 100 and not Decimal(weight) % Decimal("0.01")
    if kind != "percentageExact" or not usable:
        source.because(at, "Criteria are weighted in percent here, to two decimal places.")
        return None
    for name in ("number", "weight"):
        source.take((*at, name), f"{into}.weight", (*shown, "numbers", 0, name))  # type: ignore[arg-type]
    return Decimal(weight)


def read_conditions(source: Source, places: Places) -> tuple[ParticipationConditionSnapshot, ...]:
    """The conditions of participation."""
    found: list[ParticipationConditionSnapshot] = []
    for place in places.agreed("selectionCriteria"):
        found = []
        seen: list[tuple[object, object]] = []
        for path in source.entries(place.under("selectionCriteria", "criteria")):
            number = len(found) + 1
            shown = place.shown_under("selectionCriteria", "criteria", number - 1)
            into = f"conditions.{number}"
            said = (source.at((*path, "type")), source.at((*path, "description")))
            if any(same_value(said[0], each[0]) and same_value(said[1], each[1]) for each in seen):
                source.because(path, TWICE)
                continue
            text = source.text((*path, "description"), f"{into}.text", (*shown, "description"))
            if not text:
                source.because(path, "A condition needs words here.")
                continue
            seen.append(said)
            kind = source.choice(
                (*path, "type"), {**CONDITION_OF, "other": ""}, f"{into}.kind", (*shown, "type")
            )
            found.append(
                ParticipationConditionSnapshot(key=f"p{number}", number=number, text=text, kind=kind)
            )
    return tuple(found)


def same_parts(one: object, other: object) -> bool:
    """Whether two objects hold the same values at the same places."""
    first, second = dict(leaves(one)), dict(leaves(other))
    return first.keys() == second.keys() and all(same_value(first[path], second[path]) for path in first)
