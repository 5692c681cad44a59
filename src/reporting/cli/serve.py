"""``reporting serve``: the built reports in a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reporting.cli.output import handled, say


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command(name="serve")(serve)


@handled
def serve(
    out: Annotated[Path, typer.Option(help="The folder of the reports.")] = Path("reports"),
    port: Annotated[int, typer.Option(help="The port; 0 takes a free one.")] = 0,
    browser: Annotated[bool, typer.Option(help="Open a browser.")] = True,
) -> None:
    """Show the built reports in a browser, to this machine alone."""
    from reporting.publish.serve import Reports

    with Reports(out, port) as reports:
        typer.echo(reports.address)
        if browser:
            import webbrowser

            webbrowser.open(reports.address)
        say("Ctrl-C ends it.")
        reports.serve_forever()
