"""The journey of target outcomes, under /target-outcomes."""

from __future__ import annotations

from flask import Blueprint

from procure.domain.targets import OptionKind, OptionStanding, TargetStatus

targets = Blueprint("targets", __name__, url_prefix="/target-outcomes")
targets.add_app_template_filter(TargetStatus.label_of, "label_of_target")
targets.add_app_template_filter(OptionKind.label_of, "label_of_option")
targets.add_app_template_filter(OptionStanding.label_of, "label_of_standing")
