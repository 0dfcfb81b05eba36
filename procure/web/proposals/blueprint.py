"""The pages of proposals, and what all their forms share."""

from __future__ import annotations

from flask import Blueprint

from procure.domain.proposals import ProposalState, TurnKind
from procure.models import LibraryProposal
from procure.web.forms import QuestionForm

proposals = Blueprint("proposals", __name__, url_prefix="/library/proposals")
proposals.add_app_template_filter(ProposalState.label_of, "label_of_proposal")
proposals.add_app_template_filter(TurnKind.label_of, "label_of_turn")
OVERTAKEN = (
    "Somebody else changed this page while you wrote. Your words are below: copy what you need, and open the page "
    "again"
)


def as_form(
    form: QuestionForm, found: LibraryProposal, back: tuple[str, str], continue_text: str = ""
) -> str:
    """A page of questions about a proposal."""
    return form.page(caption=found.content["title"], continue_text=continue_text, back=back)
