"""Questions answered with a figure."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from procure.web.forms.question import Question
from procure.web.forms.widgets import TextInput
from procure.web.pages import pounds_text

MOST_POUNDS = Decimal("999999999999.99")
_POUNDS = re.compile(r"£? ?(\d{1,3}(?:,\d{3}){1,6}|\d{1,18})(?:\.(\d{1,2}))?", re.ASCII)
_DECIMAL = re.compile(r"(\d{1,4})(?:\.(\d{1,2}))? ?%?", re.ASCII)
_QUANTITY = re.compile(r"(\d{1,3}(?:,\d{3}){1,3}|\d{1,12})(?:\.(\d{1,2}))?", re.ASCII)
_WHOLE = re.compile(r"\d{1,3}(?:,\d{3})+|\d{1,9}", re.ASCII)


class Pounds(Question):
    """Money in Decimal pounds, pence-exact; the label must say net or gross of VAT. Accepts £ and commas."""

    widget = TextInput()

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.params = {
            "prefix": {"text": "£"},
            "classes": "govuk-input--width-10",
            "inputmode": "decimal",
            "spellcheck": False,
        } | self.params

    def parse(self, typed: dict[str, str]) -> Decimal:
        found = _POUNDS.fullmatch(typed[""])
        if not found:
            raise ValueError(f"{self.called} must be an amount in pounds, like 1,250,000 or 1,250,000.50")
        amount = Decimal(f"{found[1].replace(',', '')}.{found[2] or '0'}").quantize(Decimal("0.01"))
        if amount > MOST_POUNDS:
            raise ValueError(f"{self.called} must be less than £1,000,000,000,000")
        return amount

    def shown(self, data: Any) -> list[str]:
        return [] if data is None else [pounds_text(data)]

    def written(self, data: Any) -> dict[str, str]:
        if data is None:
            return {"": ""}
        return {"": f"{data:,.0f}" if data == data.to_integral_value() else f"{data:,.2f}"}


class Percent(Question):
    """A percentage with up to two decimal places, from 0 to ``most``; data is Decimal."""

    widget = TextInput()

    def __init__(self, label: str, *, most: int = 100, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.most = most
        self.params = {
            "suffix": {"text": "%"},
            "classes": "govuk-input--width-4",
            "inputmode": "decimal",
            "spellcheck": False,
        } | self.params

    def parse(self, typed: dict[str, str]) -> Decimal:
        found = _DECIMAL.fullmatch(typed[""])
        amount = Decimal(f"{found[1]}.{found[2] or '0'}").quantize(Decimal("0.01")) if found else None
        if amount is None or amount > self.most:
            raise ValueError(f"{self.called} must be a number from 0 to {self.most}, like 20 or 12.5")
        return amount

    def shown(self, data: Any) -> list[str]:
        return [f"{text}%" for text in super().shown(data)]

    def written(self, data: Any) -> dict[str, str]:
        return {
            "": ""
            if data is None
            else f"{data:f}".rstrip("0").rstrip(".")
            if "." in f"{data:f}"
            else f"{data:f}"
        }


class Quantity(Question):
    """A number with up to two decimal places, nought or more; data is Decimal. The label or hint says its unit."""

    widget = TextInput()

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.params = {
            "classes": "govuk-input--width-5",
            "inputmode": "decimal",
            "spellcheck": False,
        } | self.params

    def parse(self, typed: dict[str, str]) -> Decimal:
        found = _QUANTITY.fullmatch(typed[""])
        if not found:
            raise ValueError(f"{self.called} must be a number, like 12 or 12.5")
        return Decimal(f"{found[1].replace(',', '')}.{found[2] or '0'}").quantize(Decimal("0.01"))

    def written(self, data: Any) -> dict[str, str]:
        return {"": "" if data is None else f"{data.normalize():f}"}


class WholeNumber(Question):
    """A whole number from ``least`` to ``most``; data is ``int``."""

    widget = TextInput()

    def __init__(self, label: str, *, least: int = 0, most: int = 999_999_999, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.least, self.most = least, most
        self.params = {
            "classes": "govuk-input--width-5",
            "inputmode": "numeric",
            "spellcheck": False,
        } | self.params

    def parse(self, typed: dict[str, str]) -> int:
        found = _WHOLE.fullmatch(typed[""])
        number = int(typed[""].replace(",", "")) if found else None
        if number is None or not self.least <= number <= self.most:
            raise ValueError(f"{self.called} must be a whole number from {self.least:,} to {self.most:,}")
        return number
