"""``reporting press``: the press kit of an event."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reporting.cli.output import Event, Json, handled, legible, listed, print_json, say, say_home


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command(name="press")(press)


@handled
def press(
    event: Event,
    *,
    lang: Annotated[list[str], typer.Option(help="Languages.")] = ["it,en"],  # noqa: B006
    out: Annotated[Path, typer.Option(help="The folder of the reports.")] = Path("reports"),
    allow_simulated: Annotated[
        bool,
        typer.Option(
            "--allow-simulated", help="Tell simulated figures, too; every piece is marked."
        ),
    ] = False,
    as_json: Json = False,
) -> None:
    """Make release, bulletins, captions and picture cards, each checked before it is written."""
    from reporting.publish.press.kit import CLAIMS, FACTS, PressRequest, publish

    say_home()
    made = publish(PressRequest(event, listed(lang), out, allow_simulated))
    if as_json:
        print_json(made)
    else:
        home = out / made["event"] / "press"
        for piece in made["pieces"]:
            typer.echo(f"{home / piece['path']}")
        for piece in made["refused"]:
            say(legible(f"{piece['path']}: not written: {piece['reason']}"))
        say(f"{len(made['pieces'])} files, {len(made['refused'])} refused.")
    if any(piece["check"] in (FACTS, CLAIMS) for piece in made["refused"]):
        raise typer.Exit(1)
