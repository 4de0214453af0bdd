"""The page for whoever runs it: its commands are there, and no finding is left out."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli import _app
from health.words import names
from settings import Settings
from tests.conftest import ROOT

PAGE = Path(ROOT, "docs", "operations.md").read_text("utf-8")
_CALL = re.compile(r"^ {4}(?:.* )?\.venv/bin/diembao (.*?)(?: {2,}#.*)?$", re.MULTILINE)
_INLINE = re.compile(r"`diembao ([^`]+)`")
# Commands that have others below them.
ALONE = ("desk", "outlets")


def calls() -> Iterator[str]:
    yield from _CALL.findall(PAGE)
    yield from _INLINE.findall(PAGE)


@pytest.mark.parametrize("call", sorted(set(calls())))
def test_every_command_of_the_page_is_understood(call: str) -> None:
    said = CliRunner().invoke(_app(), [*shlex.split(call), "--help"])
    assert said.exit_code == 0, said.output
    usage = next(line for line in said.output.splitlines() if "Usage:" in line)
    assert "COMMAND" not in usage or call in ALONE, f"{call!r} names no command"


def test_the_page_says_what_to_do_on_every_finding() -> None:
    anchors = set(re.findall(r"\]\(findings\.md#(\w+)\)", PAGE))
    assert anchors == set(names())


def test_what_the_page_leads_to_is_there() -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", PAGE)
    assert "workers.md" in links
    assert [link for link in links if not Path(ROOT, "docs", link).exists()] == []


def test_the_settings_that_the_page_shows_are_settings() -> None:
    shown = set(re.findall(r"^ {4}(\w+) = ", PAGE, re.MULTILINE)) - {"ops", "press"}
    shown |= {name.lower() for name in re.findall(r"DIEMBAO_(\w+)=", PAGE)}
    assert shown
    assert shown <= set(Settings.model_fields)
