"""Charts as files: SVG, or PNG with two dots a pixel. No browser is needed, and no network."""

import os
from io import BytesIO, StringIO
from pathlib import Path

from charts.figures import Figures
from errors import UsageError

_SCALE = 2


def check_name(path: Path) -> None:
    """Refuse a file that is no picture before anything is counted.

    Raises:
        UsageError: its name ends neither in .svg nor in .png.
    """
    if path.suffix.lower() not in {".svg", ".png"}:
        raise UsageError(f"{path} is no chart: give it a name that ends in .svg or .png.")


def picture(figures: Figures, kind: str) -> bytes:
    """Draw figures and return the file's bytes; `kind` is svg or png."""
    from charts.draw import ONE_AT_A_TIME, draw

    with ONE_AT_A_TIME:
        chart = draw(figures)
        if kind == "svg":
            text = StringIO()
            chart.save(text, format="svg")
            return text.getvalue().encode()
        image = BytesIO()
        chart.save(image, format="png", scale_factor=_SCALE)
        return image.getvalue()


def save(figures: Figures, path: Path) -> None:
    """Draw figures into a file, which is there whole or not at all.

    Raises:
        UsageError: the file's name says no known kind, it cannot be written, or the figures have
            more dates than there is room for.
    """
    check_name(path)
    drawn = picture(figures, path.suffix.lower()[1:])
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        unfinished.write_bytes(drawn)
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from None
