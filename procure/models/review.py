"""Frozen versions and what a board makes of them."""

from datetime import date, datetime

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field, Relationship, SQLModel

from procure.domain.identifiers import new_key
from procure.models.accounts import Board, User
from procure.models.deciding import ChairHandover, Delegation, WrittenProcedure
from procure.models.tender import Tender
from procure.models.types import UtcDateTime, now


class SpecificationVersion(SQLModel, table=True):
    """A frozen snapshot. Rows are appended only: a database trigger refuses any change or deletion."""

    __tablename__ = "specification_version"
    __table_args__ = (UniqueConstraint("tender_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    tender_id: int = Field(foreign_key="tender.id", index=True)
    number: int
    snapshot_json: str = Field(sa_type=Text)
    sha256: str
    frozen_by_id: int = Field(foreign_key="user_account.id")
    frozen_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)

    tender: Tender = Relationship()
    frozen_by: User = Relationship()


class Review(SQLModel, table=True):
    """One submission of one version to one board, and the decision that closed it."""

    __tablename__ = "review"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    tender_id: int = Field(foreign_key="tender.id", index=True)
    version_id: int = Field(foreign_key="specification_version.id")
    board_id: int = Field(foreign_key="board.id", index=True)
    submitted_by_id: int = Field(foreign_key="user_account.id")
    submitted_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    note: str = ""
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    #: A VerdictKind, or "recalled" when the officer took the submission back.
    decision: str = ""
    decision_reason: str = ""
    decided_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    #: The meeting that decided; None where it was decided outside one.
    meeting_id: int | None = Field(default=None, foreign_key="meeting.id")
    #: The delegation under which it was decided; None where none was used.
    delegation_id: int | None = Field(default=None, foreign_key="delegation.id")

    tender: Tender = Relationship()
    version: SpecificationVersion = Relationship()
    board: Board = Relationship()
    submitted_by: User = Relationship(sa_relationship_kwargs={"foreign_keys": "Review.submitted_by_id"})
    decided_by: User | None = Relationship(sa_relationship_kwargs={"foreign_keys": "Review.decided_by_id"})
    verdicts: list["Verdict"] = Relationship(
        back_populates="review", sa_relationship_kwargs={"order_by": "Verdict.recorded_at"}
    )
    comments: list["ReviewComment"] = Relationship(
        back_populates="review", sa_relationship_kwargs={"order_by": "ReviewComment.id"}
    )
    interests: list["InterestDeclaration"] = Relationship(back_populates="review")
    conditions: list["EndorsementCondition"] = Relationship(
        back_populates="review", sa_relationship_kwargs={"order_by": "EndorsementCondition.id"}
    )

    handovers: list[ChairHandover] = Relationship(
        back_populates="review", sa_relationship_kwargs={"order_by": "ChairHandover.id"}
    )
    delegation: Delegation | None = Relationship()
    written: list[WrittenProcedure] = Relationship(
        back_populates="review", sa_relationship_kwargs={"order_by": "WrittenProcedure.id"}
    )

    @property
    def handover(self) -> ChairHandover | None:
        """Who acts as chair for this tender in the chair's place, if anybody does."""
        return next((each for each in self.handovers if each.ended_at is None), None)

    @property
    def acting_chair_id(self) -> int | None:
        """The account of whoever acts as chair; None where the chair of the board does."""
        return self.handover.member_id if self.handover else None

    @property
    def in_writing(self) -> WrittenProcedure | None:
        """The question that is before the members in writing, if one is."""
        return next((each for each in self.written if each.ended_at is None), None)

    @property
    def agreed_in_writing(self) -> WrittenProcedure | None:
        """The question in writing by which the board decided, if it decided so."""
        return next((each for each in self.written if each.result == "agreed"), None)

    @property
    def interested_user_ids(self) -> frozenset[int]:
        """People who declared an interest in this tender and so take no part in the decision."""
        return frozenset(declaration.user_id for declaration in self.interests)


class Verdict(SQLModel, table=True):
    """One member's own verdict; a member who changes their mind replaces it while the review is open."""

    __tablename__ = "verdict"
    __table_args__ = (UniqueConstraint("review_id", "user_id"),)

    id: int | None = Field(default=None, primary_key=True)
    review_id: int = Field(foreign_key="review.id", index=True)
    user_id: int = Field(foreign_key="user_account.id")
    kind: str
    reason: str
    recorded_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    #: The meeting at which the chair recorded it for the member; None where they gave it themselves.
    meeting_id: int | None = Field(default=None, foreign_key="meeting.id")

    review: Review = Relationship(back_populates="verdicts")
    user: User = Relationship()


class ReviewComment(SQLModel, table=True):
    """A comment on one outcome (``outcome_key``), on one section of the specification, or, with neither, on the whole
    version. While nobody has resolved it, it goes on to the next version that the same board sees."""

    __tablename__ = "review_comment"

    id: int | None = Field(default=None, primary_key=True)
    review_id: int = Field(foreign_key="review.id", index=True)
    user_id: int = Field(foreign_key="user_account.id")
    outcome_key: str = ""
    #: A name in ``procure.domain.discussion.SECTIONS``, or empty.
    section: str = ""
    text: str
    answer: str = ""
    answered_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    made_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    resolved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    resolved_by_id: int | None = Field(default=None, foreign_key="user_account.id")

    review: Review = Relationship(back_populates="comments")
    user: User = Relationship(sa_relationship_kwargs={"foreign_keys": "ReviewComment.user_id"})
    resolved_by: User | None = Relationship(
        sa_relationship_kwargs={"foreign_keys": "ReviewComment.resolved_by_id"}
    )
    replies: list["CommentReply"] = Relationship(
        back_populates="comment", sa_relationship_kwargs={"order_by": "CommentReply.id"}
    )

    @property
    def board_id(self) -> int:
        """The board whose review it belongs to."""
        return self.review.board_id


class CommentReply(SQLModel, table=True):
    """A reply to a comment, by a member of the board or an officer of the buyer. It stays as it was sent."""

    __tablename__ = "comment_reply"

    id: int | None = Field(default=None, primary_key=True)
    comment_id: int = Field(foreign_key="review_comment.id", index=True)
    user_id: int = Field(foreign_key="user_account.id")
    text: str
    made_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)

    comment: ReviewComment = Relationship(back_populates="replies")
    user: User = Relationship()


