"""Pages of questions made from the facts of a notice: a page for each part, and for each entry of each list.

A page is named by the path of its part: ``this-notice``, ``supply``, ``suppliers-1``, ``suppliers-new``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel

from exports.notices.definition import definition_of
from exports.notices.schema import ItemDefinition
from procure.domain import vocabulary
from procure.domain.notice_facts import KINDS, NoticeFacts, words
from procure.domain.notice_facts.parts import Fact, Market
from procure.domain.withholding import refusal_in
from procure.web import guidance
from procure.web.forms import (
    CpvCodes,
    Day,
    ItlRegions,
    Line,
    ManyOf,
    OneOf,
    Paragraphs,
    Pounds,
    Question,
    QuestionForm,
    WholeNumber,
    YesNo,
)
from procure.web.forms.numbers import Percent
from procure.web.guidance import Guidance

THIS_NOTICE, NEW = "this-notice", "new"
#: What no officer fills in: the service does.
KEPT = {"schema_version", "amends_notice_id", "changes"}
LABELS = {
    "net": "Amount without VAT",
    "gross": "Amount with VAT",
    "amount_gross": "Amount paid, with VAT",
    "starts_on": "First day",
    "ends_on": "Last day",
    "may_extend_to_on": "Last day with every extension",
    "scheme": "Register that the identifier comes from",
    "identifier": "Identifier",
    "address": "Postal address",
    "email": "Email",
    "item": "Item kept back",
    "judged_on": "Reading that the rating rests on",
    "limb": "Ground in section 94",
    "reason": "Why it is kept back (never published)",
    "is_silent": "National security bars even saying so",
    "fee_percentage": "Fee as a percentage",
    "approver_name": "Name of who approved the figures",
    "approver_title": "Their job title",
    "withheld": "Information kept back",
    "this_notice": "This notice",
    "additional_information": "Anything else",
    "associated_persons": "People associated with the supplier",
    "call_off_method": "How the call-off was awarded",
    "ceased_on": "Day it ceased to be",
    "circumstances": "What happened",
    "conditions": "Conditions for joining it",
    "connected_persons": "People connected with the supplier",
    "cpv_codes": "CPV codes",
    "established_on": "Day it was established",
    "fee_note": "What the fee is, in words",
    "ground": "Ground for the direct award",
    "ground_explanation": "Why that ground applies",
    "has_options": "Are there options?",
    "has_standstill": "Is there a standstill period?",
    "how_to_apply": "How to apply",
    "is_above_threshold": "Is it above the threshold?",
    "is_call_off": "Is it a call-off under a framework?",
    "is_consortium": "Is it a consortium?",
    "is_open": "Is it an open framework?",
    "is_private_utility": "Is the buyer a private utility?",
    "is_public_service_mutual": "Is it a public service mutual?",
    "is_qualifying": "Is it a qualifying utilities dynamic market?",
    "is_sme": "Is it a small or medium-sized enterprise (SME)?",
    "is_supported_employment": "Is it a supported employment provider?",
    "is_utilities": "Is it a utilities dynamic market?",
    "is_vcse": "Is it a voluntary, community or social enterprise (VCSE)?",
    "joint_authority_names": "Other authorities buying jointly",
    "lead_authority_name": "Lead authority",
    "long_term_reasons": "Why it runs longer than usual",
    "main_category": "Main category",
    "no_competition_reasons": "Why the call-off was not competed",
    "open_framework_ends_on": "Day the open framework ends",
    "partial_termination": "What part of the contract ended",
    "previous_identifier": "Identifier of the last framework",
    "price_mechanism": "How prices are set under it",
    "quantity": "How much",
    "rating": "How the supplier did",
    "regions": "Where",
    "reported": "What the supplier reported",
    "reserved": "Is it reserved?",
    "result": "What was reached",
    "selection_process": "How suppliers are chosen under it",
    "special_regimes": "Which special regime",
    "subject_description": "Goods, services or works",
    "supply_method": "How it is supplied",
    "supply_quantity": "How much is supplied",
    "tender_information": "What is said of tenders under it",
    "users": "Who may use it",
    "uses_lots": "Is it in lots?",
    "verification": "How it is checked who may join",
}
CHOICES: dict[str, type[vocabulary.Word]] = {
    "direct_award.ground": words.DirectAwardGround,
    "ending": words.EndingKind,
    "reserved": words.Reservation,
    "limb": words.WithholdingLimb,
}


#: Lists of codes, which are chosen by their names.
CHOSEN: dict[str, Callable[[str], Question]] = {
    "cpv_codes": CpvCodes,
    "regions": ItlRegions,
    "special_regimes": lambda label: ManyOf(label, vocabulary.SpecialRegime),
}


@dataclass(frozen=True)
class FactsPage:
    """One page: ``name`` in its address, its heading, and the path of its part ("" for the notice itself).
    ``entry`` is the place in a list, None for one that is added, and ``is_list`` says whether it is of a list.
    """

    name: str
    title: str
    path: str
    kind: type[Fact]
    is_list: bool = False
    entry: int | None = None


def pages_of(facts: NoticeFacts) -> list[FactsPage]:
    """The pages of a notice in order, those of the entries that its lists have now included."""
    kind = KINDS[facts.code]
    return [FactsPage(THIS_NOTICE, "This notice", "", kind), *_inner(facts, kind, "")]


def page_named(facts: NoticeFacts, name: str) -> FactsPage | None:
    """The page with this name, also one that adds an entry to a list; None for no such page."""
    for page in pages_of(facts):
        if page.name == name:
            return page
    path, _, last = name.rpartition("-")
    if last == NEW:
        for found, kind in lists_of(facts):
            if found.replace(".", "_") == path:
                return FactsPage(name, label_of(facts.code, found), found, kind, is_list=True)
    return None


def lists_of(facts: NoticeFacts) -> list[tuple[str, type[Fact]]]:
    """The lists of a notice that an officer may add to, with the kind of their entries."""
    return list(_lists(KINDS[facts.code], ""))


def form_of(facts: NoticeFacts, page: FactsPage) -> type[QuestionForm]:
    """The questions of a page."""
    code = facts.code
    fields: dict[str, Any] = {"heading": page.title}
    for path, annotation in _scalars(page.kind, ""):
        fields[_name(path)] = _question(code, page, path, annotation)
    return type("FactsForm", (QuestionForm,), fields)


def guidance_of(facts: NoticeFacts, page: FactsPage) -> Guidance | None:
    """What the law asks on a page, with the provision behind each of its answers."""
    return guidance.of_notice(facts.code, facts.form, page.path, paths_of(page), is_list=page.is_list)


def paths_of(page: FactsPage) -> tuple[str, ...]:
    """The paths of the facts that a page asks, within its part or entry."""
    return tuple(path for path, _ in _scalars(page.kind, ""))


def answers_of(facts: NoticeFacts, page: FactsPage) -> dict[str, Any]:
    """What a page's questions are answered with now, by the name of the question."""
    part = part_at(facts, page)
    found = {}
    for path, _ in _scalars(page.kind, ""):
        value: Any = part
        for step in path.split("."):
            value = getattr(value, step, None)
        if isinstance(value, tuple):
            value = list(value) if _last(path) in CHOSEN else "\n".join(map(str, value))
        found[_name(path)] = value
    return found


