"""The user's own: name, keys, saved searches."""

from typing import Annotated

from pydantic import Field, StringConstraints

from desk.api.models.common import NO_NUL, Input, Moment, Record
from search.parser import MOST_CHARACTERS
from store.users import Role

_Name = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=NO_NUL)]


class Me(Record):
    """Whose key this is."""

    name: str
    shown_name: str
    role: Role


class Token(Record):
    """A key of the user's, without the key."""

    id: int
    name: str
    created_at: Moment
    used_at: Moment | None


class NewToken(Token):
    """A key that was just made."""

    key: str = Field(examples=["diembao_3q2-…"])
    """It is shown this once."""


class TokenWanted(Input):
    """What a new key is to be called."""

    name: _Name = Field(examples=["báo cáo tuần"])


class SavedSearch(Record):
    """A search under a name."""

    name: str
    query: str
    owner: str
    """The user's name; empty where it is everybody's."""
    created_at: Moment


class SearchToSave(Input):
    """A search to keep."""

    name: _Name = Field(examples=["Ma túy ở biên giới"])
    query: Annotated[
        str, StringConstraints(min_length=1, max_length=MOST_CHARACTERS, pattern=NO_NUL)
    ] = Field(examples=['topic:drugs "biên giới"'])
