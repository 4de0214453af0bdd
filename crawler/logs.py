"""Logs: for people on a terminal, one JSON object a line everywhere else.

It stands beside the crawl because crawl processes are those that know least: whatever runs by
itself, scheduler or worker, starts from here as well. What libraries log (Scrapy, Procrastinate,
APScheduler) goes the same way.
"""

import logging
import re
import sys
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from crawler import clock
from crawler.dates import VIETNAM

# Ours, below which every part has its own: what happens is told. Of libraries, only warnings.
OURS = "diembao"

# What could move the cursor or write over other lines, where a terminal shows what others sent.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def _moment(_: WrappedLogger, __: str, said: EventDict) -> EventDict:
    time = clock.now().isoformat(timespec="milliseconds")
    return {"time": time, "level": said.pop("level"), "event": said.pop("event"), **said}


def _moment_here(_: WrappedLogger, __: str, said: EventDict) -> EventDict:
    said["time"] = clock.now().astimezone(VIETNAM).strftime("%d/%m %H:%M:%S")
    return said


def _harmless(_: WrappedLogger, __: str, said: EventDict) -> EventDict:
    return {
        name: _CONTROLS.sub("�", value) if isinstance(value, str) else value
        for name, value in said.items()
    }


def _for_people(to: TextIO) -> list[Processor]:
    shown = structlog.dev.ConsoleRenderer(
        colors=to.isatty(),
        timestamp_key="time",
        pad_event_to=0,
        pad_level=False,
        # Not the one that shows variables: there may be passwords in them.
        exception_formatter=structlog.dev.plain_traceback,
    )
    return [_moment_here, _harmless, shown]


def _for_programs() -> list[Processor]:
    lines = structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
    return [_moment, structlog.processors.format_exc_info, lines]


def set_up_logs(to: TextIO | None = None, *, level: int = logging.INFO, **facts: str | int) -> None:
    """Send everything that this process logs one way; once, when it starts.

    Args:
        to: where to; standard error when left out. For people where that is a terminal.
        level: of our own lines the least that is told. At `logging.DEBUG` libraries tell all.
        facts: stand in every line, such as the outlet that this process crawls.
    """
    to = sys.stderr if to is None else to

    def with_facts(_: WrappedLogger, __: str, said: EventDict) -> EventDict:
        return {**facts, **said}

    first: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        with_facts,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *first,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    last = _for_people(to) if to.isatty() else _for_programs()
    handler = logging.StreamHandler(to)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=first,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level if level == logging.DEBUG else logging.WARNING)
    logging.getLogger(OURS).setLevel(level)
    # A connection that the server broke is told by whoever used it, and without a traceback.
    logging.getLogger("sqlalchemy.pool").setLevel(logging.CRITICAL)
    logging.raiseExceptions = False  # a log that cannot be written is no error of what it tells


def log_of(part: str) -> structlog.stdlib.BoundLogger:
    """Return the logger of a part of the product: `scheduler`, `worker`.

    It takes what happened in a few words, and facts by name: `log.info("crawl ended", outlet=…)`.
    """
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(f"{OURS}.{part}")
    return logger
