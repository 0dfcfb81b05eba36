"""Lots and the timetable."""

from __future__ import annotations

from procure.domain.vocabulary import ShortenedPeriod
from procure.web.forms import Day, Moment, OneOf, Paragraphs, QuestionForm, WholeNumber, YesNo


class LotsConsideredForm(QuestionForm):
    why = (
        "Before the tender notice you must consider whether the supply could reasonably come under more "
        "than one contract. Lots let smaller suppliers take part."
    )
    lots_considered = YesNo(
        "Could the supply reasonably be divided into lots?", called="whether it could be divided into lots"
    )


class UsingLotsForm(QuestionForm):
    uses_lots = YesNo("Will you use lots?", called="whether you use lots")


class NoLotsForm(QuestionForm):
    why = "Where lots would have been possible, the notice gives the reasons for not using them."
    no_lots_reasons = Paragraphs(
        "Why will you not use lots?", called="Reasons for no lots", rows=4, maximum=5_000
    )


class LotLimitsForm(QuestionForm):
    heading = "Are there limits on lots?"
    intro = ("Leave empty what is not limited.",)
    why = (
        "You may limit how many lots a supplier tenders for or wins. A limit on winning needs an objective "
        "way to choose."
    )
    lots_max_tendered = WholeNumber(
        "Most lots a supplier may tender for", called="Most lots tendered for", least=1, most=1_000
    )
    lots_max_awarded = WholeNumber(
        "Most lots a supplier may win", called="Most lots won", least=1, most=1_000
    )
    lots_award_rule = Paragraphs(
        "How is it decided who wins which lots?", called="How lots are shared out", rows=4, maximum=5_000,
        hint="Needed where you limit how many a supplier may win, or may award several to one supplier "
        "together",
    )  # fmt: skip

    def check(self) -> None:
        tendered, awarded = self.lots_max_tendered.data, self.lots_max_awarded.data
        if tendered is not None and awarded is not None and awarded > tendered:
            self.refuse(
                "lots_max_awarded", f"Most lots won must be {tendered} or fewer, the most tendered for"
            )


class NoticeDateForm(QuestionForm):
    why = "Time limits for tendering are counted from the day after the notice."
    notice_planned_on = Day(
        "When do you plan to publish the tender notice?", called="Date of the tender notice"
    )


class EnquiryDeadlineForm(QuestionForm):
    why = "Every supplier should see your answers in time to use them."
    enquiry_deadline_at = Moment(
        "When must suppliers have sent their questions?", called="Deadline for questions"
    )


class ParticipationDeadlineForm(QuestionForm):
    why = "Suppliers have at least 25 days to ask to take part, unless a shorter period applies."
    participation_deadline_at = Moment(
        "When must requests to participate be in?", called="Deadline for requests to participate"
    )


class TenderDeadlineForm(QuestionForm):
    why = (
        "The law sets the shortest period; a fair one depends on how much you ask for. Suppliers of "
        "outcomes need time to design."
    )
    tender_deadline_at = Moment("When must tenders be in?", called="Tender deadline")


class ShorterPeriodForm(QuestionForm):
    why = "The notice must say if you rely on one of the shorter tendering periods."
    relies_on_shorter_period = YesNo(
        "Do you rely on a shorter tendering period?", called="whether you rely on a shorter period",
        hint="For example, because of urgency or a planned procurement notice",
    )  # fmt: skip


class ShorterPeriodReasonForm(QuestionForm):
    heading = "Why may the tendering period be shorter?"
    shorter_period_entry = OneOf(
        "Which ground do you rely on?", ShortenedPeriod, called="Ground for a shorter period"
    )
    shorter_period_reason = Paragraphs(
        "What makes it apply?", called="Reason for a shorter period", rows=4, maximum=5_000
    )


class AwardDateForm(QuestionForm):
    why = "An estimate, so that suppliers can plan who will do the work."
    estimated_award_on = Day("When do you expect to award the contract?", called="Estimated award date")


FORMS: dict[str, type[QuestionForm]] = {
    "lots-considered": LotsConsideredForm,
    "using-lots": UsingLotsForm,
    "no-lots": NoLotsForm,
    "lot-limits": LotLimitsForm,
    "notice-date": NoticeDateForm,
    "enquiry-deadline": EnquiryDeadlineForm,
    "participation-deadline": ParticipationDeadlineForm,
    "tender-deadline": TenderDeadlineForm,
    "shorter-period": ShorterPeriodForm,
    "shorter-period-reason": ShorterPeriodReasonForm,
    "award-date": AwardDateForm,
}
