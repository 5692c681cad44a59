"""The processes that this project starts: begun, heard, signalled, ended and reaped here alone.

A child is forked from a warm process (or spawned where there is none) and has a pipe to whoever
started it. It ends with them, however they end.
"""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from multiprocessing import forkserver
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

_PR_SET_PDEATHSIG = 1
_PATIENCE_S = 10


class Child:
    """A process and the pipe to it.

    Parameters
    ----------
    context
        The context that makes it.
    work
        A function of a module; what the child does with its end of the pipe and the arguments.
    args
        Plain values.
    name
        The process's name.
    """

    def __init__(
        self, context: Any, work: Callable[..., None], *args: Any, name: str | None = None
    ) -> None:
        self.pipe, self._other = context.Pipe()
        # Not daemonic: a notebook may use processes of its own.
        self._process = context.Process(
            target=work, args=(self._other, *args), name=name, daemon=False
        )

    def start(self) -> None:
        """Begin; also where this process may not have children (see :func:`allow_children`).

        Raises
        ------
        EOFError, OSError
            Where the warm process is gone.
        """
        try:
            allow_children()
            self._process.start()
        except (EOFError, OSError):
            self.pipe.close()
            raise
        finally:
            self._other.close()

    def heard(self, timeout: float | None = None) -> bool:
        """Wait until the child has said something; False after `timeout` seconds without.

        Raises
        ------
        EOFError
            Where the child has ended and all that it said was read.
        """
        if not wait([self.pipe, self._process.sentinel], timeout):
            return False
        if not self.pipe.poll():
            raise EOFError
        return True

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the child and, where it leads a session, to all that it started."""
        pid = self._process.pid
        if pid is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, number)
            return
        with contextlib.suppress(ProcessLookupError):  # it has no session of its own, or not yet
            os.kill(pid, number)

    def end(self) -> None:
        """End the child and its session, whatever it does, and reap it."""
        self.signal(signal.SIGKILL)
        self.reap()

    def reap(self) -> None:
        """Wait for the end of a child that is done; forget it."""
        self._process.join(_PATIENCE_S)
        self.pipe.close()
        with contextlib.suppress(ValueError):  # it does not end: the kernel ends it with us
            self._process.close()


def allow_children() -> None:
    """Let this process have children though it is a worker of a Pool or of Dask's nanny.

    multiprocessing forbids it because theirs would outlive them; ours end with whoever started
    them.
    """
    multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]  # noqa: SLF001 - there is no public way


def begin_anew() -> None:
    """Make this child, to multiprocessing, a process that nobody forked.

    What a notebook starts is then started as from an ordinary kernel: by the system's own method,
    from the folder that the notebook is in.
    """
    current: Any = multiprocessing.current_process()
    current.name, current._identity, current._parent_pid = "MainProcess", (), None  # noqa: SLF001
    for inherited in ("daemon", "tempdir"):
        current._config.pop(inherited, None)  # noqa: SLF001
    module: Any = multiprocessing.process
    module._parent_process = None  # noqa: SLF001
    module.ORIGINAL_DIR = str(Path.cwd())
    forkserver._forkserver.__init__()  # type: ignore[misc]  # noqa: SLF001
    multiprocessing.set_start_method(None, force=True)


def end_with_warm_process() -> None:
    """Have the kernel end this child with the process that it was forked from (Linux alone).

    The warm process ends with the build, however that ends, and its children with it.
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def lead_session() -> None:
    """Make this child the leader of a session, all of which ends when whoever started it is gone.

    The warm process may serve others for longer.
    """
    os.setsid()
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        wait([parent.sentinel])
        os.killpg(0, signal.SIGKILL)

    threading.Thread(target=watch, name="parent", daemon=True).start()
