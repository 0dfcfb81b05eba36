"""The authoring journey: everything an officer does with a tender, under /tenders."""

from __future__ import annotations

from flask import Blueprint

from procure.models import Tender
from procure.services import authoring as service
from procure.web.access import current_actor
from procure.web.sessions import current_session

authoring = Blueprint("authoring", __name__, url_prefix="/tenders")


def tender_to_read(reference: str) -> Tender:
    """The tender of the address. Raises NotFound, also for another organisation's."""
    return service.tender_by_reference(current_session(), current_actor(), reference)


def tender_to_edit(reference: str) -> Tender:
    """The tender of the address, to be changed. Raises NotFound and WrongState."""
    return service.tender_to_edit(current_session(), current_actor(), reference)
