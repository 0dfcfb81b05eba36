"""The timetable of a tender, as its officers have settled it."""

from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field, SQLModel

from procure.models.types import UtcDateTime, now


class TenderTimetable(SQLModel, table=True):
    """What officers have settled of a tender's timetable, as JSON of ``procure.domain.timetable.TimetablePlan``.

    Only what was settled: the days follow from it, from the draft and from the rules, and are never stored.
    """

    __tablename__ = "tender_timetable"

    id: int | None = Field(default=None, primary_key=True)
    tender_id: int = Field(foreign_key="tender.id", unique=True)
    plan_json: str = Field(sa_type=Text)
    schema_version: int = 1
    #: Counts the times it was saved, so that two who plan at once are told.
    revision: int = 1
    saved_by_id: int = Field(foreign_key="user_account.id")
    saved_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