def part_at(facts: NoticeFacts, page: FactsPage) -> Any:
    """The part that a page is about; None for one that is not there yet."""
    part: Any = facts
    for step in page.path.split(".") if page.path else ():
        part = getattr(part, step, None)
    if page.is_list:
        return part[page.entry] if page.entry is not None else None
    return part


def changed(facts: NoticeFacts, page: FactsPage, answers: dict[str, Any] | None) -> dict[str, Any]:
    """The top-level facts that the answers of a page change; None removes the entry of a list."""
    data = facts.model_dump()
    holder, steps = data, page.path.split(".") if page.path else []
    for step in steps[:-1]:
        holder = holder[step]
    if page.is_list:
        entries = list(holder[steps[-1]])
        if answers is None:
            del entries[page.entry if page.entry is not None else len(entries)]
        elif page.entry is None:
            entries.append(_filled(_numbered(page.kind, len(entries) + 1), page.kind, answers))
        else:
            entries[page.entry] = _filled(dict(entries[page.entry]), page.kind, answers)
        holder[steps[-1]] = entries
    elif steps:
        holder[steps[-1]] = _filled(dict(holder[steps[-1]] or {}), page.kind, answers or {})
    else:
        data = _filled(data, page.kind, answers or {})
    return data


def label_of(code: str, path: str) -> str:
    """What a fact is called: as the notice's definition calls it, or in words of its own."""
    for item in definition_of(code).items():
        if item.fact == path:
            return item.label
    last = path.rpartition(".")[2]
    return LABELS.get(last, last.removesuffix("_on").replace("_", " ").capitalize())


def _numbered(kind: type[Fact], number: int) -> dict[str, Any]:
    is_counted = "number" in kind.model_fields and kind.model_fields["number"].annotation is int
    return {"number": number} if is_counted else {}


