"""``reporting facts``: what is known of an event, with its source."""

from __future__ import annotations

from typing import Annotated

import typer

from reporting.cli.output import Event, Json, Lang, handled, language, legible, print_json, say


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command(name="facts")(facts)


@handled
def facts(
    event: Event,
    search: Annotated[
        str, typer.Argument(metavar="[SEARCH]", help="Words that a fact must hold; all if none.")
    ] = "",
    *,
    lang: Lang = None,
    as_json: Json = False,
) -> None:
    """List every named figure and name of an event, with source and provenance."""
    from reporting.publish.gate import load_fit
    from reporting.story.fact_register import register as registered
    from reporting.story.voice import Voice

    told = [fact for fact in registered(load_fit(event)) if fact.matches(search)]
    if as_json:
        print_json([fact.as_json() for fact in told])
        return
    for fact in told:
        value = f"{fact.value} {fact.unit}".strip()
        typer.echo(legible(f"{fact.key}: {value}  ({fact.provenance}: {fact.source})"))
    if not told:
        say(Voice(language(lang)).text("facts none", event=event, search=search))
