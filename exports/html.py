"""The specification as HTML: one body for the preview, the public page, the PDF and the Word file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from markupsafe import Markup

from exports.artefact import PublicationStamp
from exports.chain import outcome_chain
from exports.environment import render_document, taking_for_welsh, tongue, written
from exports.freedom import Freedom, freedom_of
from exports.gates import measured_text
from procure.domain.gating import placed
from procure.domain.notice_facts.words import withheld_statement
from procure.domain.snapshot import (
    AwardCriterionSnapshot,
    ObjectiveLinkSnapshot,
    ObjectiveSnapshot,
    OutcomeSnapshot,
    Part,
    SpecificationSnapshot,
)
from procure.domain.withholding import ground_in_words, grounds, with_what_tells_it
from procure.languages import gettext, is_welsh, spoken

ID_PREFIX = "spec-"
DRAFT_MARK = "Draft – not published"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: ``depth`` is 1 for a section, 2 for a part of one; ``label`` is "4.1" or "Annex A"."""

    depth: int
    anchor: str
    label: str
    text: Markup
    parent: str = ""
    """Anchor of the section that a part belongs to."""

    @property
    def is_annex(self) -> bool:
        """Whether it is an annex, or a part of one."""
        return self.label[0].isalpha()


@dataclass(frozen=True, slots=True)
class Section:
    """A section to come: known before anything is rendered, so that text can point ahead to its number."""

    name: str
    label: str
    text: str

    @property
    def mark(self) -> str:
        """What its parts are numbered by: "4", or the letter of an annex."""
        return self.label.rpartition(" ")[2]


@dataclass
class Outline:
    """Numbers headings as the template writes them, keeps them for the contents, knows sections in advance."""

    sections: tuple[Section, ...]
    top_level: int
    prefix: str
    headings: list[Heading] = field(default_factory=list)
    _section: Section | None = None
    _parts: int = 0

    def has(self, name: str) -> bool:
        """Whether the document has the section of this name."""
        return any(section.name == name for section in self.sections)

    def anchor(self, name: str) -> str:
        """The id of a section or part, as links point to it."""
        return f"{self.prefix}{name}"

    def section(self, name: str) -> Markup:
        """The heading element of a section."""
        self._section = next(section for section in self.sections if section.name == name)
        self._parts = 0
        return self._heading(1, name, self._section.label, Markup.escape(self._section.text))

    def part(self, name: str, text: str | Markup) -> Markup:
        """The heading element of the next part of the section in hand."""
        if self._section is None:
            raise ValueError("A part needs a section around it.")
        self._parts += 1
        label = f"{self._section.mark}.{self._parts}"
        return self._heading(2, name, label, Markup.escape(text))

    def minor(self, text: str | Markup) -> Markup:
        """A heading one level below the last section or part, without a number and outside the contents."""
        level = self.top_level + (2 if self._parts else 1)
        return Markup('<h{0} class="spec-minor">{1}</h{0}>').format(level, text)

    def refer(self, name: str) -> Markup:
        """A link to a section by its number, as in "section 5" or "Annex A"."""
        section = next(section for section in self.sections if section.name == name)
        is_annex = section.label[0].isalpha()
        words = section.label if is_annex else gettext("section %(number)s", number=section.label)
        return Markup('<a href="#{}">{}</a>').format(self.anchor(name), words)

    def _heading(self, depth: int, name: str, label: str, text: Markup) -> Markup:
        parent = self.anchor(self._section.name) if self._section and depth > 1 else ""
        self.headings.append(Heading(depth, self.anchor(name), label, text, parent))
        return Markup(
            '<h{0} id="{1}" class="spec-{2}"><span class="spec-number">{3}</span> {4}</h{0}>'
        ).format(
            self.top_level + depth - 1, self.anchor(name), ("heading", "subheading")[depth - 1], label, text
        )


