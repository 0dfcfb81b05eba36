"""A flat register of the datasets that frozen versions wait for."""

from datetime import date

from sqlmodel import Field, SQLModel


class DatasetLine(SQLModel, table=True):
    """One dataset that one outcome of a frozen version needs, written with the version and never changed.

    ``identity`` tells a dataset of a holder from others, whatever the case of their letters.
    """

    __tablename__ = "dataset_line"

    id: int | None = Field(default=None, primary_key=True)
    version_id: int = Field(foreign_key="specification_version.id", index=True)
    identity: str = Field(index=True)
    dataset: str = ""
    holder: str = ""
    outcome_key: str = ""
    is_ready: bool = False
    blocker: str = ""
    needed_by: date | None = None
    champion: str = ""
    next_step: str = ""
