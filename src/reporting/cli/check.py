"""``reporting check``: tells whether a package is fit to be scored and reported."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reporting.cli.output import Event, Json, handled, language, print_findings, print_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reporting.event import Event as LoadedEvent
    from reporting.event.findings import Finding


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command(name="check")(check)


@handled
def check(
    event: Event,
    as_json: Json = False,
    lang: Annotated[
        str | None, typer.Option(help="Language of the messages: it or en.", show_default=False)
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Show notes, and every finding of a kind.")
    ] = False,
    xlsx: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Write the tables back with the cells marked and commented.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Validate every table of an event's package."""
    speak = language(lang) if lang or not as_json else "en"
    from reporting.event import has_errors, load
    from reporting.event.moment import as_run
    from reporting.publish import gate

    loaded = load(event)
    findings = gate.findings(as_run(loaded))
    failed = has_errors(findings)
    if xlsx is not None:
        from reporting.event.authoring.marked_workbook import write_marked

        write_marked(loaded, findings, xlsx, speak)
    counts = {name: rows for name, rows in loaded.counts().items() if rows}
    if as_json:
        print_json(
            {
                "event": loaded.id,
                "ok": not failed,
                "counts": counts,
                "findings": [finding.as_json(speak) for finding in findings],
            }
        )
    else:
        print_findings(findings, speak, every=every)
        typer.echo(_summary(loaded, findings, counts))
        if xlsx is not None:
            typer.echo(str(xlsx))
    raise typer.Exit(1 if failed else 0)


def _summary(loaded: LoadedEvent, findings: Sequence[Finding], counts: dict[str, int]) -> str:
    tally = Counter(str(finding.severity) for finding in findings)
    kinds = [f"{tally[one]} {one}{'' if tally[one] == 1 else 's'}" for one in _SEVERITIES]
    tables = ", ".join(f"{rows} {name}" for name, rows in counts.items()) or "no rows"
    return f"{loaded.id}: {', '.join(kinds)} (--all shows every one)\n{tables}"


_SEVERITIES = ("error", "warning", "note")