@dataclass(frozen=True, slots=True)
class Body:
    """A rendered specification and the headings in it, in order."""

    html: Markup
    headings: tuple[Heading, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """Questions that templates ask of a snapshot."""

    snapshot: SpecificationSnapshot

    def links(self, outcome: OutcomeSnapshot) -> list[tuple[ObjectiveSnapshot, ObjectiveLinkSnapshot]]:
        """The objectives an outcome serves, each with how; links to objectives not chosen are left out."""
        return [
            (objective, link)
            for link in outcome.objective_links
            if (objective := self.snapshot.objective(link.objective_id)) is not None
        ]

    def outcomes_of(self, objective: ObjectiveSnapshot) -> list[OutcomeSnapshot]:
        """The outcomes that serve an objective."""
        return [
            outcome
            for outcome in self.snapshot.outcomes
            if any(link.objective_id == objective.objective_id for link in outcome.objective_links)
        ]

    @property
    def freedom(self) -> Freedom:
        """What the freedom statement says."""
        return freedom_of(self.snapshot)

    def criteria_of(self, outcome: OutcomeSnapshot) -> list[AwardCriterionSnapshot]:
        """The award criteria that assess an outcome."""
        return [
            criterion for criterion in self.snapshot.award.criteria if outcome.key in criterion.outcome_keys
        ]

    def assessed_by(self, criterion: AwardCriterionSnapshot) -> list[OutcomeSnapshot]:
        """The outcomes that a criterion assesses."""
        return [outcome for outcome in self.snapshot.outcomes if outcome.key in criterion.outcome_keys]


def specification_html(
    snapshot: SpecificationSnapshot,
    stamp: PublicationStamp,
    *,
    top_level: int = 2,
    id_prefix: str = ID_PREFIX,
) -> Markup:
    """The specification as one ``<div class="spec-document">``, ready to stand in a page under its h1.

    ``top_level`` is the level of section headings; ids all begin with ``id_prefix``. A draft says so at
    the top, and shows what has not been filled in.
    """
    return specification_body(snapshot, stamp, top_level=top_level, id_prefix=id_prefix).html


def specification_body(
    snapshot: SpecificationSnapshot,
    stamp: PublicationStamp,
    *,
    top_level: int = 2,
    id_prefix: str = ID_PREFIX,
) -> Body:
    """As ``specification_html``, with the headings for a table of contents."""
    outline = Outline(_sections(snapshot, stamp), top_level, id_prefix)
    context = document_context(snapshot, stamp, outline=outline)
    with taking_for_welsh(snapshot):
        html = render_document("documents/specification.html", context, spoken())
    return Body(tidied(html), tuple(outline.headings))


def version_of(stamp: PublicationStamp) -> str:
    """ "version 2", or "draft", as it stands beside a reference."""
    if stamp.version_number is None:
        return gettext("draft")
    return gettext("version %(number)s", number=stamp.version_number)


def document_context(snapshot: SpecificationSnapshot, stamp: PublicationStamp, **more: Any) -> dict[str, Any]:
    """What every template of a document may name."""
    reading = Reading(snapshot)
    is_plain = is_welsh() or snapshot.language in {"", "en"}
    own = Markup("") if is_plain else Markup(' lang="{}"').format(snapshot.language)
    return {
        "spec": snapshot,
        "facts": snapshot.facts,
        "award": snapshot.award,
        "payment": snapshot.payment,
        "equality": snapshot.equality,
        "stamp": stamp,
        "is_draft": not stamp.is_published,
        "draft_mark": DRAFT_MARK,
        "own_language": own,
        "tongue": (lambda text: tongue(text) if is_welsh() else own),
        "written": written,
        "language": {"en": "en-GB"}.get(spoken(), spoken()),
        "reading": reading,
        "withheld_statement": withheld_statement(
            kept.limb for kept in snapshot.withheld if not kept.is_silent
        ),
        "placed_gates": placed(snapshot.gates, snapshot.stages),
        "measured_text": lambda gate: measured_text(gate, snapshot),
        "kept_back": partial(_kept_back, snapshot),
        "chain_of": lambda outcome: outcome_chain(snapshot, outcome),
        **more,
    }


def _said(part: Part) -> Iterable[Any]:
    return part.model_dump().values()


def _kept_back(snapshot: SpecificationSnapshot, item: str) -> str:
    """What stands in the place of an item that the tender notice keeps back; empty for any other.

    A snapshot that still has its values also has the reasons: its reader is an officer or on the board, sees the value
    beside these words, and is told what others will see in its place.
    """
    limb = grounds(snapshot.withheld).get(item)
    others_see = "" if limb is None else ground_in_words(limb)
    kept = (kept for kept in snapshot.withheld if item in with_what_tells_it((kept.item,)))
    reason = next((each.reason for each in kept if each.reason), "")
    if not reason:
        return others_see
    return (
        f"Not published. Others see: {others_see or 'nothing, not even that it is withheld'}. Why: {reason}"
    )


def _sections(snapshot: SpecificationSnapshot, stamp: PublicationStamp) -> tuple[Section, ...]:
    is_draft = not stamp.is_published
    wanted = (
        ("summary", gettext("At a glance"), True),
        (
            "problem",
            gettext("The problem"),
            is_draft or any(_said(snapshot.problem)) or any(_said(snapshot.equality)),
        ),
        ("objectives", gettext("The objectives this serves"), is_draft or bool(snapshot.objectives)),
        ("outcomes", gettext("The outcomes we want"), True),
        ("frame", gettext("What is fixed, and what is yours to propose"), True),
        ("award", gettext("How tenders will be assessed"), True),
        ("conditions", gettext("Who can take part"), is_draft or bool(snapshot.conditions)),
        ("procedure", gettext("How the procurement will run"), True),
        ("gates", gettext("Test, learn, then scale"), bool(snapshot.gates)),
        ("contract", gettext("The contract"), True),
        ("lots", gettext("Lots"), bool(snapshot.lots)),
        ("taking-part", gettext("How to take part"), True),
    )
    present = [(name, text) for name, text, is_there in wanted if is_there]
    annexes = (
        [("measures", gettext("Measures in full"))] if any(o.measures for o in snapshot.outcomes) else []
    )
    annexes.append(("record", gettext("About this document")))
    return (
        *(Section(name, str(number), text) for number, (name, text) in enumerate(present, start=1)),
        *(
            Section(name, gettext("Annex %(letter)s", letter="AB"[index]), text)
            for index, (name, text) in enumerate(annexes)
        ),
    )


_BETWEEN_TAGS = re.compile(r"\n\s*\n+")


def tidied(html: Markup) -> Markup:
    """The same HTML without the blank lines that template tags leave."""
    return Markup(_BETWEEN_TAGS.sub("\n", html))  # noqa: S704 - whitespace alone has changed
