"""Warm processes: each has imported what some tasks need and forks a child for each of them.

They are fork servers of the standard library, started when the first child is asked for, ended
when the last process that may ask is gone. A child starts in some 15 ms with everything imported.
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
import threading
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reporting.engine.fork_server import WarmContext


@dataclass(frozen=True, slots=True)
class Warm:
    """A warm process.

    Parameters
    ----------
    name
        What tells it from others.
    preload
        The modules that it imports when it starts; each warms up what it lists (see
        :mod:`reporting.engine.warming`).
    """

    name: str
    preload: tuple[str, ...]


NOTEBOOK = Warm("NOTEBOOK", ("reporting.engine.notebook.preload",))
"""For a notebook of anybody's."""


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
def context(warm: Warm = NOTEBOOK) -> WarmContext:
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
    from reporting.engine.fork_server import WarmContext

    return WarmContext(warm.name, warm.preload)
