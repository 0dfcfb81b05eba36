"""The blueprint of the outcome library, and how its pages read their addresses."""

from __future__ import annotations

from flask import Blueprint, request

from procure.web.forms.cleaning import clean_line, is_refused
from procure.web.library.placeholders import pieces

library = Blueprint("library", __name__, url_prefix="/library")
library.add_app_template_filter(pieces, "pieces")

LONGEST_QUERY = 200


def asked(name: str) -> str:
    """A word of the address, tidied; what cannot be used is left out."""
    text = clean_line(request.args.get(name, "")[: LONGEST_QUERY * 2])
    return "".join(character for character in text if not is_refused(character))[:LONGEST_QUERY]
