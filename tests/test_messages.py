"""The outbox: every message reaches its channel, and once, whatever happens on the way."""

import io
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from json import dumps

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine

from alerts import channels, mail
from alerts.channels import check_channels, hand_over, room_in
from alerts.outbox import cut, put, send_waiting, telling
from alerts.texts import Text
from errors import NotSent, SettingError
from settings import Settings
from store.locks import lock_sender
from store.messages import (
    Message,
    due_messages,
    forget_messages,
    put_off,
    waiting_messages,
    write_message,
)
from tests.conftest import ROOT
from tests.receivers import Mailbox, Webhook

NOW = datetime(2026, 11, 24, 0, tzinfo=UTC)
SOON = NOW + timedelta(minutes=2)
NOTHING_THERE = "json://127.0.0.1:1/hook"


def settings(**addresses: str) -> Settings:
    return Settings(channels={name: SecretStr(url) for name, url in addresses.items()})


def write(engine: Engine, *keys: str, channel: str = "press") -> None:
    with telling(engine) as connection:
        for key in keys:
            html = "<p>Có <b>3</b> bài mới.</p>"
            write_message(connection, key, channel, "Điểm báo", "Có 3 bài mới.", html, NOW)


def at_last(send: Callable[[], str]) -> str:
    """Send; again, while the server has not noticed yet that the one before has let go."""
    for _ in range(20):
        if not (said := send()).startswith("Another process"):
            return said
        time.sleep(0.1)
    return said


def message(attempts: int = 0) -> Message:
    texts = ("Điểm báo", "Có 3 bài mới.", "<p>Có <b>3</b> bài mới.</p>")
    return Message(1, "k1", "press", *texts, NOW, NOW, attempts, "")


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, Settings]]:
    box = Mailbox()
    with box.running() as url:
        yield box, settings(press=url)


@pytest.fixture
def webhook() -> Iterator[tuple[Webhook, Settings]]:
    hook = Webhook()
    with hook.running() as url:
        yield hook, settings(press=url)


# What arrives.


def test_a_mail_has_text_and_html_and_its_key_as_message_id(
    mailbox: tuple[Mailbox, Settings],
) -> None:
    box, where = mailbox
    assert hand_over(where, message()) == ""
    [(receivers, got)] = box.mails
    assert receivers == ["mai@press.vn", "lan@press.vn"]
    assert got["Message-ID"] == "<k1@press.vn>"
    assert (got["Subject"], got["From"]) == ("Điểm báo", "Điểm Báo <diembao@press.vn>")
    assert got["Date"] == "Tue, 24 Nov 2026 07:00:00 +0700"
    texts = {each.get_content_type(): each.get_content() for each in got.iter_parts()}
    assert texts["text/plain"].strip() == "Có 3 bài mới."
    assert "<b>3</b>" in texts["text/html"]


def test_a_webhook_gets_the_text_and_the_key(webhook: tuple[Webhook, Settings]) -> None:
    hook, where = webhook
    hook.seconds = 4.5  # longer than Apprise would wait by itself
    assert hand_over(where, message()) == ""
    [(key, body)] = hook.posts
    assert (key, body["title"], body["message"]) == ("k1", "Điểm báo", "Có 3 bài mới.")


def test_a_subject_of_two_lines_makes_no_header_of_its_own(
    mailbox: tuple[Mailbox, Settings],
) -> None:
    box, where = mailbox
    texts = ("Tin\nBcc: all@press.vn", "Có 3 bài mới.", "")
    with pytest.raises(ValueError, match="linefeed"):
        hand_over(where, Message(1, "k1", "press", *texts, NOW, NOW, 0, ""))
    assert box.mails == []


# What goes wrong: the message waits with the reason, and goes out when all is well again.


@pytest.mark.parametrize("status", [500, 404])
def test_a_webhook_that_answers_with_an_error_gets_it_again_with_the_same_key(
    engine: Engine, webhook: tuple[Webhook, Settings], status: int
) -> None:
    hook, where = webhook
    write(engine, "k1")
    hook.status = status
    assert "press failed" in send_waiting(engine, where, NOW)
    [waits] = waiting_messages(engine)
    assert str(status) in waits.problem
    assert (waits.attempts, waits.due_at) == (1, NOW + timedelta(minutes=1))
    hook.status = 200
    assert at_last(lambda: send_waiting(engine, where, NOW)) == "No message is due."
    assert at_last(lambda: send_waiting(engine, where, SOON)) == "Messages sent: 1."
    assert (hook.keys, waiting_messages(engine)) == (["k1", "k1"], [])
    assert at_last(lambda: send_waiting(engine, where, SOON)) == "No message is due."


