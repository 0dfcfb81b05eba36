"""Clarification questions on a published tender, their answers, and the batches in which answers became public."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Relationship, SQLModel

from procure.domain.identifiers import new_key, new_secret
from procure.models.tender import Tender
from procure.models.types import UtcDateTime, now


class AnswerBatch(SQLModel, table=True):
    """Answers that became public at one moment, numbered from 1 on each tender. Never changed, but for the
    file that is made of it."""

    __tablename__ = "answer_batch"
    __table_args__ = (UniqueConstraint("tender_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    tender_id: int = Field(foreign_key="tender.id", index=True)
    number: int
    published_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    published_by: str = ""
    #: Digest and size of everything answered until then as a PDF; empty until the worker has made it.
    sha256: str = ""
    size: int = 0


class QuestionAnswer(SQLModel, table=True):
    """One answer to one or several questions, with the words under which they are public. A draft until it has a batch;
    then it never changes. ``corrects_id`` is the public answer that it puts right, which stays."""

    __tablename__ = "question_answer"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    tender_id: int = Field(foreign_key="tender.id", index=True)
    batch_id: int | None = Field(default=None, foreign_key="answer_batch.id", index=True)
    corrects_id: int | None = Field(default=None, foreign_key="question_answer.id", unique=True)
    kind: str = "answered"
    #: What is asked, for everybody to read: nothing in it tells who asked.
    wording: str = ""
    #: The answer in Markdown, or why none is given.
    text: str = ""
    changes_specification: bool = False
    #: What it is about: a place in ``version_number`` of the specification, and its name then.
    part: str = ""
    part_name: str = ""
    version_number: int
    drafted_by: str = ""
    drafted_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)

    batch: AnswerBatch | None = Relationship()


class TenderQuestion(SQLModel, table=True):
    """A question as it was asked, for its buyer alone. It counts from ``confirmed_at``. ``secret`` is in every link
    that letters carry: whoever has it reads that mailbox."""

    __tablename__ = "tender_question"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    secret: str = Field(default_factory=new_secret)
    tender_id: int = Field(foreign_key="tender.id", index=True)
    version_number: int
    part: str = ""
    part_name: str = ""
    text: str
    #: In small letters; None once it is erased.
    email: str | None = Field(default=None, index=True)
    #: In which its letters come: that of the page on which it was asked.
    language: str = "en"
    organisation: str = ""
    asked_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    #: Confirmed after the deadline for questions: the buyer need not answer.
    is_late: bool = False
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    set_aside_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    set_aside_because: str = ""
    answer_id: int | None = Field(default=None, foreign_key="question_answer.id", index=True)
    #: When it was put under an answer that was public already.
    merged_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    handled_by: str = ""
    handled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    tender: Tender = Relationship()
    answer: QuestionAnswer | None = Relationship()
