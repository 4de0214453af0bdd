"""The health check: what is wrong at present, since when, and what to do."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.output import as_json_line, err, local, out
from crawler import clock
from settings import current

if TYPE_CHECKING:
    from health.words import Language, Wording
    from store.findings import Finding

AsJson = Annotated[bool, typer.Option("--json", help="print JSON lines, one object a finding")]


def doctor(as_json_lines: AsJson = False) -> None:
    """Look at every outlet and at the system, and say what is wrong and what to do.

    Exit code 1 where something serious is wrong.
    """
    from health.job import evaluate
    from health.words import is_serious
    from store.engine import open_engine
    from store.findings import open_findings

    engine = open_engine(current().database)
    changes = evaluate(engine, current(), clock.now())
    found = open_findings(engine)
    serious = [finding for finding in found if is_serious(finding.name)]
    if as_json_lines:
        for finding in found:
            typer.echo(as_json_line(_record(finding)))
    else:
        for finding in found:
            _show(finding)
        for finding in changes.closed:
            words = _words(finding, "en")
            out.print(f"Mended: {_of(finding)}{words.title}.", soft_wrap=True)
        out.print(_summed_up(len(found), len(serious)))
    if serious:
        raise typer.Exit(1)


def tell_changes() -> None:
    """After a crawl: say on standard error what it showed to be wrong, or mended."""
    from health.job import evaluate, sentence
    from health.words import render
    from store.engine import open_engine

    changes = evaluate(open_engine(current().database), current(), clock.now())
    if not (changes.opened or changes.closed):
        return
    for fault in changes.opened:
        words = render(fault.name, fault.outlet, fault.subject, fault.facts, "en")
        of = f"{fault.outlet}: " if fault.outlet else ""
        err.print(f"{of}{words.title}. {words.sentence}", soft_wrap=True)
    for finding in changes.closed:
        err.print(f"{_of(finding)}mended: {_words(finding, 'en').title}.", soft_wrap=True)
    err.print(f"{sentence(changes)} See 'diembao doctor'.", soft_wrap=True)


def _of(finding: "Finding") -> str:
    return f"{finding.outlet}: " if finding.outlet else ""


def _words(finding: "Finding", language: "Language") -> "Wording":
    from health.words import render

    return render(finding.name, finding.outlet, finding.subject, finding.facts, language)


def _show(finding: "Finding") -> None:
    words = _words(finding, "en")
    since = f"since {local(finding.since)}"
    out.print(f"{_of(finding)}{words.title} ({finding.name}, {since})", soft_wrap=True)
    out.print(f"  {words.sentence}", soft_wrap=True)
    out.print(f"  → {words.advice}", soft_wrap=True)
    for url in finding.evidence:
        if url != finding.subject:
            out.print(f"  {url}", soft_wrap=True)


def _summed_up(found: int, serious: int) -> str:
    if not found:
        return "Nothing is wrong."
    return f"{found} {'finding is' if found == 1 else 'findings are'} open, {serious} serious."


def _record(finding: "Finding") -> dict[str, Any]:
    from health.words import is_serious

    return {
        "name": finding.name,
        "outlet": finding.outlet,
        "subject": finding.subject,
        "serious": is_serious(finding.name),
        "since": finding.since,
        "opened_at": finding.opened_at,
        "told_at": finding.told_at,
        "facts": finding.facts,
        "evidence": finding.evidence,
        "vi": _words(finding, "vi"),
        "en": _words(finding, "en"),
    }


def add_to(app: typer.Typer) -> None:
    """Add the command of this file to the app."""
    app.command()(doctor)
