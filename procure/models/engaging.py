"""Questions put to the market on a target outcome, what came back, and challenges to what a published tender fixes."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field, Relationship, SQLModel

from procure.domain.identifiers import new_key
from procure.models.shaping import TargetOutcome
from procure.models.types import UtcDateTime, now


class MarketEngagement(SQLModel, table=True):
    """One round of questions. Public from ``published_at``; responses are taken until ``closes_at``. What was learnt
    is public from ``learning_approved_at``."""

    __tablename__ = "market_engagement"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    target_outcome_id: int = Field(foreign_key="target_outcome.id", index=True)
    title: str = ""
    introduction: str = ""
    #: Where people write about their response; it is public with the round.
    contact_email: str = ""
    closes_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    published_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    published_by: str = ""
    learnt: str = ""
    changed: str = ""
    learning_approved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    learning_approved_by: str = ""
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)

    target: TargetOutcome = Relationship()
    questions: list["EngagementQuestion"] = Relationship(
        back_populates="engagement", sa_relationship_kwargs={"order_by": "EngagementQuestion.position"}
    )
    responses: list["EngagementResponse"] = Relationship(
        back_populates="engagement", sa_relationship_kwargs={"order_by": "EngagementResponse.id"}
    )


class EngagementQuestion(SQLModel, table=True):
    """One question to the market. ``removed_at`` is cleared by undoing."""

    __tablename__ = "engagement_question"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    engagement_id: int = Field(foreign_key="market_engagement.id", index=True)
    position: int = 0
    removed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    text: str = ""

    engagement: MarketEngagement = Relationship(back_populates="questions")


class EngagementResponse(SQLModel, table=True):
    """What somebody answered, by question key. Public only from ``shown_at``, and only as ``consent`` allows; once
    ``erased_at`` is set, who sent it and what it said are gone. Addresses are not confirmed."""

    __tablename__ = "engagement_response"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    engagement_id: int = Field(foreign_key="market_engagement.id", index=True)
    name: str = ""
    organisation: str = ""
    kind: str = ""
    email: str = ""
    consent: str = "team_only"
    answers: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    received_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    shown_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    erased_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    engagement: MarketEngagement = Relationship(back_populates="responses")


class RequirementChallenge(SQLModel, table=True):
    """A supplier's challenge to one fixed requirement of a published version, kept with the words it is about. Public
    once ``answered_at`` is set; ``set_aside_at`` marks one that is no challenge."""

    __tablename__ = "requirement_challenge"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    tender_id: int = Field(foreign_key="tender.id", index=True)
    version_number: int
    requirement_key: str
    requirement_text: str
    name: str = ""
    organisation: str = ""
    email: str = ""
    may_name: bool = False
    text: str = ""
    received_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    decision: str = ""
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    set_aside_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
