"""Alerts: whom the new hits of saved searches are told; channels tried; messages that wait."""

from enum import StrEnum
from typing import Annotated

import typer

from commands.output import count, local, out, table
from errors import UsageError

Search = Annotated[str, typer.Argument(help="the name of a saved search")]
To = Annotated[str, typer.Option("--to", metavar="CHANNEL", help="a channel of the settings")]
Owner = Annotated[str, typer.Option(help="whose search it is; everybody's where it is left out")]


class Every(StrEnum):
    """How often new hits are told."""

    NOW = "now"
    HOUR = "hour"
    DAY = "day"


def add(
    search: Search,
    to: To,
    every: Annotated[Every, typer.Option(help="at once, each full hour, or at 7 in the morning")],
    spikes: Annotated[
        bool, typer.Option("--spikes", help="also tell where there are unusually many")
    ] = False,
    owner: Owner = "",
) -> None:
    """Tell a channel the new hits of a saved search."""
    from alerts.channels import check_channel
    from settings import current
    from store.alerts import add_alert
    from store.engine import open_engine

    check_channel(current(), to)
    add_alert(open_engine(current().database), search, to, every, spikes=spikes, owner=owner)
    when = {Every.NOW: "at once", Every.HOUR: "each full hour", Every.DAY: "each morning at 7"}
    also = ", and when there are unusually many" if spikes else ""
    out.print(
        f"{to} is told what is new in {search!r}, {when[every]}{also}. "
        "`diembao schedule` has to run.",
        soft_wrap=True,
    )


def listed() -> None:
    """List the alerts, and how many messages wait to be sent."""
    from settings import current
    from store.alerts import list_alerts
    from store.engine import open_engine
    from store.messages import waiting_messages

    engine = open_engine(current().database)
    alerts = list_alerts(engine)
    if alerts:
        shown = table("search", "owner", "to", "every", "spikes", "told until")
        for each in alerts:
            known = "" if each.channel in current().channels else " (no such channel)"
            shown.add_row(
                *(each.search, each.owner or "everybody", each.channel + known, each.every),
                *("yes" if each.spikes else "", local(each.told_until)),
            )
        out.print(shown)
    else:
        out.print("There are no alerts yet: diembao alert add SEARCH --to CHANNEL --every now.")
    if waiting := len(waiting_messages(engine)):
        out.print(f"Messages that wait to be sent: {count(waiting)}; see 'diembao alert waiting'.")


def remove(
    search: Search,
    to: Annotated[
        str, typer.Option("--to", metavar="CHANNEL", help="only this channel's; else all")
    ] = "",
    owner: Owner = "",
) -> None:
    """Tell nobody, or one channel no more, what is new in a saved search."""
    from settings import current
    from store.alerts import list_alerts, remove_alerts
    from store.engine import open_engine

    engine = open_engine(current().database)
    its = [each for each in list_alerts(engine) if (each.search, each.owner) == (search, owner)]
    chosen = [each for each in its if to in ("", each.channel)]
    if not chosen:
        known = ", ".join(each.channel for each in its) or "nobody"
        raise UsageError(f"There is no such alert: {known} is told of {search!r}.")
    remove_alerts(engine, [each.id for each in chosen])
    channels = ", ".join(each.channel for each in chosen)
    out.print(f"{search!r} is told to {channels} no more.")


def test(
    channel: Annotated[str, typer.Argument(help="a channel of the settings")],
) -> None:
    """Send a message to a channel now, to see whether it arrives."""
    from uuid import uuid4

    from alerts.channels import hand_over
    from alerts.texts import text
    from crawler import clock
    from settings import current
    from store.messages import Message

    now = clock.now()
    said = f"Kênh “{channel}” nhận được tin của Điểm Báo. Gửi thử lúc {local(now)}."
    made = text("notice", "Điểm Báo: tin gửi thử", said=said)
    texts = (channel, made.subject, made.body, made.html)
    remark = hand_over(current(), Message(0, uuid4().hex, *texts, now, now, 0, ""))
    out.print(f"{channel} has taken the message. {remark}".rstrip(), soft_wrap=True)


def waiting(
    forget: Annotated[
        list[int] | None, typer.Option(metavar="ID", help="drop this one, unsent")
    ] = None,
) -> None:
    """List the messages that wait to be sent, with what kept them; or drop some."""
    from settings import current
    from store.engine import open_engine
    from store.messages import forget_messages, waiting_messages

    engine = open_engine(current().database)
    if forget:
        out.print(f"Messages dropped: {forget_messages(engine, forget)}.")
        return
    messages = waiting_messages(engine)
    if not messages:
        out.print("No message waits.")
    for each in messages:  # lines, not a table: reasons are long
        tried = f"tried {each.attempts} times, again at {local(each.due_at)}"
        out.print(
            f"{each.id}  {each.channel}: {each.subject}\n"
            f"    written {local(each.created_at)}, {tried if each.attempts else 'not tried yet'}",
            soft_wrap=True,
        )
        if each.problem:
            out.print(f"    {each.problem}", soft_wrap=True)


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file to the app."""
    alert = typer.Typer(
        name="alert", help="Tell people what is new in saved searches.", no_args_is_help=True
    )
    alert.command()(add)
    alert.command("list")(listed)
    alert.command()(remove)
    alert.command()(test)
    alert.command()(waiting)
    app.add_typer(alert)
