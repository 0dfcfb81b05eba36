"""The blueprint with all of its views."""

from __future__ import annotations

from procure.web.outcomes import links, measures, outcome
from procure.web.outcomes.blueprint import outcomes

__all__ = ["links", "measures", "outcome", "outcomes"]
