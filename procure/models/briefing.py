"""What is kept beside a frozen version for its boards: how it was read when it was frozen, and their one page."""

from datetime import datetime

from sqlmodel import Field, Relationship, SQLModel

from procure.models.review import Review, SpecificationVersion
from procure.models.types import UtcDateTime, now


class VersionReading(SQLModel, table=True):
    """How the coach of the day read the fixed requirements of a version, and the score that came of it. Written once,
    so that no later coach or formula changes the score of an old version."""

    __tablename__ = "version_reading"

    version_id: int = Field(primary_key=True, foreign_key="specification_version.id")
    coach_version: str
    formula_version: str
    #: Fixed requirements, and those of them that say how with no accepted reason: the rate p.
    requirements: int
    flagged: int
    #: As a board is shown it: "45 (30 to 45)".
    score: str
    kept_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)

    version: SpecificationVersion = Relationship()


class BoardPaper(SQLModel, table=True):
    """The one page of a review as a file, stored by its digest. ``inputs`` is the digest of all that it was made from,
    so that it is known when it has to be made again."""

    __tablename__ = "board_paper"

    id: int | None = Field(default=None, primary_key=True)
    review_id: int = Field(foreign_key="review.id", unique=True)
    attempted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    failed_attempts: int = 0
    last_error: str = ""
    made_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    inputs: str = ""
    sha256: str = ""
    size: int = 0

    review: Review = Relationship()
