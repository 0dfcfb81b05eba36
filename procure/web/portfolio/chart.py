"""Pictures of a portfolio: bars of value by year, and when each tender runs. Places are in percent of the width, so
that words keep their size; the same figures stand in a table beside each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from exports import wording
from procure.languages import gettext
from procure.services.surveying import Placed, Sums, year_in_words

ROW, TOP = 44, 20
LONGEST_NAME = 28


@dataclass(frozen=True)
class Bar:
    """One row of a picture: its name, what stands at its end, and its bar, in percent of the width."""

    name: str
    end: str
    top: int
    bar_from: str
    bar_width: str


@dataclass(frozen=True)
class Chart:
    """Rows under each other, with ticks along the top, and the whole in a sentence."""

    rows: tuple[Bar, ...]
    ticks: tuple[tuple[str, str], ...]
    words: str

    @property
    def height(self) -> int:
        return TOP + ROW * len(self.rows) + 4


def value_by_year(cells: Iterable[tuple[str, str, int, Sums]], is_net: bool) -> Chart | None:
    """A bar for each financial year; None where no value is known."""
    years: dict[int, Decimal] = {}
    for _, _, year, sums in cells:
        amount = sums.value_net if is_net else sums.value_gross
        years[year] = years.get(year, Decimal(0)) + amount
    most = max(years.values(), default=Decimal(0))
    if not most:
        return None
    rows = tuple(
        Bar(year_in_words(year), wording.money(amount), TOP + ROW * at, "0%", _percent(amount / most * 100))
        for at, (year, amount) in enumerate(sorted(years.items()))
    )
    largest = max(years, key=lambda year: years[year])
    said = gettext(
        "The most in one year is %(amount)s: %(year)s.",
        amount=wording.money(most),
        year=year_in_words(largest).lower(),
    )
    return Chart(rows, (), said)


def timeline(placed: Sequence[Placed]) -> Chart | None:
    """From the planned tender notice, or else the start, to the end of each contract; None where no dates are
    known."""
    spans = [
        (each.row.title, each.row.notice_on or each.row.starts_on, each.row.ends_on)
        for each in placed
        if (each.row.notice_on or each.row.starts_on) and each.row.ends_on
    ]
    known = [(title, start, end) for title, start, end in spans if start and end and start <= end]
    if not known:
        return None
    known.sort(key=lambda span: (span[1], span[2]))
    first = date(min(start for _, start, _ in known).year, 1, 1)
    last = date(max(end for _, _, end in known).year, 12, 31)
    days = (last - first).days + 1

    def place(day: date) -> float:
        return (day - first).days / days * 100

    rows = tuple(
        Bar(
            title if len(title) <= LONGEST_NAME else title[: LONGEST_NAME - 1].rstrip() + "…",
            gettext("%(start)s to %(end)s", start=start.year, end=end.year),
            TOP + ROW * at,
            _percent(place(start)),
            _percent(max(0.5, place(end) - place(start))),
        )
        for at, (title, start, end) in enumerate(known)
    )
    step = max(1, (last.year - first.year + 1) // 6 + 1)
    ticks = tuple(
        (_percent(place(date(year, 1, 1))), str(year)) for year in range(first.year, last.year + 1, step)
    )
    said = gettext(
        "%(count)s contracts between %(first)s and %(last)s, the first to begin on top.",
        count=len(rows),
        first=first.year,
        last=last.year,
    )
    return Chart(rows, ticks, said)


def _percent(value: Decimal | float) -> str:
    return f"{float(value):.2f}%"
