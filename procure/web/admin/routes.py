"""The administrator's journey: importing the modules attaches their pages to the blueprint."""

from __future__ import annotations

from procure.web.admin import boards, keys, organisations, people, post, trail
from procure.web.admin.blueprint import admin

__all__ = ["admin", "boards", "keys", "organisations", "people", "post", "trail"]
