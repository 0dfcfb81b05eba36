"""The problem, the objectives it hangs on, and the frame suppliers work in."""

from __future__ import annotations

from procure.domain.vocabulary import EqualityState
from procure.services.authoring import Mission
from procure.web.forms import Confirmation, Day, Line, ManyOf, OneOf, Paragraphs, QuestionForm, WebAddress


class TitleForm(QuestionForm):
    why = (
        "The title is what suppliers see first in lists and searches. Name the change you want and for whom, "
        "not the service you have in mind. Each tender of your organisation has a title of its own."
    )
    title = Line(
        "What is this tender called?",
        called="The title",
        required=True,
        maximum=200,
        hint="For example, Warm, affordable homes for Westmarch tenants",
    )


class SummaryForm(QuestionForm):
    why = "Suppliers decide from the summary whether to read on. It stands at the top of the published page."
    summary = Paragraphs(
        "What should suppliers know first?",
        called="Summary",
        hint="Two or three sentences: what must change, for whom, where and by when. You can use Markdown.",
        maximum=2_000,
        rows=6,
    )


class WhoForm(QuestionForm):
    heading = "Who is affected by the problem?"
    why = (
        "Suppliers can only propose what works when they know who lives with the problem, and how many they"
        " are."
    )
    who_affected = Paragraphs(
        "Who is affected, and how does it show in their lives?", called="Who is affected", rows=6
    )
    how_many = Paragraphs(
        "How many people, households or organisations is that?",
        called="How many",
        hint="Give the figure, its date and where it comes from. Say so if it is an estimate.",
        maximum=2_000,
        rows=3,
    )


class WhereForm(QuestionForm):
    why = "Needs differ from place to place, and so may the answer."
    where_affected = Paragraphs(
        "Where are they, and where is it worst?", called="Where they are affected", rows=5
    )


class CauseForm(QuestionForm):
    why = (
        "An outcome is only worth buying if somebody can act on its cause. Saying what you think the cause "
        "is lets suppliers build on it, or show that you are wrong."
    )
    cause = Paragraphs(
        "What causes the problem, as far as you know?",
        called="The cause",
        hint="Keep what is known apart from what is assumed",
        rows=6,
    )


class TriedForm(QuestionForm):
    why = (
        "What was tried and did not last is the cheapest evidence there is. It saves everybody from doing "
        "it again."
    )
    tried_before = Paragraphs(
        "What was tried before, and what came of it?", called="What was tried before", rows=6
    )


class NothingForm(QuestionForm):
    why = "It shows what the outcome is worth, and is the line against which results are compared."
    if_nothing_done = Paragraphs(
        "What happens if nothing is done?", called="What happens if nothing is done", rows=5
    )


class SourcesForm(QuestionForm):
    why = "Readers can check what you say, and suppliers can use the same data."
    problem_sources = Paragraphs(
        "Where do these facts come from?",
        called="Sources",
        hint="One on each line, with a web address where there is one",
        rows=5,
    )


class FrameForm(QuestionForm):
    heading = "What must suppliers work within?"
    intro = (
        "Everything that you do not fix is the supplier's to propose, and the published documents say so. "
        "Fix as little as you can: each fixed requirement gets a page of its own next.",
    )
    why = (
        "Section 56 lets you describe what you buy by performance and function, and does not let you "
        "prescribe design where that would do. A short frame leaves room for better answers."
    )
    has_no_fixed_requirements = Confirmation(
        "Is anything fixed?",
        "Nothing is fixed beyond the law: suppliers may propose everything",
        called="that nothing is fixed",
        otherwise="Yes: listed below",
        hint="Leave empty if there are fixed requirements: you will list them next",
    )
    frame_note = Paragraphs(
        "What else should suppliers know about the frame?",
        called="Note on the frame",
        hint="For example, budgets that are agreed already, or decisions still open. You can leave this "
        "empty.",
        rows=5,
    )


class EqualityForm(QuestionForm):
    heading = "Equality assessment"
    why = (
        "Public bodies must have due regard to equality in what they do, and an assessment shows that they had. A "
        "board does not call a specification aligned without one, or a reason. What you say here is published."
    )
    equality_state = OneOf(
        "Was it assessed how the tender affects people who are protected from discrimination?",
        EqualityState,
        called="How far the equality assessment is",
        none="It was not decided yet",
    )
    equality_on = Day("On which day was it made, or will it be?", called="The day of the assessment")
    equality_url = WebAddress(
        "Where can it be read?",
        called="Where the assessment can be read",
        hint="The full address, if it is published",
    )
    equality_reason = Paragraphs(
        "If none is needed, why?", called="Why none is needed", rows=3, maximum=2_000
    )

    def check(self) -> None:
        state = self.equality_state.data
        if state in (EqualityState.MADE, EqualityState.BEING_MADE) and not (
            self.equality_on.data or self.equality_on.errors
        ):
            was = "was" if state == EqualityState.MADE else "will be"
            self.refuse("equality_on", f"Enter the day on which the assessment {was} made")
        if state == EqualityState.NOT_NEEDED and not self.equality_reason.data:
            self.refuse("equality_reason", "Enter why no assessment is needed")


def objectives_form(missions: list[Mission], chosen: list[str]) -> type[QuestionForm]:
    """The page that chooses mission objectives; those chosen from frameworks no longer loaded stay on the
    list.
    """
    known = [(objective.objective_id, objective.title) for each in missions for objective in each.objectives]
    ids = {objective_id for objective_id, _ in known}
    gone = [(each, f"{each} (no longer in a loaded framework)") for each in chosen if each not in ids]

    class ObjectivesForm(QuestionForm):
        heading = "Which mission objectives does this tender serve?"
        intro = (
            "Choose the few that your outcomes will really move: most tenders serve one or two. "
            "You will say how strong each link is when you write the outcomes.",
        )
        why = (
            "Public bodies must have regard to national priorities when they buy. The objective stands in "
            "the specification with its figures, so that readers can follow the line from a national aim to"
            " a measured result. Figures marked not verified were not seen in a source by those who "
            "compiled them."
        )
        objective_ids = ManyOf("Mission objectives", known + gone, called="Mission objectives")

    return ObjectivesForm


FORMS: dict[str, type[QuestionForm]] = {
    "title": TitleForm,
    "summary": SummaryForm,
    "who-is-affected": WhoForm,
    "where": WhereForm,
    "cause": CauseForm,
    "tried-before": TriedForm,
    "if-nothing-is-done": NothingForm,
    "sources": SourcesForm,
    "equality-assessment": EqualityForm,
    "frame": FrameForm,
}
