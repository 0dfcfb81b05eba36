"""The journey of target outcomes: importing the modules attaches their pages to the blueprint."""

from __future__ import annotations

from procure.web.targets import pages, tenders
from procure.web.targets.blueprint import targets

__all__ = ["pages", "targets", "tenders"]
