"""Alerts, spikes, findings and the digest: what is told, once, and nothing of it is a trap."""

import random
import threading
from datetime import UTC, datetime, timedelta
from json import dumps
from unittest.mock import Mock

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine, insert, select, update

from alerts import hits
from alerts.digest import digest, make_digest
from alerts.findings import tell_findings
from alerts.hits import is_due, tell_hits
from alerts.shown import address, shown
from alerts.spikes import HISTORY, spike
from alerts.unusual import tell_spikes
from errors import SettingError, UsageError
from settings import Settings, load_settings
from store.alerts import Alert, add_alert, list_alerts
from store.engine import WRITES
from store.messages import Message, waiting_messages
from store.models import AlertRow, ArticleRow, FindingRow, ToldHitRow
from store.saved import remove_search, save_search
from tests.conftest import Diembao
from tests.stored import NOON, article, put

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SETTINGS = Settings(
    channels={"press": SecretStr("json://127.0.0.1:1/hook")},
    digest_channel="press",
    operator_channel="press",
)
MARKUP = "<script>alert('bắt')</script>"
TRAP = f"Ma túy \u202ecod.exe\r\nBcc: all@press.vn\n\n{MARKUP}"


def alert(engine: Engine, search: str = "ma túy", every: str = "now", **more: bool) -> Alert:
    """An alert of the morning: what was stored before noon is news for it."""
    save_search(engine, search, search)
    add_alert(engine, search, "press", every, spikes=more.get("spikes", False))
    since = {"created_at": NOON - HOUR, "told_until": NOON - HOUR}
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        connection.execute(update(AlertRow).values(since))
    return list_alerts(engine)[-1]


def told(engine: Engine) -> list[Message]:
    return waiting_messages(engine)


# New hits.


def test_all_new_hits_of_a_search_are_one_message_and_told_once(engine: Engine) -> None:
    put(engine, [article(9, "Bắt ma túy hôm qua")], now=NOON - 2 * HOUR)  # older than the alert
    alert(engine)
    put(engine, [article(1, "Bắt ma túy"), article(2, "Mưa lớn"), article(3, "Ma túy ở Huế")])
    assert tell_hits(engine, SETTINGS, NOON + MINUTE).startswith("New hits told: 2, in messages: 1")
    [message] = told(engine)
    assert (message.channel, message.subject) == ("press", "ma túy: 2 tin mới")
    assert "• Bắt ma túy\n" in message.body
    assert "• Ma túy ở Huế\n" in message.body
    assert "hôm qua" not in message.body
    assert "Mưa lớn" not in message.body
    tell_hits(engine, SETTINGS, NOON + 2 * MINUTE)
    assert len(told(engine)) == 1
    put(engine, [article(4, "Lại ma túy")], now=NOON + 3 * MINUTE)
    tell_hits(engine, SETTINGS, NOON + 4 * MINUTE)
    assert [each.subject for each in told(engine)] == ["ma túy: 2 tin mới", "ma túy: 1 tin mới"]
    assert "Bắt ma túy" not in told(engine)[1].body


def test_an_article_that_lands_late_is_told_too_and_once(engine: Engine) -> None:
    alert(engine)
    put(engine, [article(1, "Bắt ma túy")])
    tell_hits(engine, SETTINGS, NOON + 10 * MINUTE)
    # Its crawl waited to write it, and looked at the clock before.
    put(engine, [article(2, "Ma túy tới muộn")], now=NOON + 9 * MINUTE)
    for minute in (11, 12, 13):
        tell_hits(engine, SETTINGS, NOON + minute * MINUTE)
    assert ["tới muộn" in each.body for each in told(engine)] == [False, True]


def test_old_articles_that_are_new_to_the_collection_are_news(engine: Engine) -> None:
    alert(engine)
    years = [NOON - timedelta(days=400 * number) for number in range(3)]
    put(engine, [article(n, f"Ma túy {n}", published_at=at) for n, at in enumerate(years)])
    put(engine, [article(7, "Ma túy cũ", published_at=years[2])], now=NOON - DAY)
    assert "New hits told: 3," in tell_hits(engine, SETTINGS, NOON + MINUTE)


