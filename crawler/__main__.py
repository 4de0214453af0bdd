"""The process that crawls one outlet: `python -m crawler vnexpress --since 2026-11-01`.

It tells its progress as JSON lines on standard output: `started`, `progress`, and in the end
`finished` (with the run's summary) or `failed` (with a sentence, and whether the outlet was just
`busy`). SIGINT and SIGTERM end it in order, and so does the end of its standard input when
`--parent` says that this is a pipe from the process that started it. `diembao crawl` starts one
such process an outlet.
"""

import argparse
import asyncio
import logging
import os
import signal
import sys

from scrapy.crawler import AsyncCrawlerProcess

from crawler.logs import set_up_logs
from crawler.policy import scrapy_settings
from crawler.session import tell
from errors import DiemBaoError, OutletBusy
from settings import Settings, load_settings

# The spider's arguments; see `crawler.spider.OutletSpider`.
_WORDS = ("since", "until", "limit", "urls", "via", "rechecks", "due")


def _arguments(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m crawler", description=__doc__)
    parser.add_argument("outlet")
    for name in _WORDS:
        parser.add_argument(f"--{name}", default="")
    parser.add_argument("--parent", action="store_true")
    parser.add_argument("--debug", action="store_true")
    return parser.parse_args(words)


def stop_with_parent(loop: asyncio.AbstractEventLoop) -> None:
    """End in order when the process that started this one is gone."""
    pipe = sys.stdin.fileno()

    def readable() -> None:
        if not os.read(pipe, 1024):
            loop.remove_reader(pipe)
            os.kill(os.getpid(), signal.SIGTERM)

    loop.add_reader(pipe, readable)


def _crawl(arguments: argparse.Namespace, settings: Settings) -> None:
    if arguments.debug:
        set_up_logs(level=logging.DEBUG, outlet=arguments.outlet)
    else:
        log_file = settings.data_dir / "logs" / f"{arguments.outlet}.log"
        log_file.parent.mkdir(parents=True, exist_ok=True)
        set_up_logs(log_file.open("a", encoding="utf-8"), outlet=arguments.outlet)
    options = scrapy_settings(settings) | {"DIEMBAO_TELL": True}
    process = AsyncCrawlerProcess(options | {"LOG_INSTALL_ROOT_HANDLER": False})
    crawler = process.create_crawler(arguments.outlet)
    words = {name: getattr(arguments, name) for name in _WORDS}
    crawl = process.crawl(crawler, **words)
    if arguments.parent:
        stop_with_parent(asyncio.get_event_loop())
    process.start()
    if crawl.done() and (error := crawl.exception()) is not None:
        raise error


def main(words: list[str]) -> int:
    """Crawl one outlet; return the process's exit code."""
    arguments = _arguments(words)
    try:
        _crawl(arguments, load_settings())
    except DiemBaoError as error:
        tell("failed", problem=str(error), busy=isinstance(error, OutletBusy))
        return error.exit_code
    except OSError as error:
        tell("failed", problem=f"{error.filename or 'the data folder'}: {error.strerror}.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
