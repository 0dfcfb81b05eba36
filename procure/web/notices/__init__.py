"""The journey of a tender's notices: filled in, finished, recorded as the platform has them, published here."""

from procure.web.notices import agreeing, platform  # noqa: F401 - their addresses belong to the journey
from procure.web.notices.routes import notices

__all__ = ["notices"]
