"""``reporting classification``: every ranking and every penalty, to be posted."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reporting.cli.output import (
    At,
    Event,
    Json,
    Lang,
    Until,
    at_moment,
    handled,
    language,
    print_json,
)


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command(name="classification")(classification)


@handled
def classification(
    event: Event,
    *,
    out: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Where page, PDF and workbook are written.")
    ] = Path("classification"),
    protest: Annotated[
        int | None,
        typer.Option(
            metavar="MINUTES",
            min=0,
            help="How long protests are received after the publication.",
            show_default=False,
        ),
    ] = None,
    until: Until = None,
    at: At = None,
    lang: Lang = None,
    as_json: Json = False,
) -> None:
    """Write the whole classification: overall, every ranking, nations, trial by trial."""
    from reporting.publish.data import classification_files
    from reporting.publish.gate import load_scored

    speak = language(lang)
    loaded, scored = load_scored(at_moment(event, until, at))
    files = classification_files.write(scored, loaded, out, speak, protest)
    if as_json:
        shown = {name: scored.as_json()[name] for name in ("event", "status", "moment")}
        print_json(shown | {"files": [str(path) for path in files]})
        return
    for path in files:
        typer.echo(str(path))
