"""Outcomes that officers propose for the library, and what a curator made of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field, Relationship, SQLModel

from procure.domain.identifiers import new_key
from procure.models.types import UtcDateTime, now


class LibraryProposal(SQLModel, table=True):
    """One outcome on its way into the library. ``content`` is a library outcome in the making, as its forms have it;
    ``library_id`` names the entry it would be a new version of, empty for a new one.
    """

    __tablename__ = "library_proposal"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    tender_reference: str = ""
    outcome_key: str = ""
    state: str = Field(default="draft", index=True)
    library_id: str = ""
    content: dict[str, Any] = Field(sa_type=JSON)
    why: str = ""
    decision: str = ""
    proposed_by: str = ""
    decided_by: str = ""
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    updated_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)

    turns: list["ProposalTurn"] = Relationship(
        back_populates="proposal", sa_relationship_kwargs={"order_by": "ProposalTurn.id"}
    )


class ProposalTurn(SQLModel, table=True):
    """One turn of the exchange between proposer and curator: what was done, in whose words. It stays as it was made.
    ``kind`` is a TurnKind. ``why`` is, of a proposal that is sent, why others would want it as it was said then.
    """

    __tablename__ = "library_proposal_turn"

    id: int | None = Field(default=None, primary_key=True)
    proposal_id: int = Field(foreign_key="library_proposal.id", index=True)
    kind: str
    words: str = ""
    why: str = ""
    made_by: str = ""
    made_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    made_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    #: When it was seen to that whoever should know was written to; the sweep looks for those without.
    told_at: datetime | None = Field(default=None, index=True, sa_type=UtcDateTime)

    proposal: LibraryProposal = Relationship(back_populates="turns")
