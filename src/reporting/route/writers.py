"""The route for others to work with: GeoJSON of legs and places, Parquet of the measured road."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from reporting.route.measured import Measured
    from reporting.route.places import Waypoint
    from reporting.route.route_model import LegRoute, Route

DECIMALS = 6
"""Of degrees: a tenth of a metre."""

MOST_POINTS = 20_000
"""A leg's line in GeoJSON has at most so many points; the Parquet file has all."""


def write(route: Route, folder: Path) -> list[Path]:
    """Write ``route.geojson`` and, where a leg has a track, ``road.parquet``.

    Returns
    -------
    list of Path
        The files that were written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lines = folder / "route.geojson"
    lines.write_text(
        json.dumps(geojson(route), ensure_ascii=False, separators=(",", ":")) + "\n",
        encoding="utf-8",
    )
    points = road(route)
    if points.empty:
        return [lines]
    table = folder / "road.parquet"
    points.to_parquet(table, index=False)
    return [lines, table]


def geojson(route: Route) -> dict[str, Any]:
    """Return legs and places as GeoJSON (RFC 7946): degrees on WGS 84, east before north.

    A leg with a track is the line that was driven, in one part for each run without gaps. A leg
    without is a line straight from place to place, and says so: ``"schematic": true``.
    """
    legs = [_leg(leg) for leg in route.legs if leg.measured or len(leg.waypoints) > 1]
    places = [_place(place) for place in route.waypoints]
    return {
        "type": "FeatureCollection",
        "name": route.name,
        "features": [*legs, *places],
    }


def _leg(leg: LegRoute) -> dict[str, Any]:
    lines = list(_runs(leg.measured)) if leg.measured else [_straight(leg)]
    document = leg.as_json()
    kept = ("from", "to", "date", "length_km", "lower_bound_km", "verdict", "moving_time_s")
    return {
        "type": "Feature",
        "geometry": {"type": "MultiLineString", "coordinates": lines},
        "properties": {
            "leg": leg.number,
            "schematic": leg.measured is None,
            **{name: document[name] for name in kept},
        },
    }


def _straight(leg: LegRoute) -> list[list[float]]:
    return [_position(place.lon, place.lat) for place in leg.waypoints]


def _runs(measured: Measured) -> Iterator[list[list[float]]]:
    line = measured.line
    every = max(1, len(line.lat) // MOST_POINTS)
    for run in np.unique(line.run):
        mine = np.flatnonzero(line.run == run)
        shown = np.unique(np.append(mine[::every], mine[-1]))
        yield [
            _position(lon, lat) for lon, lat in zip(line.lon[shown], line.lat[shown], strict=True)
        ]


def _position(lon: float, lat: float) -> list[float]:
    return [round(float(lon), DECIMALS), round(float(lat), DECIMALS)]


def _place(place: Waypoint) -> dict[str, Any]:
    properties = {
        name: value for name, value in place.as_json().items() if name not in ("lat", "lon")
    }
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": _position(place.lon, place.lat)},
        "properties": properties,
    }


def road(route: Route) -> pd.DataFrame:
    """Return the measured road point by point; empty where no leg has a track.

    Returns
    -------
    pandas.DataFrame
        `leg`, `run` (number of the run without gaps), `lat`, `lon` [degrees, WGS 84],
        `along_km` from the leg's start, `speed_kmh` (NaN without times), `height_m` (NaN
        without heights).
    """
    import pandas as pd

    parts = [_points(leg.number, leg.measured) for leg in route.legs if leg.measured]
    columns = ["leg", "run", "lat", "lon", "along_km", "speed_kmh", "height_m"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def _points(leg: int, measured: Measured) -> pd.DataFrame:
    import pandas as pd

    line, shape = measured.line, measured.profile
    height = np.full(len(line.lat), np.nan)
    if shape:
        height = np.interp(line.along_m, shape.along_m, shape.height_m)
    return pd.DataFrame(
        {
            "leg": leg,
            "run": line.run,
            "lat": line.lat,
            "lon": line.lon,
            "along_km": line.along_m / 1000,
            "speed_kmh": line.speed_mps * 3.6,
            "height_m": height,
        }
    )