def test_what_was_told_is_forgotten_when_it_cannot_come_again(engine: Engine) -> None:
    alert(engine)
    put(engine, [article(1, "Ma túy")])
    tell_hits(engine, SETTINGS, NOON + MINUTE)
    for day in range(1, 4):
        tell_hits(engine, SETTINGS, NOON + day * DAY)
    with engine.connect() as connection:
        assert connection.scalars(select(ToldHitRow.article)).all() == []
    assert len(told(engine)) == 1


def test_reprints_are_one_line_with_the_names_of_all_outlets(engine: Engine) -> None:
    alert(engine)
    body = "Công an tỉnh bắt một đường dây ma túy lớn ở biên giới, thu nhiều tang vật. " * 20
    outlets = ("vtv", "vov", "dantri")
    put(engine, [article(n, "Ma túy", body, outlet=each) for n, each in enumerate(outlets, 1)])
    with engine.connect() as connection:
        assert len(set(connection.scalars(select(ArticleRow.story)))) == 1
    tell_hits(engine, SETTINGS, NOON + MINUTE)
    [message] = told(engine)
    assert message.subject == "ma túy: 3 tin mới"
    assert message.body.count("• ") == 1
    assert "Dân trí 11:57 23/11; Đài Tiếng nói Việt Nam, Ban Thời sự – VTV" in message.body


@pytest.mark.parametrize(
    ("every", "until", "now", "due"),
    [
        ("now", "11:59", "12:00", True),
        ("hour", "11:10", "11:59", False),
        ("hour", "11:59", "12:00", True),
        ("day", "08:00", "23:59", False),
        ("day", "06:59", "07:00", True),
        ("day", "06:00", "06:59", False),
    ],
)
def test_hits_are_told_at_once_each_full_hour_or_at_seven_in_vietnam(
    every: str, until: str, now: str, due: bool
) -> None:
    at = [datetime.fromisoformat(f"2026-11-23T{clock}+07:00") for clock in (until, now)]
    assert is_due(every, *at) is due


