"""``reporting route``: how long and how high the route is, as far as anybody can know."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reporting.cli.output import Event, Json, Lang, handled, language, print_json

if TYPE_CHECKING:
    from reporting.caveats import Caveat
    from reporting.route import Route

Positions = Annotated[
    Path | None,
    typer.Option(
        "--telemetry",
        metavar="FILE",
        help="Positions of the cars (CSV or Parquet: number, time, lat, lon): distance and time "
        "of each, passages at average trials, stretches off the route.",
    ),
]


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command(name="route")(route)


@handled
def route(
    event: Event,
    as_json: Json = False,
    telemetry: Positions = None,
    lang: Lang = None,
) -> None:
    """Measure the route of an event, or of a track file.

    Read are GPX, FIT, KML, KMZ, TCX, GeoJSON, NMEA, IGC, VBO, CSV and Parquet, in .gz or .zip too.
    """
    speak = language(lang)
    if telemetry is not None:
        _tell_field(*_field(event, telemetry), as_json, speak)
        return
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
        typer.echo(caveat.text(speak))


def _measured(where: str) -> Route:
    from reporting.cli.progress import reading_bar
    from reporting.publish.gate import load_fit
    from reporting.route import is_track_file, measure, measure_track

    with reading_bar():
        return measure_track(where) if is_track_file(where) else measure(load_fit(where, "route"))


def _field(where: str, telemetry: Path) -> tuple[dict[str, Any], list[Caveat]]:
    """Return what the positions of the cars tell of each day, and what to know about them."""
    from reporting.errors import UsageError
    from reporting.publish.gate import load_fit
    from reporting.route import is_track_file, measure
    from reporting.route.telemetry import field_caveats, field_days, read_telemetry

    if is_track_file(where):
        raise UsageError("--telemetry wants an event: its days, its trials, its route.")
    event = load_fit(where, "route")
    positions = read_telemetry(telemetry)
    days = field_days(event, measure(event), positions)
    caveats = [*field_caveats(event, positions), *(one for day in days for one in day.caveats)]
    document = {
        "name": event.id,
        "days": [day.as_json() for day in days],
        "caveats": [caveat.as_json() for caveat in caveats],
    }
    return document, caveats


def _tell_field(document: dict[str, Any], caveats: list[Caveat], as_json: bool, speak: str) -> None:
    if as_json:
        print_json(document)
        return
    if not document["days"]:
        typer.echo(f"{document['name']}: no position is of a day of the event.")
    for day in document["days"]:
        typer.echo(f"{day['date']}  {len(day['distances'])} cars")
        for leg in day["legs_without_track"]:
            typer.echo(f"  leg {leg} has no track: no passages, no stretches off the route")
        for car in day["distances"]:
            _tell_car(car, day)
    for caveat in caveats:
        typer.echo(caveat.text(speak))


def _tell_car(car: dict[str, Any], day: dict[str, Any]) -> None:
    moving, standing = (_duration(car[name]) for name in ("moving_s", "standing_s"))
    number = car["number"]
    typer.echo(f"{number:>5}  {car['distance_km']:.3f} km, moving {moving}, standing {standing}")
    for row in day["passages"]:
        if row["number"] == number:
            error = "" if row["error_s"] is None else f" \u00b1 {row['error_s']:.1f} s"
            typer.echo(f"       {row['control']} {row['point']}  {row['time'][11:23]}{error}")
    for row in day["detours"]:
        if row["number"] == number:
            ends = f"{row['begin'][11:19]} - {row['end'][11:19]}"
            typer.echo(f"       off the route {ends}, up to {row['away_m']:.0f} m")


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"


def _length(measured: dict[str, object]) -> str:
    """Return the length in words: measured, else at least so much, else unknown."""
    if measured.get("length_km") is not None:
        return f"{measured['length_km']} km"
    if measured.get("lower_bound_km") is not None:
        return f"at least {measured['lower_bound_km']} km"
    return "length unknown"
