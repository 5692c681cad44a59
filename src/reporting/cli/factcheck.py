"""``reporting factcheck``: a text held against what is known of an event."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reporting.cli.claims import File
from reporting.cli.output import Event, Json, Lang, handled, language, legible, print_json, say


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command(name="factcheck")(factcheck)


@handled
def factcheck(
    event: Event,
    file: File,
    *,
    marked: Annotated[
        Path | None,
        typer.Option(metavar="COPY", help="Write a marked copy: .html, .docx.", show_default=False),
    ] = None,
    allow_simulated: Annotated[
        bool,
        typer.Option(
            "--allow-simulated", help="Hold the text against simulated figures, too, and say so."
        ),
    ] = False,
    lang: Lang = None,
    as_json: Json = False,
) -> None:
    """Hold a text against an event's published facts: confirmed, contradicted, unsupported."""
    from reporting.aside import write_whole
    from reporting.event import load_as_run
    from reporting.event.findings import refuse_errors
    from reporting.proofreading import factcheck as checking
    from reporting.proofreading.known import KnownEvent
    from reporting.proofreading.texts import read_text
    from reporting.story.voice import Voice

    t = Voice(language(lang)).text
    lines = read_text(file)
    package = load_as_run(event)
    refuse_errors(package.id, package.findings)
    claims = checking.factcheck(lines, KnownEvent(package, simulated=allow_simulated))
    if marked is not None:
        if marked.suffix.lower() == ".docx":
            from reporting.proofreading.docx_comments import commented

            write_whole(marked, commented(file, lines, claims))
        else:
            write_whole(marked, checking.marked(lines, claims))
    wrong = [claim for claim in claims if claim.verdict == "contradicted"]
    if as_json:
        print_json(
            {
                "event": package.id,
                "file": file.name,
                "simulated": allow_simulated,
                "claims": [each.as_json() for each in claims],
            }
        )
    else:
        for claim in claims:
            known = t("factcheck known", expected=claim.expected, source=claim.source)
            verdict = t(f"factcheck {claim.verdict}", stated=claim.stated, kind=claim.kind)
            told = f"{file.name}:{claim.line}: {verdict}{known if claim.expected else ''}"
            typer.echo(legible(told))
        if allow_simulated:
            say(t("factcheck simulated"))
        say(t("factcheck counts", claims=len(claims), wrong=len(wrong)))
    if wrong:
        raise typer.Exit(1)