class SeenVersion(SQLModel, table=True):
    """That a member of a board had this version before them, so that the next one is compared with it."""

    __tablename__ = "seen_version"
    __table_args__ = (UniqueConstraint("user_id", "version_id"),)

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user_account.id")
    version_id: int = Field(foreign_key="specification_version.id")
    seen_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class InterestDeclaration(SQLModel, table=True):
    __tablename__ = "interest_declaration"
    __table_args__ = (UniqueConstraint("review_id", "user_id"),)

    id: int | None = Field(default=None, primary_key=True)
    review_id: int = Field(foreign_key="review.id", index=True)
    user_id: int = Field(foreign_key="user_account.id")
    nature: str
    declared_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    #: The meeting at which it was declared; None where the member declared it in the service.
    meeting_id: int | None = Field(default=None, foreign_key="meeting.id")

    review: Review = Relationship(back_populates="interests")
    user: User = Relationship()


class LinkJudgement(SQLModel, table=True):
    """A member's own inputs for one link of the version under review: how far, how well known, and why. A member who
    changes their mind replaces it while the review is open."""

    __tablename__ = "link_judgement"
    __table_args__ = (UniqueConstraint("review_id", "user_id", "outcome_key", "objective_id"),)

    id: int | None = Field(default=None, primary_key=True)
    review_id: int = Field(foreign_key="review.id", index=True)
    user_id: int = Field(foreign_key="user_account.id")
    outcome_key: str
    objective_id: str
    #: A JudgedStep, and an EvidenceGrade (empty where the outcome is found not to lead there).
    causal_step: str
    evidence_grade: str = ""
    reason: str
    judged_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)

    review: Review = Relationship()
    user: User = Relationship()


class EndorsementCondition(SQLModel, table=True):
    """A condition the board set. Publication waits until it is reported how it was met; the chair confirms that, or
    sends the report back."""

    __tablename__ = "endorsement_condition"
    __table_args__ = (Index("ix_endorsement_condition_due", "met_at", "due_on"),)

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    review_id: int = Field(foreign_key="review.id", index=True)
    text: str
    due_on: date | None = None
    #: Who sees to it; None for the officers of the buyer.
    owner_id: int | None = Field(default=None, foreign_key="user_account.id", index=True)
    met_note: str = ""
    evidence_url: str = ""
    met_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    met_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    returned_note: str = ""
    confirmed_note: str = ""
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    confirmed_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    #: The delegation under which it was confirmed; None where the chair did.
    confirmed_under_id: int | None = Field(default=None, foreign_key="delegation.id")

    review: Review = Relationship(back_populates="conditions")
    owner: User | None = Relationship(
        sa_relationship_kwargs={"foreign_keys": "EndorsementCondition.owner_id"}
    )
    met_by: User | None = Relationship(
        sa_relationship_kwargs={"foreign_keys": "EndorsementCondition.met_by_id"}
    )
    confirmed_by: User | None = Relationship(
        sa_relationship_kwargs={"foreign_keys": "EndorsementCondition.confirmed_by_id"}
    )

    @property
    def board_id(self) -> int:
        """The board that set it."""
        return self.review.board_id

    @property
    def organisation_id(self) -> int:
        """The organisation whose tender has to meet it."""
        return self.review.tender.organisation_id