def _filled(data: dict[str, Any], kind: type[Fact], answers: dict[str, Any]) -> dict[str, Any]:
    for path, annotation in _scalars(kind, ""):
        if _name(path) not in answers:
            continue
        *steps, last = path.split(".")
        holder = data
        for step in steps:
            holder = holder.setdefault(step, {})
        value = answers[_name(path)]
        if get_origin(annotation) is tuple:
            lines = value if isinstance(value, list) else str(value or "").splitlines()
            value = tuple(line.strip() for line in lines if line.strip())
        if value == "" and annotation is not str:
            value = None  # a number that nobody gave
        if value is None and annotation in (bool, str):
            value = False if annotation is bool else ""
        holder[last] = value
    return data


def _kind(annotation: Any) -> type[Fact] | None:
    """The class of a nested part, None for anything else."""
    for each in get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,):
        if isinstance(each, type) and issubclass(each, BaseModel) and issubclass(each, Fact):
            return each
    return None


def _scalars(kind: type[Fact], at: str) -> Iterator[tuple[str, Any]]:
    """Paths of what one page asks: scalars, lists of words, and the parts of amounts and terms."""
    for name, field in kind.model_fields.items():
        annotation = field.annotation
        inner = _kind(annotation)
        if name in KEPT or (name == "number" and annotation is int):
            continue
        if (
            inner is not None
            and inner.__name__ in ("Money", "Term", "Party")
            and (at or not issubclass(kind, NoticeFacts))
        ):
            yield from _scalars(inner, f"{at}{name}.")
        elif inner is None and not (get_origin(annotation) is tuple and _kind(get_args(annotation)[0])):
            yield f"{at}{name}", annotation


def _lists(kind: type[Fact], at: str) -> Iterator[tuple[str, type[Fact]]]:
    for name, field in kind.model_fields.items():
        inner = _kind(field.annotation)
        if name in KEPT:
            continue
        if get_origin(field.annotation) is tuple and (entry := _kind(get_args(field.annotation)[0])):
            yield f"{at}{name}", entry
        elif inner is Market:
            yield from _lists(inner, f"{at}{name}.")


def _inner(facts: NoticeFacts, kind: type[Fact], at: str) -> Iterator[FactsPage]:
    for name, field in kind.model_fields.items():
        if inner := _kind(field.annotation):
            path = f"{at}{name}"
            yield FactsPage(path.replace(".", "_"), label_of(facts.code, path), path, inner)
    for path, entry in _lists(kind, ""):
        held: Any = facts
        for step in path.split("."):
            held = getattr(held, step)
        for index, each in enumerate(held):
            title = each.heading or f"{label_of(facts.code, path)} {index + 1}"
            yield FactsPage(
                f"{path.replace('.', '_')}-{index + 1}", title, path, entry, is_list=True, entry=index
            )


def _last(path: str) -> str:
    return path.rpartition(".")[2]


def _name(path: str) -> str:
    return path.replace(".", "__")


def _definition(code: str, page: FactsPage, path: str) -> ItemDefinition | None:
    full = path if page.is_list or not page.path else f"{page.path}.{path}"
    return next((item for item in definition_of(code).items() if item.fact == full), None)


def _question(code: str, page: FactsPage, path: str, annotation: Any) -> Question:
    item = _definition(code, page, path)
    full = path if page.is_list or not page.path else f"{page.path}.{path}"
    label = item.label if item else label_of(code, path)
    kinds = {each for each in get_args(annotation) if each is not type(None)} or {annotation}
    word = (item.words if item else None) or (CHOICES[full].__name__ if full in CHOICES else None)
    if path == "item":
        return OneOf(label, that_may_be_kept_back(code), as_select=True, required=True)
    if word and get_origin(annotation) is not tuple:
        return OneOf(label, getattr(words, word, None) or getattr(vocabulary, word), required=path == "limb")
    if bool in kinds:
        return YesNo(label)
    if date in kinds:
        return Day(label)
    if int in kinds:
        return WholeNumber(label)
    if Decimal in kinds:
        is_share = path.startswith(("paid_", "payable")) or "percentage" in path
        return (
            Percent(label) if is_share else Pounds(label) if path.endswith(("net", "gross")) else Line(label)
        )
    if _last(path) in CHOSEN:
        return CHOSEN[_last(path)](label)
    if get_origin(annotation) is tuple:
        return Paragraphs(label, hint="One on each line", rows=3)
    is_prose = (item is not None and item.type == "prose") or path in ("reason", "description")
    return Paragraphs(label, rows=4, required=path == "reason") if is_prose else Line(label)


def that_may_be_kept_back(code: str) -> list[tuple[str, str]]:
    """Items with what they are called. Part of a group is called after it: a notice has a name of each of several."""
    items = list(definition_of(code).items())
    groups = {inner.id: each.label for each in items for inner in each.items}
    return [
        (each.id, f"{groups[each.id]}: {each.label}" if each.id in groups else each.label)
        for each in items
        if not each.items and not refusal_in(each.id, "")
    ]
