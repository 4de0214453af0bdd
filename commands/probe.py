"""Looking at a site that is not read yet."""

import typer


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file to the app."""
    del app