def test_a_webhook_that_is_too_slow_is_told_so(
    webhook: tuple[Webhook, Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    hook, where = webhook
    hook.seconds = 1.0
    monkeypatch.setattr(channels, "_SECONDS", 0.2)
    with pytest.raises(NotSent, match=r"sending JSON notification to 127\.0\.0\.1"):
        hand_over(where, message())


def test_a_mail_server_that_is_down_refuses_or_is_slow_is_told_so(
    mailbox: tuple[Mailbox, Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    box, where = mailbox
    for answer in ("451 try again later", "554 no spam here"):
        box.answer = answer
        with pytest.raises(NotSent, match=f"answers {answer}"):
            hand_over(where, message())
    secret = "mailto://mai:geheim@127.0.0.1:1?mode=insecure&from=a@press.vn&to=b@press.vn"
    with pytest.raises(NotSent, match="cannot be used: Connection refused") as error:
        hand_over(settings(press=secret), message())
    assert "geheim" not in str(error.value)
    box.seconds = 1.0
    monkeypatch.setattr(mail, "_SECONDS", 0.2)
    with pytest.raises(NotSent, match=r"cannot be used: .*timed out"):
        hand_over(where, message())


def test_a_receiver_who_is_refused_for_now_gets_it_with_the_others_later(
    mailbox: tuple[Mailbox, Settings],
) -> None:
    box, where = mailbox
    box.refuses = {"lan@press.vn": "450 greylisted"}
    with pytest.raises(NotSent, match=r"lan@press\.vn was refused: 450 greylisted"):
        hand_over(where, message())
    assert box.mails == []
    assert "lan@press.vn was refused" in hand_over(where, message(attempts=6))
    box.refuses = {"lan@press.vn": "550 nobody of that name"}
    assert "550 nobody of that name" in hand_over(where, message())
    assert [receivers for receivers, _ in box.mails] == [["mai@press.vn"]] * 2


def test_a_dead_channel_keeps_nothing_from_the_others(
    engine: Engine, webhook: tuple[Webhook, Settings]
) -> None:
    hook, where = webhook
    both = Settings(channels=where.channels | {"dead": SecretStr(NOTHING_THERE)})
    write(engine, "d1", "d2", channel="dead")
    write(engine, "k1")
    write(engine, "g1", channel="gone")
    said = send_waiting(engine, both, NOW)
    assert said.startswith("Messages sent: 1. dead failed: ")
    assert "There is no channel 'gone' in the settings" in said
    assert hook.keys == ["k1"]
    assert [(each.key, each.attempts) for each in waiting_messages(engine)] == [
        *(("d1", 1), ("d2", 0), ("g1", 1))
    ]


def test_the_waits_grow_to_half_an_hour_and_nothing_is_given_up(engine: Engine) -> None:
    write(engine, "k1")
    waits = []
    for _ in range(60):
        [each] = waiting_messages(engine)
        put_off(engine, each, "no answer", each.due_at)
        [later] = waiting_messages(engine)
        waits.append((later.due_at - each.due_at) // timedelta(minutes=1))
    assert waits[:7] == [1, 2, 4, 8, 16, 30, 30]
    assert waiting_messages(engine)[0].due_at - NOW > timedelta(days=1)
    assert forget_messages(engine, [each.id]) == 1
    assert due_messages(engine, NOW + timedelta(days=9)) == []


# Several processes, and such as are killed.

_SENDER = """
from crawler import clock
from settings import current
from store.engine import open_engine
from alerts.jobs import send_waiting
print(send_waiting(open_engine(current().database), current(), clock.now()))
"""


def sender(database: str, url: str, environment: dict[str, str]) -> subprocess.Popen[str]:
    ours = {"DIEMBAO_DATABASE_URL": database, "DIEMBAO_CHANNELS": dumps({"press": url})}
    return subprocess.Popen(
        [sys.executable, "-c", _SENDER],
        cwd=ROOT,
        env=environment | ours,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("kind", ["mail", "webhook"])
def test_a_sender_killed_before_it_noted_the_sending_sends_again_with_the_same_key(
    engine: Engine, database: str, environment: dict[str, str], kind: str
) -> None:
    receiver = Mailbox() if kind == "mail" else Webhook()
    with receiver.running() as url:
        write(engine, "k1")
        process = sender(database, url, environment)

        def kill() -> None:
            os.kill(process.pid, signal.SIGKILL)

        if isinstance(receiver, Mailbox):
            receiver.on_mail = kill
        else:
            receiver.on_post = kill
        assert process.communicate(timeout=60)[0] == ""
        assert process.returncode == -signal.SIGKILL
        assert [each.key for each in waiting_messages(engine)] == ["k1"]
        receiver.on_mail = receiver.on_post = lambda: None  # type: ignore[union-attr]
        again = at_last(lambda: sender(database, url, environment).communicate(timeout=60)[0])
    assert again == "Messages sent: 1.\n"
    assert receiver.keys == ["k1", "k1"]
    assert waiting_messages(engine) == []


def test_of_two_senders_at_once_one_hands_over_and_each_message_goes_once(
    engine: Engine, database: str, environment: dict[str, str]
) -> None:
    hook = Webhook()
    hook.seconds = 0.2
    keys = [f"k{number}" for number in range(10)]
    write(engine, *keys)
    with hook.running() as url:
        processes = [sender(database, url, environment) for _ in range(3)]
        said = [process.communicate(timeout=60)[0] for process in processes]
    assert hook.keys == keys
    assert sum("Messages sent: 10." in each for each in said) == 1


def test_a_sender_leaves_the_messages_to_the_one_that_is_at_it(engine: Engine) -> None:
    write(engine, "k1")
    release = lock_sender(engine)
    try:
        said = send_waiting(engine, settings(press=NOTHING_THERE), NOW)
    finally:
        release()
    assert said == "Another process is sending the messages."
    assert waiting_messages(engine)[0].attempts == 0


# Texts and channels.


def test_a_text_of_one_key_is_written_once(engine: Engine) -> None:
    made = Text("Điểm báo", "Có 3 bài mới.\n", "")
    with telling(engine) as connection:
        assert put(connection, settings(), "press", "digest-1", made, NOW)
        assert not put(connection, settings(), "press", "digest-1", made, NOW)
    assert len(waiting_messages(engine)) == 1


def test_a_long_text_for_a_chat_becomes_several_messages_of_whole_paragraphs(
    engine: Engine,
) -> None:
    chat = settings(press="tgram://123456789:abcdefg_hijklmnop/12315544")
    room = room_in(chat, "press")
    assert room == 3276
    paragraphs = [f"• Tin {number} " + "x" * 300 for number in range(25)]
    with telling(engine) as connection:
        put(connection, chat, "press", "k", Text("Tin", "\n\n".join(paragraphs), "<p>"), NOW)
    parts = waiting_messages(engine)
    assert [each.key for each in parts] == ["k", "k-2", "k-3"]
    assert [each.subject for each in parts] == ["Tin (1/3)", "Tin (2/3)", "Tin (3/3)"]
    assert all(len(each.body) <= room for each in parts)
    assert "\n\n".join(each.body for each in parts) == "\n\n".join(paragraphs)


def test_no_chat_gets_more_than_five_messages() -> None:
    parts = list(cut("\n\n".join(["một đoạn"] * 5_000), 160))
    assert len(parts) == 5
    assert max(map(len, parts)) <= 160
    assert parts[-1].endswith("… còn nữa.")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("slack://verysecret", "no slack:// address"),
        ("nonsense://verysecret", "no nonsense:// address"),
        ("mailto://", "no mailto:// address"),
        ("mailtos://u:verysecret@press.vn?pgp=sign", "PGP"),
        ("tgram://123456789:abcdefg_verysecret/12315544/222", "names 2 receivers"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_by_name_without_its_secrets(
    url: str, words: str
) -> None:
    logged = io.StringIO()
    handler = logging.StreamHandler(logged)
    logging.getLogger().addHandler(handler)
    try:
        with pytest.raises(SettingError, match=words) as error:
            check_channels(settings(good="json://127.0.0.1/hook", press=url))
    finally:
        logging.getLogger().removeHandler(handler)
    assert str(error.value).startswith("channels.press ")
    assert "verysecret" not in str(error.value) + logged.getvalue()
