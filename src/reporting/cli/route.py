"""``reporting route``: how long and how high the route is, as far as anybody can know."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from reporting.cli.output import Event, Json, handled, language, print_json

if TYPE_CHECKING:
    from reporting.route import Route


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command(name="route")(route)


@handled
def route(
    event: Event,
    as_json: Json = False,
) -> None:
    """Measure the route of an event, or of a track file (GPX, FIT, CSV, Parquet)."""
    measured = _measured(event)
    if as_json:
        print_json(measured.as_json())
        return
    document = measured.as_json()
    for leg in document["legs"]:
        ends = f"{leg['from']} - {leg['to']}  " if leg["from"] else ""
        typer.echo(f"{leg['number']}  {ends}{_length(leg)}")
    typer.echo(f"{document['name']}: {_length(document)}")
    for caveat in measured.caveats:
        typer.echo(caveat.text(language(None)))


def _measured(where: str) -> Route:
    from reporting.errors import InputError
    from reporting.event import load
    from reporting.route import is_track_file, measure, measure_track

    if is_track_file(where):
        return measure_track(where)
    loaded = load(where)
    if not loaded.ok:
        raise InputError(f"{loaded.id} has errors and cannot be measured.", loaded.findings)
    return measure(loaded)


def _length(measured: dict[str, object]) -> str:
    """Return the length in words: measured, else at least so much, else unknown."""
    if measured.get("length_km") is not None:
        return f"{measured['length_km']} km"
    if measured.get("lower_bound_km") is not None:
        return f"at least {measured['lower_bound_km']} km"
    return "length unknown"
