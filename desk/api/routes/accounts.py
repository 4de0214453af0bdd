"""The user's own: who they are, their keys, the searches that they keep."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Path

from desk.access import Reading, Writing
from desk.api.access import Reader
from desk.api.models import accounts as models
from desk.api.models.common import NO_NUL, Number
from desk.i18n import N_
from desk.naming import naming
from desk.problems import NotFound, Problem
from errors import UsageError
from search.parser import parse
from store import saved, tokens
from store.audit import record
from store.engine import writing
from store.users import User

router = APIRouter(tags=["account"])
Name = Annotated[str, Path(min_length=1, max_length=100, pattern=NO_NUL)]


@router.get("/me", response_model=models.Me)
def me(user: Reader) -> User:
    """Whose key this is."""
    return user


@router.get("/tokens", response_model=list[models.Token])
def keys(user: Reader, reader: Reading) -> list[tokens.ApiToken]:
    """The user's keys that are in force, the newest first."""
    return tokens.tokens_of(reader, user.id)


@router.post("/tokens", status_code=201)
def make_key(
    user: Reader, reader: Reading, writer: Writing, wanted: models.TokenWanted
) -> models.NewToken:
    """Make another key of the user's."""
    with writing(writer) as connection:
        key = tokens.add_token(connection, user.id, wanted.name)
        record(connection, user.name, "token.add", wanted.name)
    newest = tokens.tokens_of(reader, user.id)[0]
    return models.NewToken(**asdict(newest), key=key)


@router.delete("/tokens/{number}", status_code=204, responses={404: {}})
def revoke_key(user: Reader, reader: Reading, writer: Writing, number: Number) -> None:
    """Put a key of the user's out of force."""
    if number not in {each.id for each in tokens.tokens_of(reader, user.id)}:
        raise NotFound(N_("Bạn không có khóa nào mang số này."))
    with writing(writer) as connection:
        tokens.revoke_token(connection, user.id, number)
        record(connection, user.name, "token.revoke", str(number))


@router.get("/searches", response_model=list[models.SavedSearch])
def searches(user: Reader, reader: Reading) -> list[saved.SavedSearch]:
    """The searches that the user keeps, then those that are everybody's."""
    return [*saved.saved_searches(reader, user.name), *saved.saved_searches(reader, "")]


@router.post("/searches", response_model=models.SavedSearch, status_code=201, responses={409: {}})
def save(
    user: Reader, reader: Reading, writer: Writing, wanted: models.SearchToSave
) -> saved.SavedSearch:
    """Keep a search under a name of one's own."""
    name, query = " ".join(wanted.name.split()), wanted.query.strip()
    parse(query, naming(reader).queries)
    if not name:
        raise Problem(422, N_("Chưa đúng"), N_("Hãy đặt tên cho câu tìm."))
    if name in {each.name for each in saved.saved_searches(reader, user.name)}:
        raise Problem(
            409,
            N_("Tên đã dùng"),
            N_("Bạn đã có câu tìm tên “%(name)s”. Hãy đặt tên khác, hoặc bỏ câu cũ trước."),
            name=name,
        )
    saved.save_search(writer, name, query, user.name)
    with writing(writer) as connection:
        record(connection, user.name, "search.save", name)
    return saved.saved_search(reader, name, user.name)


@router.delete("/searches/{name}", status_code=204, responses={404: {}})
def forget(user: Reader, writer: Writing, name: Name) -> None:
    """Forget a search of one's own."""
    try:
        saved.remove_search(writer, name, user.name)
    except UsageError:
        raise NotFound(N_("Bạn không có câu tìm nào mang tên này.")) from None
    with writing(writer) as connection:
        record(connection, user.name, "search.remove", name)
