"""The board's journey, under /board."""

from __future__ import annotations

from flask import Blueprint

from procure.domain.decisions import decision_label

board = Blueprint("board", __name__, url_prefix="/board")
board.add_app_template_filter(decision_label, "decision")
