"""The desk: serving it, and its accounts for whoever runs the machine."""

import sys
from typing import Annotated

import typer

from commands.output import local, out, table
from errors import UsageError
from store.users import Role

Name = Annotated[str, typer.Argument(help="what the user signs in with")]

app = typer.Typer(help="The desk: what is collected, in a browser.", no_args_is_help=False)
users = typer.Typer(help="The accounts of the desk.", no_args_is_help=True)
app.add_typer(users, name="user")


@app.callback(invoke_without_command=True)
def desk(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="address to listen at")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535, help="port to listen at; 0: any")] = 8800,
) -> None:
    """Serve the desk until it is stopped with Ctrl-C.

    On first start it prints a link to make the first account.
    """
    from desk.serving import serve
    from settings import current

    if context.invoked_subcommand:
        return
    serve(current(), host, port, lambda sentence: out.print(sentence, soft_wrap=True))


def _new_password(name: str) -> str:
    """Ask for a password twice; where nobody is at a terminal, its line is read from there."""
    from desk.passwords import check_strength, hash_password

    if sys.stdin.isatty():
        word: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        word = sys.stdin.readline().rstrip("\r\n")
    check_strength(word, name)
    return hash_password(word)


@users.command()
def add(
    name: Name,
    role: Annotated[Role, typer.Option(help="what they may do")] = Role.READER,
    shown_name: Annotated[str, typer.Option("--name", help="what others see; else the same")] = "",
) -> None:
    """Make an account; the password is asked for, or read from standard input."""
    from settings import current
    from store.audit import record
    from store.engine import open_engine, writing
    from store.users import add_user

    engine = open_engine(current().database)
    password = _new_password(name)
    with writing(engine) as connection:
        kept = add_user(connection, name, shown_name, role, password)
        record(connection, "command line", "user.add", kept, role=role)
    out.print(f"{kept} may sign in, as {role}.")


@users.command("list")
def listed() -> None:
    """List the accounts."""
    from settings import current
    from store.engine import open_engine
    from store.users import list_users

    shown = table("user", "name", "role", "since", "last seen", "state")
    for user in list_users(open_engine(current().database)):
        state = f"disabled {local(user.disabled_at)}" if user.disabled_at else ""
        times = local(user.created_at), local(user.seen_at)
        shown.add_row(user.name, user.shown_name, user.role, *times, state)
    out.print(shown)


@users.command()
def disable(name: Name) -> None:
    """Let a user in no more; what they did keeps their name."""
    from settings import current
    from store import users as accounts
    from store.audit import record
    from store.engine import open_engine, writing

    with writing(open_engine(current().database)) as connection:
        accounts.disable(connection, name)
        record(connection, "command line", "user.disable", name)
    out.print(f"{name} may not sign in any more, and is signed out everywhere.")


@users.command()
def password(name: Name) -> None:
    """Give a user another password, which signs them out everywhere."""
    from settings import current
    from store.audit import record
    from store.engine import open_engine, writing
    from store.users import find_user, set_password

    engine = open_engine(current().database)
    if find_user(engine, name) is None:
        raise UsageError(f"There is no user {name!r}; 'diembao desk user list' names them.")
    hashed = _new_password(name)
    with writing(engine) as connection:
        set_password(connection, name, hashed)
        record(connection, "command line", "user.password", name)
    out.print(f"{name} has another password.")


def add_to(parent: typer.Typer) -> None:
    """Add the commands of this file to the app."""
    parent.add_typer(app, name="desk")
