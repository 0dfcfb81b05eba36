"""The gaps that a library sentence leaves to the author: each gets a question with a readable label."""

from __future__ import annotations

import re
from typing import Any

from outcome_library.schema import PLACEHOLDER
from procure.services.adopting import Filled, placeholders
from procure.web.forms import Day, Line, QuestionForm
from procure.web.forms.question import Question

PREFIX = "fill_"
LONGEST = 200
WORDS_AROUND = 6
#: Names whose meaning is not plain from the name; the rest are read as they are written.
LABELS = {
    "date": "By when",
    "n": "How many",
    "x": "How much (first figure)",
    "y": "How much (second figure)",
    "z": "How much (third figure)",
    "mw": "Megawatts",
    "target": "Level to reach",
    "target2": "Second level to reach",
    "baseline": "Level today",
    "share": "Share",
    "cost": "Cost",
    "price": "Price",
    "months": "Number of months",
    "weeks": "Number of weeks",
    "days": "Number of days",
    "hours": "Number of hours",
    "hours2": "Number of hours (second figure)",
    "minutes": "Number of minutes",
    "years": "Number of years",
    "points": "Number of points",
    "metres": "Number of metres",
    "hectares": "Number of hectares",
    "cohort": "Which group of people",
    "ages": "Which ages",
    "times": "Which times of day",
}
#: Those that cannot be read as they stand in the sentence.
SPOKEN = {"n": "how many", "x": "how much", "y": "how much", "z": "how much", "mw": "megawatts"}
ORDINALS = {"2": "second", "3": "third", "4": "fourth"}
_SOON = re.compile(r"_?(\d+)$")


def is_date(name: str) -> bool:
    """Whether a placeholder asks for a day."""
    return name == "date" or name.endswith("_date")


def label_of(name: str) -> str:
    """``{target_28}`` as people read it: "Level to reach (28)"."""
    if name in LABELS:
        return LABELS[name]
    stem, number = _SOON.sub("", name), _SOON.search(name)
    words = LABELS.get(stem, stem.replace("_", " ").capitalize())
    return f"{words} ({number[1]})" if number else words


def spoken(name: str) -> str:
    """A placeholder's name where it stands in its sentence: "target2" is "second target", "n" is "how many"."""
    if name in SPOKEN:
        return SPOKEN[name]
    stem, number = _SOON.sub("", name), _SOON.search(name)
    words = SPOKEN.get(stem, stem.replace("_", " "))
    return f"{ORDINALS.get(number[1], number[1])} {words}" if number else words


def around(statement: str, name: str) -> str:
    """A few words of the sentence on either side of the placeholder, to say what is asked."""
    before, _, after = statement.partition(f"{{{name}}}")
    left, right = before.split(" "), after.split(" ")
    start = "…" if len(left) > WORDS_AROUND + 1 else ""
    end = "…" if len(right) > WORDS_AROUND + 1 else ""
    near = " ".join(left[-WORDS_AROUND - 1 :]) + f"{{{name}}}" + " ".join(right[: WORDS_AROUND + 1])
    return start + "".join(text for text, _ in pieces(near)) + end


def placeholder_form(statement: str) -> type[QuestionForm]:
    """A form with one question for each placeholder of ``statement``; all may stay empty."""
    questions: dict[str, Any] = {
        PREFIX + name: _question(statement, name) for name in placeholders(statement)
    }
    return type("PlaceholderForm", (QuestionForm,), {"heading": "Fill in the sentence", **questions})


def filled_by(form: QuestionForm) -> dict[str, Filled | None]:
    """What was answered, by placeholder."""
    return {
        name.removeprefix(PREFIX): value for name, value in form.answers.items() if name.startswith(PREFIX)
    }


def pieces(statement: str) -> list[tuple[str, bool]]:
    """The statement cut into (text, whether it is a placeholder), so that gaps can be marked on the page; a
    placeholder as people read it: ``{priority_groups}`` is "{priority groups}"."""
    cut, at = [], 0
    for found in PLACEHOLDER.finditer(statement):
        cut += [(statement[at : found.start()], False), (f"{{{spoken(found[0][1:-1])}}}", True)]
        at = found.end()
    return [piece for piece in [*cut, (statement[at:], False)] if piece[0]]


def _question(statement: str, name: str) -> Question:
    label, hint = label_of(name), f"In the sentence: “{around(statement, name)}”"
    if is_date(name):
        return Day(label, hint=f"{hint}. For example, 31 3 2029")
    params: dict[str, Any] = {"classes": "govuk-input--width-20"}
    if f"{{{name}}}%" in statement:
        params = {"classes": "govuk-input--width-5", "suffix": {"text": "%"}}
    return Line(label, hint=hint, maximum=LONGEST, params=params)
