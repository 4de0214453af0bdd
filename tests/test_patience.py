"""A database that goes away is waited for, and what was to be written is written once."""

import threading
import time
from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import Connection, Engine, func, insert, select
from sqlalchemy.pool import PoolProxiedConnection

from errors import OutletBusy, StoreAway
from store.engine import open_engine
from store.locks import lock_outlet
from store.models import FactRow
from store.patience import Patience, wait_for
from tests.conftest import new_database
from tests.servers import Server, postgresql_server


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    """Databases of one name are not those of the test before."""
    yield
    open_engine.cache_clear()


def note(connection: Connection) -> str:
    connection.execute(insert(FactRow), {"name": "noted", "value": "once"})
    return "noted"


def notes(engine: Engine) -> int:
    with engine.connect() as connection:
        rows = select(func.count()).select_from(FactRow).where(FactRow.name == "noted")
        return connection.scalar(rows) or 0


@pytest.mark.parametrize("arrived", [True, False], ids=["it arrived", "it did not"])
def test_a_commit_that_nobody_confirmed_is_neither_lost_nor_done_twice(
    postgresql: str, monkeypatch: pytest.MonkeyPatch, arrived: bool
) -> None:
    engine = open_engine(new_database(postgresql, "diembao_doubt"))
    commit = engine.dialect.do_commit
    broken: list[bool] = []

    def commit_once_badly(connection: PoolProxiedConnection) -> None:
        if broken:
            commit(connection)
            return
        broken.append(True)
        if arrived:
            commit(connection)
        assert connection.driver_connection
        connection.driver_connection.close()
        raise psycopg.OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(engine.dialect, "do_commit", commit_once_badly)
    assert Patience(engine).write(note) == "noted"
    assert broken
    assert notes(engine) == 1
    engine.dispose()


@pytest.fixture
def server() -> Iterator[Server]:
    """A PostgreSQL that the test may stop and start."""
    with postgresql_server() as running:
        yield running


def test_a_server_that_is_restarted_is_waited_for_and_locks_are_held_again(server: Server) -> None:
    engine = open_engine(new_database(server.url, "diembao_away"))
    lock = lock_outlet(engine, "vtv")
    patient = Patience(engine, again=lock.renew)
    server.stop()
    with pytest.raises(StoreAway, match="no server answers there"):
        wait_for(lambda: engine.connect().close(), longest=0)
    back = threading.Timer(2.5, server.start)
    began = time.monotonic()
    back.start()
    assert patient.write(note) == "noted"
    assert time.monotonic() - began > 2
    assert patient.stood_still_at > began
    assert notes(engine) == 1
    with pytest.raises(OutletBusy):
        lock_outlet(engine, "vtv")
    lock()
    lock_outlet(engine, "vtv")()
    back.join()
    engine.dispose()


def test_who_takes_the_lock_while_the_server_is_away_keeps_it(server: Server) -> None:
    engine = open_engine(new_database(server.url, "diembao_taken"))
    first = lock_outlet(engine, "vtv")
    server.stop()
    server.start()
    second = lock_outlet(engine, "vtv")
    with pytest.raises(OutletBusy):
        first.renew()
    second()
    engine.dispose()


def test_waiting_ends_when_it_is_told_to_stop(server: Server) -> None:
    engine = open_engine(new_database(server.url, "diembao_stopped"))
    server.stop()
    stopping = threading.Event()
    threading.Timer(0.5, stopping.set).start()
    began = time.monotonic()
    with pytest.raises(StoreAway):
        Patience(engine, stopping=stopping).write(note)
    assert time.monotonic() - began < 10
    server.start()
    assert notes(engine) == 0
    engine.dispose()
