"""The page of one stage gate."""

from __future__ import annotations

from collections.abc import Iterable

from procure.domain.gating import ThresholdSense
from procure.domain.snapshot import OutcomeSnapshot, StageSnapshot
from procure.web.forms import Day, Line, OneOf, Paragraphs, Pounds, Quantity, QuestionForm


def gate_form(stages: Iterable[StageSnapshot], outcomes: Iterable[OutcomeSnapshot]) -> type[QuestionForm]:
    """The form of a gate, with the stages of the procurement that it may stand after, and the measures of the outcomes
    that may answer it."""
    measures = [
        (measure.key, f"{measure.name or 'A measure without a name'} ({measure.unit or 'no unit'})")
        for outcome in outcomes
        for measure in outcome.measures
    ]
    places = [
        (stage.key, f"After stage {stage.number}: {stage.name or 'without a name'}") for stage in stages
    ]

    class StageGateForm(QuestionForm):
        heading = "Stage gate"
        why = (
            "Suppliers and the board see in advance what is tested, how much is enough, and what follows: scale it, "
            "change it or stop it. What a later gate may release belongs in the advertised value."
        )
        name = Line("What is the gate called?", called="The name", required=True, maximum=200)
        stage_key = OneOf(
            "Where does it stand?", places, called="Where the gate stands", as_select=True,
            none="During the contract",
        )  # fmt: skip
        question = Paragraphs("Which question does it answer?", called="The question", rows=2, maximum=2_000)
        evidence = Paragraphs(
            "Which evidence will answer it?", called="The evidence", rows=3, maximum=3_000,
            hint="Name the measure, how many people or places, and who checks it",
        )  # fmt: skip
        threshold = Paragraphs(
            "How much is enough?", called="The threshold", rows=2, maximum=2_000,
            hint="A figure. For example, at least 55% of the children asked",
        )  # fmt: skip
        measure_key = OneOf(
            "Which measure answers it?", measures, called="The measure that answers it", as_select=True,
            none="None: the threshold is words alone",
            hint="Its readings then say whether the gate is met, is not met, or cannot be told yet",
        )  # fmt: skip
        threshold_sense = OneOf("Enough is", ThresholdSense, called="Whether at least or at most is enough")
        threshold_value = Quantity(
            "Of this figure", called="The figure that is enough", hint="In the unit of the measure"
        )
        decision_owner = Line(
            "Who decides?", called="Who decides", maximum=200, hint="A role, such as Director of Housing"
        )
        decided_on = Day("By when is it decided?", called="Day of the decision")
        released_net = Pounds("Money it releases, without VAT", called="Money released, without VAT")
        released_gross = Pounds("Money it releases, including VAT", called="Money released, including VAT")
        releases = Paragraphs(
            "What does it release?", called="What it releases", rows=2, maximum=2_000,
            hint="For example, payment for the trial, or the next three towns",
        )  # fmt: skip
        if_met = Paragraphs("If enough is shown, what is scaled up?", called="If met", rows=2, maximum=2_000)
        if_partly_met = Paragraphs(
            "If some of it is shown, what changes?", called="If partly met", rows=2, maximum=2_000
        )
        stop_rule = Paragraphs(
            "When do you stop, and what happens then?", called="The stop rule", rows=3, maximum=2_000
        )

        def check(self) -> None:
            net, gross = self.released_net.data, self.released_gross.data
            if net is not None and gross is not None and gross < net:
                self.refuse(
                    "released_gross",
                    "Money released, including VAT must be the same as the money without VAT, or more",
                )
            if measures:
                _check_threshold(self)

    if not measures:
        del StageGateForm.measure_key, StageGateForm.threshold_sense, StageGateForm.threshold_value
    if not places:
        del StageGateForm.stage_key
    return StageGateForm


def _check_threshold(form: QuestionForm) -> None:
    """A measure, on which side, and how much of it: all three or none."""
    sense, value = form["threshold_sense"], form["threshold_value"]
    if form["measure_key"].data:
        if not sense.data and not sense.errors:
            form.refuse("threshold_sense", "Select whether at least or at most is enough")
        if value.data is None and not value.errors:
            form.refuse("threshold_value", "Enter the figure that is enough")
    elif value.data is not None:
        form.refuse("measure_key", "Select which measure answers it, or leave its figure empty")
