"""What became public, who asked to be told, and the letters that tell them."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, Relationship, SQLModel

from procure.domain.identifiers import new_key, new_secret
from procure.models.tender import Tender
from procure.models.types import BigKey, UtcDateTime, now


class Happening(SQLModel, table=True):
    """Something that became public of a tender, written in the transaction that made it so. ``told_at`` is set once it
    is known whom it concerns."""

    __tablename__ = "happening"
    __table_args__ = (UniqueConstraint("tender_id", "kind", "subject"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    tender_id: int = Field(foreign_key="tender.id")
    kind: str
    #: Which of its kind: the number of a version or notice, or the key of an answer.
    subject: str
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    told_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)

    tender: Tender = Relationship()


class Subscription(SQLModel, table=True):
    """Somebody follows something by e-mail, without an account. It counts from ``confirmed_at``; once it has ended,
    the address is gone and only the links in letters still know it.

    ``target`` is a reference, a key, the name of a library outcome or a search, by ``kind``. ``secret`` is in every
    link that letters carry: whoever has it reads that mailbox.
    """

    __tablename__ = "subscription"
    __table_args__ = (
        UniqueConstraint("email", "kind", "target"),
        Index("ix_subscription_kind_target", "kind", "target"),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    secret: str = Field(default_factory=new_secret)
    #: In small letters; None once it has ended.
    email: str | None = None
    kind: str
    target: str
    #: What people call it.
    label: str
    pace: str
    #: In which letters come: that of the page on which it was asked for, or last changed.
    language: str = "en"
    asked_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class FollowNote(SQLModel, table=True):
    """What one subscription is to be told of one happening. ``letter_id`` is set once a letter says it."""

    __tablename__ = "follow_note"
    __table_args__ = (UniqueConstraint("subscription_id", "happening_id"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    subscription_id: int = Field(foreign_key="subscription.id")
    happening_id: int = Field(foreign_key="happening.id", index=True, sa_type=BigKey)
    letter_id: int | None = Field(default=None, foreign_key="letter.id", index=True, sa_type=BigKey)

    subscription: Subscription = Relationship()
    happening: Happening = Relationship()


class Letter(SQLModel, table=True):
    """One e-mail. ``purpose`` says what it is for, and there is one letter for each purpose: whoever asks again gets
    the same. Address and words are erased some time after it was sent."""

    __tablename__ = "letter"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    key: str = Field(default_factory=new_secret, unique=True)
    purpose: str = Field(unique=True)
    to: str = Field(index=True)
    subject: str
    body: str
    #: Where one click ends what the letter came from (RFC 8058); empty for letters that were asked for.
    stop_address: str = ""
    made_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    #: When it is to be tried next; None once it is sent or given up.
    due_at: datetime | None = Field(default_factory=now, sa_type=UtcDateTime, index=True)
    #: While it is being handed over; past that moment, whoever did it is gone.
    leased_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    attempts: int = 0
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    given_up_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    last_error: str = ""
    #: What the mail system called it.
    receipt: str = ""
    erased_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
