"""``reporting freeze``: keep a footprint as published, so that later differences are told."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from reporting.cli.footprint import Compare, print_years, side_by_side
from reporting.cli.output import Event, Json, Lang, handled, language, listed, print_json, say


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command(name="freeze")(freeze)


@handled
def freeze(  # noqa: PLR0917 - options of a command
    event: Event,
    as_json: Json = False,
    label: Annotated[
        str, typer.Option(help="Name of the published version; the event's year by default.")
    ] = "",
    note: Annotated[str, typer.Option(help="What is to be said about it.")] = "",
    on: Annotated[
        str, typer.Option(metavar="YYYY-MM-DD", help="Day of publication; today by default.")
    ] = "",
    compare: Compare = None,
    lang: Lang = None,
) -> None:
    """Keep an event's footprint as published, with hashes of its inputs and factors.

    What is no longer as it was last published is printed: old, new, reason.
    """
    from reporting.aside import alone_in
    from reporting.footprint import account, published_runs, restate, runs_folder
    from reporting.footprint import freeze as frozen
    from reporting.publish.gate import load_fit

    speak = language(lang)
    loaded = load_fit(event, "footprint")
    inventory = account(loaded)
    before = [run for run in published_runs(loaded) if run.event == loaded.id]
    changes = restate(before[-1], inventory) if before else ()
    name = label or str(inventory.year)
    with alone_in(loaded.folder):
        path = frozen(loaded, inventory, name, _day(on), note).write(runs_folder(loaded))
    years = side_by_side(loaded, listed(compare or ()))
    if as_json:
        told = [change.as_json() for change in changes]
        print_json(
            {
                "event": loaded.id,
                "file": path.name,
                "label": name,
                "restatements": told,
                "compared": years,
            }
        )
        return
    for change in changes:
        typer.echo(f"restated: {change.what}: {_figures(change)}: {change.reason.text(speak)}")
    if years:
        print_years(years)
    say(f"{path} keeps the footprint of {loaded.id} as published.")


def _day(text: str) -> dt.date:
    """Return the day of publication.

    Raises
    ------
    UsageError
        Where `text` is no day.
    """
    from reporting.errors import UsageError

    try:
        return dt.date.fromisoformat(text) if text else dt.datetime.now().astimezone().date()
    except ValueError:
        raise UsageError(f"--on is a day such as 2025-06-30, not {text!r}.") from None


def _figures(change: object) -> str:
    """Return old and new of a restatement on each basis that it has."""
    told = []
    for basis in ("location", "market"):
        old, new = (getattr(change, f"{when}_{basis}_kg") for when in ("old", "new"))
        if (old, new) != (None, None):
            shown = ["none" if kg is None else f"{kg:,.1f} kg CO2e" for kg in (old, new)]
            told.append(f"{basis}-based {' -> '.join(shown)}")
    return ", ".join(told)
