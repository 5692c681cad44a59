"""Timing ways of doing the same against each other: in turns, several runs, medians and spread."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Times:
    """The runs of one way [s]."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The median run [s]."""
        return statistics.median(self.seconds)

    def __str__(self) -> str:
        low, high = min(self.seconds), max(self.seconds)
        return f"{self.median:8.3f} s  ({low:.3f} to {high:.3f})"


def in_turns(
    ways: Mapping[str, Callable[[], object]], runs: int, *, rehearse: bool = False
) -> dict[str, Times]:
    """Run every way `runs` times, one after the other and again.

    Whatever else the machine does falls on all of them alike.

    Parameters
    ----------
    ways
        Name -> what to run.
    runs
        How often each.
    rehearse
        Whether each runs once before, unmeasured.
    """
    if rehearse:
        for run in ways.values():
            run()
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(runs):
        for name, run in ways.items():
            begin = time.perf_counter()
            run()
            taken[name].append(time.perf_counter() - begin)
    return {name: Times(tuple(times)) for name, times in taken.items()}


def verdict(label: str, ratio: float, limit: float, *, least: bool = False) -> bool:
    """Print a ratio against its limit; tell whether it is kept."""
    kept = ratio >= limit if least else ratio <= limit
    bound = "at least" if least else "at most"
    print(f"{label}: {ratio:.2f}; {bound} {limit:g}: {'kept' if kept else 'NOT KEPT'}", flush=True)
    return kept
