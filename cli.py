"""The command `diembao`: see `commands/` for what each does."""

import os
import sys

import typer

from errors import DiemBaoError


def _app() -> typer.Typer:
    from commands import (
        alerts,
        archive,
        check,
        crawl,
        db,
        desk,
        doctor,
        outlets,
        probe,
        read,
        saved,
        schedule,
        search,
        stats,
        stories,
        topics,
        workers,
    )

    app = typer.Typer(
        name="diembao",
        help="What Vietnamese press outlets publish, by topic, every night.",
        epilog="--debug, anywhere: show the traceback of an error, and what a crawl does.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    modules = (
        *(crawl, outlets, read, search, saved, alerts, stats, stories, topics),
        *(archive, db, doctor, check, probe, schedule, workers, desk),
    )
    for module in modules:
        module.add_to(app)
    return app


def main() -> None:
    """Run `diembao`; errors are told in a sentence, with exit code 1, or 2 for bad usage."""
    debug = "--debug" in sys.argv
    sys.argv[1:] = [word for word in sys.argv[1:] if word != "--debug"]
    try:
        _app()(obj={"debug": debug})
    except DiemBaoError as error:
        if debug:
            raise
        sys.stderr.write(f"diembao: {error}\n")
        sys.exit(error.exit_code)
    except BrokenPipeError:  # `diembao articles | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        if debug:
            raise
        sys.stderr.write(
            f"diembao: an error of our own: {type(error).__name__}: {error}\n"
            "Please report it, with what the same command prints with --debug.\n"
        )
        sys.exit(1)
