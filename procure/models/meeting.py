"""Meetings of a board: when and where, what is on the agenda, who came, and what was written down and signed."""

from datetime import datetime
from typing import Optional

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field, Relationship, SQLModel

from procure.domain.identifiers import new_key
from procure.models.accounts import Board, User
from procure.models.review import Review
from procure.models.types import UtcDateTime, now


class Meeting(SQLModel, table=True):
    """One meeting of one board, from when it is called until its minutes are signed."""

    __tablename__ = "meeting"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    board_id: int = Field(foreign_key="board.id", index=True)
    starts_at: datetime = Field(sa_type=UtcDateTime)
    #: Where people meet, and an address to join by; one of them at least.
    place: str = ""
    link: str = ""
    #: What the minutes say besides the items.
    notes: str = ""
    called_by_id: int = Field(foreign_key="user_account.id")
    called_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    cancelled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    cancelled_because: str = ""

    board: Board = Relationship()
    items: list["AgendaItem"] = Relationship(
        back_populates="meeting", sa_relationship_kwargs={"order_by": "AgendaItem.position"}
    )
    attendances: list["Attendance"] = Relationship(back_populates="meeting")
    minutes: Optional["MeetingMinutes"] = Relationship(
        back_populates="meeting", sa_relationship_kwargs={"uselist": False}
    )
    files: list["MeetingFile"] = Relationship(back_populates="meeting")

    @property
    def is_unsigned(self) -> bool:
        """Whether anything of it can still be changed: no minutes are signed, and it was not cancelled."""
        return self.minutes is None and self.cancelled_at is None


class AgendaItem(SQLModel, table=True):
    """One item of an agenda: a review that waits for the board, or a matter with a title of its own."""

    __tablename__ = "agenda_item"
    __table_args__ = (UniqueConstraint("meeting_id", "review_id"),)

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True)
    review_id: int | None = Field(default=None, foreign_key="review.id", index=True)
    position: int
    title: str = ""
    #: What was said of it, for the minutes.
    note: str = ""

    meeting: Meeting = Relationship(back_populates="items")
    review: Review | None = Relationship()

    @property
    def board_id(self) -> int:
        """The board that meets."""
        return self.meeting.board_id

    @property
    def is_unsigned(self) -> bool:
        """Whether the meeting can still be changed."""
        return self.meeting.is_unsigned

    @property
    def acting_chair_id(self) -> int | None:
        """The account of whoever acts as chair for this item in the chair's place, if anybody does."""
        return self.review.acting_chair_id if self.review else None


class Attendance(SQLModel, table=True):
    """Whether a member came: present, apologies or absent."""

    __tablename__ = "attendance"
    __table_args__ = (UniqueConstraint("meeting_id", "user_id"),)

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True)
    user_id: int = Field(foreign_key="user_account.id")
    kind: str

    meeting: Meeting = Relationship(back_populates="attendances")
    user: User = Relationship()


class MeetingFile(SQLModel, table=True):
    """The papers of a meeting, or its minutes, as a file that the worker makes: its bytes by digest once made."""

    __tablename__ = "meeting_file"
    __table_args__ = (UniqueConstraint("meeting_id", "kind"),)

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True)
    kind: str
    asked_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    made_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sha256: str = ""
    size: int = 0
    #: Why it could not be made, in words for the chair.
    failure: str = ""

    meeting: Meeting = Relationship(back_populates="files")


class MeetingMinutes(SQLModel, table=True):
    """The signed minutes. Rows are appended only: a database trigger refuses any change or deletion."""

    __tablename__ = "meeting_minutes"

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", unique=True)
    content_json: str = Field(sa_type=Text)
    sha256: str
    signed_by_id: int = Field(foreign_key="user_account.id")
    signed_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)

    meeting: Meeting = Relationship(back_populates="minutes")
    signed_by: User = Relationship()
