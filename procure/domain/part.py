"""What every frozen piece of a snapshot is."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """A frozen piece of a snapshot; unknown fields are refused so that nothing is lost in silence."""

    model_config = ConfigDict(frozen=True, extra="forbid", from_attributes=True)
