"""FIT: what satellite watches and loggers record, read with fitdecode."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np

from reporting.caveats import Caveat
from reporting.reads import source
from reporting.route.methods import methods
from reporting.route.refusal import refusal
from reporting.route.track import NO_TIME, TimesKind, Track

SEMICIRCLE = 180.0 / 2**31
"""Degrees in a semicircle, the unit of positions in FIT."""

Record = tuple[int, int, float | None, np.datetime64, int]
"""Position [semicircles], height [m], time and piece of a record."""

NO_FIT = (AssertionError, AttributeError, LookupError, TypeError, ValueError)
"""What fitdecode itself raises at bytes that are no FIT."""

HEIGHTS = ("enhanced_altitude", "altitude")


def read_fit(path: Path) -> Track:
    """Read the records of a FIT file that have a position.

    Raises
    ------
    InputError
        For a file that is too large, or is not FIT. One that breaks off is read as far as it goes,
        which a caveat tells.
    """
    limit = int(methods()["limits"]["fit_bytes"])
    if path.stat().st_size > limit:
        raise refusal("track-too-large", path, limit=limit >> 20, unit="MiB")
    rows, cut, clock = _records(path)
    track = Track(
        path.name,
        np.array([row[0] for row in rows], dtype=float) * SEMICIRCLE,
        np.array([row[1] for row in rows], dtype=float) * SEMICIRCLE,
        np.array([np.nan if row[2] is None else row[2] for row in rows], dtype=float),
        np.array([row[3] for row in rows], dtype="datetime64[ns]"),
        np.array([row[4] for row in rows], dtype=np.int32),
        clock=clock,
    )
    return track.noting(Caveat("track-cut", {"count": len(rows)})) if cut else track


def _records(path: Path) -> tuple[list[Record], bool, TimesKind]:
    """Return the records of a file, whether it ends before its own end, and its times' kind.

    A logger that loses power leaves whole records without the file's last bytes: what was read
    before the fault counts.
    """
    import fitdecode

    rows: list[Record] = []
    piece, clock = 0, TimesKind.RECORDED
    try:
        with fitdecode.FitReader(str(source(path)), check_crc=fitdecode.CrcCheck.RAISE) as reader:
            for frame in reader:
                if not isinstance(frame, fitdecode.FitDataMessage):
                    continue
                if frame.name == "file_id" and _told(frame, "type") == "course":
                    clock = TimesKind.PLANNED
                elif frame.name == "event" and _told(frame, "event_type") in ("stop", "stop_all"):
                    piece += 1
                elif frame.name == "record":
                    lat, lon = _told(frame, "position_lat"), _told(frame, "position_long")
                    if lat is not None and lon is not None:
                        rows.append((lat, lon, _height(frame), _time(frame), piece))
    except fitdecode.FitEOFError as error:
        if not rows:
            raise _broken(path) from error
        return rows, True, clock
    # Bytes that are no FIT reach fitdecode's own assertions and conversions, too.
    except (
        fitdecode.FitError,
        AssertionError,
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
    ) as error:
        raise _broken(path) from error
    return rows, False, clock


def _broken(path: Path) -> Exception:
    reason = {"it": "non è un FIT leggibile", "en": "it is no FIT that can be read"}
    return refusal("track-broken", path, reason=reason)


def _told(frame: Any, field: str) -> Any:
    return frame.get_value(field, fallback=None)


def _height(frame: Any) -> float | None:
    heights = (_told(frame, field) for field in HEIGHTS)
    return next((float(height) for height in heights if height is not None), None)


def _time(frame: Any) -> np.datetime64:
    moment = _told(frame, "timestamp")
    if not isinstance(moment, dt.datetime):
        return NO_TIME
    return np.datetime64(moment.replace(tzinfo=None), "ns")
