"""The questions about buying jointly."""

from __future__ import annotations

from procure.domain.vocabulary import JointAccess, JointStanding, Word
from procure.web.forms import Day, Line, OneOf, Paragraphs, QuestionForm

PASSAGE = 2_000


class Answer(Word):
    ACCEPT = "accept", "Yes, we buy jointly"
    DECLINE = "decline", "No"


class Decision(Word):
    APPROVED = "approved", "Approve this version"
    REFUSED = "refused", "Do not approve it"


def invite_form(authorities: list[tuple[str, str]]) -> QuestionForm:
    """The page that invites one of these authorities, as (key, name)."""

    class InviteForm(QuestionForm):
        heading = "Invite an authority to buy jointly"
        intro = (
            "Your organisation leads. The other authority sees the title, your organisation and your note, and "
            "nothing of the draft until it accepts. Then notices name it as a buyer, and nothing is published before "
            "it has approved the frozen version.",
        )
        organisation = OneOf(
            "Which authority?", authorities, called="The authority", as_select=True, required=True
        )
        access = OneOf(
            "What may its officers do?", JointAccess, called="What its officers may do", required=True
        )
        note = Paragraphs(
            "Why buy jointly?",
            called="The note",
            hint="The other authority reads this",
            maximum=PASSAGE,
            rows=4,
        )

    return InviteForm()


class AccessForm(QuestionForm):
    heading = "What may its officers do?"
    access = OneOf("What may its officers do?", JointAccess, called="What its officers may do", required=True)


class TakeOutForm(QuestionForm):
    heading = "Take this authority out"
    reason = Paragraphs(
        "Why?", called="The reason", hint="The others read this", required=True, maximum=PASSAGE
    )


class LeaveForm(QuestionForm):
    heading = "Leave this joint tender"
    reason = Paragraphs(
        "Why?", called="The reason", hint="The others read this", required=True, maximum=PASSAGE
    )


class AnswerForm(QuestionForm):
    heading = "Do you buy this jointly?"
    answer = OneOf("Your answer", Answer, called="Your answer", required=True)
    reason = Paragraphs(
        "If not, why?", called="The reason", hint="The lead reads this", maximum=PASSAGE, rows=3
    )


class ApprovalForm(QuestionForm):
    heading = "What did your organisation decide?"
    decision = OneOf("Decision", Decision, called="The decision", required=True)
    decided_by = Line(
        "Which board or person decided?", called="Who decided", hint="Such as Commercial Board", required=True
    )
    decided_on = Day("On which day?", called="The day of the decision", required=True)
    reason = Paragraphs("Reason", called="The reason", hint="Needed when it is not approved", maximum=PASSAGE)


class CommentForm(QuestionForm):
    heading = "Comment on the draft"
    text = Paragraphs(
        "Your comment",
        called="Your comment",
        hint="All who take part read this",
        required=True,
        maximum=PASSAGE,
    )


#: Colours of the tag of each standing.
COLOURS = {
    JointStanding.INVITED: "yellow",
    JointStanding.ACCEPTED: "green",
    JointStanding.DECLINED: "grey",
    JointStanding.LEFT: "grey",
    JointStanding.TAKEN_OUT: "grey",
}
