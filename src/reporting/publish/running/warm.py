"""The warm process: it has imported what notebooks need and forks a child for each of them.

It is the fork server of the standard library, started when the first child is asked for, ended
when the last process that may ask is gone. A child starts in some 15 ms with everything imported.
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
import threading
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reporting.publish.running.fork_server import WarmContext

PRELOAD = "reporting.publish.running.preload"
PRELOAD_SUITE = "reporting.publish.running.preload_suite"


def available() -> bool:
    """Tell whether this system can fork from a warm process."""
    # macOS has the fork server, but its libraries do not survive a fork.
    return sys.platform == "linux" and "forkserver" in multiprocessing.get_all_start_methods()


def start() -> None:
    """Start the warm process now, without waiting for it, with what reports need beside."""
    if available():
        from multiprocessing import forkserver

        context().set_forkserver_preload([PRELOAD, PRELOAD_SUITE])
        if threading.current_thread() is not threading.main_thread():
            forkserver.ensure_running()
            return
        # An interrupt at the terminal is not for the warm process: it inherits that from here.
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            forkserver.ensure_running()
        finally:
            signal.signal(signal.SIGINT, before)


@cache
def context() -> WarmContext:
    """Return the context whose processes are forked from the warm one.

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

    warm = WarmContext()
    warm.set_forkserver_preload([PRELOAD])
    return warm
