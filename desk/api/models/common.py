"""What several records are made of."""

from datetime import date, datetime
from typing import Annotated

from fastapi import Path
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

from crawler.dates import VIETNAM

MOST_KEY = 2**63 - 1
# In lists; an article alone is given whole. The longest real headline that was seen has 210.
_MOST_OF_TITLE = 400
_MOST_OF_LEAD = 2_000


def _cut(most: int) -> BeforeValidator:
    return BeforeValidator(lambda text: text if len(text) <= most else f"{text[:most]}…")


def _written_out(value: object) -> object:
    """Refuse numbers, of which days and moments are made else."""
    if isinstance(value, str) and "-" not in value[1:]:
        raise ValueError("Write it out, as 2026-11-24 or 2026-11-24T06:30:00+07:00")
    return value


# What is asked with: days, and moments with an offset.
AskedDay = Annotated[date, BeforeValidator(_written_out)]
AskedMoment = Annotated[AwareDatetime, BeforeValidator(_written_out)]
# Given with Vietnam's offset, as everywhere in our JSON.
Moment = Annotated[datetime, AfterValidator(lambda moment: moment.astimezone(VIETNAM))]
ListTitle = Annotated[str, _cut(_MOST_OF_TITLE)]
ListLead = Annotated[str, _cut(_MOST_OF_LEAD)]

Key = Annotated[int, Path(ge=1, le=MOST_KEY, description="The key of an article.")]
Number = Annotated[int, Path(ge=1, lt=2**31)]
Slug = Annotated[str, Path(pattern=r"^[a-z0-9_-]{1,64}$", examples=["vtv"])]

# PostgreSQL cannot hold a NUL.
NO_NUL = r"^[^\x00]*$"
Text = Annotated[str, StringConstraints(pattern=NO_NUL)]


class Record(BaseModel):
    """Something that the API gives; read from the records of the program."""

    model_config = ConfigDict(from_attributes=True, use_attribute_docstrings=True)


class Input(BaseModel):
    """Something that the API takes; what it does not know, it refuses."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class FieldProblem(Record):
    """What is wrong with one value that was sent."""

    place: str = Field(examples=["query.limit"])
    """Where it stood: `query`, `path` or `body`, and its name."""
    said: str = Field(examples=["Input should be less than or equal to 200"])
    """What is wrong with it, in English."""


class Problem(Record):
    """Why something was not done (RFC 9457)."""

    type: str = Field(examples=["urn:diembao:query-error"])
    """Which problem it is, for programs: it stays the same in every language. `about:blank` where
    the status says all."""
    title: str = Field(examples=["Câu tìm chưa đúng"])
    """The problem in a few words, in Vietnamese or English, by `Accept-Language`."""
    status: int = Field(examples=[422])
    """The HTTP status."""
    detail: str = Field(examples=["Dấu nháy kép mở ra mà chưa đóng."])
    """What happened and what to do, in the same language."""
    said: str | None = None
    """What the program itself says of it, in English, where that tells more."""
    position: int | None = None
    """Of a query: where it is wrong, in code points from its start."""
    errors: list[FieldProblem] | None = None
    """Of values that were sent: what is wrong with each."""
