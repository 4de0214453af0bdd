"""Every setting of Điểm Báo: typed, with its default, its unit and why it has that value.

A setting is read from the environment (`DIEMBAO_CONTACT=…`) or from `diembao.toml` in the current
folder (`contact = "…"`); the environment wins. Scrapy's own settings are built from these in
`crawler.policy`.
"""

import os
import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from errors import SettingError

PREFIX = "DIEMBAO_"
FILE = "diembao.toml"
# How the URL of a database begins.
DATABASES = ("sqlite:///", "postgresql://", "postgresql+psycopg://")

_CHANNEL = re.compile("[a-z0-9][a-z0-9_-]{0,31}")
# Settings whose values are never repeated: there are passwords in them, or might be by mistake.
_SECRET = frozenset({"channels", "operator_channel", "digest_channel"})


class Settings(BaseSettings):
    """The settings of one process, checked when they are read."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, toml_file=FILE, extra="forbid", frozen=True, str_strip_whitespace=True
    )

    data_dir: Path = Field(
        default=Path("data"), description="folder of the database and the lock files"
    )
    database_url: str = Field(
        default="",
        description="sqlite:///PATH or postgresql://…; empty: diembao.db in the data folder",
    )
    contact: str = Field(
        default="",
        description="e-mail or web address sent in the User-Agent, so that an outlet can reach us",
    )
    delay_seconds: Annotated[float, Field(ge=0.5, le=120)] = Field(
        default=2.0,
        description="pause between two requests to one host; a reader clicks about as often",
    )
    timeout_seconds: Annotated[float, Field(ge=1, le=120)] = Field(
        default=20.0, description="longest wait for one answer"
    )
    page_limit_mb: Annotated[float, Field(ge=0.1, le=100)] = Field(
        default=8.0, description="largest answer taken, in megabytes; Tuổi Trẻ's pages reach 1.8"
    )
    requests_per_day: Annotated[int, Field(ge=1, le=100_000)] = Field(
        default=4_000, description="most requests to one outlet in a Vietnamese day"
    )
    accept_cookie_gate: tuple[str, ...] = Field(
        default=(),
        description='outlets (["laodong"]) whose cookie gate we may pass: only with their consent',
    )
    listing_pages: Annotated[int, Field(ge=1, le=10_000)] = Field(
        default=300, description="most pages of one listing that are followed into the past"
    )
    crawl_minutes: Annotated[float, Field(gt=0, le=24 * 60)] = Field(
        default=180.0, description="a crawl of one outlet that takes longer is ended, in minutes"
    )
    crawls_at_once: Annotated[int, Field(ge=1, le=16)] = Field(
        default=3, description="outlets crawled side by side, each in a process of its own"
    )
    archive_dir: str = Field(
        default="",
        description="folder of the page archive; empty: `archive` in the data folder",
    )
    archive_days: Annotated[int, Field(ge=0, le=36_500)] = Field(
        default=180,
        description="days that archived pages are kept: long enough to find and mend a misreading; "
        "0: no page is archived",
    )
    archive_file_mb: Annotated[float, Field(gt=0, le=100_000)] = Field(
        default=1_000.0,
        description="size at which a file of the archive is closed and the next one begun, in "
        "megabytes; web archives' tools are used to files of this size",
    )
    channels: dict[str, SecretStr] = Field(
        default={},
        description='where messages go, by a name of yours: { press = "mailto://…" }; addresses as '
        "Apprise takes them",
    )
    operator_channel: str = Field(
        default="", description="the channel that is told what the health check finds"
    )
    digest_channel: str = Field(
        default="", description="the channel that gets the morning's press review"
    )
    metrics_port: Annotated[int, Field(ge=0, le=65_535)] = Field(
        default=9464,
        description="where the scheduler and each worker tell Prometheus metrics, at /metrics; "
        "two of them on one machine need two ports; 0: nowhere",
    )
    metrics_address: str = Field(
        default="127.0.0.1",
        description="the address of that port; another than loopback shows it to the network",
    )
    replica: str = Field(
        default="",
        description="http://127.0.0.1:PORT of a running replica; empty: the live outlets",
    )
    desk_hosts: tuple[str, ...] = Field(
        default=(),
        description='names under which the desk is reached (["diembao.example.vn"]), beside '
        "localhost: a page of another site must not reach it under a name of its own",
    )
    desk_proxies: tuple[str, ...] = Field(
        default=(),
        description='addresses or networks (["10.0.0.5"]) of reverse proxies before the desk: they '
        "are believed when they say who asks, and whether over https",
    )

    schedule_zone: str = Field(
        default="Asia/Ho_Chi_Minh", description="time zone of the times at which jobs run"
    )
    feeds_at: str = Field(
        default="*/15 * * * *",
        description="when feeds are looked after, as in a crontab; empty: never, as for all of "
        "these. Each feed is read when it is due, a lively one every quarter of an hour",
    )
    nightly_at: str = Field(
        default="0 1 * * *",
        description="when everything is crawled: sitemaps and listings too, while readers sleep",
    )
    digest_at: str = Field(
        default="30 6 * * *", description="when the morning digest is sent: before work begins"
    )
    health_at: str = Field(
        default="5 * * * *",
        description="when health is evaluated, besides after each crawl: also where none runs",
    )
    alerts_at: str = Field(
        default="*/5 * * * *",
        description="when hits of saved searches are told, besides after each crawl, and messages "
        "that could not be sent are sent again",
    )
    backup_at: str = Field(
        default="0 5 * * *", description="when the database is copied: after the night's crawl"
    )
    backups_kept: Annotated[int, Field(ge=1, le=3_650)] = Field(
        default=14, description="how many of these copies are kept: two weeks of them"
    )
    prune_at: str = Field(
        default="30 4 * * *",
        description="when archived pages and records of jobs that are too old are deleted",
    )

    now: datetime | None = Field(
        default=None,
        description="for simulations with a replica: the moment at which each process begins",
    )

    @field_validator("now")
    @classmethod
    def _simulated(cls, value: datetime | None, info: ValidationInfo) -> datetime | None:
        if value is None:
            return None
        if not info.data.get("replica"):
            raise ValueError("is for simulations only: it needs a replica")
        aware = value if value.tzinfo else value.replace(tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
        return aware.astimezone(UTC)

    @field_validator("schedule_zone")
    @classmethod
    def _zone(cls, value: str) -> str:
        from jobs.timetable import known_zone

        known_zone(value)
        return value

    @field_validator(
        *("feeds_at", "nightly_at", "digest_at", "health_at", "alerts_at", "backup_at", "prune_at")
    )
    @classmethod
    def _times(cls, value: str, info: ValidationInfo) -> str:
        if value and "schedule_zone" in info.data:
            from jobs.timetable import Times

            Times.of(value, info.data["schedule_zone"])
        return value

    @field_validator("channels")
    @classmethod
    def _named_addresses(cls, value: dict[str, SecretStr]) -> dict[str, SecretStr]:
        for name, address in value.items():
            if not _CHANNEL.fullmatch(name):
                raise ValueError("a channel's name has small letters, digits, - and _ only")
            if "://" not in address.get_secret_value():
                raise ValueError(f"{name} must be an address such as mailto://… or tgram://…")
        return value

    @field_validator("operator_channel", "digest_channel")
    @classmethod
    def _known_channel(cls, value: str, info: ValidationInfo) -> str:
        channels = info.data.get("channels")  # missing where they are wrong themselves
        if value and channels is not None and value not in channels:
            known = ", ".join(channels) or "none"
            raise ValueError(
                f"there is no such channel in the setting channels; there are: {known}"
            )
        return value

    @field_validator("contact")
    @classmethod
    def _reachable(cls, value: str) -> str:
        if value and "@" not in value and not value.startswith(("http://", "https://")):
            raise ValueError("must be an e-mail address or a web address")
        if any(c in value for c in "()\r\n") or not value.isascii():
            raise ValueError("must be plain ASCII without parentheses: it goes into a header")
        return value

    @field_validator("replica")
    @classmethod
    def _on_loopback(cls, value: str) -> str:
        if value and not value.startswith(("http://127.0.0.1:", "http://localhost:")):
            raise ValueError("must be http://127.0.0.1:PORT: a replica is on this machine")
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if value and not value.startswith(DATABASES):
            raise ValueError("must begin with sqlite:/// or postgresql://")
        return value

    @property
    def database(self) -> str:
        """The database's URL, with the default filled in."""
        return self.database_url or f"sqlite:///{self.data_dir / 'diembao.db'}"

    @property
    def archive(self) -> Path:
        """The folder of the page archive, with the default filled in."""
        return Path(self.archive_dir) if self.archive_dir else self.data_dir / "archive"

    @property
    def backups(self) -> Path:
        """The folder of the database's copies."""
        return self.data_dir / "backups"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Say where settings come from, strongest first."""
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def _explain(error: ValidationError) -> str:
    lines = []
    for problem in error.errors(include_url=False):
        name = str(problem["loc"][0]) if problem["loc"] else "?"
        if problem["type"] == "extra_forbidden":
            known = ", ".join(Settings.model_fields)
            lines.append(f"{FILE}: there is no setting {name!r}. Known: {known}.")
            continue
        variable = PREFIX + name.upper()
        place = variable if variable in os.environ else f"{name} (in {FILE})"
        message = problem["msg"].removeprefix("Value error, ")
        value = "wrong" if name in _SECRET else repr(problem["input"])
        lines.append(f"{place} is {value}: {message[0].lower()}{message[1:]}.")
    return "\n".join(lines)


def load_settings() -> Settings:
    """Read the settings of this process.

    Raises:
        SettingError: naming every setting that is wrong, its value, and what is allowed.
    """
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    if unknown := sorted(k for k in os.environ if k.startswith(PREFIX) and k not in known):
        raise SettingError(
            f"{', '.join(unknown)}: there is no such setting. Known: {', '.join(sorted(known))}."
        )
    try:
        return Settings()
    except ValidationError as error:
        raise SettingError(_explain(error)) from None
    except SettingsError as error:  # a list or table in the environment that is no JSON
        raise SettingError(f"{PREFIX}…: {error}; it is to be JSON there.") from None
    except ValueError as error:  # a diembao.toml that is no TOML
        raise SettingError(f"{FILE}: {error}.") from None


@cache
def current() -> Settings:
    """The settings of this process, read once."""
    return load_settings()
