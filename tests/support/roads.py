"""Synthetic roads and drives: the truth is known, noise and faults are put in on purpose."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer
from scipy.signal import lfilter

from reporting.route.track import Track

Numbers = NDArray[np.float64]
START = np.datetime64("2025-05-01T06:00:00", "ns")


@dataclass(frozen=True)
class Drive:
    """A drive at one position a second, and the truth about it."""

    seconds: Numbers
    x: Numbers
    y: Numbers
    along_m: Numbers
    length_m: float
    moving_s: float

    def track(self, x: Numbers | None = None, y: Numbers | None = None, **columns: object) -> Track:
        """The drive as a track, or with other positions [m east, m north]."""
        return track_of(
            self.seconds, self.x if x is None else x, self.y if y is None else y, **columns
        )


def track_of(seconds: Numbers, x: Numbers, y: Numbers, elevation: Numbers | None = None) -> Track:
    """A track around 46.5 N, 11 E from metres east and north."""
    plane = "+proj=aeqd +lat_0=46.5 +lon_0=11 +ellps=WGS84"
    lon, lat = Transformer.from_crs(plane, "EPSG:4326", always_xy=True).transform(x, y)
    return Track(
        "synthetic",
        np.asarray(lat),
        np.asarray(lon),
        np.full(len(x), np.nan) if elevation is None else elevation,
        START + np.round(np.asarray(seconds) * 1e9).astype("timedelta64[ns]"),
        np.zeros(len(x), dtype=np.int32),
    )


def road(rng: np.random.Generator, km: float, hairpins: float) -> tuple[Numbers, Numbers, Numbers]:
    """Metres east and north and the curvature of a winding road, a point each metre."""
    bends: list[float] = []
    while len(bends) < km * 1000:
        if rng.random() < hairpins:
            radius = rng.uniform(12, 25)
            length = int(np.pi * radius * rng.uniform(0.7, 1))
            straight = int(rng.uniform(80, 300))
        else:
            radius = rng.uniform(40, 600)
            length = int(radius * rng.uniform(0.2, 1.2))
            straight = int(rng.uniform(20, 400))
        bends += [rng.choice([-1, 1]) / radius] * length + [0.0] * straight
    curvature = np.convolve(bends[: int(km * 1000)], np.ones(15) / 15, "same")
    heading = np.cumsum(curvature)
    return np.cumsum(np.cos(heading)), np.cumsum(np.sin(heading)), curvature


def driven(
    seed: int, km: float = 60, hairpins: float = 0.15, stops: int = 12, tunnel_km: float = 0
) -> Drive:
    """A drive over a winding road, braking for bends, standing now and then."""
    rng = np.random.default_rng(seed)
    x, y, curvature = road(rng, km, hairpins)
    speed = np.minimum(22.0, np.sqrt(2.5 / np.maximum(np.abs(curvature), 1e-4)))
    places = rng.choice(np.arange(2000, int((km - 2 - tunnel_km) * 1000)), stops, replace=False)
    for stop in places:
        away = np.abs(np.arange(len(speed)) - stop)
        speed = np.minimum(speed, np.sqrt(2 * 1.2 * away + 0.25))
    for step in range(1, len(speed)):
        speed[step] = min(speed[step], np.sqrt(speed[step - 1] ** 2 + 2.4))
    for step in range(len(speed) - 2, -1, -1):
        speed[step] = min(speed[step], np.sqrt(speed[step + 1] ** 2 + 2.4))
    clock = np.concatenate([[0.0], np.cumsum(2 / np.maximum(speed[1:] + speed[:-1], 1.0))])
    waits = rng.uniform(20, 600, stops)
    for stop, wait in zip(places, waits, strict=True):
        clock[stop + 1 :] += wait
    seconds = np.arange(0.0, clock[-1])
    along = np.interp(seconds, clock, np.arange(len(clock)))
    metres = np.arange(len(x))
    return Drive(
        seconds,
        np.interp(along, metres, x),
        np.interp(along, metres, y),
        along,
        float(along[-1]),
        float(seconds[-1] - waits.sum()),
    )


def scatter(rng: np.random.Generator, count: int, metres: float, memory_s: float) -> Numbers:
    """Noise of a standard deviation, correlated over so many seconds (0: not at all)."""
    if not memory_s:
        return rng.normal(0, metres, count)
    kept = np.exp(-1 / memory_s)
    fresh = rng.normal(0, metres * np.sqrt(1 - kept**2), count)
    return np.asarray(lfilter([1], [1, -kept], fresh))
