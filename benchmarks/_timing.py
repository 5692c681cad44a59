"""Timing ways of doing the same against each other: in turns, several runs, medians and spread.

Beside the clock stands processor time: of all processes that a run started, those that outlived
their parent included. It says the same on a machine that others use, nearly.
"""

from __future__ import annotations

import ctypes
import os
import resource
import statistics
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True)
class Times:
    """The runs of one way: by the clock, and of processor [s]."""

    seconds: tuple[float, ...]
    processor: tuple[float, ...] = (0.0,)

    @property
    def median(self) -> float:
        """The median run [s]."""
        return statistics.median(self.seconds)

    @property
    def worked(self) -> float:
        """The median run's processor time [s]."""
        return statistics.median(self.processor)

    def __str__(self) -> str:
        low, high = min(self.seconds), max(self.seconds)
        worked = f"; {self.worked:7.3f} s of processor" if self.worked else ""
        return f"{self.median:8.3f} s  ({low:.3f} to {high:.3f}){worked}"


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
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    _adopt_orphans()
    for _ in range(runs):
        for name, run in ways.items():
            others, worked, begin = _children(), _processor_s(), time.perf_counter()
            run()
            seconds = time.perf_counter() - begin
            _wait_but_for(others)
            taken[name].append((seconds, _processor_s() - worked))
    return {name: Times(*zip(*times, strict=True)) for name, times in taken.items()}


@cache
def _adopt_orphans() -> None:
    """Have what outlives a run's own process be a child of this one, so that it is counted."""
    with suppress(OSError, AttributeError):  # elsewhere than on Linux it is not
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _children() -> set[int]:
    told = Path(f"/proc/self/task/{os.getpid()}/children")
    return set(map(int, told.read_text().split())) if told.exists() else set()


def _wait_but_for(others: set[int]) -> None:
    """Wait for every child of this process but those that were there before."""
    for child in _children() - others:
        with suppress(ChildProcessError):
            os.waitpid(child, 0)


def _processor_s() -> float:
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime


def verdict(label: str, ratio: float, limit: float, *, least: bool = False, why: str = "") -> bool:
    """Print a ratio against its limit, and where it is missed by how much and why.

    Returns
    -------
    bool
        Whether it is kept.
    """
    kept = ratio >= limit if least else ratio <= limit
    bound = "at least" if least else "at most"
    missed = f"NOT KEPT, {ratio / limit:.2f} times the limit{f': {why}' if why else ''}"
    print(f"{label}: {ratio:.2f}; {bound} {limit:g}: {'kept' if kept else missed}", flush=True)
    return kept
