"""Telemetry of a whole field on a cluster: some cars a task, the same figures as here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reporting.route.telemetry import Telemetry
from reporting.route.telemetry import distances as distances_here

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from reporting.engine.dask.cluster import Cluster

POINTS_PER_TASK = 1_000_000


def distances(
    telemetry: Telemetry, cluster: Cluster, points: int = POINTS_PER_TASK
) -> pd.DataFrame:
    """Return how far and how long each car drove, computed on a cluster.

    Parameters
    ----------
    telemetry
        Positions of all cars.
    cluster
        Where to compute.
    points
        How many positions a task gets, at least; a car is never cut in two.

    Returns
    -------
    pandas.DataFrame
        As :func:`reporting.route.telemetry.distances`, to the last digit.
    """
    import pandas as pd

    asked = [cluster.submit(distances_here, part, 1) for part in partitions(telemetry, points)]
    frames = [cluster.answer(one) for one in asked]
    if not frames:
        return distances_here(telemetry)
    whole: pd.DataFrame = pd.concat(frames)
    return whole.sort_values("number", ignore_index=True)


def partitions(telemetry: Telemetry, points: int) -> Iterator[Telemetry]:
    """Give the telemetry in parts of whole cars, of at least `points` positions each."""
    numbers, sizes = np.unique(telemetry.number, return_counts=True)
    cars: list[int] = []
    size = 0
    for number, own in zip(numbers.tolist(), sizes.tolist(), strict=True):
        cars.append(number)
        size += own
        if size >= points:
            yield telemetry.keep(np.isin(telemetry.number, cars))
            cars, size = [], 0
    if cars:
        yield telemetry.keep(np.isin(telemetry.number, cars))
