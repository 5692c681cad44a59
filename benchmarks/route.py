"""20 million telemetry points (430 cars) against a bare haversine over the same arrays.

    python -m benchmarks route

Prints the time of a vectorised NumPy haversine, that of ``reporting.route.telemetry.distances``
(length on the ellipsoid, spikes and gaps, noise, moving and standing time of each car), their
ratio, which must not exceed 1.8, and the greatest memory in use, which must not exceed 4 GiB.
"""

from __future__ import annotations

import resource
import sys
from typing import TYPE_CHECKING

import numpy as np
from _timing import in_turns, verdict

from reporting.route.telemetry import Telemetry, distances

if TYPE_CHECKING:
    from numpy.typing import NDArray

CARS = 430
POINTS = 20_000_000
RADIUS_M = 6_371_008.8
MOST_TIMES = 1.8
MOST_GIB = 4.0
RUNS = 3


def haversine(lat: NDArray[np.float64], lon: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the steps on a sphere [m]: the bare measure that everybody knows."""
    phi, lam = np.radians(lat), np.radians(lon)
    rise = np.sin(np.diff(phi) / 2) ** 2
    turn = np.sin(np.diff(lam) / 2) ** 2
    chord = rise + np.cos(phi[:-1]) * np.cos(phi[1:]) * turn
    return 2 * RADIUS_M * np.arcsin(np.sqrt(chord))


def cars(points: int) -> Telemetry:
    """Return per-second tracks of 430 cars: bends, stops, a tunnel, jumps, 1 to 3 m of noise."""
    rng = np.random.default_rng(1)
    each = points // CARS
    number = np.repeat(np.arange(CARS, dtype=np.int32), each)
    begin = np.datetime64("2025-05-01T06:00:00", "ns")
    second = np.arange(each, dtype=np.int64) * 1_000_000_000
    lat, lon = np.empty(CARS * each), np.empty(CARS * each)
    moments = np.empty(CARS * each, dtype="datetime64[ns]")
    for car in range(CARS):
        rows = slice(car * each, (car + 1) * each)
        north, east = _drive(rng, each)
        noise = rng.uniform(1, 3)
        lat[rows] = 45.5 + (north + rng.normal(0, noise, each)) / 111_195
        lon[rows] = 10.2 + (east + rng.normal(0, noise, each)) / 77_900
        late = np.where(np.arange(each) > each // 2, 90, 0) * 1_000_000_000
        moments[rows] = begin + (second + late).astype("timedelta64[ns]")
    jumps = rng.integers(10, CARS * each - 10, CARS * 5)
    lat[jumps] += 0.02
    return Telemetry(number, moments, lat, lon)


def _drive(
    rng: np.random.Generator, seconds: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return positions [m] of a car that bends, speeds up and stops."""
    clock = np.arange(seconds)
    speed = np.clip(14 + 8 * np.sin(clock / rng.uniform(90, 200) + rng.uniform(0, 6)), 0, None)
    for stop in rng.integers(0, seconds, 12):
        speed[stop : stop + 240] = 0
    heading = np.cumsum(0.02 * np.sin(clock / rng.uniform(15, 40)))
    return np.cumsum(speed * np.cos(heading)), np.cumsum(speed * np.sin(heading))


def main() -> int:
    telemetry = cars(POINTS)
    measured = in_turns(
        {
            "bare haversine in NumPy": lambda: haversine(telemetry.lat, telemetry.lon),
            "ours: distance, moving time, noise": lambda: distances(telemetry),
        },
        RUNS,
    )
    found = distances(telemetry)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"points            {len(telemetry):>12,}")
    print(f"cars              {len(found):>12,}")
    for name, times in measured.items():
        print(f"{times}  {name}")
    print(found.describe().loc[["mean", "min", "max"]].round(2).to_string())
    bare, ours = (times.median for times in measured.values())
    kept = [
        verdict("times as long", ours / bare, MOST_TIMES),
        verdict("memory, GiB", memory, MOST_GIB),
    ]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