def test_a_message_and_the_note_of_what_it_tells_are_written_together_or_not_at_all(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    alert(engine)
    put(engine, [article(1, "Ma túy")])
    with monkeypatch.context() as patch:
        patch.setattr(hits, "mark_told", Mock(side_effect=KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            tell_hits(engine, SETTINGS, NOON + MINUTE)
    assert told(engine) == []
    tell_hits(engine, SETTINGS, NOON + MINUTE)
    assert len(told(engine)) == 1


def test_two_that_tell_at_the_same_time_tell_once(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    alert(engine)
    put(engine, [article(1, "Ma túy")])
    barrier = threading.Barrier(2)
    found = hits._found

    def meet(*words: object) -> dict[int, list[int]]:
        here = found(*words)  # type: ignore[arg-type]
        barrier.wait(30)  # both have found the same news, and neither has told it
        return here

    monkeypatch.setattr(hits, "_found", meet)
    threads = [
        threading.Thread(target=tell_hits, args=(engine, SETTINGS, NOON + n * MINUTE))
        for n in (1, 2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [each.subject for each in told(engine)] == ["ma túy: 1 tin mới"]


def test_a_search_that_cannot_be_read_any_more_is_told_once_a_day(engine: Engine) -> None:
    alert(engine, "topic:gone")
    for hour in (1, 2, 3, 26):
        said = tell_hits(engine, SETTINGS, NOON + hour * HOUR)
    assert said.endswith("Searches that cannot be read: 'topic:gone'.")
    assert [each.subject for each in told(engine)] == [
        "Không chạy được tìm kiếm đã lưu: topic:gone"
    ] * 2


def test_a_saved_search_takes_its_alerts_with_it(engine: Engine) -> None:
    alert(engine)
    put(engine, [article(1, "Ma túy")])
    tell_hits(engine, SETTINGS, NOON + MINUTE)
    with pytest.raises(UsageError, match="told of 'ma túy' already"):
        add_alert(engine, "ma túy", "press", "day", spikes=False)
    assert remove_search(engine, "ma túy") == 1
    assert list_alerts(engine) == []


# Spikes.


def test_a_spike_is_far_above_the_searchs_own_history() -> None:
    busy = [3_000] * (HISTORY + 1)
    quiet, lively = [0] * HISTORY, [20, 24, 18, 21] * 7
    assert spike([5, *quiet], busy)
    assert not spike([4, *quiet], busy)  # too few to matter
    assert not spike([35, *lively], busy)
    assert spike([60, *lively], busy)
    weekly = [40 if day % 7 == 0 else 2 for day in range(1, HISTORY + 1)]
    assert not spike([44, *weekly], busy)  # every week on that day
    assert not spike([60, *lively], [3_000] * 8 + [0] * 21)  # a collection of one week
    outage = [3_000] * 8 + [3] * 7 + [3_000] * 14
    gone = [0 if 8 <= day < 15 else 20 for day in range(1, HISTORY + 1)]
    assert not spike([36, *gone], outage)  # days that were not crawled say nothing


@pytest.mark.parametrize("mean", [0.2, 1, 4, 15, 60])
def test_ordinary_days_are_hardly_ever_a_spike(mean: float) -> None:
    random.seed(6)
    volume = [3_000] * (HISTORY + 1)

    def day() -> int:  # a Poisson variable: how many of many rare things happen
        return sum(random.random() < mean / 300 for _ in range(300))

    alarms = sum(spike([day() for _ in volume], volume) is not None for _ in range(1_000))
    assert alarms <= 2


def test_a_spike_is_told_at_most_once_a_day(engine: Engine) -> None:
    alert(engine, spikes=True)
    days = [article(n, "Mưa lớn", published_at=NOON - n * DAY) for n in range(1, 29)]
    many = [article(100 + n, f"Ma túy vụ {n}", published_at=NOON - n * MINUTE) for n in range(9)]
    put(engine, [*days, *many], now=NOON)
    said = [tell_spikes(engine, SETTINGS, NOON + hour * HOUR) for hour in (1, 2, 3)]
    assert said[0] == "Spikes told: 1."
    [message] = told(engine)
    assert message.subject == "ma túy: nhiều tin bất thường"
    assert "9 tin trong 24 giờ qua. Bình thường khoảng 0 tin một ngày" in message.body
    assert message.body.count("• ") == 5


# Findings.


def finding(engine: Engine, name: str, **more: object) -> None:
    times = dict.fromkeys(("since", "opened_at", "seen_at"), NOON)
    row = times | {"name": name, "outlet": "vov", "subject": "", "facts": {}, "evidence": []}
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        connection.execute(insert(FindingRow), row | more)


def close(engine: Engine, at: datetime) -> None:
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        connection.execute(update(FindingRow).values(closed_at=at))


def test_findings_are_told_new_daily_and_mended_in_one_message_each_time(engine: Engine) -> None:
    tell_findings(engine, SETTINGS, NOON)
    finding(engine, "feed_frozen", evidence=["https://vov.vn/rss", "javascript:alert(1)"])
    finding(engine, "disk_full", outlet="")
    steps = [tell_findings(engine, SETTINGS, NOON + hours * HOUR) for hours in (0, 1, 11, 13, 25)]
    close(engine, NOON + 26 * HOUR)
    steps += [tell_findings(engine, SETTINGS, NOON + hours * HOUR) for hours in (27, 28, 60)]
    assert [step == "Findings told: 2." for step in steps] == [
        *(True, False, False, True, False),
        *(True, False, False),
    ]
    messages = told(engine)
    assert [each.subject for each in messages] == [
        "Kiểm tra hệ thống: mới phát hiện 2",
        "Kiểm tra hệ thống: vẫn còn 2",
        "Kiểm tra hệ thống: đã khắc phục 2",
    ]
    assert "• Đài Tiếng nói Việt Nam: feed_frozen (từ 12:00 23/11)" in messages[0].body
    assert "https://vov.vn/rss" in messages[0].html
    assert "javascript" not in messages[0].body + messages[0].html


def test_what_was_mended_before_anybody_was_told_is_not_told(engine: Engine) -> None:
    finding(engine, "feed_frozen")
    close(engine, NOON + HOUR)
    assert tell_findings(engine, SETTINGS, NOON + HOUR) == "The health check has no news."


# The digest.

EVENING = datetime(2026, 11, 22, 11, tzinfo=UTC)  # 18:00 in Vietnam
MORNING = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)  # 06:30 on the 23rd


def test_the_digest_has_the_nights_police_news_by_topic_and_what_the_health_check_found(
    engine: Engine,
) -> None:
    night = [
        article(1, "Bắt ma túy", published_at=EVENING),
        article(2, "Kiểm tra nồng độ cồn", published_at=MORNING - MINUTE),
        article(3, "Ma túy trên xe khách", published_at=EVENING + HOUR),
        article(4, "Chiều qua", published_at=EVENING - MINUTE),
        article(5, "Sáng nay", published_at=MORNING),
        article(6, "Mưa lớn", published_at=EVENING + HOUR),
    ]
    topics = [("drugs",), ("traffic",), ("drugs", "traffic"), ("drugs",), ("drugs",), ()]
    put(engine, night, topics)
    finding(engine, "feed_frozen")
    made = make_digest(engine, MORNING)
    assert made.subject == "Điểm báo sáng thứ Hai 23/11/2026: 3 tin"
    assert "Từ 18:00 22/11 đến 06:30 23/11." in made.body
    assert "3 tin về công an trên 1 cơ quan báo chí." in made.body
    lines = [line for line in made.body.splitlines() if line.startswith(("■", "•"))]
    assert lines == [
        *("■ Tội phạm ma túy, cai nghiện (2)", "• Ma túy trên xe khách", "• Bắt ma túy"),
        *("■ Trật tự, an toàn giao thông; hoạt động CSGT (1)", "• Kiểm tra nồng độ cồn"),
    ]
    assert made.body.endswith("Kiểm tra hệ thống: 1 cảnh báo (Đài Tiếng nói Việt Nam).\n")
    assert '<a href="https://vtv.vn/1.htm"' in made.html


def test_the_digest_is_written_once_a_day_and_speaks_also_of_an_empty_night(
    engine: Engine,
) -> None:
    for hours in (0, 1, 24):
        digest(engine, SETTINGS, MORNING + hours * HOUR)
    first, second = told(engine)
    assert "Không có tin nào về công an" in first.body
    assert (first.key, second.key) == ("digest-2026-11-23-press", "digest-2026-11-24-press")


def test_a_full_night_still_fits_a_telephone_and_every_topic_has_its_place(
    engine: Engine,
) -> None:
    night = [article(n, f"Tin {n}", published_at=EVENING + n * MINUTE) for n in range(300)]
    put(engine, night, [("drugs",) if n else ("traffic",) for n in range(300)])
    made = make_digest(engine, MORNING)
    assert made.body.count("• ") == 40
    assert "… và 260 tin khác." in made.body
    assert "• Tin 0\n" in made.body


# What outlets, or somebody in their place, may write.


def test_hostile_headlines_are_one_line_of_text_everywhere(engine: Engine) -> None:
    alert(engine)
    huge = "ma túy " + "A" * 5_000_000
    trap = article(1, TRAP, url="https://vtv.vn/1.htm", published_at=EVENING)
    link = article(2, "Ma túy 2", canonical_url="javascript:alert(1)", published_at=EVENING)
    put(engine, [trap, link, article(3, huge, published_at=EVENING)], [("drugs",)] * 3)
    tell_hits(engine, SETTINGS, NOON + MINUTE)
    digest(engine, SETTINGS, MORNING)
    for message in told(engine):
        assert "\n• Ma túy cod.exe Bcc: all@press.vn <script>" in message.body
        assert "&lt;script&gt;alert(&#39;bắt&#39;)" in message.html
        assert "javascript" not in message.body + message.html
        assert "\u202e" not in message.body + message.html
        assert "<script" not in message.html
        assert len(message.html) < 10_000
        assert "\n" not in message.subject


def test_the_name_of_a_search_makes_a_subject_of_one_line(engine: Engine) -> None:
    save_search(engine, f"x\r\nBcc: y\u2066{'z' * 500}", "ma túy")
    add_alert(engine, f"x\r\nBcc: y\u2066{'z' * 500}", "press", "now", spikes=False)
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        connection.execute(update(AlertRow).values(created_at=NOON - HOUR, told_until=NOON - HOUR))
    put(engine, [article(1, "Ma túy")])
    tell_hits(engine, SETTINGS, NOON + MINUTE)
    [message] = told(engine)
    assert message.subject.startswith("x Bcc: yzzz")
    assert len(message.subject) <= 150
    assert message.subject.isprintable()


def test_what_is_shown_is_short_visible_and_composed() -> None:
    assert shown(" Lừa \u200b\x00đa\u0309o\t\n\u2069 ") == "Lừa đảo"
    assert shown("a" * 300) == "a" * 199 + "…"
    assert shown("\u200b" * 10_000 + "ẩn") == "…"
    assert address("https://vtv.vn/a-1.htm?b=c") == "https://vtv.vn/a-1.htm?b=c"
    for url in ("http://", "javascript:x", 'https://a.vn/"><b>', "data:text/html,x", "//a.vn"):
        assert address(url) == ""


# Settings and commands.


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"CHANNELS": '{"press": "verysecret"}'}, "DIEMBAO_CHANNELS is wrong: press must be"),
        ({"CHANNELS": '{"x://verysecret": "press"}'}, "a channel's name has small letters"),
        ({"CHANNELS": '"verysecret"'}, "DIEMBAO_CHANNELS is wrong: input should be a valid dict"),
        ({"CHANNELS": "verysecret"}, "channels.*JSON"),
        ({"DIGEST_CHANNEL": "x://verysecret"}, "DIEMBAO_DIGEST_CHANNEL is wrong: there is no such"),
        ({"CHANNELS": '{"a": "x://y"}', "OPERATOR_CHANNEL": "b"}, "there is no such.*are: a"),
    ],
)
def test_wrong_channels_are_refused_without_their_secrets(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], words: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(f"DIEMBAO_{name}", value)
    with pytest.raises(SettingError, match=words) as error:
        load_settings()
    assert "verysecret" not in str(error.value)


def test_commands_add_list_remove_and_try(diembao: Diembao) -> None:
    channels = dumps({"press": "json://127.0.0.1:1/hook", "bad": "slack://verysecret"})
    diembao("saved", "add", "Ma túy", "ma túy")
    for channel in ("nix", "bad"):
        add = ("alert", "add", "Ma túy", "--to", channel, "--every", "now")
        said = diembao(*add, channels=channels)
        assert said.code == 2, said
        assert said.err.count("\n") == 1
        assert "verysecret" not in said.err
    add = ("alert", "add", "Ma túy", "--to", "press", "--every", "hour")
    assert "each full hour" in diembao(*add, "--spikes", channels=channels).out
    assert "press (no such channel)" in diembao("alert", "list").out
    tried = diembao("alert", "test", "press", channels=channels)
    assert (tried.code, tried.err.count("\n")) == (1, 1)
    assert "127.0.0.1" in tried.err
    assert "Its alert went with it." in diembao("saved", "remove", "Ma túy").out
    assert "There are no alerts yet" in diembao("alert", "list").out
