"""The forms kit: questions, and the page they stand on. Import from here."""

from procure.web.forms.choices import Choosing, Confirmation, ManyOf, OneOf, YesNo
from procure.web.forms.codes import CpvCodes, ItlRegions
from procure.web.forms.form import QuestionForm
from procure.web.forms.numbers import Percent, Pounds, Quantity, WholeNumber
from procure.web.forms.question import Question
from procure.web.forms.text import Email, Line, Paragraphs, Postcode, Ppon, Telephone, WebAddress
from procure.web.forms.times import Day, DayInOneBox, Moment

__all__ = [
    "Choosing",
    "Confirmation",
    "CpvCodes",
    "Day",
    "DayInOneBox",
    "Email",
    "ItlRegions",
    "Line",
    "ManyOf",
    "Moment",
    "OneOf",
    "Paragraphs",
    "Percent",
    "Postcode",
    "Pounds",
    "Ppon",
    "Quantity",
    "Question",
    "QuestionForm",
    "Telephone",
    "WebAddress",
    "WholeNumber",
    "YesNo",
]
