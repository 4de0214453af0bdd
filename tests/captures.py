"""Where the real saved pages are, and what reading them by eye found."""

import json
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
CAPTURES = ROOT.parent / "shared" / "captures"
GOLDENS = sorted((ROOT / "tests" / "goldens").glob("*/*.json"))

needs_captures = pytest.mark.skipif(
    not CAPTURES.is_dir(), reason=f"the saved pages are not beside the project ({CAPTURES})"
)


def golden(file: Path) -> dict[str, Any]:
    """The expected values of one saved page; see the handbook's section 3 for their form."""
    expected: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return expected


def page(expected: dict[str, Any]) -> bytes:
    """The saved page that goes with expected values."""
    return Path(CAPTURES, expected["file"]).read_bytes()


def outline(paragraph: str) -> str:
    """A paragraph as goldens hold it: its ends, and how many words it has."""
    words = paragraph.split()
    short = len(words) <= 8
    ends = paragraph if short else f"{' '.join(words[:4])} … {' '.join(words[-4:])}"
    return f"{ends} | {len(words)}"
