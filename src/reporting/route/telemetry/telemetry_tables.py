"""Telemetry: tables in CSV or Parquet with the columns number, time, lat, lon, elevation."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from reporting.caveats import Caveat
from reporting.route.gpx import LIMITS
from reporting.route.methods import methods
from reporting.route.refusal import refusal
from reporting.route.telemetry.table_dialects import (
    ELEVATION_UNIT,
    counted,
    degrees,
    floats,
    read_table,
    row_in_file,
    valid,
)
from reporting.route.telemetry.table_times import times
from reporting.route.track import NO_TIME, Track

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

COLUMNS = ("lat", "lon", "time")


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
    caveats
        What was noticed in the table: rows that were left out, times in doubt.
    """

    number: NDArray[np.int32]
    time: NDArray[np.datetime64]
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    elevation_m: NDArray[np.float64] | None = None
    caveats: tuple[Caveat, ...] = ()

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
            self.caveats,
        )

    def car(self, number: int, name: str = "") -> Track:
        """Return the track of one car, in the order of time."""
        mine = np.flatnonzero(self.number == number)
        return self._track(name or str(number), mine[np.argsort(self.time[mine], kind="stable")])

    def track(self, name: str) -> Track:
        """Return a table of one car as a track, in the order of its rows."""
        return self._track(name, np.arange(len(self))).noting(*self.caveats)

    def _track(self, name: str, mine: NDArray[np.intp]) -> Track:
        heights = self.elevation_m
        return Track(
            name,
            self.lat[mine],
            self.lon[mine],
            np.full(len(mine), np.nan) if heights is None else heights[mine],
            self.time[mine],
            np.zeros(len(mine), dtype=np.int32),
        )


def read_telemetry(path: Path, *, untimed: bool = False) -> Telemetry:
    """Read a table of positions.

    Parameters
    ----------
    path
        CSV (in the dialects of :mod:`reporting.route.telemetry.table_dialects`) or Parquet, with
        the columns ``time``, ``lat``, ``lon`` and perhaps ``number`` and ``elevation``. Rows
        without a position or a time are skipped and counted.
    untimed
        Whether a table of which no row has a time will do: a line is a road.

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
    table = read_table(path)
    wanted = COLUMNS[:2] if untimed else COLUMNS
    missing = [name for name in wanted if name not in table.column_names]
    if missing:
        found = ", ".join(table.column_names)
        raise refusal("track-columns", path, row=1, column=missing[0], found=found)
    if table.num_rows > limits["table_points"]:
        unit = {"it": "milioni di punti", "en": "million points"}
        limit = int(limits["table_points"]) // 1_000_000
        raise refusal("track-too-large", path, limit=limit, unit=unit)
    return _telemetry(table, path, untimed=untimed)


def _telemetry(table: pa.Table, path: Path, *, untimed: bool) -> Telemetry:
    lat, lon = (degrees(table, name, path) for name in ("lat", "lon"))
    time, notes = _times(table, path)
    there = ~np.isnan(lat) & ~np.isnan(lon) & valid(table)
    if not (untimed and np.isnat(time).all()):
        there &= ~np.isnat(time)
    _refuse_outside(there, lat, "lat", table, path)
    _refuse_outside(there, lon, "lon", table, path)
    if not there.all():
        notes.append(Caveat("track-blank-fixes", {"count": int((~there).sum())}))
    whole = Telemetry(
        _cars(table, path, untimed=untimed),
        time,
        lat,
        lon,
        _heights(table, path),
        tuple(notes),
    )
    return whole if there.all() else whole.keep(there)


def _times(table: pa.Table, path: Path) -> tuple[NDArray[np.datetime64], list[Caveat]]:
    if "time" in table.column_names:
        return times(table, path)
    return np.full(table.num_rows, NO_TIME, dtype="datetime64[ns]"), []


def _heights(table: pa.Table, path: Path) -> NDArray[np.float64] | None:
    """Return heights [m]; None where the table has no such column."""
    if "elevation" not in table.column_names:
        return None
    unit = float((table.schema.metadata or {}).get(ELEVATION_UNIT, b"1"))
    return floats(table.column("elevation"), table, path, "elevation") * unit


def _cars(table: pa.Table, path: Path, *, untimed: bool) -> NDArray[np.int32]:
    """Return the car of each row: its number; of a track, else its receiver, counted from 0.

    Raises
    ------
    InputError
        For a field's table that tells its cars apart by their receivers alone: nobody knows
        which car had which.
    """
    if "number" in table.column_names:
        return _numbers(table.column("number"), path)
    if "device" not in table.column_names:
        return np.zeros(table.num_rows, dtype=np.int32)
    codes = table.column("device").combine_chunks().dictionary_encode(null_encoding="encode")
    if not untimed and len(codes.dictionary) > 1:
        found = ", ".join(table.column_names)
        raise refusal("track-columns", path, row=1, column="number", found=found)
    return np.asarray(codes.indices.to_numpy(), dtype=np.int32)


def _refuse_outside(
    there: NDArray[np.bool_],
    values: NDArray[np.float64],
    name: str,
    table: pa.Table,
    path: Path,
) -> None:
    limit, what = LIMITS[name]
    wrong = np.flatnonzero(there & ~(np.abs(values) <= limit))
    if wrong.size:
        row = int(wrong[0])
        raise refusal(
            "track-position",
            path,
            row=row_in_file(table, row),
            column=name,
            value=values[row],
            limit=f"±{limit:.0f}",
            what=what,
        )


def _numbers(column: Any, path: Path) -> NDArray[np.int32]:
    import pyarrow as pa

    try:
        return counted(column, pa.int32()).astype(np.int32)
    except pa.ArrowInvalid as error:
        reason = str(error).splitlines()[0].rstrip(".")
        raise refusal("track-broken", path, column="number", reason=reason) from error
