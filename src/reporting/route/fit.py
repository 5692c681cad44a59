"""FIT: what satellite watches and loggers record, read with fitdecode."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from reporting.reads import source
from reporting.route.methods import methods
from reporting.route.refusal import refusal
from reporting.route.track import NO_TIME, Track

SEMICIRCLE = 180.0 / 2**31
"""Degrees in a semicircle, the unit of positions in FIT."""

HEIGHTS = ("enhanced_altitude", "altitude")


def read_fit(path: Path) -> Track:
    """Read the records of a FIT file that have a position.

    Raises
    ------
    InputError
        For a file that is too large, is not FIT, or whose check sum is wrong.
    """
    limit = int(methods()["limits"]["gpx_bytes"])
    if path.stat().st_size > limit:
        raise refusal("track-too-large", path, limit=limit >> 20, unit="MiB")
    rows = list(_records(path))
    return Track(
        path.name,
        np.array([row[0] for row in rows], dtype=float) * SEMICIRCLE,
        np.array([row[1] for row in rows], dtype=float) * SEMICIRCLE,
        np.array([np.nan if row[2] is None else row[2] for row in rows], dtype=float),
        np.array([row[3] for row in rows], dtype="datetime64[ns]"),
        np.array([row[4] for row in rows], dtype=np.int32),
    )


def _records(path: Path) -> Iterator[tuple[int, int, float | None, np.datetime64, int]]:
    """Go through position [semicircles], height [m], time and piece of each record."""
    import fitdecode

    piece = 0
    try:
        with fitdecode.FitReader(str(source(path)), check_crc=fitdecode.CrcCheck.RAISE) as reader:
            for frame in reader:
                if not isinstance(frame, fitdecode.FitDataMessage):
                    continue
                if frame.name == "event" and _told(frame, "event_type") in ("stop", "stop_all"):
                    piece += 1
                elif frame.name == "record":
                    lat, lon = _told(frame, "position_lat"), _told(frame, "position_long")
                    if lat is not None and lon is not None:
                        yield lat, lon, _height(frame), _time(frame), piece
    except fitdecode.FitError as error:
        raise refusal("track-broken", path, reason=str(error).rstrip(".")) from error


def _told(frame: Any, field: str) -> Any:
    return frame.get_value(field, fallback=None)


def _height(frame: Any) -> float | None:
    heights = (_told(frame, field) for field in HEIGHTS)
    return next((float(height) for height in heights if height is not None), None)


def _time(frame: Any) -> np.datetime64:
    moment = _told(frame, "timestamp")
    return NO_TIME if moment is None else np.datetime64(moment.replace(tzinfo=None), "ns")
