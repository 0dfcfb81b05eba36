"""Jinja for pages: where templates are, what every page knows, and how times, money and words are shown."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from govuk_frontend_wtf.main import WTFormsHelpers
from jinja2 import ChainableUndefined, ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader

from exports import wording
from exports.compiled import CompiledTemplates
from exports.environment import linked, words
from exports.markdown import render_markdown
from procure.act.calendar import LONDON
from procure.act.provisions import provision_url, provision_words
from procure.act.tables import day_in_words
from procure.domain.permissions import Permission, may
from procure.domain.proposals import spoken_field
from procure.web.access import current_actor

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


def date_text(value: date | datetime | None) -> str:
    """``27 January 2027``; a time is taken to London first; nothing for none."""
    return "" if value is None else wording.day(value)


def time_text(value: datetime | None) -> str:
    """``27 January 2027 at midday`` in London time, in the GOV.UK style of times."""
    return "" if value is None else wording.moment(value)


def pounds_text(value: Decimal | None) -> str:
    """``£1,234,567`` or ``£1,234.50``."""
    return "" if value is None else wording.money(value)


def label_text(value: str | None, words: str) -> str:
    """The label of a stored value: ``{{ state | label("TenderState") }}``."""
    return wording.label(value, words)


def size_text(size: int) -> str:
    """``245 KB``, ``1.2 MB``: sizes as people read them (1 KB = 1,000 bytes)."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} KB"
    return f"{size / 1_000_000:.1f} MB"


def london_today() -> date:
    """The day it is in London."""
    return datetime.now(LONDON).date()


def page_context() -> dict[str, Any]:
    """What every page may use."""
    actor = current_actor()
    return {
        "actor": actor,
        "may": lambda permission, thing=None: may(actor, Permission[permission], thing),
        "settings": current_app.extensions["procure"].settings,
        "today": london_today(),
    }


def init_app(app: Flask) -> None:
    environment = app.jinja_env
    environment.loader = ChoiceLoader(
        [
            FileSystemLoader(TEMPLATES),
            PrefixLoader(
                {
                    "govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja"),
                    "govuk_frontend_wtf": PackageLoader("govuk_frontend_wtf"),
                }
            ),
        ]
    )
    environment.bytecode_cache = CompiledTemplates("pages")
    environment.undefined = ChainableUndefined  # the GOV.UK macros rely on it; documents have a strict one
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.filters.update(
        date=date_text,
        distance=wording.distance,
        figure=wording.figure,
        linked=linked,
        measured=wording.measured,
        partial_day=wording.partial_day,
        time=time_text,
        pounds=pounds_text,
        label=label_text,
        file_size=size_text,
        markdown=render_markdown,
        words=words,
        weekday=day_in_words,
        provision_words=provision_words,
        provision_url=provision_url,
        spoken_field=spoken_field,
    )
    environment.tests["moment"] = lambda value: isinstance(value, datetime)
    app.context_processor(page_context)
    WTFormsHelpers(app)
