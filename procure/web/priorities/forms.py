"""The questions about a change of national priorities."""

from __future__ import annotations

from procure.services.remapping import LoadedFramework
from procure.services.succeeding import Successor
from procure.web.forms import Day, ManyOf, OneOf, Paragraphs, QuestionForm

DROP = "-"
LABELS = {"full": "in full", "part": "in part"}


def change_form(loaded: list[LoadedFramework]) -> QuestionForm:
    """Which framework takes the place of which, and from when."""
    known = [(each.framework_id, f"{each.name} (from {each.since})") for each in loaded]

    class ChangeForm(QuestionForm):
        heading = "Which priorities take the place of which?"
        intro = (
            "Both have to be loaded: a framework and its missions are Markdown files of the outcome library. Nothing "
            "changes for anybody before you let the change count.",
        )
        old = OneOf("The old framework", known, called="The old framework", as_select=True, required=True)
        new = OneOf("The new framework", known, called="The new framework", as_select=True, required=True)
        effective_on = Day("From which day does the new one count?", called="The day", required=True)

    return ChangeForm()


def mapping_form(new: list[tuple[str, str]], full: list[str], part: list[str], note: str) -> QuestionForm:
    """Which new objectives stand for one old one."""

    class MappingForm(QuestionForm):
        heading = "Which new objectives stand for it?"
        intro = (
            "Choose none where no new objective stands for it: what served it is then listed as orphaned.",
        )
        full = ManyOf("In full", new, called="Objectives that stand for it in full")
        part = ManyOf("In part", new, called="Objectives that stand for it in part")
        note = Paragraphs("Why?", called="The reason", maximum=1_000, rows=3)

    return MappingForm(data={"full": full, "part": part, "note": note})


def choice_form(
    old_title: str, successors: list[Successor], titles: dict[str, str], *, may_drop: bool
) -> QuestionForm:
    """Which of the successors of one objective is served from now on."""
    choices = [
        (each.objective_id, f"{titles.get(each.objective_id, each.objective_id)} ({LABELS[each.coverage]})")
        for each in successors
    ]
    notes = {each.objective_id: each.note for each in successors if each.note}
    if may_drop:
        choices.append((DROP, "None of them: it no longer serves a national objective"))

    class ChoiceForm(QuestionForm):
        heading = "Your objectives have changed"
        objective = OneOf(
            f"What stands for “{old_title}” now?",
            choices,
            called="The new objective",
            hints=notes,
            required=True,
        )

    return ChoiceForm()
