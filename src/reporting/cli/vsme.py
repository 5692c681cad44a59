"""``reporting vsme``: the answers to the EU's voluntary standard as a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reporting.cli.output import (
    Event,
    Json,
    Lang,
    file_to_write,
    handled,
    language,
    print_json,
    say,
)


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command(name="vsme")(vsme)


@handled
def vsme(
    event: Event,
    *,
    template: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Your copy of the template: its named cells are filled."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The workbook, or its folder; here if none."),
    ] = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Write the VSME answers as a workbook laid out like the EU template."""
    from reporting.errors import UsageError
    from reporting.footprint import statement
    from reporting.publish import vsme_workbook as workbook
    from reporting.publish.gate import load_fit

    speak = language(lang)
    loaded = load_fit(event, "footprint")
    answers = workbook.vsme_answers(statement(loaded), speak)
    path = file_to_write(out, f"{loaded.id}-vsme.xlsx")
    filled = [one.name for one in answers if one.values or one.words]
    unknown: list[str] = []
    if template is None:
        workbook.write_vsme(path, answers, speak)
    elif path.resolve() == template.resolve():
        raise UsageError("--out is the template itself; name another file.")
    else:
        filled, unknown = workbook.fill_template(template, path, answers)
    if as_json:
        print_json({"file": str(path), "filled": filled, "not_in_template": unknown})
        return
    typer.echo(str(path))
    say(f"{len(filled)} answers; {len(unknown)} that the template has no cell for.")
