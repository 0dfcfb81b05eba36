"""Questions answered by choosing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from procure.domain.vocabulary import Word
from procure.languages import gettext, later
from procure.web.forms.question import Question, lower_first
from procure.web.forms.widgets import Checkboxes, Radios, Select

Choices = type[Word] | Iterable[tuple[str, str]]


@dataclass(frozen=True)
class Choice:
    """One radio, checkbox or option, as the widgets read it."""

    text: str
    value: str
    checked: bool

    @property
    def label(self) -> Choice:
        return self

    @property
    def data(self) -> bool:
        return self.checked

    def _value(self) -> str:
        return self.value


class Choosing(Question):
    """A question with a list of choices: (value, label) pairs or a Word. ``hints`` maps a value to its
    hint.
    """

    none = ""

    def __init__(
        self, label: str, choices: Choices = (), *, hints: Mapping[str, str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(label, **kwargs)
        self.choices: list[tuple[str, str]] = pairs(choices)
        self.hints = dict(hints or {})

    def missing(self) -> str:
        return gettext("Select %(called)s", called=lower_first(self.called))

    def chosen(self) -> Sequence[str]:
        """The values now chosen, as strings."""
        return [text for text in self.typed.values() if text]

    def __iter__(self) -> Iterator[Choice]:
        chosen = self.chosen()
        return iter(Choice(gettext(label), value, value in chosen) for value, label in self.choices if value)

    def iter_choices(self) -> Iterator[tuple[str, str, bool, dict[str, Any]]]:
        """Options of a select, an empty one first."""
        chosen = self.chosen()
        yield "", gettext(self.none), not chosen, {}
        for value, label in self.choices:
            if value:
                yield value, gettext(label), value in chosen, {}

    def shown(self, data: Any) -> list[str]:
        labels = dict(self.choices)
        return [labels.get(value, value) for value in self.written(data).values() if value]

    def __call__(self, **kwargs: Any) -> Any:
        if self.hints and not isinstance(self.widget, Select):
            items = [
                {"hint": {"text": self.hints[value]}} if value in self.hints else {}
                for value, _ in self.choices
                if value
            ]
            kwargs["params"] = {**kwargs.get("params", {}), "items": items}
        return super().__call__(**kwargs)


class OneOf(Choosing):
    """One choice; data is its value, an empty string when unanswered. ``as_select`` for long lists, which begin
    with ``none``."""

    widget = Radios()

    def __init__(
        self,
        label: str,
        choices: Choices = (),
        *,
        as_select: bool = False,
        none: str = later("Choose one"),
        **kwargs: Any,
    ) -> None:
        super().__init__(label, choices, **kwargs)
        self.none = none
        if as_select:
            self.widget = Select()

    def empty(self) -> str:
        return ""

    def parse(self, typed: dict[str, str]) -> str:
        if typed[""] not in {value for value, _ in self.choices}:
            raise ValueError(gettext("%(called)s: choose one from the list", called=self.called))
        return typed[""]


class YesNo(OneOf):
    """Yes or no; data is ``bool``, None when unanswered."""

    def __init__(self, label: str, *, yes: str = later("Yes"), no: str = later("No"), **kwargs: Any) -> None:
        super().__init__(label, [("yes", yes), ("no", no)], **kwargs)
        if (yes, no) == ("Yes", "No") and not self.hints:
            self.params.setdefault("classes", "govuk-radios--inline")

    def empty(self) -> Any:
        return None

    def missing(self) -> str:
        return gettext("Select yes or no: %(called)s", called=lower_first(self.called))

    def parse(self, typed: dict[str, str]) -> Any:
        return super().parse(typed) == "yes"

    def written(self, data: Any) -> dict[str, str]:
        return {"": {True: "yes", False: "no"}.get(data, "")}


class ManyOf(Choosing):
    """Any number of choices; data is a list of values in the order of the list."""

    widget = Checkboxes()

    def empty(self) -> list[str]:
        return []

    def written(self, data: Any) -> dict[str, str]:
        self.picked = list(data or [])
        return {}

    def shown(self, data: Any) -> list[str]:
        labels = dict(self.choices)
        return [labels.get(value, value) for value in data or []]

    def sent(self) -> list[tuple[str, str]]:
        return [(self.name, value) for value in self.picked]

    def read(self, formdata: Any) -> None:
        sent = {value for value in formdata.getlist(self.name) if value}
        self.picked = [value for value, _ in self.choices if value in sent]
        self.data = self.picked
        if sent - set(self.picked):
            self.process_errors.append(gettext("%(called)s: choose from the list", called=self.called))

    def chosen(self) -> Sequence[str]:
        return self.picked


class Confirmation(ManyOf):
    """A single checkbox; data is ``bool``. ``label`` names the group, ``statement`` is what is confirmed, and
    ``otherwise`` what not ticking it says, if anything."""

    def __init__(self, label: str, statement: str, *, otherwise: str = "", **kwargs: Any) -> None:
        super().__init__(label, [("yes", statement)], **kwargs)
        self.otherwise = otherwise

    def empty(self) -> Any:
        return False

    def written(self, data: Any) -> dict[str, str]:
        self.picked = ["yes"] if data else []
        return {}

    def shown(self, data: Any) -> list[str]:
        return [self.choices[0][1] if data else self.otherwise] if data or self.otherwise else []

    def read(self, formdata: Any) -> None:
        super().read(formdata)
        self.data = bool(self.picked)

    def missing(self) -> str:
        return f"Confirm {lower_first(self.called)}"


def pairs(choices: Choices) -> list[tuple[str, str]]:
    """(value, label) pairs of a vocabulary or of pairs."""
    if isinstance(choices, type):
        return choices.choices()
    return [(value, label) for value, label in choices]
