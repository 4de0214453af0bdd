"""A wrong setting names itself, its value and what is allowed."""

from pathlib import Path

import pytest

from errors import SettingError
from settings import load_settings


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("DIEMBAO_DELAY_SECONDS", "0", ("DIEMBAO_DELAY_SECONDS is '0'", "0.5")),
        ("DIEMBAO_CONTACT", "me", ("DIEMBAO_CONTACT is 'me'", "e-mail")),
        ("DIEMBAO_DATABASE_URL", "mysql://x", ("mysql://x", "sqlite:///", "postgresql://")),
        ("DIEMBAO_REPLICA", "http://vtv.vn", ("DIEMBAO_REPLICA", "127.0.0.1")),
        ("DIEMBAO_NOW", "2026-11-24T06:00", ("DIEMBAO_NOW", "needs a replica")),
        ("DIEMBAO_DELAI", "2", ("DIEMBAO_DELAI", "no such setting", "DIEMBAO_DELAY_SECONDS")),
    ],
)
def test_a_wrong_value_in_the_environment_is_named(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, words: tuple[str, ...]
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingError) as error:
        load_settings()
    for word in words:
        assert word in str(error.value)


def test_an_unknown_key_in_the_file_is_named() -> None:
    Path("diembao.toml").write_text("delay = 3\n", encoding="utf-8")
    with pytest.raises(SettingError, match="no setting 'delay'"):
        load_settings()


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("diembao.toml").write_text("delay_seconds = 3\ncrawls_at_once = 2\n", encoding="utf-8")
    monkeypatch.setenv("DIEMBAO_DELAY_SECONDS", "5")
    settings = load_settings()
    assert (settings.delay_seconds, settings.crawls_at_once) == (5.0, 2)
