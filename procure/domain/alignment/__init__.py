"""How well a specification lines up with the objectives it serves, as a range with its reasons (outcome method, section
10). Pure: the same inputs give the same score.
"""

from procure.domain.alignment.gates import Gate, GateState, gates_of, is_aligned
from procure.domain.alignment.inputs import Inputs, OutcomeInputs, Prescription, inputs_of, weights_of
from procure.domain.alignment.opinions import Beside, Difference, Opinion, beside
from procure.domain.alignment.raising import Step, steps_up
from procure.domain.alignment.scale import (
    DISAGREEMENT,
    EVIDENCE,
    FORMULA,
    FORMULA_VERSION,
    LINK,
    Claim,
    JudgedStep,
)
from procure.domain.alignment.scoring import Alignment, Part, Score, align

__all__ = [
    "DISAGREEMENT",
    "EVIDENCE",
    "FORMULA",
    "FORMULA_VERSION",
    "LINK",
    "Alignment",
    "Beside",
    "Claim",
    "Difference",
    "Gate",
    "GateState",
    "Inputs",
    "JudgedStep",
    "Opinion",
    "OutcomeInputs",
    "Part",
    "Prescription",
    "Score",
    "Step",
    "align",
    "beside",
    "gates_of",
    "inputs_of",
    "is_aligned",
    "steps_up",
    "weights_of",
]
