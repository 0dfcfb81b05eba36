"""Questions answered in words."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from procure.domain.identifiers import is_ppon
from procure.languages import gettext
from procure.web.forms.cleaning import clean
from procure.web.forms.question import Question
from procure.web.forms.widgets import TextBox, TextInput

LINE_LENGTH = 300
PARAGRAPHS_LENGTH = 10_000
ADDRESS_LENGTH = 2_000
_EMAIL = re.compile(r"[^@\s\"(),:;<>\[\\\]]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9-]+)+")
_POSTCODE = re.compile(r"(GIR|[A-Z]{1,2}[0-9][0-9A-Z]?) ?([0-9][ABD-HJLNP-UW-Z]{2})")
_TELEPHONE = re.compile(r"\+?[0-9() .-]{7,30}(?: ?(?:x|ext\.?|extension) ?[0-9]{1,6})?", re.IGNORECASE)
_SPACES = re.compile(r"\s+")


class Text(Question):
    """Words up to ``maximum`` characters; data is ``str``, empty when unanswered."""

    def __init__(self, label: str, *, maximum: int = LINE_LENGTH, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.maximum = maximum

    def empty(self) -> str:
        return ""

    def parse(self, typed: dict[str, str]) -> str:
        text = typed[""]
        if len(text) > self.maximum:
            raise ValueError(
                gettext(
                    "%(called)s must be %(most)s characters or fewer. You have used %(used)s",
                    called=self.called,
                    most=f"{self.maximum:,}",
                    used=f"{len(text):,}",
                )
            )
        return text


class Line(Text):
    """One line, 300 characters unless said."""

    widget = TextInput()


class Paragraphs(Text):
    """Several lines, 10,000 characters unless said; ``rows`` is how many the box shows."""

    widget = TextBox()

    def __init__(self, label: str, *, maximum: int = PARAGRAPHS_LENGTH, rows: int = 6, **kwargs: Any) -> None:
        super().__init__(label, maximum=maximum, **kwargs)
        threshold = 75 if maximum > 1_000 else 0
        self.params = {"maxlength": str(maximum), "threshold": str(threshold), "rows": rows} | self.params

    def cleaned(self, text: str) -> str:
        return clean(text)


class WebAddress(Line):
    """An http or https address."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, maximum=ADDRESS_LENGTH, **kwargs)
        self.params = {"inputmode": "url", "spellcheck": False} | self.params

    def parse(self, typed: dict[str, str]) -> str:
        text = super().parse(typed)
        try:
            parts = urlsplit(text)
            is_good = bool(
                parts.scheme in {"http", "https"}
                and parts.hostname
                and "." in parts.hostname
                and not parts.username
                and parts.port != 0
                and not _SPACES.search(text)
            )
        except ValueError:
            is_good = False
        if not is_good:
            raise ValueError(f"{self.called} must be a web address, like https://www.example.org/page")
        return text


class Email(Line):
    """An email address."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, maximum=254, **kwargs)
        self.params = {"type": "email", "spellcheck": False, "autocomplete": "email"} | self.params

    def parse(self, typed: dict[str, str]) -> str:
        text = super().parse(typed)
        if not _EMAIL.fullmatch(text):
            raise ValueError(
                gettext("%(called)s must be an email address, like name@example.org", called=self.called)
            )
        return text


class Telephone(Line):
    """A telephone number, kept as typed."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, maximum=40, **kwargs)
        self.params = {"type": "tel", "classes": "govuk-input--width-20"} | self.params

    def parse(self, typed: dict[str, str]) -> str:
        text = super().parse(typed)
        if not _TELEPHONE.fullmatch(text):
            raise ValueError(
                f"{self.called} must be a telephone number, like 020 7946 0123 or +44 20 7946 0123"
            )
        return text


class Postcode(Line):
    """A postcode in the UK form, written back in capitals with one space."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, maximum=20, **kwargs)
        self.params = {"classes": "govuk-input--width-10", "autocomplete": "postal-code"} | self.params

    def parse(self, typed: dict[str, str]) -> str:
        found = _POSTCODE.fullmatch(_SPACES.sub("", typed[""]).upper())
        if not found:
            raise ValueError(f"{self.called} must be a UK postcode, like SW1A 2AA")
        return f"{found[1]} {found[2]}"


class Ppon(Line):
    """A Public Procurement Organisation Number, in capitals."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, maximum=20, **kwargs)
        self.params = {"classes": "govuk-input--width-20", "spellcheck": False} | self.params

    def parse(self, typed: dict[str, str]) -> str:
        text = _SPACES.sub("", typed[""]).upper()
        if not is_ppon(text):
            raise ValueError(
                f"{self.called} must be a PPON: P and three letters, four digits from 1 to 9, four letters, like "
                "PBCD-1234-GHJL. A, E, F, I, K, O, S and U are not used"
            )
        return text
