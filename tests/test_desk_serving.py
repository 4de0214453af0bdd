"""Starting the desk, and its accounts on the command line."""

import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine

from desk.passwords import check_strength
from errors import NotAName, WeakPassword
from settings import Settings
from store.audit import deeds
from store.engine import open_engine, writing
from store.users import Role, add_user
from tests.conftest import Diembao
from tests.desk import Browser


def test_the_first_account_is_made_through_a_link_that_works_once(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    command = [sys.executable, "-u", "-c", "from cli import main; main()", "desk", "--port", "0"]
    served = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE)
    assert served.stdout is not None
    try:
        said = (served.stdout.readline() + served.stdout.readline()).decode()
        link = re.search(r"(http://127\.0\.0\.1:\d+)(/bat-dau/\S+)", said)
        assert link, said
        with Browser(base_url=link[1], trust_env=False, timeout=60) as browser:
            word = {"password": "con mèo trèo cây cau", "password_again": "con mèo trèo cây cau"}
            bad = browser.submit(link[2], {"name": "Thu Hà", **word}, page=link[2])
            assert (bad.status_code, 'value="Thu Hà"' in bad.text) == (422, True)
            made = {"name": "thu.ha", "shown_name": "Nguyễn Thu Hà", **word}
            assert browser.submit(link[2], made, page=link[2]).status_code == 303
            assert "Nhật ký" in browser.get("/").text  # an operator, signed in
            assert browser.get(link[2]).status_code == 410
            assert browser.get("/bat-dau/" + "x" * 32).status_code == 410
    finally:
        served.terminate()
        assert served.wait(timeout=20) in {0, -15}
        served.stdout.close()
    second = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE)
    try:
        assert second.stdout is not None
        first_line = second.stdout.readline().decode()
        address = re.search(r"http://127\.0\.0\.1:\d+", first_line)
        assert address
        assert httpx.get(f"{address[0]}/", trust_env=False, timeout=60).status_code == 303
    finally:
        second.terminate()
        rest = second.communicate(timeout=20)[0].decode()
    assert "bat-dau" not in first_line + rest


def test_it_is_not_seen_by_others_before_there_is_an_account_and_a_name(diembao: Diembao) -> None:
    public = ("desk", "--host", "0.0.0.0", "--port", "0")
    said = diembao(*public)
    assert said.code == 2
    assert "There is no account yet" in said.err
    assert diembao("desk", "user", "add", "chief", stdin=b"con meo treo cay cau\n").code == 0
    said = diembao(*public)
    assert said.code == 2
    assert "DIEMBAO_DESK_HOSTS" in said.err


def test_a_port_that_is_taken_is_said_in_a_sentence(diembao: Diembao) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        said = diembao("desk", "--port", str(taken.getsockname()[1]))
    assert said.code == 2
    assert "Choose another with --host and --port" in said.err


def test_accounts_are_kept_from_the_command_line(
    diembao: Diembao, environment: dict[str, str]
) -> None:
    word = "con mèo trèo cây cau\n".encode()
    added = ("desk", "user", "add", "Chief", "--role", "operator", "--name", "Trần Văn Chánh")
    assert diembao(*added, stdin=word).out == "chief may sign in, as operator.\n"
    assert "last operator" in diembao("desk", "user", "disable", "chief").err
    assert diembao("desk", "user", "password", "chief", stdin=word).code == 0
    assert "Trần Văn Chánh" in diembao("desk", "user", "list").out
    data = Path(environment["DIEMBAO_DATA_DIR"])
    engine = open_engine(Settings(data_dir=data).database)
    actions = [deed.action for deed in deeds(engine, 9)]
    engine.dispose()
    open_engine.cache_clear()
    assert actions == ["user.password", "user.add"]


@pytest.mark.parametrize("name", ["", "thu hà", "Thu Hà", "a b", "x" * 65, "a/../b", "<b>"])
def test_a_name_that_not_every_keyboard_has_is_refused(engine: Engine, name: str) -> None:
    with pytest.raises(NotAName), writing(engine) as connection:
        add_user(connection, name, "", Role.READER, "hash")


@pytest.mark.parametrize("word", ["short", "aaaaaaaaaaaa", "my Thu.Ha 2026", "x" * 5_000])
def test_a_password_that_is_guessed_easily_is_refused(word: str) -> None:
    with pytest.raises(WeakPassword):
        check_strength(word, "thu.ha")
