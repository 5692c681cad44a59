"""``reporting what-if``: the standings or the footprint under changes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reporting.cli.output import Event, Json, Lang, handled, language, listed, print_json

if TYPE_CHECKING:
    from reporting.analyst import WhatIf
    from reporting.story.voice import Voice


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command(name="what-if")(what_if)


@handled
def what_if(
    event: Event,
    *,
    annul: Annotated[
        list[str] | None, typer.Option(metavar="CODE", help="A control that would not count.")
    ] = None,
    set_time: Annotated[
        list[str] | None,
        typer.Option(metavar="NUMBER:CODE:POINT=TIME", help="Another time for a crew."),
    ] = None,
    rulebook: Annotated[str, typer.Option(help="Other rules: an id, or a TOML file.")] = "",
    coefficient: Annotated[
        list[str] | None, typer.Option(metavar="NUMBER=VALUE", help="Another coefficient.")
    ] = None,
    factor: Annotated[
        list[str] | None, typer.Option(metavar="ACTIVITY=FACTOR", help="Another emission factor.")
    ] = None,
    measure: Annotated[
        list[str] | None, typer.Option(help="A measure that would lower the footprint.")
    ] = None,
    lang: Lang = None,
    as_json: Json = False,
) -> None:
    """Tell what other decisions, rules, coefficients, factors or measures would change."""
    from reporting.analyst.what_if import ask
    from reporting.publish.gate import load_fit
    from reporting.story.voice import Voice

    # A document that programs read does not speak the language of the machine.
    voice = Voice(language("en" if as_json and lang is None else lang))
    of_footprint = bool(factor or measure)
    made = ask(
        load_fit(event, "footprint" if of_footprint else "standings"),
        voice,
        annul=listed(annul or ()),
        set_time=dict(map(_timed, set_time or ())),
        rulebook=rulebook or None,
        coefficient={_number(one): value for one, value in _pairs(coefficient)},
        factor=dict(_pairs(factor)),
        measure=listed(measure or ()),
    )
    if as_json:
        print_json(made.as_json())
    else:
        _print(made, voice)


def _pairs(given: Iterable[str] | None) -> list[tuple[str, str]]:
    from reporting.errors import UsageError

    found = []
    for text in given or ():
        name, sign, value = text.partition("=")
        if not (sign and name.strip() and value.strip()):
            raise UsageError(f"{text!r} is not written NAME=VALUE.")
        found.append((name.strip(), value.strip()))
    return found


def _number(text: str) -> int:
    from reporting.errors import UsageError

    if not text.isdigit():
        raise UsageError(f"{text!r} is not a crew's number.")
    return int(text)


def _timed(text: str) -> tuple[tuple[int, str, str], Any]:
    from reporting.errors import UsageError

    [(place, time)] = _pairs([text])
    parts = place.split(":")
    if len(parts) != 3:
        raise UsageError(f"{text!r} is not written NUMBER:CODE:POINT=TIME (7:PC3:finish=10:12:13).")
    return (_number(parts[0]), parts[1], parts[2]), time


def _print(made: WhatIf, voice: Voice) -> None:
    typer.echo("; ".join(made.changes))
    if made.caveat:
        typer.echo(made.caveat)
    touched = made.touched.drop(columns="event")
    named = touched.rename(columns=lambda name: voice.text(f"what if {name}"))
    typer.echo(named.to_string(index=False) if len(named) else voice.text("what if nothing"))
