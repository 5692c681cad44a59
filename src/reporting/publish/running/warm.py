"""Warm processes: each has imported what some tasks need and forks a child for each of them.

They are fork servers of the standard library, started when the first child is asked for, ended
when the last process that may ask is gone. A child starts in some 15 ms with everything imported.
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
import threading
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reporting.publish.running.fork_server import WarmContext

_HERE = "reporting.publish.running"


class Warm(Enum):
    """A warm process; its value lists the modules that it imports."""

    NOTEBOOK = (f"{_HERE}.preload",)
    """For a notebook of anybody's."""

    DESK = (f"{_HERE}.preload", f"{_HERE}.preload_suite")
    """For what a build reads, computes and tells: it has the suite's rooms."""

    PRESS = (f"{_HERE}.preload_press",)
    """For what a build examines and prints: it has Great Expectations and WeasyPrint."""

    CREWS = (f"{_HERE}.preload_crews",)
    """For the booklets that a machine of a cluster prints."""


def available() -> bool:
    """Tell whether this system can fork from a warm process."""
    # macOS has the fork server, but its libraries do not survive a fork.
    return sys.platform == "linux" and "forkserver" in multiprocessing.get_all_start_methods()


def start(*wanted: Warm) -> None:
    """Start warm processes now, side by side, without waiting for them."""
    if not available():
        return
    if threading.current_thread() is not threading.main_thread():
        for one in wanted:
            context(one).ensure_running()
        return
    # An interrupt at the terminal is not for a warm process: it inherits that from here.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        for one in wanted:
            context(one).ensure_running()
    finally:
        signal.signal(signal.SIGINT, before)


@cache
def context(warm: Warm = Warm.NOTEBOOK) -> WarmContext:
    """Return the context whose processes are forked from a warm one.

    Unlike the standard one, it does not import the caller's main module again in every child, so
    that a script without a ``__main__`` guard may run a notebook. What a child is to run must
    therefore be defined in a module.

    Returns
    -------
    WarmContext
        For ``context().Process(...)``, ``context().Pipe()`` and
        ``ProcessPoolExecutor(mp_context=context(), max_tasks_per_child=1)``.

    Raises
    ------
    ValueError
        Where the system has no fork server: ask :func:`available` first.
    """
    multiprocessing.get_context("forkserver")
    from reporting.publish.running.fork_server import WarmContext

    return WarmContext(warm.name, warm.value)
