"""The administrator's journey: importing the modules attaches their pages to the blueprint."""

from __future__ import annotations

from procure.web.admin import boards, organisations, people, post, trail
from procure.web.admin.blueprint import admin

__all__ = ["admin", "boards", "organisations", "people", "post", "trail"]
