"""Questions answered with official codes: what is bought (CPV) and where (ITL).

The person searches by word or code inside the form and ticks what fits. Searching sends the form, which is
shown again with the results and everything typed so far; nothing is saved until Continue, and no script is
needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from flask import current_app
from markupsafe import Markup

from procure.domain import codes
from procure.web.forms.choices import Choice
from procure.web.forms.cleaning import clean_line, marked
from procure.web.forms.question import Question, lower_first

MOST_CODES = 30
MOST_RESULTS = 20


class SearchWidget:
    """A search box with its button, what it found, and what is chosen."""

    def __call__(self, field: Any, heading: str = "", **kwargs: Any) -> Markup:
        template = current_app.jinja_env.get_template("components/searched_codes.html")
        rendered: Markup = template.module.searched_codes(field, heading)  # type: ignore[attr-defined]
        return rendered


class SearchedCodes(Question):
    """Any number of codes found by searching; data is a list of codes in the order chosen."""

    parts = ("-search", "")
    widget = SearchWidget()
    has_button: ClassVar[bool] = True
    chosen_legend = "Codes chosen"
    search_hint = ""

    def empty(self) -> list[str]:
        return []

    def missing(self) -> str:
        return f"Choose {lower_first(self.called)}: search for a word, select what fits, then continue"

    # What a list of codes says

    def find(self, words: str) -> Sequence[str]:
        """Codes that match, best first."""
        raise NotImplementedError

    def code_in(self, text: str) -> str | None:
        """The code that ``text`` is, or None."""
        raise NotImplementedError

    def name_of(self, code: str) -> str:
        """What people read for a code."""
        raise NotImplementedError

    def offered(self) -> Sequence[str]:
        """Codes shown without a search."""
        return ()

    # Reading and showing

    def shown(self, data: Any) -> list[str]:
        return [self.name_of(code) if self.code_in(code) else code for code in data or []]

    def sent(self) -> list[tuple[str, str]]:
        return [(self.name, code) for code in self.picked]

    def written(self, data: Any) -> dict[str, str]:
        self.picked: list[str] = list(data or [])
        self.search, self._is_searching = "", False
        return {}

    def read(self, formdata: Any) -> None:
        sent = [code for code in dict.fromkeys(formdata.getlist(self.name)) if code]
        self.picked = [code for code in sent if self.code_in(code) == code]
        if len(self.picked) < len(sent):
            self.process_errors.append(f"{self.called}: choose from the results of a search")
        self.search = marked(clean_line(formdata.get(f"{self.name}-search", ""))[:100])
        searched_before = formdata.get(f"{self.name}-searched", "")
        is_asked = f"{self.name}-find" in formdata
        exact = self.code_in(self.search) if self.search else None
        if exact and not is_asked and exact not in self.picked:
            self.picked.append(exact)
            self.search = ""
        self._is_searching = is_asked or bool(self.search and not exact and self.search != searched_before)
        if is_asked and not self.search:
            self.process_errors.append(f"Enter a word or a code to find {lower_first(self.called)}")
        if len(self.picked) > MOST_CODES:
            self.process_errors.append(f"{self.called}: choose {MOST_CODES} or fewer")
        self.data = self.picked

    @property
    def is_searching(self) -> bool:
        return self._is_searching

    @property
    def first_input_id(self) -> str:
        return f"{self.id}-search"

    def results(self) -> list[Choice]:
        """What the search found, as choices; those chosen already are left to ``choices``."""
        if not self.search:
            return []
        return [Choice(self.name_of(code), code, False) for code in self.find(self.search)
                if code not in self.picked and code not in self.offered()]  # fmt: skip

    def choices(self) -> list[Choice]:
        """What is chosen, and what is always offered."""
        offered = [code for code in self.offered() if code not in self.picked]
        shown = [*self.picked, *offered] if not self.offered() else [
            *self.offered(), *(code for code in self.picked if code not in self.offered())
        ]  # fmt: skip
        return [Choice(self.name_of(code), code, code in self.picked) for code in shown]


class CpvCodes(SearchedCodes):
    """Codes of the Common Procurement Vocabulary 2008, eight digits each."""

    chosen_legend = "Codes chosen"
    search_hint = "Search by word, such as “rehabilitation”, or by code, such as 85312500"

    def find(self, words: str) -> Sequence[str]:
        return [entry.code for entry in codes.search_cpv(words, MOST_RESULTS)]

    def code_in(self, text: str) -> str | None:
        return codes.parse_cpv(text)

    def name_of(self, code: str) -> str:
        return f"{codes.format_cpv(code)} {codes.cpv_label(code)}"


class ItlRegions(SearchedCodes):
    """Areas of the International Territorial Levels, written with the prefix UK. Regions are offered at
    once.
    """

    chosen_legend = "Regions and areas"
    search_hint = "Search for a smaller area by name, such as “Devon”, or by code, such as UKK43"

    def offered(self) -> Sequence[str]:
        return ("UK", *(code for code, _ in codes.ITL1))

    def find(self, words: str) -> Sequence[str]:
        return [area.code for area in codes.search_itl(words, MOST_RESULTS)]

    def code_in(self, text: str) -> str | None:
        return text if codes.is_itl(text) else None

    def name_of(self, code: str) -> str:
        return f"{codes.itl_name(code)} ({code})"
