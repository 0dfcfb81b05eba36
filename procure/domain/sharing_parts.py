"""What a snapshot holds of a dataset that a measure is read from, and how it may be shared."""

from __future__ import annotations

from datetime import date

from procure.domain.part import Part


class DataShareSnapshot(Part):
    """One dataset of one measure (outcome method, section 8). ``gateway`` is what in law allows it to be shared,
    ``available_on`` the day it will be there, ``needed_on`` the day it must be."""

    key: str
    number: int
    measure_key: str = ""
    name: str = ""
    data_items: str = ""
    purpose: str = ""
    holder: str = ""
    holder_agrees: bool | None = None
    roles: str = ""
    lawful_basis: str = ""
    special_category: str = ""
    gateway: str = ""
    gateway_note: str = ""
    blocker: str = ""
    standard: str = ""
    minimum: str = ""
    assessment_done: bool | None = None
    agreement_reference: str = ""
    register_entry: str = ""
    available_on: date | None = None
    needed_on: date | None = None
    champion: str = ""
    next_step: str = ""
    share_owner: str = ""
    fallback: str = ""
