"""Who is alive: processes that go on for long say so from time to time."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, delete, insert, select, update

from store.engine import WRITES
from store.models import HeartbeatRow


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """What a process says of itself.

    Attributes:
        name: says which one it is: of these there is one at a time.
        kind: `scheduler` or `worker`.
        machine: the name of its machine.
        pid: its number there.
        started_at: since when it runs (UTC).
        beat_at: when it last said so (UTC).
        doing: what it is at; empty: it waits.
    """

    name: str
    kind: str
    machine: str
    pid: int
    started_at: datetime
    beat_at: datetime
    doing: str = ""


def beat(engine: Engine, heart: Heartbeat) -> None:
    """Write that a process is alive.

    Raises:
        StoreError: the database is away.
    """
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        write_beat(connection, heart)


def write_beat(connection: Connection, heart: Heartbeat) -> None:
    """Do the same in the caller's transaction."""
    said = asdict(heart)
    known = update(HeartbeatRow).where(HeartbeatRow.name == heart.name)
    if not connection.execute(known.values(said)).rowcount:
        connection.execute(insert(HeartbeatRow).values(said))


def heartbeats(engine: Engine, kind: str = "") -> list[Heartbeat]:
    """Return who has said so and not said goodbye, of one kind or of all, in order of names."""
    rows = select(HeartbeatRow.__table__).order_by(HeartbeatRow.name)
    with engine.connect() as connection:
        found = connection.execute(rows.where(HeartbeatRow.kind == kind) if kind else rows)
        return [Heartbeat(**row) for row in found.mappings()]


def say_goodbye(engine: Engine, name: str) -> None:
    """Forget a process that ends in order."""
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        connection.execute(delete(HeartbeatRow).where(HeartbeatRow.name == name))


def forget_dead(engine: Engine, kind: str, before: datetime) -> None:
    """Forget the processes of a kind that have said nothing since a moment (UTC)."""
    dead = (HeartbeatRow.kind == kind, HeartbeatRow.beat_at < before)
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        connection.execute(delete(HeartbeatRow).where(*dead))
