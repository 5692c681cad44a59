"""Telemetry: tables in CSV or Parquet with the columns number, time, lat, lon, elevation."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from reporting.reads import source
from reporting.route.gpx import LIMITS
from reporting.route.methods import methods
from reporting.route.refusal import refusal
from reporting.route.track import Track

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

COLUMNS = ("time", "lat", "lon")


@dataclass(frozen=True)
class Telemetry:
    """Positions of many cars.

    Parameters
    ----------
    number
        The car's number, of each point.
    time
        UTC instants, ``datetime64[ns]``.
    lat, lon
        Degrees, WGS 84.
    elevation_m
        Heights [m], NaN where unknown; None where the table has none at all.
    """

    number: NDArray[np.int32]
    time: NDArray[np.datetime64]
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    elevation_m: NDArray[np.float64] | None = None

    def __len__(self) -> int:
        """Count the points."""
        return len(self.lat)

    def keep(self, chosen: NDArray[np.bool_]) -> Telemetry:
        """Return the chosen positions alone."""
        heights = self.elevation_m
        return Telemetry(
            self.number[chosen],
            self.time[chosen],
            self.lat[chosen],
            self.lon[chosen],
            None if heights is None else heights[chosen],
        )

    def car(self, number: int, name: str = "") -> Track:
        """Return the track of one car, in the order of time."""
        mine = np.flatnonzero(self.number == number)
        mine = mine[np.argsort(self.time[mine], kind="stable")]
        heights = self.elevation_m
        return Track(
            name or str(number),
            self.lat[mine],
            self.lon[mine],
            np.full(len(mine), np.nan) if heights is None else heights[mine],
            self.time[mine],
            np.zeros(len(mine), dtype=np.int32),
        )


def read_telemetry(path: Path) -> Telemetry:
    """Read a table of positions.

    Parameters
    ----------
    path
        CSV (comma or semicolon; times in ISO 8601, UTC where no zone is given) or Parquet, with
        the columns ``time``, ``lat``, ``lon`` and perhaps ``number`` and ``elevation``.

    Raises
    ------
    InputError
        For a file that is not there, too large or broken, lacks a column, or has a position
        outside the world (with its row, the header being 1).
    """
    if not path.is_file():
        raise refusal("track-missing", path)
    limits = methods()["limits"]
    if path.stat().st_size > limits["table_bytes"]:
        raise refusal("track-too-large", path, limit=int(limits["table_bytes"]) >> 20, unit="MiB")
    table = _table(path)
    missing = [name for name in COLUMNS if name not in table.column_names]
    if missing:
        found = ", ".join(table.column_names)
        raise refusal("track-columns", path, row=1, column=missing[0], found=found)
    if table.num_rows > limits["table_points"]:
        limit = int(limits["table_points"])
        raise refusal("track-too-large", path, limit=limit, unit="points")
    return _telemetry(table, path)


def _table(path: Path) -> pa.Table:
    import pyarrow as pa
    import pyarrow.csv
    import pyarrow.parquet

    try:
        if path.suffix.lower() == ".parquet":
            return pyarrow.parquet.read_table(source(path))
        with source(path).open("rb") as stream:
            head = stream.readline(4096)
        delimiter = ";" if head.count(b";") > head.count(b",") else ","
        options = pyarrow.csv.ParseOptions(delimiter=delimiter)
        return pyarrow.csv.read_csv(path, parse_options=options)
    except (pa.ArrowInvalid, OSError) as error:
        reason = str(error).splitlines()[0].rstrip(".")
        raise refusal("track-broken", path, reason=reason) from error


def _telemetry(table: pa.Table, path: Path) -> Telemetry:
    lat, lon = _degrees(table, "lat", path), _degrees(table, "lon", path)
    cars = table.column("number") if "number" in table.column_names else None
    heights = "elevation" if "elevation" in table.column_names else None
    return Telemetry(
        np.zeros(len(lat), dtype=np.int32) if cars is None else _numbers(cars, path),
        _times(table.column("time"), path),
        lat,
        lon,
        None if heights is None else _floats(table.column(heights), path, heights),
    )


def _degrees(table: pa.Table, name: str, path: Path) -> NDArray[np.float64]:
    values = _floats(table.column(name), path, name)
    limit, what = LIMITS[name]
    wrong = np.flatnonzero(~(np.abs(values) <= limit))
    if wrong.size:
        details = {"limit": f"±{limit:.0f}", "what": what}
        row = int(wrong[0])
        raise refusal(
            "track-position", path, row=row + 2, column=name, value=values[row], **details
        )
    return values


def _floats(column: Any, path: Path, name: str) -> NDArray[np.float64]:
    import pyarrow as pa

    try:
        return np.asarray(column.cast(pa.float64()).to_numpy(), dtype=float)
    except pa.ArrowInvalid as error:
        raise _unread(path, name, error) from error


def _numbers(column: Any, path: Path) -> NDArray[np.int32]:
    import pyarrow as pa

    try:
        return np.asarray(column.cast(pa.int32()).to_numpy(), dtype=np.int32)
    except pa.ArrowInvalid as error:
        raise _unread(path, "number", error) from error


def _times(column: Any, path: Path) -> NDArray[np.datetime64]:
    import pyarrow as pa

    try:
        zone = getattr(column.type, "tz", None)
        aware = column if zone else column.cast(pa.timestamp("ns"))
        return np.asarray(aware.cast(pa.timestamp("ns", zone)).to_numpy(), dtype="datetime64[ns]")
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise _unread(path, "time", error) from error


def _unread(path: Path, column: str, error: Exception) -> Exception:
    reason = str(error).splitlines()[0].rstrip(".")
    return refusal("track-broken", path, column=column, reason=reason)
